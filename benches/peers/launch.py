"""Starts a program and measures it: launch.py RESULT LOG PROGRAM ARGUMENTS...

A child's peak of memory is never below that of the process that started it, so this script imports
very little. RESULT gets four numbers: wall seconds, peak KiB, wait status, own peak KiB.
"""

import posix
import sys
import time


def main(result: str, log: str, *command: str) -> None:
    """Runs a program, with its output in a file."""
    flags = posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC
    actions = [(posix.POSIX_SPAWN_OPEN, 1, log, flags, 0o644), (posix.POSIX_SPAWN_DUP2, 1, 2)]
    own = high_water()
    begin = time.perf_counter()
    process = posix.posix_spawn(command[0], command, posix.environ, file_actions=actions)
    _, status, usage = posix.wait4(process, 0)
    seconds = time.perf_counter() - begin
    with open(result, "w", encoding="utf-8") as file:
        file.write(f"{seconds} {usage.ru_maxrss} {status} {own}")


def high_water() -> int:
    """The peak of this process since it became Python, in KiB."""
    with open("/proc/self/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main(*sys.argv[1:])
