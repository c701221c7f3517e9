"""A message counts once; an order that is said to have changed is remembered until it is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connector.journal import Journal

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SYNCS = ("order", "refund to NetSuite")


def take(journal: Journal, delivery: str, order: str = "500", now: datetime = NOW) -> bool:
    return journal.take_delivery(
        "acme", delivery, topic="orders/updated", order_id=order, syncs=SYNCS, now=now
    )


def test_a_message_counts_once(journal_path: str) -> None:
    journal = Journal(journal_path)
    assert [take(journal, "a"), take(journal, "a"), take(journal, "b")] == [True, False, True]
    assert [each.order_id for each in journal.hints("acme", "order")] == ["500", "500"]
    assert len(journal.hints("acme", "refund to NetSuite")) == 2
    assert journal.hints("acme", "fulfilment") == []
    assert journal.hints("other", "order") == []
    journal.close()


def test_the_same_message_of_two_accounts_counts_for_both(journal_path: str) -> None:
    journal = Journal(journal_path)
    assert take(journal, "a")
    assert journal.take_delivery(
        "second", "a", topic="orders/updated", order_id="500", syncs=["order"], now=NOW
    )
    journal.close()


def test_only_what_was_read_is_dropped_and_ids_are_never_used_again(journal_path: str) -> None:
    journal = Journal(journal_path)
    take(journal, "a")
    read = [each.id for each in journal.hints("acme", "order")]
    take(journal, "b", "501")
    journal.drop_hints(read)
    journal.drop_hints([])
    (left,) = journal.hints("acme", "order")
    assert left.order_id == "501"
    journal.drop_hints([left.id])
    take(journal, "c", "502")
    (new,) = journal.hints("acme", "order")
    assert new.id > left.id
    journal.close()


def test_a_message_is_forgotten_after_a_week(journal_path: str) -> None:
    journal = Journal(journal_path)
    take(journal, "a")
    take(journal, "b", now=NOW + timedelta(days=6))
    assert not take(journal, "a", now=NOW + timedelta(days=6))
    take(journal, "c", now=NOW + timedelta(days=8))
    assert take(journal, "a", now=NOW + timedelta(days=8))
    assert not take(journal, "b", now=NOW + timedelta(days=8))
    journal.close()
