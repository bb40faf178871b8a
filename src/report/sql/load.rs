//! `operator_load` as a statement over the parts of stints that lie within one local day (`stint_days`).

use super::super::beyond::BeyondReport;
use super::beyond::columns;
use super::dialect::{rate, seconds};
use super::plain::{PlainReport, count};

impl PlainReport<'_> {
    pub(super) fn load(&self) -> String {
        let [since, until] = ["begins", "ends"].map(|column| self.dialect.microseconds(column));
        let columns = columns(BeyondReport::OperatorLoad, |name| match name {
            "handling" => seconds(self.dialect, "c.handling", "1"),
            "busy" => seconds(self.dialect, "coalesce(u.busy, 0)", "1"),
            "concurrency" => rate(self.dialect, "c.handling", "u.busy"),
            "peak" => "coalesce(p.peak, 0)".to_owned(),
            name => format!("c.{name}"),
        });
        let of_day = "PARTITION BY user_id, local_day";
        let sums = [
            (
                "sessions",
                "count(DISTINCT CASE WHEN until IS NOT NULL THEN session_id END)".to_owned(),
            ),
            ("handling", "coalesce(sum(until - since), 0)".to_owned()),
            ("unbounded", count("until IS NULL")),
        ];
        let sums: String = sums
            .iter()
            .map(|(name, value)| format!("\n    CAST({value} AS BIGINT) AS {name},"))
            .collect();
        format!(
            "WITH pieces AS (\
             \n  SELECT session_id, user_id, operator, local_day, begins, ends,\
             \n    {since} AS since, {until} AS until\
             \n  FROM stint_days\n),\n\
             counted AS (\
             \n  SELECT user_id AS key_operator, max(operator) AS label_operator, local_day AS key_day,{sums}\
             \n    min(CASE WHEN until IS NOT NULL THEN begins END) AS first_joined,\
             \n    max(ends) AS last_left\
             \n  FROM pieces GROUP BY user_id, local_day\n),\n\
             -- The time in at least one session: of each piece what lies behind the end of all before it.\n\
             behind AS (\
             \n  SELECT user_id, local_day, since, until, max(until) OVER (\
             \n    {of_day} ORDER BY since, until, session_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING\
             \n  ) AS busy_until\
             \n  FROM pieces WHERE until IS NOT NULL\n),\n\
             unions AS (\
             \n  SELECT user_id, local_day,\
             \n    CAST(sum(greatest(until - greatest(since, coalesce(busy_until, since)), 0)) AS BIGINT) AS busy\
             \n  FROM behind GROUP BY user_id, local_day\n),\n\
             -- Ends before beginnings, so that those which touch do not overlap.\n\
             steps AS (\
             \n  SELECT user_id, local_day, since AS happened, 1 AS step FROM pieces WHERE until > since\
             \n  UNION ALL\
             \n  SELECT user_id, local_day, until AS happened, -1 AS step FROM pieces WHERE until > since\n),\n\
             at_a_time AS (\
             \n  SELECT user_id, local_day, sum(step) OVER (\
             \n    {of_day} ORDER BY happened, step ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW\
             \n  ) AS sessions\
             \n  FROM steps\n),\n\
             peaks AS (\
             \n  SELECT user_id, local_day, CAST(max(sessions) AS BIGINT) AS peak\
             \n  FROM at_a_time GROUP BY user_id, local_day\n)\n\
             SELECT\n  c.key_operator AS operator_id,\n  c.label_operator AS operator,\n  c.key_day AS day,\n  {}\n\
             FROM counted c\
             \nLEFT JOIN unions u ON u.user_id = c.key_operator AND u.local_day = c.key_day\
             \nLEFT JOIN peaks p ON p.user_id = c.key_operator AND p.local_day = c.key_day\
             \nORDER BY c.key_operator, c.key_day;\n",
            columns.join(",\n  "),
        )
    }
}
