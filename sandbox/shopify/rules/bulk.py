"""Bulk operations: where one stands, how many may run, and the file it leaves.

Everything follows from the world's clock: an operation starts a second after it was asked for and
takes a second and more, by what it found (small ones took one to ten seconds when recorded). What
it writes is what was true when it was asked for. Files can be fetched for seven days.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.bulk_records import BulkOperation, BulkOutput
from sandbox.shopify.errors import refuse
from sandbox.shopify.records import next_id
from sandbox.shopify.wire import gid

__all__ = [
    "BUCKET",
    "STORAGE_HOST",
    "cancel",
    "check_free",
    "completed_at",
    "keep",
    "objects_at",
    "of_app",
    "status_at",
    "url_of",
]

STORAGE_HOST = "storage.googleapis.com"
BUCKET = "/shopify-tiers-assets-prod-us-east1/bulk-operation-outputs"
KEPT = timedelta(days=7)
SEVERAL_SINCE = "2026-01"
SEVERAL = 5
_SECOND = timedelta(seconds=1)
_OBJECTS_A_SECOND = 500
_SIGNATURE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def of_app(account: Account, app_id: str) -> list[BulkOperation]:
    """By id, oldest first."""
    return [each for each in account.records.bulk_operations if each.app_id == app_id]


def status_at(operation: BulkOperation, now: datetime) -> str:
    """As GraphQL writes it."""
    if operation.canceled_at is not None:
        return "CANCELING" if now < operation.canceled_at + _SECOND else "CANCELED"
    if now < operation.starts_at:
        return "CREATED"
    if now < operation.ends_at:
        return "RUNNING"
    return "COMPLETED" if operation.failed is None else "FAILED"


def completed_at(operation: BulkOperation, now: datetime) -> datetime | None:
    """None also for one that was cancelled or failed."""
    return operation.ends_at if status_at(operation, now) == "COMPLETED" else None


def objects_at(operation: BulkOperation, now: datetime) -> tuple[int, int]:
    """(objects, root objects) written so far."""
    if operation.canceled_at is not None:
        now = min(now, operation.canceled_at)
    if now < operation.starts_at:
        return 0, 0
    if now >= operation.ends_at:
        return operation.objects, operation.roots
    part = (now - operation.starts_at) / (operation.ends_at - operation.starts_at)
    return int(operation.objects * part), int(operation.roots * part)


def check_free(account: Account, app_id: str, version: str) -> None:
    """One operation at a time, five since 2026-01. Raises UserErrors."""
    now = account.clock.now()
    running = [
        each
        for each in of_app(account, app_id)
        if status_at(each, now) in {"CREATED", "RUNNING", "CANCELING"}
    ]
    if len(running) >= (SEVERAL if version >= SEVERAL_SINCE else 1):
        ids = ", ".join(gid("BulkOperation", each.id) for each in running)
        message = f"A bulk query operation for this app and shop is already in progress: {ids}."
        raise refuse(None, message, "OPERATION_IN_PROGRESS")


def keep(
    account: Account,
    app_id: str,
    query: str,
    lines: str,
    *,
    objects: int,
    roots: int,
    failed: str | None = None,
) -> BulkOperation:
    """A new operation whose output is `lines`. The caller queues the end of it."""
    now = moment(account)
    ends_at = now + _SECOND * (2 + objects // _OBJECTS_A_SECOND)
    operation = BulkOperation(
        id=next_id(account.ids, "BulkOperation"),
        app_id=app_id,
        query=query,
        created_at=now,
        starts_at=now + _SECOND,
        ends_at=ends_at,
        objects=objects,
        roots=roots,
        size=len(lines.encode()),
        failed=failed,
    )
    if lines and failed is None:
        output = account.records.bulk_outputs.put(
            BulkOutput(
                id=f"{account.ids.token('shopify.bulk_output', 32)}-final",
                lines=lines,
                signature=account.ids.token("shopify.bulk_signature", 86, _SIGNATURE) + "==",
                expires_at=ends_at + KEPT,
            )
        )
        operation = replace(operation, file=output.id)
    return account.records.bulk_operations.put(operation)


def cancel(account: Account, app_id: str, number: int) -> BulkOperation:
    """Raises UserErrors for one that is over."""
    operation = account.records.bulk_operations.get(number)
    if operation is None or operation.app_id != app_id:
        raise refuse(("id",), "Bulk operation does not exist")
    now = account.clock.now()
    status = status_at(operation, now)
    if status not in {"CREATED", "RUNNING"}:
        message = f"A bulk operation cannot be canceled when it is {status.lower()}."
        raise refuse(("id",), message, document=operation)
    return account.records.bulk_operations.put(replace(operation, canceled_at=now))


def url_of(account: Account, operation: BulkOperation, base: str = "") -> str | None:
    """The signed address of the output; None as long as, or because, there is none. `base`: where
    the client reaches the storage, if not under its own name."""
    if status_at(operation, account.clock.now()) != "COMPLETED" or not operation.file:
        return None
    output = account.records.bulk_outputs[operation.file]
    name = f"bulk-{operation.id}.jsonl"
    query = urlencode(
        {
            "GoogleAccessId": "assets-us-prod@shopify-tiers.iam.gserviceaccount.com",
            "Expires": int(output.expires_at.timestamp()),
            "Signature": output.signature,
            "response-content-disposition": (
                f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
            ),
            "response-content-type": "application/jsonl",
        }
    )
    return f"{base or f'https://{STORAGE_HOST}'}{BUCKET}/{quote(output.id)}?{query}"
