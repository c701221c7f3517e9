"""The state file: what a world was told to keep is there after anything that may happen."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from sandbox.hosting.state import (
    FORMAT,
    StateCorrupt,
    StateError,
    StateFile,
    StateInUse,
    StateOfAnotherVersion,
)
from sandbox.world import World, open_world


def sell(world: World) -> str:
    """A W2 story on both sides of the storefront: 3 black shirts, one of them refunded."""
    order = world.shopify.desk.place(lines=[("TEE-BLK", 3)], email="dana@example.com")
    world.shopify.desk.refund(order.id, lines={"TEE-BLK": 1})
    world.netsuite.desk.customer(company_name="Dana Whitfield", email="dana@example.com")
    world.advance(minutes=1)
    return order.name


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "world.db"


@pytest.fixture
def file(path: Path) -> Iterator[StateFile]:
    opened = StateFile.open(path)
    yield opened
    opened.close()


def after_a_kill(path: Path) -> Path:
    """What a process killed now would leave: the file and its log, not closed."""
    left = path.with_name("left.db")
    shutil.copy(path, left)
    log = path.with_name(path.name + "-wal")
    if log.exists():
        shutil.copy(log, left.with_name(left.name + "-wal"))
    return left


def come_back(path: Path) -> World:
    file = StateFile.open(path)
    world = open_world(seed=7)
    assert file.keep(world, kind="empty")
    file.close()
    return world


def test_every_table_comes_back_as_it_was(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    assert not file.keep(world, kind="empty")
    name = sell(world)
    back = come_back(after_a_kill(path))
    for table in world.store.tables:
        assert list(back.store.tables[table]) == list(world.store.tables[table]), table
    order = back.shopify.desk.find(name)
    refunds = [each.amount.presentment for each in order.transactions if each.kind == "refund"]
    assert refunds == [Decimal("19.47")]  # W2: the first shirt


def test_documents_kept_have_the_types_they_had(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    file.keep(world, kind="empty")
    sell(world)
    back = come_back(after_a_kill(path))
    for name, table in world.store.tables.items():
        for document in table:
            again = back.store.tables[name][document.id]
            assert repr(again) == repr(document), name


def test_an_unfinished_transaction_leaves_nothing(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    file.keep(world, kind="empty")
    orders = len(world.shopify.records.orders)
    with world.store.transaction():
        world.shopify.desk.place(lines=[("TEE-BLK", 1)])
        back = come_back(after_a_kill(path))
    assert len(back.shopify.records.orders) == orders
    assert len(come_back(after_a_kill(path)).shopify.records.orders) == orders + 1


def test_no_id_is_used_again_and_time_goes_on(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    file.keep(world, kind="empty")
    first = sell(world)
    world.advance(hours=5)
    back = come_back(after_a_kill(path))
    assert back.clock.now() == world.clock.now()
    second = back.shopify.desk.place(lines=[("TEE-BLK", 1)])
    assert second.name != first
    assert second.id not in world.shopify.records.orders


def test_what_was_deleted_stays_deleted(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    file.keep(world, kind="empty")
    task = world.queue.put("shopify", "nothing", due=world.clock.now() + timedelta(hours=1))
    world.queue.remove(task)
    kept = world.queue.put("shopify", "nothing", due=world.clock.now() + timedelta(hours=2))
    back = come_back(after_a_kill(path))
    assert [each.id for each in back.store.tables["kernel.queue"]] == [kept.id]


def test_a_restore_is_kept_like_any_other_change(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    file.keep(world, kind="empty")
    before = world.snapshot()
    empty = world.documents_hash()
    sell(world)
    world.restore(before)
    assert come_back(after_a_kill(path)).documents_hash() == empty


def test_two_worlds_lie_in_one_file(path: Path, file: StateFile) -> None:
    one, other = open_world("one", seed=7), open_world("other", seed=8)
    file.keep(one, kind="empty")
    file.keep(other, kind="w1")
    sell(other)
    assert [(each.name, each.kind, each.seed) for each in file.worlds()] == [
        ("one", "empty", 7),
        ("other", "w1", 8),
    ]
    file.forget("one")
    assert [each.name for each in file.worlds()] == ["other"]
    back = open_world("other", seed=8)
    file.release("other")
    assert file.keep(back, kind="w1")
    assert back.documents_hash() == other.documents_hash()


def test_compacting_gives_room_back_and_loses_nothing(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    file.keep(world, kind="empty")
    spare = open_world("spare", seed=1)
    file.keep(spare, kind="empty")
    for _ in range(40):
        sell(spare)
    name = sell(world)
    file.forget("spare")
    log = path.with_name("world.db-wal")
    before = path.stat().st_size + log.stat().st_size
    file.compact()
    assert path.stat().st_size + log.stat().st_size < before / 2
    assert not path.with_name("world.db.compact").exists()
    after = world.shopify.desk.place(lines=[("TEE-BLK", 1)]).name
    back = come_back(after_a_kill(path))
    assert {name, after} <= {order.name for order in back.shopify.records.orders}


def test_a_file_in_use_is_not_opened_twice(path: Path, file: StateFile) -> None:
    file.keep(open_world(seed=7), kind="empty")
    with pytest.raises(StateInUse, match=r"world\.db is in use by another server"):
        StateFile.open(path)


def test_a_damaged_file_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"these are not the rows you are looking for" * 100)
    with pytest.raises(StateCorrupt, match="is damaged or not a state file"):
        StateFile.open(path)
    assert path.read_bytes().startswith(b"these are not")


def test_a_page_of_rubbish_is_found_at_the_door(path: Path) -> None:
    file = StateFile.open(path)
    file.keep(open_world(seed=7), kind="empty")
    file.close()
    content = bytearray(path.read_bytes())
    content[8192:16384] = b"\xff" * 8192
    path.write_bytes(content)
    with pytest.raises(StateCorrupt):
        StateFile.open(path)


def test_another_programs_file_is_refused_and_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mine (a)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StateCorrupt, match="SQLite file of another program"):
        StateFile.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE document SET body = CAST(replace(CAST(body AS TEXT), '19.99', '91.99') AS BLOB)",
        "UPDATE document SET body = x'7B22' WHERE tabl = 'shopify.order'",
        "UPDATE document SET body = 'text' WHERE tabl = 'shopify.order'",
        "UPDATE document SET body = 7 WHERE tabl = 'shopify.order'",
        "UPDATE document SET crc = 7 WHERE tabl = 'shopify.order'",
        "UPDATE world SET about = '{'",
        "UPDATE world SET about = x'FF'",
    ],
)
def test_a_damaged_figure_is_noticed(path: Path, damage: str) -> None:
    file = StateFile.open(path)
    world = open_world(seed=7)
    sell(world)
    file.keep(world, kind="empty")
    file.close()
    other = sqlite3.connect(path)
    assert other.execute(damage).rowcount
    other.commit()
    other.close()
    with pytest.raises(StateCorrupt, match="is damaged"):
        file = StateFile.open(path)
        try:
            file.worlds()
            file.keep(open_world(seed=7), kind="empty")
        finally:
            file.close()


def test_another_format_is_refused_by_number(path: Path) -> None:
    StateFile.open(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {FORMAT + 1}")
    newer.close()
    with pytest.raises(StateOfAnotherVersion, match=f"has format {FORMAT + 1}; this release reads"):
        StateFile.open(path)


def test_a_document_of_another_release_is_named(path: Path) -> None:
    file = StateFile.open(path)
    file.keep(open_world(seed=7), kind="empty")
    file.close()
    other = sqlite3.connect(path)
    row = ("world", "etsy.order", 1, b"{}", zlib.crc32(b"{}"))
    other.execute("INSERT INTO document VALUES (?, ?, ?, ?, ?)", row)
    other.execute("UPDATE document SET world = (SELECT name FROM world) WHERE tabl = 'etsy.order'")
    other.commit()
    other.close()
    with pytest.raises(StateOfAnotherVersion, match=r"holds 'etsy\.order'"):
        come_back(path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"the folder .*nowhere does not exist"):
        StateFile.open(tmp_path / "nowhere" / "world.db")


def test_figures_of_switches_stay_exact(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    file.keep(world, kind="empty")
    world.netsuite.settings.tax_rate = Decimal("8.875")
    world.quickbooks_online.settings.tax_rate = Decimal("7.25")
    world.amazon.settings.refund_commission_cap = Decimal("3.00")
    back = come_back(after_a_kill(path))
    assert repr(back.netsuite.settings.tax_rate) == "Decimal('8.875')"
    assert repr(back.quickbooks_online.settings.tax_rate) == "Decimal('7.25')"
    assert repr(back.amazon.settings.refund_commission_cap) == "Decimal('3.00')"


def test_figures_in_custom_fields_stay_exact(path: Path, file: StateFile) -> None:
    world = open_world(seed=7)
    file.keep(world, kind="empty")
    customer = world.netsuite.desk.customer(company_name="Dana", email="dana@example.com")
    world.netsuite.records.entities.put(
        msgspec.structs.replace(customer, custom={"custentity_rate": Decimal("12.50")})
    )
    back = come_back(after_a_kill(path)).netsuite.records.entities[customer.id]
    assert repr(back.custom) == "{'custentity_rate': Decimal('12.50')}"
