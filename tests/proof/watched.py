"""A disk that is watched: SQLite's own way to the disk, with every change to it noted as it is done.

This puts an eye into the SQLite library that Python itself uses, so that the program's own connections are
watched and nothing stands in for them. The library's default way to the disk (its VFS) is copied, and the
calls that change something are noted and handed on. It lasts as long as the process.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.proof.disk import FOLDER, MAKE, SYNC, TAKE_AWAY, TRUNCATE, WRITE, Operation, Recording

POINTER, NUMBER, LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
OPENS = ctypes.CFUNCTYPE(NUMBER, POINTER, POINTER, POINTER, NUMBER, POINTER)
DELETES = ctypes.CFUNCTYPE(NUMBER, POINTER, POINTER, NUMBER)
WRITES = ctypes.CFUNCTYPE(NUMBER, POINTER, POINTER, NUMBER, LONG)
TRUNCATES = ctypes.CFUNCTYPE(NUMBER, POINTER, LONG)
SYNCS = ctypes.CFUNCTYPE(NUMBER, POINTER, NUMBER)
OPENS_FOLDER = ctypes.CFUNCTYPE(NUMBER, POINTER, POINTER)
SETS_CALL = ctypes.CFUNCTYPE(NUMBER, POINTER, ctypes.c_char_p, POINTER)
GETS_CALL = ctypes.CFUNCTYPE(POINTER, POINTER, ctypes.c_char_p)

DONE = 0
NAME = b"watched"
FOLDER_CALL = b"openDirectory"
"""SQLite opens a folder for one purpose only: to sync it."""


def _fields(*names: str) -> list[tuple[str, Any]]:
    return [(name, POINTER) for name in names]


class Way(ctypes.Structure):
    """SQLite's `sqlite3_vfs`, the third version of it."""

    _fields_ = (
        ("iVersion", NUMBER),
        ("szOsFile", NUMBER),
        ("mxPathname", NUMBER),
        ("pNext", POINTER),
        ("zName", ctypes.c_char_p),
        *_fields("pAppData", "xOpen", "xDelete", "xAccess", "xFullPathname"),
        *_fields("xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness", "xSleep", "xCurrentTime"),
        *_fields("xGetLastError", "xCurrentTimeInt64", "xSetSystemCall", "xGetSystemCall", "xNextSystemCall"),
    )


class Methods(ctypes.Structure):
    """SQLite's `sqlite3_io_methods`, the third version of it: what can be done with an open file."""

    _fields_ = (
        ("iVersion", NUMBER),
        *_fields("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock"),
        *_fields("xCheckReservedLock", "xFileControl", "xSectorSize", "xDeviceCharacteristics"),
        *_fields("xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch"),
    )


class Watch:
    """An eye on one folder: what the connections of this process do to its files from now on is recorded."""

    def __init__(self) -> None:
        self.recording = Recording({})
        self._folder = Path()
        self._names: dict[str, int] = {}
        self._next = 0
        self._open: dict[int, int] = {}
        self._methods: dict[int, Methods] = {}
        self._kept: list[object] = []
        self._library = _library()
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(Way)
        self._below = self._library.sqlite3_vfs_find(None)
        self._watch_the_way()

    def over(self, folder: Path) -> Recording:
        """Begin a new recording, of this folder, before anything there is opened; return it."""
        self._folder = folder.resolve()
        first = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
        self._names = {name: number for number, name in enumerate(first)}
        self._next = len(first)
        self._open.clear()
        self.recording = Recording(first)
        return self.recording

    def _watch_the_way(self) -> None:
        """Make a copy of the way to the disk the default one of this process, with an eye on it."""
        below = self._below.contents
        if below.iVersion < 3:
            raise RuntimeError("This SQLite goes to the disk in a way that cannot be watched.")
        watched = Way.from_buffer_copy(below)
        watched.zName, watched.pNext = NAME, None
        watched.xOpen = self._eye(OPENS, self._opened(OPENS(below.xOpen)))
        watched.xDelete = self._eye(DELETES, self._deleted(DELETES(below.xDelete)))
        opens_folder = OPENS_FOLDER(GETS_CALL(below.xGetSystemCall)(self._way(), FOLDER_CALL))
        eye = self._eye(OPENS_FOLDER, self._folder_synced(opens_folder))
        if SETS_CALL(below.xSetSystemCall)(self._way(), FOLDER_CALL, eye) != DONE:
            raise RuntimeError("This SQLite does not let its syncing of folders be watched.")
        self._kept.append(watched)
        if self._library.sqlite3_vfs_register(ctypes.byref(watched), 1) != DONE:
            raise RuntimeError("This SQLite does not let its way to the disk be watched.")

    def _way(self) -> int:
        return ctypes.addressof(self._below.contents)

    def _eye(self, kind: Any, call: Callable[..., int]) -> int:
        """Return the address of a call that SQLite can make, kept for as long as the process lives."""
        eye = kind(call)
        self._kept.append(eye)
        return ctypes.cast(eye, POINTER).value or 0

    def _note(self, what: str, file: int, **more: Any) -> None:
        self.recording.operations.append(Operation(what, file, **more))

    def _name(self, address: int | None) -> str:
        """Return the name of a file in the folder; nothing for files that have no name or lie elsewhere."""
        path = Path(os.fsdecode(ctypes.string_at(address))) if address else Path()
        return path.name if path.parent == self._folder else ""

    def _opened(self, below: Callable[..., int]) -> Callable[..., int]:
        def opened(_: int, name: int | None, file: int, flags: int, said: int | None) -> int:
            done = below(self._way(), name, file, flags, said)
            known = self._name(name)
            if done == DONE and known:
                if known not in self._names:
                    self._names[known], self._next = self._next, self._next + 1
                    self._note(MAKE, self._names[known], name=known)
                self._open[file] = self._names[known]
                self._watch_the_file(file)
            return done

        return opened

    def _watch_the_file(self, file: int) -> None:
        """Put the eye into what can be done with an open file, whose first word says where that stands."""
        place = POINTER.from_address(file)
        address = place.value or 0
        if address not in self._methods:
            below = Methods.from_address(address)
            watched = Methods.from_buffer_copy(below)
            watched.xWrite = self._eye(WRITES, self._written(WRITES(below.xWrite)))
            watched.xTruncate = self._eye(TRUNCATES, self._truncated(TRUNCATES(below.xTruncate)))
            watched.xSync = self._eye(SYNCS, self._synced(SYNCS(below.xSync)))
            self._methods[address] = watched
        place.value = ctypes.addressof(self._methods[address])

    def _written(self, below: Callable[..., int]) -> Callable[..., int]:
        def written(file: int, content: int, length: int, place: int) -> int:
            self._note(WRITE, self._open[file], place=place, content=ctypes.string_at(content, length))
            return below(file, content, length, place)

        return written

    def _truncated(self, below: Callable[..., int]) -> Callable[..., int]:
        def truncated(file: int, length: int) -> int:
            self._note(TRUNCATE, self._open[file], place=length)
            return below(file, length)

        return truncated

    def _synced(self, below: Callable[..., int]) -> Callable[..., int]:
        def synced(file: int, how: int) -> int:
            self._note(SYNC, self._open[file])
            return below(file, how)

        return synced

    def _folder_synced(self, below: Callable[..., int]) -> Callable[..., int]:
        def folder_synced(name: int, said: int) -> int:
            if self._name(name):
                self._note(SYNC, FOLDER)
            return below(name, said)

        return folder_synced

    def _deleted(self, below: Callable[..., int]) -> Callable[..., int]:
        def deleted(_: int, name: int, with_folder: int) -> int:
            known = self._name(name)
            if known in self._names:
                self._note(TAKE_AWAY, self._names.pop(known), name=known)
            return below(self._way(), name, with_folder)

        return deleted


def _library() -> Any:
    """Return the SQLite library that Python's own sqlite3 uses, and no other."""
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    try:
        library.sqlite3_sourceid.restype = ctypes.c_char_p
        found = library.sqlite3_sourceid().decode()
    except AttributeError:
        found = "hidden"
    with sqlite3.connect(":memory:") as database:
        (used,) = database.execute("SELECT sqlite_source_id()").fetchone()
    if found != used:
        raise RuntimeError(
            "The SQLite within this Python cannot be watched. Use a Python that takes SQLite from the system."
        )
    return library
