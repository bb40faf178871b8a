"""Folders on this machine and elsewhere, as `pyarrow.fs` opens them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pyarrow import fs


@dataclass(frozen=True)
class Place:
    """A folder by its absolute path or URI. Its name, for the manifest, has no password that a URI may have."""

    uri: str
    name: str

    @staticmethod
    def of(uri: str) -> Place:
        if "://" not in uri:
            return Place(os.path.abspath(uri), uri)
        parts = urlsplit(uri)
        return Place(uri, f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")

    @property
    def is_local(self) -> bool:
        return os.path.isabs(self.uri)

    def open(self) -> tuple[Any, str]:
        """Return the file system, and the path in it."""
        system, path = (fs.LocalFileSystem(), self.uri) if self.is_local else fs.FileSystem.from_uri(self.uri)
        return system, path.rstrip("/")

    def entries(self, folder: str = "", *, recursive: bool = True) -> list[tuple[str, Any]]:
        """Return what is in a folder, with its path in the place. A folder that is not there has nothing in it."""
        system, base = self.open()
        selector = fs.FileSelector(f"{base}/{folder}".rstrip("/"), recursive=recursive, allow_not_found=True)
        return [(entry.path[len(base) + 1 :], entry) for entry in system.get_file_info(selector)]

    def files(self, *folders: str) -> list[str]:
        return [name for folder in folders for name, entry in self.entries(folder) if entry.is_file]

    def sizes(self) -> dict[str, int]:
        """Return the files of a dump in path order, with their sizes."""
        sizes: dict[str, int] = {}
        if self.is_local:
            # Links to folders are not followed, as in a single run.
            for folder, _, names in os.walk(self.uri, onerror=_refuse):
                paths = [os.path.join(folder, name) for name in names]
                sizes.update((os.path.relpath(path, self.uri), os.lstat(path).st_size) for path in paths)
        elif found := self.entries():
            sizes.update((name, entry.size) for name, entry in found if entry.is_file)
        else:
            raise FileNotFoundError(f"there is nothing in {self.name}")
        for path in sizes:
            # Keys of an object store may be anything, and lead out of the scratch folder.
            if not path.isprintable() or any(part in ("", ".", "..") for part in path.split("/")):
                raise ValueError(f"{path!r} in {self.name} cannot be listed: rename it")
        return {path: sizes[path] for path in sorted(sizes, key=str.encode)}

    def put(self, name: str, text: str) -> None:
        system, base = self.open()
        if self.is_local:
            os.makedirs(os.path.dirname(f"{base}/{name}"), exist_ok=True)
        with system.open_output_stream(f"{base}/{name}", compression=None) as stream:
            stream.write(text.encode())

    def get(self, name: str) -> str:
        system, base = self.open()
        with system.open_input_stream(f"{base}/{name}", compression=None) as stream:
            return bytes(stream.read()).decode()


@dataclass
class Copy:
    """A place as a program sees it: the place itself if it is local, or else a copy of some of its files."""

    place: Place
    scratch: str
    before: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.place.uri if self.place.is_local else self.scratch

    def fetch(self, files: Iterable[str], *, is_content: bool = True) -> None:
        """Copy files, or put empty ones in their stead, of which a program can remove those that are stale."""
        system, base = self.place.open()

        def fetch(name: str) -> None:
            target = f"{self.path}/{name}"
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if is_content:
                fs.copy_files(f"{base}/{name}", target, source_filesystem=system)
            else:
                open(target, "wb").close()
            self.before[name] = _state(target)

        if not self.place.is_local:
            _each(fetch, files)

    def store(self) -> None:
        """Copy back what a program wrote, and remove what it removed. JSON files name others, so they come last."""
        if self.place.is_local:
            return
        system, base = self.place.open()
        now = {name: _state(f"{self.path}/{name}") for name in Place.of(self.path).files("")}
        changed = sorted(name for name, state in now.items() if self.before.get(name) != state)

        def store(name: str) -> None:
            # An object is there once it is whole. Elsewhere a file gets its name then.
            is_object = system.type_name in ("s3", "gcs", "abfs")
            target = f"{base}/{name}" + ("" if is_object else ".phasebook-part")
            fs.copy_files(f"{self.path}/{name}", target, destination_filesystem=system)
            if not is_object:
                with contextlib.suppress(FileNotFoundError):
                    system.delete_file(f"{base}/{name}")
                system.move(target, f"{base}/{name}")

        _each(store, [name for name in changed if not name.endswith(".json")])
        _each(lambda name: system.delete_file(f"{base}/{name}"), self.before.keys() - now.keys())
        _each(store, [name for name in changed if name.endswith(".json")])


def _refuse(error: OSError) -> None:
    raise error


def _state(path: str) -> tuple[int, int]:
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size


def _each(run: Callable[[str], None], names: Iterable[str]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, names))
