//! Everything that a workbook, a page or the terminal can show of a run.

use crate::catalogue::Registry;
use crate::lang::{Lang, Words};
use crate::ledger::{Counts, Problem};
use crate::report::overview::Overview;
use crate::service_level::{LevelHours, ServiceLevel};
use crate::settings::FactPlan;
use crate::table::Table;
use crate::time::Period;
use crate::write::Setting;

/// A run in the form that reports for people need.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    pub lang: Lang,
    pub plan: &'a FactPlan,
    pub settings: &'a [Setting],
    pub counts: &'a Counts,
    /// The problems, sorted.
    pub problems: &'a [Problem],
    /// Returns the path of a file by its number, as the user can find it.
    pub path: &'a (dyn Fn(u32) -> String + Sync),
    pub tables: &'a [&'a Table],
    /// Whether `--columns` names the columns of the reports, so that all of them are shown.
    pub columns_are_chosen: bool,
    /// `None` for the fact tables, which have no summary.
    pub overview: Option<&'a Overview>,
    /// The company's name, for the title.
    pub company: Option<&'a str>,
    /// The beginning of the command that explains a figure of the run; `None` if there is no such
    /// command.
    pub explain: Option<&'a str>,
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tables: Vec<&str> = self.tables.iter().map(|table| &*table.name).collect();
        f.debug_struct("Document")
            .field("lang", &self.lang)
            .field("tables", &tables)
            .finish_non_exhaustive()
    }
}

impl Document<'_> {
    pub(super) const fn words(&self) -> &'static Words {
        self.lang.words()
    }

    /// The registries that define the document's columns; that of the reports first if the document
    /// has an overview.
    pub(super) fn registries(&self) -> Vec<Registry> {
        let tables = self.tables.iter();
        let of_tables = tables.map(|table| Registry::of_table(&table.name));
        let mut all = Vec::new();
        for registry in self
            .overview
            .map(|_| Registry::Reports)
            .into_iter()
            .chain(of_tables)
        {
            if !all.contains(&registry) {
                all.push(registry);
            }
        }
        all
    }

    /// The service level of totals and of everything that no rule covers.
    pub(super) const fn level(&self) -> ServiceLevel {
        self.plan.service_levels.default_level()
    }

    /// The period in words.
    pub(super) fn period(&self) -> String {
        self.words().period(&self.plan.period)
    }

    /// The scope and the terms of the figures in words: heading and value.
    pub(super) fn terms_of_service(&self) -> Vec<(&'static str, String)> {
        let words = self.words();
        let level = self.level();
        let formula = words.formula(level.formula);
        let mut terms = vec![
            (words.common.zone, self.plan.zone.name().to_owned()),
            (words.common.threshold, words.seconds(level.threshold)),
            (
                words.common.short_abandon,
                words.seconds(level.short_abandon),
            ),
            (
                words.common.formula,
                format!("{} = {}", formula.heading, formula.arithmetic),
            ),
            (words.common.target, words.share(level.target.into())),
        ];
        if self.plan.level_hours == LevelHours::Open {
            let open = words.common.open_hours.to_owned();
            terms.push((words.common.level_of, open));
        }
        let conditions = self.conditions();
        if !conditions.is_empty() {
            terms.push((words.common.only, conditions.join(", ")));
        }
        terms
    }

    /// The title, with the company's name before it if the name is known.
    pub(super) fn title(&self) -> String {
        let title = self.words().common.title;
        match self.company {
            Some(company) => format!("{company}: {title}"),
            None => title.to_owned(),
        }
    }

    /// The conditions of `--where` as the user typed them.
    fn conditions(&self) -> Vec<&str> {
        let settings = self.settings.iter();
        settings
            .filter(|(name, _)| name == "where")
            .filter_map(|(_, value)| value.as_array())
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .collect()
    }
}

impl Words {
    /// A length of time in seconds.
    pub(super) fn seconds(&self, length: crate::time::Duration) -> String {
        let mark = self.spelling.decimal_mark.to_string();
        format!("{} s", length.to_string().replace('.', &mark))
    }

    /// A period in words: the name of a month, or the first and last day.
    pub(super) fn period(&self, period: &Period) -> String {
        if let Some((year, month)) = period.month() {
            let place = usize::try_from(month).map_or(0, |month| month - 1);
            return format!("{} {year}", self.spelling.months[place % 12]);
        }
        let last = period.to.map(|day| crate::time::zone::Day(day.0 - 1));
        match (period.from, last) {
            (Some(from), Some(last)) => format!("{} – {}", self.day(from), self.day(last)),
            (Some(from), None) => format!("{} {}", self.common.from, self.day(from)),
            (None, Some(last)) => format!("{} {}", self.common.until, self.day(last)),
            (None, None) => self.common.whole_dump.to_owned(),
        }
    }
}
