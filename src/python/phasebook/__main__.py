"""`python -m phasebook`: the program, with the arguments and the exit status as they are."""

import os
import subprocess
import sys

from phasebook import find_phasebook


def main() -> int:
    try:
        program = find_phasebook()
    except FileNotFoundError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    arguments = [program, *sys.argv[1:]]
    if os.name == "nt":
        return subprocess.run(arguments).returncode
    # In place of Python, so that signals reach it.
    os.execv(program, arguments)


if __name__ == "__main__":
    sys.exit(main())
