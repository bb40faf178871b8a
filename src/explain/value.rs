//! The parts of an explanation.

use serde::{Serialize, Serializer};

use crate::model::Id;
use crate::phase::Origin;
use crate::time::zone::Day;
use crate::time::{Duration, Timestamp};

/// A length of time; in JSON a number of seconds.
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
    /// Seconds with three decimals, with six where there are more; `{:.6}` has six always.
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

/// Pairs as an object that keeps their order.
pub(super) fn as_map<S: Serializer, K: Serialize, V: Serialize>(
    pairs: &[(K, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// Whom or what something is of: in JSON and on the page the name with the id behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// `#11` if nobody says a name.
    pub name: String,
    /// The id that is not the name already.
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

/// A moment, and where it stands in the dump.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moment {
    #[serde(skip)]
    pub at: Timestamp,
    #[serde(skip)]
    pub mark: Origin,
    /// The local date.
    #[serde(skip)]
    pub day: Day,
    /// The local time of day, `10:00:05.123`, with six decimals where there are more than three.
    #[serde(skip)]
    pub clock: String,
    /// The offset of the local time, `+02:00`.
    #[serde(skip)]
    pub offset: String,
    /// ISO 8601 in the report's time zone.
    pub local: String,
    pub since_created_s: Seconds,
    /// `session.created`, `session.operators[0].joined`, or `history[3]`: the third element.
    pub origin: String,
    /// The part of the record that this is in: `session`, `operators[0]` or `history[3]`.
    #[serde(skip)]
    pub element: String,
    pub file: String,
    /// The line that the record begins on.
    pub line: u32,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    #[serde(flatten)]
    pub moment: Moment,
    /// The routing event, or the session's own property.
    pub event: String,
    pub operator: Option<String>,
    pub queue: Option<String>,
    /// The routing request, of a session that has several.
    pub request: Option<i64>,
    /// The phases that begin and end here.
    pub begins: Vec<&'static str>,
    pub ends: Vec<&'static str>,
}

/// One operand of a formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Operand {
    /// As the formula names it.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moment: Option<Moment>,
    /// Where it is a length itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length_s: Option<Seconds>,
}

/// A length of time, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Length {
    pub name: String,
    /// Whose: an operator, a queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Whose>,
    /// How it went out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// In words, from the registry of columns.
    pub formula: String,
    pub operands: Vec<Operand>,
    pub value_s: Option<Seconds>,
    /// The rule by which it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<String>,
    pub source: &'static str,
    /// The event that resolved an offer.
    #[serde(skip)]
    pub resolved_by: Option<String>,
    /// From when to when, for a bar; the end is missing while it is open.
    #[serde(skip)]
    pub bar: Option<(Timestamp, Option<Timestamp>)>,
}

/// Something that was decided of the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub name: &'static str,
    /// Empty where there is none.
    pub value: Option<String>,
    /// The rule that decided, with what it was applied to.
    pub because: String,
}

/// A problem of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Noted {
    /// Whether it names this session; if not, it is of a file that the session's records are in.
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
