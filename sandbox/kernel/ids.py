"""Counters, tokens, uuids and randomness of one world, the same for the same seed.

Nothing here draws from the process: every value is a hash of (seed, label, counter), and the
counters live in the store, so worlds cannot disturb each other and a restore restores them.
"""

from __future__ import annotations

import hashlib
import random
import string

import msgspec

from sandbox.kernel.store import Store

__all__ = ["Ids"]

_ALPHABET = string.ascii_lowercase + string.digits


class Counter(msgspec.Struct, frozen=True):
    id: str
    value: int


class Ids:
    def __init__(self, store: Store, seed: int, universe: str) -> None:
        self.seed = seed
        self._universe = universe
        self._counters = store.table("kernel.counter", Counter)

    def next(self, label: str, start: int = 1) -> int:
        """The next number of the series `label`. Numbers are never used again."""
        counter = self._counters.get(label)
        value = start if counter is None else counter.value + 1
        self._counters.put(Counter(label, value))
        return value

    def reserve(self, label: str, count: int, start: int = 1) -> int:
        """The first of `count` numbers in a row of the series `label`, for whoever writes many
        documents at once."""
        first = self.next(label, start)
        self._counters.put(Counter(label, first + count - 1))
        return first

    def token(self, label: str, length: int = 32, alphabet: str = _ALPHABET) -> str:
        """An unguessable-looking string, new at each call."""
        source = self.random(label)
        return "".join(source.choice(alphabet) for _ in range(length))

    def uuid(self, label: str) -> str:
        digits = self._digest(label).hex()
        variant = "89ab"[int(digits[16], 16) & 3]  # RFC 9562: version 4, variant 10
        return (
            f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
        )

    def random(self, label: str) -> random.Random:
        """A fresh, reproducible source of randomness."""
        return random.Random(self._digest(label))

    def fixed(self, label: str, length: int = 32, alphabet: str = _ALPHABET) -> str:
        """The same string at every call: credentials that belong to the world itself."""
        source = random.Random(self._hash(f"{label}|fixed"))
        return "".join(source.choice(alphabet) for _ in range(length))

    def _digest(self, label: str) -> bytes:
        return self._hash(f"{label}|{self.next(f'random:{label}')}")

    def _hash(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._universe}|{self.seed}|{text}".encode()).digest()
