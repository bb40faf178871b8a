//! Table tests: many cases in one run of the program. A failure names all cases that fail.

use chrono::DateTime;

use super::csv::{Csv, or_dash};
use super::scenario::{CREATED, Scenario, operator_id};
use super::world::{Run, World};

/// A column with the expected text of its cell.
type Cell = (&'static str, &'static str);

/// A scenario with the rows that it must give in the fact tables.
pub(crate) struct Case {
    name: &'static str,
    scenario: Scenario,
    session: Vec<Cell>,
    operators: Vec<(&'static str, Vec<Cell>)>,
    visits: Option<Vec<&'static str>>,
    offers: Option<Vec<&'static str>>,
}

/// A case, named after its reason.
pub(crate) fn case(name: &'static str, scenario: Scenario) -> Case {
    Case {
        name,
        scenario,
        session: Vec::new(),
        operators: Vec::new(),
        visits: None,
        offers: None,
    }
}

impl Case {
    /// Expects these cells in the session's row.
    pub(crate) fn session<const N: usize>(mut self, cells: [Cell; N]) -> Self {
        self.session.extend(cells);
        self
    }

    /// Expects these cells in an operator's row.
    pub(crate) fn operator<const N: usize>(
        mut self,
        first_name: &'static str,
        cells: [Cell; N],
    ) -> Self {
        self.operators.push((first_name, cells.to_vec()));
        self
    }

    /// Expects exactly these visits of the session, as `request.visit queue entered..left duration
    /// exit`, with times in seconds after its creation; those of an invite begin with `invite`.
    pub(crate) fn visits<const N: usize>(mut self, visits: [&'static str; N]) -> Self {
        self.visits = Some(visits.to_vec());
        self
    }

    /// Expects exactly these offers of the session, as `request.offer queue operator
    /// offered..resolved duration outcome`, followed by `timed_out` if the offer timed out; those
    /// of an invite begin with `invite`.
    pub(crate) fn offers<const N: usize>(mut self, offers: [&'static str; N]) -> Self {
        self.offers = Some(offers.to_vec());
        self
    }
}

/// Checks all cases in one dump.
#[track_caller]
pub(crate) fn check(cases: impl IntoIterator<Item = Case>) {
    check_with(&[], [], cases);
}

/// Checks all cases with these options and with further files in the dump.
#[track_caller]
pub(crate) fn check_with<const N: usize>(
    options: &[&str],
    files: [(&str, String); N],
    cases: impl IntoIterator<Item = Case>,
) {
    let cases: Vec<Case> = cases.into_iter().collect();
    let mut world = World::of(cases.iter().map(|case| case.scenario.clone()));
    for (path, content) in files {
        world = world.with(path, content);
    }
    let facts = Facts::of(&world.facts(options));
    let failures: Vec<String> = (1..)
        .zip(&cases)
        .flat_map(|(id, case)| {
            let wrong = facts.differences(&format!("{id}"), case);
            wrong
                .into_iter()
                .map(|wrong| format!("\n  {}: {wrong}", case.name))
        })
        .collect();
    assert!(
        failures.is_empty(),
        "{} differences in {} cases:{}",
        failures.len(),
        cases.len(),
        failures.concat()
    );
}

/// The tables that cases are compared with.
struct Facts {
    sessions: Csv,
    operators: Csv,
    visits: Csv,
    offers: Csv,
}

impl Facts {
    fn of(run: &Run) -> Self {
        Self {
            sessions: run.table("sessions"),
            operators: run.table("session_operators"),
            visits: run.table("queue_visits"),
            offers: run.table("offers"),
        }
    }

    fn differences(&self, session: &str, case: &Case) -> Vec<String> {
        let mut wrong = Vec::new();
        let row = self.sessions.row_with("session_id", session);
        compare(&self.sessions, row, &case.session, "session", &mut wrong);
        for (name, cells) in &case.operators {
            let user = operator_id(name).to_string();
            let rows = self.operators.rows_with("session_id", session);
            let row = rows
                .into_iter()
                .find(|&row| self.operators.cell(row, "user_id") == user);
            match row {
                Some(row) => compare(&self.operators, row, cells, name, &mut wrong),
                None => wrong.push(format!("{name} has no row")),
            }
        }
        let lines = |table: &Csv, line: fn(&Csv, usize) -> String| -> Vec<String> {
            let rows = table.rows_with("session_id", session);
            rows.into_iter().map(|row| line(table, row)).collect()
        };
        if let Some(expected) = &case.visits {
            compare_lists("visits", expected, &lines(&self.visits, visit), &mut wrong);
        }
        if let Some(expected) = &case.offers {
            compare_lists("offers", expected, &lines(&self.offers, offer), &mut wrong);
        }
        wrong
    }
}

fn compare(table: &Csv, row: usize, cells: &[Cell], whose: &str, wrong: &mut Vec<String>) {
    for (column, expected) in cells {
        let found = table.cell(row, column);
        if found != *expected {
            wrong.push(format!("{whose}: {column} is `{found}`, not `{expected}`"));
        }
    }
}

fn compare_lists(what: &str, expected: &[&str], found: &[String], wrong: &mut Vec<String>) {
    if expected != found {
        wrong.push(format!(
            "{what}\n    are    {found:#?}\n    not    {expected:#?}"
        ));
    }
}

fn visit(visits: &Csv, row: usize) -> String {
    let cell = |name| or_dash(visits.cell(row, name));
    format!(
        "{}{}.{} {} {}..{} {} {}",
        invite(visits, row),
        cell("request_id"),
        cell("visit"),
        cell("queue"),
        since_creation(cell("entered")),
        since_creation(cell("left")),
        cell("duration_s"),
        cell("exit"),
    )
}

fn offer(offers: &Csv, row: usize) -> String {
    let cell = |name| or_dash(offers.cell(row, name));
    let first_name = cell("operator").split(' ').next().unwrap_or_default();
    let timed_out = if cell("timed_out") == "true" {
        " timed_out"
    } else {
        ""
    };
    format!(
        "{}{}.{} {} {first_name} {}..{} {} {}{timed_out}",
        invite(offers, row),
        cell("request_id"),
        cell("offer"),
        cell("queue"),
        since_creation(cell("offered")),
        since_creation(cell("resolved")),
        cell("duration_s"),
        cell("outcome"),
    )
}

fn invite(table: &Csv, row: usize) -> &'static str {
    if table.cell(row, "invite") == "true" {
        "invite "
    } else {
        ""
    }
}

/// Converts a timestamp in a table to seconds after the creation of a scenario.
fn since_creation(timestamp: &str) -> String {
    if timestamp == "-" {
        return timestamp.to_owned();
    }
    let parse = |text| DateTime::parse_from_rfc3339(text).expect("a timestamp of RFC 3339");
    let passed = parse(timestamp) - parse(CREATED);
    let micros = passed
        .num_microseconds()
        .expect("a scenario lasts less than an age");
    let (whole, part) = (micros / 1_000_000, micros.rem_euclid(1_000_000));
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}.{part:06}")
        .trim_end_matches('0')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered() -> Scenario {
        Scenario::new()
            .queued("Podpora", 0)
            .offered("Jana", 5)
            .accepted("Jana", 8)
    }

    #[test]
    #[should_panic(expected = "6 differences in 3 cases")]
    fn every_cell_row_and_list_that_differs_is_told() {
        check([
            case("right", answered()).session([("outcome", "answered")]),
            case("wrong", answered())
                .session([
                    ("outcome", "open"),
                    ("waiting_s", "3.000"),
                    ("in_queue_s", "5"),
                ])
                .operator("Jana", [("offers", "2")])
                .operator("Petr", [])
                .visits([])
                .offers(["100.1 Podpora Jana 5..8 3.001 accepted"]),
            case("right again", answered()).visits(["100.1 Podpora 0..8 8.000 answered"]),
        ]);
    }

    #[test]
    #[should_panic(expected = "the reason: session: outcome is `unanswered`, not `open`")]
    fn a_difference_is_told_with_its_reason() {
        check([case("the reason", Scenario::new()).session([("outcome", "open")])]);
    }
}
