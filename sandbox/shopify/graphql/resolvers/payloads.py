"""What the mutation roots of every family share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.shopify.errors import ResourceNotFound, UserErrors
from sandbox.shopify.graphql.context import Arguments, Context
from sandbox.shopify.graphql.gids import parse
from sandbox.shopify.graphql.resolvers.registry import Resolver

__all__ = ["Payload", "Work", "mutation", "number_in", "payload_fields"]

Payload = dict[str, Any]
Work = Callable[[Arguments, Context], Payload]


def mutation(shown: str, work: Work) -> Resolver:
    """A root in a transaction of its own; a refusal leaves nothing behind and shows as
    userErrors. `shown`: the payload field that holds the document."""

    def resolve(source: None, arguments: Arguments, context: Context) -> Payload:
        try:
            with context.shopify.store.transaction():
                return {"userErrors": (), **work(arguments, context)}
        except UserErrors as refused:
            return {shown: refused.document, "userErrors": refused.errors}

    return resolve


def payload_fields(kinds: dict[str, tuple[str, ...]]) -> dict[str, Resolver]:
    """Resolvers of payload types: the fields named, and userErrors."""

    def of_payload(name: str) -> Resolver:
        return lambda payload, arguments, context: payload.get(name)

    return {
        f"{kind}.{name}": of_payload(name)
        for kind, names in kinds.items()
        for name in (*names, "userErrors")
    }


def number_in(text: str, kind: str) -> int:
    """The number of a gid. Raises ResourceNotFound for a gid of another type."""
    found = parse(text)
    if found is None or found.kind != kind:
        raise ResourceNotFound(text)
    return found.number
