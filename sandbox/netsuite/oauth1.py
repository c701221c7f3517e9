"""The arithmetic of token-based authentication: OAuth 1.0a, HMAC-SHA256 (RFC 5849).

Only pure functions; who may log in is decided in auth.py. Source of NetSuite's side: Help Center
"The Signature for Web Services and RESTlets".

The signature covers the method, the URL without its query, the decoded query parameters and every
parameter of the Authorization header but `realm` and `oauth_signature`. A JSON body is not signed;
some clients add `oauth_body_hash` (base64 SHA-1 of the body) to the header, which is then one more
signed parameter.

Clients disagree about when a query is encoded (a blank as `%20` or `+`, `:` and `,` raw or
encoded), so each pair of the query as it came over the wire is decoded once and encoded again by
RFC 3986, and a `+` counts as a blank first and as a plus sign second. A query that was encoded
twice stays wrong, as it is on the real service.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_plus

__all__ = ["authorization_parameters", "base_string", "escape", "sign", "signatures"]

_unreserved = re.compile(r"[A-Za-z0-9\-._~]*").fullmatch
_NOT_SIGNED = ("realm", "oauth_signature")


def escape(text: str) -> str:
    """Percent-encoding of RFC 3986: everything but letters, digits and `-._~`."""
    return text if _unreserved(text) else quote(text, safe="~")


_escaped_url = lru_cache(maxsize=1024)(escape)  # a client comes back to the same records


def authorization_parameters(credentials: str) -> dict[str, str] | None:
    """The parameters behind `OAuth `, decoded, in any order; None when they cannot be read.

    A parameter that is repeated makes the header unreadable (RFC 5849, 3.1).
    """
    found: dict[str, str] = {}
    for part in credentials.split(","):
        name, equals, value = part.strip().partition("=")
        if not equals or name in found:
            return None
        if len(value) >= 2 and value[0] == '"' and value[-1] == '"':
            value = value[1:-1]
        if "%" in name:
            name = unquote(name)
        found[name] = unquote(value) if "%" in value else value
    return found


def base_string(method: str, url: str, pairs: list[tuple[str, str]]) -> str:
    """`url` without query; `pairs` decoded: query parameters and signed header parameters."""
    encoded = sorted([(escape(name), escape(value)) for name, value in pairs])
    # Joined, the pairs are encoded once more; all that can need it is `%`, `&` and `=`.
    joined = "&".join(f"{name}={value}" for name, value in encoded)
    joined = joined.replace("%", "%25").replace("&", "%26").replace("=", "%3D")
    return f"{method}&{_escaped_url(url)}&{joined}"


def sign(text: str, consumer_secret: str, token_secret: str) -> str:
    key = f"{escape(consumer_secret)}&{escape(token_secret)}"
    return b64encode(hmac.digest(key.encode(), text.encode(), "sha256")).decode()


def signatures(
    method: str,
    origin: str,
    raw_path: str,
    raw_query: str,
    parameters: dict[str, str],
    secrets: tuple[str, str],
) -> Iterator[str]:
    """Every signature that counts as right, the likeliest first.

    `origin` is scheme and host. `parameters` come from the Authorization header, `secrets` are
    the consumer's and the token's.
    """
    signed = [pair for pair in parameters.items() if pair[0] not in _NOT_SIGNED]
    for path in _paths(raw_path):
        for query in _queries(raw_query):
            yield sign(base_string(method, origin + path, query + signed), *secrets)


def _paths(raw: str) -> Iterator[str]:
    yield raw
    # A client signs what it was given and its HTTP library may encode afterwards (`eid:a b`).
    decoded = unquote(raw)
    for other in (decoded, quote(decoded, safe="/~"), quote(decoded, safe="/~!:@$&'()*+,;=")):
        if other != raw:
            yield other


def _queries(raw: str) -> Iterator[list[tuple[str, str]]]:
    if not raw:
        yield []
        return
    parts = [part.partition("=") for part in raw.split("&") if part]
    yield [(unquote_plus(name), unquote_plus(value)) for name, _, value in parts]
    if "+" in raw:
        yield [(unquote(name), unquote(value)) for name, _, value in parts]
