//! The manual: one Markdown file a topic. `phasebook guide TOPIC` prints it, and each topic is a module here.
//!
//! Tables that derive from the registries (columns, options, settings, ledger codes) stand between marks in the
//! files; a test compares them with the registries, and renews them.

/// A topic of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The name of the topic, and of its file.
    pub name: &'static str,
    /// The contents in one line.
    pub summary: &'static str,
    /// The Markdown.
    pub text: &'static str,
}

impl Topic {
    /// The topic of this name.
    pub fn from_name(name: &str) -> Option<&'static Self> {
        TOPICS.iter().find(|topic| topic.name == name)
    }

    /// The topics that it links to, by the definitions at its end.
    pub fn mentioned(&self) -> impl Iterator<Item = &'static Self> {
        let lines = self.text.lines();
        let definitions = lines.filter_map(|line| line.strip_prefix('[')?.split_once("]: "));
        definitions.filter_map(|(name, _)| Self::from_name(name))
    }
}

/// Declares the topics in the order of reading: module, name and summary.
///
/// The files link a topic by its name, and define the name at their end as the topic's file. In rustdoc the links
/// have to lead to modules instead: as the first definition of a name counts, definitions of the modules are put
/// before the text.
macro_rules! topics {
    ($($module:ident $name:literal $summary:literal)+) => {
        /// All topics, in the order of reading.
        pub const TOPICS: &[Topic] = &[
            $(Topic {
                name: $name,
                summary: $summary,
                text: include_str!(concat!($name, ".md")),
            },)+
        ];

        topics! {
            @modules concat!($("[", $name, "]: crate::guide::", stringify!($module), "\n",)+);
            $($module $name)+
        }
    };
    (@modules $links:expr; $($module:ident $name:literal)+) => {
        $(
            #[doc = $links]
            #[doc = include_str!(concat!($name, ".md"))]
            pub mod $module {}
        )+
    };
}

topics! {
    first_report "first-report" "The whole way once: from the export to a page in a mail"
    installing "installing" "Wheel, Debian package, program alone: what was tried"
    dump "dump" "Exporting a dump from the Public API, by curl or PowerShell"
    reading "reading" "Files and shapes that are recognised, and what is refused"
    ledger "ledger" "problems.csv and manifest.json: every code and its remedy"
    checking "checking" "Is the dump fit for a report?"
    figures "figures" "Phases, outcomes and statistics: the formulas, exactly"
    faq "faq" "The vendor's FAQ line by line, and what serves each line"
    service_level "service-level" "Formulas, limits of single queues, opening hours, teams"
    reports "reports" "The reports, their dimensions, and how they add up"
    columns "columns" "Every column of every table: unit, meaning, formula"
    formats "formats" "Workbook, page, CSV, Parquet, JSON"
    settings "settings" "phasebook.toml: every key, names, and an example"
    options "options" "All options of `report`, and the exit codes"
    explaining "explaining" "Where a number comes from: sessions and cells taken apart"
    proving "proving" "Verifying a pack later, and comparing two"
    months "months" "Keeping months as facts: a year without reading JSON again"
    distributed "distributed" "Many machines: tasks, buckets, folders, reports in SQL"
    downloads "downloads" "Recordings and files: list, fetch by curl, check that all came"
    analysts "analysts" "Excel, Power BI, SQL, Python and R on packs and facts"
    scheduled "scheduled" "Every month by itself: systemd, cron, Windows"
    privacy "privacy" "Which data are in the outputs, pseudonyms, promises"
    robustness "robustness" "Full disks, kills, hostile dumps: what was tried"
    speed "speed" "How it works, how fast it is, and how to measure"
    developing "developing" "Adding a code, column, metric, report, option, command"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `phasebook guide` shows name and summary on one line of a terminal of 80 columns.
    #[test]
    fn summaries_are_one_line() {
        let longest = TOPICS.iter().map(|topic| topic.name.len()).max().unwrap();
        for topic in TOPICS {
            let line = longest + 4 + topic.summary.chars().count();
            assert!(line <= 80, "{}: {line} columns", topic.name);
        }
    }

    #[test]
    fn every_topic_begins_with_its_title() {
        for topic in TOPICS {
            let first = topic.text.lines().next().unwrap_or_default();
            assert!(first.starts_with("# "), "{}: {first}", topic.name);
        }
    }
}
