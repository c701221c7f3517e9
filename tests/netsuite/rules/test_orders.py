"""Sales orders: figures (W1), mandatory fields, references, sublists, status."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidContent, UserError

D = Decimal
PREFIX = "Error while accessing a resource. "


class TestFigures:
    def test_tax_by_line_stands_when_overridden(self, order):
        made = order()
        assert (made.subtotal, made.discount_total) == (D("122.36"), D("-12.24"))
        assert (made.shipping_cost, made.tax_total) == (D("7.95"), D("9.75"))
        assert made.total == D("127.82")

    def test_without_override_the_header_is_taxed_once(self, order):
        made = order(override=False)
        assert (made.tax_total, made.total) == (D("9.74"), D("127.81"))
        assert made.tax_details[0].tax_basis == D("118.07")

    def test_discount_is_spread_by_value_last_cent_to_the_largest_remainder(self, order):
        shares = [line.discount_share for line in order().lines]
        assert shares == [D("6.00"), D("1.25"), D("4.99")]

    def test_percent_discount(self, order):
        made = order(override=False, discount_rate="-10%")
        assert made.discount_total == D("-12.24")

    def test_a_positive_discount_still_takes_away(self, order):
        assert order(discount_total=D("12.24")).discount_total == D("-12.24")

    def test_a_discount_without_its_item_is_refused(self, order):
        with pytest.raises(UserError, match="Please enter value\\(s\\) for: Discount"):
            order(discount_item=None)

    def test_untaxed_items_stay_out_of_the_header_tax(self, account, jane, item):
        made = rules.create(
            account,
            "salesOrder",
            {
                "entity": jane.id,
                "lines": [
                    {"item": item("TEE-BLK"), "quantity": D(1), "amount": D("100.00")},
                    {"item": item("Refund Adjustment Positive"), "amount": D("50.00")},
                ],
            },
        )
        assert (made.tax_total, made.total) == (D("8.25"), D("158.25"))

    def test_amount_wins_over_rate(self, account, jane, item):
        line = {"item": item("TEE-BLK"), "quantity": D(3), "rate": D(5), "amount": D("10.00")}
        made = rules.create(account, "salesOrder", {"entity": jane.id, "lines": [line]})
        assert (made.lines[0].rate, made.lines[0].amount) == (D(5), D("10.00"))

    def test_amount_alone_gives_the_rate_back(self, account, jane, item):
        line = {"item": item("TEE-BLK"), "quantity": D(3), "amount": D("10.00")}
        made = rules.create(account, "salesOrder", {"entity": jane.id, "lines": [line]})
        assert made.lines[0].rate == D("3.33333333")

    def test_an_item_alone_takes_its_price(self, account, jane, item):
        line = {"item": item("TEE-BLK"), "quantity": D(2)}
        made = rules.create(account, "salesOrder", {"entity": jane.id, "lines": [line]})
        assert made.lines[0].amount == D("39.98")

    def test_another_price_level_overrules_the_rate(self, account, jane, item):
        line = {"item": item("TEE-BLK"), "quantity": D(1), "rate": D(5), "price_level": 1}
        made = rules.create(account, "salesOrder", {"entity": jane.id, "lines": [line]})
        assert made.lines[0].amount == D("19.99")

    def test_account_that_wants_the_custom_level_beside_a_rate(self, account, jane, item):
        account.settings.rate_needs_custom_price_level = True
        line = {"item": item("TEE-BLK"), "quantity": D(1), "rate": D(5)}
        fields = {"entity": jane.id, "lines": [line, {**line, "price_level": -1}]}
        made = rules.create(account, "salesOrder", fields)
        assert [line.amount for line in made.lines] == [D("19.99"), D("5.00")]

    def test_computed_fields_cannot_be_written(self, order):
        made = order(total=D(1), subtotal=D(1), tax_total=D(1), status="G")
        assert (made.total, made.status) == (D("127.82"), "B")

    def test_numbers(self, order):
        first, second = order(), order()
        assert (first.tran_id, second.tran_id) == ("SO1001", "SO1002")
        assert (first.id, second.id) == (1001, 1002)

    def test_a_typed_number_needs_the_override_preference(self, account, order):
        assert order(tran_id="X-1").tran_id == "SO1001"
        account.settings.allow_transaction_number_override = True
        assert order(tran_id="X-1").tran_id == "X-1"


class TestRefusals:
    def test_terms_and_payment_method_exclude_each_other(self, account, order):
        before = len(account.records.transactions)
        with pytest.raises(UserError, match="both Terms and a Payment Method"):
            order("Shopify Payments", terms=1)
        assert len(account.records.transactions) == before

    def test_without_customer(self, account, w1):
        with pytest.raises(UserError) as refused:
            rules.create(account, "salesOrder", w1() | {"entity": None})
        assert refused.value.detail == PREFIX + "Please enter value(s) for: Customer."

    def test_without_lines(self, order):
        with pytest.raises(UserError) as refused:
            order(lines=[], tax_details=[])
        assert refused.value.detail == (
            PREFIX + "You must have at least one valid line item for this transaction."
        )

    def test_unknown_item(self, order):
        with pytest.raises(InvalidContent) as refused:
            order(lines=[{"item": 9999, "quantity": D(1)}])
        assert refused.value.detail == (
            PREFIX + "Invalid Field Value 9999 for the following field: item"
        )
        assert refused.value.details[0].path == "item.items[0].item"

    def test_inactive_item(self, account, order, item):
        rules.update(account, "inventoryItem", item("TEE-BLK"), {"is_inactive": True})
        with pytest.raises(InvalidContent, match="following field: item"):
            order()

    def test_unknown_and_inactive_customer(self, account, jane, order):
        with pytest.raises(InvalidContent, match=r"Invalid Field Value 9999 .* entity"):
            order(entity=9999)
        rules.update(account, "customer", jane.id, {"is_inactive": True})
        with pytest.raises(InvalidContent, match="following field: entity"):
            order()

    def test_currency_must_be_on_the_customers_list(self, account, jane, order):
        with pytest.raises(InvalidContent, match=r"Invalid Field Value 2 .* currency"):
            order(currency=2)
        rules.update(account, "customer", jane.id, {"currencies": (1, 2)})
        assert order(currency=2).exchange_rate == D("1.09")

    @pytest.mark.parametrize("quantity", [D(0), None])
    def test_zero_quantity(self, order, item, quantity):
        with pytest.raises(UserError, match="Please enter value\\(s\\) for: Quantity"):
            order(lines=[{"item": item("TEE-BLK"), "quantity": quantity}])

    def test_negative_quantity(self, order, item):
        with pytest.raises(InvalidContent) as refused:
            order(lines=[{"item": item("TEE-BLK"), "quantity": D(-1)}])
        assert refused.value.details[0].path == "item.items[0].quantity"

    @pytest.mark.parametrize(
        ("field", "wire"),
        [("terms", "terms"), ("ship_method", "shipMethod"), ("payment_method", "paymentMethod")],
    )
    def test_unknown_references(self, order, field, wire):
        with pytest.raises(InvalidContent, match=f"9999 for the following field: {wire}"):
            order(**{field: 9999})

    def test_an_item_of_the_wrong_kind_is_no_discount_item(self, order, item):
        with pytest.raises(InvalidContent, match="following field: discountItem"):
            order(discount_item=item("TEE-BLK"))

    def test_tax_detail_that_belongs_to_nothing(self, order):
        detail = {"reference": "T9", "tax_amount": D(1)}
        with pytest.raises(InvalidContent) as refused:
            order(tax_details=[detail])
        assert refused.value.details[0].path == "taxDetails.items[0].taxDetailsReference"

    def test_a_legacy_account_knows_no_tax_details(self, account, order):
        account.settings.tax_engine = "legacy"
        with pytest.raises(InvalidContent, match="taxDetails"):
            order()
        assert order(override=False).tax_total == D("9.74")

    def test_the_day_is_the_accounts_own(self, account, order):
        account.clock.advance(timedelta(hours=22))  # 07:00 UTC on the 25th: still 23:00 in L. A.
        assert order().tran_date == date(2026, 11, 24)
        account.settings.time_zone = "Europe/Berlin"
        assert order().tran_date == date(2026, 11, 25)

    def test_near_the_end_of_a_month_it_decides_the_period(self, account, order):
        account.clock.advance(timedelta(days=6, hours=22))  # 1 December, 07:00 UTC
        sale = account.desk.bill(order("Cash").id)
        assert account.records.periods[sale.posting_period].period_name == "Nov 2026"

    def test_external_ids_share_one_namespace(self, account, order, jane, item):
        order(external_id="E-1")
        fields = {
            "entity": jane.id,
            "external_id": "E-1",
            "lines": [{"item": item("MUG-WHT"), "quantity": D(1)}],
        }
        with pytest.raises(UserError, match="This record already exists"):
            rules.create(account, "invoice", fields)
        with pytest.raises(UserError, match="Transaction type specified is incorrect"):
            rules.upsert(account, "invoice", "E-1", fields)


class TestUpdates:
    def test_absent_stays_none_clears(self, account, order):
        made = order(memo="gift", email="a@b.example")
        changed = rules.update(account, "salesOrder", made.id, {"memo": None})
        assert (changed.memo, changed.email, changed.total) == ("", "a@b.example", D("127.82"))

    def test_another_customer_while_nothing_is_linked(self, account, order):
        joe = account.desk.customer(first_name="Joe", last_name="Doe")
        made, billed = order(), order("Cash")
        account.desk.bill(billed.id)
        changed = rules.update(account, "salesOrder", made.id, {"entity": joe.id})
        assert changed.entity == joe.id
        with pytest.raises(InvalidContent, match="entity"):
            rules.update(account, "salesOrder", billed.id, {"entity": joe.id})
        with pytest.raises(InvalidContent, match="entity"):
            rules.update(account, "salesOrder", made.id, {"entity": 999999})

    def test_another_currency_is_refused(self, account, jane, order):
        rules.update(account, "customer", jane.id, {"currencies": (1, 2)})
        made = order("Cash")
        for refused in (
            lambda: rules.update(account, "salesOrder", made.id, {"currency": 2}),
            lambda: rules.transform(account, made.id, "cashSale", {"currency": 2}),
        ):
            with pytest.raises(InvalidContent, match=r"Invalid Field Value 2 .*: currency"):
                refused()
        assert rules.update(account, "salesOrder", made.id, {"currency": 1}).currency == 1

    def test_the_base_currency_has_no_rate(self, account, jane, order):
        with pytest.raises(InvalidContent, match=r"Invalid Field Value 1\.2 .*: exchangeRate"):
            order(exchange_rate=D("1.2"))
        rules.update(account, "customer", jane.id, {"currencies": (1, 2)})
        assert order(exchange_rate=D("1.2"), currency=2).exchange_rate == D("1.2")

    def test_a_line_without_a_key_is_appended(self, account, order, item):
        made = order(override=False)
        line = {"item": item("MUG-WHT"), "quantity": D(1)}
        changed = rules.update(account, "salesOrder", made.id, {"lines": [line]})
        assert [line.line for line in changed.lines] == [1, 2, 3, 4]
        assert changed.subtotal == D("134.85")

    def test_a_keyed_line_is_changed(self, account, order):
        made = order(override=False)
        changed = rules.update(
            account, "salesOrder", made.id, {"lines": [{"line": 1, "quantity": D(1)}]}
        )
        assert changed.lines[0].amount == D("19.99")
        assert changed.subtotal == D("82.38")
        assert sum(line.discount_share for line in changed.lines) == D("12.24")

    def test_replace_drops_what_is_not_named(self, account, order):
        made = order(override=False)
        changed = rules.update(
            account, "salesOrder", made.id, {"lines": [{"line": 3}]}, replace={"lines"}
        )
        assert [line.line for line in changed.lines] == [3]

    def test_an_unknown_line_key(self, account, order):
        with pytest.raises(InvalidContent) as refused:
            rules.update(account, "salesOrder", order().id, {"lines": [{"line": 9}]})
        assert refused.value.details[0].path == "item.items[0].line"

    def test_upsert_creates_then_updates_the_same_record(self, account, w1):
        first = rules.upsert(account, "salesOrder", "E-7", w1())
        second = rules.upsert(account, "salesOrder", "E-7", {"memo": "again"})
        assert (second.id, second.memo, second.total) == (first.id, "again", D("127.82"))

    def test_lines_cannot_fall_below_what_was_billed(self, account, order):
        made = order("Cash")
        account.desk.bill(made.id, {"TEE-BLK": 2})
        change = {"lines": [{"line": 1, "quantity": D(1)}]}
        with pytest.raises(UserError, match="already fulfilled, billed or refunded"):
            rules.update(account, "salesOrder", made.id, change)

    def test_re_creating_billed_lines_is_refused(self, account, order, item):
        made = order("Cash")
        account.desk.bill(made.id)
        line = {"item": item("TEE-BLK"), "quantity": D(3)}
        with pytest.raises(UserError, match="already fulfilled, billed or refunded"):
            rules.update(account, "salesOrder", made.id, {"lines": [line]}, replace={"lines"})


class TestStatus:
    def letter(self, account, made):
        return account.records.transactions[made.id].status

    def test_the_way_of_an_order(self, account, order):
        desk, made = account.desk, order("Cash")
        assert made.status == "B"
        desk.fulfil(made.id, {"TEE-BLK": 1})
        assert self.letter(account, made) == "E"
        desk.bill(made.id, {"TEE-BLK": 1})
        assert self.letter(account, made) == "D"
        desk.fulfil(made.id)
        assert self.letter(account, made) == "F"
        desk.bill(made.id)
        assert self.letter(account, made) == "G"

    def test_going_back(self, account, order):
        desk, made = account.desk, order("Cash")
        shipped = desk.fulfil(made.id)
        sale = desk.bill(made.id)
        desk.delete(sale.id)
        assert self.letter(account, made) == "F"
        desk.delete(shipped.id)
        assert self.letter(account, made) == "B"

    def test_billed_ahead_it_still_waits_for_shipment(self, account, order):
        made = order("Cash")
        account.desk.bill(made.id)
        assert self.letter(account, made) == "B"
        account.desk.fulfil(made.id)
        assert self.letter(account, made) == "G"

    def test_nothing_to_ship_waits_for_billing(self, account, jane, item):
        line = {"item": item("Refund Adjustment Positive"), "amount": D(5)}
        made = rules.create(account, "salesOrder", {"entity": jane.id, "lines": [line]})
        assert made.status == "F"

    def test_approval(self, account, order):
        made = order("Cash", order_status="A")
        assert made.status == "A"
        with pytest.raises(UserError, match="You can not initialize cashsale"):
            account.desk.bill(made.id)
        with pytest.raises(UserError, match="You can not initialize itemfulfillment"):
            account.desk.fulfil(made.id)
        assert account.desk.approve(made.id).status == "B"

    def test_approval_is_not_taken_back_once_something_happened(self, account, order):
        billed, shipped = order("Cash"), order("Cash")
        account.desk.bill(billed.id)
        account.settings.default_ship_status = "A"
        account.desk.fulfil(shipped.id, {"TEE-BLK": 1})
        for made in (billed, shipped):
            assert self.letter(account, made) == "B"
            with pytest.raises(InvalidContent, match="orderStatus"):
                rules.update(account, "salesOrder", made.id, {"order_status": "A"})

    def test_default_status_is_a_preference(self, account, order):
        account.settings.default_order_status = "A"
        assert order().status == "A"

    def test_other_letters_cannot_be_written(self, order):
        with pytest.raises(InvalidContent, match="orderStatus"):
            order(order_status="G")

    def test_closed(self, account, order):
        made = order("Cash")
        account.desk.fulfil(made.id, {"TEE-BLK": 1})
        assert account.desk.close_order(made.id).status == "H"

    def test_cancelled_only_before_anything_happened(self, account, order):
        untouched, shipped = order("Cash"), order("Cash")
        assert account.desk.cancel(untouched.id).status == "C"
        account.desk.fulfil(shipped.id, {"TEE-BLK": 1})
        with pytest.raises(UserError, match="cannot be cancelled"):
            account.desk.cancel(shipped.id)
