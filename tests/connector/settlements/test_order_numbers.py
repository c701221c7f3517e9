"""An order is found in all settlements by numbers beside the rows; the rows have the last word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from connector.journal import Journal
from connector.journal_database import database_url
from connector.settlements.order_numbers import number_of, numbers_of, runs_with

NOW = datetime(2024, 2, 9, 9, 0, tzinfo=UTC)
LAMP, NEVER = "111-0000001-0000001", "111-0000000-0000000"
HEADS = [b"Order\t111-0000001-0000001\t\t\t", b"Refund\t111-0000001-0000001\t\ta\t", b"Fee\t\t\t\t"]


def test_a_number_is_the_checksum_of_the_orders_id() -> None:
    assert number_of("123456789").hex() == "2639f4cb"  # the published check value of CRC-32
    numbers = numbers_of(HEADS)
    assert len(numbers) == 12
    assert list(runs_with(numbers, number_of(LAMP))) == [0, 1]
    assert list(runs_with(numbers, number_of(""))) == [2]
    assert list(runs_with(numbers, number_of(NEVER))) == []


def test_bytes_of_two_numbers_are_not_a_third() -> None:
    assert list(runs_with(b"\x01\x02\x03\x04\x01\x02\x03\x04", b"\x03\x04\x01\x02")) == []
    assert list(runs_with(b"\x00\x00\x00\x00\x00\x00\x00\x01", b"\x00\x00\x00\x01")) == [1]


def test_settlements_from_before_there_were_numbers_are_numbered(
    journal_path: str, make: Callable[..., Path]
) -> None:
    journal = Journal(journal_path)
    journal.take("acme", make(), name="s.txt", now=NOW)
    wanted = journal.postings_of_order("acme", LAMP)
    assert [str(each.amount) for each in wanted] == ["46.74 USD", "-22.00 USD"]
    before = _numbers(journal_path)
    journal.close()
    _back_to_version_5(journal_path)
    journal = Journal(journal_path)
    assert _numbers(journal_path) == before
    assert journal.postings_of_order("acme", LAMP) == wanted
    assert journal.postings_of_order("acme", NEVER) == []
    journal.close()


def test_a_number_that_two_orders_share_does_not_mix_them_up(
    journal_path: str, make: Callable[..., Path]
) -> None:
    journal = Journal(journal_path)
    journal.take("acme", make(), name="s.txt", now=NOW)
    _execute(journal_path, "UPDATE settlement_orders SET numbers = :same", same=_same(journal_path))
    assert [each.order_id for each in journal.postings_of_order("acme", LAMP)] == [LAMP, LAMP]
    journal.close()


def test_what_is_dropped_leaves_no_numbers(journal_path: str, make: Callable[..., Path]) -> None:
    journal = Journal(journal_path)
    taken = journal.take("acme", make(), name="s.txt", now=NOW)
    journal.drop(taken.settlement.id)
    assert _numbers(journal_path) == []
    assert journal.postings_of_order("acme", LAMP) == []
    journal.close()


def _same(path: str) -> bytes:
    ((_, _, numbers),) = _numbers(path)
    return number_of(LAMP) * (len(numbers) // 4)


def _numbers(path: str) -> list[tuple[int, int, bytes]]:
    database = create_engine(database_url(path))
    with database.connect() as connection:
        asked = text("SELECT settlement, first_run, numbers FROM settlement_orders ORDER BY 1, 2")
        found = [(one, two, bytes(three)) for one, two, three in connection.execute(asked)]
    database.dispose()
    return found


def _execute(path: str, statement: str, **values: Any) -> None:
    database = create_engine(database_url(path))
    with database.begin() as connection:
        connection.execute(text(statement), values)
    database.dispose()


def _back_to_version_5(path: str) -> None:
    for statement in (
        "DROP TABLE settlement_orders",
        "DROP TABLE settlement_refusals",
        "UPDATE journal_version SET version_num = '0005'",
    ):
        _execute(path, statement)
