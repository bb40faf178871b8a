"""Formats measurements as Markdown."""

import datetime
import json
import os
from pathlib import Path

from measure import MIB, Runs
from programs import EXTRACT, READ
from workplace import Workplace, versions

# Rows that are listed first.
LIMITS = (READ, EXTRACT)


def heading(place: Workplace, cores: int, rounds: int) -> str:
    """The date, the machine and the versions of a measurement."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    machine = f"{processor()}, {cores} of {os.cpu_count()} cores, {memory:.0f} GiB, Linux {os.uname().release}"
    runs = f"medians of {rounds} interleaved rounds, page cache warm, MB are 10^6 bytes, MiB 2^20"
    return f"{today}; {machine}; {runs}.\n{versions(place)}."


def processor() -> str:
    """The name of the CPU; on a virtual machine without a name also its family and model."""
    facts = {}
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        facts.setdefault(name.strip(), value.strip())
    if "cpu family" not in facts:
        return os.uname().machine
    return f"{facts['model name']} (family {facts['cpu family']}, model {facts['model']})"


def markdown(columns: list[str], rows: list[list[str]]) -> str:
    """A table; the first column is text, the others numbers."""
    rule = ["---", *("---:" for _ in columns[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in [columns, rule, *rows])


def compared(results: dict[str, dict[str, Runs]], sizes: dict[str, int], base: str) -> str:
    """One row per program; for each layout wall time, speed, time relative to `base`, and peak memory."""
    columns = ["program"]
    for layout in results:
        columns += [f"{layout}: s", "MB/s", f"× {base}", "peak MiB"]
    names = list(dict.fromkeys(name for runs in results.values() for name in runs))
    names.sort(key=lambda name: name not in LIMITS)
    rows = []
    for name in names:
        row = [name]
        for layout, programs in results.items():
            if name not in programs:
                row += [""] * 4
                continue
            runs = programs[name]
            speed = sizes[layout] / runs.median / 1e6
            row += [seconds(runs), f"{speed:.0f}", f"{runs.median / programs[base].median:.2f}", peak(runs)]
        rows.append(row)
    return markdown(columns, rows)


def seconds(runs: Runs) -> str:
    """The median."""
    return f"{runs.median:.2f}"


def peak(runs: Runs) -> str:
    """The peak of resident memory; an upper bound if it is too small to be measured."""
    bound = "≤ " if runs.peak <= runs.floor else ""
    return f"{bound}{runs.peak / MIB:.0f}"


def spread(results: dict[str, dict[str, Runs]]) -> str:
    """The largest spread between rounds."""
    worst, where = max(
        (max(runs.seconds) / min(runs.seconds), f"{name}, {layout}")
        for layout, programs in results.items()
        for name, runs in programs.items()
    )
    return f"Slowest round against the fastest, at worst: {worst:.2f} ({where})."


def save(file: Path, results: dict[str, dict[str, Runs]]) -> None:
    """Every measurement, for readers who need more than medians."""
    every = {
        layout: {name: {"seconds": runs.seconds, "peak_bytes": runs.peaks} for name, runs in programs.items()}
        for layout, programs in results.items()
    }
    file.write_text(json.dumps(every, indent=2) + "\n", encoding="utf-8")
