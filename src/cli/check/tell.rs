//! The findings of a check as text.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::super::resolve::CommonPlan;
use super::super::ui::{Ui, width};
use super::CheckFindings;
use crate::check::{Agreement, DayCounts, Examples, Promise};
use crate::ledger::plural;
use crate::service_level::Ratio;
use crate::text::layout::{Align, Grid, shorten, wrap};
use crate::time::zone::Day;

/// Prints all findings, the verdict last.
pub(super) fn findings(ui: Ui, plan: &CommonPlan, of: &CheckFindings) {
    records(ui, plan, of);
    days(ui, of);
    open(ui, of);
    pages(ui, of);
    order(ui, of);
    promises(ui, of);
    problems(ui, of);
    doubt(ui, of);
    answer(ui, of);
}

fn say(ui: Ui, lines: &[String]) {
    for line in lines {
        ui.result(line);
    }
}

fn records(ui: Ui, plan: &CommonPlan, of: &CheckFindings) {
    let counts = &of.run.tally.counts;
    let seen = &of.seen;
    let mut grid = Grid::new(&[Align::Left, Align::Right, Align::Left]);
    let mut row = |what: &str, count: u64, became: String| {
        grid.row([what.to_owned(), count.to_string(), became]);
    };
    row(
        "files",
        counts.files_found,
        format!(
            "{} read, {} skipped, {} unreadable",
            counts.files_read, counts.files_skipped, counts.files_unreadable
        ),
    );
    row(
        "sessions",
        counts.session_records,
        format!(
            "{} kept, {} superseded, {} rejected; {} in the period",
            counts.sessions_kept,
            counts.sessions_superseded,
            counts.sessions_rejected,
            counts.sessions_in_period
        ),
    );
    row(
        "histories",
        counts.histories,
        format!(
            "{} joined, {} superseded, {} without session, {} rejected",
            counts.histories_joined,
            counts.histories_superseded,
            counts.histories_orphaned,
            counts.histories_rejected
        ),
    );
    for (what, count) in [
        ("campaigns", counts.campaigns),
        ("users", seen.users),
        ("groups", seen.groups),
        ("departments", seen.departments),
        ("unrecognised", counts.unrecognised),
        ("other answers", counts.other_answers),
        ("error answers", counts.error_answers),
    ] {
        if count > 0 {
            row(what, count, String::new());
        }
    }
    say(ui, &grid.lines(0, width()));
    if let Some(latest) = seen.latest {
        let local = plan.facts.zone.local(latest);
        let second = local.second_of_day;
        ui.result(&format!(
            "the latest timestamp is {} {:02}:{:02}:{:02} ({})",
            local.day,
            second / 3600,
            second / 60 % 60,
            second % 60,
            plan.facts.zone.name()
        ));
    }
}

/// The most days that are shown one by one; a longer period is shown by week.
const DAYS_SHOWN: usize = 62;

/// The length of the longest bar in characters; the rest of the line is for remarks.
fn longest_bar() -> u64 {
    width().saturating_sub(60).clamp(10, 40) as u64
}

fn days(ui: Ui, of: &CheckFindings) {
    let days = &of.days.days;
    if days.is_empty() {
        return;
    }
    let by_week = days.len() > DAYS_SHOWN;
    let mut rows: BTreeMap<Day, (usize, DayCounts)> = BTreeMap::new();
    for (&day, counts) in days {
        let first = if by_week { monday(day) } else { day };
        let (length, sum) = rows.entry(first).or_default();
        *length += 1;
        *sum = plus(*sum, *counts);
    }
    let most = rows.values().map(|(_, counts)| counts.sessions).max();
    let mut grid = Grid::new(&[Align::Left, Align::Right, Align::Left, Align::Left]);
    for (day, (_, counts)) in &rows {
        grid.row([
            label(*day, by_week),
            counts.sessions.to_string(),
            bar(counts.sessions, most.unwrap_or(1), longest_bar()),
            remarks(of, *day, counts, by_week),
        ]);
    }
    ui.result(if by_week {
        "\nsessions a week"
    } else {
        "\nsessions a day"
    });
    say(ui, &grid.lines(2, width()));
}

fn label(day: Day, by_week: bool) -> String {
    let Some(date) = day.date() else {
        return String::new();
    };
    if by_week {
        let week = date.iso_week();
        format!("{:04}-W{:02}", week.year(), week.week())
    } else {
        format!("{date} {}", date.weekday())
    }
}

fn monday(day: Day) -> Day {
    let since = day
        .date()
        .map_or(0, |date| date.weekday().num_days_from_monday());
    Day(day.0 - i32::try_from(since).unwrap_or(0))
}

fn plus(one: DayCounts, other: DayCounts) -> DayCounts {
    DayCounts {
        sessions: one.sessions + other.sessions,
        without_history: one.without_history + other.without_history,
        lacking_history: one.lacking_history + other.lacking_history,
        without_session: one.without_session + other.without_session,
        requests_without_session: one.requests_without_session + other.requests_without_session,
        open: one.open + other.open,
    }
}

/// A bar in eighths of a character; every count above 0 shows at least one eighth.
fn bar(count: u64, most: u64, longest: u64) -> String {
    const PARTS: [char; 8] = ['█', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let eighths = (count * longest * 8).div_ceil(most.max(1));
    let whole = usize::try_from(eighths / 8).unwrap_or(0);
    let part = usize::try_from(eighths % 8).unwrap_or(0);
    let mut bar = "█".repeat(whole);
    if part > 0 {
        bar.push(PARTS[part]);
    }
    bar
}

fn remarks(of: &CheckFindings, day: Day, counts: &DayCounts, by_week: bool) -> String {
    let mut remarks = Vec::new();
    let mut missing = of.days.missing.iter();
    if by_week {
        let count = missing.filter(|missing| monday(missing.day) == day).count();
        if count > 0 {
            remarks.push(plural(count as u64, "day") + " without any");
        }
    } else if let Some(missing) = missing.find(|missing| missing.day == day) {
        let weekday = day
            .date()
            .map_or_else(String::new, |date| date.weekday().to_string());
        remarks.push(format!("NONE, a {weekday} has {}", missing.habit));
    }
    if counts.lacking_history > 0 {
        remarks.push(format!("{} without history", counts.lacking_history));
    }
    match counts.without_session {
        0 => {}
        1 => remarks.push("1 history alone".to_owned()),
        alone => remarks.push(format!("{alone} histories alone")),
    }
    if counts.open > 0 {
        remarks.push(format!("{} open", counts.open));
    }
    remarks.join(", ")
}

fn open(ui: Ui, of: &CheckFindings) {
    let open: u64 = of.days.sum(|day| day.open);
    let mut days = of.days.days.iter();
    if let Some((oldest, _)) = days.find(|(_, counts)| counts.open > 0) {
        ui.result("");
        let text = format!(
            "{} still open, the oldest of {oldest}: days before it are final; that day and those after \
             it are provisional until these sessions are exported again, closed",
            sessions(open),
        );
        say(ui, &wrap(&text, width()));
    }
}

/// A number of sessions with its verb.
fn sessions(count: u64) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", plural(count, "session"))
}

fn pages(ui: Ui, of: &CheckFindings) {
    let Some(first) = of.pages.first() else {
        return;
    };
    let folders: Vec<String> = of
        .pages
        .iter()
        .map(|pages| {
            let folder = match pages.folder.as_str() {
                "" => "the dump itself",
                folder => folder,
            };
            format!("{folder} ({})", plural(pages.pages, "page"))
        })
        .collect();
    ui.result("");
    let text = format!(
        "every page holds exactly {} sessions, so the export may be cut there, in {}; fetch the page \
         behind the last, and if it is empty, keep it with the others",
        first.sessions_a_page,
        folders.join(", ")
    );
    say(ui, &wrap(&text, width()));
}

fn order(ui: Ui, of: &CheckFindings) {
    let mut grid = Grid::new(&[Align::Left, Align::Right, Align::Left]);
    for (what, agreement) in [
        ("started is not the first acceptance", &of.order.acceptance),
        ("started is not the earliest joined", &of.order.joining),
    ] {
        if let Some(furthest) = agreement.furthest {
            grid.row([
                what.to_owned(),
                agreement.differ.count.to_string(),
                format!(
                    "of {}, at most {furthest} s apart  {}",
                    agreement.compared,
                    named(&agreement.differ)
                ),
            ]);
        }
    }
    for disorder in &of.order.disorders {
        grid.row([
            disorder.what.to_owned(),
            disorder.found.count.to_string(),
            named(&disorder.found),
        ]);
    }
    ui.result(&if grid.is_empty() {
        "\nno timestamps that contradict each other".to_owned()
    } else {
        format!(
            "\ntimestamps further apart than {} s, or out of order",
            Agreement::TOLERANCE
        )
    });
    say(ui, &grid.lines(2, width()));
}

/// Prints the timestamps that are not where the FAQ puts them.
fn promises(ui: Ui, of: &CheckFindings) {
    let mut grid = Grid::new(&[Align::Left, Align::Right, Align::Left]);
    for (promise, kept) in Promise::ALL.into_iter().zip(&of.promises.kept) {
        let largest = kept.largest.map_or_else(String::new, |(session, largest)| {
            let tolerance = Agreement::TOLERANCE;
            format!(
                ", {} over {tolerance} s, at most {largest} s: {session}",
                kept.apart
            )
        });
        grid.row([
            promise.words().to_owned(),
            kept.differing.to_string(),
            format!("of {}{largest}", kept.compared),
        ]);
    }
    ui.result(
        "\ntimestamps that are not where the FAQ puts them (explain --session shows a session's)",
    );
    say(ui, &grid.lines(2, width()));
}

/// The ids of examples with commas, and `…` if there are more.
fn named(examples: &Examples) -> String {
    let ids: Vec<String> = examples.sessions.iter().map(ToString::to_string).collect();
    let more = if examples.count > ids.len() as u64 {
        ", …"
    } else {
        ""
    };
    ids.join(", ") + more
}

fn problems(ui: Ui, of: &CheckFindings) {
    let problems = of.problems();
    if problems.is_empty() {
        ui.result("\nno problem in the ledger");
        return;
    }
    let mut grid = Grid::new(&[Align::Left, Align::Left, Align::Right, Align::Left]);
    for (code, count, first) in problems {
        let examples: Vec<String> = first
            .iter()
            .map(|problem| match problem.file {
                Some(_) => of.place(problem),
                None => shorten(&problem.detail, 40),
            })
            .collect();
        let more = if count > examples.len() as u64 {
            ", …"
        } else {
            ""
        };
        grid.row([
            code.severity().name().to_owned(),
            code.name().to_owned(),
            count.to_string(),
            examples.join(", ") + more,
        ]);
    }
    ui.result("\nproblems");
    say(ui, &grid.lines(2, width()));
}

fn doubt(ui: Ui, of: &CheckFindings) {
    let bounds = &of.doubt.bounds;
    let in_doubt: u64 = of.doubt.reasons.values().sum();
    ui.result(&format!("\nservice level {}", level(bounds.now)));
    if in_doubt == 0 {
        ui.result("  no inbound session is in doubt");
        return;
    }
    ui.result(&format!(
        "  {} to {} if the {} in doubt were all bad or all good",
        percent(bounds.worst),
        percent(bounds.best),
        plural(in_doubt, "session"),
    ));
    let mut grid = Grid::new(&[Align::Right, Align::Left]);
    for (reason, count) in &of.doubt.reasons {
        grid.row([count.to_string(), reason.words().to_owned()]);
    }
    say(ui, &grid.lines(4, width()));
}

fn level(ratio: Ratio) -> String {
    match ratio.denominator {
        0 => "none".to_owned(),
        denominator => format!("{} = {} / {denominator}", percent(ratio), ratio.numerator),
    }
}

fn percent(ratio: Ratio) -> String {
    ratio.ten_thousandths().map_or_else(
        || "none".to_owned(),
        |share| format!("{}.{:02} %", share / 100, share % 100),
    )
}

fn answer(ui: Ui, of: &CheckFindings) {
    let mut grid = Grid::new(&[
        Align::Left,
        Align::Left,
        Align::Right,
        Align::Left,
        Align::Left,
    ]);
    for criterion in &of.criteria {
        grid.row([
            if criterion.holds { "ok" } else { "NO" },
            criterion.name,
            &criterion.found,
            &criterion.allowed,
            criterion.option,
        ]);
    }
    ui.result("");
    say(ui, &grid.lines(0, width()));
    let broken = of
        .criteria
        .iter()
        .filter(|criterion| !criterion.holds)
        .count();
    ui.result(&match broken {
        0 => "The dump is fit for a report.".to_owned(),
        broken => format!(
            "The dump is NOT fit for a report: {} not met.",
            match broken {
                1 => "1 condition is".to_owned(),
                count => format!("{count} conditions are"),
            }
        ),
    });
}
