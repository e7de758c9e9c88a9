//! One sheet: texts that are never formulas, numbers with their formats, a head that stays in sight.

use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

use super::figure::Figure;
use crate::stats::Estimate;
use crate::units::{Date, Unit};

/// Letters that a cell may hold.
const MOST_LETTERS: usize = 32_767;
/// The ink of heads and titles.
pub(super) const INK: Color = Color::RGB(0x1F_2A_44);
const HEAD: Color = Color::RGB(0xE8_EC_F4);

/// A sheet that is filled row by row.
pub(super) struct Sheet {
    pub inner: Worksheet,
    /// The next row, from 0.
    pub row: u32,
}

impl Sheet {
    /// An empty sheet, printed on as few pages in landscape as its rows need.
    pub fn new(name: &str) -> Result<Self, XlsxError> {
        let mut inner = Worksheet::new();
        inner.set_name(name)?;
        inner.set_landscape().set_print_fit_to_pages(1, 0).set_paper_size(9);
        Ok(Self { inner, row: 0 })
    }

    /// The widths of the columns from the first on, in letters.
    pub fn widths(&mut self, widths: &[f64]) -> Result<(), XlsxError> {
        for (column, width) in widths.iter().enumerate() {
            self.inner.set_column_width(column as u16, *width)?;
        }
        Ok(())
    }

    /// The title of the sheet in a row of its own.
    pub fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        let format = Format::new().set_bold().set_font_size(16).set_font_color(INK);
        self.put(0, text, &format)?;
        self.row += 1;
        Ok(())
    }

    /// A line of text in the first column, which runs over the empty cells beside it.
    pub fn line(&mut self, text: &str) -> Result<(), XlsxError> {
        self.put(0, text, &Format::new())?;
        self.row += 1;
        Ok(())
    }

    /// A row of heads.
    pub fn head(&mut self, names: &[&str]) -> Result<(), XlsxError> {
        let format = Format::new()
            .set_bold()
            .set_font_color(INK)
            .set_background_color(HEAD)
            .set_border_bottom(FormatBorder::Thin)
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        for (column, name) in names.iter().enumerate() {
            let side = if column == 0 { FormatAlign::Left } else { FormatAlign::Center };
            self.put(column as u16, name, &format.clone().set_align(side))?;
        }
        self.row += 1;
        Ok(())
    }

    /// Heads in the first row that stay in sight, with `first` columns, and filters on them; to be
    /// called when the rows are all there.
    pub fn keep_head(&mut self, columns: u16, first: u16) -> Result<(), XlsxError> {
        self.inner.set_freeze_panes(1, first)?;
        self.inner.set_repeat_rows(0, 0)?;
        if self.row > 1 {
            self.inner.autofilter(0, 0, self.row - 1, columns - 1)?;
        }
        Ok(())
    }

    /// Text, kept off a number on its left.
    pub fn text(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        let format = Format::new().set_align(FormatAlign::Top);
        let indent = if column > 0 { 1 } else { 0 };
        self.put(column, text, &format.set_indent(indent))
    }

    /// Text that is broken into lines within its cell.
    pub fn wrapped(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        let format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        self.put(column, text, &format)
    }

    pub fn bold(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        self.put(column, text, &Format::new().set_bold().set_font_color(INK))
    }

    /// A printed figure, as a number where it is one.
    pub fn figure(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        let right = Format::new().set_align(FormatAlign::Right);
        match Figure::read(text) {
            Some(figure) => self.number(column, figure.value, &figure.format),
            None => self.put(column, text, &right),
        }
    }

    /// A number in a format; nothing where it is not finite.
    pub fn number(&mut self, column: u16, value: f64, format: &str) -> Result<(), XlsxError> {
        if value.is_finite() {
            let format = Format::new().set_num_format(format).set_align(FormatAlign::Top);
            // Adding zero writes −0 as 0.
            self.inner.write_number_with_format(self.row, column, value + 0.0, &format)?;
        }
        Ok(())
    }

    /// An amount in full, in the format of its unit.
    pub fn amount(&mut self, column: u16, unit: Unit, value: f64) -> Result<(), XlsxError> {
        self.number(column, value, whole_format(unit, value))
    }

    /// A value and its error in two columns.
    pub fn estimate(
        &mut self,
        column: u16,
        unit: Unit,
        e: Option<Estimate>,
    ) -> Result<(), XlsxError> {
        let Some(Estimate { value, standard_error }) = e else { return Ok(()) };
        if value == f64::INFINITY {
            return self.put(column, "never", &Format::new().set_align(FormatAlign::Right));
        }
        self.amount(column, unit, value)?;
        self.amount(column + 1, unit, standard_error)
    }

    pub fn date(&mut self, column: u16, date: Date) -> Result<(), XlsxError> {
        let format = Format::new().set_num_format("d mmm yyyy").set_align(FormatAlign::Left);
        let (year, month, day) = (date.year() as u16, date.month(), date.day());
        let date = ExcelDateTime::from_ymd(year, month, day)?;
        self.inner.write_datetime_with_format(self.row, column, &date, &format)?;
        Ok(())
    }

    /// A text cell: a text cell is no formula and no link, whatever it begins with.
    fn put(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        let text: String = text.chars().take(MOST_LETTERS).collect();
        self.inner.write_string_with_format(self.row, column, text, format)?;
        Ok(())
    }
}

/// The number format of a unit for a value in full.
fn whole_format(unit: Unit, value: f64) -> &'static str {
    let size = value.abs();
    match unit {
        Unit::Share => "0.00%",
        Unit::Weeks => "0.0",
        _ if size > 0.0 && size < 0.005 => "0.0E+00",
        Unit::Usd if size == 0.0 || size >= 100.0 => "$#,##0",
        Unit::Usd => "$#,##0.00",
        Unit::Chips | Unit::H20e | Unit::Count if size == 0.0 || size >= 100.0 => "#,##0",
        Unit::Chips | Unit::H20e | Unit::Count => "#,##0.00",
    }
}
