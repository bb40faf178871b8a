//! The ledger codes in English.

use crate::lang::CodeTerm;
use crate::ledger::Code;

const fn code(code: Code, effect: &'static str) -> CodeTerm {
    CodeTerm {
        code,
        meaning: None,
        effect,
        remedy: None,
    }
}

pub(super) const CODES: &[CodeTerm] = &[
    code(
        Code::UnreadableFile,
        "The sessions and histories of that file are missing from every figure.",
    ),
    code(
        Code::BadJson,
        "Sessions or histories in that piece are missing: counts may be too low.",
    ),
    code(
        Code::TruncatedFile,
        "Everything after the cut is missing: counts may be too low.",
    ),
    code(
        Code::TooLarge,
        "The part that was not read is missing: counts may be too low.",
    ),
    code(
        Code::ErrorAnswer,
        "The answer is missing: counts may be too low, or a session may lack its history.",
    ),
    code(
        Code::Flattened,
        "Everything that depends on it is empty: operators, queues or whole sessions may be missing.",
    ),
    code(
        Code::BadRecord,
        "The session, or its history, is missing from every figure.",
    ),
    code(
        Code::UnnamedHistory,
        "Its session has no queue times and no offers; it may count as answered without a queue.",
    ),
    code(
        Code::SeveralHistories,
        "Their sessions have no queue times and no offers; they may count without a queue.",
    ),
    code(
        Code::OrphanedHistory,
        "A session that was probably left out of the export is missing from every figure.",
    ),
    code(
        Code::IdClash,
        "Only one of the sessions counts: counts are too low.",
    ),
    code(
        Code::MissingProperty,
        "Everything that depends on the property is empty or counts as unknown, in every session.",
    ),
    code(
        Code::NegativePhase,
        "That phase of the session is missing from means and percentiles.",
    ),
    code(
        Code::BadEvent,
        "A phase of the session may be empty, or begin or end at another event.",
    ),
    code(
        Code::BadField,
        "Everything that depends on the field is empty for that record.",
    ),
    code(
        Code::BadEncoding,
        "Names look damaged; one operator or queue may appear under two spellings.",
    ),
    code(
        Code::NumericEnum,
        "If the numbers meant something else, channels, outcomes or directions are wrong.",
    ),
    code(Code::Unrecognised, "If it held sessions, they are missing."),
    code(
        Code::CampaignModeUnknown,
        "Ringing is missing for the sessions of that campaign.",
    ),
    code(Code::UnknownName, "The settings for it change nothing."),
    code(
        Code::AmbiguousName,
        "Sessions may be measured by settings that were meant for others.",
    ),
    code(
        Code::NoOffset,
        "If they were of another zone, days and hours are shifted.",
    ),
    code(
        Code::UnknownValue,
        "Rules treat the value as unknown: an outcome or direction may differ.",
    ),
    code(Code::OtherAnswer, "Nothing."),
    code(
        Code::SkippedFile,
        "Nothing, unless it holds sessions: then they are missing from every figure.",
    ),
];
