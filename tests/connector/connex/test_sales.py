"""Orders become sales receipts and invoices, to the cent (W1); numbering; waiting; refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.books.sales_books import AccountRef, DocumentKind, SalesItem
from connector.model import MoneyState, Tender
from connector.trouble import AnswerLost, Refused, Throttled

RECEIPT, INVOICE = DocumentKind.SALES_RECEIPT, DocumentKind.INVOICE


def test_w1_as_a_sales_receipt(shop: Any, lines_of: Any) -> None:
    shop.order()
    report = shop.sync()
    assert (report.seen, report.new, report.posted, report.failed) == (1, 1, 1, 0)
    held = shop.books.one(RECEIPT)
    assert lines_of(held) == [
        ("TEE-BLK", "3", "59.97"),
        ("MUG-WHT", "1", "12.49"),
        ("CAP-RED", "2", "49.90"),
    ]
    assert [str(each) for each in (held.discount, held.shipping, held.tax, held.total)] == [
        "12.24 USD",
        "7.95 USD",
        "9.75 USD",
        "127.82 USD",
    ]
    assert held.number == "1001"
    assert held.memo == "Order 1001 [nsc:nsc_order_shopify_acme_5001]"
    assert str(shop.books.undeposited()) == "127.82 USD"
    assert shop.books.writes[0].payment_method == "Shopify Payments"
    (row,) = shop.sales()
    assert (row.status, row.target_number, str(row.target_amount)) == (
        "Synced",
        "1001",
        "127.82 USD",
    )
    assert shop.log() == ["Synced order 1001: sales receipt 1001 of 127.82 USD."]


def test_w1_unpaid_is_an_invoice(shop: Any) -> None:
    shop.unpaid()
    shop.sync()
    held = shop.books.one(INVOICE)
    assert (str(held.total), str(held.open_balance)) == ("127.82 USD", "127.82 USD")
    assert held.deposit_account_id == ""
    assert str(shop.books.undeposited()) == "0.00 USD"
    assert shop.books.payments == []


def test_paid_orders_as_invoices_with_their_payment(shop: Any) -> None:
    shop.start(paid_orders="invoice", deposit_account="Checking")
    shop.order()
    shop.sync()
    held = shop.books.one(INVOICE)
    assert (str(held.total), str(held.open_balance)) == ("127.82 USD", "0.00 USD")
    (payment,) = shop.books.payments
    assert str(payment.total) == "127.82 USD"
    assert payment.deposit_account_id == "Checking"
    assert payment.payment_method == "Shopify Payments"
    assert shop.sales()[0].status == "Synced"


def test_an_order_paid_in_part_is_an_invoice_with_what_came_in(shop: Any) -> None:
    part = Tender(
        transaction_id="t1", method="shopify_payments", amount=shop.usd("50.00"),
        refundable=shop.usd("50.00"),
    )  # fmt: skip
    shop.order(tenders=(part,), paid=False, financial_status="partially_paid")
    shop.sync()
    assert str(shop.books.one(INVOICE).open_balance) == "77.82 USD"
    assert str(shop.books.undeposited()) == "50.00 USD"


def test_the_books_own_tax_engine_leaves_a_rounding_line(shop: Any, lines_of: Any) -> None:
    """W1: 9.74 and a rounding line of 0.01 make 127.82."""
    shop.books.cent_less = 1
    shop.order()
    shop.sync()
    held = shop.books.one(RECEIPT)
    assert (str(held.tax), str(held.total)) == ("9.74 USD", "127.82 USD")
    assert lines_of(held)[-1] == ("rounding", "1", "0.01")
    (row,) = shop.sales()
    assert row.status == "Synced"
    assert "computed a tax of 9.74 USD, the store charged 9.75 USD" in row.warnings[0]
    assert shop.tie_out().ties
    assert shop.tie_out().lines_tie


def test_a_rounding_item_that_is_missing_is_named_by_its_setting(shop: Any) -> None:
    shop.books.cent_less = 1
    del shop.books.catalogue["rounding"]
    shop.order()
    shop.sync()
    (row,) = shop.sales()
    assert row.status == "Error"
    assert "accounts.acme.connex.rounding_item names the item 'rounding'" in row.problem.sentence
    shop.books.catalogue["rounding"] = SalesItem(id="r", name="rounding")
    shop.sync()
    assert shop.sales()[0].status == "Synced"
    assert len(shop.books.writes) == 1
    assert str(shop.books.one(RECEIPT).total) == "127.82 USD"


def test_a_difference_that_is_no_rounding_is_recorded(shop: Any) -> None:
    shop.order()
    shop.sync()
    held = shop.books.one(RECEIPT)
    shop.start(journal=fresh(shop))
    shop.books.change(held, tax=shop.usd("8.00"), total=shop.usd("126.07"))
    shop.sync()
    (row,) = shop.sales()
    assert (row.status, row.problem.code) == ("Error", "totals_differ")
    assert "total 127.82 USD in Shopify, 126.07 USD in QuickBooks" in row.problem.sentence
    assert len(shop.books.writes) == 1


def fresh(shop: Any) -> Any:
    return type(shop.journal)(":memory:")


# --- numbers --------------------------------------------------------------------------------------


def test_a_prefix_for_stores_that_share_a_company(shop: Any) -> None:
    shop.start(number_prefix="AC-")
    shop.order()
    shop.sync()
    assert shop.books.one(RECEIPT).number == "AC-1001"


def test_a_number_that_does_not_fit_is_refused_naming_the_field(shop: Any) -> None:
    shop.order(name="#ACME-2026-00001-1001-A")
    shop.sync()
    (row,) = shop.sales()
    assert row.status == "Error"
    assert row.problem.sentence == (
        "The document number ACME-2026-00001-1001-A has 22 characters; QuickBooks takes 21."
    )
    assert row.problem.remedy == (
        'Let QuickBooks number documents itself (accounts.acme.connex.numbering = "quickbooks"), '
        "then run again."
    )
    assert shop.books.writes == []


def test_a_prefix_that_makes_a_number_too_long_is_named(shop: Any) -> None:
    shop.start(number_prefix="WEST-")
    shop.order(name="#12345678901234567")
    shop.sync()
    assert shop.sales()[0].problem.remedy.startswith(
        "Shorten accounts.acme.connex.number_prefix ('WEST-'), or let QuickBooks number"
    )


def test_a_number_of_21_characters_fits_and_its_second_refund_does_not(shop: Any) -> None:
    shop.order(name="#123456789012345678901")
    shop.sync()
    shop.refund("1.00")
    shop.refund("2.00")
    shop.sync()
    assert [each.number for each in shop.books.writes] == ["123456789012345678901"] * 2
    row = shop.refunds()[1]
    assert (row.status, row.problem.code) == ("Error", "number_too_long")
    assert "123456789012345678901-1 has 23 characters" in row.problem.sentence


def test_numbers_that_are_all_taken_end_in_a_refusal(shop: Any) -> None:
    shop.books.all_taken = True
    shop.order()
    shop.order("5002", "#1002")
    report = shop.sync()
    assert report.failed == 2
    assert shop.books.refused_numbers[:10] == ["1001", *(f"1001-{at}" for at in range(1, 10))]
    assert shop.books.refused_numbers[10] == "1002"
    row = shop.sales()[0]
    assert (row.status, row.problem.code, row.problem.verbatim) == ("Error", "6140", "In use.")
    assert row.problem.remedy.startswith("The number is another document's, and so are the next")
    shop.books.all_taken = False
    shop.sync()
    assert [each.number for each in shop.books.of([RECEIPT])] == ["1001", "1002"]


def test_f56_a_number_of_another_store_makes_room(shop: Any) -> None:
    other = shop.books.by_hand(
        RECEIPT, "1001", "10.00", memo="Order 1001 [nsc:nsc_order_shopify_west_7]"
    )
    shop.order()
    shop.sync()
    numbers = [each.number for each in shop.books.of([RECEIPT])]
    assert numbers == ["1001", "1001-1"]
    assert shop.books.held[other.ref] == other


def test_f56_a_number_that_another_type_blocks(shop: Any) -> None:
    """K10: the company checks numbers across types."""
    shop.books.unique_across = {RECEIPT, INVOICE, DocumentKind.CREDIT_MEMO}
    shop.books.by_hand(DocumentKind.CREDIT_MEMO, "1001", "5.00")
    shop.order()
    shop.sync()
    assert shop.books.one(RECEIPT).number == "1001-1"
    assert shop.sales()[0].status == "Synced"


def test_the_same_order_by_hand_is_matched_by_its_number(shop: Any) -> None:
    shop.books.by_hand(RECEIPT, "1001", "127.82")
    shop.order()
    shop.sync()
    assert shop.books.writes == []
    (row,) = shop.sales()
    assert row.target_number == "1001"
    assert any("was matched by its number: it carries no key" in each for each in row.warnings)


def test_another_document_of_that_number_is_not_taken_for_the_order(shop: Any) -> None:
    shop.books.by_hand(RECEIPT, "1001", "55.00")
    shop.order()
    shop.sync()
    (row,) = shop.sales()
    assert (row.status, row.problem.code) == ("Error", "foreign_document")
    assert row.problem.figures == {"order": "127.82 USD", "existing": "55.00 USD"}
    assert shop.books.writes == []


def test_quickbooks_numbers_documents_itself(shop: Any) -> None:
    shop.books.prefs = replace(shop.books.prefs, numbers_itself=True)
    shop.start(numbering="quickbooks")
    shop.order()
    shop.sync()
    assert shop.books.one(RECEIPT).number == "5001"
    shop.start(journal=fresh(shop))
    shop.sync()
    assert len(shop.books.of([RECEIPT])) == 1
    assert shop.sales()[0].target_number == "5001"


# --- waiting --------------------------------------------------------------------------------------


def pending(shop: Any, method: str = "paypal") -> Tender:
    return Tender(
        transaction_id="t9", method=method, amount=shop.usd("127.82"), refundable=shop.usd("0.00"),
        state=MoneyState.PENDING,
    )  # fmt: skip


def test_f31_a_payment_that_is_not_settled_waits(shop: Any) -> None:
    shop.order(tenders=(pending(shop),), paid=False, financial_status="pending")
    report = shop.sync()
    assert (report.waiting, shop.books.writes) == (1, [])
    (row,) = shop.sales()
    assert (row.status, row.note) == ("Waiting", "a payment of 127.82 USD is not settled yet")
    shop.pay()
    shop.sync()
    assert shop.books.one(RECEIPT).number == "1001"


def test_f31_an_authorisation_waits(shop: Any) -> None:
    shop.order(tenders=(), paid=False, financial_status="authorized")
    shop.sync()
    assert shop.sales()[0].note == "its payment is authorized, not settled"
    assert shop.books.writes == []


def test_paying_later_is_no_unsettled_payment(shop: Any) -> None:
    shop.order(tenders=(pending(shop, "manual"),), paid=False, financial_status="pending")
    shop.sync()
    assert str(shop.books.one(INVOICE).open_balance) == "127.82 USD"


def test_without_the_wait_an_authorisation_is_a_sale(shop: Any) -> None:
    shop.start(wait_for_settlement=False)
    shop.order(tenders=(), paid=False, financial_status="authorized")
    shop.sync()
    assert str(shop.books.one(RECEIPT).total) == "127.82 USD"


# --- refusals -------------------------------------------------------------------------------------


def test_f57_one_missing_item_refuses_the_whole_document(shop: Any) -> None:
    del shop.books.catalogue["CAP-RED"]
    shop.order()
    report = shop.sync()
    assert report.failed == 1
    (row,) = shop.sales()
    assert row.problem.sentence.startswith("No active QuickBooks item is named SKU CAP-RED")
    assert "accounts.acme.skus" in row.problem.remedy
    assert shop.books.writes == []
    assert shop.log() == [f"Error with order 1001: {row.problem.sentence}"]


def test_an_inactive_item_counts_as_missing(shop: Any) -> None:
    shop.books.catalogue["TEE-BLK"] = SalesItem(id="1", name="TEE-BLK", inactive=True)
    shop.order()
    shop.sync()
    assert shop.sales()[0].problem.code == "item_missing"


@pytest.mark.parametrize(
    ("account", "says"),
    [
        ("Till", "names 'Till', and QuickBooks has no account of that name"),
        ("Sales", "names 'Sales', and QuickBooks holds it as Income"),
    ],
)
def test_the_deposit_account_must_hold_money(shop: Any, account: str, says: str) -> None:
    shop.start(deposit_account=account)
    shop.order()
    shop.sync()
    (row,) = shop.sales()
    assert row.problem.sentence == f"accounts.acme.connex.deposit_account {says}."
    assert shop.books.writes == []


def test_an_inactive_deposit_account(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def inactive(_: str) -> AccountRef:
        return AccountRef(id="1", name="Till", type="Bank", inactive=True)

    monkeypatch.setattr(shop.books, "account", inactive)
    shop.order()
    shop.sync()
    assert "holds it as Bank, inactive" in shop.sales()[0].problem.sentence


def test_a_currency_the_books_do_not_keep(shop: Any) -> None:
    order = shop.make_order()
    euro = type(order.total).of
    shop.order(currency="EUR", total=euro("127.82", "EUR"), tax=euro("9.75", "EUR"), lines=(),
               shipping=(), refunded=euro("0.00", "EUR"), tenders=())  # fmt: skip
    shop.sync()
    assert shop.sales()[0].problem.code == "currency"


@pytest.mark.parametrize(
    ("preference", "says"),
    [
        ("shipping_allowed", "Order 1001 has shipping of 7.95 USD, and Shipping is switched off"),
        ("discounts_allowed", "Order 1001 has discount of 12.24 USD, and Discount is switched off"),
    ],
)
def test_what_the_company_switched_off(shop: Any, preference: str, says: str) -> None:
    shop.books.prefs = replace(shop.books.prefs, **{preference: False})
    shop.order()
    shop.sync()
    assert shop.sales()[0].problem.sentence.startswith(says)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [("6210", "The books are closed for that day"), ("6000", "Read what QuickBooks says")],
)
def test_refusals_are_recorded_with_their_remedy(shop: Any, code: str, remedy: str) -> None:
    shop.books.mishaps.queue = [Refused("No.", "QuickBooks", "Its own words.", code=code)]
    shop.order()
    shop.sync()
    (row,) = shop.sales()
    assert (row.status, row.problem.verbatim) == ("Error", "Its own words.")
    assert row.problem.remedy.startswith(remedy)


def test_one_failure_stops_no_other(shop: Any) -> None:
    shop.order()
    shop.books.mishaps.queue = [Refused("No.", "QuickBooks", code="6000")]
    shop.order("5002", "#1002")
    report = shop.sync()
    assert (report.posted, report.failed) == (1, 1)
    assert shop.books.one(RECEIPT).number == "1002"


def test_a_limit_ends_the_run_and_the_next_goes_on(shop: Any) -> None:
    until = shop.clock.now() + timedelta(minutes=5)
    shop.books.mishaps.queue = [Throttled("Slow down.", "QuickBooks", until)]
    shop.order()
    shop.order("5002", "#1002")
    report = shop.sync()
    assert (report.problem.code, report.due_at) == ("throttled", until)
    assert shop.books.writes == []
    shop.clock.advance(minutes=6)
    shop.sync()
    assert len(shop.books.of([RECEIPT])) == 2


# --- customers and lines --------------------------------------------------------------------------


def test_a_customer_is_found_by_mail_and_made_once(shop: Any) -> None:
    shop.order()
    shop.order("5002", "#1002")
    shop.sync()
    assert [ref.name for _, ref in shop.books.customers] == ["Jane Roe"]
    first, second = shop.books.of([RECEIPT])
    assert first.customer_id == second.customer_id


def test_two_people_of_one_name_are_two_customers(shop: Any) -> None:
    first = shop.order()
    customer = replace(first.customer, customer_id="778", email="another@example.com")
    shop.order("5002", "#1002", customer=customer)
    shop.order("5003", "#1003", customer=customer)
    shop.sync()
    assert [(mail, ref.name) for mail, ref in shop.books.customers] == [
        (first.customer.email, "Jane Roe"),
        ("another@example.com", "Jane Roe [1002]"),
    ]
    one, two, three = (each.customer_id for each in shop.books.of([RECEIPT]))
    assert one != two == three


def test_a_name_that_is_taken_is_made_unique(shop: Any) -> None:
    async def nobody(*_: object) -> list[Any]:
        return []

    shop.books.find_customers = nobody
    shop.order()
    shop.order("5002", "#1002")
    shop.sync()
    assert [ref.name for _, ref in shop.books.customers] == ["Jane Roe", "Jane Roe [1002]"]


def test_prices_that_hold_tax_keep_amount_quantity_times_rate(shop: Any, lines_of: Any) -> None:
    order = shop.make_order()
    tee = replace(
        order.lines[0], unit_price=shop.usd("19.99"), gross=shop.usd("59.98"),
        discount=shop.usd("6.01"),
    )  # fmt: skip
    shop.order(lines=(tee, *order.lines[1:]))
    shop.sync()
    held = shop.books.one(RECEIPT)
    assert lines_of(held)[:2] == [("TEE-BLK", "2", "39.98"), ("TEE-BLK", "1", "20.00")]
    assert str(held.total) == "127.82 USD"
    assert held.lines[0].quantity + held.lines[1].quantity == Decimal(3)


def test_mapped_skus(shop: Any, lines_of: Any) -> None:
    shop.account(skus={"TEE-BLACK": "TEE-BLK"})
    order = shop.make_order()
    shop.order(lines=(replace(order.lines[0], sku="TEE-BLACK"), *order.lines[1:]))
    shop.sync()
    assert lines_of(shop.books.one(RECEIPT))[0] == ("TEE-BLK", "3", "59.97")


def cut_off_before_its_payment(shop: Any) -> Any:
    """The invoice of a paid order, whose payment never arrived in the books."""
    shop.start(paid_orders="invoice")
    shop.order()
    pay = shop.books.write_payment

    async def fail(*_: object) -> None:
        shop.books.write_payment = pay
        raise AnswerLost("The connection broke.", "QuickBooks")

    shop.books.write_payment = fail
    shop.sync()
    assert shop.books.payments == []
    return shop.books.one(INVOICE)


def test_what_a_person_received_meanwhile_is_not_received_again(shop: Any) -> None:
    shop.books.receive(cut_off_before_its_payment(shop), "50.00")
    shop.clock.advance(minutes=5)
    shop.sync()
    assert [str(each.total) for each in shop.books.payments] == ["77.82 USD"]
    assert str(shop.books.one(INVOICE).open_balance) == "0.00 USD"


def test_a_credit_set_against_it_meanwhile_is_no_money_of_the_buyer(shop: Any) -> None:
    """All of what was paid is received; what the credit has settled stays as unused money."""
    invoice = cut_off_before_its_payment(shop)
    shop.books.change(invoice, open_balance=shop.usd("108.35"))
    shop.clock.advance(minutes=5)
    shop.sync()
    (payment,) = shop.books.payments
    assert str(payment.total) == "127.82 USD"
    assert payment.invoices == ((invoice.id, shop.usd("108.35")),)
    assert shop.sales()[0].status == "Synced"


def test_a_rounding_line_is_told_when_the_engine_died_behind_it(shop: Any) -> None:
    shop.books.cent_less = 1
    shop.order()
    add = shop.books.add_line

    async def die(*given: Any) -> None:
        await add(*given)
        raise KeyboardInterrupt

    shop.books.add_line = die
    with pytest.raises(KeyboardInterrupt):
        shop.sync()
    shop.books.add_line = add
    shop.start()
    shop.sync()
    assert shop.sales()[0].warnings[-1] == (
        "QuickBooks computed a tax of 9.74 USD, the store charged 9.75 USD: a rounding line of "
        "0.01 USD was added."
    )
