//! English.

mod codes;
mod facts;
mod reports;

use std::cmp::Ordering;

use super::{
    CommonWords, ContractWords, FirstSheetWords, FormulaTerm, Lang, NumberFormats, PageWords,
    Sentence, Term, Words, WorkbookWords,
};

const fn term(name: &'static str, heading: &'static str) -> Term {
    Term {
        name,
        heading,
        meaning: None,
    }
}

fn sentence(of: &Sentence<'_>) -> String {
    let period = of.period;
    let incomplete = if of.is_incomplete {
        " (incomplete)"
    } else {
        ""
    };
    let level = of.level;
    let answered = match of.threshold {
        Some(threshold) => format!("answered within {threshold}"),
        None => "in time".to_owned(),
    };
    let target = of.target;
    let verdict = if of.is_met { "met" } else { "missed" };
    let (numerator, denominator) = (of.numerator, of.denominator);
    let change = match of.change {
        None => String::new(),
        Some((Ordering::Equal, _, since)) => format!("; the same as {since}"),
        Some((direction, points, since)) => {
            let side = if direction.is_gt() { "above" } else { "below" };
            format!("; {points} points {side} {since}")
        }
    };
    format!(
        "{period}{incomplete}: {level} {answered}, target {target} {verdict}, {numerator} of \
         {denominator}{change}."
    )
}

pub(super) const WORDS: Words = Words {
    lang: Lang::En,
    spelling: NumberFormats {
        decimal_mark: '.',
        group_mark: ",",
        percent: "%",
        months: [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        months_short: [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
        weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        date: |day, month, year| format!("{year:04}-{month:02}-{day:02}"),
        day: |day, month| format!("{month:02}-{day:02}"),
        yes: "yes",
        no: "no",
    },
    common: CommonWords {
        title: "Contact centre report",
        summary: "Summary",
        period: "Period",
        whole_dump: "everything in the dump",
        from: "from",
        until: "until",
        zone: "Time zone",
        formula: "Formula",
        threshold: "Answer threshold",
        short_abandon: "Short-abandon limit",
        only: "Only",
        level_of: "Service level of",
        open_hours: "sessions in opening hours",
        target: "Target",
        previous: "Previous period",
        change: "Change",
        points: "pp",
        figure: "Figure",
        value: "Value",
        counted: "Counted",
        met: "met",
        missed: "missed",
        no_queue: "(no queue)",
        no_operator: "(no operator)",
        total: "Total",
        none: "none",
        problems: "Problems",
        no_problems: "Nothing was wrong with the dump.",
        definitions: "Definitions",
        plan: "Plan",
        queues: "Queues",
        operators: "Operators",
        days: "Days",
        service_level_by_queue: "Service level by queue",
        service_level_by_day: "Service level by day",
        service_level_by_hour: "Service level in %",
        sources: "Read",
    },
    sheet: FirstSheetWords {
        sentence,
        nothing: |period| format!("{period}: no session counts in the service level."),
        month: |month| match month {
            1 => "January",
            2 => "February",
            3 => "March",
            4 => "April",
            5 => "May",
            6 => "June",
            7 => "July",
            8 => "August",
            9 => "September",
            10 => "October",
            11 => "November",
            _ => "December",
        },
        previous_period: "the previous period",
        incomplete_days: |days| format!("Incomplete: no sessions on {days}."),
        incomplete: "incomplete",
        figures: "Headline figures against target, previous month and year before",
        unit_sessions: "sessions",
        unit_time: "min:s",
        queues: "Service level by queue, % in time against target and previous month",
        more_queues: |count| format!("Queues that are not shown here: {count}."),
        months: "Month by month, and the year to date",
        level_unit: "% in time",
        abandon_unit: "% of offered",
        to_date: "Year to date",
        by_queue: "Service level by queue and month, % in time",
        reached: "Bold: the target is reached.",
        outlined: |which| format!("Dashed, incomplete: {which}."),
        losses: "Where most sessions were lost against the target",
        losses_note: "An hour of the week of a queue, over the whole period; lost is what was missing to its \
                      target. The command lists the sessions; DUMP is the export, SETTINGS the settings file.",
        no_losses: "No queue missed its target in any hour of the week.",
        lost: |count, shown| {
            let sessions = if count == 1 { "session" } else { "sessions" };
            format!("{shown} {sessions} lost")
        },
        in_time: "in time",
        actual: "actual",
        difference: "Difference",
        year_before: "Year before",
        details: "Details",
        counting: "How it is counted",
        no_data: "no data",
    },
    workbook: WorkbookWords {
        trend: "Trend",
        sheets: &[
            ("by_operator", "Operators"),
            ("by_queue", "Queues"),
            ("by_day", "Days"),
            ("by_operator_day", "Operators by day"),
            ("by_queue_day", "Queues by day"),
            ("by_operator_queue_day", "Operators, queues, days"),
            ("total", "Total"),
            ("service_levels", "Service levels"),
            ("contract", "Contract"),
            ("by_month", "Months"),
            ("by_queue_month", "Queues by month"),
            ("year_to_date", "Year to date"),
            ("queue_year_to_date", "Queues, year to date"),
            ("month_coverage", "Data by month"),
            ("waits_by_queue", "Waits by queue"),
            ("waits_by_day", "Waits by day"),
            ("waits_total", "Waits"),
            ("queue_flows", "Queue flows"),
            ("operator_load", "Operator load"),
            ("offer_outcomes", "Offer outcomes"),
            ("service_level_curve", "Service level curve"),
            ("thresholds", "Thresholds"),
            ("recordings_by_queue", "Recordings by queue"),
            ("recordings_by_day", "Recordings by day"),
            ("recordings_by_operator", "Recordings by operator"),
            ("recordings_total", "Recordings"),
            ("states_by_source", "States by source"),
        ],
        reports: "Reports",
        table: "Table",
        column: "Column in CSV",
        heading: "Heading",
        unit: "Unit",
        meaning: "Meaning",
        setting: "Setting",
        count: "Count",
        severity: "Severity",
        code: "Code",
        file: "File",
        line: "Line",
        session: "Session",
        detail: "Detail",
        continued: "continued from the sheet before",
        cut: "More rows than a sheet holds: continued on the next sheet",
    },
    page: PageWords {
        skip: "Skip to the content",
        contents: "Contents",
        theme: "Light / dark",
        print: "Print",
        no_script: "Without scripts the slider, sorting and search do not work; every figure below is \
                    still complete.",
        target_line: "target",
        other: "not answered",
        share: "Service level in %, one bar for each queue; the outline is the target. Beside each bar: \
                sessions answered in time / sessions that count.",
        in_time: "In time / counted",
        month_day_by_day: "Day by day",
        as_table: "As a table",
        rhythm: "Hours of the week",
        rhythm_note: "Sums and means of all days of the period, by the weekday and hour in which a \
                      session counts.",
        arrivals: "Offered sessions",
        mean_wait: "Average speed of answer",
        less: "less",
        more: "more",
        waits: "Waits and the threshold",
        waits_note: "Move the threshold: every service level is computed again from the waits of this \
                     period, by all five formulas. The short-abandon limit stays.",
        slider: "Threshold",
        seconds: "s",
        reset: "As set",
        as_set: "as set",
        own_limits: "Some queues have thresholds of their own; moving the slider sets one for all.",
        answered_after: "answered",
        left_after: "abandoned",
        sessions_axis: "sessions",
        longer: "Not shown, beyond",
        phases: "Phases by queue",
        phases_note: "Box: the middle half, from quartile to quartile, with the median. Whisker: to the \
                      95th percentile. Beside each queue the number of values.",
        median: "median",
        quartiles: "quartiles",
        p95: "95th percentile",
        flows: "Flows between queues",
        flows_note: "The ends of the visits of each queue, or the queue that they overflowed or were \
                     forwarded to, with their share of the row. Invites of a second operator are left \
                     out; queues with less than 1% of the visits are one row.",
        from_queue: "Queue",
        visits: "Visits",
        elsewhere: "forwarded to no queue",
        other_queues: "other queues",
        small_queues: |count| format!("small queues ({count})"),
        states: "States by source",
        states_note: "The share of the sessions of each source that skipped a state, with their number; empty \
                      where the source has no session. A session whose timestamps contradict each other \
                      counts as refused, not as skipped.",
        source: "Source",
        no_source: "(no source)",
        went_through: "went through",
        skipped: "skipped",
        refused: "refused",
        recordings: "Recordings",
        recordings_note: "Sessions answered by phone or video, of both directions, and whether each has a \
                          recording that can be downloaded.",
        search: "Find an operator",
        search_none: "No operator is called that.",
        sort_hint: "Press a heading to sort.",
        show_all: |count| format!("Show all {count}"),
        problem: "Problem",
        times: "Times",
        effect: "What it may have changed",
        remedy: "What to do",
        term: "Term",
        made_by: "Made by phasebook",
    },
    contract: ContractWords {
        title: "Contract",
        note: "Each target is compared with exact counts, before anything is rounded, and of all sessions that the \
               contract is about. A period that is incomplete has \
               days that this report or the dump does not have.",
        all_queues: "all queues",
        incomplete: "incomplete",
        wait_p90: "Wait: 90th percentile",
        within: "within",
        verdict: "Result",
        paid: "Bonus or malus",
        bonus: "bonus",
        malus: "malus",
        left_out: "Left out",
        explained_by: "The sessions behind a row:",
    },
    terms: reports::TERMS,
    tables: [reports::TABLES, facts::TABLES],
    statistics: &[
        ("n", "number"),
        ("sum", "sum"),
        ("mean", "mean"),
        ("median", "median"),
        ("p75", "75th percentile"),
        ("p90", "90th percentile"),
        ("p95", "95th percentile"),
        ("p99", "99th percentile"),
        ("min", "shortest"),
        ("max", "longest"),
        ("stddev", "standard deviation"),
    ],
    formulas: [
        FormulaTerm {
            heading: "SL without short abandons",
            arithmetic: "answered in time / (offered - short abandons)",
        },
        FormulaTerm {
            heading: "SL of the offered",
            arithmetic: "answered in time / offered",
        },
        FormulaTerm {
            heading: "SL of the answered",
            arithmetic: "answered in time / answered",
        },
        FormulaTerm {
            heading: "SL without abandons in time",
            arithmetic: "answered in time / (offered - abandoned within the threshold)",
        },
        FormulaTerm {
            heading: "SL with abandons as met",
            arithmetic: "(answered in time + abandoned within the threshold) / offered",
        },
    ],
    codes: codes::CODES,
    exits: &[
        ("answered", "answered"),
        ("overflowed", "overflowed"),
        ("forwarded", "forwarded"),
        ("abandoned", "abandoned"),
        ("open", "open"),
        ("ended", "ended otherwise"),
    ],
    severities: &[("error", "error"), ("warning", "warning"), ("info", "info")],
};
