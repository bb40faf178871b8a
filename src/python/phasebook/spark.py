"""Facts of large dumps by Spark or Sail: the engine starts tasks, and each calls the program of this package.

Between the steps, records in buckets lie in a folder (`phasebook guide distributed`), so the engine moves no data.
Folders are paths that all machines have, or URIs as s3://bucket/dump. Of these a task copies what it needs into a
scratch folder, and copies back what it wrote.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import functools
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from phasebook import find_phasebook
from phasebook.places import Copy, Place

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_MOST_FILES = 10_000
_USAGE = 2


class TaskError(RuntimeError):
    """A task failed as often as it may."""


@dataclasses.dataclass(frozen=True)
class _Work:
    """All that tasks have to know."""

    dumps: list[Place]
    records: Place
    out: Place
    tenant: str
    buckets: int
    options: list[str]
    reading: list[str]
    config: str | None
    threads: int
    processes: int | None
    scratch: str
    dump_of_task: list[int] = dataclasses.field(default_factory=lambda: [0])
    manifests: list[list[str]] = dataclasses.field(default_factory=list)

    @property
    def groups(self) -> int:
        """The number of tasks that the buckets are divided among."""
        return min(self.buckets, len(self.dump_of_task))

    def run(self, step: str, number: int, scratch: str, call: Callable[..., None]) -> None:
        """Run the program for one task of a step."""
        of_tenant = f"tenant={self.tenant}"
        records, out = Copy(self.records, f"{scratch}/records"), Copy(self.out, f"{scratch}/out")
        settings = ["--no-config", *self.reading]
        if self.config is not None:
            Place.of(scratch).put("phasebook.toml", self.config)
            settings[0] = f"--config={scratch}/phasebook.toml"
        first, end = (self.buckets * group // self.groups for group in (number, number + 1))
        bucket = f"--bucket={first}-{end - 1}"
        of_buckets = [f"{of_tenant}/bucket={bucket:04}" for bucket in range(first, end)]
        merged = [f"{of_tenant}/tasks", f"{of_tenant}/merged"]
        facts = ["facts", f"--from-records={records.path}", f"--out={out.path}", *settings, *self.options]
        if step == "options":
            # Wrong options of facts are found before records are read.
            call("facts", f"--from-records={scratch}", f"--out={scratch}/out", *settings, *self.options, may_fail=True)
        elif step == "records":
            dump = self.dumps[self.dump_of_task[number]]
            root, files = Copy(dump, f"{scratch}/dump"), f"{of_tenant}/lists/{number}.txt"
            root.fetch(self.records.get(files).splitlines())
            root.fetch(self.manifests[self.dump_of_task[number]])
            records.fetch([files])
            task = [f"--root={root.path}", f"--dump-name={dump.name}", f"--files-from={records.path}/{files}"]
            task += [f"--task={number}", f"--buckets={self.buckets}", f"--out={records.path}"]
            call("records", *task, *settings)
        elif step == "merge":
            records.fetch(self.records.files(f"{of_tenant}/tasks", *of_buckets))
            call("merge", records.path, bucket)
        elif step == "names":
            records.fetch(self.records.files(*merged))
            call("merge", records.path, "--names")
        elif step == "facts":
            records.fetch(self.records.files(*merged, *of_buckets))
            out.fetch(self.stale(range(first, end)), is_content=False)
            call(*facts, bucket)
        else:
            records.fetch(self.records.files(*merged))
            out.fetch(self.stale(None), is_content=False)
            out.fetch(self.out.files(f"ledger/{of_tenant}"))
            call(*facts, "--ledger")
        records.store()
        out.store()

    def stale(self, buckets: range | None) -> list[str]:
        """Return the files of facts that are there of some buckets, or of all: the program removes those it must."""
        if self.out.is_local:
            return []
        tables = [name for name, _ in self.out.entries(recursive=False) if name != "ledger"]
        files = self.out.files(*(f"{table}/tenant={self.tenant}" for table in tables))
        return [name for name in files if buckets is None or int(name[-12:-8]) in buckets]

    def attempt(self, step: str, number: int) -> tuple[int, str]:
        """Run one task, and return its exit status and what it said."""
        own = hashlib.sha256(f"{self.records.uri} {self.tenant} {step} {number}".encode()).hexdigest()[:16]
        scratch, status, said = f"{self.scratch}/{own}", 0, ""
        processes = self.processes or max(1, len(os.sched_getaffinity(0)) // self.threads)
        slots = [f"slot-{slot}" for slot in range(processes)]
        try:
            # Tasks with one beginning wait for each other, so that there are few locks.
            with _lock(self.scratch, [own[:3]]) as of_task, _lock(self.scratch, slots) as slot:

                def call(*arguments: str, may_fail: bool = False) -> None:
                    # The program holds the locks too, so if this process is killed, a second attempt waits for it.
                    command = [find_phasebook(), *arguments, f"--tenant={self.tenant}", f"--threads={self.threads}"]
                    ran = subprocess.run(
                        [*command, "--quiet"], cwd=scratch, stdin=subprocess.DEVNULL, capture_output=True,
                        encoding="utf-8", errors="replace", pass_fds=(of_task, slot),
                    )
                    if ran.returncode == _USAGE or not may_fail:
                        ran.check_returncode()

                shutil.rmtree(scratch, ignore_errors=True)
                os.mkdir(scratch)
                try:
                    self.run(step, number, scratch, call)
                finally:
                    shutil.rmtree(scratch, ignore_errors=True)
        except subprocess.CalledProcessError as error:
            status, said = error.returncode, error.stderr.strip() or str(error)
        except Exception:  # It is raised where the driver is.
            status, said = -1, traceback.format_exc()
        self.records.put(f"tenant={self.tenant}/progress/{step}/{number}{'-failed' if status else ''}", said)
        return status, said


@contextlib.contextmanager
def _lock(folder: str, names: Sequence[str]) -> Iterator[int]:
    """Hold one of these locks of this machine."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    while True:
        for name in names:
            lock = os.open(f"{folder}/{name}.lock", os.O_CREAT | os.O_RDWR, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield lock
                return
            except BlockingIOError:
                pass
            finally:
                os.close(lock)
        time.sleep(random.uniform(0.02, 0.2))


def _cut(sizes: dict[str, int], task_bytes: int) -> list[list[str]]:
    """Divide files among tasks."""
    tasks: list[list[str]] = [[]]
    room = task_bytes
    for path, size in sizes.items():
        if tasks[-1] and (size > room or len(tasks[-1]) == _MOST_FILES):
            tasks.append([])
            room = task_bytes
        tasks[-1].append(path)
        room -= size
    return tasks


def _wave(spark: SparkSession, work: _Work, step: str, count: int, attempts: int, tell: Callable[[str], None]) -> None:
    """Run the tasks of a step, and those that failed again."""
    pending = list(range(count))

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for place in batch.column(0).to_pylist():
                status, said = work.attempt(step, pending[place])
                yield pa.RecordBatch.from_pydict({"number": [pending[place]], "status": [status], "said": [said]})

    for attempt in range(1, attempts + 1):
        with _told(work, step, count, tell):
            tasks = spark.range(0, len(pending), 1, len(pending))
            rows = tasks.mapInArrow(run, "number long, status long, said string").collect()
        done = {row.number for row in rows if row.status == 0}
        failed = [row for row in rows if row.status]
        pending = [number for number in pending if number not in done]
        # A wrong command line is wrong for all tasks, and at every attempt.
        if not pending or any(row.status == _USAGE for row in failed):
            break
    if pending:
        said = failed[0].said if failed else "the engine lost it"
        raise TaskError(f"{step}: {len(pending)} of {count} tasks failed {attempt} times, one with:\n{said}")


def _clear(work: _Work, folders: str) -> None:
    """Remove folders of the records whose names match, of an earlier run."""
    system, base = work.records.open()
    for name, _ in work.records.entries(f"tenant={work.tenant}", recursive=False):
        if re.fullmatch(f".*/({folders})", name):
            system.delete_dir(f"{base}/{name}")


@contextlib.contextmanager
def _told(work: _Work, step: str, count: int, tell: Callable[[str], None]) -> Iterator[None]:
    """Tell of tasks that are done or failed, while the engine runs them."""
    folder, ended = f"tenant={work.tenant}/progress/{step}", threading.Event()

    def watch() -> None:
        known: set[str] = set()
        is_last = False
        while not is_last:
            is_last = ended.wait(5)
            new = set(work.records.files(folder)) - known
            known |= new
            for name in sorted(name for name in new if name.endswith("-failed")):
                tell(f"{step}: task {re.sub('.*/|-failed', '', name)} failed: {work.records.get(name)}")
            if new:
                tell(f"{step}: {sum(not name.endswith('-failed') for name in known)} of {count} tasks done")

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def facts(
    spark: SparkSession,
    paths: str | Sequence[str],
    out: str,
    *,
    records: str | None = None,
    tenant: str = "default",
    options: Sequence[str] = (),
    reading: Sequence[str] = (),
    config: str | None = None,
    buckets: int = 64,
    task_bytes: int = 256_000_000,
    threads: int = 1,
    processes: int | None = None,
    attempts: int = 3,
    scratch: str | None = None,
    tell: Callable[[str], None] = functools.partial(print, file=sys.stderr),
) -> dict[str, Any]:
    """Write the facts of dumps into `out`, as `phasebook facts --partition month` does, and return the manifest.

    paths: folders with dumps.  records: where records lie meanwhile, by default in `out` with `-records` added.
    options: of `phasebook facts`, as ["--tz", "Europe/Prague"].  reading: of `phasebook records`.
    config: the path of a settings file, for the driver.  buckets: about one for each GB of JSON.
    task_bytes: how much of the dumps a task reads.  threads: of each program.
    processes: programs at a time on a machine, by default so many that each core has a thread.
    attempts: how often a task may fail.  tell: where progress and the errors of tasks go.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}", tenant):
        raise ValueError(f"{tenant!r} cannot be the name of a folder everywhere")
    base, mark, query = out.partition("?") if "://" in out else (out, "", "")
    work = _Work(
        dumps=[Place.of(path) for path in ([paths] if isinstance(paths, str) else paths)],
        records=Place.of(records or f"{base.rstrip('/')}-records{mark}{query}"), out=Place.of(out), tenant=tenant, buckets=buckets,
        options=list(options), reading=list(reading), config=config and Path(config).read_text(encoding="utf-8"),
        threads=threads, processes=processes,
        scratch=f"{os.path.abspath(scratch or tempfile.gettempdir())}/phasebook-{os.getuid()}",
    )
    of_tenant = f"tenant={tenant}"
    wave = functools.partial(_wave, spark, attempts=attempts, tell=tell)
    _clear(work, "progress")
    wave(work, "options", 1)
    _clear(work, "bucket=.*|lists|merged|progress|tasks")
    dump_of_task: list[int] = []
    for dump, sizes in enumerate(dump.sizes() for dump in work.dumps):
        work.manifests.append([path for path in sizes if path.endswith("/manifest.json")])
        for task in _cut(sizes, task_bytes):
            work.records.put(f"{of_tenant}/lists/{len(dump_of_task)}.txt", "".join(f"{path}\n" for path in task))
            dump_of_task.append(dump)
    work = dataclasses.replace(work, dump_of_task=dump_of_task)
    wave(work, "records", len(dump_of_task))
    wave(work, "merge", work.groups)
    wave(work, "names", 1)
    wave(work, "facts", work.groups)
    wave(work, "ledger", 1)
    _clear(work, "progress")
    manifest: dict[str, Any] = json.loads(work.out.get(f"ledger/{of_tenant}/manifest.json"))
    return manifest
