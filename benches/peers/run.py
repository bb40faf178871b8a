#!/usr/bin/env python3
"""Compares phasebook with what its user would take instead; README.md beside this file tells how."""

import argparse
import json
from pathlib import Path

import agree
import goals
import measure
import programs
import table
import workplace
from measure import Program, Runs
from programs import BY_GLOB, ENGINES, EXTRACT, PHASEBOOK, THREADS
from workplace import Workplace

WORK = Path("/tmp/phasebook-peers")
LAYOUTS = ("pages", "lines", "single")
PACKINGS = ("gz", "zst")
# Bytes of activities per session when growth is measured: with the usual 4800, most of the work would be reading
# bytes that are not kept.
SMALL_ACTIVITIES = 300


def main() -> None:
    """Runs the measurements that the arguments ask for."""
    options = read_arguments()
    place = workplace.prepare(options.work, options.binary, options.generator)
    measure.confine(THREADS)
    print(table.heading(place, THREADS, options.rounds), end="\n\n", flush=True)
    {"engines": engines, "packed": packed, "growth": growth}[options.what](place, options)


def read_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=("engines", "packed", "growth"), default="engines")
    parser.add_argument("--sessions", type=int, help="of the dump [120000; growth: 1000000, and a tenth of it]")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--layouts", help="of pages,lines,single [all; packed: pages; growth: pages]")
    parser.add_argument(
        "--only", default=None, help=f"programs to compare phasebook with, of {','.join(programs.SHORT_NAMES)}"
    )
    parser.add_argument("--glob", action="store_true", help="also engines that read single files by a glob, one round")
    parser.add_argument("--work", type=Path, default=WORK, help="where everything is made [%(default)s]")
    parser.add_argument("--binary", type=Path, help="phasebook's binary [built here]")
    parser.add_argument("--generator", type=Path, help="the generator's binary [built here]")
    options = parser.parse_args()
    growing = options.what == "growth"
    options.work = options.work.resolve()
    options.sessions = options.sessions or (1_000_000 if growing else 120_000)
    default = LAYOUTS if options.what == "engines" else ("pages",)
    options.layouts = options.layouts.split(",") if options.layouts else list(default)
    if unknown := set(options.layouts) - set(LAYOUTS):
        parser.error(f"there is no layout {', '.join(sorted(unknown))}; there are {', '.join(LAYOUTS)}")
    if options.rounds < 1 or options.sessions < 10:
        parser.error("at least 1 round and 10 sessions are needed")
    return options


def engines(place: Workplace, options: argparse.Namespace) -> None:
    """Compares one report by every engine with all reports by phasebook."""
    names = programs.chosen(options.only)
    results, sizes = {}, {}
    for layout in options.layouts:
        dump = workplace.dump(place, options.sessions, layout)
        sizes[layout] = workplace.size_of(dump)
        workplace.read_once(dump)
        ours = place.output / f"phasebook-{layout}"
        scratch = place.scratch(sizes[layout])
        in_turn = []
        for name in names:
            if name in ENGINES:
                in_turn.append(programs.engine(place, name, dump, layout, scratch))
            elif name == "phasebook":
                in_turn.append(programs.phasebook(place, dump, ours))
            else:
                in_turn.append(programs.limit(place, "read" if name == "read" else "extract", dump))
        print(f"# {layout}: {sizes[layout] / 1e6:.0f} MB, {options.sessions} sessions", flush=True)
        results[layout] = measured(place, in_turn, options.rounds, ours)
        if layout == "single" and options.glob:
            by_glob = [programs.engine(place, name, dump, "glob", scratch) for name in names if name in BY_GLOB]
            results[layout] |= measured(place, by_glob, 1, ours)
    finish(
        place, "engines", results, [table.compared(results, sizes, PHASEBOOK), goals.engines(results, options.sessions)]
    )


def measured(place: Workplace, in_turn: list[Program], rounds: int, ours: Path) -> dict[str, Runs]:
    """Measures programs in turn, beginning with phasebook. After each run, the program's figures must agree
    with those of phasebook.
    """
    return measure.interleaved(in_turn, rounds, place.folder, lambda program, runs: has_to_agree(program, runs, ours))


def has_to_agree(program: Program, runs: Runs, ours: Path) -> None:
    """Exits if a program's figures differ from phasebook's."""
    found = []
    if program.output is not None and program.name != PHASEBOOK:
        found = agree.differences(program.output, ours / "by_queue_day.csv")
    elif program.name == EXTRACT:
        counts = json.loads((ours / "manifest.json").read_text(encoding="utf-8"))["counts"]
        printed = json.loads(runs.printed)
        for name, ours_name in (("sessions", "session_records"), ("histories", "histories")):
            if printed[name] != counts[ours_name]:
                found.append(f"{printed[name]} {name}, phasebook has {counts[ours_name]}")
    if found:
        raise SystemExit(f"{program.name} does not agree with phasebook:\n{agree.shown(found)}")


def packed(place: Workplace, options: argparse.Namespace) -> None:
    """Compares phasebook on packed dumps with the decompressors alone."""
    results, sizes = {}, {}
    for layout in options.layouts:
        plain = workplace.dump(place, options.sessions, layout)
        expected = place.output / f"phasebook-{layout}"
        measure.one_run(programs.phasebook(place, plain, expected), Runs(), place.folder)
        for ending in PACKINGS:
            dump = workplace.packed_dump(place, plain, ending)
            workplace.read_once(dump)
            name = f"{layout} .{ending}"
            sizes[name] = workplace.size_of(plain)
            ours = place.output / f"phasebook-{layout}-{ending}"
            print(f"# {name}: {sizes[name] / 1e6:.0f} MB in {workplace.size_of(dump) / 1e6:.0f} MB", flush=True)
            in_turn = [
                programs.phasebook(place, dump, ours),
                programs.unpacker(place, goals.ALONE, dump, ending),
                programs.command_line(goals.TOOL, dump, ending),
            ]
            results[name] = measured(place, in_turn, options.rounds, expected)
            for report in sorted(expected.glob("*.csv")):
                if report.read_bytes() != (ours / report.name).read_bytes():
                    raise SystemExit(f"{report.name} of {dump} is not that of {plain}")
    finish(place, "packed", results, [table.compared(results, sizes, PHASEBOOK), goals.packed(results)])


def growth(place: Workplace, options: argparse.Namespace) -> None:
    """Measures phasebook and simdjson on ten times the sessions."""
    for layout in options.layouts:
        results, sizes = {}, {}
        for sessions in (options.sessions // 10, options.sessions):
            dump = workplace.dump(place, sessions, layout, SMALL_ACTIVITIES)
            workplace.read_once(dump)
            name = f"{layout}, {sessions} sessions"
            sizes[name] = workplace.size_of(dump)
            print(f"# {name}: {sizes[name] / 1e6:.0f} MB", flush=True)
            ours = place.output / f"phasebook-{layout}-growth"
            in_turn = [programs.phasebook(place, dump, ours), programs.limit(place, "extract", dump)]
            results[name] = measured(place, in_turn, options.rounds, ours)
        report = [table.compared(results, sizes, PHASEBOOK), goals.growth(results, options.sessions)]
        finish(place, f"growth-{layout}", results, report)


def finish(place: Workplace, what: str, results: dict[str, dict[str, Runs]], report: list[str]) -> None:
    """Prints the results and saves every measurement."""
    file = place.folder / f"{what}.json"
    table.save(file, results)
    print("\n" + "\n\n".join([*report, table.spread(results)]))
    print(f"\n# every measurement is in {file}")


if __name__ == "__main__":
    main()
