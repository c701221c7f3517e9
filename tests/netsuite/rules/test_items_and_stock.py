"""Kits, discount lines and every item type on a sale; stock that is committed to orders."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import NetSuiteError
from sandbox.netsuite.records import ITEM_TYPES

D = Decimal


def refused(account, sentence, call, *arguments):
    before = account.store.fingerprint("netsuite.")
    with pytest.raises(NetSuiteError, match=sentence):
        call(*arguments)
    assert account.store.fingerprint("netsuite.") == before


@pytest.fixture
def sell(account, jane):
    def write(record, *lines, **more):
        return rules.create(account, record, {"entity": jane.id, "lines": list(lines), **more})

    return write


@pytest.fixture
def ten_percent(account):
    return rules.create(account, "discountItem", {"item_id": "Ten off", "rate": "-10%"}).id


class TestKits:
    @pytest.fixture
    def set_of(self, account, item):
        members = [
            {"item": item("TEE-BLK"), "quantity": D(2)},
            {"item": item("MUG-WHT"), "quantity": D(1)},
        ]
        fields = {"item_id": "SET", "base_price": D("45.00"), "members": members}
        return rules.create(account, "kitItem", fields).id

    def test_sold_as_one_shipped_as_its_members(self, account, rows, sell, set_of):
        order = sell("salesOrder", {"item": set_of, "quantity": D(3)})
        shipped = account.desk.fulfil(order.id)
        assert rows(shipped) == [
            ("Cost of Goods Sold", "48.00", "0.00"),
            ("Inventory Asset", "0.00", "48.00"),
            ("Cost of Goods Sold", "12.00", "0.00"),
            ("Inventory Asset", "0.00", "12.00"),
        ]
        assert account.desk.item("TEE-BLK").quantity_on_hand == 994
        assert account.desk.item("SET").quantity_on_hand == 0
        invoice = account.desk.bill(order.id)
        assert rows(invoice)[:2] == [
            ("Accounts Receivable", "146.14", "0.00"),
            ("Sales", "0.00", "135.00"),
        ]

    def test_comes_back_as_its_members(self, account, sell, set_of):
        sale = sell("cashSale", {"item": set_of, "quantity": D(2)})
        assert account.desk.item("TEE-BLK").quantity_on_hand == 996
        rma = account.desk.authorize_return(sale.id, {"SET": 1})
        account.desk.receive(rma.id)
        assert account.desk.item("TEE-BLK").quantity_on_hand == 998

    @pytest.mark.parametrize("members", [None, [], [{"quantity": D(1)}], [{"item": 1}]])
    def test_refused(self, account, members):
        refused(
            account,
            "Member Items|field: item|for: Item",
            rules.create,
            account,
            "kitItem",
            {"item_id": "SET", "members": members},
        )

    def test_a_member_is_in_use(self, account, item, set_of):
        refused(
            account,
            "dependent records",
            rules.delete,
            account,
            "inventoryItem",
            item("TEE-BLK"),
        )


class TestDiscountLines:
    def test_a_percentage_of_the_line_above(self, account, rows, sell, item, ten_percent):
        """3 x 19.99 = 59.97 less 6.00; tax 8.25 % of 53.97."""
        sale = sell(
            "cashSale",
            {"item": item("TEE-BLK"), "quantity": D(3)},
            {"item": ten_percent},
        )
        assert (sale.lines[1].amount, sale.subtotal, sale.total) == (
            D("-6.00"),
            D("53.97"),
            D("58.42"),
        )
        assert rows(sale)[:4] == [
            ("Undeposited Funds", "58.42", "0.00"),
            ("Sales", "0.00", "59.97"),
            ("Sales Discounts", "6.00", "0.00"),
            ("Sales Tax Payable", "0.00", "4.45"),
        ]

    def test_follows_its_line_into_bill_and_refund(self, account, sell, item, ten_percent):
        order = sell(
            "salesOrder",
            {"item": item("TEE-BLK"), "quantity": D(3)},
            {"item": ten_percent},
            {"item": item("MUG-WHT"), "quantity": D(1)},
        )
        bills = [account.desk.bill(order.id, {"TEE-BLK": 1}) for _ in range(3)]
        assert [each.lines[1].amount for each in bills] == [D("-2.00"), D("-2.00"), D("-2.00")]
        assert len(account.desk.bill(order.id, {"MUG-WHT": 1}).lines) == 1
        credit = account.desk.refund(bills[0].id, {"TEE-BLK": 1})
        assert credit.subtotal == D("17.99")

    def test_a_new_quantity_above(self, account, sell, item, ten_percent):
        order = sell(
            "salesOrder", {"item": item("TEE-BLK"), "quantity": D(3)}, {"item": ten_percent}
        )
        change = {"lines": [{"line": 1, "quantity": D(1)}]}
        order = rules.update(account, "salesOrder", order.id, change)
        assert [line.amount for line in order.lines] == [D("19.99"), D("-2.00")]

    def test_an_amount(self, sell, item, ten_percent):
        order = sell(
            "salesOrder",
            {"item": item("TEE-BLK"), "quantity": D(3)},
            {"item": ten_percent, "rate": D("5.00")},
        )
        assert order.lines[1].amount == D("-5.00")

    def test_nothing_above(self, account, sell, ten_percent):
        refused(account, "must follow the line", sell, "salesOrder", {"item": ten_percent})

    def test_a_percentage_of_something_else(self, account, sell, item):
        line = {"item": item("TEE-BLK"), "rate": "10%"}
        refused(
            account,
            "Invalid Field Value 10% for the following field: rate",
            sell,
            "salesOrder",
            line,
        )


@pytest.mark.parametrize(
    "record", sorted(set(ITEM_TYPES) - {"shipItem", "discountItem", "kitItem"})
)
def test_every_type_can_be_sold(account, rows, sell, record):
    made = rules.create(account, record, {"item_id": "NEW"})
    sale = sell("invoice", {"item": made.id, "quantity": D(2), "rate": D("5.00")})
    assert rows(sale)[:3] == [
        ("Accounts Receivable", "10.83", "0.00"),
        ("Sales", "0.00", "10.00"),
        ("Sales Tax Payable", "0.00", "0.83"),
    ]


class TestCommitment:
    @pytest.fixture
    def line(self, account):
        def read(order):
            line = account.desk.transaction(order.id).line_at(1)
            return line.quantity_committed

        return read

    @pytest.fixture
    def tees(self, sell, item):
        return lambda units: sell("salesOrder", {"item": item("TEE-BLK"), "quantity": D(units)})

    def test_first_come_first_served(self, account, tees, line):
        first, second, third = tees(600), tees(600), tees(10)
        assert [line(each) for each in (first, second, third)] == [600, 400, 0]
        assert account.desk.item("TEE-BLK").quantity_committed == 1000
        account.desk.close_order(first.id)
        assert [line(each) for each in (first, second, third)] == [0, 600, 10]

    def test_shipping_gives_up_what_it_ships(self, account, tees, line):
        order = tees(5)
        account.desk.fulfil(order.id, {"TEE-BLK": 2})
        assert line(order) == 3
        item = account.desk.item("TEE-BLK")
        assert (item.quantity_on_hand, item.quantity_committed) == (998, 3)
        account.desk.fulfil(order.id)
        assert account.desk.item("TEE-BLK").quantity_committed == 0

    def test_cancelled_and_deleted(self, account, tees, line):
        account.desk.cancel(tees(5).id)
        account.desk.delete(tees(6).id)
        assert account.desk.item("TEE-BLK").quantity_committed == 0

    def test_goods_that_come_back_go_to_who_waits(self, account, sell, item, tees, line):
        sale = sell("cashSale", {"item": item("TEE-BLK"), "quantity": D(1000)})
        order = tees(5)
        assert line(order) == 0
        account.desk.refund(sale.id, {"TEE-BLK": 3})
        assert line(order) == 3

    def test_a_sale_over_the_counter_takes_from_the_newest(self, account, sell, item, tees, line):
        first, second = tees(500), tees(500)
        sell("cashSale", {"item": item("TEE-BLK"), "quantity": D(100)})
        assert (line(first), line(second)) == (500, 400)

    def test_limit_to_committed(self, account, tees):
        account.settings.fulfill_based_on_commitment = "limit"
        tees(998)
        order = tees(5)
        refused(
            account,
            r"exceeds the quantity that remains \(2\)",
            account.desk.fulfil,
            order.id,
            {"TEE-BLK": 3},
        )
        assert account.desk.fulfil(order.id).lines[0].quantity == 2
        refused(account, "at least one valid line item", account.desk.fulfil, order.id)

    def test_allow_uncommitted(self, account, tees):
        account.settings.fulfill_based_on_commitment = "allow"
        tees(998)
        order = tees(5)
        assert account.desk.fulfil(order.id).lines[0].quantity == 2
        assert account.desk.fulfil(order.id, {"TEE-BLK": 3}).lines[0].quantity == 3
