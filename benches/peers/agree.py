"""Compares the figures of an engine with phasebook's."""

import csv
from pathlib import Path

KEY = ("queue_id", "day")
PHASES = ("in_queue", "waiting", "active")
OUTCOMES = (
    *("answered", "abandoned", "short_abandoned", "unanswered"),
    *("left_before_queue", "bot_only", "blacklisted", "open"),
)
COUNTS = ["sessions", "inbound", "offered", *OUTCOMES, "answered_in", *(f"{phase}_n" for phase in PHASES)]
SECONDS = ["asa_s", "max_wait_s", *(f"{phase}_{statistic}_s" for phase in PHASES for statistic in ("mean", "p95"))]
RATES = ["service_level"]

# phasebook rounds to 3 and 4 decimals; the engines do not round. Slightly more than half a digit allows for
# floating-point sums in another order.
TOLERANCES = dict.fromkeys(COUNTS, 0.0) | dict.fromkeys(SECONDS, 0.5001e-3) | dict.fromkeys(RATES, 0.5001e-4)

SHOWN = 10


def read_report(path: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """The rows of a CSV file by queue and day. Rows without sessions, which phasebook has for
    queues that were only visited, are left out.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = {tuple(row[column] for column in KEY): row for row in csv.DictReader(file)}
    return {key: row for key, row in rows.items() if row["sessions"] != "0"}


def differences(theirs: Path, ours: Path) -> list[str]:
    """The differences between an engine's report and phasebook's, one per line; empty if there are none."""
    engine, phasebook = read_report(theirs), read_report(ours)
    found = [f"{show(key)}: row is missing" for key in phasebook.keys() - engine.keys()]
    found += [f"{show(key)}: row is one too many" for key in engine.keys() - phasebook.keys()]
    for key in sorted(engine.keys() & phasebook.keys()):
        for column, tolerance in TOLERANCES.items():
            one, other = engine[key][column], phasebook[key][column]
            if not same(one, other, tolerance):
                found.append(f"{show(key)}: {column} is {one or 'empty'}, phasebook has {other or 'empty'}")
    if not phasebook:
        found.append("phasebook's report has no rows to compare")
    return found


def same(one: str, other: str, tolerance: float) -> bool:
    """Whether two cells are both empty, or equal up to rounding."""
    if not one or not other:
        return one == other
    return abs(float(one) - float(other)) <= tolerance


def show(key: tuple[str, ...]) -> str:
    """The key of the row in words."""
    return f"queue {key[0] or '(none)'}, {key[1]}"


def shown(found: list[str]) -> str:
    """The first few differences, and the number of the others."""
    more = len(found) - SHOWN
    return "\n".join(found[:SHOWN] + ([f"and {more} more"] if more > 0 else []))
