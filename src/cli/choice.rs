//! Which reports are meant by `--report`.

use super::parse::{Mistake, mistake};
use super::settle::{Mistakes, default_groupings};
use crate::nearest::nearest;
use crate::report::{BeyondReport, Dimension, grouping_name};

/// Reports that were asked for by name.
#[derive(Default)]
pub(super) struct Named {
    pub(super) groupings: Vec<Vec<Dimension>>,
    pub(super) service_levels: bool,
    pub(super) bridge: bool,
    pub(super) beyond: Vec<BeyondReport>,
}

impl Named {
    /// Adds the report of a name.
    pub(super) fn add(&mut self, name: &str, mistakes: &mut Mistakes) {
        let grouping = default_groupings()
            .into_iter()
            .find(|set| grouping_name(set) == name);
        let beyond = BeyondReport::ALL
            .into_iter()
            .find(|report| report.name() == name);
        match (name, grouping, beyond) {
            ("service_levels", ..) => self.service_levels = true,
            ("bridge", ..) => self.bridge = true,
            (_, Some(set), _) if !self.groupings.contains(&set) => self.groupings.push(set),
            (_, Some(_), _) => {}
            (_, _, Some(report)) => self.beyond.push(report),
            _ => mistakes.0.push(unknown_report(name)),
        }
    }
}

fn unknown_report(name: &str) -> Mistake {
    let groupings = default_groupings();
    let names: Vec<String> = groupings
        .iter()
        .map(|set| grouping_name(set))
        .chain(["service_levels", "bridge"].map(str::to_owned))
        .chain(BeyondReport::ALL.map(|report| report.name().to_owned()))
        .collect();
    let near = nearest(name, names.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("did you mean {near}? "));
    mistake(
        format!("--report: there is no report `{name}`"),
        format!(
            "{near}There are {}; by other dimensions, use --by",
            names.join(", ")
        ),
    )
}
