//! The sheet of headline figures.

use super::super::page::Setting;
use super::sheet::{Formats, Sheet, reason};
use crate::rollup::ScoreScale;
use crate::rollup::figures::{Figure, Figures};
use rust_xlsxwriter::{Workbook, XlsxError};

/// Writes the sheet.
pub fn write(
    workbook: &mut Workbook,
    formats: &Formats,
    figures: &Figures,
    setting: &Setting<'_>,
) -> Result<(), XlsxError> {
    let word = |name: &str| setting.words.get(name);
    let columns = [
        (word("workbook.figure"), 42.0),
        (word("workbook.value"), 14.0),
        (word("workbook.low"), 14.0),
        (word("workbook.high"), 14.0),
        (word("headline.base_short"), 12.0),
        (word("workbook.remark"), 70.0),
    ];
    let name = word("workbook.summary");
    let mut sheet = Sheet::new(workbook, formats, name, setting, &columns)?;
    sheet.strong(setting.title)?;
    sheet.skip(4);
    if let Some((first, last)) = figures.days {
        sheet.text(&format!("{first} \u{2013} {last}"))?;
    }
    sheet.end_row();
    for (name, count, remark) in [
        ("headline.comments", figures.comments, ""),
        ("themes.mentions", figures.mentions, ""),
        ("headline.uncoded", figures.uncoded, ""),
        ("headline.irony", figures.ironic, "headline.irony_note"),
    ] {
        sheet.text(word(name))?;
        sheet.count(count)?;
        sheet.skip(3);
        if !remark.is_empty() {
            sheet.text(word(remark))?;
        }
        sheet.end_row();
    }
    for score in &figures.scores {
        let (name, remark) = score_words(score.scale, setting);
        line(&mut sheet, &name, &score.headline, &remark, setting)?;
    }
    let net = &figures.sentiment.net;
    line(
        &mut sheet,
        word("headline.net"),
        net,
        word("headline.net_formula"),
        setting,
    )?;
    for one in &figures.sentiment.shares {
        let name = setting.words.of_id("polarity", one.polarity.name());
        let name = format!("{name}, %");
        line(&mut sheet, &name, &one.share, "", setting)?;
    }
    Ok(())
}

fn line(
    sheet: &mut Sheet<'_>,
    name: &str,
    figure: &Figure,
    remark: &str,
    setting: &Setting<'_>,
) -> Result<(), XlsxError> {
    sheet.text(name)?;
    sheet.figure(figure)?;
    sheet.count(figure.base)?;
    let reason = reason(figure, setting);
    sheet.text(if reason.is_empty() { remark } else { &reason })?;
    sheet.end_row();
    Ok(())
}

/// Name and formula of the headline of a scale.
fn score_words(scale: ScoreScale, setting: &Setting<'_>) -> (String, String) {
    let name = scale.to_string();
    let known = |key: &str| setting.words.words.get(key).cloned();
    match known(&format!("score.{name}")) {
        Some(word) => {
            let formula = known(&format!("score.{name}_formula"));
            (word, formula.unwrap_or_default())
        }
        None => {
            let other = setting.words.get("score.other").replace("{name}", &name);
            (other, String::new())
        }
    }
}
