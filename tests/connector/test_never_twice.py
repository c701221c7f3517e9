"""Never twice, never lost: lost answers, killed processes, two workers, limits."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.journal import IntentState, Journal
from connector.trouble import Refused, Throttled, Unreachable

TEE = ("1", 1, "17.99", "1.48")


@pytest.fixture(params=["to books", "from books"])
def direction(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def retrieve(bench: Any, direction: str) -> Any:
    """A billed order with one refund of 19.47 at its source, retrieved."""
    billed = bench.billed_order()
    if direction == "to books":
        bench.channel.refund_by_hand("5001", "19.47", (TEE,))
        found = bench.run(bench.engine.retrieve_refund("acme", "5001"))
    else:
        bench.books.refund_by_hand(
            billed, "19.47", (("TEE-BLK", 1, "19.99"),), discount="2.00", tax="1.48"
        )
        found = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite"))
    return found.rows[0]


def mishaps(bench: Any, direction: str) -> Any:
    return (bench.books if direction == "to books" else bench.channel).mishaps


def written(bench: Any, direction: str) -> int:
    side = bench.books.refund_writes if direction == "to books" else bench.channel.instructions
    return len(side)


def test_f01_lost_answer_is_found_by_looking(bench: Any, direction: str) -> None:
    row = retrieve(bench, direction)
    mishaps(bench, direction).queue = ["lost"]
    posted = bench.run(bench.engine.post(row.id))
    assert posted.status == "Posted"
    assert written(bench, direction) == 1
    assert any("Posting in Progress: answer lost" in entry for entry in posted.history)
    assert any("was lost" in warning for warning in posted.warnings)


def test_a_request_that_never_arrived_is_unknown_then_sent_again(
    bench: Any, direction: str
) -> None:
    row = retrieve(bench, direction)
    mishaps(bench, direction).queue = ["reset"]
    posted = bench.run(bench.engine.post(row.id))
    assert posted.status == "Posting in Progress"
    assert posted.note == "answer lost, checking the target"
    assert posted.problem.code == "unknown"
    assert written(bench, direction) == 0
    posted = bench.run(bench.engine.post(row.id))
    assert (posted.status, posted.problem) == ("Posted", None)
    assert written(bench, direction) == 1


def test_the_target_is_watched_for_thirty_seconds(bench: Any) -> None:
    row = retrieve(bench, "to books")
    before = bench.clock.now()
    bench.books.mishaps.queue = ["reset"]
    bench.run(bench.engine.post(row.id))
    assert bench.clock.now() - before == timedelta(seconds=30)


def test_killed_between_write_and_record(bench: Any, direction: str, tmp_path: Path) -> None:
    bench.restart(Journal(str(tmp_path / "journal.db")))
    row = retrieve(bench, direction)
    side = bench.books if direction == "to books" else bench.channel
    name = "write_refund" if direction == "to books" else "issue_refund"
    write = getattr(side, name)

    async def write_then_die(*args: Any) -> None:
        await write(*args)
        raise KeyboardInterrupt

    setattr(side, name, write_then_die)
    with pytest.raises(KeyboardInterrupt):
        bench.run(bench.engine.post(row.id))
    setattr(side, name, write)
    bench.journal.close()
    bench.restart(Journal(str(tmp_path / "journal.db")))
    posted = bench.run(bench.engine.post(row.id))
    assert posted.status == "Posted"
    assert written(bench, direction) == 1


def test_killed_before_the_write_arrived(bench: Any, direction: str, tmp_path: Path) -> None:
    bench.restart(Journal(str(tmp_path / "journal.db")))
    row = retrieve(bench, direction)
    side = bench.books if direction == "to books" else bench.channel
    name = "write_refund" if direction == "to books" else "issue_refund"
    write = getattr(side, name)

    async def die(*_: Any) -> None:
        raise KeyboardInterrupt

    setattr(side, name, die)
    with pytest.raises(KeyboardInterrupt):
        bench.run(bench.engine.post(row.id))
    setattr(side, name, write)
    bench.journal.close()
    bench.restart(Journal(str(tmp_path / "journal.db")))
    assert bench.run(bench.engine.post(row.id)).status == "Posted"
    assert written(bench, direction) == 1


def test_the_intent_is_on_disk_before_the_write(bench: Any, direction: str) -> None:
    row = retrieve(bench, direction)
    side = bench.books if direction == "to books" else bench.channel
    name = "write_refund" if direction == "to books" else "issue_refund"
    write = getattr(side, name)
    seen = []

    async def watch(instruction: Any, key: str) -> Any:
        seen.append(bench.journal.intent(key).state)
        return await write(instruction, key)

    setattr(side, name, watch)
    bench.run(bench.engine.post(row.id))
    assert seen == [IntentState.OPEN]


def test_two_workers_on_one_journal_write_once(bench: Any, direction: str) -> None:
    row = retrieve(bench, direction)
    first = bench.engine
    second = bench.restart()

    async def both() -> Any:
        return await asyncio.gather(first.post(row.id), second.post(row.id))

    bench.run(both())
    assert bench.engine.row(row.id).status == "Posted"
    assert written(bench, direction) == 1


def test_a_second_journal_recognises_what_the_first_wrote(bench: Any, direction: str) -> None:
    row = retrieve(bench, direction)
    bench.run(bench.engine.post(row.id))
    bench.restart(Journal(":memory:"))
    source = "Shopify" if direction == "to books" else "NetSuite"
    found = bench.run(bench.engine.retrieve_refund("acme", "5001", source))
    again = bench.run(bench.engine.post(found.rows[0].id))
    assert again.status == "Posted"
    assert written(bench, direction) == 1


def test_a_limit_puts_the_row_off(bench: Any, direction: str) -> None:
    row = retrieve(bench, direction)
    until = bench.clock.now() + timedelta(minutes=5)
    mishaps(bench, direction).queue = [Throttled("Slow down.", "It", until)]
    posted = bench.run(bench.engine.post(row.id))
    assert posted.status == "In FarApp (Automatic Sync Disabled)"
    assert posted.next_attempt_at == until
    assert posted.retries == 0
    assert bench.run(bench.engine.post(row.id)).status == "Posted"
    assert written(bench, direction) == 1


def test_no_connection_writes_nothing_and_does_not_count(bench: Any, direction: str) -> None:
    row = retrieve(bench, direction)
    mishaps(bench, direction).queue = ["unreachable"]
    posted = bench.run(bench.engine.post(row.id))
    assert posted.problem.code == "unreachable"
    assert posted.failed_at is None
    assert bench.run(bench.engine.post(row.id)).status == "Posted"


def test_a_duplicate_refusal_is_looked_up(bench: Any) -> None:
    row = retrieve(bench, "to books")
    write = bench.books.write_refund

    async def late(instruction: Any, key: str) -> Any:
        await write(instruction, key)
        raise Refused("Duplicate.", "NetSuite", "This record already exists.")

    bench.books.write_refund = late
    assert bench.run(bench.engine.post(row.id)).status == "Posted"


def test_orders_too(bench: Any) -> None:
    bench.channel.place(bench.w1_order())
    (row,) = bench.run(bench.engine.retrieve_order("acme", "#1001")).rows
    bench.books.mishaps.queue = ["reset"]
    posted = bench.run(bench.engine.post(row.id))
    assert posted.status == "Scheduled to Post to NetSuite"
    assert posted.note == "answer lost, checking the target"
    bench.books.mishaps.queue = ["lost"]
    posted = bench.run(bench.engine.post(row.id))
    assert posted.status == "Order Posted, Waiting for Shipment"
    assert bench.books.order_writes == 1


def test_a_request_that_arrived_twice_is_recognised_despite_the_second_refusal(
    bench: Any, direction: str
) -> None:
    row = retrieve(bench, direction)
    side = bench.books if direction == "to books" else bench.channel
    name = "write_refund" if direction == "to books" else "issue_refund"
    write = getattr(side, name)

    async def twice(*args: Any) -> Any:
        await write(*args)
        raise Refused("Login refused.", "It", "Invalid login attempt.", login=True)

    setattr(side, name, twice)
    assert bench.run(bench.engine.post(row.id)).status == "Posted"
    assert written(bench, direction) == 1


def test_a_document_that_could_not_be_read_back_is_compared_later(bench: Any) -> None:
    row = retrieve(bench, "to books")
    read = bench.books.refund_document

    async def fail(_: str) -> Any:
        raise Unreachable("No route.", "NetSuite")

    bench.books.refund_document = fail
    posted = bench.run(bench.engine.post(row.id))
    assert (posted.status, posted.note) == ("Posting in Progress", "written, not compared yet")
    bench.books.refund_document = read
    posted = bench.run(bench.engine.post(row.id))
    assert (posted.status, posted.problem) == ("Posted", None)
    assert written(bench, "to books") == 1


def test_an_update_that_did_not_come_through_leaves_the_row_as_it_was(bench: Any) -> None:
    bench.run(bench.synced())
    (row,) = bench.engine.rows("orders")
    bench.channel.read_trouble = Unreachable("No route.", "Shopify")
    updated = bench.run(bench.engine.update_order(row.id))
    assert updated.status == "Order Posted, Waiting for Shipment"
    assert updated.problem.code == "unreachable"
