//! The whole wait of a session and its parts, with their operands.

use super::context::SessionContext;
use super::lengths::length;
use super::value::{Length, Operand, Seconds};
use crate::fact::FactTable;
use crate::phase::{Empty, Mark, MarkPair, Operands, RequestWait, SessionWaits, request_waits};
use crate::table::Kind;
use crate::table::definition::Definition;
use crate::time::Duration;

/// The whole wait and its parts, each with its terms. Empty without a request that is not an invite; the
/// wait after a forward is left out if there is only one such request.
pub(super) fn waits(context: &SessionContext<'_>) -> Vec<Length> {
    let account = context.account;
    let requests = request_waits(context.dossier, &account.routing, &account.offers);
    if requests.is_empty() {
        return Vec::new();
    }
    let SessionWaits {
        wait_total,
        offer_time,
        queue_time,
        wait_after_forward,
    } = SessionWaits::from_requests(&requests);
    let pairs = |requests: &[RequestWait]| -> Vec<(Mark, Mark)> {
        let ends = requests.iter().map(|wait| (wait.from, wait.to));
        ends.collect()
    };
    let on_offer: Vec<(Mark, Mark)> = requests
        .iter()
        .flat_map(|wait| wait.on_offer.iter().copied())
        .collect();
    let after = pairs(requests.get(1..).unwrap_or_default());
    let part = |name: &str, value: Option<Duration>| Operand {
        name: name.to_owned(),
        located: None,
        length_s: value.map(Seconds),
    };
    let parts = vec![
        part("wait_total", wait_total),
        part("offer_time", offer_time),
    ];
    let mut waits = vec![
        wait(
            context,
            "wait_total",
            wait_total,
            ends_of(context, "request", &pairs(&requests)),
        ),
        wait(
            context,
            "offer_time",
            offer_time,
            ends_of(context, "offered", &on_offer),
        ),
        wait(context, "queue_time", queue_time, parts),
    ];
    if wait_after_forward.is_some() {
        waits.push(wait(
            context,
            "wait_after_forward",
            wait_after_forward,
            ends_of(context, "request", &after),
        ));
    }
    waits
}

/// The two ends of each interval as operands, the end first. Several intervals are numbered.
fn ends_of(context: &SessionContext<'_>, what: &str, intervals: &[(Mark, Mark)]) -> Vec<Operand> {
    let operand = |name: String, mark: Mark| Operand {
        name,
        located: Some(context.located(mark)),
        length_s: None,
    };
    if let [(from, to)] = intervals {
        return vec![
            operand("end".to_owned(), *to),
            operand("start".to_owned(), *from),
        ];
    }
    let numbered = (1..).zip(intervals).flat_map(|(number, (from, to))| {
        let length = to.at.since(from.at).max(Duration::ZERO);
        [
            operand(format!("{what} {number}: end"), *to),
            operand("start".to_owned(), *from),
            Operand {
                name: "is".to_owned(),
                located: None,
                length_s: Some(Seconds(length)),
            },
        ]
    });
    numbered.collect()
}

/// A wait of the table `sessions`, with these operands.
fn wait(
    context: &SessionContext<'_>,
    name: &str,
    value: Option<Duration>,
    mut operands: Vec<Operand>,
) -> Length {
    let definition = FactTable::Sessions.column(&format!("{name}_us"));
    let definition = definition.unwrap_or(Definition::new("", Kind::Length, ""));
    let marks = MarkPair {
        from: None,
        to: None,
    };
    let value = value.ok_or(Empty::Missing);
    let told = length(
        context,
        definition,
        None,
        Operands::Difference(marks),
        value,
    );
    if value.is_ok() && operands.is_empty() {
        operands.push(Operand {
            name: "no offer within the wait".to_owned(),
            located: None,
            length_s: None,
        });
    }
    Length {
        operands,
        bar: None,
        empty: value.is_err().then(|| definition.empty.to_owned()),
        ..told
    }
}
