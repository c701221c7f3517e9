"""Kinds by name; the clock of a world that has a past; equal seeds, equal worlds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.world import DEFAULT_START, Accounts, open_world
from sandbox.worlds import KINDS, UnknownKind, furnish, open_named


def test_unknown_kind_names_the_kinds_and_writes_nothing() -> None:
    world = open_world()
    before = world.documents_hash()
    with pytest.raises(
        UnknownKind, match=r"there is no world 'acm'; there are acme, big, empty, w1"
    ):
        furnish(world, "acm")
    assert world.documents_hash() == before
    with pytest.raises(UnknownKind) as told:
        open_named("acm")
    assert told.value.kind == "acm"


def test_empty_is_what_open_world_gives() -> None:
    assert open_named("empty").documents_hash() == open_world().documents_hash()


@pytest.mark.parametrize("kind", ["empty", "w1", "acme"])
def test_a_frozen_world_stands_where_it_was_asked_to(kind: str) -> None:
    world = open_named(kind)
    assert world.clock.frozen
    assert world.clock.now() == DEFAULT_START
    assert world.clock.now() == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_running_world_is_at_the_wall_s_time() -> None:
    world = open_named("w1", start=None)
    assert not world.clock.frozen
    assert abs(world.clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    orders = list(world.shopify.records.orders)
    assert all(order.updated_at < world.clock.now() for order in orders)


def test_accounts_are_taken_over() -> None:
    world = open_named("w1", accounts=Accounts(netsuite="7654321", shopify="other-shop"))
    assert world.credentials()["NETSUITE_ACCOUNT"] == "7654321"
    assert world.credentials()["SHOPIFY_SHOP"] == "other-shop.myshopify.com"


def test_nothing_is_written_on_the_wire_or_queued() -> None:
    for kind in ("empty", "w1", "acme"):
        world = open_named(kind)
        assert len(world.exchanges) == 0
        assert world.queue.due() is None
        assert world.bugs == []


def test_a_snapshot_after_furnishing_restores() -> None:
    world = open_named("w1")
    version, before = world.snapshot(), world.documents_hash()
    world.shopify.desk.place([("TEE-BLK", 1)])
    world.advance(hours=1)
    world.restore(version)
    assert world.documents_hash() == before
    assert world.clock.now() == DEFAULT_START


def test_every_kind_is_in_the_documents() -> None:
    from pathlib import Path

    text = (Path(__file__).resolve().parents[2] / "docs" / "worlds.md").read_text()
    assert [kind for kind in KINDS if f"## `{kind}`" not in text] == []
