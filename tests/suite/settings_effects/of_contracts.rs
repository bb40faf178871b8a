//! Contracts.

use super::{Effect, effect};

/// Three of eight sessions that count are answered within 20 s.
const CONTRACT: &str =
    "[[contract]]\nname = \"One\"\nmeasure = \"service_level\"\ntarget = \"37.5%\"";

/// A contract without and with one more line.
fn with(key: &'static str, line: &str) -> Effect {
    effect(key).settings(CONTRACT, &format!("{CONTRACT}\n{line}"))
}

/// A contract with another value.
fn other(key: &'static str, value: &str, other: &str) -> Effect {
    effect(key).settings(CONTRACT, &CONTRACT.replace(value, other))
}

pub(super) fn effects() -> Vec<Effect> {
    const FIGURE: &[&str] = &["figure", "numerator", "denominator"];
    const SERVICE_LEVEL: &str = "0.3750 3 8";
    vec![
        other("contract.name", "One", "Two")
            .cells("contract", &["contract"])
            .changes("One", "Two"),
        other("contract.measure", "service_level", "answer_rate")
            .cells("contract", FIGURE)
            .changes(SERVICE_LEVEL, "0.7778 7 9"),
        other("contract.target", "37.5%", "37.51%")
            .cells("contract", &["target", "met"])
            .changes("0.3750 true", "0.3751 false"),
        with("contract.queue", "queue = \"Reklamace\"")
            .cells("contract", FIGURE)
            .changes(SERVICE_LEVEL, "0.5000 1 2"),
        with("contract.formula", "formula = \"offered\"")
            .cells("contract", FIGURE)
            .changes(SERVICE_LEVEL, "0.3333 3 9"),
        with("contract.threshold", "threshold = \"30s\"")
            .cells("contract", FIGURE)
            .changes(SERVICE_LEVEL, "0.6250 5 8"),
        with("contract.short_abandon", "short_abandon = \"8s\"")
            .cells("contract", FIGURE)
            .changes(SERVICE_LEVEL, "0.4286 3 7"),
        with("contract.period", "period = \"week\"")
            .cells("contract", &["period", "first_day", "last_day"])
            .changes(
                "2026-10 2026-10-01 2026-10-31",
                "2026-W40 2026-09-28 2026-10-04, 2026-W41 2026-10-05 2026-10-11",
            ),
        with(
            "contract.bands",
            "bands = [{ from = \"30%\", bonus = \"1.5%\" }, { malus = \"5%\" }]",
        )
        .cells("contract", &["band", "bonus"])
        .changes("- -", ">= 30% 0.0150"),
        with(
            "contract.leave_out",
            "leave_out = [{ days = 2026-10-05, hours = \"23:00-24:00\", why = \"Late\" }]",
        )
        .cells("contract", &["excluded_by", "denominator"])
        .changes("- 8", "Late: 1 7"),
    ]
}
