"""The performance goals of phasebook, and whether it meets them."""

from measure import MIB, Runs
from programs import EXTRACT, PHASEBOOK, READ
from table import markdown

# Names of the rows beside phasebook's in the table of packed dumps.
ALONE = "zlib-ng, libzstd"
TOOL = "gzip -dc, zstd -dc"

# Maximal time as a multiple of simdjson's extraction.
EXTRACTION = {"pages": 1.35, "lines": 1.35, "single": 1.2}
# Minimal speed as a multiple of the fastest engine, which computes only one report.
FASTEST_ENGINE = {"pages": 4.0, "lines": 3.0, "single": 2.6}
# Minimal share of the decompressor's speed.
UNPACKING = 0.9
# Maximal growth of the time for ten times the sessions.
GROWTH = 10.5
# Maximal memory in bytes: a fixed part, and a part per session.
MEMORY, MEMORY_A_SESSION = 120 * MIB, 600

COLUMNS = ["measure", "measured", "goal", "holds"]

Results = dict[str, dict[str, Runs]]


def engines(results: Results, sessions: int) -> str:
    """Compares with simdjson, the fastest engine and the memory limit."""
    rows = []
    for layout, programs in results.items():
        ours = programs[PHASEBOOK]
        if EXTRACT in programs:
            ratio = ours.median / programs[EXTRACT].median
            rows.append(at_most(f"{layout}: time against simdjson's extraction", ratio, EXTRACTION[layout]))
        others = {name: runs for name, runs in programs.items() if name not in (PHASEBOOK, READ, EXTRACT)}
        if others:
            fastest = min(others, key=lambda name: others[name].median)
            ratio = others[fastest].median / ours.median
            rows.append(at_least(f"{layout}: times as fast as {fastest}", ratio, FASTEST_ENGINE[layout]))
        rows.append(memory(layout, ours, sessions))
    return markdown(COLUMNS, rows)


def packed(results: Results) -> str:
    """Compares with the decompressor alone."""
    rows = []
    for name, programs in results.items():
        ours = programs[PHASEBOOK].median
        for other in (ALONE, TOOL):
            share = programs[other].median / ours
            rows.append(at_least(f"{name}: share of the speed of {other}", share, UNPACKING))
    return markdown(COLUMNS, rows)


def growth(results: Results, sessions: int) -> str:
    """Compares the time for ten times the sessions."""
    small, large = results.values()
    times = large[PHASEBOOK].median / small[PHASEBOOK].median
    limit = large[EXTRACT].median / small[EXTRACT].median
    rows = [
        at_most("time for ten times the sessions", times, GROWTH),
        ["the same of simdjson's extraction", f"{limit:.2f}", "", ""],
        memory(f"{sessions} sessions", large[PHASEBOOK], sessions),
    ]
    return markdown(COLUMNS, rows)


def memory(name: str, runs: Runs, sessions: int) -> list[str]:
    """The row for the peak of memory."""
    return at_most(f"{name}: peak MiB", runs.peak / MIB, (MEMORY + MEMORY_A_SESSION * sessions) / MIB)


def at_most(name: str, measured: float, goal: float) -> list[str]:
    """A row with an upper limit."""
    return [name, f"{measured:.2f}", f"≤ {goal:.2f}", "yes" if measured <= goal else "no"]


def at_least(name: str, measured: float, goal: float) -> list[str]:
    """A row with a lower limit."""
    return [name, f"{measured:.2f}", f"≥ {goal:.2f}", "yes" if measured >= goal else "no"]
