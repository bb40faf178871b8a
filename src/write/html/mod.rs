//! The page: one file that opens from a mail attachment, with no network.
//!
//! Its content security policy forbids fetching anything and allows only the style and the script
//! in the page, by their hashes. The template escapes all text from the dump; the script gets
//! numbers only. SVG drawings and tables are complete when the page is written. The script only
//! sorts, searches and moves the threshold.

mod boxes;
mod data;
mod days;
mod histogram;
mod scale;
mod sheet;
mod states;
mod tables;

use std::io::Write;

use askama::Template;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use self::boxes::BoxPanel;
use self::days::DayChart;
use self::histogram::Histogram;
use self::sheet::{QueueMonthTable, Sheet};
use self::states::SourceRow;
use self::tables::{FlowTable, Heat, LevelRow, OperatorTable, PlainTable, ProblemRow, QueueRow};
use super::WriteError;
use super::contract::{self, ContractTexts};
use super::document::Document;
use crate::catalogue::Registry;
use crate::lang::{TranslatedDefinition, Words};
use crate::phase::State;
use crate::report::BeyondReport;
use crate::report::overview::Overview;
use crate::service_level::Formula;
use crate::text::printable::printable_lines;

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// The part of the page that is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum PageExtent {
    /// All of it
    #[default]
    Whole,
    /// The first sheet alone
    Summary,
}

impl PageExtent {
    /// The name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Summary => "summary",
        }
    }
}

#[derive(Template)]
#[template(path = "page.html", config = "src/write/html/page/askama.toml")]
struct Page<'a> {
    words: &'static Words,
    policy: String,
    style: &'static str,
    script: &'static str,
    data: String,
    version: &'static str,
    period: String,
    title: String,
    terms: Vec<(&'static str, String)>,
    contracts: Vec<ContractTexts>,
    sheet: Sheet,
    queue_months: Option<QueueMonthTable>,
    /// `None` if the queues have different targets.
    target: Option<String>,
    /// Whether some queues or channels have limits of their own.
    has_own_limits: bool,
    queues: Vec<QueueRow>,
    days: Option<DayChart>,
    heats: Vec<Heat>,
    histogram: Histogram,
    formulas: Vec<(&'static str, &'static str, bool)>,
    levels: Vec<LevelRow>,
    boxes: Vec<BoxPanel>,
    flows: FlowTable,
    states: Vec<SourceRow>,
    recordings: Vec<PlainTable>,
    operators: OperatorTable,
    problems: Vec<ProblemRow>,
    definitions: Vec<TranslatedDefinition>,
    settings: Vec<(&'a str, String)>,
    counts: Vec<(&'static str, String)>,
    document: &'a Document<'a>,
    /// Whether the page has the details and the script.
    is_whole: bool,
}

/// Writes the page.
///
/// # Errors
///
/// If the sink fails, or the document has no overview to draw.
pub fn write_html(
    document: &Document<'_>,
    extent: PageExtent,
    mut sink: impl Write,
) -> Result<(), WriteError> {
    let overview = document.overview.ok_or(WriteError::NoOverview)?;
    let mut text = Vec::new();
    page(document, overview, extent)?.write_into(&mut text)?;
    // The page needs neither control characters nor characters that change the direction of
    // writing. The former are dropped, the latter are shown as code points.
    let text = String::from_utf8_lossy(&text);
    sink.write_all(printable_lines(&text).as_bytes())?;
    sink.flush()?;
    Ok(())
}

fn page<'a>(
    document: &'a Document<'a>,
    overview: &Overview,
    extent: PageExtent,
) -> Result<Page<'a>, WriteError> {
    let words = document.words();
    let level = document.level();
    let histogram = Histogram::new(document, overview);
    let settings = document.settings.iter().map(|(name, value)| {
        let text = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => super::figures::NOTHING.to_owned(),
            other => other.to_string(),
        };
        (name.as_str(), text)
    });
    let counts = document.counts.entries().into_iter();
    let counts = counts.map(|(name, count)| (name, words.number(count)));
    Ok(Page {
        words,
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        data: data::json(document, overview, histogram.end)?,
        version: env!("CARGO_PKG_VERSION"),
        period: document.period(),
        title: document.title(),
        terms: document.terms_of_service(),
        contracts: contract::rows(document)?,
        sheet: Sheet::new(document, overview)?,
        queue_months: QueueMonthTable::new(document, overview)?,
        target: tables::common_target(document, overview)?,
        has_own_limits: !document.plan.service_levels.is_uniform(),
        queues: tables::queues(document, overview)?,
        days: DayChart::new(document, overview)?,
        heats: tables::heats(document, overview)?,
        formulas: Formula::ALL
            .into_iter()
            .map(|formula| {
                let term = words.formula(formula);
                (term.heading, term.arithmetic, formula == level.formula)
            })
            .collect(),
        levels: tables::levels(document, overview)?,
        histogram,
        boxes: BoxPanel::all(document, overview),
        flows: tables::flows(document, overview),
        states: states::rows(document, overview),
        recordings: tables::recordings(document)?,
        operators: OperatorTable::new(document, overview)?,
        problems: tables::problems(document),
        definitions: words.definitions(&page_registries(document)),
        settings: settings.collect(),
        counts: counts.collect(),
        document,
        is_whole: extent == PageExtent::Whole,
    })
}

/// The registries that define the page's columns.
fn page_registries(document: &Document<'_>) -> Vec<Registry> {
    let shown = [BeyondReport::RecordingsTotal, BeyondReport::StatesBySource];
    let [recordings, states] = shown.map(|report| Registry::of_table(report.name()));
    let shown = [Registry::Contract, recordings, states];
    let beyond = document.registries().into_iter();
    [Registry::Reports, Registry::ServiceLevels]
        .into_iter()
        .chain(beyond.filter(|registry| shown.contains(registry)))
        .collect()
}

/// The content security policy: the page may show itself and run its own script, and nothing else.
fn policy() -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_and_script_end_where_they_should() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--"));
            assert!(!text.contains("http:") && !text.contains("https:"));
        }
        assert!(policy().contains("default-src 'none'"));
    }
}
