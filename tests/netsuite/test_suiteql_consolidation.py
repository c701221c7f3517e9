"""BUILTIN.CONSOLIDATE: amounts of several companies in the books of one above them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidParameter
from sandbox.netsuite.suiteql import run

D = Decimal


@pytest.fixture
def month(account: Any) -> int:
    """The id of November 2026."""
    return next(p.id for p in account.records.periods if p.period_name == "Nov 2026")


@pytest.fixture
def europe(account: Any, jane: Any, item: Any) -> int:
    """Jane buys for 20.00 dollars from the parent, Hans for 20.00 euro from its euro company.

    November: a euro is worth 1.10 dollars at the end, 1.05 on average; historically 1.20."""
    account.settings.tax_rate = D(0)
    account.desk.enable_one_world()
    company = account.desk.add_subsidiary("Acme Europe", "EUR").id
    hans = account.desk.customer(first_name="Hans", last_name="Roth", subsidiary=company)
    for customer in (jane.id, hans.id):
        line = {"item": item("TEE-BLK"), "quantity": D(2), "rate": D("10.00"), "price_level": -1}
        rules.create(account, "invoice", {"entity": customer, "lines": [line]})
    account.desk.set_consolidated_rates(
        2026, 11, company, current=D("1.10"), average=D("1.05"), historical=D("1.20")
    )
    return int(company)


def by_account(account: Any, amount: str) -> dict[str, str]:
    rows = run(
        account,
        f"SELECT a.fullname AS name, SUM(TO_NUMBER({amount})) AS total "
        "FROM transactionaccountingline tal JOIN account a ON a.id = tal.account "
        "JOIN transaction t ON t.id = tal.transaction "
        "WHERE a.fullname IN ('Accounts Receivable', 'Sales') GROUP BY a.fullname",
    )
    return {row["name"]: row["total"] for row in rows}


def call(rate: str = "'DEFAULT'", target: str = "1", period: str = "t.postingperiod") -> str:
    return (
        "BUILTIN.CONSOLIDATE(tal.amount, 'LEDGER', 'DEFAULT', "
        f"{rate}, {target}, {period}, 'DEFAULT')"
    )


def test_each_account_at_its_own_rate(account: Any, europe: int, month: int) -> None:
    """20 + 20 x 1.10 of receivables; 20 + 20 x 1.05 of income."""
    expected = {"Accounts Receivable": "42", "Sales": "-41"}
    for period in ("t.postingperiod", str(month), f"'{month}'", "'DEFAULT'"):
        assert by_account(account, call(period=period)) == expected
    assert by_account(account, call(target="'DEFAULT'")) == expected
    assert by_account(account, "tal.amount") == {"Accounts Receivable": "40", "Sales": "-40"}


@pytest.mark.parametrize(
    ("rate", "worth"),
    [("'CURRENT'", "42"), ("'AVERAGE'", "41"), ("'HISTORICAL'", "44"), ("'cur' || 'rent'", None)],
)
def test_a_rate_that_is_named(account: Any, europe: int, rate: str, worth: str | None) -> None:
    found = by_account(account, call(rate=rate))
    assert found["Accounts Receivable"] == (worth or "20")


def test_the_period_says_which_rates(account: Any, europe: int, month: int) -> None:
    """December still has the rates of the day the company was added: 1.09."""
    found = by_account(account, call(period=str(month + 1)))
    assert found == {"Accounts Receivable": "41.8", "Sales": "-41.8"}


def test_a_company_that_is_not_above(account: Any, europe: int) -> None:
    """Of the dollar company's amounts nothing is worth anything in the books of the euro one."""
    found = by_account(account, call(target=str(europe)))
    assert found == {"Accounts Receivable": "20", "Sales": "-20"}


def test_transaction_lines(account: Any, europe: int) -> None:
    for view, worth in (("LEDGER", "-42"), ("INCOME", "-41")):
        sql = (
            f"SELECT SUM(BUILTIN.CONSOLIDATE(l.netamount, '{view}', 'DEFAULT', 'DEFAULT', 1, "
            "t.postingperiod, 'DEFAULT')) AS total FROM transactionline l "
            "JOIN transaction t ON t.id = l.transaction "
            "WHERE l.mainline = 'F' AND l.iscogs = 'F' AND l.item IS NOT NULL"
        )
        assert run(account, sql) == [{"total": worth}]


def test_binds(account: Any, europe: int, month: int) -> None:
    sql = (
        "SELECT SUM(BUILTIN.CONSOLIDATE(tal.debit, 'LEDGER', 'DEFAULT', 'DEFAULT', ?, ?, "
        "'DEFAULT')) AS total FROM transactionaccountingline tal "
        "JOIN account a ON a.id = tal.account WHERE a.accttype = 'AcctRec'"
    )
    assert run(account, sql, [1, month]) == [{"total": "42"}]
    assert run(account, sql, ["1", str(month)]) == [{"total": "42"}]


def test_a_grandchild(account: Any, europe: int, month: int) -> None:
    swiss = account.desk.add_currency("CHF", D("1.15"))
    below = account.desk.add_subsidiary("Acme Alps", swiss.symbol, parent=europe).id
    rows = run(
        account,
        "SELECT tosubsidiary, BUILTIN.DF(fromcurrency) AS f, BUILTIN.DF(tocurrency) AS t, "
        "currentrate, averagerate, historicalrate FROM consolidatedexchangerate "
        f"WHERE fromsubsidiary = {below} AND postingperiod = {month} ORDER BY tosubsidiary",
    )
    assert [(row["tosubsidiary"], row["f"], row["t"], row["currentrate"]) for row in rows] == [
        ("1", "CHF", "US Dollar", "1.15"),
        (str(europe), "CHF", "Euro", "1.05504587"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "BUILTIN.CONSOLIDATE(tal.amount, 'CASH', 'DEFAULT', 'DEFAULT', 1, 1, 'DEFAULT')",
        "BUILTIN.CONSOLIDATE(tal.amount, 'LEDGER', 'MINE', 'DEFAULT', 1, 1, 'DEFAULT')",
        "BUILTIN.CONSOLIDATE(tal.amount, 'LEDGER', 'DEFAULT', 'MINE', 1, 1, 'DEFAULT')",
        "BUILTIN.CONSOLIDATE(tal.account, 'LEDGER', 'DEFAULT', 'DEFAULT', 1, 1, 'DEFAULT')",
        "BUILTIN.CONSOLIDATE(1, 'LEDGER', 'DEFAULT', 'DEFAULT', 1, 1, 'DEFAULT')",
        "BUILTIN.CONSOLIDATE(tal.amount, 'LEDGER')",
    ],
)
def test_refused(account: Any, europe: int, wrong: str) -> None:
    with pytest.raises(InvalidParameter, match="Invalid or unsupported search"):
        run(account, f"SELECT {wrong} AS v FROM transactionaccountingline tal")


def test_hidden_columns_stay_hidden(account: Any, europe: int) -> None:
    for name in ("books", "postedin", "ratetype"):
        with pytest.raises(InvalidParameter, match=f"Unknown identifier '{name}'"):
            run(account, f"SELECT {name} FROM transactionaccountingline")
    [row] = run(account, "SELECT * FROM transactionaccountingline WHERE ROWNUM = 1")
    assert not {"books", "postedin", "ratetype"} & row.keys()


def test_without_subsidiaries_an_amount_is_what_it_is(account: Any, invoice: Any) -> None:
    found = by_account(account, call(period="1"))
    assert found["Accounts Receivable"] == "127.82"
    with pytest.raises(InvalidParameter, match="'consolidatedexchangerate' was not found"):
        run(account, "SELECT id FROM consolidatedexchangerate")


def test_rates_that_do_not_exist(account: Any, europe: int) -> None:
    with pytest.raises(KeyError, match="leads from 1 to 2"):
        account.desk.set_consolidated_rates(2026, 11, 1, europe, current=D(1))
    with pytest.raises(ValueError, match="is not a rate"):
        account.desk.set_consolidated_rates(2026, 11, europe, current=D(0))
