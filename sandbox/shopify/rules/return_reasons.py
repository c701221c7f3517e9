"""Why goods come back: the definitions that a shop has, and the older enumeration.

Ids, handles and names: recorded answer of returnReasonDefinitions. The pairs of old word and
definition follow the names.
"""

from __future__ import annotations

import msgspec

__all__ = ["DEFINITIONS", "ReasonDefinition", "definition", "definition_of"]


class ReasonDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """`legacy`: the word of the enumeration `ReturnReason`, lower case."""

    id: int
    name: str
    handle: str
    legacy: str


DEFINITIONS = tuple(
    ReasonDefinition(id=number, name=name, handle=handle, legacy=legacy)
    for number, name, handle, legacy in (
        (1, "Unknown", "unknown", "unknown"),
        (2, "Changed my mind", "changed-my-mind", "unwanted"),
        (3, "Item not as described", "item-not-as-described", "not_as_described"),
        (4, "Received the wrong item", "received-the-wrong-item", "wrong_item"),
        (5, "Other", "other-reason", "other"),
        (6, "Damaged or defective", "damaged-or-defective", "defective"),
        (7, "Too small", "too-small", "size_too_small"),
        (8, "Too big", "too-big", "size_too_large"),
        (9, "Style", "style", "style"),
        (10, "Color", "color", "color"),
    )
)


def definition(number: int) -> ReasonDefinition | None:
    return next((each for each in DEFINITIONS if each.id == number), None)


def definition_of(legacy: str) -> ReasonDefinition:
    return next(each for each in DEFINITIONS if each.legacy == legacy)
