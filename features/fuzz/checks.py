"""What must hold of every answer, whoever asked and whatever was sent."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from pathlib import Path

import h11

from features.fuzz.heavy import CANARY
from features.fuzz.sending import Answer, Sent

__all__ = ["LONGEST", "problems_of"]

LONGEST = 5.0
"""Seconds."""
ROOT = Path(__file__).resolve().parents[2]
_INSIDES = re.compile(
    rb"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+|\.py\", line|site-packages"
    rb"|object at 0x[0-9a-f]+|\bNoneType\b|invalid literal for int\(\)|unhashable type"
    rb"|\b(?:Key|Type|Value|Attribute|Index|Recursion|UnicodeEncode|UnicodeDecode|Overflow|Memory"
    rb"|Assertion|Decode|Validation|Name|Runtime|NotImplemented)Error[:(]"
    rb"|sqlglot|sqlite3|msgspec|orjson|pydantic|graphql-core|decimal\.|builtins\."
    rb"|\bsandbox\.(?:kernel|netsuite|shopify|quickbooks_online|hosting|world)\b"
    rb"|root:x:0:0"
)


def problems_of(sent: Sent, answer: Answer, bugs: Sequence[Exception]) -> list[str]:
    """What is wrong with the answer, in words; a word of ours that was sent may come back."""
    found = [f"unexpected {_where(bug)}" for bug in bugs]
    if answer.error is not None:
        found.append(f"no answer: {_where(answer.error)}")
    elif answer.status >= 500 and not bugs:
        found.append(f"status {answer.status}")
    if answer.seconds > LONGEST:
        found.append(f"took {answer.seconds:.1f} s")
    heads = b"\n".join(b"%s: %s" % each for each in answer.headers)
    whole = heads + b"\n" + answer.body
    if (inside := _INSIDES.search(whole)) and inside[0] not in sent.body:
        found.append(f"our insides: {whole[max(0, inside.start() - 60) : inside.end() + 60]!r}")
    if str(ROOT).encode() in whole:
        found.append("a path of ours")
    if CANARY.encode() in whole:
        found.append("the content of a file")
    if answer.error is None:
        try:
            h11.Response(status_code=answer.status, headers=answer.headers)
        except h11.LocalProtocolError as error:
            found.append(f"headers that HTTP does not allow: {error}")
    return found


def _where(error: Exception) -> str:
    """The error and the line of ours that it came from."""
    frames = [
        each for each in traceback.extract_tb(error.__traceback__)
        if each.filename.startswith(str(ROOT)) and ".venv" not in each.filename
    ]  # fmt: skip
    last = frames[-1] if frames else None
    place = f"{Path(last.filename).relative_to(ROOT)}:{last.lineno}" if last else "a library"
    return f"{type(error).__name__} at {place}: {str(error)[:160]}"
