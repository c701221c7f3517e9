"""The state of one world: tables of immutable documents under one undo log.

A snapshot costs nothing when taken. From then on the store keeps, for each write, the document
that stood there before; `restore` plays those back. The cost is the number of writes since the
snapshot, never the number of documents. A `Version` that nobody holds any more frees its log.

Indexes and projections are followers: a write only notes which documents became stale, and the
next read folds the notes in. A write that is undone before anybody reads costs an index nothing.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from sortedcontainers import SortedList

__all__ = ["Document", "Follower", "Index", "Key", "Store", "Table", "Version", "Write"]

Key = str | int


class Document(Protocol):
    """Anything frozen with an `id`. All ids of one table have one type."""

    @property
    def id(self) -> Any: ...


D = TypeVar("D", bound=Document)
Write = tuple["Table[Any]", Any, Any]  # table, id, the document that stood there (None: none)


class Version:
    """A past state: the writes that lead from `next` back to it. Dies with its last holder."""

    __slots__ = ("__weakref__", "next", "undo")

    def __init__(self) -> None:
        self.undo: list[Write] = []
        self.next: Version | None = None


_MANY = 256  # entries that come into an index at once


def _nobody() -> Version | None:
    return None


class Store:
    """All tables of one world; one place where a change becomes final.

    `touched` counts documents written or put back since the store was made, so that a test can
    say "restoring costs the writes, not the documents" without a stopwatch.
    """

    def __init__(self) -> None:
        self.tables: dict[str, Table[Any]] = {}
        self.touched = 0
        self.on_commit: list[Callable[[list[Write]], None]] = []
        self.before_commit: list[Callable[[list[Write]], None]] = []
        self._now = Version()
        self._tail: Callable[[], Version | None] = _nobody
        self._open: list[list[Write]] = []
        self._held: list[Write] | None = None

    def table(self, name: str, kind: type[D]) -> Table[D]:
        """A new table; `name` is unique in the store (`netsuite.transaction`)."""
        if name in self.tables:
            raise ValueError(f"table {name!r} exists already")
        table: Table[D] = Table(self, name, kind)
        self.tables[name] = table
        return table

    def snapshot(self) -> Version:
        """The state of this moment, to be given to `restore` any number of times."""
        if self._open:
            raise RuntimeError("a snapshot inside a transaction would hold half a change")
        version, self._now = self._now, Version()
        version.next = self._now
        self._tail = weakref.ref(version)
        return version

    def restore(self, version: Version) -> None:
        """Go to `version`, backwards or along another branch. Both ways stay open."""
        if self._open:
            raise RuntimeError("restore inside a transaction")
        path: list[Version] = []
        at: Version | None = version
        while at is not self._now:
            if at is None:
                raise ValueError("this snapshot belongs to another store")
            path.append(at)
            at = at.next
        written: list[Write] = []
        for at in reversed(path):
            ahead, undo = at.next, at.undo
            assert ahead is not None  # noqa: S101 - every version on the path was left behind
            back = [(table, key, table._set(key, old)) for table, key, old in reversed(undo)]
            ahead.undo, ahead.next = back, at
            at.undo, at.next = [], None
            written += back
        self._now = version
        self.snapshot()
        self._committed(written)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside stand together, or none does when an exception leaves the block.

        Transactions nest: an inner one that fails undoes only its own writes. Before the outermost
        ends well, `before_commit` listeners see its writes and may add to them (not to a restore).
        """
        log: list[Write] = []
        self._open.append(log)
        tail = self._tail()
        mark = len(tail.undo) if tail is not None else 0
        try:
            yield
            if log and len(self._open) == 1:
                for listener in self.before_commit:
                    listener(list(log))
        except BaseException:
            for table, key, old in reversed(log):
                table._set(key, old)
            if tail is not None:
                del tail.undo[mark:]
            self._open.pop()
            raise
        self._open.pop()
        if self._open:
            self._open[-1].extend(log)
        else:
            self._committed(log)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commits inside are told to `on_commit` in one piece, at the end, however that comes: a
        request's login and its documents are one write of a state file."""
        if self._held is not None or not self.on_commit:
            yield
            return
        held = self._held = []
        try:
            yield
        finally:
            self._held = None
            self._committed(held)

    def fill(self, name: str, documents: Iterable[Any]) -> None:
        """Make table `name` hold exactly `documents`: how a kept state comes back. Nobody is told,
        as nothing happened; snapshots taken before are of another past and end here."""
        table, wanted = self.tables[name], {document.id: document for document in documents}
        for key in [key for key in table._documents if key not in wanted]:
            table._set(key, None)
        for key, document in wanted.items():
            table._set(key, document)
        self._now, self._tail = Version(), _nobody

    def fingerprint(self, *prefixes: str) -> str:
        """A hash over every document of the tables whose name starts with one of `prefixes`."""
        digest = hashlib.sha256()
        for name in sorted(self.tables):
            if prefixes and not name.startswith(prefixes):
                continue
            digest.update(name.encode())
            for document in self.tables[name]:
                digest.update(msgspec.json.encode(document, order="deterministic"))
        return digest.hexdigest()

    def _wrote(self, table: Table[Any], key: Any, old: Any) -> None:
        write = (table, key, old)
        tail = self._tail()
        if tail is not None:
            tail.undo.append(write)
        if self._open:
            self._open[-1].append(write)
        elif self.on_commit:
            self._committed([write])

    def _committed(self, writes: list[Write]) -> None:
        if self._held is not None:
            self._held += writes
        elif writes:
            for listener in self.on_commit:
                listener(writes)


class Table(Generic[D]):
    """Documents of one type by id. Iteration is in id order, whatever the history."""

    def __init__(self, store: Store, name: str, kind: type[D]) -> None:
        self.store = store
        self.name = name
        self.kind = kind
        self.followers: list[Follower[D]] = []
        self._documents: dict[Any, D] = {}
        self._order: Index[D] = Index(self, lambda document: (document.id,))

    def get(self, key: Any) -> D | None:
        return self._documents.get(key)

    def __getitem__(self, key: Any) -> D:
        return self._documents[key]

    def __contains__(self, key: object) -> bool:
        return key in self._documents

    def __len__(self) -> int:
        return len(self._documents)

    def __iter__(self) -> Iterator[D]:
        return self._order.between()

    def put(self, document: D) -> D:
        """Insert, or replace the document of the same id."""
        key = document.id
        self.store._wrote(self, key, self._set(key, document))
        return document

    def delete(self, key: Any) -> None:
        if key not in self._documents:
            raise KeyError(key)
        self.store._wrote(self, key, self._set(key, None))

    def index(self, keys: Callable[[D], Iterable[Any]]) -> Index[D]:
        """An ordered index; `keys` gives the keys of a document: none, one or many."""
        return Index(self, keys)

    def _set(self, key: Any, document: D | None) -> D | None:
        documents = self._documents
        old = documents.get(key)
        if document is None:
            documents.pop(key, None)
        else:
            documents[key] = document
        self.store.touched += 1
        for follower in self.followers:  # the hottest loop there is: no call for each
            stale = follower.stale
            if key not in stale:
                stale[key] = old
        return old


class Follower(Generic[D]):
    """Keeps something derived from a table. Subclasses say how one document comes and goes.

    `stale` holds, for every key that changed since the last fold, the document that this follower
    may still hold of it (the first one that was replaced); the table writes it.
    """

    def __init__(self, table: Table[D]) -> None:
        self.table = table
        self.stale: dict[Any, D | None] = dict.fromkeys(table._documents)
        table.followers.append(self)

    def fold(self) -> None:
        """Bring the derived thing up to date. Called by every read."""
        if not self.stale:
            return
        stale, self.stale = self.stale, {}
        for key, old in stale.items():
            new = self.table.get(key)
            if new is old:  # identity: an equal but newer document is still another document
                continue
            if old is not None:
                self.remove(old)
            if new is not None:
                self.insert(new)

    def insert(self, document: D) -> None:
        raise NotImplementedError

    def remove(self, document: D) -> None:
        raise NotImplementedError


class _Walk:
    """What a reader of an index has not seen yet."""

    __slots__ = ("rest",)

    def __init__(self, rest: Iterator[tuple[Any, Any]]) -> None:
        self.rest = rest


class Index(Follower[D]):
    """Documents ordered by a key, then by id. Keys of one index must be comparable."""

    def __init__(self, table: Table[D], keys: Callable[[D], Iterable[Any]]) -> None:
        self._keys = keys
        self._entries: SortedList[tuple[Any, Any]] = SortedList()
        self._walks: set[_Walk] = set()
        self._arriving: list[tuple[Any, Any]] = []
        super().__init__(table)

    def fold(self) -> None:
        """Whoever is still reading keeps the entries that stood here when reading began."""
        if self.stale and self._walks:
            for walk in self._walks:
                walk.rest = iter(list(walk.rest))
            self._walks.clear()
        super().fold()
        if self._arriving:
            self._settle()

    def _settle(self) -> None:
        """A few entries are put in their places; many are sorted in, all at once."""
        arriving, self._arriving = self._arriving, []
        if len(arriving) > _MANY:
            self._entries.update(arriving)
        else:
            for entry in arriving:
                self._entries.add(entry)

    def insert(self, document: D) -> None:
        for key in self._keys(document):
            self._arriving.append((key, document.id))

    def remove(self, document: D) -> None:
        for key in self._keys(document):
            self._entries.remove((key, document.id))

    def find(self, key: Any) -> list[D]:
        """Every document with this key, by id."""
        self.fold()
        found: list[D] = []
        for entry in self._entries.irange((key,)):  # type: ignore[arg-type]
            if entry[0] != key:
                break
            found.append(self.table[entry[1]])
        return found

    def first(self, key: Any) -> D | None:
        self.fold()
        for entry in self._entries.irange((key,)):  # type: ignore[arg-type]
            return self.table[entry[1]] if entry[0] == key else None
        return None

    def between(self, low: Any = None, high: Any = None, *, reverse: bool = False) -> Iterator[D]:
        """Documents with low <= key < high, in key order; None leaves that side open.

        The entries are those of the first step, whatever is written meanwhile: each of them once,
        as its document is when its turn comes, without those that are gone by then. Reading a
        few costs a few, however many there are.
        """
        self.fold()
        entries = self._entries.irange(
            None if low is None else (low,),  # type: ignore[arg-type]
            None if high is None else (high,),  # type: ignore[arg-type]
            inclusive=(True, False),
            reverse=reverse,
        )
        walk = _Walk(iter(entries))
        self._walks.add(walk)
        try:
            while (entry := next(walk.rest, None)) is not None:
                document = self.table.get(entry[1])
                if document is not None:
                    yield document
        finally:
            self._walks.discard(walk)
