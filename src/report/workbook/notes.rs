//! The sheets of definitions and versions.

use super::super::page::Setting;
use super::sheet::{Formats, Sheet};
use rust_xlsxwriter::{Workbook, XlsxError};

/// What the terms of the workbook and the themes mean.
pub fn definitions(
    workbook: &mut Workbook,
    formats: &Formats,
    minimum_base: u64,
    setting: &Setting<'_>,
) -> Result<(), XlsxError> {
    let word = |name: &str| setting.words.get(name);
    let columns = [
        (word("workbook.figure"), 42.0),
        (word("workbook.id"), 30.0),
        (word("workbook.definition"), 110.0),
    ];
    let name = word("workbook.definitions");
    let mut sheet = Sheet::new(workbook, formats, name, setting, &columns)?;
    for term in ["comments", "net", "interval", "base"] {
        sheet.strong(word(&format!("method.{term}")))?;
        sheet.skip(1);
        let text = word(&format!("method.{term}_text")).to_owned();
        sheet.text(&text.replace("{least}", &minimum_base.to_string()))?;
        sheet.end_row();
    }
    for scale in ["nps", "csat", "ces"] {
        sheet.strong(word(&format!("score.{scale}")))?;
        sheet.skip(1);
        sheet.text(word(&format!("score.{scale}_formula")))?;
        sheet.end_row();
    }
    for theme in &setting.codeframe.themes {
        sheet.text(setting.label(&theme.id))?;
        sheet.text(&theme.id)?;
        sheet.text(&theme.definition)?;
        sheet.end_row();
    }
    Ok(())
}

/// What made the annotations.
pub fn versions(
    workbook: &mut Workbook,
    formats: &Formats,
    setting: &Setting<'_>,
) -> Result<(), XlsxError> {
    let word = |name: &str| setting.words.get(name);
    let columns = [
        (word("workbook.versions"), 30.0),
        (word("workbook.value"), 60.0),
    ];
    let name = word("workbook.versions");
    let mut sheet = Sheet::new(workbook, formats, name, setting, &columns)?;
    let listed = |values: &std::collections::BTreeSet<String>| {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        values.join(", ")
    };
    for (name, value) in [
        (
            "foot.program",
            format!("verbatims {}", listed(&setting.made_by.program)),
        ),
        ("foot.lexicons", listed(&setting.made_by.lexicons)),
        ("foot.codeframe", listed(&setting.made_by.codeframe)),
        ("foot.inputs", setting.inputs.join(", ")),
    ] {
        sheet.text(word(name))?;
        sheet.text(&value)?;
        sheet.end_row();
    }
    Ok(())
}
