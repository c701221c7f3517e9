"""`@idempotent(key:)`: the same key twice is one refund.

shopify.dev "Idempotent requests" and recorded answers: optional in 2026-01, required from
2026-04; same key and variables give the original result, other variables an error, for 24 hours
of world time. A request that is refused does not use its key up.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.shopify.graphql.context import Arguments, Context, bad_request
from sandbox.shopify.idempotency_keys import UsedKey

__all__ = ["find", "keep", "key_of"]

REQUIRED_SINCE = "2026-04"
RETENTION = timedelta(hours=24)


def key_of(context: Context) -> str | None:
    """The key on the running field. Raises FieldError when it must be there and is not."""
    step = context.step
    if step.idempotency is None:
        if context.version >= REQUIRED_SINCE:
            raise bad_request(
                "The @idempotent directive is required for this mutation but was not provided."
            )
        return None
    key = step.idempotency(context.variables)
    if not isinstance(key, str) or not key.strip():
        raise bad_request("The idempotency key cannot be an empty string or whitespace only.")
    return key


def find(context: Context, key: str, arguments: Arguments) -> tuple[int, ...] | None:
    """What the key made before. Raises FieldError when it was used for something else."""
    used = context.shopify.keys.used.get(_place(context, key))
    if used is None or context.now - used.at >= RETENTION:
        return None
    if used.fingerprint != _fingerprint(arguments):
        raise bad_request(
            "The same idempotency key cannot be used with different operation parameters."
        )
    return used.made


def keep(context: Context, key: str, arguments: Arguments, made: tuple[int, ...]) -> None:
    context.shopify.keys.used.put(
        UsedKey(_place(context, key), _fingerprint(arguments), made, context.now)
    )


def _place(context: Context, key: str) -> str:
    return f"{context.token.app_id}|{context.step.name}|{key}"


def _fingerprint(arguments: Arguments) -> str:
    """Of the values, not of the text: 10.5 and "10.50" are the same amount."""
    text = msgspec.json.encode(_plain(arguments), order="deterministic")
    return hashlib.sha256(text).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
