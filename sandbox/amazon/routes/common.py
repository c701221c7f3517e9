"""What the routes share: parameters as clients write them, pages, and links to documents."""

from __future__ import annotations

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

import orjson

from sandbox.amazon import hosts
from sandbox.amazon.errors import InvalidInput, StoreError, UnsupportedMedia
from sandbox.kernel.routing import Request

if TYPE_CHECKING:
    from sandbox.amazon.app import Amazon

__all__ = ["Params", "body_of", "check_signed", "open_page", "parse_moment", "seal_page", "signed"]

_LINK_SECONDS = 300
_HEX = "0123456789abcdef"


class Params:
    """Query parameters. Lists come comma-joined or repeated; unknown names are left alone, as
    clients send more than they are asked for."""

    def __init__(self, request: Request) -> None:
        self._given: dict[str, list[str]] = {}
        for name, value in parse_qsl(request.raw_query, keep_blank_values=True):
            if value:
                self._given.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def names(self) -> list[str]:
        return list(self._given)

    def one(self, name: str) -> str:
        return self._given.get(name, [""])[-1]

    def many(self, name: str) -> list[str]:
        return [
            part.strip()
            for value in self._given.get(name, [])
            for part in value.split(",")
            if part.strip()
        ]

    def moment(self, name: str) -> datetime | None:
        """Raises InvalidInput."""
        text = self.one(name)
        if not text:
            return None
        found = parse_moment(text)
        if found is None:
            raise InvalidInput("This is an invalid input", f"Invalid date-time field(s) [{name}].")
        return found

    def number(self, name: str, default: int, most: int) -> int:
        """Raises InvalidInput."""
        text = self.one(name)
        if not text:
            return default
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise InvalidInput(details=f"{name} must be between 1 and {most}.")
        return int(text)


def parse_moment(text: str) -> datetime | None:
    """ISO 8601, a day alone too; without a zone it is UTC."""
    try:
        # A plus sign that a client left unescaped arrives as a blank.
        found = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def body_of(request: Request) -> dict[str, Any]:
    """Raises InvalidInput and UnsupportedMedia."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedMedia
    try:
        found = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        raise InvalidInput("Request has missing or invalid parameters") from None
    if not isinstance(found, dict):
        raise InvalidInput("Request has missing or invalid parameters")
    return found


def seal_page(amazon: Amazon, purpose: str, state: dict[str, Any]) -> str:
    """An opaque token that leads on."""
    raw = orjson.dumps(state, option=orjson.OPT_SORT_KEYS)
    return urlsafe_b64encode(_tag(amazon, purpose, raw) + raw).decode().rstrip("=")


def open_page(amazon: Amazon, purpose: str, token: str) -> dict[str, Any]:
    """Raises InvalidInput for a token that this account did not give out for the purpose."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise InvalidInput(details="The next token is not valid.") from None
    if len(raw) < 8 or _tag(amazon, purpose, raw[8:]) != raw[:8]:
        raise InvalidInput(details="The next token is not valid.")
    state: dict[str, Any] = orjson.loads(raw[8:])
    return state


def _tag(amazon: Amazon, purpose: str, raw: bytes) -> bytes:
    key = amazon.ids.fixed("amazon.page_key", 32)
    return hashlib.sha256(f"{key}|{purpose}|".encode() + raw).digest()[:8]


def signed(amazon: Amazon, request: Request, method: str, file: str, **more: str) -> str:
    """A link to a document that needs no token, for five minutes."""
    region = hosts.region_of(request.host) or amazon.region
    origin = request.base or f"https://{hosts.DOCUMENTS[region]}"
    at = amazon.clock.now().strftime("%Y%m%dT%H%M%SZ")
    query = {
        **more,
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": at,
        "X-Amz-SignedHeaders": "content-type;host" if method == "PUT" else "host",
        "X-Amz-Expires": str(_LINK_SECONDS),
        "X-Amz-Signature": _signature(amazon, method, file, at, more),
    }
    return f"{origin}/{quote(file)}?{urlencode(query)}"


def check_signed(amazon: Amazon, request: Request, file: str) -> None:
    """Raises StoreError, in the store's own words."""
    query = dict(request.query)
    at = query.pop("X-Amz-Date", "")
    given = query.pop("X-Amz-Signature", "")
    more = {name: value for name, value in query.items() if not name.startswith("X-Amz-")}
    if not at or not given:
        raise StoreError(403, "AccessDenied", "Access Denied")
    if given != _signature(amazon, request.method, file, at, more):
        raise StoreError(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method.",
        )
    began = datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if amazon.clock.now() >= began + timedelta(seconds=_LINK_SECONDS):
        raise StoreError(403, "AccessDenied", "Request has expired")


def _signature(amazon: Amazon, method: str, file: str, at: str, more: dict[str, str]) -> str:
    label = f"amazon.signature.{method}.{file}.{at}.{sorted(more.items())}"
    value = amazon.ids.fixed(label, 64, _HEX)
    return amazon.universe.secrets.add(value, "SPAPI_DOCUMENT_SIGNATURE")
