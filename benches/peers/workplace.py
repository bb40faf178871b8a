"""Prepares everything that a measurement needs: engines, compiled programs, dumps."""

import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

# Its sdist contains the single-file sources of simdjson 3.12.3.
SIMDJSON_CARRIER = "pysimdjson==7.0.2"
COMPILER = ["g++", "-std=c++20", "-O3", "-march=native", "-DNDEBUG", "-pthread"]

# The packages whose versions are shown with the results.
SHOWN_PACKAGES = ("duckdb", "chdb", "polars", "pandas", "orjson", "zlib-ng", "zstandard")


@dataclass(frozen=True)
class Workplace:
    """The folder in which everything is built, generated and measured."""

    folder: Path
    phasebook: Path
    generator: Path

    @property
    def python(self) -> Path:
        """The interpreter with the engines installed."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def extract(self) -> Path:
        """The compiled `limits/extract.cpp`."""
        return self.folder / "extract"

    @property
    def output(self) -> Path:
        """The folder for the programs' output."""
        return self.folder / "out"

    def scratch(self, needed: int) -> Path:
        """A folder for files that are joined for the engines; in memory if there is room, so that no disk is
        involved.
        """
        memory = Path("/dev/shm")
        if memory.is_dir() and shutil.disk_usage(memory).free > 4 * needed:
            return memory / "phasebook-peers"
        return self.folder / "scratch"


def prepare(folder: Path, binary: Path | None, generator: Path | None) -> Workplace:
    """Creates the missing parts of a workplace."""
    folder.mkdir(parents=True, exist_ok=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")) / "release"
    if binary is None:
        binary = target / "phasebook"
        say("building phasebook")
        run(["cargo", "build", "--release", "--locked", "--bin", "phasebook"], cwd=REPOSITORY)
    if generator is None:
        generator = target / "examples" / "generate"
        say("building the generator")
        run(["cargo", "build", "--release", "--locked", "--example", "generate"], cwd=REPOSITORY)
    for file in (binary, generator):
        if not file.is_file():
            raise SystemExit(f"{file} is not there")
    place = Workplace(folder, binary.resolve(), generator.resolve())
    install(place)
    compile_limits(place)
    place.output.mkdir(exist_ok=True)
    return place


def install(place: Workplace) -> None:
    """Installs the engines into a virtual environment, unless exactly these versions are installed."""
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    stamp = place.folder / "venv" / "installed.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("installing the engines")
    run(["python3", "-m", "venv", "--clear", place.folder / "venv"])
    run([place.python, "-m", "pip", "install", "--quiet", "--requirement", HERE / "requirements.txt"])
    stamp.write_text(wanted, encoding="utf-8")


def compile_limits(place: Workplace) -> None:
    """Compiles `limits/extract.cpp` with simdjson, unless it is already compiled."""
    source = HERE / "limits" / "extract.cpp"
    if place.extract.is_file() and place.extract.stat().st_mtime > source.stat().st_mtime:
        return
    sources = place.folder / "simdjson"
    if not (sources / "simdjson.h").is_file():
        say("fetching simdjson")
        package, version = SIMDJSON_CARRIER.split("==")
        download = [place.python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        run([*download, "--dest", place.folder, SIMDJSON_CARRIER])
        sources.mkdir(exist_ok=True)
        with tarfile.open(place.folder / f"{package}-{version}.tar.gz") as sdist:
            for name in ("simdjson.h", "simdjson.cpp"):
                member = sdist.extractfile(f"{package}-{version}/simdjson/{name}")
                (sources / name).write_bytes(member.read())
    say("compiling the limit program: " + " ".join(COMPILER))
    run([*COMPILER, f"-I{sources}", source, sources / "simdjson.cpp", "-o", place.extract])


def simdjson_version(place: Workplace) -> str:
    """The version in the sources."""
    for line in (place.folder / "simdjson" / "simdjson.h").open(encoding="utf-8"):
        if line.startswith("#define SIMDJSON_VERSION "):
            return line.split('"')[1]
    return "unknown"


def versions(place: Workplace) -> str:
    """The versions of all programs and libraries."""
    pip = [place.python, "-m", "pip", "list", "--format", "json"]
    packages = {package["name"]: package["version"] for package in json.loads(capture(pip))}
    python = capture([place.python, "--version"]).removeprefix("Python ")
    names = [f"{name} {packages[name]}" for name in SHOWN_PACKAGES]
    names += [f"simdjson {simdjson_version(place)}", f"Python {python}", capture(["g++", "--version"]).splitlines()[0]]
    return ", ".join([capture([place.phasebook, "--version"]), *names])


def dump(place: Workplace, sessions: int, layout: str, activity_bytes: int | None = None) -> Path:
    """A generated dump, created if it does not exist."""
    size = "" if activity_bytes is None else f"-a{activity_bytes}"
    folder = place.folder / "dumps" / f"{layout}-{sessions}{size}"
    if not folder.is_dir():
        say(f"generating {folder.name}")
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["--sessions", str(sessions), "--layout", layout]
        options += [] if activity_bytes is None else ["--activity-bytes", str(activity_bytes)]
        run([place.generator, "dump", unfinished, *options])
        unfinished.rename(folder)
    return folder


def packed_dump(place: Workplace, plain: Path, ending: str) -> Path:
    """A dump with each of its files packed as `gz` or `zst`, created if it does not exist."""
    folder = plain.with_name(f"{plain.name}.{ending}")
    if not folder.is_dir():
        say(f"packing {folder.name}")
        unfinished = plain.with_name(f"{folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        run([place.python, HERE / "limits" / "pack.py", plain, unfinished, ending])
        unfinished.rename(folder)
    return folder


def size_of(folder: Path) -> int:
    """The size of a folder's files in bytes."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def read_once(folder: Path) -> None:
    """Reads a folder into the page cache."""
    buffer = bytearray(1 << 20)
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass


def run(command: list, **options) -> None:
    """Runs a step of the preparation. Its output is shown if it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout}\nfailed with status {done.returncode}")


def capture(command: list) -> str:
    """The output of a command."""
    return subprocess.run([str(word) for word in command], check=True, text=True, capture_output=True).stdout.strip()


def say(text: str) -> None:
    """Prints a line about the progress."""
    print(f"# {text}", flush=True)
