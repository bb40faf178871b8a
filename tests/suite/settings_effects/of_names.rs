//! Keys that name queues, operators and campaigns.

use super::{Effect, effect};

pub(super) fn effects() -> Vec<Effect> {
    let by_queue = |key| effect(key).cells("by_queue", &["queue", "sessions", "visits"]);
    let by_operator = |key| effect(key).cells("by_operator", &["operator", "sessions", "offers"]);
    let alias = |kind: &str, name: &str, was: &str| {
        format!("aliases.{kind} = [{{name = \"{name}\", was = [\"{was}\"]}}]")
    };
    vec![
        effect("teams")
            .command(&["report", "dump", "--by", "team", "--out", "out"])
            .cells("by_team", &["team", "sessions", "offers"])
            .set("teams.Noc = [\"Jana Nováková\", 13]")
            .changes("- 10 8", "- 5 2, Noc 5 6"),
        by_queue("aliases.queues.name")
            .settings(
                &alias("queues", "Podpora", "Reklamace"),
                &alias("queues", "Péče", "Reklamace"),
            )
            .changes(
                "- 1 0, Podpora 8 8, Prodej 1 1",
                "- 1 0, Podpora 6 6, Péče 2 3, Prodej 1 1",
            ),
        by_queue("aliases.queues.was")
            .settings(
                &alias("queues", "Podpora", "Reklamace"),
                &alias("queues", "Podpora", "Prodej"),
            )
            .changes(
                "- 1 0, Podpora 8 8, Prodej 1 1",
                "- 1 0, Podpora 7 7, Reklamace 2 3",
            ),
        by_operator("aliases.operators.name")
            .settings(
                &alias("operators", "Jana Nováková", "Petr Svoboda"),
                &alias("operators", "Směna", "Petr Svoboda"),
            )
            .changes(
                "- 3 0, Jana Nováková 5 6, Eva Dvořáková 2 2",
                "- 3 0, Jana Nováková 3 4, Směna 2 2, Eva Dvořáková 2 2",
            ),
        by_operator("aliases.operators.was")
            .settings(
                &alias("operators", "Jana Nováková", "Petr Svoboda"),
                &alias("operators", "Jana Nováková", "Eva Dvořáková"),
            )
            .changes(
                "- 3 0, Jana Nováková 5 6, Eva Dvořáková 2 2",
                "- 3 0, Jana Nováková 5 6, Petr Svoboda 2 2",
            ),
        by_queue("leave_out.queues")
            .set("leave_out.queues = [\"Reklamace\"]")
            .changes(
                "- 1 0, Podpora 6 6, Reklamace 2 3, Prodej 1 1",
                "- 1 0, Podpora 5 5, Prodej 1 1",
            ),
        by_operator("leave_out.operators")
            .set("leave_out.operators = 11")
            .changes(
                "- 3 0, Jana Nováková 3 4, Petr Svoboda 2 2, Eva Dvořáková 2 2",
                "- 3 0, Jana Nováková 0 1, Petr Svoboda 2 2, Eva Dvořáková 2 2",
            ),
        effect("preview_campaigns")
            .cells("total", &["ring_n", "ring_sum_s"])
            .settings("preview_campaigns = 6", "preview_campaigns = 5")
            .file(
                "dump/campaigns.json",
                r#"[{"id": 5, "name": "Jaro", "mode": "Automated"}]"#,
            )
            .changes("1 15.000", "0 0.000"),
    ]
}
