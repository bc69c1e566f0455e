//! The sheet of themes.

use super::super::page::Setting;
use super::sheet::{Formats, Sheet, reason};
use crate::rollup::figures::Figures;
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
        (word("workbook.group"), 28.0),
        (word("themes.theme"), 38.0),
        (word("workbook.id"), 30.0),
        (word("themes.stage"), 18.0),
        (word("themes.owner"), 18.0),
        (word("headline.comments"), 13.0),
        (word("themes.share"), 13.0),
        (word("workbook.share_low"), 10.0),
        (word("workbook.share_high"), 10.0),
        (word("themes.mentions"), 13.0),
        (word("polarity.negative"), 11.0),
        (word("polarity.neutral"), 11.0),
        (word("polarity.mixed"), 11.0),
        (word("polarity.positive"), 11.0),
        (word("headline.net"), 13.0),
        (word("workbook.net_low"), 13.0),
        (word("workbook.net_high"), 13.0),
        (word("workbook.remark"), 40.0),
    ];
    let name = word("themes.level_sub");
    let mut sheet = Sheet::new(workbook, formats, name, setting, &columns)?;
    for theme in &figures.themes {
        let top = theme.parent.as_deref().unwrap_or(&theme.id);
        sheet.text(setting.label(top))?;
        match theme.parent {
            Some(_) => sheet.text(setting.label(&theme.id))?,
            None => sheet.strong(setting.label(&theme.id))?,
        }
        sheet.text(&theme.id)?;
        sheet.text(&setting.words.of_id("stage", &theme.stage))?;
        sheet.text(&theme.owner)?;
        sheet.count(theme.comments)?;
        sheet.figure(&theme.share)?;
        sheet.count(theme.mentions)?;
        let polarities = &theme.polarities;
        for count in [
            polarities.negative,
            polarities.neutral,
            polarities.mixed,
            polarities.positive,
        ] {
            sheet.count(count)?;
        }
        sheet.figure(&theme.net)?;
        sheet.text(&reason(&theme.net, setting))?;
        sheet.end_row();
    }
    sheet.filtered(columns.len() as u16)
}
