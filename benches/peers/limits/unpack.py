"""The decompressor alone: unpack.py PROCESSES FOLDER gz|zst unpacks every file, by zlib-ng or libzstd,
into a buffer that is reused, and prints the seconds without the start of Python.
"""

import json
import multiprocessing
import os
import sys
import time
from pathlib import Path

from zlib_ng import gzip_ng
from zstandard import open as open_zstd

BUFFER = bytearray(256 << 10)


def unpack(path: str) -> int:
    """Unpacks a file and returns the unpacked size."""
    open_packed = gzip_ng.open if path.endswith(".gz") else open_zstd
    total = 0
    with open_packed(path, "rb") as packed:
        while size := packed.readinto(BUFFER):
            total += size
    return total


def main(processes: str, folder: str, ending: str) -> None:
    """Unpacks all files, the largest first, in `processes` processes at once."""
    paths = [path for path in Path(folder).rglob(f"*.{ending}") if path.is_file()]
    largest_first = [str(path) for path in sorted(paths, key=os.path.getsize, reverse=True)]
    with multiprocessing.get_context("fork").Pool(int(processes)) as pool:
        # All processes have started and unpacked a file before the clock starts.
        pool.map(unpack, largest_first[-int(processes) :], chunksize=1)
        begin = time.perf_counter()
        total = sum(pool.imap_unordered(unpack, largest_first, chunksize=1))
        seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds, "bytes": total}))


if __name__ == "__main__":
    main(*sys.argv[1:])
