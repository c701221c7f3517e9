"""Bulk operations and the files they leave."""

from __future__ import annotations

from datetime import datetime

import msgspec

__all__ = ["BulkOperation", "BulkOutput"]


class BulkOperation(msgspec.Struct, frozen=True, kw_only=True):
    """Where it stands follows from the world's clock: CREATED until `starts_at`, RUNNING until
    `ends_at`, then COMPLETED; from `canceled_at` on CANCELING, and CANCELED a second later.

    `file` names the output, "" when nothing was found. `key` signs the address of the file.
    """

    id: int
    app_id: str
    query: str
    created_at: datetime
    starts_at: datetime
    ends_at: datetime
    objects: int
    roots: int
    size: int
    file: str = ""
    failed: str | None = None  # ACCESS_DENIED, INTERNAL_SERVER_ERROR
    canceled_at: datetime | None = None


class BulkOutput(msgspec.Struct, frozen=True, kw_only=True):
    """JSON lines. `id` is the name in the address, `signature` what makes the address good."""

    id: str
    lines: str
    signature: str
    expires_at: datetime
