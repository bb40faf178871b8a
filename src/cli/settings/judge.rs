//! Checks for values of options in a settings file. Each calls the parser that the option itself uses, so that the
//! error carries the line and column of the value.

use super::super::choice::parse_report;
use super::super::parse::{
    self, UsageError, parse_date, parse_duration, parse_month, parse_share, parse_size, parse_zone,
};
use super::super::selection::{no_rows, parse_columns, parse_condition, parse_statistic};
use crate::read::HistoryNaming;
use crate::report::Statistic;

pub(super) fn size(name: &str, text: &str) -> Result<(), UsageError> {
    parse_size(name, text).map(drop)
}

pub(super) fn zone(name: &str, text: &str) -> Result<(), UsageError> {
    parse_zone(name, text).map(drop)
}

pub(super) fn month(name: &str, text: &str) -> Result<(), UsageError> {
    if text == parse::LAST_MONTH {
        return Ok(());
    }
    parse_month(name, text).map(drop)
}

pub(super) fn date(name: &str, text: &str) -> Result<(), UsageError> {
    parse_date(name, text).map(drop)
}

pub(super) fn length(name: &str, text: &str) -> Result<(), UsageError> {
    parse_duration(name, text).map(drop)
}

pub(super) fn share(name: &str, text: &str) -> Result<(), UsageError> {
    parse_share(name, text).map(drop)
}

pub(super) fn naming(name: &str, text: &str) -> Result<(), UsageError> {
    let _: HistoryNaming = parse::parse_naming(name, text)?;
    Ok(())
}

pub(super) fn encoding(name: &str, text: &str) -> Result<(), UsageError> {
    parse::parse_encoding(name, text).map(drop)
}

pub(super) fn dimension(name: &str, text: &str) -> Result<(), UsageError> {
    if text == "total" {
        return Ok(());
    }
    parse::parse_dimension(name, text).map(drop)
}

pub(super) fn report(name: &str, text: &str) -> Result<(), UsageError> {
    parse_report(name, text).map(drop)
}

pub(super) fn statistic(name: &str, text: &str) -> Result<(), UsageError> {
    parse_statistic(name, text).map(drop)
}

pub(super) fn columns(name: &str, text: &str) -> Result<(), UsageError> {
    parse_columns(name, text, &Statistic::ALL).map(drop)
}

pub(super) fn condition(name: &str, text: &str) -> Result<(), UsageError> {
    parse_condition(name, text).map(drop)
}

pub(super) fn rows(name: &str, text: &str) -> Result<(), UsageError> {
    number(name, text)?;
    if text == "0" {
        return Err(no_rows(name));
    }
    Ok(())
}

pub(super) fn number(name: &str, text: &str) -> Result<(), UsageError> {
    let number: Result<u64, _> = text.parse();
    number.map(drop).map_err(|_| {
        parse::option_error(
            name,
            format!("`{text}` is not a whole number"),
            "write digits alone, as 15",
        )
    })
}

pub(super) fn threads(name: &str, text: &str) -> Result<(), UsageError> {
    number(name, text)?;
    if text == "0" {
        return Err(parse::no_threads(name));
    }
    Ok(())
}
