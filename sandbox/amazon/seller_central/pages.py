"""Pages from templates: links that hold under any address, headers as a site with money sends.

Every link is relative to the page that shows it, so the pages are the same below
`https://sellercentral.amazon.com/` and below a path of another server. No page loads anything: the
style sheet stands in the page, and the policy names its hash.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from sandbox.amazon.seller_central import local_time
from sandbox.amazon.seller_central.refusals import PageRefusal
from sandbox.kernel.routing import Request, Response

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["SIGN_IN", "amount", "cookie_header", "go", "link", "page", "refused", "to_sign_in"]

SIGN_IN = "/ap/signin"
HOME = "/home"
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_POLICY = (
    "default-src 'none'; img-src data:; style-src 'sha256-{hash}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Iterable[tuple[str, str]] = (),
    **told: Any,
) -> Response:
    """`told` is what the template speaks of."""
    text = _environment().get_template(f"{template}.html.j2").render(request=request, **told)
    return Response(
        status,
        text.encode(),
        [
            ("content-type", "text/html;charset=UTF-8"),
            ("cache-control", "no-cache, no-store, must-revalidate"),
            ("content-security-policy", _POLICY.format(hash=_style_hash())),
            ("x-frame-options", "SAMEORIGIN"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            *headers,
        ],
    )


def refused(request: Request, refusal: PageRefusal) -> Response:
    return page(request, "refused", status=refusal.status, refusal=refusal, session=None)


def go(request: Request, path: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """The browser is sent to another page; `path` begins with a slash."""
    at = ("location", request.origin + path)
    return Response(302, b"", [at, ("cache-control", "no-store"), *headers])


def to_sign_in(request: Request, *, expired: bool) -> Response:
    """With the way back, where the page can be asked for again."""
    asked = {}
    if request.method == "GET" and request.raw_path not in ("/", HOME):
        tail = f"?{request.raw_query}" if request.raw_query else ""
        asked["return_to"] = request.raw_path + tail
    if expired:
        asked["expired"] = "1"
    return go(request, f"{SIGN_IN}?{urlencode(asked)}" if asked else SIGN_IN)


def cookie_header(request: Request, name: str, value: str) -> tuple[str, str]:
    """For this site only, out of a script's reach; over TLS only, where the site is. Empty `value`:
    the browser forgets the cookie."""
    parts = [f"{name}={value}", f"Path={urlsplit(request.base).path or '/'}"]
    if not value:
        parts.append("Max-Age=0")
    if request.origin.startswith("https://"):
        parts.append("Secure")
    return "set-cookie", "; ".join([*parts, "HttpOnly", "SameSite=Lax"])


def link(request: Request, path: str, **query: Any) -> str:
    """From the page of `request` to another one; `path` begins with a slash."""
    up = "../" * (request.raw_path.count("/") - 1)
    given = {name: value for name, value in query.items() if value not in ("", None)}
    tail = f"?{urlencode(given)}" if given else ""
    return f"{up}{quote(path[1:])}{tail}" or "./"


def amount(value: Decimal, quantum: Decimal) -> str:
    """`1,234.56`, with the currency's own decimals."""
    return f"{value.quantize(quantum):,f}"


@cache
def _style() -> str:
    return (_TEMPLATES / "style.css").read_text()


@cache
def _style_hash() -> str:
    return b64encode(hashlib.sha256(_style().encode()).digest()).decode()


@cache
def _environment() -> Environment:
    """Made when the first page is asked for: a world that shows none does not pay for it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(link=link, style=_style(), local=local_time.written)
    made.filters["amount"] = amount
    return made
