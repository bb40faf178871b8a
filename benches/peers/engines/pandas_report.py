"""by_queue_day in pandas, with orjson as the reader: pandas_report.py DUMP LAYOUT OUT.csv SCRATCH,
LAYOUT one of pages, lines, single (read as they are). Both run on one thread.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pandas as pd

SHORT = 5.0
IN_TIME = 20.0
DAY_ZONE = "Europe/Prague"

SESSION_FIELDS = (
    *("id", "source", "status", "isDirectChat", "blacklisted", "guestLeftSession"),
    *("created", "started", "ended", "waited", "length"),
)
EVENT_FIELDS = ("routingRequestId", "timestamp", "activityType")
MOMENTS = ("created", "started", "ended")


def records(dump: Path, layout: str) -> tuple[Iterator[dict], Iterator[tuple[int, list[dict]]]]:
    """Iterators over the sessions, and over the histories with the ids of their sessions."""
    if layout == "single":
        sessions = (orjson.loads(path.read_bytes()) for path in (dump / "sessions").iterdir())
        histories = ((int(path.stem), orjson.loads(path.read_bytes())) for path in (dump / "routing").iterdir())
        return sessions, histories
    if layout == "pages":
        pages = sorted(dump.glob("sessions-*.json"))
        sessions = (session for page in pages for session in orjson.loads(page.read_bytes()))
    else:
        sessions = lines([dump / "sessions.ndjson"])
    wrapped = lines(sorted(dump.glob("routing*.ndjson")))
    return sessions, ((history["sessionId"], history["routingHistory"]) for history in wrapped)


def lines(paths: list[Path]) -> Iterator[dict]:
    """The objects of NDJSON files."""
    for path in paths:
        with path.open("rb") as file:
            for line in file:
                yield orjson.loads(line)


def session_table(sessions: Iterator[dict]) -> pd.DataFrame:
    """One row per session."""
    rows = [(*map(session.get, SESSION_FIELDS), bool(session.get("chatbots"))) for session in sessions]
    table = pd.DataFrame.from_records(rows, columns=[*SESSION_FIELDS, "had_chatbot"])
    for column in MOMENTS:
        table[column] = pd.to_datetime(table[column], utc=True, format="ISO8601")
    for column in ("waited", "length"):
        seconds = pd.to_timedelta(table[column]).dt.total_seconds()
        table[f"{column}_s"] = seconds.where(seconds >= 0)
    return table.set_index("id")


def event_table(histories: Iterator[tuple[int, list[dict]]]) -> pd.DataFrame:
    """One row per event."""
    rows = [
        (session, *map(event.get, EVENT_FIELDS), (event["group"] or {}).get("id"))
        for session, events in histories
        for event in events
    ]
    table = pd.DataFrame.from_records(rows, columns=["session", "request", "time", "type", "queue_id"])
    table["time"] = pd.to_datetime(table["time"], utc=True, format="ISO8601")
    table["type"] = table["type"].astype("category")
    return table


def first(events: pd.DataFrame, keys: list[str], *types: str) -> pd.Series:
    """The time of the first event of these types."""
    return events[events["type"].isin(types)].groupby(keys)["time"].min()


def journey_table(events: pd.DataFrame) -> pd.DataFrame:
    """One row per session with a history: its first events over all requests, and over its own requests, which
    do not include invites of further operators.
    """
    request = ["session", "request"]
    invited = first(events, request, "InvitedGroup", "InvitedUser").to_frame("invited")
    invited = invited.join(first(events, request, "AcceptedByOperator").rename("accepted"))
    invites = invited[~(invited["accepted"] < invited["invited"])].index
    own = events[~pd.MultiIndex.from_frame(events[request]).isin(invites)]
    enters = own[own["type"].isin(["EnteredGroupQueue", "AssignedToOperator"]) & own["queue_id"].notna()]
    return pd.DataFrame(
        {
            "requested_first": first(events, ["session"], "RoutingRequestCreated"),
            "assigned_first": first(events, ["session"], "AssignedToOperator"),
            "accepted_first": first(events, ["session"], "AcceptedByOperator"),
            "requested": first(own, ["session"], "RoutingRequestCreated"),
            "accepted": first(own, ["session"], "AcceptedByOperator"),
            "queue_id": enters.sort_values("time", kind="stable").groupby("session")["queue_id"].first(),
        }
    )


def seconds_between(start: pd.Series, end: pd.Series) -> pd.Series:
    """Seconds between two timestamps; empty if negative."""
    seconds = (end - start).dt.total_seconds()
    return seconds.where(seconds >= 0)


def outcomes(facts: pd.DataFrame) -> pd.Series:
    """The outcome of each session, by the first rule that applies."""
    rules = [
        (facts["status"] == "BLACKLISTED", "blacklisted"),
        (facts["accepted_first"].notna() | facts["started"].notna(), "answered"),
        (facts["blacklisted"].eq(True), "blacklisted"),
        ((facts["status"] != "CLOSED") & facts["ended"].isna(), "open"),
        (facts["guestLeftSession"] == "LeftBeforeQueue", "left_before_queue"),
        (facts["guestLeftSession"] == "LeftQueue", "abandoned"),
        (facts["had_chatbot"] & facts["requested"].isna(), "bot_only"),
    ]
    return pd.Series("unanswered", index=facts.index).case_when([*rules])


def fact_table(sessions: pd.DataFrame, journeys: pd.DataFrame) -> pd.DataFrame:
    """One row per session, with the values to count."""
    facts = sessions.join(journeys)
    outcome = outcomes(facts)
    inbound = ~(facts["source"].isin(["OutgoingCall", "Campaign"]) | facts["isDirectChat"].eq(True))
    answer = seconds_between(facts["requested"], facts["accepted"]).fillna(facts["waited_s"])
    until_end = seconds_between(facts["requested"].fillna(facts["created"]), facts["ended"])
    wait = answer.where(outcome == "answered", facts["waited_s"].fillna(until_end))
    answered = inbound & (outcome == "answered")
    abandoned = inbound & (outcome == "abandoned")
    offered = inbound & outcome.isin(["answered", "abandoned", "unanswered"])
    return pd.DataFrame(
        {
            "queue_id": facts["queue_id"].astype("Int64"),
            "day": facts["created"].dt.tz_convert(DAY_ZONE).dt.strftime("%Y-%m-%d"),
            "inbound": inbound,
            "offered": offered,
            "answered": answered,
            "abandoned": abandoned & ~(wait < SHORT),
            "short_abandoned": abandoned & (wait < SHORT),
            "unanswered": inbound & (outcome == "unanswered"),
            "left_before_queue": inbound & (outcome == "left_before_queue"),
            "bot_only": inbound & (outcome == "bot_only"),
            "blacklisted": outcome == "blacklisted",
            "open": outcome == "open",
            "answered_in": answered & (answer <= IN_TIME),
            "asa_s": answer.where(answered),
            "max_wait_s": wait.where(offered),
            "in_queue": seconds_between(facts["requested_first"], facts["assigned_first"]),
            "waiting": seconds_between(facts["assigned_first"], facts["accepted_first"]),
            "active": facts["length_s"],
        }
    )


def report(facts: pd.DataFrame) -> pd.DataFrame:
    """The report."""
    groups = facts.groupby(["queue_id", "day"], dropna=False)
    counts = list(facts.columns[2:13])
    table = groups.size().to_frame("sessions").join(groups[counts].sum())
    base = table["offered"] - table["short_abandoned"]
    table["service_level"] = (table["answered_in"] / base).where(base > 0)
    table["asa_s"] = groups["asa_s"].mean()
    table["max_wait_s"] = groups["max_wait_s"].max()
    for phase in ("in_queue", "waiting", "active"):
        table[f"{phase}_n"] = groups[phase].count()
        table[f"{phase}_mean_s"] = groups[phase].mean()
        table[f"{phase}_p95_s"] = groups[phase].quantile(0.95)
    return table.sort_index(na_position="first")


def main(dump: str, layout: str, out: str, _scratch: str) -> None:
    """Writes the report of a dump to `out`."""
    sessions, histories = records(Path(dump), layout)
    facts = fact_table(session_table(sessions), journey_table(event_table(histories)))
    report(facts).to_csv(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
