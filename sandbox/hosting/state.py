"""The file that keeps worlds over a restart, a crash and a kill -9.

Every document of every table lies in one SQLite file (WAL). A world writes at its store's commit
point, before the answer goes out: what a client was told is in the file, and a request that was
not answered is there whole or not at all. Clock, counters, tokens, nonces, buckets, faults and the
webhook queue are documents like any other, so they go on where they stood; the log of exchanges
and the named snapshots are not kept.

    file = StateFile.open(Path("world.db"))       # raises StateError
    file.keep(world, kind="acme")                 # what the file has of it, or its first copy
    file.close()
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from sandbox.kernel.store import Store, Write
from sandbox.kernel.universe import Universe

__all__ = [
    "FORMAT",
    "SavedWorld",
    "StateCorrupt",
    "StateError",
    "StateFile",
    "StateInUse",
    "StateOfAnotherVersion",
]

FORMAT = 2
"""Counted up when a file of before can no longer be read."""
_APPLICATION = 0x43534258  # "CSBX" in the file's header: this is one of ours
_COMPACT_BELOW = 0.5  # of the pages still in use, when the file is opened

_SCHEMA = """
CREATE TABLE world (name TEXT PRIMARY KEY, about TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document (
    world TEXT NOT NULL, tabl TEXT NOT NULL, id NOT NULL, body BLOB NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (world, tabl, id)
) WITHOUT ROWID;
"""


class StateError(Exception):
    """The state file cannot be used; the text names the file and the way out."""


class StateCorrupt(StateError):
    """Not one of ours, or damaged."""


class StateOfAnotherVersion(StateError):
    """Written by a release whose format or documents this one does not read."""


class StateInUse(StateError):
    """Another server has it open."""


class SavedWorld(msgspec.Struct, frozen=True, kw_only=True):
    """What a world must be opened with again before its documents are put back. `accounts`: what
    it is called on each platform; empty stands for the usual names."""

    name: str
    kind: str
    seed: int
    as_of: date
    started: datetime | None
    accounts: dict[str, str] = {}


class StateFile:
    """One file, one process; used from any one thread at a time."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._encoder = msgspec.json.Encoder(decimal_format="number")
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[Store, Callable[[list[Write]], None]]] = {}

    @classmethod
    def open(cls, path: Path) -> StateFile:
        """Open, or create when there is no such file. Raises StateError."""
        if not path.parent.is_dir():
            raise StateError(f"State file {path}: the folder {path.parent} does not exist.")
        new = not path.exists() or path.stat().st_size == 0
        connection = _connect(path)
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            if not new:
                _check(path, connection)  # before anything is changed in a file that is not ours
            _claim(path, connection)
            if new:
                _create(connection)
        except BaseException:
            connection.close()
            raise
        file = cls(path, connection)
        if not new and file._used_share() < _COMPACT_BELOW:
            file.compact()
        return file

    def worlds(self) -> list[SavedWorld]:
        """In order of name. Raises StateCorrupt."""
        try:
            rows = self._connection.execute("SELECT about FROM world ORDER BY name").fetchall()
            return [msgspec.json.decode(about, type=SavedWorld) for (about,) in rows]
        except (sqlite3.DatabaseError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _corrupt(self.path, str(error)) from None

    def keep(
        self,
        world: Universe,
        *,
        kind: str,
        started: datetime | None = None,
        accounts: dict[str, str] | None = None,
        anew: bool = False,
    ) -> bool:
        """From now on every commit of `world` is written before it counts. True: the file had it
        and the world stands where the file says. `anew`: what the file has is replaced by `world`,
        in one moment. Raises StateCorrupt and StateOfAnotherVersion."""
        if anew and world.name in self._kept:
            self.release(world.name)
        known = self._connection.execute(
            "SELECT 1 FROM world WHERE name = ?", (world.name,)
        ).fetchone()
        if known and not anew:
            self._load(world)
        else:
            about = SavedWorld(
                name=world.name,
                kind=kind,
                seed=world.seed,
                as_of=world.as_of,
                started=started,
                accounts=accounts or {},
            )
            self._write_all(world, about)

        def listener(writes: list[Write]) -> None:
            self._write(world.name, writes)

        world.store.on_commit.append(listener)
        self._kept[world.name] = (world.store, listener)
        return bool(known) and not anew

    def release(self, name: str) -> None:
        """Write no more of world `name`; what was written stays."""
        store, listener = self._kept.pop(name)
        store.on_commit.remove(listener)

    def forget(self, name: str) -> None:
        """Take world `name` out of the file."""
        if name in self._kept:
            self.release(name)
        with self._transaction():
            self._delete(name)

    def compact(self) -> None:
        """Write what is in use into a new file and rename it over this one. Killed at any moment,
        one whole file is there under the name."""
        fresh = self.path.with_name(self.path.name + ".compact")
        fresh.unlink(missing_ok=True)
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("VACUUM INTO ?", (str(fresh),))
            _flush(fresh)
            self._connection.close()
            os.replace(fresh, self.path)
            _flush(self.path.parent)
            self._connection = _connect(self.path)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            _claim(self.path, self._connection)

    def close(self) -> None:
        """Let go of every world and of the file."""
        for name in list(self._kept):
            self.release(name)
        self._connection.close()

    # --- inside ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _transaction(self) -> Any:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _write(self, world: str, writes: list[Write]) -> None:
        put: list[tuple[str, str, Any, bytes, int]] = []
        gone: list[tuple[str, str, Any]] = []
        for table, key in dict.fromkeys((table, key) for table, key, _ in writes):
            document = table.get(key)
            if document is None:
                gone.append((world, table.name, key))
            else:
                put.append(self._row(world, table.name, document))
        with self._transaction():
            if gone:
                self._connection.executemany(
                    "DELETE FROM document WHERE world = ? AND tabl = ? AND id = ?", gone
                )
            self._connection.executemany(
                "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?)", put
            )

    def _write_all(self, world: Universe, about: SavedWorld) -> None:
        with self._transaction():
            self._delete(about.name)
            self._connection.execute(
                "INSERT INTO world VALUES (?, ?)",
                (about.name, self._encoder.encode(about).decode()),
            )
            self._connection.executemany(
                "INSERT INTO document VALUES (?, ?, ?, ?, ?)",
                (
                    self._row(world.name, name, document)
                    for name, table in world.store.tables.items()
                    for document in table
                ),
            )

    def _row(self, world: str, table: str, document: Any) -> tuple[str, str, Any, bytes, int]:
        """With a check sum: SQLite notices a damaged page, not a damaged figure on it."""
        body = self._encoder.encode(document)
        return world, table, document.id, body, zlib.crc32(body)

    def _delete(self, name: str) -> None:
        self._connection.execute("DELETE FROM document WHERE world = ?", (name,))
        self._connection.execute("DELETE FROM world WHERE name = ?", (name,))

    def _load(self, world: Universe) -> None:
        found: dict[str, list[Any]] = {name: [] for name in world.store.tables}
        decoders = {
            name: msgspec.json.Decoder(table.kind, float_hook=Decimal)
            for name, table in world.store.tables.items()
        }
        for name, key, body, crc in self._rows(world.name):
            if not isinstance(body, bytes) or zlib.crc32(body) != crc:
                raise _corrupt(self.path, f"document {key!r} of {name!r} is not as it was written")
            if name not in found:
                raise StateOfAnotherVersion(
                    f"State file {self.path} holds {name!r}, which this release does not know. "
                    "Start with another --state file, or with the release that wrote it."
                )
            try:
                found[name].append(decoders[name].decode(body))
            except msgspec.ValidationError as error:
                raise StateOfAnotherVersion(
                    f"State file {self.path}: a document of {name!r} does not fit this release "
                    f"({error}). Start with another --state file, or with the release that wrote "
                    "it."
                ) from None
        for name, documents in found.items():
            world.store.fill(name, documents)

    def _rows(self, world: str) -> Iterator[tuple[str, Any, Any, Any]]:
        try:
            yield from self._connection.execute(
                "SELECT tabl, id, body, crc FROM document WHERE world = ?", (world,)
            )
        except sqlite3.DatabaseError as error:
            raise _corrupt(self.path, str(error)) from None

    def _used_share(self) -> float:
        pages: int = self._connection.execute("PRAGMA page_count").fetchone()[0]
        free: int = self._connection.execute("PRAGMA freelist_count").fetchone()[0]
        return (pages - free) / max(pages, 1)


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0.5)
    except sqlite3.OperationalError as error:
        raise StateError(
            f"State file {path} cannot be opened ({error}). Check the path and its permissions."
        ) from None


def _claim(path: Path, connection: sqlite3.Connection) -> None:
    """The lock is the operating system's: it goes with the process, however that ends."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from None


def _create(connection: sqlite3.Connection) -> None:
    connection.executescript(
        f"BEGIN; {_SCHEMA} PRAGMA application_id = {_APPLICATION}; "
        f"PRAGMA user_version = {FORMAT}; COMMIT;"
    )


def _check(path: Path, connection: sqlite3.Connection) -> None:
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from None
    if application != _APPLICATION:
        raise _corrupt(path, "it is an SQLite file of another program")
    if version != FORMAT:
        raise StateOfAnotherVersion(
            f"State file {path} has format {version}; this release reads format {FORMAT}. Start "
            "with another --state file, or with the release that wrote it."
        )
    if sound != "ok":
        raise _corrupt(path, str(sound))


def _unusable(path: Path, error: sqlite3.DatabaseError) -> StateError:
    if "locked" in str(error):
        return StateInUse(
            f"State file {path} is in use by another server. Stop that one, or choose another "
            "--state file."
        )
    return _corrupt(path, str(error))


def _corrupt(path: Path, why: str) -> StateCorrupt:
    return StateCorrupt(
        f"State file {path} is damaged or not a state file ({why}). It was not changed. Move it "
        "away, or name another --state file."
    )


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
