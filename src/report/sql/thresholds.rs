//! `service_level_curve` and `thresholds` as statements over plain facts: the service level at other thresholds.

use super::super::beyond::{BeyondReport, CURVE_SECONDS};
use super::super::dimension::Dimension;
use super::super::overview::LAST_SECOND;
use super::beyond::columns;
use super::dialect::{literal, rate};
use super::level::operands;
use super::plain::PlainReport;
use crate::service_level::Formula;

impl PlainReport<'_> {
    /// The queries `counted` and `waits`. `waits` has the sessions that the service level covers, by the second
    /// within which they were answered or abandoned: one row per queue and second, and again for all queues.
    fn waits_by_second(&self) -> String {
        let (id, _) = self.key(Dimension::Queue).sessions;
        let waited = "CASE WHEN s.outcome = 'answered' THEN s.speed_of_answer_us \
                      WHEN s.outcome IN ('abandoned', 'short_abandoned') THEN s.wait_us END";
        let longest = i64::from(LAST_SECOND) * 1_000_000;
        let second = self.dialect.quotient("waited + 999999", "1000000");
        format!(
            "{},\n\
             waited AS (\
             \n  SELECT {id} AS queue_id, s.outcome AS outcome, {waited} AS waited\
             \n  FROM sessions s WHERE s.in_level\n),\n\
             by_second AS (\
             \n  SELECT queue_id, {second} AS second,\
             \n    count(CASE WHEN outcome = 'answered' THEN 1 END) AS answered,\
             \n    count(CASE WHEN outcome <> 'answered' THEN 1 END) AS abandoned\
             \n  FROM waited WHERE waited <= {longest} GROUP BY queue_id, {second}\n),\n\
             waits AS (\
             \n  SELECT 0 AS is_total, queue_id, second, answered, abandoned FROM by_second\
             \n  UNION ALL\
             \n  SELECT 1 AS is_total, CAST(NULL AS BIGINT) AS queue_id, second, answered, abandoned \
             FROM by_second\n)",
            self.counted_levels(),
        )
    }

    pub(super) fn curve(&self) -> String {
        let thresholds: Vec<String> = CURVE_SECONDS
            .iter()
            .map(|second| format!("({second})"))
            .collect();
        let counts = ["answered", "abandoned", "short_abandoned", "unanswered"];
        let counts = counts.map(|name| format!("c.level_{name}")).join(", ");
        let within =
            |name: &str| format!("CAST(coalesce(sum(w.{name}), 0) AS BIGINT) AS level_{name}_in");
        let columns = columns(BeyondReport::ServiceLevelCurve, |name| {
            let formula = Formula::ALL
                .into_iter()
                .find(|formula| formula.column() == name);
            let (part, whole) = operands(formula.unwrap_or_default(), |name| {
                format!("c.level_{name}")
            });
            rate(self.dialect, &part, &whole)
        });
        format!(
            "WITH {},\n\
             curve AS (\
             \n  SELECT c.is_total, c.key_queue, c.label_queue, t.threshold AS threshold, {counts},\
             \n    {}, {}\
             \n  FROM counted c CROSS JOIN (VALUES {}) AS t(threshold)\
             \n  LEFT JOIN waits w ON w.is_total = c.is_total \
             AND (w.queue_id IS NOT DISTINCT FROM c.key_queue) AND w.second <= t.threshold\
             \n  GROUP BY c.is_total, c.key_queue, c.label_queue, t.threshold, {counts}\n)\n\
             SELECT\n  c.key_queue AS queue_id,\n  c.label_queue AS queue,\n  c.threshold AS threshold_s,\n  {}\n\
             FROM curve c\nORDER BY c.is_total, c.key_queue NULLS FIRST, c.threshold;\n",
            self.waits_by_second(),
            within("answered"),
            within("abandoned"),
            thresholds.join(", "),
            columns.join(",\n  "),
        )
    }

    /// The least second at which the target is reached. The level changes only at seconds that have a wait, and
    /// the search begins at 0, because the level of some formulas does not grow with the threshold.
    pub(super) fn thresholds(&self) -> String {
        let by_queue = [Dimension::Queue];
        // The total has the default level, even if a rule names a queue `total`.
        let of_rows = |by_row: String, default: String| {
            format!("CASE WHEN c.is_total = 1 THEN {default} ELSE {by_row} END")
        };
        let levels = self.levels;
        let formula = of_rows(
            levels.by_formula(&by_queue, |formula| literal(formula.name())),
            literal(levels.default_level().formula.name()),
        );
        let target = of_rows(
            levels.by_target(&by_queue, |target| target.to_string()),
            levels.default_level().target.to_string(),
        );
        let is_reached = |formula: Formula| {
            let (part, whole) = operands(formula, |name| match name {
                "answered_in" | "abandoned_in" => format!("r.{name}"),
                name => format!("c.level_{name}"),
            });
            format!("({whole}) > 0 AND ({part}) * 10000 >= ({whole}) * c.target")
        };
        let is_reached: Vec<String> = Formula::ALL
            .into_iter()
            .map(|formula| {
                format!(
                    "\n      WHEN c.formula = {} THEN {}",
                    literal(formula.name()),
                    is_reached(formula)
                )
            })
            .collect();
        let is_reached = is_reached.concat();
        let up_to = |name: &str| {
            format!(
                "CAST(sum({name}) OVER (PARTITION BY is_total, queue_id ORDER BY second) AS BIGINT) AS {name}_in"
            )
        };
        let columns = columns(BeyondReport::Thresholds, |name| format!("c.{name}"));
        format!(
            "WITH {},\n\
             with_zero AS (\
             \n  SELECT is_total, queue_id, second, answered, abandoned FROM waits\
             \n  UNION ALL\
             \n  SELECT is_total, key_queue AS queue_id, 0 AS second, 0 AS answered, 0 AS abandoned FROM counted\n),\n\
             seconds AS (\
             \n  SELECT is_total, queue_id, second, sum(answered) AS answered, sum(abandoned) AS abandoned\
             \n  FROM with_zero GROUP BY is_total, queue_id, second\n),\n\
             reached AS (\
             \n  SELECT is_total, queue_id, second,\n    {},\n    {}\n  FROM seconds\n),\n\
             targets AS (\
             \n  SELECT c.*, {formula} AS formula, {target} AS target FROM counted c\n),\n\
             found AS (\
             \n  SELECT c.is_total, c.key_queue, c.label_queue, c.formula, c.target,\
             \n    min(CASE WHEN CASE{is_reached}\n      END THEN r.second END) AS threshold_for_target\
             \n  FROM targets c JOIN reached r ON r.is_total = c.is_total \
             AND (r.queue_id IS NOT DISTINCT FROM c.key_queue)\
             \n  GROUP BY c.is_total, c.key_queue, c.label_queue, c.formula, c.target\n)\n\
             SELECT\n  c.key_queue AS queue_id,\n  c.label_queue AS queue,\n  c.formula AS formula,\
             \n  CAST(c.target * 0.0001 AS DECIMAL(18, 4)) AS target,\n  {}\n\
             FROM found c\nORDER BY c.is_total, c.key_queue NULLS FIRST;\n",
            self.waits_by_second(),
            up_to("answered"),
            up_to("abandoned"),
            columns.join(",\n  "),
        )
    }
}
