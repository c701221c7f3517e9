"""How one exchange is printed to a person."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console

__all__ = ["print_exchange"]

_LONGEST = 900


def print_exchange(console: Console, exchange: dict[str, Any]) -> None:
    status = exchange["status"] or "no answer"
    console.print(
        f"\n#{exchange['number']} {exchange['method']} {exchange['url']} -> {status}"
        + (f"  [{exchange['fault']}]" if exchange["fault"] else ""),
        highlight=False,
        markup=False,
    )
    for mark, body in ((">", exchange["request_body"]), ("<", exchange["response_body"])):
        if body:
            console.print(_shorten(_pretty(body), mark), highlight=False, markup=False)


def _pretty(body: str) -> str:
    try:
        document = json.loads(body)
    except ValueError:
        return body
    if isinstance(document, dict) and isinstance(document.get("query"), str):
        query = " ".join(document.pop("query").split())
        return f"{query}\n{json.dumps(document)}"
    return json.dumps(document, indent=1)


def _shorten(text: str, mark: str) -> str:
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} ... ({len(text)} characters)"
    return "\n".join(f"  {mark} {line}" for line in text.splitlines())
