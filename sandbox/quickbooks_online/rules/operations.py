"""The verbs of the company: every write of the API and of the screens comes through here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import Unsupported
from sandbox.quickbooks_online.records import ENTITIES, Deleted, Stored
from sandbox.quickbooks_online.rules.options import DEFAULT, Options

__all__ = ["Options", "create", "delete", "update", "void"]


def create(
    company: Domain, entity: str, given: Mapping[str, Any], options: Options = DEFAULT
) -> Stored:
    """A new object. `given` has wire names; lists are lists. Raises QuickBooksFault."""
    raise Unsupported("create")


def update(
    company: Domain, entity: str, given: Mapping[str, Any], options: Options = DEFAULT
) -> Stored:
    """A full or, with `sparse`, a partial update. Raises QuickBooksFault."""
    raise Unsupported("update")


def delete(
    company: Domain, entity: str, given: Mapping[str, Any], options: Options = DEFAULT
) -> Deleted:
    """Deletes a transaction for good. Raises QuickBooksFault."""
    raise Unsupported("delete")


def void(
    company: Domain, entity: str, given: Mapping[str, Any], options: Options = DEFAULT
) -> Stored:
    """Voids by the way the entity has. Raises QuickBooksFault."""
    raise Unsupported(ENTITIES[entity].void or "void")
