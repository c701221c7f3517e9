"""Company information and preferences: one of each, changed in place."""

from __future__ import annotations

from typing import Any

import msgspec

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import RequiredMissing
from sandbox.quickbooks_online.records import ENTITIES, Part, Stored
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.saving import stamp, store

__all__ = ["save_single"]


def save_single(
    company: Domain, entity: str, old: Stored, draft: dict[str, Any], options: Options
) -> Stored:
    """A group of preferences that is sent in part keeps its other members: they cannot be
    cleared."""
    members = {name: _merged(getattr(old, name), value) for name, value in draft.items()}
    if entity == "CompanyInfo" and not members.get("company_name"):
        raise RequiredMissing("CompanyName")
    members.update(stamp(company, entity, old))
    return store(company, old, ENTITIES[entity].struct(**members), options)


def _merged(old: Any, new: Any) -> Any:
    if not isinstance(old, Part) or not isinstance(new, Part):
        return old if new is None else new
    given = {name: getattr(new, name) for name in new.__struct_fields__}
    return msgspec.structs.replace(
        old, **{name: value for name, value in given.items() if value not in (None, ())}
    )
