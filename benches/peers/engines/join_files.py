"""Joins single files to NDJSON, as users of the engines do with 200,000 small files."""

import multiprocessing
import os
from pathlib import Path

BATCH = 1 << 20


def join_part(part: int, parts: int, dump: str, folder: str) -> None:
    """Joins every `parts`-th file: one line per session, and one line per history with its session's id."""
    join_folder(f"{dump}/sessions", part, parts, f"{folder}/sessions-{part}.ndjson", wrap=False)
    join_folder(f"{dump}/routing", part, parts, f"{folder}/routing-{part}.ndjson", wrap=True)


def join_folder(source: str, part: int, parts: int, target: str, *, wrap: bool) -> None:
    """Joins every `parts`-th file of a folder."""
    folder = os.open(source, os.O_RDONLY)
    lines = bytearray()
    with open(target, "wb", buffering=0) as out:
        for name in os.listdir(folder)[part::parts]:
            file = os.open(name, os.O_RDONLY, dir_fd=folder)
            content = os.read(file, os.fstat(file).st_size)
            os.close(file)
            if wrap:
                session = name.removesuffix(".json").encode()
                lines += b'{"sessionId":' + session + b',"routingHistory":' + content + b"}\n"
            else:
                lines += content
                lines += b"\n"
            if len(lines) > BATCH:
                out.write(lines)
                lines.clear()
        out.write(lines)
    os.close(folder)


def join_dump(dump: Path, folder: Path, processes: int = 2) -> None:
    """Joins a dump of single files into `folder`, in several processes."""
    folder.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("fork")
    workers = [
        context.Process(target=join_part, args=(part, processes, str(dump), str(folder))) for part in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode != 0:
            raise SystemExit(f"joining the files of {dump} failed")
