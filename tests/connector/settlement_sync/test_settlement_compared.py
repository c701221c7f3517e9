"""Verification of a downloaded file and the tie-out to the deposit, read back from NetSuite."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from connector.engine import ActionRefused, UnknownSettlement
from connector.settlements import SettlementRefused
from sandbox.netsuite.rules import operations

W8_ROWS = """
3 cash sale CS1002, in its value
4 cash sale CS1002, in its value
5 cash sale CS1002, in its value
6 cash sale CS1002, in its value
7 cash sale CS1002, in its value
8 cash sale CS1002, in its value
9 cash sale CS1002, line 2
10 cash sale CS1002, line 3
11 cash sale CS1003, in its value
12 cash sale CS1003, in its value
13 cash sale CS1003, in its value
14 cash sale CS1003, line 2
15 cash sale CS1003, line 3
16 cash sale CS1004, in its value
17 cash sale CS1004, in its value
18 cash sale CS1004, in its value
19 cash sale CS1004, line 2
20 cash sale CS1004, line 3
21 order: Error Posting to NetSuite
22 order: Error Posting to NetSuite
23 cash refund CR1001, line 1
24 cash refund CR1001, in its value
25 cash refund CR1001, in its value
26 cash refund CR1001, line 2
27 cash refund CR1001, line 3
28 cash refund CR1002, line 1
29 cash refund CR1002, in its value
30 cash refund CR1002, in its value
31 cash refund CR1002, line 2
32 cash refund CR1002, line 3
33 refund: Error Posting to NetSuite
34 refund: Error Posting to NetSuite
35 refund: Error Posting to NetSuite
36 cash refund CR1003, line 1
37 cash refund CR1003, line 2
38 cash refund CR1003, line 3
39 cash refund CR1003, line 4
40 a transfer: Previous Reserve Amount Balance
41 a transfer: Current Reserve Amount
"""


def wrong(found: Any) -> list[tuple[int | None, str, str]]:
    return [
        (row.line, str(row.state), row.sentence)
        for row in found.wrong
        if str(row.state) != "not posted"
    ]


def change_line(bench: Any, document: Any, item: str, amount: str | None) -> None:
    """What a person does to a line of a cash sale in NetSuite: another amount, or away with it."""
    netsuite = bench.world.netsuite
    names = {each.item: netsuite.records.items[each.item].item_id for each in document.lines}
    lines: list[dict[str, Any]] = []
    for each in document.lines:
        if names[each.item] != item:
            lines.append({"line": each.line})
        elif amount is not None:
            lines.append({"line": each.line, "rate": Decimal(amount), "amount": Decimal(amount)})
    operations.update(netsuite, "cashSale", document.id, {"lines": lines}, ("lines",))


# --- verify ---------------------------------------------------------------------------------------


def test_every_row_of_w8_is_in_its_place(bench: Any) -> None:
    bench.posted()
    found = bench.verify()
    assert [f"{row.line} {row.where}" for row in found.rows] == W8_ROWS.strip().splitlines()
    assert {str(state): count for state, count in found.counts.items()} == {
        "in document": 32,
        "excluded": 2,
        "not posted": 5,
    }
    assert not found.verified
    assert wrong(found) == []


def test_cancelled_rows_stay_unverified_with_the_reason(bench: Any) -> None:
    bench.posted()
    bench.engine.cancel_settlement_postings(bench.number)
    found = bench.verify()
    assert {row.sentence for row in found.wrong} == {
        "Cancelled by user: it never reaches NetSuite."
    }
    assert len(found.wrong) == 5


@pytest.mark.parametrize(
    ("change", "expected", "sentences"),
    [
        (
            lambda rows: [each.replace("-7.50", "-7.60") for each in rows],
            [(9, "changed", "amount -7.60 USD, imported -7.50 USD")],
            1,
        ),
        (
            lambda rows: [each for each in rows if "Storage Fee" not in each],
            [(None, "not in the file", "the import had this row")],
            1,
        ),
        (
            lambda rows: [*rows, rows[8].replace("Commission", "GiftwrapChargeback")],
            [(42, "not imported", "the file has this row, the import had not")],
            1,
        ),
        (
            lambda rows: [*rows[:2], *reversed(rows[2:])],
            [],
            0,
        ),
        (
            lambda rows: [each.replace("-45.00", "-46.00") for each in rows],
            [(41, "changed", "1 with -46.00 USD in the file, imported 1 with -45.00 USD")],
            1,
        ),
        (
            lambda rows: [each.replace("Subscription Fee", "Paid Services Fee") for each in rows],
            [
                (
                    38,
                    "changed",
                    "amount description Paid Services Fee, imported Subscription Fee",
                )
            ],
            0,
        ),
    ],
    ids=["changed", "missing", "added", "moved", "reserve", "renamed"],
)
def test_a_file_that_differs_says_which_row(
    bench: Any,
    change: Callable[[list[str]], list[str]],
    expected: list[tuple[int | None, str, str]],
    sentences: int,
) -> None:
    bench.posted()
    found = bench.verify(bench.download(change))
    assert wrong(found) == expected
    assert len(found.sentences) == sentences


def test_an_amount_changed_in_netsuite_is_found_not_remembered(bench: Any) -> None:
    bench.posted()
    change_line(bench, bench.document(2), "Amazon Commission", "-4.40")
    found = bench.verify()
    assert (14, "differs in NetSuite", "line 2 is -4.40 USD, the row -4.50 USD") in wrong(found)


def test_a_document_deleted_in_netsuite_is_missing(bench: Any) -> None:
    bench.posted()
    (refund,) = [
        each for each in bench.world.netsuite.records.transactions if each.tran_id == "CR1003"
    ]
    bench.world.netsuite.desk.delete(refund.id)
    found = bench.verify()
    gone = [
        row for row in found.rows if row.sentence == "Cash refund CR1003 was deleted in NetSuite."
    ]
    assert [row.line for row in gone] == [36, 37, 38, 39]
    assert {str(row.state) for row in gone} == {"not posted"}


def test_a_file_of_another_settlement_is_unknown(bench: Any) -> None:
    bench.posted()
    file = bench.download(lambda rows: [each.replace(bench.number, "777") for each in rows])
    with pytest.raises(UnknownSettlement, match="there is no settlement 777"):
        bench.verify(file)


def test_a_file_that_is_no_settlement_is_refused(bench: Any) -> None:
    file = bench.download(lambda rows: ["date/time\tproduct sales\tselling fees"])
    with pytest.raises(SettlementRefused, match="Reports Repository"):
        bench.verify(file)


# --- tie-out --------------------------------------------------------------------------------------


def tie_out(bench: Any) -> dict[str, Any]:
    seen = bench.run(bench.engine.tie_out_settlement(bench.number))
    return {
        name: str(value)
        for name, value in seen.as_dict().items()
        if isinstance(value, object) and name not in {"postings", "exclusions"}
    }


def test_the_deposit_of_w8_is_explained(bench: Any) -> None:
    """123.17 - 52.80 - 69.21 + 15.00 = 16.16; + 8.14 = 24.30."""
    bench.posted()
    assert tie_out(bench) == {
        "account": "main",
        "report_id": "5000000000219760",
        "settlement_id": "10000000001",
        "ties": "False",
        "orders": "123.17 USD",
        "refunds": "-52.80 USD",
        "non_order": "-69.21 USD",
        "transfers": "15.00 USD",
        "explained": "16.16 USD",
        "not_posted": "8.14 USD",
        "differences": "0.00 USD",
        "other_stores": "0.00 USD",
        "remainder": "0.00 USD",
        "deposit": "24.30 USD",
    }


def known_orders(rows: list[str]) -> list[str]:
    """Example W8 without the two orders that nobody synced."""
    gone = ("111-0000004-0000004", "111-0000009-0000009")
    kept = [each for each in rows if not any(order in each for order in gone)]
    return [each.replace("\t24.30\t", "\t16.16\t") for each in kept]


@pytest.mark.parametrize(
    ("tab", "documents"),
    [
        ({}, 6),
        ({"split_months": True}, 7),
        ({"merge_refunds": True}, 5),
        ({"merge_fees": True}, 4),
        ({"merge_refunds": True, "merge_fees": True, "split_months": True}, 6),
        ({"refunds_as_credit_memos": True}, 6),
        ({"restock": False}, 6),
    ],
    ids=["default", "months", "refunds", "fees", "all", "credit memos", "no restock"],
)
def test_every_option_leads_to_the_deposit(
    bench: Any, tab: dict[str, bool], documents: int
) -> None:
    bench.restart(**tab)
    file = bench.download(known_orders)
    bench.engine.upload_settlement("main", file)
    assert bench.post().standing.word == "Complete"
    found = tie_out(bench)
    assert (found["explained"], found["deposit"]) == ("16.16 USD", "16.16 USD")
    assert (found["remainder"], found["ties"]) == ("0.00 USD", "True")
    seen = bench.run(bench.engine.tie_out_settlement(bench.number))
    assert len({each.document for each in seen.postings}) == documents
    verified = bench.verify(file)
    assert verified.verified, verified.wrong


def test_before_anything_is_posted_all_of_it_is_missing(bench: Any) -> None:
    bench.retrieve()
    found = tie_out(bench)
    assert (found["explained"], found["not_posted"]) == ("15.00 USD", "9.30 USD")


def test_a_line_taken_off_in_netsuite_is_a_difference(bench: Any) -> None:
    bench.posted()
    change_line(bench, bench.document(1), "Amazon Commission", None)
    seen = bench.run(bench.engine.tie_out_settlement(bench.number))
    assert [(str(each.books), str(each.difference)) for each in seen.different] == [
        ("54.24 USD", "-7.50 USD")
    ]
    assert seen.different[0].sentence.startswith("cash sale CS1002 holds 54.24 USD")
    assert str(seen.remainder) == "0.00 USD"
    assert not seen.ties


def test_rows_nobody_knows_are_the_remainder(bench: Any) -> None:
    def strange(rows: list[str]) -> list[str]:
        return [
            each.replace("other-transaction\t", "Moon Fee\t", 1) if "Storage Fee" in each else each
            for each in rows
        ]

    bench.engine.upload_settlement("main", bench.download(strange))
    bench.post()
    found = tie_out(bench)
    assert (found["remainder"], found["ties"]) == ("-18.42 USD", "False")
    (warning,) = [each for each in bench.standing().warnings if "nobody" in each]
    assert warning.startswith("1 row, -18.42 USD: of kinds that nobody has described")


def test_what_a_killed_post_wrote_is_found_by_its_key(
    bench: Any, killed: type[BaseException]
) -> None:
    """Nothing was noted of the write; NetSuite has it all the same."""
    bench.retrieve()
    bench.wire.kill_after = bench.wire.writes + 1
    with pytest.raises(killed):
        bench.post()
    bench.wire.kill_after = 0
    bench.restart()
    first = bench.engine.settlement_postings(bench.number)[0]
    assert str(first.status) == "Waiting"
    seen = bench.run(bench.engine.tie_out_settlement(bench.number))
    assert str(seen.postings[0].books) == "46.74 USD"
    assert seen.postings[0].sentence == (
        "cash sale CS1002 is in NetSuite, but the posting is Waiting: post it again."
    )
    assert [each.posting.id for each in seen.missing] == [
        each.posting.id for each in seen.postings[1:]
    ]
    assert (str(seen.unposted), str(seen.remainder)) == ("-37.44 USD", "0.00 USD")
    with pytest.raises(ActionRefused, match="may be in NetSuite already"):
        bench.engine.cancel_settlement_postings(bench.number, postings=[first.id])
