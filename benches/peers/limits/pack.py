"""Packs the files of a dump one by one: pack.py DUMP FOLDER gz|zst."""

import multiprocessing
import sys
from pathlib import Path

import zstandard
from zlib_ng import gzip_ng


def pack(task: tuple[Path, Path, str]) -> None:
    """Packs a file at the format's usual level."""
    source, target, ending = task
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as plain:
        if ending == "gz":
            with gzip_ng.open(target, "wb", compresslevel=6) as packed:
                while block := plain.read(1 << 20):
                    packed.write(block)
        else:
            with target.open("wb") as packed:
                zstandard.ZstdCompressor(level=3).copy_stream(plain, packed)


def main(dump: str, folder: str, ending: str) -> None:
    """Packs all files, several at once."""
    files = [path for path in Path(dump).rglob("*") if path.is_file()]
    tasks = [(path, Path(folder, f"{path.relative_to(dump)}.{ending}"), ending) for path in files]
    with multiprocessing.Pool() as pool:
        pool.map(pack, tasks, chunksize=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
