"""What has to be there before anything is measured: engines, compiled programs, dumps."""

import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

# Its sdist carries the single-file sources of simdjson 3.12.3.
SIMDJSON_CARRIER = "pysimdjson==7.0.2"
COMPILER = ["g++", "-std=c++20", "-O3", "-march=native", "-DNDEBUG", "-pthread"]

# Rows and columns of the tables name the packages themselves; these are shown beside them.
SHOWN_PACKAGES = ("duckdb", "chdb", "polars", "pandas", "orjson", "zlib-ng", "zstandard")


@dataclass(frozen=True)
class Workplace:
    """The folder that everything is built, generated and measured in."""

    folder: Path
    phasebook: Path
    generator: Path

    @property
    def python(self) -> Path:
        """The interpreter that has the engines."""
        return self.folder / "venv" / "bin" / "python"

    @property
    def extract(self) -> Path:
        """The compiled `limits/extract.cpp`."""
        return self.folder / "extract"

    @property
    def output(self) -> Path:
        """Where the programs write what they compute."""
        return self.folder / "out"

    def scratch(self, needed: int) -> Path:
        """A folder for files that engines join first: in memory if there is room, so that no disk
        takes part.
        """
        memory = Path("/dev/shm")
        if memory.is_dir() and shutil.disk_usage(memory).free > 4 * needed:
            return memory / "phasebook-peers"
        return self.folder / "scratch"


def prepare(folder: Path, binary: Path | None, generator: Path | None) -> Workplace:
    """Makes a workplace, as far as it is not there."""
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
    """Installs the engines into a virtual environment, unless exactly these are installed."""
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    stamp = place.folder / "venv" / "installed.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("installing the engines")
    run(["python3", "-m", "venv", "--clear", place.folder / "venv"])
    run([place.python, "-m", "pip", "install", "--quiet", "--requirement", HERE / "requirements.txt"])
    stamp.write_text(wanted, encoding="utf-8")


def compile_limits(place: Workplace) -> None:
    """Compiles `limits/extract.cpp` with simdjson, unless that is done."""
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
    """The version that the sources say they are."""
    for line in (place.folder / "simdjson" / "simdjson.h").open(encoding="utf-8"):
        if line.startswith("#define SIMDJSON_VERSION "):
            return line.split('"')[1]
    return "unknown"


def versions(place: Workplace) -> str:
    """The versions of everything that takes part."""
    pip = [place.python, "-m", "pip", "list", "--format", "json"]
    packages = {package["name"]: package["version"] for package in json.loads(capture(pip))}
    python = capture([place.python, "--version"]).removeprefix("Python ")
    names = [f"{name} {packages[name]}" for name in SHOWN_PACKAGES]
    names += [f"simdjson {simdjson_version(place)}", f"Python {python}", capture(["g++", "--version"]).splitlines()[0]]
    return ", ".join([capture([place.phasebook, "--version"]), *names])


def dump(place: Workplace, sessions: int, layout: str, activity_bytes: int | None = None) -> Path:
    """A generated dump; made if it is not there."""
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
    """A dump with each of its files packed, `gz` or `zst`; made if it is not there."""
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
    """The bytes in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def read_once(folder: Path) -> None:
    """Reads a folder, so that the page cache has it."""
    buffer = bytearray(1 << 20)
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass


def run(command: list, **options) -> None:
    """Runs a step of the preparation; what it says is shown if it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}\n{done.stdout}\nfailed with status {done.returncode}")


def capture(command: list) -> str:
    """What a command prints."""
    return subprocess.run([str(word) for word in command], check=True, text=True, capture_output=True).stdout.strip()


def say(text: str) -> None:
    """What is going on."""
    print(f"# {text}", flush=True)
