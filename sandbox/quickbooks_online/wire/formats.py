"""Which format a request speaks, and which it wants to hear.

developer.intuit.com "REST API features": answers are XML unless the request accepts JSON.
"""

from __future__ import annotations

from sandbox.kernel.routing import Request

__all__ = ["JSON", "XML", "sends_xml", "wants_json"]

JSON = "application/json;charset=UTF-8"
XML = "application/xml;charset=UTF-8"


def wants_json(request: Request) -> bool:
    return "json" in request.headers.get("accept", "").lower()


def sends_xml(request: Request) -> bool:
    """A body without a content type is JSON when it looks like it."""
    kind = request.headers.get("content-type", "").lower()
    if "json" in kind:
        return False
    return "xml" in kind or request.body.lstrip()[:1] == b"<"
