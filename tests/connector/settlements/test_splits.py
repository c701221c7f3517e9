"""Which rows become which posting, in every dialect and with every option; none twice or never."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connector.journal import Journal
from connector.journal_settlements import (
    ExclusionKind,
    PostingStatus,
    SplitOptions,
    UnknownSettlement,
)
from connector.money import Money
from connector.settlements import SettlementReader, Unreadable
from connector.settlements.chunks import pack
from connector.settlements.runs import RunBlock

NOW = datetime(2024, 2, 10, 9, 30, tzinfo=UTC)
LAMP = "111-0000001-0000001"


@pytest.fixture
def journal() -> Iterator[Journal]:
    made = Journal(":memory:")
    yield made
    made.close()


def take(journal: Journal, file, **options) -> int:
    taken = journal.take("acme", file, name="report", now=NOW, options=SplitOptions(**options))
    return taken.settlement.id


def said(journal: Journal, settlement: int) -> list[str]:
    return [f"{each.name}: {each.amount}" for each in journal.postings(settlement)]


def row(kind: str, order: str, amount: str, **cells: str) -> dict[str, str]:
    day = cells.pop("day", "2024-02-01")
    return {
        "transaction-type": kind, "order-id": order, "amount-type": "ItemPrice",
        "amount-description": "Principal", "amount": amount, "posted-date": day,
        "posted-date-time": f"{day} 10:00:00 UTC", **cells,
    }  # fmt: skip


# --- the worked example -------------------------------------------------------------------------


def test_non_order_rows_are_split_at_the_month(journal, make):
    settlement = take(journal, make(), split_months=True)
    assert said(journal, settlement)[7:] == [
        "non-order 2024-01: -10.80 USD", "non-order 2024-02: -58.41 USD",
    ]  # fmt: skip
    assert journal.settlement_at(settlement).postings == 9


def test_merged_refunds_are_one_posting_of_single_rows(journal, make):
    settlement = take(journal, make(), merge_refunds=True)
    found = said(journal, settlement)
    assert found[4:] == ["all refunds: -63.36 USD", "non-order: -69.21 USD"]
    refunds = [each for each in journal.postings(settlement) if each.part == "refund"]
    rows = journal.rows_of(refunds[0])
    assert [(each.order_id[10], str(each.amount)) for each in rows][:6] == [
        ("1", "-25.00 USD"), ("1", "-2.07 USD"), ("1", "2.07 USD"), ("1", "3.75 USD"),
        ("1", "-0.75 USD"), ("8", "-35.00 USD"),
    ]  # fmt: skip
    assert len(rows) == 13


def test_merged_fees_and_refunds_a_month(journal, make):
    settlement = take(journal, make(), merge_refunds=True, merge_fees=True, split_months=True)
    assert said(journal, settlement) == [
        "all orders 2024-01: 68.37 USD", "all orders 2024-02: 73.50 USD",
        "all refunds 2024-02: -32.56 USD", "all refunds 2024-01: -30.80 USD",
        "non-order 2024-01: -10.80 USD", "non-order 2024-02: -58.41 USD",
    ]  # fmt: skip
    assert [(each.count, str(each.amount)) for each in journal.totals(settlement)] == [
        (2, "141.87 USD"), (2, "-63.36 USD"), (2, "-69.21 USD"),
    ]  # fmt: skip


def test_rows_come_back_as_they_stand(journal, make, rows):
    rows[0] |= {
        "quantity-purchased": "2", "promotion-id": "10% \"off\"", "order-item-code": "0123",
        "merchant-order-id": "M-1", "shipment-id": "D9",
    }  # fmt: skip
    settlement = take(journal, make(rows))
    first = journal.rows_of(next(journal.postings(settlement)))[0]
    assert (first.number, first.order_id, first.sku, first.quantity) == (1, LAMP, "AMZ-LAMP", 2)
    assert (first.promotion_id, first.order_item_code) == ('10% "off"', "0123")
    assert (first.merchant_order_id, first.shipment_id) == ("M-1", "D9")
    assert (first.amount_type, first.amount_description) == ("ItemPrice", "Principal")
    assert first.posted == datetime(2024, 1, 25, 10, tzinfo=UTC)
    assert str(first.amount) == "50.00 USD"


@pytest.mark.parametrize("options", [{}, {"merge_fees": True}, {"split_months": True}])
def test_a_german_file_is_the_same_settlement(journal, make, rows, options):
    rows[0]["sku"] = "Lampe-Grün"
    german = make(rows, german=True, total="24,30", ending="\r\n", name="de.txt")
    plain = take(journal, make(rows, name="us.txt"), **options)
    taken = journal.take("acme", german, name="upload", now=NOW)
    assert taken.again
    other = journal.take("acme-de", german, name="upload", now=NOW,
                         options=SplitOptions(**options)).settlement.id  # fmt: skip
    assert said(journal, other) == said(journal, plain)
    assert journal.rows_of(next(journal.postings(other)))[0].sku == "Lampe-Grün"


def test_a_japanese_file(journal, make):
    when = {"posted-date": "2024/02/01", "posted-date-time": "2024/02/01 00:20:09 UTC"}
    rows = [
        row("Order", "250-1", "1980", sku="ランプ", **when),
        row("Order", "250-1", "-297.0", **when) | {
            "amount-type": "ItemFees", "amount-description": "Commission", "sku": "ランプ"},
        row("other-transaction", "", "-490", **when) | {
            "amount-type": "other-transaction", "amount-description": "Storage Fee"},
    ]  # fmt: skip
    file = make(
        rows, total="1193", currency="JPY", charset="cp932",
        period=("2024/01/24", "2024/02/07", "2024/02/09"),
    )  # fmt: skip
    settlement = take(journal, file)
    assert said(journal, settlement) == ["order 250-1: 1683 JPY", "non-order: -490 JPY"]
    rows_ = journal.rows_of(next(journal.postings(settlement)))
    assert [(each.sku, str(each.amount)) for each in rows_] == [
        ("ランプ", "1980 JPY"), ("ランプ", "-297 JPY")
    ]  # fmt: skip


# --- orders and refunds in many places ----------------------------------------------------------


def test_an_order_in_many_places_of_a_long_file_is_one_posting(journal, make):
    """Longer than several blocks; every third row is of the same order."""
    rows = [
        row("Refund" if n % 6 == 0 else "Order", f"111-{n % 3:07d}-0000000", f"{n % 7}.01")
        for n in range(1800)
    ]
    cents = sum(n % 7 for n in range(1800)) * 100 + 1800
    file = make(rows, total=f"{cents // 100}.{cents % 100:02d}")
    assert file.stat().st_size > 2 * (1 << 16)
    settlement = take(journal, file)
    found = list(journal.postings(settlement))
    assert [(each.part, each.order_id[4:11], each.rows) for each in found] == [
        ("refund", "0000000", 300), ("order", "0000001", 600), ("order", "0000002", 600),
        ("order", "0000000", 300),
    ]  # fmt: skip
    assert journal.settlement_at(settlement).postings == 4
    for each in found:
        assert [x.number for x in journal.rows_of(each)] == [
            n + 1
            for n in range(1800)
            if f"{n % 3:07d}" == each.order_id[4:11] and (n % 6 == 0) == (each.part == "refund")
        ]
        assert journal.posting(each.id) == each


def test_two_refunds_of_an_order_are_two_postings(journal, make):
    rows = [
        row("Refund", LAMP, "-5.00", **{"adjustment-id": "amzn1:crow:a"}),
        row("Refund", LAMP, "-7.00", **{"adjustment-id": "amzn1:crow:b"}),
        row("Refund", LAMP, "0.50", **{"adjustment-id": "amzn1:crow:a"}),
    ]
    settlement = take(journal, make(rows, total="-11.50"))
    assert said(journal, settlement) == [
        f"refund of {LAMP} (amzn1:crow:a): -4.50 USD",
        f"refund of {LAMP} (amzn1:crow:b): -7.00 USD",
    ]
    found = journal.postings_of_order("acme", LAMP)
    assert [[x.number for x in journal.rows_of(each)] for each in found] == [[1, 3], [2]]


def test_types_of_one_kind_are_one_posting_of_the_order(journal, make):
    rows = [
        row("Order", LAMP, "5.00"), row("Chargeback Refund", LAMP, "-1.00"),
        row("Order_Retrocharge", LAMP, "0.50"), row("A-to-z Guarantee Refund", LAMP, "-2.00"),
    ]  # fmt: skip
    settlement = take(journal, make(rows, total="2.50"))
    assert said(journal, settlement) == [f"order {LAMP}: 5.50 USD", f"refund of {LAMP}: -3.00 USD"]


def test_an_order_in_two_settlements(journal, make, rows):
    take(journal, make())
    later = make([row("Refund", LAMP, "-5.00")], total="-5.00", name="later.txt")
    later.write_bytes(later.read_bytes().replace(b"10000000001", b"10000000002"))
    take(journal, later)
    assert [str(each.amount) for each in journal.postings_of_order("acme", LAMP)] == [
        "46.74 USD", "-22.00 USD", "-5.00 USD",
    ]  # fmt: skip
    assert journal.postings_of_order("acme", "") == []
    assert journal.postings_of_order("other", LAMP) == []


# --- what is in no posting ----------------------------------------------------------------------


def test_unknown_types_are_excluded_with_their_amount(journal, make, rows):
    rows.append(row("Space Fee", LAMP, "-3.00") | {"amount-type": "Orbit"})
    settlement = take(journal, make(rows, total="21.30"))
    assert len(said(journal, settlement)) == 8
    unknown = journal.exclusions(settlement)[-1]
    assert (unknown.kind, unknown.description, str(unknown.amount), unknown.rows) == (
        ExclusionKind.UNKNOWN, "Space Fee / Orbit / Principal", "-3.00 USD", 1,
    )  # fmt: skip
    assert not unknown.kind.transfer


def test_rows_of_another_marketplace_belong_to_another_store(journal, make, rows):
    rows.append(row("Order", "701-1", "9.00", **{"marketplace-name": "Amazon.ca"}))
    rows.append(row("Order", LAMP, "1.00", **{"marketplace-name": "Amazon.ca"}))
    rows.append(row("Order", LAMP, "2.00", **{"marketplace-name": "amazon.com"}))
    settlement = take(journal, make(rows, total="36.30"), marketplace="Amazon.com")
    held = journal.settlement_at(settlement)
    assert (held.marketplace, held.postings) == ("", 8)
    assert said(journal, settlement)[0] == f"order {LAMP}: 48.74 USD"
    foreign = journal.exclusions(settlement)[-1]
    assert (foreign.kind, foreign.description, str(foreign.amount), foreign.rows) == (
        ExclusionKind.MARKETPLACE, "rows of Amazon.ca belong to another store", "10.00 USD", 2,
    )  # fmt: skip


def test_a_row_of_an_orders_kind_without_an_order_is_the_accounts(journal, make):
    rows = [row("Liquidations", "", "4.00"), row("Order", LAMP, "1.00")]
    settlement = take(journal, make(rows, total="5.00"))
    assert said(journal, settlement) == ["non-order: 4.00 USD", f"order {LAMP}: 1.00 USD"]
    assert journal.settlement_at(settlement).postings == 2


def test_only_reserves_make_no_posting_and_are_complete(journal, make):
    reserve = row("other-transaction", "", "5.00") | {
        "amount-type": "other-transaction",
        "amount-description": "Previous Reserve Amount Balance",
    }
    settlement = take(journal, make([reserve], total="5.00"))
    assert said(journal, settlement) == []
    assert journal.totals(settlement) == []
    assert journal.progress(settlement).word(True) == "Complete"


def test_a_settlement_without_rows(journal, make):
    settlement = take(journal, make([], total="0.00"))
    assert said(journal, settlement) == []
    assert journal.settlement_at(settlement).rows == 0


def test_a_quantity_that_is_none_is_refused_when_the_file_is_taken(journal, make, rows):
    rows[3]["quantity-purchased"] = "two"
    with pytest.raises(Unreadable) as refused:
        take(journal, make(rows))
    assert str(refused.value) == "line 6: 'two' is no quantity"
    assert journal.settlements() == []


def test_everything_cancelled(journal, make):
    settlement = take(journal, make([row("Order", LAMP, "1.00")], total="1.00"))
    (posting,) = journal.postings(settlement)
    journal.change_posting(posting.id, NOW, status=PostingStatus.CANCELED)
    progress = journal.progress(settlement)
    assert (progress.word(True), progress.warning) == (
        "Canceled", "1 posting cancelled, 1.00 USD not in NetSuite",
    )  # fmt: skip


def test_a_dropped_settlement_is_forgotten_and_its_numbers_are_not_used_again(journal, make):
    settlement = take(journal, make())
    posting = next(journal.postings(settlement))
    journal.change_posting(posting.id, NOW, status=PostingStatus.POSTED)
    journal.drop(settlement)
    for ask in (journal.postings, journal.totals, journal.progress, journal.exclusions):
        with pytest.raises(UnknownSettlement):
            ask(settlement)
    with pytest.raises(UnknownSettlement):
        journal.rows_of(posting)
    with pytest.raises(UnknownSettlement):
        journal.drop(settlement)
    assert take(journal, make()) == settlement + 1
    assert journal.progress(settlement + 1).waiting == 8


# --- every row once -----------------------------------------------------------------------------

KINDS = [
    ("Order", "ItemPrice", "Principal"), ("Order", "ItemFees", "Commission"),
    ("Refund", "ItemPrice", "Principal"), ("Chargeback Refund", "ItemPrice", "Tax"),
    ("Order_Retrocharge", "ItemPrice", "Tax"), ("Mystery", "Odd", "Thing"),
    ("other-transaction", "other-transaction", "Storage Fee"),
    ("other-transaction", "other-transaction", "Current Reserve Amount"),
    ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount"),
]  # fmt: skip
OPTIONS = [
    {}, {"split_months": True}, {"merge_refunds": True}, {"merge_fees": True, "split_months": True},
    {"marketplace": "Amazon.com"}, {"marketplace": "Amazon.com", "merge_refunds": True},
]  # fmt: skip


@pytest.mark.parametrize("shuffled", [False, True], ids=["in order", "columns shuffled"])
@pytest.mark.parametrize("seed", range(5))
def test_every_row_is_in_exactly_one_posting_or_exclusion(make, seed, shuffled):
    chance = random.Random(seed)
    rows = []
    for _ in range(chance.choice([40, 700])):
        kind, amount_type, what = chance.choice(KINDS)
        orders = ["", *(f"111-{n}" for n in range(chance.choice([3, 60])))]
        one = row(
            kind, chance.choice(orders), f"{chance.randrange(-900, 900) / 100:.2f}",
            day=f"2024-0{chance.choice('12')}-0{chance.choice('12')}",
            **{
                "adjustment-id": chance.choice(["", "a", "b"]),
                "marketplace-name": chance.choice(["", "Amazon.com", "Amazon.com", "Amazon.ca"]),
                "sku": chance.choice(["", "Ü", "X 1"]),
                "quantity-purchased": chance.choice(["", "1", "12"]),
                "promotion-id": chance.choice(["", 'a "b'][: 2 - shuffled]),
            },
        )  # fmt: skip
        one |= {"amount-type": amount_type, "amount-description": what}
        rows += [dict(one) for _ in range(chance.choice([1, 1, 2, 5]))]
    cents = sum(round(float(each["amount"]) * 100) for each in rows)
    total = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
    names = list(rows[0] | dict.fromkeys(SUMMARY))
    header = {"header": "\t".join(chance.sample(names, len(names)))} if shuffled else {}
    file = make(rows, total=total, **header)
    with SettlementReader(file) as reader:
        expected = list(reader.rows())
    for options in OPTIONS:
        journal = Journal(":memory:")
        settlement = take(journal, file, **options)
        postings = list(journal.postings(settlement))
        seen = []
        for each in postings:
            of_posting = journal.rows_of(each)
            assert [x.number for x in of_posting] == sorted(x.number for x in of_posting)
            assert len(of_posting) == each.rows
            sum_ = sum((x.amount for x in of_posting), Money.zero("USD"))
            assert sum_ == each.amount
            assert journal.posting(each.id) == each
            seen += of_posting
        excluded = journal.exclusions(settlement)
        assert Counter(x.number for x in seen).most_common(1)[0][1] == 1
        by_number = {x.number: x for x in expected}
        assert all(by_number[x.number] == x for x in seen)
        assert len(seen) + sum(each.rows for each in excluded) == len(expected)
        paid = sum((each.amount for each in (*seen, *excluded)), Money.zero("USD"))
        assert str(paid) == f"{total} USD"
        assert journal.settlement_at(settlement).postings == len(postings)
        tallies = journal.totals(settlement)
        assert sum(each.count for each in tallies) == len(postings)
        sum_ = sum((each.amount for each in tallies), Money.zero("USD"))
        assert sum_ == sum((each.amount for each in postings), Money.zero("USD"))
        journal.close()


SUMMARY = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "merchant-order-id", "shipment-id", "fulfillment-id",
    "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id",
)  # fmt: skip


def test_amounts_and_words_that_need_wide_columns(journal, make):
    """30,000,000.00 is more cents than four bytes hold, 70,000 texts more than two count."""
    rows = [row("Order", LAMP, "30000000.00"), row("Order", LAMP, "-0.01")]
    settlement = take(journal, make(rows, total="29999999.99"))
    (posting,) = journal.postings(settlement)
    assert [str(each.amount) for each in journal.rows_of(posting)] == [
        "30000000.00 USD", "-0.01 USD",
    ]  # fmt: skip
    block = RunBlock(1, [b"h"], [b"t"], [2], [0, 70_000], [1, -(2**40)], [b"", b""])
    chunk = pack(block, 0)
    assert (len(chunk.words), len(chunk.amounts), len(chunk.lengths)) == (8, 16, 2)
