"""The projection follows the store: at a constant cost, through any branch of snapshots."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sandbox.kernel.store import Version
from sandbox.netsuite.app import NetSuite
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.records import Transaction
from sandbox.netsuite.suiteql import engine_of, run
from sandbox.netsuite.suiteql.engine import Engine
from sandbox.netsuite.suiteql.translate import translate


def statements(account: NetSuite) -> list[str]:
    """From now on, every SQL statement that SQLite executes for this account."""
    seen: list[str] = []
    engine_of(account).projection.connection.set_trace_callback(seen.append)
    return seen


@pytest.fixture
def many(account: NetSuite, cash_sale: Transaction) -> Callable[[int], None]:
    """Fill the account with copies of a cash sale."""

    def fill(count: int) -> None:
        for number in range(count):
            account.records.transactions.put(
                replace(cash_sale, id=10_000 + number, external_id=f"copy-{number}")
            )

    return fill


def test_a_write_is_seen_by_the_next_query(account: NetSuite, cash_sale: Transaction) -> None:
    memo = "SELECT memo FROM transaction WHERE id = ?"
    assert run(account, memo, [cash_sale.id]) == [{}]
    account.records.transactions.put(replace(cash_sale, memo="seen"))
    assert run(account, memo, [cash_sale.id]) == [{"memo": "seen"}]
    account.records.transactions.delete(cash_sale.id)
    assert run(account, memo, [cash_sale.id]) == []
    lines = "SELECT COUNT(*) AS n FROM transactionline WHERE transaction = ? AND iscogs = 'F'"
    assert run(account, lines, [cash_sale.id]) == [{"n": "0"}]


def test_a_refused_request_leaves_nothing(account: NetSuite, cash_sale: Transaction) -> None:
    count = "SELECT COUNT(*) AS n FROM transaction"
    before = run(account, count)
    with pytest.raises(RuntimeError), account.store.transaction():
        account.desk.refund(cash_sale.id, {"TEE-BLK": 1})
        assert run(account, count) != before  # a query inside sees what was written so far
        raise RuntimeError("refused")
    assert run(account, count) == before


def test_a_write_costs_the_same_at_any_size(
    account: NetSuite, cash_sale: Transaction, many: Callable[[int], None]
) -> None:
    def cost() -> int:
        run(account, "SELECT id FROM term")
        seen = statements(account)
        account.records.transactions.put(replace(cash_sale, memo=f"{cash_sale.memo}x"))
        run(account, "SELECT id FROM transaction WHERE externalid = 'copy-1'")
        return len(seen)

    few = cost()
    many(500)
    assert cost() == few < 30


def test_a_look_up_walks_an_index(account: NetSuite, many: Callable[[int], None]) -> None:
    many(50)
    plans = {
        "SELECT id FROM transaction WHERE externalid = 'x'": "tx_by_externalid",
        "SELECT id FROM transaction WHERE otherrefnum = 'x'": "tx_by_otherrefnum",
        "SELECT id FROM transactionline WHERE transaction = 7": "PRIMARY KEY",
        "SELECT id FROM transactionline WHERE createdfrom = 7": "tx_by_madefrom",
        "SELECT nextdoc FROM nexttransactionlinelink WHERE previousdoc = 7": "link_by_previousdoc",
        "SELECT id FROM customer WHERE email = 'x'": "customer__by_email_",
        "SELECT id FROM item WHERE itemid = 'x'": "item__by_itemid_",
    }
    connection = engine_of(account).projection.connection
    for sql, index in plans.items():
        plan = connection.execute(f"EXPLAIN QUERY PLAN {translate(sql).sql}").fetchall()
        assert index in " ".join(step[3] for step in plan), sql
        assert not any(step[3].startswith("SCAN") for step in plan), sql


def test_what_a_restore_takes_back_costs_no_sql(account: NetSuite, cash_sale: Transaction) -> None:
    run(account, "SELECT id FROM transaction")
    seen = statements(account)
    version = account.store.snapshot()
    for number in range(20):
        account.records.transactions.put(replace(cash_sale, memo=str(number)))
    account.desk.refund(cash_sale.id, {"TEE-BLK": 1})
    account.store.restore(version)
    run(account, "SELECT id FROM term")
    assert len(seen) <= 3  # BEGIN and COMMIT around nothing, and the query itself
    assert not any(text.startswith(("INSERT", "DELETE")) for text in seen)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("order"), st.none()),
        st.tuples(st.just("write"), st.integers(0, 5)),
        st.tuples(st.just("fulfil"), st.integers(0, 5)),
        st.tuples(st.just("bill"), st.integers(0, 5)),
        st.tuples(st.just("refund"), st.integers(0, 5)),
        st.tuples(st.just("delete"), st.integers(0, 5)),
        st.tuples(st.just("query"), st.none()),
        st.tuples(st.just("snapshot"), st.none()),
        st.tuples(st.just("restore"), st.integers(0, 5)),
    ),
    max_size=14,
)


@given(steps=STEPS)
@settings(
    max_examples=40,
    deadline=None,
    # The fixture is a function that makes an account; each example calls it.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_projection_equals_a_rebuild(
    new_account: Callable[[], tuple[NetSuite, Callable[[str | None], Transaction]]],
    steps: list[tuple[str, int | None]],
) -> None:
    account, write = new_account()
    versions: list[Version] = []
    for step, choice in steps:
        _take(account, write, versions, step, choice or 0)
    followed = engine_of(account).projection.contents()
    rebuilt = Engine(account.records, account.settings, account.clock).projection.contents()
    assert followed == rebuilt


def _take(
    account: NetSuite,
    write: Callable[[str | None], Transaction],
    versions: list[Version],
    step: str,
    choice: int,
) -> None:
    known = list(account.records.transactions)
    picked = known[choice % len(known)] if known else None
    try:
        with account.store.transaction():
            match step:
                case "order":
                    write("Cash")
                case "query":
                    run(account, "SELECT COUNT(*) FROM transaction")
                case "write" if picked:
                    account.records.transactions.put(replace(picked, memo=f"{picked.memo}+"))
                case "fulfil" if picked:
                    account.desk.fulfil(picked.id)
                case "bill" if picked:
                    account.desk.bill(picked.id)
                case "refund" if picked:
                    account.desk.refund(picked.id, amount=Decimal("1.00"))
                case "delete" if picked:
                    account.desk.delete(picked.id)
    except NetSuiteError:
        return  # this account refuses that step; nothing was written
    if step == "snapshot":
        versions.append(account.store.snapshot())
    if step == "restore" and versions:
        account.store.restore(versions[choice % len(versions)])


def test_a_world_that_is_gone_takes_its_database_along(
    new_account: Callable[[], tuple[NetSuite, Callable[[str | None], Transaction]]],
) -> None:
    account, write = new_account()
    write("Cash")
    run(account, "SELECT SUM(foreigntotal), SYSDATE FROM transaction")
    mirror = weakref.ref(engine_of(account).projection.mirrors[0])
    del account, write
    gc.collect()
    assert mirror() is None


def test_accounts_do_not_meet(
    new_account: Callable[[], tuple[NetSuite, Callable[[str | None], Transaction]]],
) -> None:
    (one, write), (other, _) = new_account(), new_account()
    write("Cash")
    count = "SELECT COUNT(*) AS n FROM transaction"
    assert (run(one, count), run(other, count)) == ([{"n": "1"}], [{"n": "0"}])
