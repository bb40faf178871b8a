//! The parts of an explanation.

use serde::{Serialize, Serializer};

use crate::model::Id;
use crate::phase::Origin;
use crate::time::zone::Day;
use crate::time::{Duration, Timestamp};

/// A duration, written as a number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub Duration);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let micros = self.0.microseconds();
        #[expect(
            clippy::cast_precision_loss,
            reason = "a double holds the microseconds of 285 years exactly, and is spelled shortest"
        )]
        serializer.serialize_f64(micros as f64 / 1e6)
    }
}

impl std::fmt::Display for Seconds {
    /// Seconds with three decimals, or with six if more are not zero; `{:.6}` always has six.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let micros = self.0.microseconds();
        let sign = if micros < 0 { "-" } else { "" };
        let (whole, part) = (
            micros.unsigned_abs() / 1_000_000,
            micros.unsigned_abs() % 1_000_000,
        );
        if part % 1000 == 0 && f.precision().is_none_or(|decimals| decimals <= 3) {
            write!(f, "{sign}{whole}.{:03}", part / 1000)
        } else {
            write!(f, "{sign}{whole}.{part:06}")
        }
    }
}

/// Serializes pairs as an object in their order.
pub(super) fn as_map<S: Serializer, K: Serialize, V: Serialize>(
    pairs: &[(K, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// The operator or queue that a value belongs to. In JSON and on the page, the id follows the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The name; `#11` if the dump has no name for the id.
    pub name: String,
    /// The id; `None` if the name already shows it.
    pub id: Option<Id>,
}

impl std::fmt::Display for Whose {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.id {
            Some(id) => write!(f, "{} (#{id})", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl Serialize for Whose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A timestamp with its place in the dump.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LocatedTimestamp {
    #[serde(skip)]
    pub at: Timestamp,
    #[serde(skip)]
    pub mark: Origin,
    /// The local date.
    #[serde(skip)]
    pub day: Day,
    /// The local time of day, `10:00:05.123`, with six decimals if three do not suffice.
    #[serde(skip)]
    pub clock: String,
    /// The offset of the local time from UTC, `+02:00`.
    #[serde(skip)]
    pub offset: String,
    /// ISO 8601 in the report's time zone.
    pub local: String,
    pub since_created_s: Seconds,
    /// `session.created`, `session.operators[0].joined`, or `history[3]`. Operators are counted from 0, elements of
    /// the history from 1.
    pub origin: String,
    /// The part of the record: `session`, `operators[0]` or `history[3]`.
    #[serde(skip)]
    pub element: String,
    pub file: String,
    /// The line on which the record begins.
    pub line: u32,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimelineEntry {
    #[serde(flatten)]
    pub located: LocatedTimestamp,
    /// The routing event, or the session's property.
    pub event: String,
    pub operator: Option<String>,
    pub queue: Option<String>,
    /// The routing request; `None` if the session has only one.
    pub request: Option<i64>,
    /// The phases that begin and end here.
    pub begins: Vec<&'static str>,
    pub ends: Vec<&'static str>,
}

/// One operand of a formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Operand {
    /// The name of the operand in the formula.
    pub name: String,
    #[serde(rename = "moment", skip_serializing_if = "Option::is_none")]
    pub located: Option<LocatedTimestamp>,
    /// The value of an operand that is a duration; such an operand has no timestamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_s: Option<Seconds>,
}

/// A duration with its explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Length {
    pub name: String,
    /// The operator or queue that the duration belongs to; `None` for a duration of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Whose>,
    /// The exit of the visit, or the outcome of the offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The formula in words, from the registry of columns.
    pub formula: String,
    pub operands: Vec<Operand>,
    pub value_s: Option<Seconds>,
    /// The rule by which the duration is empty; `None` if it has a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<String>,
    pub source: &'static str,
    /// The event that resolved the offer, in words; `None` for other durations.
    #[serde(skip)]
    pub resolved_by: Option<String>,
    /// The beginning and the end of the bar that shows the duration; the end is `None` while the duration is open.
    #[serde(skip)]
    pub bar: Option<(Timestamp, Option<Timestamp>)>,
}

/// A decision about the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub name: &'static str,
    /// `None` if the decision gave no value.
    pub value: Option<String>,
    /// The rule that decided, with the values that it was applied to.
    pub because: String,
}

/// A problem of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Noted {
    /// Whether the problem names this session; if not, it belongs to a file with the session's
    /// records.
    pub is_own: bool,
    pub severity: &'static str,
    pub code: &'static str,
    pub file: Option<String>,
    pub line: Option<u32>,
    pub detail: String,
    pub meaning: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_have_three_decimals_or_six() {
        let shown = |micros| Seconds(Duration::from_microseconds(micros)).to_string();
        assert_eq!(shown(23_400_000), "23.400");
        assert_eq!(shown(-500), "-0.000500");
        assert_eq!(shown(0), "0.000");
        assert_eq!(shown(1_000_001), "1.000001");
    }

    #[test]
    fn seconds_are_exact_in_json() {
        let written = |micros| {
            let seconds = Seconds(Duration::from_microseconds(micros));
            serde_json::to_string(&seconds).unwrap()
        };
        assert_eq!(written(23_400_001), "23.400001");
        assert_eq!(written(0), "0.0");
    }
}
