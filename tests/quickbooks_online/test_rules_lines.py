"""Lines of sales forms: what is refused, and what QuickBooks makes of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

D = Decimal


def sale(books: Any, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Line": list(lines), **more}


def test_the_subtotal_follows_the_items_without_an_id(books: Any, jane: Any) -> None:
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    kinds = [(line.detail_type, line.id, line.line_num, line.amount) for line in receipt.line]
    assert kinds == [
        ("SalesItemLineDetail", "1", 1, D("59.97")),
        ("SalesItemLineDetail", "2", 2, D("12.49")),
        ("SalesItemLineDetail", "3", 3, D("49.90")),
        ("SubTotalLineDetail", None, None, D("122.36")),
        ("DiscountLineDetail", "4", None, D("12.24")),
        ("SalesItemLineDetail", "5", None, D("7.95")),
    ]


def test_a_subtotal_that_is_echoed_is_no_second_one(books: Any) -> None:
    echo = {"Amount": 99, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    receipt = books.create("SalesReceipt", sale(books, books.line("MUG-WHT", 1, "12.49"), echo))
    assert [line.amount for line in receipt.line] == [D("12.49"), D("12.49")]


@pytest.mark.parametrize(
    ("amount", "quantity", "price"), [("19.98", 1, "19.99"), ("59.96", 3, "19.99")]
)
def test_amount_must_be_price_times_quantity(
    books: Any, amount: str, quantity: int, price: str
) -> None:
    line = {**books.line("TEE-BLK", quantity, price), "Amount": D(amount)}
    code, detail = books.refused(lambda: books.create("SalesReceipt", sale(books, line)))
    assert code == "6070"
    assert detail == f"Amount is not equal to UnitPrice * Qty. Supplied value:{amount}"


def test_half_a_cent_is_rounded_up(books: Any) -> None:
    line = books.line("TEE-BLK", 1, "14.50")
    line["SalesItemLineDetail"]["Qty"] = D("128.350")
    line["Amount"] = D("1861.08")
    assert books.create("SalesReceipt", sale(books, line)).total_amt == D("1861.08")


def test_a_form_needs_its_lines(books: Any, jane: Any) -> None:
    who = {"CustomerRef": {"value": jane.id}}
    assert books.refused(lambda: books.create("Invoice", who)) == (
        "2020",
        "Required parameter Line is missing in the request",
    )
    assert books.refused(lambda: books.create("Invoice", {**who, "Line": []})) == (
        "2250",
        "You must enter at least one split line.",
    )


def test_an_invoice_and_a_credit_memo_need_their_customer(books: Any) -> None:
    for entity in ("Invoice", "CreditMemo"):
        code, detail = books.refused(
            lambda entity=entity: books.create(entity, sale(books, books.line("MUG-WHT", 1, "1")))
        )
        assert (code, detail) == (
            "2020",
            "Required parameter CustomerRef is missing in the request",
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"DetailType": None}, "2020"),
        ({"DetailType": "Nonsense"}, "2170"),
        ({"Amount": None}, "2020"),
        ({"SalesItemLineDetail": None}, "2020"),
        ({"SalesItemLineDetail": {"Qty": 1}}, "6440"),
        ({"SalesItemLineDetail": ""}, "2010"),
        ({"Colour": "red"}, "2010"),
        ({"Amount": "lots"}, "2080"),
        ({"Amount": True}, "2010"),
        ({"Description": "x" * 4001}, "2050"),
    ],
)
def test_a_malformed_line(books: Any, change: dict[str, Any], code: str) -> None:
    line = {**books.line("MUG-WHT", 1, "12.49"), **change}
    assert books.refused(lambda: books.create("SalesReceipt", sale(books, line)))[0] == code


def test_a_bundle_is_not_supported(books: Any) -> None:
    line = {"Amount": 1, "DetailType": "GroupLineDetail", "GroupLineDetail": {}}
    assert books.refused(lambda: books.create("SalesReceipt", sale(books, line)))[0] == "5030"


def test_inventory_needs_a_quantity(books: Any) -> None:
    line = books.line("MUG-WHT", 1, "12.49")
    del line["SalesItemLineDetail"]["Qty"]
    assert books.refused(lambda: books.create("SalesReceipt", sale(books, line))) == (
        "6520",
        "The tracked inventory item must have a quantity.",
    )


def test_an_amount_alone_is_enough_for_other_items(books: Any, jane: Any) -> None:
    receipt = books.create("SalesReceipt", books.w4(jane.id))
    assert receipt.total_amt == D("15.00")
    assert receipt.line[0].sales_item_line_detail.qty is None


def test_a_price_is_worked_out_of_amount_and_quantity(books: Any) -> None:
    line = books.line("MUG-WHT", 2, "12.49")
    del line["SalesItemLineDetail"]["UnitPrice"]
    receipt = books.create("SalesReceipt", sale(books, line))
    assert receipt.line[0].sales_item_line_detail.unit_price == D("12.49")


def test_goods_are_not_sold_before_their_start_date(books: Any) -> None:
    given = sale(books, books.line("MUG-WHT", 1, "12.49"), TxnDate="2014-12-31")
    assert books.refused(lambda: books.create("SalesReceipt", given))[0] == "6270"


def test_a_negative_line_is_accepted_but_no_negative_form(books: Any) -> None:
    back = books.line("Refunds", 1, "-5.00", "NON")
    receipt = books.create(
        "SalesReceipt", sale(books, books.line("MUG-WHT", 1, "12.49", "NON"), back)
    )
    assert receipt.total_amt == D("7.49")
    assert books.refused(lambda: books.create("SalesReceipt", sale(books, back))) == (
        "6000",
        "Business Validation Error: Transaction amount must be 0 or greater.",
    )


# --- discount and shipping ---------------------------------------------------------------------


def test_a_discount_in_percent(books: Any) -> None:
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    receipt = books.create(
        "SalesReceipt", sale(books, books.line("MUG-WHT", 1, "12.49", "NON"), discount)
    )
    assert receipt.total_amt == D("11.24")


def test_one_discount_a_form(books: Any) -> None:
    lines = [books.line("MUG-WHT", 1, "12.49"), books.discount("1"), books.discount("2")]
    assert books.refused(lambda: books.create("SalesReceipt", sale(books, *lines)))[0] == "6000"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}, "6090"),
        (
            {
                "Amount": 1,
                "DetailType": "DiscountLineDetail",
                "DiscountLineDetail": {"PercentBased": True},
            },
            "6090",
        ),
        (
            {
                "Amount": -1,
                "DetailType": "DiscountLineDetail",
                "DiscountLineDetail": {"PercentBased": False},
            },
            "2290",
        ),
        (
            {
                "Amount": 1,
                "DetailType": "DiscountLineDetail",
                "DiscountLineDetail": {"DiscountAccountRef": {"value": "999"}},
            },
            "2500",
        ),
    ],
)
def test_a_wrong_discount(books: Any, line: dict[str, Any], code: str) -> None:
    lines = [books.line("MUG-WHT", 1, "12.49"), line]
    assert books.refused(lambda: books.create("SalesReceipt", sale(books, *lines)))[0] == code


def test_shipping_needs_the_preference(books: Any) -> None:
    books.desk.allow_shipping(False)
    lines = [books.line("MUG-WHT", 1, "12.49"), books.shipping("7.95")]
    code, detail = books.refused(lambda: books.create("SalesReceipt", sale(books, *lines)))
    assert code == "6000"
    assert "shipping" in detail


# --- references --------------------------------------------------------------------------------


def test_unknown_references(books: Any, jane: Any) -> None:
    given = books.w2("583")
    assert books.refused(lambda: books.create("Invoice", given)) == (
        "2500",
        "Invalid Reference Id : Names element id 583 not found",
    )
    line = books.line("MUG-WHT", 1, "12.49")
    line["SalesItemLineDetail"]["ClassRef"] = {"value": "77"}
    assert books.refused(lambda: books.create("SalesReceipt", sale(books, line))) == (
        "2500",
        "Invalid Reference Id : Klasses element id 77 not found",
    )


def test_inactive_references(books: Any, jane: Any) -> None:
    text = (
        "Invalid Reference Id : Something you're trying to use has been made inactive. Check the "
        "fields with accounts, customers, items, vendors or employees."
    )
    books.desk.make_inactive("Item", "Refunds")
    books.desk.make_inactive("Customer", "Jane Roe")
    line = books.w4(None)["Line"][0]
    gone = books.records.named("Item", "Refunds (deleted)")
    line["SalesItemLineDetail"]["ItemRef"] = {"value": gone.id}
    assert books.refused(lambda: books.create("SalesReceipt", sale(books, line))) == ("2500", text)
    assert books.refused(lambda: books.create("Invoice", books.w2(jane.id))) == ("2500", text)


def test_a_category_is_no_item(books: Any) -> None:
    category = books.create("Item", {"Name": "Shirts", "Type": "Category"})
    line = books.w4(None)["Line"][0]
    line["SalesItemLineDetail"]["ItemRef"] = {"value": category.id}
    code, detail = books.refused(lambda: books.create("SalesReceipt", sale(books, line)))
    assert code == "2500"
    assert "set up as a category instead of a product or service" in detail


def test_a_document_keeps_an_item_that_became_inactive(books: Any) -> None:
    receipt = books.create("SalesReceipt", sale(books, books.line("Refunds", 1, "5", "NON")))
    line = books.line("Refunds", 1, "6", "NON")
    books.desk.make_inactive("Item", "Refunds")
    assert books.update(receipt, {"Line": [line]}).total_amt == 6


# --- tax -----------------------------------------------------------------------------------------


def test_a_line_bears_tax_or_non(books: Any) -> None:
    line = books.line("MUG-WHT", 1, "12.49", "2")
    code, detail = books.refused(lambda: books.create("SalesReceipt", sale(books, line)))
    assert (code, detail) == ("6100", "Line TaxCode should be TAX or NON. Supplied value:2")


def test_a_sent_total_tax_stands(books: Any, jane: Any) -> None:
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    assert receipt.txn_tax_detail.total_tax == D("9.75")
    (line,) = receipt.txn_tax_detail.tax_line
    assert (line.amount, line.tax_line_detail.tax_percent) == (D("9.75"), D("8.25"))


@pytest.mark.parametrize("automated", [True, False])
def test_the_companys_own_engine_takes_tax_once_on_the_header(
    books: Any, jane: Any, automated: bool
) -> None:
    books.desk.set_automated_tax(automated, honour_total_tax=False)
    receipt = books.create("SalesReceipt", books.w1(jane.id))
    assert receipt.txn_tax_detail.total_tax == D("9.74")
    assert receipt.total_amt == D("127.81")
    detail = receipt.txn_tax_detail.tax_line[0].tax_line_detail
    assert detail.net_amount_taxable == D("118.07")


def test_automated_tax_honours_a_total_but_takes_its_own_code(books: Any, jane: Any) -> None:
    books.desk.set_automated_tax()
    tax = {"TotalTax": D("9.75"), "TxnTaxCodeRef": {"value": "nonsense"}}
    receipt = books.create("SalesReceipt", books.w1(jane.id, TxnTaxDetail=tax))
    assert receipt.txn_tax_detail.total_tax == D("9.75")
    assert receipt.txn_tax_detail.txn_tax_code_ref.value == "2"


def test_automated_tax_taxes_what_comes_without_tax(books: Any, jane: Any) -> None:
    books.desk.set_automated_tax()
    given = books.w1(jane.id)
    del given["TxnTaxDetail"]
    assert books.create("SalesReceipt", given).txn_tax_detail.total_tax == D("9.74")


@pytest.mark.parametrize(("after", "tax"), [(True, "9.74"), (False, "10.75")])
def test_a_tax_code_is_worked_out(books: Any, jane: Any, after: bool, tax: str) -> None:
    given = books.w1(
        jane.id, TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}}, ApplyTaxAfterDiscount=after
    )
    assert books.create("SalesReceipt", given).txn_tax_detail.total_tax == D(tax)


def test_no_tax_without_a_code_or_a_total(books: Any, jane: Any) -> None:
    given = books.w1(jane.id)
    del given["TxnTaxDetail"]
    assert books.create("SalesReceipt", given).total_amt == D("118.07")


def test_an_exempt_customer_pays_none(books: Any, jane: Any) -> None:
    books.update(jane, {"Taxable": False})
    books.desk.set_automated_tax()
    given = books.w1(jane.id)
    del given["TxnTaxDetail"]
    assert books.create("Invoice", given).total_amt == D("118.07")


@pytest.mark.parametrize("code", ["99", "TAX", "NON"])
def test_an_unknown_tax_code(books: Any, jane: Any, code: str) -> None:
    given = books.w1(jane.id, TxnTaxDetail={"TxnTaxCodeRef": {"value": code}})
    assert books.refused(lambda: books.create("Invoice", given))[0] == "6160"


def test_an_unknown_tax_rate(books: Any, jane: Any) -> None:
    line = {
        "Amount": 1,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {"TaxRateRef": {"value": "77"}},
    }
    given = books.w1(jane.id, TxnTaxDetail={"TotalTax": 1, "TaxLine": [line]})
    assert books.refused(lambda: books.create("Invoice", given))[0] == "2500"


def test_no_tax_detail_beside_not_applicable(books: Any, jane: Any) -> None:
    given = books.w1(jane.id, GlobalTaxCalculation="NotApplicable")
    assert books.refused(lambda: books.create("Invoice", given))[0] == "6170"


def test_new_lines_are_taxed_again_by_the_code(books: Any, jane: Any) -> None:
    given = books.w1(
        jane.id, TxnTaxDetail={"TxnTaxCodeRef": {"value": "2"}}, ApplyTaxAfterDiscount=True
    )
    invoice = books.create("Invoice", given)
    changed = books.update(invoice, {"Line": [books.line("MUG-WHT", 1, "12.49")]})
    assert changed.txn_tax_detail.total_tax == D("1.03")


# --- what QuickBooks fills in ------------------------------------------------------------------


def test_an_invoice_is_due_by_its_terms(books: Any) -> None:
    net_30 = books.records.named("Term", "Net 30")
    joe = books.create("Customer", {"DisplayName": "Joe", "SalesTermRef": {"value": net_30.id}})
    invoice = books.create("Invoice", books.w2(joe.id, TxnDate="2026-11-01"))
    assert invoice.due_date == date(2026, 12, 1)
    assert invoice.sales_term_ref.value == net_30.id


def test_the_day_is_the_companys_own(books: Any, jane: Any) -> None:
    books.clock.advance(timedelta(hours=10))  # 03:00 UTC of the 25th, still the 24th in Pacific
    assert books.create("Invoice", books.w2(jane.id)).txn_date == date(2026, 11, 24)


def test_addresses_come_from_the_customer(books: Any) -> None:
    address = {"Line1": "1 Main St", "City": "Reno"}
    joe = books.create("Customer", {"DisplayName": "Joe", "BillAddr": address})
    assert books.create("Invoice", books.w2(joe.id)).bill_addr.city == "Reno"


def test_a_refund_receipt_names_the_account_it_leaves(books: Any, jane: Any) -> None:
    assert books.refused(lambda: books.create("RefundReceipt", books.w2(jane.id))) == (
        "2020",
        "Required parameter DepositToAccountRef is missing in the request",
    )
    wrong = books.w2(jane.id, DepositToAccountRef=books.account("Discounts given"))
    assert books.refused(lambda: books.create("RefundReceipt", wrong)) == (
        "6430",
        "Invalid account type: Income",
    )


@pytest.mark.parametrize("member", ["PrintStatus", "EmailStatus", "GlobalTaxCalculation"])
def test_an_unknown_choice(books: Any, jane: Any, member: str) -> None:
    given = books.w2(jane.id, **{member: "Maybe"})
    assert books.refused(lambda: books.create("Invoice", given))[0] == "2170"


def test_a_form_to_be_sent_needs_an_address(books: Any, jane: Any) -> None:
    given = books.w2(jane.id, EmailStatus="NeedToSend")
    assert books.refused(lambda: books.create("Invoice", given))[0] == "6420"
    given["BillEmail"] = {"Address": "jane@example.com"}
    assert books.create("Invoice", given).email_status == "NeedToSend"
