//! The spellings of the sample data: a folder for each way to write names, enumerations, times, ids
//! and absent values.

use std::io;

use super::record::lines_of;
use super::sample::{API, Sample};
use super::style::{Absent, Durations, Ids, Letters, Names, Style, Times, Values};

/// A folder in one style.
struct Spelling {
    folder: &'static str,
    sessions: usize,
    style: Style,
    shows: &'static str,
}

const SPELLINGS: [Spelling; 13] = [
    Spelling {
        folder: "pascal-case",
        sessions: 12,
        style: Style {
            names: Names::Pascal,
            ..API
        },
        shows: "properties in PascalCase",
    },
    Spelling {
        folder: "numbered",
        sessions: 12,
        style: Style {
            names: Names::Pascal,
            values: Values::Number,
            times: Times::Ticks,
            durations: Durations::DotNet,
            ..API
        },
        shows: "enumerations as numbers, 7 digits of a second, durations as `hh:mm:ss`: .NET",
    },
    Spelling {
        folder: "upper-case",
        sessions: 10,
        style: Style {
            values: Values::Upper,
            ..API
        },
        shows: "enumerations in upper case",
    },
    Spelling {
        folder: "lower-case",
        sessions: 10,
        style: Style {
            values: Values::Lower,
            ..API
        },
        shows: "enumerations in lower case",
    },
    Spelling {
        folder: "date-escaped",
        sessions: 10,
        style: Style {
            times: Times::Date,
            durations: Durations::DotNet,
            ..API
        },
        shows: "timestamps as `\\/Date(1791187200123)\\/`",
    },
    Spelling {
        folder: "date-offset",
        sessions: 8,
        style: Style {
            times: Times::DateOffset,
            names: Names::Pascal,
            ..API
        },
        shows: "timestamps as `/Date(1791187200123+0200)/`",
    },
    Spelling {
        folder: "zulu",
        sessions: 10,
        style: Style {
            times: Times::Zulu,
            ..API
        },
        shows: "timestamps in UTC with `Z`",
    },
    Spelling {
        folder: "blank-and-comma",
        sessions: 8,
        style: Style {
            times: Times::Blank,
            ..API
        },
        shows: "timestamps as `2026-10-05 10:00:00,123456+0200`",
    },
    Spelling {
        folder: "colon-fraction",
        sessions: 8,
        style: Style {
            times: Times::Colon,
            ..API
        },
        shows: "timestamps as `2026-10-05T10:00:00:123456+02`",
    },
    Spelling {
        folder: "defaults",
        sessions: 8,
        style: Style {
            absent: Absent::Defaults,
            times: Times::Ticks,
            ..API
        },
        shows: "absent timestamps as .NET's year 1, absent durations as an empty string",
    },
    Spelling {
        folder: "left-out",
        sessions: 10,
        style: Style {
            absent: Absent::LeftOut,
            ..API
        },
        shows: "absent properties left out",
    },
    Spelling {
        folder: "escaped",
        sessions: 6,
        style: Style {
            letters: Letters::Escaped,
            ..API
        },
        shows: "letters and emoji as `\\uXXXX`",
    },
    Spelling {
        folder: "text-ids",
        sessions: 3,
        style: Style {
            ids: Ids::Text,
            ..API
        },
        shows: "session ids as text",
    },
];

pub(super) fn write(sample: &mut Sample) -> io::Result<()> {
    for spelling in &SPELLINGS {
        let sessions = sample.take(spelling.sessions);
        sample.pair(spelling.folder, &sessions, spelling.style)?;
        // Numbers are interpreted with the current declaration order, which the ledger notes.
        let noted = if spelling.folder == "numbered" {
            "`numeric_enum`"
        } else {
            ""
        };
        sample.breaks(&format!("{}/", spelling.folder), spelling.shows, noted);
    }
    write_decimal_ids(sample)
}

fn write_decimal_ids(sample: &mut Sample) -> io::Result<()> {
    let sessions = sample.take(4);
    let decimal = sample.sessions(
        &sessions[..2],
        Style {
            ids: Ids::Decimal,
            ..API
        },
    );
    let exponent = sample.sessions(
        &sessions[2..],
        Style {
            ids: Ids::Exponent,
            ..API
        },
    );
    sample.file(
        "decimal-ids/sessions.ndjson",
        lines_of(&[decimal, exponent].concat()),
    )?;
    sample.file(
        "decimal-ids/routing.ndjson",
        lines_of(&sample.histories(&sessions, API)),
    )?;
    sample.shows(
        "decimal-ids/",
        "session ids as `10000123.0` and `10000123e0`",
    );
    Ok(())
}
