"""JSON whose numbers stay exact in both directions: 19.47 is never 19.469999999999999.

Money is written from Decimal as the digits it has and read back into Decimal; a float never
exists in between. Integers stay integers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

__all__ = ["BadJson", "read", "write"]

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


class BadJson(ValueError):
    """The text is not JSON."""


def write(value: Any) -> bytes:
    """Encode; Decimal becomes a JSON number with the same digits. Raises TypeError on a float."""
    _refuse_floats(value)
    return _encoder.encode(value)


def read(text: bytes) -> Any:
    """Decode; numbers with a point or exponent become Decimal. Raises BadJson."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadJson(str(error)) from error


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float; money and rates are Decimal")
    if isinstance(value, dict):
        for each in value.values():
            _refuse_floats(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            _refuse_floats(each)
