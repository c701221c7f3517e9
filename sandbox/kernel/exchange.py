"""The log of what went over the wire: bounded, queryable, and free of secrets.

Every value that a world registers as secret is replaced before an exchange is kept, and so is
every header that carries a credential, so the log, the evidence and the replay files made from
it can be handed to anybody.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

import msgspec

from sandbox.kernel.routing import Request, Response
from sandbox.kernel.store import Follower, Store, Table

__all__ = ["Exchange", "ExchangeLog", "Secrets"]

_CREDENTIAL_HEADERS = {"authorization", "x-shopify-access-token", "cookie", "proxy-authorization"}
_SHORTEST_SECRET = 8  # shorter values would blank out ordinary text


class Secret(msgspec.Struct, frozen=True):
    id: str
    label: str


class SecretForms(Follower[Secret]):
    """The texts to look for: each secret as it is and as a URL writes it."""

    def __init__(self, table: Table[Secret]) -> None:
        self.forms: dict[str, str] = {}
        super().__init__(table)

    def insert(self, document: Secret) -> None:
        for form in (document.id, quote(document.id, safe="")):
            self.forms[form] = f"[{document.label}]"

    def remove(self, document: Secret) -> None:
        for form in (document.id, quote(document.id, safe="")):
            self.forms.pop(form, None)


class Secrets:
    """Values that must never be written down, each with the name to write instead."""

    def __init__(self, store: Store) -> None:
        self._secrets = store.table("kernel.secret", Secret)
        self._forms = SecretForms(self._secrets)

    def add(self, value: str, label: str) -> str:
        if len(value) < _SHORTEST_SECRET:
            raise ValueError(f"secret {label!r} is too short to be recognised in a log")
        if value not in self._secrets:
            self._secrets.put(Secret(value, label))
        return value

    def __iter__(self) -> Iterator[str]:
        return (secret.id for secret in self._secrets)

    def occur_in(self, text: str) -> bool:
        """Whether any secret stands in `text`, in any form."""
        self._forms.fold()
        return any(form in text for form in self._forms.forms)

    def redact(self, text: str) -> str:
        self._forms.fold()
        for form, name in self._forms.forms.items():
            if form in text:
                text = text.replace(form, name)
        return text


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request and what became of it. `status` 0: the client got no answer.

    `outbound`: the platform called somebody, instead of being called.
    """

    number: int
    at: datetime
    platform: str
    method: str
    url: str
    request_headers: dict[str, str]
    request_body: str
    status: int
    response_headers: list[tuple[str, str]]
    response_body: str
    fault: str
    outbound: bool = False


def _length(exchange: Exchange) -> int:
    return len(exchange.request_body) + len(exchange.response_body)


class ExchangeLog:
    """The latest `limit` exchanges, fewer when their bodies are longer than `characters` in all:
    a test that sends large bodies for hours must not fill the memory. The last one always stays."""

    def __init__(
        self, secrets: Secrets, limit: int = 5000, characters: int = 256 * 1024 * 1024
    ) -> None:
        self._secrets = secrets
        self._limit, self._characters = limit, characters
        self._exchanges: deque[Exchange] = deque()
        self._held = 0
        self._number = 0

    def record(
        self,
        at: datetime,
        platform: str,
        request: Request,
        response: Response | None,
        fault: str,
        *,
        outbound: bool = False,
    ) -> Exchange:
        self._number += 1
        asked = {
            name: "[credential]" if name in _CREDENTIAL_HEADERS else value
            for name, value in request.headers.items()
        }
        answered = list(response.headers) if response else []
        request_body = request.body.decode("utf-8", "replace")
        response_body = response.body.decode("utf-8", "replace") if response else ""
        url = request.url
        # One look at everything: almost no exchange holds a secret outside its credentials.
        everything = [url, request_body, response_body, *asked.values()]
        everything += [value for _, value in answered]
        if self._secrets.occur_in("\n".join(everything)):
            redact = self._secrets.redact
            url, request_body, response_body = map(redact, (url, request_body, response_body))
            asked = {name: redact(value) for name, value in asked.items()}
            answered = [(name, redact(value)) for name, value in answered]
        exchange = Exchange(
            number=self._number,
            at=at,
            platform=platform,
            method=request.method,
            url=url,
            request_headers=asked,
            request_body=request_body,
            status=response.status if response else 0,
            response_headers=answered,
            response_body=response_body,
            fault=fault,
            outbound=outbound,
        )
        self._keep(exchange)
        return exchange

    def _keep(self, exchange: Exchange) -> None:
        kept = self._exchanges
        kept.append(exchange)
        self._held += _length(exchange)
        while len(kept) > self._limit or (self._held > self._characters and len(kept) > 1):
            self._held -= _length(kept.popleft())

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._exchanges)

    def __len__(self) -> int:
        return len(self._exchanges)

    def find(
        self, *, platform: str = "", method: str = "", contains: str = "", status: int | None = None
    ) -> list[Exchange]:
        """Exchanges that fit every given condition; `contains` looks in url and both bodies."""
        return [
            exchange
            for exchange in self._exchanges
            if (not platform or exchange.platform == platform)
            and (not method or exchange.method == method.upper())
            and (status is None or exchange.status == status)
            and (
                not contains
                or contains in exchange.url
                or contains in exchange.request_body
                or contains in exchange.response_body
            )
        ]

    def encode(self) -> bytes:
        """One JSON line an exchange."""
        return b"\n".join(msgspec.json.encode(exchange) for exchange in self._exchanges)
