"""How a good request is made a bad one: a few changes, drawn by hypothesis.

Bodies are taken apart as JSON (members may repeat, numbers stay as they are written) or as a form,
else changed as text. `known`: ids and names that exist, which hurt where they do not belong.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from features.fuzz.sending import Sent

__all__ = ["Draw", "spoil"]

Draw = Callable[[st.SearchStrategy[Any]], Any]


class Raw(str):
    """Written into JSON as it is."""

    __slots__ = ()


class Members(list[Any]):
    """A JSON object as pairs, so that a name may stand in it twice."""


_TEXTS = (
    "", " ", "\x00", "a\x00b", "\ud800", "\u202egnp.exe", "e\u0301", "\U0001f4a9" * 40, "x" * 5000,
    "0", "-1", "null", "true", "NaN", "Infinity", "1e999", "1,5", "٣", "0x10", "1_000",
    "' OR '1'='1", '"', "\\", "%", "%00", "%s%n", "{{7*7}}", "${jndi:ldap://x}", "<b>&amp;</b>",
    "]]>", "<!DOCTYPE a>", "../../../../etc/passwd", "file:///etc/passwd", "\r\nX-Spliced: 1",
    "2026-02-30", "0000-00-00", "9999-12-31T23:59:59Z", "99999-01-01", "2026-11-24T09:00:00+99:99",
    "1970-01-01", "12/31/2026", "PT1H", "USD", "usd", "XXX", "ZZZ",
    "gid://shopify/Order/0", "gid://shopify/Order/-1", "gid://shopify/Order/99999999999999999999",
    "gid://shopify/Nothing/1", "gid://", "eid:", "eid:\x00", "id,name,*", "(((", "a IS", "IN ()",
)  # fmt: skip
_NUMBERS = (
    "0", "-0", "-1", "1", "2147483648", "9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "1e400", "-1e400", "1e-400", "0.1", "0.005", "1E5", "99999999999999.99",
    "0.30000000000000004", "1" + "0" * 400, "0." + "3" * 400, "NaN", "-Infinity", "01", "1.",
)  # fmt: skip
_NAMES = (
    "", "id", "Id", "ID", "__proto__", "constructor", "a\x00", "x" * 3000, "items", "Line", "links",
    "sparse", "SyncToken", "externalId", "é", "$ref", "null", "0", "query", "variables",
)  # fmt: skip
_TYPES: tuple[str | None, ...] = (
    None, "", "text/plain", "application/xml", "text/xml; charset=utf-16", "application/json",
    "application/json; charset=utf-16", "application/json; charset=nonsense", "application/JSON",
    "application/graphql", "application/x-www-form-urlencoded", "application/text", "image/png",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
    "application/vnd.oracle.resource+json; type=collection", "application/vnd.oracle.resource+json",
    "/", ";", "application/json, text/xml", "a" * 3000, "application/json;\x00", "*/*",
)  # fmt: skip
_HEADERS = (
    ("accept", ("", "*", "text/html", "application/xml", "application/json;q=x", ",,,", "a/b" * 900,
                "application/schema+json", "application/swagger+json", "text/xml;q=2")),
    ("accept-language", ("", "xx", "de-DE-" + "x" * 2000, "*;q=-1")),
    ("content-encoding", ("gzip", "deflate", "br", "nonsense")),
    ("prefer", ("respond-async", "respond-async, respond-async", "transient", "", "x=\x00")),
    ("x-netsuite-idempotency-key", ("", "a", "é", "x" * 5000)),
    ("x-netsuite-propertynamevalidation", ("", "error", "nonsense", "Warning,Ignore")),
    ("x-netsuite-propertyvaluevalidation", ("error", "nonsense")),
    ("x-netsuite-replace", ("item", "item,item", "nothing")),
    ("x-http-method-override", ("DELETE", "GET")),
    ("if-match", ("*", '""')),
    ("range", ("bytes=0-", "bytes=9-1", "x")),
    ("cookie", ("a=b", "\x00", "x" * 5000)),
    ("host", ("", "evil.example.com", "localhost:99999")),
    ("x-forwarded-host", ("evil.example.com",)),
    ("transfer-encoding", ("chunked",)),
    ("expect", ("100-continue",)),
)  # fmt: skip
_LOGINS: tuple[str | None, ...] = (
    None, "", " ", "Bearer", "Bearer ", "Bearer x", "Bearer \x00", "Bearer é",
    "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30.", "Basic", "Basic x", "Basic ====",
    "Basic Og==", "Basic /w==", "Basic OnNlY3JldA==", "OAuth", "OAuth ", "OAuth realm",
    "OAuth realm=", "bearer " + "x" * 9000, 'OAuth realm="5512345"',
    'OAuth realm="5512345",oauth_nonce="\x00"',
    "OAuth " + "a=b," * 500,
    'OAuth realm="x", oauth_consumer_key="a", oauth_token="b", oauth_nonce="c", '
    'oauth_timestamp="999999999999999999999", oauth_signature_method="HMAC-SHA256", '
    'oauth_version="1.0", oauth_signature="%%%"',
    'OAuth realm="x", oauth_consumer_key="a", oauth_token="b", oauth_nonce="c", '
    'oauth_timestamp="-1", oauth_signature_method="PLAINTEXT", oauth_signature="a"',
    'OAuth oauth_timestamp="٣", oauth_version="2"', "Digest a=b", "Negotiate",
    "NLAuth nlauth_email=a",
)  # fmt: skip
_TOKENS = ("authorization", "x-shopify-access-token", "x-amz-access-token")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get")
_PARAMETERS = (
    "limit", "offset", "page_info", "fields", "ids", "since_id", "status", "created_at_min", "q",
    "expandSubResources", "replace", "minorversion", "requestid", "operation", "include", "query",
    "startposition", "maxresults", "entities", "changedSince", "select", "script", "deploy", "name",
    "since", "until", "world", "text", "after", "format", "order", "grant_type", "state",
)  # fmt: skip
_SEGMENTS = (
    "", ".", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "%0d%0aX-Spliced:%201", "%ff%fe",
    "%ed%a0%80", "%F0%9F%92%A9", "-1", "0", "1", "00001", "1.5", "9" * 40, "9223372036854775808",
    "eid:", "eid:%00", "eid:a%2Fb", "!transform", "%21transform", "*", "~", ";a=b", "a" * 4000,
    "%D9%A3", "1%20OR%201=1", "null", "%", "%zz", "salesOrder", "customer", "invoice", "count.json",
)  # fmt: skip


def spoil(draw: Draw, good: Sent, known: Sequence[str]) -> Sent:
    """The request with one to three things wrong; now and then with none."""
    sent = good
    for _ in range(draw(st.sampled_from((1, 1, 1, 1, 2, 2, 3, 0)))):
        ways = _WITH_BODY if sent.body else _WITHOUT_BODY
        sent = draw(st.sampled_from(ways))(draw, sent, known)
    return sent


# -- the parts of a request -----------------------------------------------------------------------


def _member(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    """One member of a JSON or form body, else a piece of its text."""
    try:
        document = json.loads(
            sent.body,
            object_pairs_hook=Members,
            parse_int=Raw,
            parse_float=Raw,
            parse_constant=Raw,
        )
    except (ValueError, RecursionError):
        if b"=" in sent.body and b"<" not in sent.body and b"\n" not in sent.body:
            return replace(sent, body=_form(draw, sent.body.decode("latin-1"), known).encode())
        return _text(draw, sent, known)
    return replace(sent, body=_written(_change(draw, document, known)).encode("utf-8", "replace"))


def _change(draw: Draw, document: Any, known: Sequence[str]) -> Any:
    places = list(_places(document))
    if not places or draw(st.integers(0, 19)) == 0:
        return draw(st.sampled_from((_value(draw, known), [document], Members())))
    container, key = draw(st.sampled_from(places))
    old = container[key][1] if isinstance(container, Members) else container[key]
    what = draw(
        st.sampled_from(
            ("value", "value", "value", "drop", "again", "rename", "wrap", "unwrap", "extra")
        )
    )
    name = container[key][0] if isinstance(container, Members) else None
    if what == "drop":
        del container[key]
    elif what == "again":
        container.insert(key, container[key])
    elif what == "extra" and isinstance(container, Members):
        container.append((draw(st.sampled_from(_NAMES)), _value(draw, known)))
    elif what == "rename" and name is not None:
        container[key] = (draw(st.sampled_from(_NAMES)), old)
    else:
        if what == "wrap":
            new: Any = draw(st.sampled_from(([old], Members([("id", old)]), [old] * 300)))
        elif what == "unwrap" and isinstance(old, list) and old:
            new = old[0][1] if isinstance(old, Members) else old[0]
        else:
            new = _value(draw, known)
        container[key] = new if name is None else (name, new)
    return document


def _places(document: Any) -> Any:
    """(container, index) of every value below the top."""
    if isinstance(document, Members):
        for index, (_, value) in enumerate(document):
            yield document, index
            yield from _places(value)
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield document, index
            yield from _places(value)


def _value(draw: Draw, known: Sequence[str]) -> Any:
    return draw(
        st.one_of(
            st.sampled_from(_TEXTS),
            st.sampled_from(_NUMBERS).map(Raw),
            st.sampled_from((None, True, False, [], Members(), [[]], [None])),
            st.just(Members([("id", None)])),
            st.sampled_from(known) if known else st.just("1"),
            st.integers(-(2**70), 2**70),
            st.text(max_size=20),
            st.just(Raw("[" * 600 + "]" * 600)),
        )
    )  # fmt: skip


def _written(value: Any) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, Members):
        inside = ",".join(f"{json.dumps(name)}:{_written(each)}" for name, each in value)
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_written, value))}]"
    return json.dumps(value)


def _text(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    """Bytes of the body: cut, doubled, replaced, or in another encoding."""
    body = sent.body
    at = draw(st.integers(0, len(body)))
    to = min(len(body), at + draw(st.sampled_from((1, 4, 40, len(body)))))
    way = draw(st.sampled_from(("cut", "gone", "again", "in", "utf-16", "bom", "gzip", "noise")))
    if way == "cut":
        body = body[:at]
    elif way == "gone":
        body = body[:at] + body[to:]
    elif way == "again":
        body = body[:at] + body[at:to] * 50 + body[to:]
    elif way == "in":
        piece = draw(st.one_of(st.sampled_from(_TEXTS), st.sampled_from(known or ["1"])))
        body = body[:at] + piece.encode("utf-8", "surrogatepass") + body[to:]
    elif way == "utf-16":
        body = body.decode("utf-8", "replace").encode("utf-16")
    elif way == "bom":
        body = b"\xef\xbb\xbf" + body
    elif way == "gzip":
        body = gzip.compress(body, mtime=0)
    else:
        body = body[:at] + draw(st.binary(min_size=1, max_size=30)) + body[to:]
    return replace(sent, body=body)


def _form(draw: Draw, text: str, known: Sequence[str]) -> str:
    """A query or form: a field changed, doubled, dropped or added."""
    fields = text.split("&") if text else []
    way = draw(st.sampled_from(("value", "value", "drop", "again", "extra", "extra", "raw")))
    hostile = draw(st.one_of(st.sampled_from(_TEXTS), st.sampled_from(known or ["1"])))
    written = quote(hostile.encode("utf-8", "surrogatepass"), safe="")
    if way == "extra" or not fields:
        fields.append(f"{draw(st.sampled_from(_PARAMETERS))}={written}")
        return "&".join(fields)
    at = draw(st.integers(0, len(fields) - 1))
    name = fields[at].partition("=")[0]
    if way == "drop":
        del fields[at]
    elif way == "again":
        fields.append(fields[at])
    elif way == "raw":
        fields[at] = draw(
            st.sampled_from(("=", "a", "%", "%zz=%zz", "a=%ff", "[]=1", f"{name}[]=1"))
        )
    else:
        fields[at] = f"{name}={written}"
    return "&".join(fields)


def _query(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    return replace(sent, query=_form(draw, sent.query, known))


def _segment(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    """A segment of the path: the last ones are those that name something."""
    segments = sent.path.split("/")
    at = len(segments) - draw(st.sampled_from((1, 1, 1, 2, 2, 3, len(segments) - 1)))
    tail = ".json" if segments[at].endswith(".json") else ""
    hostile = draw(st.one_of(st.sampled_from(_SEGMENTS), st.sampled_from(known or ["1"])))
    if hostile in known:
        hostile = quote(hostile.encode("utf-8", "surrogatepass"), safe="")
    segments[max(1, at)] = hostile + tail
    return replace(sent, path="/".join(segments))


def _typed(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    return sent.with_header("content-type", draw(st.sampled_from(_TYPES)))


def _header(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    name, values = draw(st.sampled_from(_HEADERS))
    return sent.with_header(name, draw(st.sampled_from(values)))


def _repeated(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    """A header twice; with another value now and then."""
    if not sent.headers:
        return sent
    name, value = draw(st.sampled_from(sent.headers))
    again = draw(st.sampled_from((value, value, "", "x")))
    return replace(sent, headers=(*sent.headers, (name, again)))


def _login(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    """Whatever lets the client in, broken; a signature or token changed in one place."""
    names = [each for each, _ in sent.headers if each in _TOKENS]
    name = draw(st.sampled_from(names or ["authorization"]))
    value = sent.header(name)
    if value and draw(st.booleans()):
        at = draw(st.integers(0, len(value) - 1))
        piece = draw(st.sampled_from(("", "\x00", "é", '"', ",", "%", "=", " ", "x" * 3000)))
        return sent.with_header(name, value[:at] + piece + value[at + 1 :])
    return sent.with_header(name, draw(st.sampled_from(_LOGINS)))


def _method(draw: Draw, sent: Sent, known: Sequence[str]) -> Sent:
    return replace(sent, method=draw(st.sampled_from(_METHODS)))


_WITHOUT_BODY = (
    _segment, _segment, _segment, _query, _query, _query, _header, _repeated, _login, _method,
    _typed,
)  # fmt: skip
_WITH_BODY = (
    _member, _member, _member, _member, _member, _member, _text, _segment, _query, _typed, _header,
    _repeated, _login, _method,
)  # fmt: skip
