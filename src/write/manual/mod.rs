//! Lays Markdown out for a terminal: wrapped paragraphs, tables that fit, and styles for marked
//! text.
//!
//! It supports the parts of Markdown that the guide uses: headings, paragraphs, lists, tables, code
//! and links. The styles are ANSI sequences; the caller strips them for outputs that cannot show
//! them.

mod table;
mod words;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use self::table::ManualTable;
use self::words::WrappableText;

const DIM: Style = Style::new().dimmed();

/// Maximal line width of prose: longer lines are tiring to read. Tables use the full width.
const PROSE: usize = 92;

/// Indentation of text below headings, in columns.
const INDENT: usize = 2;

/// The output that a page is laid out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLayout {
    /// The width in columns.
    pub width: usize,
    /// Whether the output shows colours and other styles; if not, code keeps its backticks.
    pub has_styles: bool,
    /// Whether the output shows box-drawing lines and bullets.
    pub has_symbols: bool,
}

/// Lays out a page of Markdown.
pub fn print_markdown(markdown: &str, layout: PageLayout) -> String {
    let mut page = ManualPage {
        layout,
        lines: Vec::new(),
        text: WrappableText::default(),
        marks: Marks::default(),
        lists: Vec::new(),
        table: None,
        code: None,
        is_heading: false,
        link: None,
        bullet: None,
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        page.take(event);
    }
    page.finish()
}

/// The styles that apply to the current text.
#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    is_bold: bool,
    is_italic: bool,
    is_link: bool,
}

impl Marks {
    fn style(self) -> Style {
        let mut style = Style::new();
        if self.is_bold {
            style = style.bold();
        }
        if self.is_italic {
            style = style.italic();
        }
        if self.is_link {
            style = style.underline();
        }
        style
    }
}

/// An open list.
struct List {
    /// The number of the next item; `None` in a list without numbers.
    number: Option<u64>,
    /// The width of the bullet in columns.
    indent: usize,
    /// Number of items so far.
    items: usize,
}

/// A page under construction.
struct ManualPage {
    layout: PageLayout,
    lines: Vec<String>,
    /// The text of the open block.
    text: WrappableText,
    marks: Marks,
    lists: Vec<List>,
    table: Option<ManualTable>,
    /// The open code block.
    code: Option<String>,
    is_heading: bool,
    /// The address of the open link, if it leads out of the guide.
    link: Option<String>,
    /// The bullet for the next block, if that block begins an item.
    bullet: Option<String>,
}

impl ManualPage {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.text.push(&text, self.marks.style()),
            },
            Event::Code(text) => self.code_span(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push(" ", Style::new()),
            Event::Rule => {
                let rule = if self.layout.has_symbols { "─" } else { "-" };
                let rule = rule.repeat(self.room());
                self.block(vec![format!("{DIM}{rule}{DIM:#}")]);
            }
            // HTML comments mark generated parts for people who edit the files. The other events
            // never occur, because the parser's options do not enable them.
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.marks.is_bold = true;
                self.is_heading = true;
            }
            Tag::CodeBlock(_) => {
                self.close_text();
                self.code = Some(String::new());
            }
            Tag::List(number) => {
                self.close_text();
                self.lists.push(List {
                    number,
                    indent: 0,
                    items: 0,
                });
            }
            Tag::Item => self.start_item(),
            Tag::Table(alignments) => {
                let is_right = |alignment: Alignment| alignment == Alignment::Right;
                self.table = Some(ManualTable {
                    is_right: alignments.into_iter().map(is_right).collect(),
                    rows: Vec::new(),
                });
            }
            Tag::TableHead => {
                self.marks.is_bold = true;
                self.start_row();
            }
            Tag::TableRow => self.start_row(),
            Tag::Emphasis => self.marks.is_italic = true,
            Tag::Strong => self.marks.is_bold = true,
            Tag::Link { dest_url, .. } => {
                self.marks.is_link = true;
                self.link = dest_url.contains("://").then(|| dest_url.into_string());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item => {
                self.close_text();
                if tag == TagEnd::Item {
                    self.bullet = None;
                }
            }
            TagEnd::Heading(level) => {
                self.marks.is_bold = false;
                self.is_heading = false;
                self.heading(level);
            }
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Table => {
                let room = self.room();
                if let Some(table) = self.table.take() {
                    let lines = table.lines(room, self.layout.has_symbols);
                    self.block(lines);
                }
            }
            TagEnd::TableHead => self.marks.is_bold = false,
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                let row = self.table.as_mut().and_then(|table| table.rows.last_mut());
                if let Some(row) = row {
                    row.push(cell);
                }
            }
            TagEnd::Emphasis => self.marks.is_italic = false,
            TagEnd::Strong => self.marks.is_bold = self.is_heading,
            TagEnd::Link => {
                self.marks.is_link = false;
                if let Some(address) = self.link.take() {
                    self.text.push(&format!(" <{address}>"), DIM);
                }
            }
            _ => {}
        }
    }

    fn code_span(&mut self, code: &str) {
        if self.layout.has_styles {
            let style = self.marks.style().fg_color(Some(AnsiColor::Cyan.into()));
            self.text.push(code, style);
        } else {
            self.text.push(&format!("`{code}`"), Style::new());
        }
    }

    fn start_row(&mut self) {
        if let Some(table) = &mut self.table {
            table.rows.push(Vec::new());
        }
    }

    fn start_item(&mut self) {
        self.close_text();
        let Some(list) = self.lists.last_mut() else {
            return;
        };
        let bullet = match &mut list.number {
            Some(number) => {
                let bullet = format!("{number}. ");
                *number += 1;
                bullet
            }
            None if self.layout.has_symbols => "• ".to_owned(),
            None => "- ".to_owned(),
        };
        list.indent = bullet.chars().count();
        list.items += 1;
        self.bullet = Some(bullet);
    }

    /// The columns that open lists take on the left.
    fn indent(&self) -> usize {
        INDENT + self.lists.iter().map(|list| list.indent).sum::<usize>()
    }

    /// The columns that are left for a block.
    fn room(&self) -> usize {
        self.layout.width.saturating_sub(self.indent()).max(20)
    }

    /// Ends the open text and adds its lines.
    fn close_text(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let lines = text.lines(self.room().min(PROSE)).into_iter();
        let lines = lines.map(|(line, _)| line).collect();
        self.block(lines);
    }

    /// Ends the open code block and adds its lines; lines that are too long are broken at a blank.
    fn close_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let room = self.room().saturating_sub(INDENT);
        let lines = code.lines().flat_map(|line| broken(line, room));
        let lines = lines.map(|line| match line.as_str() {
            "" => line,
            text => format!("{:INDENT$}{text}", ""),
        });
        let lines = lines.collect();
        self.block(lines);
    }

    fn heading(&mut self, level: HeadingLevel) {
        let text = std::mem::take(&mut self.text);
        let indent = match level {
            HeadingLevel::H1 | HeadingLevel::H2 => 0,
            _ => INDENT,
        };
        self.apart();
        // Chapters get a larger gap than paragraphs.
        if level == HeadingLevel::H2 {
            self.lines.push(String::new());
        }
        for (line, columns) in text.lines(self.layout.width.saturating_sub(indent)) {
            self.lines.push(format!("{:indent$}{line}", ""));
            if level == HeadingLevel::H1 {
                let rule = if self.layout.has_symbols { "═" } else { "=" };
                self.lines.push(rule.repeat(columns));
            }
        }
    }

    /// Adds a block after a blank line; no blank line separates the items of a list.
    fn block(&mut self, lines: Vec<String>) {
        let bullet = self.bullet.take();
        let is_inner = self.lists.len() > 1;
        let is_later = self.lists.last().is_some_and(|list| list.items > 1);
        if bullet.is_none() || !(is_later || is_inner) {
            self.apart();
        }
        let indent = self.indent();
        for (index, line) in lines.into_iter().enumerate() {
            let begin = match &bullet {
                Some(bullet) if index == 0 => {
                    let indent = indent.saturating_sub(bullet.chars().count());
                    format!("{:indent$}{bullet}", "")
                }
                _ => " ".repeat(indent),
            };
            self.lines
                .push(format!("{begin}{line}").trim_end().to_owned());
        }
    }

    /// Adds a blank line, unless the page is empty or already ends with one.
    fn apart(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn finish(mut self) -> String {
        self.close_text();
        let mut page = String::new();
        for line in self.lines {
            // Writing to a string cannot fail.
            let _ = writeln!(page, "{line}");
        }
        page
    }
}

/// Breaks a line of code at blanks into lines of at most `width` columns. A part without blanks may
/// stay longer.
fn broken(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = line.to_owned();
    while rest.width() > width {
        let text = rest.trim_start();
        let begin = rest.len() - text.len();
        let mut columns = 0;
        let fits = rest.char_indices().take_while(|(_, letter)| {
            let before = columns;
            columns += letter.width().unwrap_or(0);
            before <= width
        });
        let blanks = fits.filter(|(at, letter)| *letter == ' ' && *at > begin);
        let Some((cut, _)) = blanks.last() else {
            if begin <= 2 * INDENT {
                break;
            }
            // Reduces a deep indentation before giving up.
            rest = format!("{:indent$}{text}", "", indent = 2 * INDENT);
            continue;
        };
        let next = rest[cut..].trim_start();
        let next = format!("{:indent$}{next}", "", indent = begin.max(2 * INDENT));
        // Breaking here would only move the text to the right, so the line cannot become shorter.
        if next.len() >= rest.len() {
            break;
        }
        rest.truncate(cut);
        lines.push(std::mem::replace(&mut rest, next));
    }
    lines.push(rest);
    lines
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    /// The page for a terminal without styles.
    fn shown(markdown: &str, width: usize) -> String {
        let layout = PageLayout {
            width,
            has_styles: false,
            has_symbols: true,
        };
        let page = print_markdown(markdown, layout);
        anstream::adapter::strip_str(&page).to_string()
    }

    #[test]
    fn blocks_stand_apart_and_items_together() {
        let markdown = "# A title\n\nSome *words* of prose that\ngo on, with `code` and [a link](https://a.example).\n\n\
                        <!-- begin marks -->\n\n\
                        - one item, which is longer than a line of forty columns\n- another\n\n\
                        1. first\n2. second\n   - below it\n\n\
                        ## A chapter\n\n```sh\na command --with options --and more --of them\n\n  as it stands\n```\n\nThe end.\n";
        assert_snapshot!(shown(markdown, 40), @r"
        A title
        ═══════

          Some words of prose that go on, with
          `code` and a link <https://a.example>.

          • one item, which is longer than a
            line of forty columns
          • another

          1. first
          2. second
             • below it


        A chapter

            a command --with options --and more
                --of them

              as it stands

          The end.
        ");
    }

    const TABLE: &str = "| column | unit | meaning |\n| --- | ---: | --- |\n\
                         | `a` | count | One of several columns, with a meaning that takes lines. |\n\
                         | `bb` | seconds | Another. |\n";

    #[test]
    fn a_table_has_the_width_that_there_is() {
        assert_snapshot!(shown(TABLE, 120), @r"
        column     unit  meaning
        ──────  ───────  ────────────────────────────────────────────────────────
        `a`       count  One of several columns, with a meaning that takes lines.
        `bb`    seconds  Another.
        ");
        assert_snapshot!(shown(TABLE, 50), @r"
        column     unit  meaning
        ──────  ───────  ───────────────────────────────
        `a`       count  One of several columns, with a
                         meaning that takes lines.
        `bb`    seconds  Another.
        ");
    }

    #[test]
    fn a_table_without_room_is_a_record_a_row() {
        assert_snapshot!(shown(TABLE, 26), @r"
        column (unit)
            meaning

        `a` (count)
            One of several
              columns, with a
              meaning that takes
              lines.

        `bb` (seconds)
            Another.
        ");
    }

    #[test]
    fn styles_end_with_what_they_are_of() {
        let layout = PageLayout {
            width: 60,
            has_styles: true,
            has_symbols: true,
        };
        let page = print_markdown("A **bold `word`**, [two words](x.md).\n", layout);
        assert_snapshot!(page.replace('\x1b', "^"), @"  A ^[1mbold^[0m ^[1m^[36mword^[0m, ^[4mtwo words^[0m.");
    }

    /// Only a word without blanks may be longer than the line.
    #[test]
    fn every_topic_of_the_guide_fits_every_terminal() {
        for topic in topics() {
            for width in [40, 60, 80, 100, 140] {
                for line in shown(&topic, width).lines() {
                    let words = line.trim_start();
                    let first = words.split(' ').next().unwrap_or_default();
                    let is_word = line.width() - words.width() + first.width() > width;
                    assert!(line.width() <= width || is_word, "{width}: {line}");
                }
            }
        }
    }

    /// The topics, read as files, because this module must not depend on the guide.
    fn topics() -> Vec<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide");
        let files = std::fs::read_dir(folder).expect("the guide");
        let paths = files.map(|file| file.expect("a file").path());
        let topics = paths.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
        let texts: Vec<String> = topics
            .map(|path| std::fs::read_to_string(path).expect("a topic"))
            .collect();
        assert!(texts.len() > 10);
        texts
    }
}
