"""by_queue_day in Polars: polars_report.py DUMP LAYOUT OUT.csv SCRATCH, LAYOUT one of
pages, lines, single (files joined first).
"""

import os
import sys
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "2"

SHORT = 5.0
IN_TIME = 20.0


def load(dump: str, layout: str):
    """The sessions and the histories of a dump, lazily where the format allows it."""
    import polars as pl

    session = {
        "id": pl.Int64,
        "source": pl.String,
        "status": pl.String,
        "isDirectChat": pl.Boolean,
        "blacklisted": pl.Boolean,
        "created": pl.String,
        "started": pl.String,
        "ended": pl.String,
        "waited": pl.String,
        "length": pl.String,
        "guestLeftSession": pl.String,
        "chatbots": pl.List(pl.Struct({"chatbotId": pl.Int64})),
    }
    event = {
        "routingRequestId": pl.Int64,
        "timestamp": pl.String,
        "activityType": pl.String,
        "group": pl.Struct({"id": pl.Int64}),
    }
    history = {"sessionId": pl.Int64, "routingHistory": pl.List(pl.Struct(event))}
    folder = Path(dump)
    if layout == "pages":
        pages = sorted(folder.glob("sessions-*.json"))
        sessions = pl.concat([pl.read_json(page, schema=session) for page in pages]).lazy()
    else:
        sessions = pl.scan_ndjson(sorted(folder.glob("sessions*.ndjson")), schema=session)
    return sessions, pl.scan_ndjson(sorted(folder.glob("routing*.ndjson")), schema=history)


def report(sessions, histories):
    """The report, lazily."""
    import polars as pl

    def moment(column):
        return pl.col(column).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC")

    def seconds(duration):
        return duration.dt.total_microseconds() / 1e6

    def positive(value):
        return pl.when(value >= 0).then(value)

    def iso_part(column, unit):
        return pl.col(column).str.extract(f"([0-9.]+){unit}").cast(pl.Float64).fill_null(0.0)

    def iso_seconds(column):
        parts = {"D": 86400, "H": 3600, "M": 60, "S": 1}
        total = sum(iso_part(column, unit) * size for unit, size in parts.items())
        return pl.when(pl.col(column).str.starts_with("P")).then(positive(total))

    time, kind, queue = pl.col("timestamp"), pl.col("activityType"), pl.col("queue_id")
    enters = kind.is_in(["EnteredGroupQueue", "AssignedToOperator"]) & queue.is_not_null()
    requests = (
        histories.explode("routingHistory")
        .unnest("routingHistory")
        .select(
            "sessionId",
            "routingRequestId",
            moment("timestamp"),
            "activityType",
            queue_id=pl.col("group").struct.field("id"),
        )
        .group_by("sessionId", "routingRequestId")
        .agg(
            requested=time.filter(kind == "RoutingRequestCreated").min(),
            assigned=time.filter(kind == "AssignedToOperator").min(),
            accepted=time.filter(kind == "AcceptedByOperator").min(),
            invited=time.filter(kind.is_in(["InvitedGroup", "InvitedUser"])).min(),
            entered=time.filter(enters).min(),
            queue_id=queue.filter(enters).sort_by(time.filter(enters)).first(),
        )
        .with_columns(
            own=~(pl.col("invited").is_not_null() & (pl.col("accepted") >= pl.col("invited")).fill_null(True))
        )
    )
    own = pl.col("own")
    enters = own & queue.is_not_null()
    journeys = requests.group_by("sessionId").agg(
        requested_first=pl.col("requested").min(),
        assigned_first=pl.col("assigned").min(),
        accepted_first=pl.col("accepted").min(),
        requested=pl.col("requested").filter(own).min(),
        accepted=pl.col("accepted").filter(own).min(),
        queue_id=queue.filter(enters).sort_by(pl.col("entered").filter(enters)).first(),
    )
    outcome = (
        pl.when(pl.col("status") == "BLACKLISTED").then(pl.lit("blacklisted"))
        .when(pl.col("accepted_first").is_not_null() | pl.col("started").is_not_null()).then(pl.lit("answered"))
        .when(pl.col("blacklisted")).then(pl.lit("blacklisted"))
        .when((pl.col("status") != "CLOSED") & pl.col("ended").is_null()).then(pl.lit("open"))
        .when(pl.col("guestLeftSession") == "LeftBeforeQueue").then(pl.lit("left_before_queue"))
        .when(pl.col("guestLeftSession") == "LeftQueue").then(pl.lit("abandoned"))
        .when((pl.col("chatbots").list.len() > 0) & pl.col("requested").is_null()).then(pl.lit("bot_only"))
        .otherwise(pl.lit("unanswered"))
    )  # fmt: skip
    facts = (
        sessions.with_columns(moment("created"), moment("started"), moment("ended"))
        .join(journeys, left_on="id", right_on="sessionId", how="left")
        .with_columns(
            day=pl.col("created").dt.convert_time_zone("Europe/Prague").dt.date(),
            inbound=~(pl.col("source").is_in(["OutgoingCall", "Campaign"]) | pl.col("isDirectChat")).fill_null(False),
            outcome=outcome,
            waited_s=iso_seconds("waited"),
            active_s=iso_seconds("length"),
            routed_s=positive(seconds(pl.col("accepted") - pl.col("requested"))),
            in_queue_s=positive(seconds(pl.col("assigned_first") - pl.col("requested_first"))),
            waiting_s=positive(seconds(pl.col("accepted_first") - pl.col("assigned_first"))),
            until_end_s=positive(seconds(pl.col("ended") - pl.coalesce("requested", "created"))),
        )
        .with_columns(answer_s=pl.coalesce("routed_s", "waited_s"))
        .with_columns(
            wait_s=pl.when(pl.col("outcome") == "answered")
            .then("answer_s")
            .otherwise(pl.coalesce("waited_s", "until_end_s"))
        )
    )
    inbound, short = pl.col("inbound"), (pl.col("wait_s") < SHORT).fill_null(False)

    def ended(name):
        return inbound & (pl.col("outcome") == name)

    offered = inbound & pl.col("outcome").is_in(["answered", "abandoned", "unanswered"])
    in_time = ended("answered") & (pl.col("answer_s") <= IN_TIME)
    statistics = {}
    for phase in ("in_queue", "waiting", "active"):
        values = pl.col(f"{phase}_s")
        statistics[f"{phase}_n"] = values.count()
        statistics[f"{phase}_mean_s"] = values.mean()
        statistics[f"{phase}_p95_s"] = values.quantile(0.95, "linear")
    return (
        facts.group_by("queue_id", "day")
        .agg(
            sessions=pl.len(),
            inbound=inbound.sum(),
            offered=offered.sum(),
            answered=ended("answered").sum(),
            abandoned=(ended("abandoned") & ~short).sum(),
            short_abandoned=(ended("abandoned") & short).sum(),
            unanswered=ended("unanswered").sum(),
            left_before_queue=ended("left_before_queue").sum(),
            bot_only=ended("bot_only").sum(),
            blacklisted=(pl.col("outcome") == "blacklisted").sum(),
            open=(pl.col("outcome") == "open").sum(),
            answered_in=in_time.sum(),
            asa_s=pl.col("answer_s").filter(ended("answered")).mean(),
            max_wait_s=pl.col("wait_s").filter(offered).max(),
            **statistics,
        )
        .with_columns(base=pl.col("offered").cast(pl.Int64) - pl.col("short_abandoned").cast(pl.Int64))
        .with_columns(service_level=pl.when(pl.col("base") > 0).then(pl.col("answered_in") / pl.col("base")))
        .drop("base")
        .sort("queue_id", "day", nulls_last=False)
    )


def main(dump: str, layout: str, out: str, scratch: str) -> None:
    """Writes the report of a dump to `out`."""
    if layout == "single":
        from join_files import join_dump

        # Imported only here, because processes must be forked before this library starts its threads.
        join_dump(Path(dump), Path(scratch))
        dump = scratch
    report(*load(dump, layout)).collect(engine="streaming").write_csv(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
