//! Explains phases, visits, offers and stints: formula, operands, and the result or why there is no
//! result.

use super::context::SessionContext;
use super::value::{Length, Operand, Seconds, Whose};
use crate::fact::FactTable;
use crate::model::{DirectoryKind, Id};
use crate::phase::{
    Empty, Mark, MarkPair, Operands, OperatorPhases, Phase, VisitExit, after_call_work_terms,
    derive, handling_terms, operator_queue,
};
use crate::table::Kind;
use crate::table::definition::{Arithmetic, Definition};
use crate::time::Duration;

/// The eight phases.
pub(super) fn phases(context: &SessionContext<'_>) -> Vec<Length> {
    let derived = derive(context.dossier);
    Phase::ALL
        .into_iter()
        .zip(derived)
        .map(|(phase, derivation)| {
            let definition = definition(FactTable::Sessions, phase.name());
            length(
                context,
                definition,
                None,
                derivation.operands,
                derivation.value,
            )
        })
        .collect()
}

/// The durations of all operators.
pub(super) fn operators(context: &SessionContext<'_>) -> Vec<Length> {
    let operators = context.account.operators.iter();
    operators
        .flat_map(|phases| operator_lengths(context, phases))
        .collect()
}

/// The durations of one operator.
pub(super) fn operator(context: &SessionContext<'_>, user: Id) -> Vec<Length> {
    let mut operators = context.account.operators.iter();
    operators
        .find(|phases| phases.user_id == user)
        .map_or_else(Vec::new, |phases| operator_lengths(context, phases))
}

/// `operator_queue`, then `handling` and `operator_acw` with their terms.
fn operator_lengths(context: &SessionContext<'_>, phases: &OperatorPhases) -> Vec<Length> {
    let user = phases.user_id;
    let whose = Some(context.whose(DirectoryKind::User, user));
    let of = |name| definition(FactTable::SessionOperators, name);
    let queue = operator_queue(context.dossier, user);
    let handling: Vec<MarkPair> = handling_terms(context.dossier, user).collect();
    let after: Vec<MarkPair> = after_call_work_terms(context.dossier, user).collect();
    vec![
        length(
            context,
            of("operator_queue"),
            whose.clone(),
            queue.operands,
            queue.value,
        ),
        sum_of(
            context,
            of("handling"),
            whose.clone(),
            &handling,
            phases.handling,
        ),
        sum_of(
            context,
            of("operator_acw"),
            whose,
            &after,
            phases.after_call_work,
        ),
    ]
}

/// A sum over stints as one duration, with the ends of every term.
fn sum_of(
    context: &SessionContext<'_>,
    definition: Definition,
    whose: Option<Whose>,
    terms: &[MarkPair],
    sum: Option<Duration>,
) -> Length {
    if let [term] = terms {
        return length(
            context,
            definition,
            whose,
            Operands::Difference(*term),
            term.not_negative(),
        );
    }
    let value = sum.ok_or(Empty::Missing);
    let mut total = Length {
        operands: Vec::new(),
        bar: None,
        ..length(
            context,
            definition,
            whose,
            Operands::Difference(MarkPair {
                from: None,
                to: None,
            }),
            value,
        )
    };
    for (number, term) in (1..).zip(terms) {
        let part = length(
            context,
            definition,
            None,
            Operands::Difference(*term),
            term.not_negative(),
        );
        total
            .operands
            .extend(part.operands.into_iter().map(|operand| Operand {
                name: format!("stint {number}: {}", operand.name),
                ..operand
            }));
        total.operands.push(Operand {
            name: match &part.empty {
                Some(reason) => format!("stint {number} left out: {reason}"),
                None => format!("stint {number}"),
            },
            located: None,
            length_s: part.value_s,
        });
    }
    if sum.is_none() {
        total.empty = Some(if terms.is_empty() {
            "the operator has no entry in session.operators".to_owned()
        } else {
            "no stint has both ends, in order".to_owned()
        });
    }
    total
}

/// The visits by request.
pub(super) fn visits(context: &SessionContext<'_>) -> Vec<Length> {
    let definition = definition(FactTable::QueueVisits, "duration");
    let visits = context.account.visits.iter().map(|visit| {
        let entered = Mark::event(visit.opened_at, &context.dossier.events[visit.opened_at]);
        let marks = MarkPair {
            from: Some(entered),
            to: visit.left,
        };
        let queue = context.whose(DirectoryKind::Group, visit.queue_id);
        let operands = Operands::Difference(marks);
        let mut told = length(context, definition, Some(queue), operands, visit.stay);
        told.name = format!(
            "{} {}{}",
            if visit.is_invite { "invite" } else { "visit" },
            visit.number,
            of_request(context, visit.request_id)
        );
        told.outcome = Some(visit.exit.name().to_owned());
        if visit.exit == VisitExit::Open {
            told.empty =
                Some("it is open: not closed, no RoutingEnded, no later request".to_owned());
        }
        told.bar = Some((visit.entered, visit.left.map(|left| left.at)));
        told
    });
    visits.collect()
}

/// The offers by request.
pub(super) fn offers(context: &SessionContext<'_>) -> Vec<Length> {
    let definition = definition(FactTable::Offers, "duration");
    let offers = context.account.offers.iter().map(|offer| {
        let marks = MarkPair {
            from: offer.offered,
            to: offer.resolved,
        };
        let whose = match offer.user_id {
            Some(user) => context.whose(DirectoryKind::User, user),
            None => Whose {
                name: "nobody named".to_owned(),
                id: None,
            },
        };
        let operands = Operands::Difference(marks);
        let mut told = length(context, definition, Some(whose), operands, offer.length);
        told.name = format!(
            "offer {}{}",
            offer.number,
            of_request(context, offer.request_id)
        );
        if let (Some(resolved), Some(operand)) = (offer.resolved, told.operands.first_mut()) {
            let resolved_by = format!("resolved by {}", context.event(resolved));
            operand.name.clone_from(&resolved_by);
            told.resolved_by = Some(resolved_by);
        }
        let late = if offer.timed_out && offer.outcome.name() == "accepted" {
            " after its timeout"
        } else {
            ""
        };
        match (offer.offered, offer.resolved) {
            (None, _) => {
                told.empty = Some("no assignment came before the acceptance".to_owned());
            }
            (_, None) => {
                told.empty = Some(
                    "it is pending: no event has resolved it, and the session is open".to_owned(),
                );
            }
            _ => {}
        }
        told.outcome = Some(format!("{}{late}", offer.outcome.name()));
        told.bar = offer
            .offered
            .map(|offered| (offered.at, offer.resolved.map(|resolved| resolved.at)));
        told
    });
    offers.collect()
}

/// Names the request if the session has several.
fn of_request(context: &SessionContext<'_>, request: Option<Id>) -> String {
    match request {
        Some(id) if context.account.routing.requests.len() > 1 => format!(" of {id}"),
        _ => String::new(),
    }
}

/// The definition of a duration in a fact table.
pub(super) fn definition(table: FactTable, name: &str) -> Definition {
    let columns = table.columns();
    let found = columns
        .into_iter()
        .find(|column| column.name == name && column.kind == Kind::Length);
    debug_assert!(found.is_some(), "no length {name}");
    found.unwrap_or(Definition::new("", Kind::Length, ""))
}

pub(super) fn length(
    context: &SessionContext<'_>,
    definition: Definition,
    of: Option<Whose>,
    operands: Operands,
    value: Result<Duration, Empty>,
) -> Length {
    let (end, beginning) = match definition.formula {
        Arithmetic::Difference { end, beginning, .. } => (end, beginning),
        Arithmetic::Words(words) => (words, ""),
    };
    let (told, bar) = match operands {
        Operands::Difference(marks) => {
            let operand = |name: &str, mark: Option<Mark>| Operand {
                name: name.to_owned(),
                located: mark.map(|mark| context.located(mark)),
                length_s: None,
            };
            let told = vec![operand(end, marks.to), operand(beginning, marks.from)];
            let bar = marks.from.zip(marks.to).map(|(from, to)| (from.at, to.at));
            (told, bar.filter(|_| value.is_ok()))
        }
        Operands::Given(property, length) => {
            let operand = Operand {
                name: format!("session.{}", property.name()),
                located: None,
                length_s: length.map(Seconds),
            };
            (vec![operand], None)
        }
    };
    let empty = value.err().map(|empty| why_empty(context, empty, &told));
    Length {
        name: definition.name.to_owned(),
        of,
        outcome: None,
        formula: definition.formula.to_string(),
        operands: told,
        value_s: value.ok().map(Seconds),
        empty,
        source: definition.source,
        resolved_by: None,
        bar: bar.map(|(from, to)| (from, Some(to))),
    }
}

/// The rule by which a duration is empty.
fn why_empty(context: &SessionContext<'_>, empty: Empty, operands: &[Operand]) -> String {
    match empty {
        Empty::Missing => {
            let missing: Vec<&str> = operands
                .iter()
                .filter(|operand| operand.located.is_none() && operand.length_s.is_none())
                .map(|operand| operand.name.as_str())
                .collect();
            match missing[..] {
                [one] => format!("there is no {one}"),
                _ => format!("there is no {}", missing.join(" and no ")),
            }
        }
        Empty::Negative(length) => {
            format!(
                "it is negative, {} s: the timestamps contradict each other",
                Seconds(length)
            )
        }
        Empty::NotPositive(length) => {
            format!(
                "it is not positive, {} s: normal, the guest was there first",
                Seconds(length)
            )
        }
        Empty::AssignedAfterAcceptance(length) => format!(
            "assigned after the first acceptance, {} s: normal",
            Seconds(length)
        ),
        Empty::AfterRoutingEnded => "it begins after the request's first RoutingEnded".to_owned(),
        Empty::PreviewCampaign => {
            "the session is of a preview campaign, for which the formula is not valid".to_owned()
        }
        Empty::CampaignModeUnknown => match context.dossier.session.campaign_id {
            Some(id) => format!("the dump does not tell the mode of campaign {id}"),
            None => "it is of source Campaign, and the dump does not tell of which".to_owned(),
        },
    }
}
