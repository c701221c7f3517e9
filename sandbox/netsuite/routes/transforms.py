"""Transforms: a new record from another, such as a cash refund from a cash sale.

Source: Help Center "Transforming Records in REST Web Services". The body is optional and overlays
what the target gets by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.kernel.routing import Request, Response
from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidRequest, NonexistentId
from sandbox.netsuite.routes.common import (
    body_of,
    find,
    kind_of,
    no_content,
    reader_of,
    replaced,
    sync_only,
)
from sandbox.netsuite.rules.transforms import PAIRS
from sandbox.netsuite.wire.schema import record_type

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["transform"]


def transform(netsuite: NetSuite, request: Request) -> Response:
    kind = kind_of(request, netsuite)
    sync_only(request)
    action, name = request.params["action"], request.params["target"]
    if action != "!transform":
        raise InvalidRequest(f"The operation '{action}' does not exist.")
    target = record_type(name)
    if target is None:
        raise NonexistentId.record_type(name)
    if kind.name not in PAIRS:
        raise InvalidRequest(
            f"Transformation of record type '{kind.name}' to '{target.name}' is not supported."
        )
    replace = replaced(request, target)
    source = find(netsuite, kind, request.params["id"])
    reader = reader_of(netsuite, request)
    overlay = reader.record(target, body_of(request, optional=True))
    document = rules.transform(
        netsuite, source.id, target.name, overlay, source_type=kind.name, replace=replace
    )
    return no_content(request, target, document, reader)
