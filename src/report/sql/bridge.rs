//! `bridge` as a statement over plain facts.

use super::super::bridge::{BRIDGE, STEPS};
use super::super::dimension::Dimension;
use super::plain::{PlainReport, count};

impl PlainReport<'_> {
    /// The report `bridge`: one row per operator and queue, and a last row for the total.
    pub fn bridge(&self) -> String {
        let [operator, queue] = [Dimension::Operator, Dimension::Queue].map(|of| self.key(of));
        let keys = |(operator, operator_name): (String, Option<String>)| {
            let (queue, queue_name) = queue.sessions.clone();
            format!(
                "{operator} AS key_operator, {} AS label_operator, {queue} AS key_queue, {} AS label_queue",
                operator_name.unwrap_or_default(),
                queue_name.unwrap_or_default(),
            )
        };
        let steps = |columns: &dyn Fn(&str) -> String| -> String {
            let steps = STEPS.iter().map(|(step, _)| columns(step.name));
            steps.collect::<Vec<_>>().join(",\n    ")
        };
        let counted = steps(&|name| {
            let condition = condition(name).unwrap_or("false");
            format!("CAST({} AS BIGINT) AS {name}", count(condition))
        });
        let sums = steps(&|name| format!("CAST(coalesce(sum({name}), 0) AS BIGINT) AS {name}"));
        let names: Vec<&str> = STEPS.iter().map(|(step, _)| step.name).collect();
        let text = self.dialect.text();
        let shown: Vec<String> = names
            .iter()
            .map(|name| format!("c.{name} AS {name}"))
            .collect();
        format!(
            "-- {BRIDGE}\nWITH owned AS (\
             \n  SELECT DISTINCT session_id FROM session_operators WHERE joined IS NOT NULL AND arrival = 'owner'\n),\n\
             parts AS (\
             \n  SELECT {}, o.arrival AS arrival, s.direction = 'inbound' AS is_inbound,\
             \n    s.outcome = 'answered' AS is_answered, false AS has_owner, false AS has_queue\
             \n  FROM session_operators o JOIN sessions s ON s.session_id = o.session_id\
             \n  WHERE o.joined IS NOT NULL\
             \n  UNION ALL\
             \n  SELECT {}, CAST(NULL AS {text}) AS arrival, s.direction = 'inbound' AS is_inbound,\
             \n    s.outcome = 'answered' AS is_answered, w.session_id IS NOT NULL AS has_owner,\
             \n    {} IS NOT NULL AS has_queue\
             \n  FROM sessions s LEFT JOIN owned w ON w.session_id = s.session_id\
             \n  WHERE s.direction = 'inbound' AND s.outcome = 'answered'\n),\n\
             steps AS (\
             \n  SELECT key_operator, max(label_operator) AS label_operator, key_queue, \
             max(label_queue) AS label_queue,\n    {counted}\
             \n  FROM parts GROUP BY key_operator, key_queue\n),\n\
             counted AS (\
             \n  SELECT 0 AS is_total, key_operator, label_operator, key_queue, label_queue, {}\
             \n  FROM steps\
             \n  UNION ALL\
             \n  SELECT 1 AS is_total, CAST(NULL AS BIGINT) AS key_operator, \
             CAST('total' AS {text}) AS label_operator,\
             \n    CAST(NULL AS BIGINT) AS key_queue, CAST('total' AS {text}) AS label_queue,\n    {sums}\
             \n  FROM steps\n)\n\
             SELECT\n  {},\n  {},\n  {}\nFROM counted c\
             \nORDER BY c.is_total, c.key_operator NULLS FIRST, c.key_queue NULLS FIRST;\n",
            keys(operator.operators.clone()),
            keys(operator.sessions.clone()),
            queue.sessions.0,
            names.join(", "),
            operator.shown.join(",\n  "),
            queue.shown.join(",\n  "),
            shown.join(",\n  "),
        )
    }
}

/// The condition on the rows that a step counts. Rows of operators who joined have an `arrival`; in rows of inbound
/// answered sessions it is null. `None` for a name that is no step.
fn condition(step: &str) -> Option<&'static str> {
    Some(match step {
        "handled_sessions" => "arrival IS NOT NULL",
        "joint" => "arrival = 'joint'",
        "transfers" => "arrival = 'transfer'",
        "outbound" => "arrival = 'owner' AND NOT is_inbound",
        "not_answered" => "arrival = 'owner' AND is_inbound AND NOT is_answered",
        "not_joined" => "arrival IS NULL AND NOT has_owner",
        "answered" => "arrival IS NULL",
        "direct" => "arrival IS NULL AND NOT has_queue",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_the_report_is_counted() {
        for (step, _) in STEPS {
            assert!(condition(step.name).is_some(), "{}", step.name);
        }
        assert_eq!(condition("handled"), None);
    }
}
