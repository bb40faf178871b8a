"""The programs that are compared."""

import sys
from pathlib import Path

from measure import Program
from workplace import HERE, Workplace

# Number of threads of phasebook and of every engine that has such a setting; pandas and orjson use one.
THREADS = 2
ZONE = "Europe/Prague"

READ, EXTRACT, PHASEBOOK = "bytes read", "simdjson", "phasebook"
ENGINES = {"duckdb": "DuckDB", "clickhouse": "ClickHouse", "polars": "Polars", "pandas": "pandas + orjson"}
# Engines that can also read single files through a glob, which is slow.
BY_GLOB = ("duckdb", "clickhouse")

# phasebook comes first, because the figures of the others are compared with its figures.
SHORT_NAMES = ("phasebook", "read", "simdjson", *ENGINES)


def limit(place: Workplace, mode: str, dump: Path) -> Program:
    """A program that does as little as possible: it reads or extracts."""
    name = READ if mode == "read" else EXTRACT
    return Program(name, [place.extract, mode, THREADS, dump])


def phasebook(place: Workplace, dump: Path, output: Path) -> Program:
    """phasebook, with all its default reports."""
    options = ["--out", output, "--tz", ZONE, "--threads", THREADS, "--quiet"]
    return Program(PHASEBOOK, [place.phasebook, "report", dump, *options], output)


def engine(place: Workplace, short: str, dump: Path, layout: str, scratch: Path) -> Program:
    """An engine, with a single report."""
    output = place.output / f"{short}-{layout}.csv"
    script = HERE / "engines" / f"{short}_report.py"
    name = ENGINES[short] + (" by glob" if layout == "glob" else "")
    joins = layout == "single" and short != "pandas"
    command = [place.python, "-B", script, dump, layout, output, scratch]
    return Program(name, command, output, scratch if joins else None)


def command_line(name: str, folder: Path, ending: str) -> Program:
    """The command-line tool of the packing, on several files at once."""
    tool = {"gz": "gzip -dc", "zst": "zstd -dcq"}[ending]
    shell = f"find '{folder}' -type f -name '*.{ending}' -print0 | xargs -0 -n 1 -P {THREADS} {tool} > /dev/null"
    return Program(name, ["/bin/sh", "-c", shell])


def unpacker(place: Workplace, name: str, folder: Path, ending: str) -> Program:
    """The decompressor alone."""
    command = [place.python, "-B", HERE / "limits" / "unpack.py", THREADS, folder, ending]
    return Program(name, command, times_itself=True)


def chosen(only: str | None) -> list[str]:
    """The short names of the programs to run; always with phasebook, with which the others are compared."""
    names = list(SHORT_NAMES) if only is None else only.split(",")
    for name in names:
        if name not in SHORT_NAMES:
            sys.exit(f"there is no program {name}; there are {', '.join(SHORT_NAMES)}")
    return [name for name in SHORT_NAMES if name in names or name == "phasebook"]
