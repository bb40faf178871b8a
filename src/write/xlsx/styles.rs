//! Formats and colours of cells.

use rust_xlsxwriter::{
    Color, ConditionalFormatBlank, ConditionalFormatCell, ConditionalFormatCellRule,
    ConditionalFormatFormula, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

use crate::table::Kind;

/// The formats of a workbook.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) section: Format,
    pub(super) note: Format,
    pub(super) label: Format,
    pub(super) text: Format,
    pub(super) flag: Format,
    pub(super) right: Format,
    pub(super) left_day: Format,
    pub(super) centred: Format,
    pub(super) wrapped: Format,
    pub(super) header: Format,
    pub(super) count: Format,
    pub(super) id: Format,
    pub(super) rate: Format,
    pub(super) decimal: Format,
    pub(super) length: Format,
    pub(super) day: Format,
    pub(super) timestamp: Format,
    pub(super) good: Format,
    pub(super) bad: Format,
    pub(super) sentence: Format,
    pub(super) strong_rate: Format,
    pub(super) wrapped_note: Format,
    pub(super) code: Format,
    pub(super) small: Format,
    /// The heading of a month that the data do not have whole.
    pub(super) partial: Format,
    pub(super) change_percent: Format,
}

/// The blue of headers and charts.
pub(super) const INK: Color = Color::RGB(0x1F_4E_79);
/// The colour of the grid lines of a chart.
pub(super) const GRID: Color = Color::RGB(0xD9_D9_D9);
/// The colour of measured figures in charts.
pub(super) const ACTUAL: Color = Color::RGB(0x40_4A_55);

impl Styles {
    pub(super) fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let number = |format: &str| Format::new().set_num_format(format);
        let header = || {
            Format::new()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(INK)
                .set_border_bottom(FormatBorder::Thin)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
        };
        Self {
            title: Format::new()
                .set_bold()
                .set_font_size(18)
                .set_font_color(INK),
            section: Format::new()
                .set_bold()
                .set_font_size(13)
                .set_font_color(INK),
            note: Format::new()
                .set_italic()
                .set_font_color(Color::RGB(0x59_59_59)),
            label: Format::new().set_bold(),
            text: Format::new(),
            // Excel shows the words by itself, LibreOffice by the format.
            flag: number("\"TRUE\";\"TRUE\";\"FALSE\""),
            right: Format::new().set_align(FormatAlign::Right),
            left_day: number("yyyy-mm-dd").set_align(FormatAlign::Left),
            centred: header().set_align(FormatAlign::Center),
            wrapped: top().set_text_wrap(),
            header: header(),
            count: number("#,##0"),
            id: number("0"),
            rate: number("0.00%"),
            decimal: number("0.00"),
            length: number("[h]:mm:ss"),
            day: number("yyyy-mm-dd"),
            timestamp: number("yyyy-mm-dd hh:mm:ss"),
            good: Format::new()
                .set_background_color(Color::RGB(0xC6_EF_CE))
                .set_font_color(Color::RGB(0x00_61_00)),
            bad: Format::new()
                .set_background_color(Color::RGB(0xFF_C7_CE))
                .set_font_color(Color::RGB(0x9C_00_06)),
            sentence: Format::new()
                .set_bold()
                .set_font_size(13)
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter),
            strong_rate: number("0.00%").set_bold(),
            wrapped_note: top()
                .set_italic()
                .set_font_size(9)
                .set_text_wrap()
                .set_font_color(Color::RGB(0x59_59_59)),
            code: Format::new()
                .set_font_name("Consolas")
                .set_font_size(8)
                .set_font_color(Color::RGB(0x59_59_59)),
            small: Format::new()
                .set_font_size(9)
                .set_font_color(Color::RGB(0x59_59_59)),
            partial: header()
                .set_align(FormatAlign::Center)
                .set_italic()
                .set_background_color(Color::RGB(0x8A_94_A0)),
            change_percent: number("+0.0%;-0.0%;0.0%"),
        }
    }

    /// The format of a column.
    pub(super) const fn for_kind(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Id => &self.id,
            Kind::Count | Kind::WholeSeconds => &self.count,
            Kind::Text => &self.text,
            Kind::Flag => &self.flag,
            Kind::Day => &self.day,
            Kind::Timestamp | Kind::LocalTimestamp => &self.timestamp,
            Kind::Length | Kind::Seconds => &self.length,
            Kind::Rate => &self.rate,
            Kind::Decimal => &self.decimal,
        }
    }

    /// Colours a column of flags. Empty cells are not coloured.
    pub(super) fn by_flag(
        &self,
        sheet: &mut Worksheet,
        rows: usize,
        column: u16,
    ) -> Result<(), XlsxError> {
        let last = super::row(rows);
        let first = rust_xlsxwriter::utility::row_col_to_cell(1, column);
        for (flag, format) in [("TRUE", &self.good), ("FALSE", &self.bad)] {
            let rule = format!("=AND(ISLOGICAL({first}),{first}={flag})");
            let rule = ConditionalFormatFormula::new()
                .set_rule(rule.as_str())
                .set_format(format);
            sheet.add_conditional_format(1, column, last.max(1), column, &rule)?;
        }
        Ok(())
    }

    /// Makes those rates of a line bold that reach the target, given in ten-thousandths.
    pub(super) fn reaching_target(
        &self,
        sheet: &mut Worksheet,
        line: u32,
        (first, last): (u16, u16),
        target: i64,
    ) -> Result<(), XlsxError> {
        let target = super::sheet::float(target) / 1e4;
        let empty = ConditionalFormatBlank::new().set_stop_if_true(true);
        sheet.add_conditional_format(line, first, line, last, &empty)?;
        let met = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::GreaterThanOrEqualTo(target))
            .set_format(&self.label);
        sheet.add_conditional_format(line, first, line, last, &met)?;
        Ok(())
    }

    /// Colours a column's cells by whether they reach the target, given in ten-thousandths. Empty
    /// cells are not coloured.
    pub(super) fn against_target(
        &self,
        sheet: &mut Worksheet,
        (first, last): (u32, u32),
        column: u16,
        target: i64,
    ) -> Result<(), XlsxError> {
        if last < first {
            return Ok(());
        }
        let target = super::sheet::float(target) / 1e4;
        let empty = ConditionalFormatBlank::new().set_stop_if_true(true);
        sheet.add_conditional_format(first, column, last, column, &empty)?;
        let met = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::GreaterThanOrEqualTo(target))
            .set_format(&self.good);
        sheet.add_conditional_format(first, column, last, column, &met)?;
        let missed = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::LessThan(target))
            .set_format(&self.bad);
        sheet.add_conditional_format(first, column, last, column, &missed)?;
        Ok(())
    }
}
