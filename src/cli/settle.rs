//! What was typed to what was meant. Every mistake is found, not the first.

use std::path::PathBuf;

use chrono::{Datelike, Months, NaiveDate};

use super::args::{CommonArgs, FactsArgs, Format, ReportArgs};
use crate::model::Duration;
use crate::plan::{FactPlan, Period, QueueBy, ReadPlan, ReportPlan};
use crate::report::Dimension;
use crate::service_level::ServiceLevel;
use crate::source::{Dump, HistoryNaming};
use crate::zone::{Day, Zone};

/// A mistake on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) message: String,
    pub(super) hint: String,
}

/// What both commands need.
#[derive(Clone, Debug)]
pub(super) struct CommonPlan {
    pub(super) dumps: Vec<Dump>,
    pub(super) out: PathBuf,
    pub(super) formats: Vec<Format>,
    pub(super) read: ReadPlan,
    pub(super) facts: FactPlan,
    pub(super) queue_by: QueueBy,
    /// Whether the zone is the system's.
    pub(super) zone_is_system: bool,
    pub(super) threads: usize,
}

/// The plan of `phasebook facts`.
#[derive(Clone, Debug)]
pub(super) struct FactsCommand {
    pub(super) common: CommonPlan,
}

/// The plan of `phasebook report`.
#[derive(Clone, Debug)]
pub(super) struct ReportCommand {
    pub(super) common: CommonPlan,
    pub(super) report: ReportPlan,
}

/// Settles `phasebook facts`.
pub(super) fn facts(args: FactsArgs) -> Result<FactsCommand, Vec<Mistake>> {
    let FactsArgs { common } = args;
    let mut mistakes = Mistakes::default();
    let common = settle_common(common, &mut mistakes);
    mistakes.none_or(FactsCommand { common })
}

/// Settles `phasebook report`.
pub(super) fn report(args: ReportArgs) -> Result<ReportCommand, Vec<Mistake>> {
    let ReportArgs {
        common,
        by,
        interval,
    } = args;
    let mut mistakes = Mistakes::default();
    let common = settle_common(common, &mut mistakes);
    let report = ReportPlan {
        service_levels: by.is_empty(),
        groupings: if by.is_empty() {
            default_groupings()
        } else {
            groupings(&by, &mut mistakes)
        },
        queue_by: common.queue_by,
        interval,
    };
    mistakes.none_or(ReportCommand { common, report })
}

/// The mistakes found so far.
#[derive(Default)]
struct Mistakes(Vec<Mistake>);

impl Mistakes {
    fn take<T>(&mut self, outcome: Result<T, Mistake>) -> Option<T> {
        outcome.map_err(|mistake| self.0.push(mistake)).ok()
    }

    fn none_or<T>(self, plan: T) -> Result<T, Vec<Mistake>> {
        if self.0.is_empty() {
            Ok(plan)
        } else {
            Err(self.0)
        }
    }
}

fn mistake(message: impl Into<String>, hint: impl Into<String>) -> Mistake {
    Mistake {
        message: message.into(),
        hint: hint.into(),
    }
}

fn settle_common(args: CommonArgs, mistakes: &mut Mistakes) -> CommonPlan {
    let CommonArgs {
        paths,
        out,
        format,
        month,
        from,
        to,
        tz,
        day_of,
        sla,
        short_abandon,
        target,
        sla_formula,
        queue_by,
        session_id_regex,
        threads,
        strict,
        quiet: _,
    } = args;
    let zone = match &tz {
        Some(name) => mistakes.take(parse_zone(name)),
        None => Some(system_zone()),
    };
    let period = parse_period(month.as_deref(), from.as_deref(), to.as_deref(), mistakes);
    let threshold = mistakes.take(parse_duration("--sla", &sla));
    let short_abandon = mistakes.take(parse_duration("--short-abandon", &short_abandon));
    let target = mistakes.take(parse_target(&target));
    let naming = session_id_regex.map_or_else(
        || Some(HistoryNaming::default()),
        |pattern| mistakes.take(parse_naming(&pattern)),
    );
    if threads == Some(0) {
        mistakes.0.push(mistake(
            "--threads must be at least 1",
            "leave it out to use all cores",
        ));
    }
    let mut formats = Vec::new();
    for format in format {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    CommonPlan {
        dumps: paths.into_iter().map(Dump::new).collect(),
        out,
        formats,
        read: ReadPlan {
            naming: naming.unwrap_or_default(),
            strict,
        },
        facts: FactPlan {
            zone: zone.unwrap_or(Zone::UTC),
            day_of,
            period,
            service_level: ServiceLevel {
                threshold: threshold.unwrap_or(Duration::ZERO),
                short_abandon: short_abandon.unwrap_or(Duration::ZERO),
                target: target.unwrap_or_default(),
                formula: sla_formula,
            },
        },
        queue_by,
        zone_is_system: tz.is_none(),
        threads: threads.unwrap_or(0),
    }
}

/// The system's zone; UTC where it has none.
fn system_zone() -> Zone {
    iana_time_zone::get_timezone()
        .ok()
        .and_then(|name| Zone::by_name(&name))
        .unwrap_or(Zone::UTC)
}

fn parse_zone(name: &str) -> Result<Zone, Mistake> {
    Zone::by_name(name).ok_or_else(|| {
        let hint = nearest(name, Zone::all_names()).map_or_else(
            || "name a zone of the IANA database, as Europe/Prague".to_owned(),
            |nearest| format!("did you mean {nearest}?"),
        );
        mistake(format!("--tz: there is no time zone `{name}`"), hint)
    })
}

/// The candidate most like `name`, if one is like it at all.
fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    candidates
        .map(|candidate| {
            (
                strsim::jaro_winkler(&name, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn parse_period(
    month: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
    mistakes: &mut Mistakes,
) -> Period {
    if let Some(month) = month {
        return mistakes.take(parse_month(month)).unwrap_or_default();
    }
    let mut date = |option: &str, text: Option<&str>| {
        text.and_then(|text| mistakes.take(parse_date(option, text)))
            .map(Day::of)
    };
    let period = Period {
        from: date("--from", from),
        to: date("--to", to),
    };
    if let (Some(from), Some(to)) = (period.from, period.to)
        && from >= to
    {
        mistakes.0.push(mistake(
            format!("the period is empty: --from {from} is not before --to {to}"),
            "--to names the first day that does not belong to it",
        ));
    }
    period
}

fn parse_month(text: &str) -> Result<Period, Mistake> {
    let first = parse_date("--month", &format!("{text}-01")).map_err(|_| {
        mistake(
            format!("--month: `{text}` is not a month"),
            "write year and month, as 2026-10",
        )
    })?;
    let next = first.checked_add_months(Months::new(1)).ok_or_else(|| {
        mistake(
            format!("--month: `{text}` is the end of time"),
            "choose another",
        )
    })?;
    debug_assert_eq!(first.day(), 1);
    Ok(Period {
        from: Some(Day::of(first)),
        to: Some(Day::of(next)),
    })
}

fn parse_date(option: &str, text: &str) -> Result<NaiveDate, Mistake> {
    let is_iso = text.len() == 10;
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| is_iso)
        .ok_or_else(|| {
            mistake(
                format!("{option}: `{text}` is not a date"),
                "write year, month and day, as 2026-10-05",
            )
        })
}

/// A length of time as `20s`, `1m 30s`, `500ms`; a bare number is seconds.
fn parse_duration(option: &str, text: &str) -> Result<Duration, Mistake> {
    let duration = match text.trim().parse::<u32>() {
        Ok(seconds) => Some(std::time::Duration::from_secs(seconds.into())),
        Err(_) => humantime::parse_duration(text).ok(),
    };
    duration
        .and_then(|duration| i64::try_from(duration.as_micros()).ok())
        .map(Duration::from_microseconds)
        .ok_or_else(|| {
            mistake(
                format!("{option}: `{text}` is not a length of time"),
                "write it with its unit, as 20s, 1m30s or 500ms",
            )
        })
}

/// A share as `0.8` or `80%`, in ten-thousandths.
fn parse_target(text: &str) -> Result<u32, Mistake> {
    let (number, unit) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent.trim(), 100.0),
        None => (text.trim(), 10_000.0),
    };
    let share = number.parse::<f64>().ok().map(|number| number * unit);
    match share {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range is checked"
        )]
        Some(share) if (0.0..=10_000.0).contains(&share) => Ok(share.round() as u32),
        _ => Err(mistake(
            format!("--target: `{text}` is not a share"),
            "write a fraction or a percentage, as 0.8 or 80%",
        )),
    }
}

fn parse_naming(pattern: &str) -> Result<HistoryNaming, Mistake> {
    HistoryNaming::by_pattern(pattern).map_err(|reason| {
        mistake(
            format!("--session-id-regex: {reason}"),
            r"capture group 1 must be the session's id, as in 'session-(\d+)'",
        )
    })
}

fn default_groupings() -> Vec<Vec<Dimension>> {
    use Dimension::{Day, Operator, Queue};
    vec![
        vec![Operator],
        vec![Queue],
        vec![Day],
        vec![Operator, Day],
        vec![Queue, Day],
        vec![Operator, Queue, Day],
        vec![],
    ]
}

/// The sets of dimensions as typed; `total` alone is the empty one.
fn groupings(typed: &[String], mistakes: &mut Mistakes) -> Vec<Vec<Dimension>> {
    let mut sets: Vec<Vec<Dimension>> = Vec::new();
    for text in typed {
        let mut set = Vec::new();
        for name in text
            .split(',')
            .map(str::trim)
            .filter(|&name| name != "total")
        {
            match mistakes.take(parse_dimension(name)) {
                Some(dimension) if set.contains(&dimension) => mistakes.0.push(mistake(
                    format!("--by: `{name}` stands twice in `{text}`"),
                    "name each dimension once",
                )),
                Some(dimension) => set.push(dimension),
                None => {}
            }
        }
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    sets
}

fn parse_dimension(name: &str) -> Result<Dimension, Mistake> {
    let names = || Dimension::ALL.iter().map(|dimension| dimension.name());
    let found = Dimension::ALL
        .into_iter()
        .find(|dimension| dimension.name() == name);
    found.ok_or_else(|| {
        let all = names().collect::<Vec<_>>().join(", ");
        let hint = nearest(name, names()).map_or_else(
            || format!("choose of {all}, total"),
            |nearest| format!("did you mean {nearest}? There are {all}, total"),
        );
        mistake(format!("--by: there is no dimension `{name}`"), hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_have_a_unit_or_are_seconds() {
        for (text, micros) in [
            ("20s", 20_000_000),
            ("20", 20_000_000),
            ("1m30s", 90_000_000),
            ("500ms", 500_000),
            ("0", 0),
        ] {
            let parsed = parse_duration("--sla", text).unwrap();
            assert_eq!(parsed.microseconds(), micros, "{text}");
        }
        for text in ["", "s", "-5s", "soon"] {
            assert!(parse_duration("--sla", text).is_err(), "{text}");
        }
    }

    #[test]
    fn targets_are_fractions_or_percentages() {
        assert_eq!(parse_target("0.8"), Ok(8000));
        assert_eq!(parse_target("80%"), Ok(8000));
        assert_eq!(parse_target("92.5 %"), Ok(9250));
        assert_eq!(parse_target("1"), Ok(10_000));
        for text in ["80", "-1", "x", "101%", "NaN"] {
            assert!(parse_target(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_is_from_its_first_day_to_the_first_of_the_next() {
        let period = parse_month("2026-12").unwrap();
        assert_eq!(
            period.from.map(|day| day.to_string()).as_deref(),
            Some("2026-12-01")
        );
        assert_eq!(
            period.to.map(|day| day.to_string()).as_deref(),
            Some("2027-01-01")
        );
        for text in ["2026", "2026-13", "2026-1", "26-10", "October"] {
            assert!(parse_month(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_dimension_is_named_in_the_help() {
        use clap::CommandFactory;
        let mut command = super::super::Args::command();
        let report = command.find_subcommand_mut("report").unwrap();
        let help = report.render_long_help().to_string();
        for dimension in Dimension::ALL {
            assert!(help.contains(dimension.name()), "{}", dimension.name());
        }
    }

    #[test]
    fn names_that_are_nearly_right_are_guessed() {
        assert_eq!(
            nearest("Europe/Parague", Zone::all_names()),
            Some("Europe/Prague")
        );
        assert!(
            parse_dimension("quue")
                .unwrap_err()
                .hint
                .contains("did you mean queue?")
        );
    }
}
