"""What a request says beside its body."""

from __future__ import annotations

import msgspec

__all__ = ["DEFAULT", "Options"]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """`include`: the words of `?include=`, or of a batch item's `optionsData`, in lower case.
    `user` is who writes; a stale caller is told who wrote before."""

    include: frozenset[str] = frozenset()
    minor_version: int = 75
    user: str = "Connector"


DEFAULT = Options()
