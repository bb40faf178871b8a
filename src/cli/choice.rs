//! The reports that `--report` names.

use super::parse::{UsageError, option_error};
use super::resolve::UsageErrors;
use crate::report::{BeyondReport, Dimension, ReportPlan, grouping_name};
use crate::text::nearest::nearest;

/// Reports that were asked for by name.
#[derive(Default)]
pub(super) struct NamedReports {
    pub(super) groupings: Vec<Vec<Dimension>>,
    pub(super) service_levels: bool,
    pub(super) bridge: bool,
    pub(super) beyond: Vec<BeyondReport>,
}

impl NamedReports {
    /// Adds the report with this name.
    pub(super) fn add(&mut self, name: &str, usage_errors: &mut UsageErrors) {
        match parse_report("--report", name) {
            Ok(Choice::ServiceLevels) => self.service_levels = true,
            Ok(Choice::Bridge) => self.bridge = true,
            Ok(Choice::By(set)) if self.groupings.contains(&set) => {}
            Ok(Choice::By(set)) => self.groupings.push(set),
            Ok(Choice::Beyond(report)) => self.beyond.push(report),
            Err(wrong) => usage_errors.0.push(wrong),
        }
    }
}

/// A report by its name.
pub(super) enum Choice {
    By(Vec<Dimension>),
    ServiceLevels,
    Bridge,
    Beyond(BeyondReport),
}

/// Finds a report by its name.
pub(super) fn parse_report(option: &str, name: &str) -> Result<Choice, UsageError> {
    let mut groupings = ReportPlan::default_groupings().into_iter();
    let mut beyond = BeyondReport::ALL.into_iter();
    match name {
        "service_levels" => Ok(Choice::ServiceLevels),
        "bridge" => Ok(Choice::Bridge),
        _ => {
            let grouping = groupings.find(|set| grouping_name(set) == name);
            let beyond = beyond.find(|report| report.name() == name);
            let choice = grouping
                .map(Choice::By)
                .or_else(|| beyond.map(Choice::Beyond));
            choice.ok_or_else(|| unknown_report(option, name))
        }
    }
}

fn unknown_report(option: &str, name: &str) -> UsageError {
    let groupings = ReportPlan::default_groupings();
    let names: Vec<String> = groupings
        .iter()
        .map(|set| grouping_name(set))
        .chain(["service_levels", "bridge"].map(str::to_owned))
        .chain(BeyondReport::ALL.map(|report| report.name().to_owned()))
        .collect();
    let near = nearest(name, names.iter().map(String::as_str));
    let near = near.map_or_else(String::new, |near| format!("did you mean {near}? "));
    option_error(
        option,
        format!("there is no report `{name}`"),
        format!(
            "{near}There are {}; by other dimensions, use --by",
            names.join(", ")
        ),
    )
}
