//! The sheet of comments, with their evidence highlighted.

use super::super::page::Setting;
use super::super::record::{Mark, Record};
use super::sheet::{Formats, MOST_ROWS, MOST_UNITS, Sheet, cut};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Most runs of a highlighted cell: programs grow slow on cells with more.
const MOST_RUNS: usize = 400;

/// Writes the sheet.
pub fn write(
    workbook: &mut Workbook,
    formats: &Formats,
    records: &[Record],
    setting: &Setting<'_>,
) -> Result<(), XlsxError> {
    let word = |name: &str| setting.words.get(name);
    let mut columns = vec![
        (word("workbook.id"), 18.0),
        (word("workbook.date"), 12.0),
        (word("languages.language"), 14.0),
        (word("workbook.score"), 8.0),
        (word("verbatims.sentiment"), 12.0),
        (word("workbook.comment"), 90.0),
        (word("themes.level_sub"), 50.0),
        (word("workbook.flags"), 20.0),
    ];
    columns.extend(setting.segments.iter().map(|name| (name.as_str(), 18.0)));
    let name = word("workbook.verbatims");
    let mut sheet = Sheet::new(workbook, formats, name, setting, &columns)?;
    // One row is the head's.
    for record in records.iter().take(MOST_ROWS - 1) {
        row(&mut sheet, record, setting)?;
    }
    sheet.filtered(columns.len() as u16)
}

fn row(sheet: &mut Sheet<'_>, record: &Record, setting: &Setting<'_>) -> Result<(), XlsxError> {
    let fact = &record.fact;
    let word = |section, id| setting.words.of_id(section, id);
    sheet.text(&fact.comment_id)?;
    sheet.text(&fact.day.map_or_else(String::new, |day| day.to_string()))?;
    sheet.text(&word("language", fact.language.code()))?;
    sheet.number(fact.own_score.map(|own| f64::from(own.hundredths) / 100.0))?;
    sheet.text(&word("polarity", fact.polarity.name()))?;
    comment(sheet, record, setting)?;
    let themes: Vec<String> = fact
        .mentions
        .iter()
        .filter_map(|raised| {
            let theme = setting.themes.get(raised.theme)?;
            let polarity = word("polarity", raised.polarity.name());
            Some(format!("{}: {polarity}", setting.label(&theme.id)))
        })
        .collect();
    sheet.text(&themes.join("\n"))?;
    let flags: Vec<&str> = fact.flags.iter().map(|flag| flag.name()).collect();
    sheet.text(&flags.join(", "))?;
    for name in setting.segments {
        sheet.text(fact.segments.get(name).map_or("", String::as_str))?;
    }
    sheet.end_row();
    Ok(())
}

/// The verbatim, its evidence in bold and colour.
fn comment(sheet: &mut Sheet<'_>, record: &Record, setting: &Setting<'_>) -> Result<(), XlsxError> {
    let formats = sheet.formats;
    let direction = setting.words.direction_of(record.fact.language.code());
    let format = if direction == "rtl" {
        &formats.right_to_left
    } else {
        &formats.text
    };
    let (row, column) = sheet.next();
    let runs = runs(&record.text, &record.marks, formats);
    // Runs are not escaped as whole texts are: control characters would break the file.
    let control =
        |c: char| c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{fffe}' | '\u{ffff}');
    let rich = runs.len() > 1
        && runs.len() <= MOST_RUNS
        && record.text.encode_utf16().count() <= MOST_UNITS
        && !record.text.contains(control);
    if rich {
        sheet
            .sheet
            .write_rich_string_with_format(row, column, &runs, format)?;
    } else {
        sheet
            .sheet
            .write_string_with_format(row, column, cut(&record.text), format)?;
    }
    Ok(())
}

/// A text cut where its evidence begins and ends.
fn runs<'t>(text: &'t str, marks: &[Mark], formats: &'t Formats) -> Vec<(&'t Format, &'t str)> {
    let mut cuts = vec![0, text.len()];
    for mark in marks {
        cuts.extend([mark.start as usize, mark.end as usize]);
    }
    cuts.retain(|&cut| text.is_char_boundary(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let pieces = cuts.windows(2).filter_map(|ends| {
        let (&[from, to], piece) = (
            <&[usize; 2]>::try_from(ends).ok()?,
            text.get(ends[0]..ends[1])?,
        );
        let over = |mark: &&Mark| mark.start as usize <= from && to <= mark.end as usize;
        let found: Vec<&Mark> = marks.iter().filter(over).collect();
        Some((format_of(&found, formats), piece))
    });
    pieces.collect()
}

/// Words of feeling are coloured by their side, words of a topic in a colour of their own.
fn format_of<'f>(marks: &[&Mark], formats: &'f Formats) -> &'f Format {
    let [praise, complaint, topic] = &formats.marks;
    let results = marks.iter().filter_map(|mark| Some(mark.valence?.1));
    match (
        results.into_iter().find(|&result| result != 0),
        marks.is_empty(),
    ) {
        (Some(result), _) if result > 0 => praise,
        (Some(_), _) => complaint,
        (None, false) => topic,
        (None, true) => &formats.plain,
    }
}
