//! The spelling of a record: the case of property names, enumerations, timestamps, durations, ids,
//! absent values and white space. `Style::API` is the API's own spelling; the others are those of
//! other serializers.

/// The spelling of records.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) names: Names,
    pub(super) values: Values,
    pub(super) times: Times,
    pub(super) durations: Durations,
    pub(super) ids: Ids,
    pub(super) absent: Absent,
    pub(super) layout: Layout,
    pub(super) letters: Letters,
}

impl Style {
    pub(super) const API: Self = Self {
        names: Names::Camel,
        values: Values::Declared,
        times: Times::Micros,
        durations: Durations::Iso,
        ids: Ids::Number,
        absent: Absent::Null,
        layout: Layout::Compact,
        letters: Letters::Plain,
    };
}

/// The case of property names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Camel,
    Pascal,
}

/// The spelling of enumerations.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    Declared,
    Upper,
    Lower,
    /// The number in declaration order.
    Number,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// `2026-10-05T10:00:00.123456+02:00`
    Micros,
    /// `2026-10-05T10:00:00.1234567+02:00`
    Ticks,
    /// `2026-10-05T08:00:00.123456Z`
    Zulu,
    /// `2026-10-05T08:00:00.123456`, which is UTC
    Bare,
    /// `2026-10-05 10:00:00,123456+0200`
    Blank,
    /// `2026-10-05T10:00:00:123456+02`
    Colon,
    /// `\/Date(1791187200123)\/`, with the slashes escaped as in old .NET.
    Date,
    /// `/Date(1791187200123+0200)/`
    DateOffset,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Durations {
    /// `PT1M23.456789S`
    Iso,
    /// `00:01:23.4567890`
    DotNet,
}

/// The spelling of session ids; every other id is a plain number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ids {
    Number,
    /// `"10000123"`
    Text,
    /// `10000123.0`
    Decimal,
    /// `10000123e0`
    Exponent,
}

/// The spelling of a missing value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    Null,
    /// The property is left out.
    LeftOut,
    /// Timestamps are the .NET default `0001-01-01T00:00:00+00:00`, durations an empty string.
    Defaults,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Compact,
    /// Two blanks per level.
    Indented,
}

/// The spelling of characters beyond ASCII.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    Plain,
    /// `\u010d`; characters beyond the basic plane as a surrogate pair.
    Escaped,
}
