"""Measures wall time and peak memory of programs that run in turn."""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20
LAUNCHER = Path(__file__).resolve().parent / "launch.py"


@dataclass(frozen=True)
class Program:
    """A program to measure."""

    name: str
    command: list
    # Its output, removed before each run, so that the result of an earlier run cannot be taken for a new one.
    output: Path | None = None
    # Its temporary files, removed after each run, outside of the measured time.
    scratch: Path | None = None
    # Whether it measures its own time and prints {"seconds": ...}, which leaves out the start of an interpreter.
    times_itself: bool = False


@dataclass
class Runs:
    """The measurements of one program."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    # The smallest peak that can be measured.
    floor: int = 0
    printed: str = ""

    @property
    def median(self) -> float:
        """The median wall time, in seconds."""
        return statistics.median(self.seconds)

    @property
    def peak(self) -> int:
        """The greatest peak of resident memory, in bytes."""
        return max(self.peaks)


def confine(cores: int) -> None:
    """Restricts this process, and all processes that it starts, to `cores` cores."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < cores:
        raise SystemExit(f"{cores} cores are needed, and {len(allowed)} are there")
    os.sched_setaffinity(0, allowed[:cores])


def interleaved(
    programs: list[Program], rounds: int, folder: Path, after: Callable[[Program, Runs], None]
) -> dict[str, Runs]:
    """Runs all programs one after another for several rounds. Each round begins with another program, so that
    no program always follows the same one. The first round begins with the first program, with which the others
    may be compared. `after` is called after each run.
    """
    results = {program.name: Runs() for program in programs}
    for number in range(rounds):
        first = number % len(programs)
        for program in programs[first:] + programs[:first]:
            runs = results[program.name]
            one_run(program, runs, folder)
            after(program, runs)
        shown = ", ".join(f"{name} {runs.seconds[-1]:.2f}" for name, runs in results.items())
        print(f"# round {number + 1} of {rounds}: {shown}", flush=True)
    return results


def one_run(program: Program, runs: Runs, folder: Path) -> None:
    """Runs a program once; its messages go to `folder`."""
    if program.output is not None:
        if program.output.is_dir():
            shutil.rmtree(program.output)
        else:
            program.output.unlink(missing_ok=True)
    words = [str(word) for word in program.command]
    log, result = folder / "log.txt", folder / "result.txt"
    subprocess.run([sys.executable, "-I", "-S", LAUNCHER, result, log, *words], check=True)
    seconds, peak, status, floor = result.read_text(encoding="utf-8").split()
    printed = log.read_text(encoding="utf-8", errors="replace")
    if program.scratch is not None:
        shutil.rmtree(program.scratch, ignore_errors=True)
    if status != "0":
        code = os.waitstatus_to_exitcode(int(status))
        raise SystemExit(f"{' '.join(words)}\n{printed}\n{program.name} failed with status {code}")
    runs.seconds.append(json.loads(printed)["seconds"] if program.times_itself else float(seconds))
    runs.peaks.append(int(peak) * 1024)
    runs.floor = int(floor) * 1024
    runs.printed = printed
