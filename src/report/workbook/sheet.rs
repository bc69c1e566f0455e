//! A sheet that is filled row by row.

use super::super::page::Setting;
use crate::rollup::figures::{Figure, Withheld};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// Most units of UTF-16 that a cell holds.
pub const MOST_UNITS: usize = 32_767;

/// Most rows of a sheet.
pub const MOST_ROWS: usize = 1_048_576;

/// How cells look.
pub struct Formats {
    /// Column heads.
    pub head: Format,
    /// Text that wraps.
    pub text: Format,
    /// Text that wraps and reads from the right.
    pub right_to_left: Format,
    /// Bold text.
    pub strong: Format,
    /// Whole numbers.
    pub count: Format,
    /// Numbers with one decimal.
    pub tenths: Format,
    /// Words without evidence inside a highlighted text.
    pub plain: Format,
    /// Words of praise, of complaint, and others with evidence.
    pub marks: [Format; 3],
}

impl Formats {
    /// The formats of the workbook.
    pub fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let mark = |colour| Format::new().set_bold().set_font_color(Color::RGB(colour));
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0x00EE_F0F4))
                .set_border_bottom(FormatBorder::Thin),
            text: top().set_text_wrap(),
            right_to_left: top()
                .set_text_wrap()
                .set_reading_direction(2)
                .set_align(FormatAlign::Right),
            strong: top().set_bold(),
            count: top().set_num_format("#,##0"),
            tenths: top().set_num_format("0.0"),
            plain: Format::new(),
            marks: [mark(0x000B_5D5A), mark(0x00A3_3A16), mark(0x0023_508E)],
        }
    }
}

/// A sheet with the row to be filled next.
pub struct Sheet<'w> {
    /// The sheet.
    pub sheet: &'w mut Worksheet,
    /// Its formats.
    pub formats: &'w Formats,
    row: u32,
    column: u16,
}

impl<'w> Sheet<'w> {
    /// A new sheet with its head row, which stays in view. `columns` are heads and widths.
    pub fn new(
        workbook: &'w mut Workbook,
        formats: &'w Formats,
        name: &str,
        setting: &Setting<'_>,
        columns: &[(&str, f64)],
    ) -> Result<Self, XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        sheet.set_right_to_left(setting.words.direction == "rtl");
        sheet.set_freeze_panes(1, 0)?;
        for (place, (head, width)) in (0u16..).zip(columns) {
            sheet.write_string_with_format(0, place, *head, &formats.head)?;
            sheet.set_column_width(place, *width)?;
        }
        Ok(Self {
            sheet,
            formats,
            row: 1,
            column: 0,
        })
    }

    /// Goes on to the next row.
    pub fn end_row(&mut self) {
        self.row += 1;
        self.column = 0;
    }

    /// The place of the next cell.
    pub fn next(&mut self) -> (u32, u16) {
        self.column += 1;
        (self.row, self.column - 1)
    }

    /// Leaves cells blank.
    pub fn skip(&mut self, cells: u16) {
        self.column += cells;
    }

    /// A text; never a formula or a link, whatever it begins with.
    pub fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        let (row, column) = self.next();
        let format = &self.formats.text;
        self.sheet
            .write_string_with_format(row, column, cut(text), format)?;
        Ok(())
    }

    /// A bold text.
    pub fn strong(&mut self, text: &str) -> Result<(), XlsxError> {
        let (row, column) = self.next();
        let format = &self.formats.strong;
        self.sheet
            .write_string_with_format(row, column, cut(text), format)?;
        Ok(())
    }

    /// A whole number.
    pub fn count(&mut self, count: u64) -> Result<(), XlsxError> {
        let (row, column) = self.next();
        // Counts of comments are far below what a double holds exactly.
        self.sheet
            .write_number_with_format(row, column, count as f64, &self.formats.count)?;
        Ok(())
    }

    /// A number with one decimal shown; blank without one.
    pub fn number(&mut self, number: Option<f64>) -> Result<(), XlsxError> {
        let (row, column) = self.next();
        if let Some(number) = number {
            self.sheet
                .write_number_with_format(row, column, number, &self.formats.tenths)?;
        }
        Ok(())
    }

    /// Value and ends of a figure in three cells, blank where it is withheld.
    pub fn figure(&mut self, figure: &Figure) -> Result<(), XlsxError> {
        self.number(figure.value)?;
        self.number(figure.interval.map(|interval| interval.low))?;
        self.number(figure.interval.map(|interval| interval.high))
    }

    /// A list by which the columns can be filtered.
    pub fn filtered(&mut self, columns: u16) -> Result<(), XlsxError> {
        let last = self.row.saturating_sub(1).max(1);
        self.sheet
            .autofilter(0, 0, last, columns.saturating_sub(1))?;
        Ok(())
    }
}

/// Why a figure is withheld, in the words of the report; blank if it is not.
pub fn reason(figure: &Figure, setting: &Setting<'_>) -> String {
    let Some(withheld) = figure.withheld else {
        return String::new();
    };
    let (name, least) = match withheld {
        Withheld::Empty => ("reason.empty", 0),
        Withheld::SmallBase { minimum } => ("reason.small-base", minimum),
        Withheld::NoVariation => ("reason.no-variation", 0),
        Withheld::TooFewPeriods => ("reason.too-few-periods", 0),
    };
    let text = setting.words.get(name);
    text.replace("{base}", &figure.base.to_string())
        .replace("{least}", &least.to_string())
}

/// As much of a text as a cell holds.
pub fn cut(text: &str) -> &str {
    if text.len() <= MOST_UNITS {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MOST_UNITS
    });
    end.map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}
