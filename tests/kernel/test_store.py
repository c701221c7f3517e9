"""The store: versions, transactions and indexes against a plain model."""

from __future__ import annotations

import copy
import gc
import tracemalloc
from itertools import islice
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.kernel.store import Index, Store, Table, Version


class Row(msgspec.Struct, frozen=True):
    id: int
    value: int


KEYS = st.integers(0, 6)
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, st.integers(0, 3)),
        st.tuples(st.just("delete"), KEYS),
        st.tuples(st.just("snapshot")),
        st.tuples(st.just("restore"), st.integers(0, 5)),
        st.tuples(st.just("forget"), st.integers(0, 5)),
        st.tuples(st.just("read")),
        st.tuples(st.just("fail"), KEYS, st.integers(0, 3)),
    ),
    max_size=40,
)


class Boom(Exception):
    pass


def check(table: Table[Row], index: Index[Row], model: dict[int, int]) -> None:
    assert [(row.id, row.value) for row in table] == sorted(model.items())
    by_value = sorted((value, key) for key, value in model.items())
    assert [(row.value, row.id) for row in index.between()] == by_value
    for value in range(4):
        assert [row.id for row in index.find(value)] == [k for v, k in by_value if v == value]


@given(ACTIONS)
def test_branching_versions_follow_a_plain_model(actions: list[tuple[Any, ...]]) -> None:
    store = Store()
    table = store.table("rows", Row)
    index = table.index(lambda row: (row.value,))
    model: dict[int, int] = {}
    held: list[tuple[Version, dict[int, int]]] = []
    for name, *rest in actions:
        if name == "put":
            table.put(Row(rest[0], rest[1]))
            model[rest[0]] = rest[1]
        elif name == "delete" and rest[0] in model:
            table.delete(rest[0])
            del model[rest[0]]
        elif name == "snapshot":
            held.append((store.snapshot(), copy.copy(model)))
        elif name == "restore" and held:
            version, then = held[rest[0] % len(held)]
            store.restore(version)
            model = copy.copy(then)
        elif name == "forget" and held:
            del held[rest[0] % len(held)]
        elif name == "read":
            check(table, index, model)
        elif name == "fail":
            with pytest.raises(Boom), store.transaction():
                table.put(Row(rest[0], rest[1]))
                with store.transaction():
                    table.put(Row(99, 1))
                raise Boom
    check(table, index, model)
    for version, then in held:
        store.restore(version)
        check(table, index, then)


def test_a_restore_costs_the_writes_and_not_the_documents() -> None:
    cost = {}
    for size in (10_000, 100_000):
        store = Store()
        table = store.table("rows", Row)
        for number in range(size):
            table.put(Row(number, 0))
        version = store.snapshot()
        before = store.touched
        for number in range(50):
            table.put(Row(number, 1))
        store.restore(version)
        cost[size] = store.touched - before
        assert [table[number].value for number in range(50)] == [0] * 50
    assert cost == {10_000: 100, 100_000: 100}


def test_a_version_that_nobody_holds_keeps_nothing(store: Store, docs: Any, doc: Any) -> None:
    version = store.snapshot()
    docs.put(doc(1, 1))
    assert len(version.undo) == 1
    del version
    gc.collect()
    assert store._tail() is None


def test_an_inner_transaction_can_fail_alone(store: Store, docs: Any, doc: Any) -> None:
    with store.transaction():
        docs.put(doc(1, 1))
        with pytest.raises(Boom), store.transaction():
            docs.put(doc(2, 2))
            raise Boom
    assert [each.id for each in docs] == [1]


def test_commits_are_told_once_and_refusals_never(store: Store, docs: Any, doc: Any) -> None:
    told: list[list[int]] = []
    store.on_commit.append(lambda writes: told.append([key for _, key, _ in writes]))
    with store.transaction():
        docs.put(doc(1, 1))
        docs.put(doc(2, 1))
    with pytest.raises(Boom), store.transaction():
        docs.put(doc(3, 1))
        raise Boom
    assert told == [[1, 2]]


def test_what_is_committed_together_is_told_at_once(store: Store, docs: Any, doc: Any) -> None:
    told: list[list[int]] = []
    store.on_commit.append(lambda writes: told.append([key for _, key, _ in writes]))
    with pytest.raises(Boom), store.together():
        docs.put(doc(1, 1))  # stays, as a login does whose request is refused
        with store.together(), store.transaction():
            docs.put(doc(2, 1))
        with store.transaction():
            docs.put(doc(3, 1))
            raise Boom
    assert told == [[1, 2]]
    docs.put(doc(4, 1))
    assert told == [[1, 2], [4]]


def test_a_refused_transaction_leaves_the_fingerprint_equal(
    store: Store, docs: Any, doc: Any
) -> None:
    docs.put(doc(1, 1))
    before = store.fingerprint("docs")
    with pytest.raises(Boom), store.transaction():
        docs.put(doc(1, 2))
        docs.delete(1)
        raise Boom
    assert store.fingerprint("docs") == before
    docs.put(doc(1, 2))
    assert store.fingerprint("docs") != before


def test_snapshots_and_transactions_do_not_mix(store: Store) -> None:
    with store.transaction(), pytest.raises(RuntimeError, match="half a change"):
        store.snapshot()


def test_a_snapshot_of_another_store_is_refused(store: Store) -> None:
    other = Store()
    foreign = other.snapshot()
    with pytest.raises(ValueError, match="another store"):
        store.restore(foreign)


def test_table_names_are_unique(store: Store, docs: Any, doc: Any) -> None:
    with pytest.raises(ValueError, match="exists already"):
        store.table("docs", doc)


def test_index_ranges_are_half_open_and_reversible(docs: Any, doc: Any) -> None:
    index = docs.index(lambda each: (each.value,))
    for number in range(5):
        docs.put(doc(number, number * 10))
    assert [d.value for d in index.between(10, 30)] == [10, 20]
    assert [d.value for d in index.between(10, 30, reverse=True)] == [20, 10]
    assert index.first(20).id == 2
    assert index.first(25) is None


@pytest.mark.parametrize("reverse", [False, True])
def test_the_first_few_of_an_index_cost_the_same_in_a_big_table(
    docs: Any, doc: Any, reverse: bool
) -> None:
    index = docs.index(lambda each: (each.value,))
    taken = {}
    for size in (2_000, 20_000):
        for number in range(len(docs), size):
            docs.put(doc(number, number))
        list(index.between(0, 1))  # folds
        tracemalloc.start()
        list(islice(index.between(reverse=reverse), 10))
        taken[size] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert taken[20_000] < 2 * taken[2_000] < 40_000


@pytest.mark.parametrize("reverse", [False, True])
def test_an_index_may_be_written_and_read_while_it_is_walked(
    docs: Any, doc: Any, reverse: bool
) -> None:
    """Every document that stood there once, though each moves ahead of the reader when seen."""
    index = docs.index(lambda each: (each.value,))
    for number in range(2_500):  # more than one list inside the sorted list
        docs.put(doc(number, number))
    ahead = -10_000 if reverse else 10_000
    seen = []
    for each in index.between(reverse=reverse):
        seen.append(each.id)
        docs.put(doc(each.id, each.value + ahead))
        assert index.first(each.value + ahead).id == each.id
    assert seen == sorted(range(2_500), reverse=reverse)


def test_a_walk_skips_what_is_gone_and_shows_what_is_new_of_its_own(docs: Any, doc: Any) -> None:
    index = docs.index(lambda each: (each.value,))
    for number in range(4):
        docs.put(doc(number, number))
    walk = index.between()
    assert next(walk).id == 0
    docs.delete(1)
    docs.put(doc(2, 20))
    docs.put(doc(9, 9))
    assert index.first(9).id == 9
    assert [(each.id, each.value) for each in walk] == [(2, 20), (3, 3)]


def test_a_walk_given_up_is_forgotten(docs: Any, doc: Any) -> None:
    index = docs.index(lambda each: (each.value,))
    for number in range(4):
        docs.put(doc(number, number))
    next(index.between())
    next(iter(docs))
    walk = index.between()
    next(walk)
    walk.close()
    gc.collect()
    assert not index._walks
    assert not docs._order._walks


def test_an_index_takes_many_at_once_as_it_takes_few() -> None:
    """Hundreds of entries are sorted in together: new ones, moved ones, and those that leave."""
    store = Store()
    table = store.table("rows", Row)
    index = table.index(lambda row: (row.value, row.value + 1000))
    model: dict[int, int] = {}
    for begin, step in ((0, 7), (250, 11)):
        for key in range(begin, begin + 700):
            model[key] = key * step % 50
            table.put(Row(key, model[key]))
        for key in range(begin, begin + 100):
            del model[key]
            table.delete(key)
        expected = sorted((value, key) for key, value in model.items())
        assert [(row.value, row.id) for row in index.between(None, 1000)] == expected
        assert [(row.value, row.id) for row in index.between(1000)] == expected
        assert [row.id for row in table] == sorted(model)
