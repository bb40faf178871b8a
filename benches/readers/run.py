"""Has other programs read the Parquet files of a pack, and compares what they get with its CSV.

See README.md beside it.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

# The earliest pyarrow that pip has for Python 3.11, that of 2023, and the current one with all other readers.
OLDEST = ["pyarrow==10.0.1", "numpy==1.26.4", "pandas==2.0.3"]
OLD = ["pyarrow==14.0.2", "numpy==1.26.4", "pandas==3.0.6"]
TODAY = ["--requirement", str(HERE / "requirements.txt")]
ENVIRONMENTS = {
    "oldest": (OLDEST, ["pyarrow", "pandas"]),
    "old": (OLD, ["pyarrow", "pandas"]),
    "today": (TODAY, ["pyarrow", "pandas", "duckdb", "polars", "chdb"]),
}


def python_with(folder: Path, packages: list[str]) -> Path:
    """An interpreter with these packages installed."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
    subprocess.run(command, check=True)
    return python


def make_pack(arguments: argparse.Namespace) -> Path:
    """A pack with every table in both formats."""
    target = REPOSITORY / "target" / "release"
    binary, generator = arguments.binary, arguments.generator
    if binary is None or generator is None:
        build = ["cargo", "build", "--release", "--locked", "--bin", "phasebook", "--example", "generate"]
        subprocess.run([*build, "--target-dir", target.parent], cwd=REPOSITORY, check=True)
        binary, generator = target / "phasebook", target / "examples" / "generate"
    dump, pack = arguments.work / "dump", arguments.work / "pack"
    if not dump.exists():
        subprocess.run([generator, "dump", dump, "--sessions", str(arguments.sessions)], check=True)
    report = [binary, "report", dump, "--tz", "Europe/Prague", "--facts", "--beyond", "--quiet"]
    subprocess.run([*report, "--format", "csv,parquet", "--out", pack], check=True)
    return pack


def main() -> None:
    """Prints one line per reader; the exit status is 1 if a result differs from the CSV."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path)
    parser.add_argument("--generator", type=Path)
    parser.add_argument("--work", type=Path, default=Path("/tmp/phasebook-readers"))
    parser.add_argument("--sessions", type=int, default=3_000)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    pack = make_pack(arguments)
    print("| reader | version | read | filter | sort | group | take | CSV |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    failed = 0
    for name, (packages, readers) in ENVIRONMENTS.items():
        python = python_with(arguments.work / f"venv-{name}", packages)
        for reader in readers:
            scratch = arguments.work / "again.csv"
            failed += subprocess.run([python, HERE / "read.py", reader, pack, scratch]).returncode != 0
    raise SystemExit(failed != 0)


if __name__ == "__main__":
    main()
