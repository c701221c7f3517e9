"""Feeds on their way: queued, worked on, done. A feed whose messages all failed is done as well."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Mapping
from datetime import timedelta

import msgspec

from sandbox.amazon.domain import Domain
from sandbox.amazon.errors import RuleError
from sandbox.amazon.feed_xml import Result, processing_report, read
from sandbox.amazon.records import Feed, File
from sandbox.amazon.rules import notifications
from sandbox.amazon.rules.feed_messages import MESSAGES, adjust_flat, cancel_flat
from sandbox.amazon.rules.reports import keep_file

__all__ = ["BEGIN", "END", "TYPES", "begin", "end", "submit"]

BEGIN, END = "feed.begin", "feed.end"
_FLAT: dict[str, Callable[[Domain, Mapping[str, str]], None]] = {
    "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA": adjust_flat,
    "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA": cancel_flat,
}
TYPES = (*MESSAGES, *_FLAT)


def submit(account: Domain, type: str, marketplaces: tuple[str, ...], file: File) -> Feed:
    now = account.clock.now()
    feed = account.records.feeds.put(
        Feed(
            id=str(account.ids.next("amazon.feed", 53_000_000_001)) + "0189",
            type=type,
            marketplaces=marketplaces,
            created=now,
            status="IN_QUEUE",
            source=file.id,
        )
    )
    due = now + timedelta(seconds=account.settings.feed_queue_seconds)
    account.universe.queue.put("amazon", BEGIN, feed.id, due=due)
    return feed


def begin(account: Domain, key: str) -> None:
    """The feed's turn. One that was cancelled has none."""
    feed = account.records.feeds[key]
    if feed.status != "IN_QUEUE":
        return
    now = account.clock.now()
    account.records.feeds.put(msgspec.structs.replace(feed, status="IN_PROGRESS", began=now))
    due = now + timedelta(seconds=account.settings.feed_work_seconds)
    account.universe.queue.put("amazon", END, key, due=due)


def end(account: Domain, key: str) -> None:
    """All messages are worked off, and the report of it is there."""
    feed = account.records.feeds[key]
    file = account.records.files[feed.source]
    now = account.clock.now()
    if not file.uploaded:
        done = msgspec.structs.replace(feed, status="FATAL", finished=now)
    else:
        if feed.type in MESSAGES:
            results = _envelope(account, feed, file.content)
            report = processing_report(feed.id, account.seller_id, results)
        else:
            report = _text(_rows(account, feed, file.content))
        kind = "text/xml; charset=UTF-8" if feed.type in MESSAGES else "text/plain; charset=UTF-8"
        result = keep_file(
            account,
            gzip.compress(report, mtime=0),
            kind,
            label="tortuga",
            compression="GZIP",
        )
        done = msgspec.structs.replace(feed, status="DONE", finished=now, result=result.id)
    account.records.feeds.put(done)
    notifications.feed_finished(account, done)


def _envelope(account: Domain, feed: Feed, content: bytes) -> list[Result]:
    wanted, act = MESSAGES[feed.type]
    try:
        root = read(content)
    except ValueError as wrong:
        return [Result(message_id="0", code="5000", description=str(wrong))]
    if root.name != "AmazonEnvelope" or root.value("MessageType") != wanted:
        told = f"XML Parsing Fatal Error: the MessageType of this feed is {wanted}."
        return [Result(message_id="0", code="5000", description=told)]
    results = []
    for message in root.all("Message"):
        key = message.value("MessageID")
        body = message.first(wanted)
        if body is None:
            told = f"XML Parsing Error: {wanted} is missing."
            results.append(Result(message_id=key, code="5000", description=told))
            continue
        try:
            with account.store.transaction():
                act(account, body)
        except RuleError as refused:
            results.append(
                Result(
                    message_id=key,
                    code=refused.code,
                    description=refused.message,
                    order_id=body.value("AmazonOrderID"),
                )
            )
        else:
            results.append(Result(message_id=key))
    return results


def _rows(account: Domain, feed: Feed, content: bytes) -> list[Result]:
    act = _FLAT[feed.type]
    lines = content.decode("cp1252", "replace").splitlines()
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    results = []
    for number, row in enumerate(reader, 1):
        clean = {name: (value or "").strip() for name, value in row.items() if name}
        try:
            with account.store.transaction():
                act(account, clean)
        except RuleError as refused:
            results.append(
                Result(
                    message_id=str(number),
                    code=refused.code,
                    description=refused.message,
                    order_id=clean.get("order-id", ""),
                )
            )
        else:
            results.append(Result(message_id=str(number)))
    return results


def _text(results: list[Result]) -> bytes:
    failed = [each for each in results if each.code]
    lines = [
        "Feed Processing Summary:",
        f"\tNumber of records processed\t\t{len(results)}",
        f"\tNumber of records successful\t\t{len(results) - len(failed)}",
        "",
        "original-record-number\tsku\terror-code\terror-type\terror-message",
    ]
    lines += [f"{each.message_id}\t\t{each.code}\tError\t{each.description}" for each in failed]
    return ("\n".join(lines) + "\n").encode()
