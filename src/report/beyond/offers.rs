//! `offer_outcomes`: what became of the offers to each operator, queue by queue.

use polars::prelude::PolarsError;

use super::super::aggregate::table;
use super::super::group::Groups;
use super::super::metric::{Condition, Metric, ReportColumn, metric_columns};
use super::lengths::LengthColumns;
use super::{BeyondReport, Columns, Material, add_figures, add_named};
use crate::fact::{FactTable, categories};
use crate::model::DirectoryKind;
use crate::phase::OfferOutcome;
use crate::service_level::Ratio;
use crate::table::definition::Definition;
use crate::table::{Kind, Table};

/// The columns of `offers` that the report needs.
pub(super) const COLUMNS: [&str; 5] = [
    "session_row",
    "user_id",
    "queue_id",
    "duration_us",
    "outcome",
];

const OFFERS: &str = "rows of offers, invites included, of sessions of both directions";

#[derive(Clone, Default)]
struct Outcomes {
    offers: u64,
    accepted: u64,
    missed: u64,
    taken: u64,
    withdrawn: u64,
    pending: u64,
}

/// The key columns.
pub(super) const KEYS: [Definition; 4] = [
    Definition::new("operator_id", Kind::Id, "The operator of the offers.")
        .empty("the routing names none"),
    Definition::new("operator", Kind::Text, "The operator's name."),
    Definition::new(
        "queue_id",
        Kind::Id,
        "The queue of the offers, as in the table `offers`.",
    )
    .empty("they are of no queue"),
    Definition::new("queue", Kind::Text, "Its name."),
];

type OfOffers = Metric<Outcomes>;

const FIGURES: [OfOffers; 7] = [
    OfOffers::count("offers", |of| of.offers, "Offers of the row.")
        .population(OFFERS)
        .formula("accepted + missed + taken + withdrawn + pending"),
    OfOffers::count(
        "accepted",
        |of| of.accepted,
        "Those that the operator accepted.",
    )
    .population(OFFERS)
    .formula("outcome = accepted"),
    OfOffers::count("missed", |of| of.missed, "Those that timed out.")
        .population(OFFERS)
        .formula("outcome = missed"),
    OfOffers::count(
        "taken",
        |of| of.taken,
        "Those that another operator accepted first.",
    )
    .population(OFFERS)
    .formula("outcome = taken"),
    OfOffers::count(
        "withdrawn",
        |of| of.withdrawn,
        "Those that the routing took back.",
    )
    .population(OFFERS)
    .formula("outcome = withdrawn"),
    OfOffers::count(
        "pending",
        |of| of.pending,
        "Those not over when the dump was made.",
    )
    .population(OFFERS)
    .formula("outcome = pending"),
    OfOffers::rate(
        "accept_rate",
        |of, _| Ratio {
            numerator: of.accepted,
            denominator: of.accepted + of.missed,
        },
        |_| "accepted / (accepted + missed)",
        "The share accepted of the offers that the operator decided on.",
    )
    .population(OFFERS)
    .formula("accepted / (accepted + missed)")
    .empty("none was accepted or missed"),
];

const TO_ACCEPT: LengthColumns = LengthColumns {
    name: "to_accept",
    meaning: "From the offer to its acceptance.",
    population: "accepted offers that have a duration",
};

const TO_MISS: LengthColumns = LengthColumns {
    name: "to_miss",
    meaning: "From the offer to its timeout.",
    population: "missed offers that have a duration",
};

pub(super) fn definitions() -> Vec<ReportColumn> {
    let of = FactTable::Offers.column("duration_us");
    metric_columns(Condition::Always, &FIGURES)
        .into_iter()
        .chain(TO_ACCEPT.definitions(of))
        .chain(TO_MISS.definitions(of))
        .collect()
}

/// Computes the report.
pub(super) fn offers(material: Material<'_>) -> Result<Table, PolarsError> {
    let offers = &material.tables.offers;
    let keys = ["user_id", "queue_id"]
        .iter()
        .map(|key| Ok(offers.column(key)?.clone()))
        .collect::<Result<Vec<_>, PolarsError>>()?;
    let groups = Groups::by(offers.height(), &keys)?;
    let outcomes: Vec<Option<OfferOutcome>> = categories(offers, "outcome")?.collect();
    let mut rows = vec![Outcomes::default(); groups.len()];
    for (outcome, &group) in outcomes.iter().zip(&groups.of_row) {
        let row = &mut rows[group as usize];
        row.offers += 1;
        *match outcome {
            Some(OfferOutcome::Accepted) => &mut row.accepted,
            Some(OfferOutcome::Missed) => &mut row.missed,
            Some(OfferOutcome::Taken) => &mut row.taken,
            Some(OfferOutcome::Pending) => &mut row.pending,
            Some(OfferOutcome::Withdrawn) | None => &mut row.withdrawn,
        } += 1;
    }
    let ids = |name: &str| -> Result<Vec<Option<i64>>, PolarsError> {
        Ok(groups.keys.column(name)?.i64()?.iter().collect())
    };
    let mut columns: Columns = Vec::new();
    let names = material.names;
    add_named(
        &mut columns,
        "operator",
        DirectoryKind::User,
        &ids("user_id")?,
        names,
    );
    add_named(
        &mut columns,
        "queue",
        DirectoryKind::Group,
        &ids("queue_id")?,
        names,
    );
    add_figures(&mut columns, &FIGURES, &rows);
    let lengths = offers.column("duration_us")?.i64()?;
    for (length, wanted) in [
        (TO_ACCEPT, OfferOutcome::Accepted),
        (TO_MISS, OfferOutcome::Missed),
    ] {
        let values = lengths.iter().zip(&outcomes);
        let values = values.map(|(length, outcome)| length.filter(|_| *outcome == Some(wanted)));
        length.add(
            &mut columns,
            &material.plan.statistics,
            values,
            &groups.of_row,
            groups.len(),
        );
    }
    table(
        BeyondReport::OfferOutcomes.name().to_owned(),
        groups.len(),
        columns,
    )
}
