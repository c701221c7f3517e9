"""Shopify's JSON into the model, on payloads in the measured form ("15.0", not "15.00")."""

from decimal import Decimal
from typing import Any

from connector.channels.shopify_reading import read_order, read_refund, read_tenders, tail
from connector.model import MoneyState, Restock
from connector.money import Money


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def bag(amount: str, currency: str = "USD", shop: str = "", shop_currency: str = "") -> Any:
    return {
        "shopMoney": {"amount": shop or amount, "currencyCode": shop_currency or currency},
        "presentmentMoney": {"amount": amount, "currencyCode": currency},
    }


def transaction(
    number: int,
    kind: str,
    amount: str,
    *,
    status: str = "SUCCESS",
    gateway: str = "shopify_payments",
    parent: int | None = None,
) -> Any:
    return {
        "id": f"gid://shopify/OrderTransaction/{number}",
        "kind": kind,
        "status": status,
        "gateway": gateway,
        "amountSet": bag(amount),
        "parentTransaction": {"id": f"gid://shopify/OrderTransaction/{parent}"} if parent else None,
    }


def line(
    number: int, sku: str, quantity: int, unit: str, discounts: list[str], tax: str, left: int
) -> Any:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "sku": sku,
        "title": sku.title(),
        "quantity": quantity,
        "refundableQuantity": left,
        "isGiftCard": False,
        "originalUnitPriceSet": bag(unit),
        "discountAllocations": [{"allocatedAmountSet": bag(each)} for each in discounts],
        "taxLines": [{"ratePercentage": 8.25, "priceSet": bag(tax)}],
    }


def order(**changes: Any) -> Any:
    return {
        "id": "gid://shopify/Order/8838022037810",
        "name": "#1001",
        "email": "jane@example.com",
        "createdAt": "2026-11-24T08:55:00Z",
        "updatedAt": "2026-11-24T09:00:00Z",
        "cancelledAt": None,
        "currencyCode": "USD",
        "presentmentCurrencyCode": "USD",
        "displayFinancialStatus": "PAID",
        "sourceName": "web",
        "note": None,
        "test": False,
        "taxesIncluded": False,
        "totalPriceSet": bag("127.82"),
        "totalTaxSet": bag("9.75"),
        "customer": None,
        "billingAddress": None,
        "shippingAddress": {
            "firstName": "Jane",
            "lastName": "Roe",
            "address1": "1 Main Street",
            "city": "Albany",
            "provinceCode": "NY",
            "zip": "12207",
            "countryCodeV2": "US",
        },
        "transactions": [transaction(1, "SALE", "127.82")],
        **changes,
    }


W1_LINES = [
    line(11, "TEE-BLK", 3, "19.99", ["6.0"], "4.45", 3),
    line(12, "MUG-WHT", 1, "12.49", ["1.25"], "0.93", 1),
    line(13, "CAP-RED", 2, "24.95", ["4.0", "0.99"], "3.71", 1),
]
W1_SHIPPING = [
    {
        "id": "gid://shopify/ShippingLine/21",
        "title": "Standard",
        "isRemoved": False,
        "discountedPriceSet": bag("7.95"),
        "taxLines": [{"ratePercentage": 8.25, "priceSet": bag("0.66")}],
    }
]


class TestOrder:
    def test_w1(self) -> None:
        found = read_order(order(), W1_LINES, W1_SHIPPING)

        assert found.order_id == "8838022037810"
        assert found.total == usd("127.82")
        assert found.subtotal == usd("122.36")
        assert found.discount == usd("12.24")
        assert found.shipping_net == usd("7.95")
        assert found.shipping_tax == usd("0.66")
        assert found.tax == usd("9.75")
        assert [each.net for each in found.lines] == [usd("53.97"), usd("11.24"), usd("44.91")]
        assert found.lines[0].tax_rate == Decimal("8.25")
        assert found.lines[2].refunded_quantity == 1
        assert found.paid
        assert found.financial_status == "paid"
        assert found.customer.name == "Jane Roe"

    def test_several_taxes_on_a_line_add_up(self) -> None:
        both = line(11, "TEE-BLK", 1, "10.0", [], "0.4", 1)
        both["taxLines"].append({"ratePercentage": 4.5, "priceSet": bag("0.45")})
        [found] = read_order(order(), [both], []).lines
        assert found.tax == usd("0.85")
        assert found.tax_rate == Decimal("12.75")

    def test_a_removed_shipping_line_is_no_shipping(self) -> None:
        removed = {**W1_SHIPPING[0], "isRemoved": True}
        assert read_order(order(), W1_LINES, [removed]).shipping == ()

    def test_an_order_without_payment_has_no_status(self) -> None:
        found = read_order(order(displayFinancialStatus=None, transactions=[]), W1_LINES, [])
        assert found.financial_status == ""
        assert not found.paid
        assert found.received == usd("0")

    def test_the_buyers_currency_wins(self) -> None:
        """F23, F24: one document, one currency."""
        sold = line(11, "TEE-BLK", 1, "0.0", [], "0.0", 1)
        sold["originalUnitPriceSet"] = bag("12.5", "EUR", "17.01", "USD")
        sold["taxLines"] = []
        paid = transaction(1, "SALE", "0.0")
        paid["amountSet"] = bag("12.5", "EUR", "17.01", "USD")
        found = read_order(
            order(
                presentmentCurrencyCode="EUR",
                totalPriceSet=bag("12.5", "EUR", "17.01", "USD"),
                totalTaxSet=bag("0.0", "EUR"),
                transactions=[paid],
            ),
            [sold],
            [],
        )
        assert found.currency == "EUR"
        assert found.shop_currency == "USD"
        assert found.total == found.received == Money.of("12.50", "EUR")

    def test_tax_included_prices_become_net(self) -> None:
        sold = line(11, "TEE-BLK", 2, "11.9", ["2.38"], "3.42", 2)
        sold["taxLines"][0]["ratePercentage"] = 19.0
        delivery = {
            **W1_SHIPPING[0],
            "discountedPriceSet": bag("5.95"),
            "taxLines": [{"ratePercentage": 19.0, "priceSet": bag("0.95")}],
        }
        found = read_order(order(taxesIncluded=True), [sold], [delivery])
        assert found.lines[0].net == usd("18.00")
        assert found.lines[0].gross - found.lines[0].discount == usd("18.00")
        assert found.lines[0].discount == usd("2.00")
        assert found.shipping_net == usd("5.00")


class TestTenders:
    def test_what_is_left_on_each_payment(self) -> None:
        card, gift = read_tenders(
            [
                transaction(1, "SALE", "100.0"),
                transaction(2, "SALE", "27.82", gateway="gift_card"),
                transaction(3, "REFUND", "19.47", parent=1),
                transaction(4, "REFUND", "5.0", parent=2, status="PENDING"),
                transaction(5, "REFUND", "50.0", parent=1, status="FAILURE"),
            ]
        )
        assert (card.refundable, card.gift_card) == (usd("80.53"), False)
        assert (gift.refundable, gift.gift_card) == (usd("22.82"), True)

    def test_an_authorisation_is_no_payment_its_capture_is(self) -> None:
        """F31."""
        authorised = [transaction(1, "AUTHORIZATION", "127.82")]
        assert read_tenders(authorised) == ()
        [capture] = read_tenders([*authorised, transaction(2, "CAPTURE", "127.82", parent=1)])
        assert capture.transaction_id == "2"
        assert capture.refundable == usd("127.82")

    def test_a_pending_payment_gives_nothing_back(self) -> None:
        [pending] = read_tenders([transaction(1, "SALE", "127.82", status="PENDING")])
        assert pending.state is MoneyState.PENDING
        assert pending.refundable == usd("0")

    def test_the_change_of_a_cash_sale_was_never_received(self) -> None:
        [cash] = read_tenders(
            [
                transaction(1, "SALE", "130.0", gateway="cash"),
                transaction(2, "CHANGE", "2.18", gateway="cash", parent=1),
            ]
        )
        assert cash.amount == cash.refundable == usd("127.82")

    def test_failed_ones_are_not_there(self) -> None:
        assert read_tenders([transaction(1, "SALE", "127.82", status="FAILURE")]) == ()

    def test_pending_refunds_count_as_given_back(self) -> None:
        found = read_order(
            order(
                transactions=[
                    transaction(1, "SALE", "127.82"),
                    transaction(2, "REFUND", "19.47", parent=1, status="PENDING"),
                ]
            ),
            W1_LINES,
            W1_SHIPPING,
        )
        assert found.refunded == usd("19.47")
        assert found.remainder == usd("108.35")


TEE = {
    "id": "gid://shopify/RefundLineItem/31",
    "quantity": 1,
    "restockType": "RETURN",
    "restocked": True,
    "subtotalSet": bag("17.99"),
    "totalTaxSet": bag("1.48"),
    "lineItem": {"id": "gid://shopify/LineItem/11", "sku": "TEE-BLK"},
}


class TestRefund:
    def refund(
        self, lines: list[Any], shipping: list[Any], transactions: list[Any], **changes: Any
    ) -> Any:
        return read_refund(
            {
                "id": "gid://shopify/Refund/9",
                "createdAt": "2026-11-24T10:00:00Z",
                "note": "wrong size [nsc:nsc_refund_netsuite_5512345_7]",
                **changes,
            },
            read_order(order(), W1_LINES, W1_SHIPPING),
            lines,
            shipping,
            transactions,
            taxes_included=False,
        )

    def test_w2(self) -> None:
        found = self.refund([TEE], [], [transaction(2, "REFUND", "19.47", parent=1)])
        [tee] = found.lines
        assert found.total == usd("19.47")
        assert (tee.net, tee.tax, tee.quantity) == (usd("17.99"), usd("1.48"), 1)
        assert (tee.line_id, tee.refund_line_id) == ("11", "31")
        assert tee.restock is Restock.RETURN
        assert found.keys == ("nsc_refund_netsuite_5512345_7",)

    def test_money_comes_from_the_transactions(self) -> None:
        """Measured: a full refund whose line subtotal read 0.0 while 15.00 were paid out."""
        zero = {**TEE, "subtotalSet": bag("0.0"), "totalTaxSet": bag("0.0")}
        found = self.refund([zero], [], [transaction(2, "REFUND", "15.0", parent=1)])
        assert found.total == usd("15.00")

    def test_a_pending_refund_has_its_amount(self) -> None:
        """`totalRefundedSet` would read 0 (microsoft/BCApps#9112)."""
        found = self.refund([], [], [transaction(2, "REFUND", "19.47", status="PENDING")])
        assert found.state is MoneyState.PENDING
        assert found.total == usd("19.47")

    def test_one_part_failed_the_other_paid(self) -> None:
        found = self.refund(
            [],
            [],
            [
                transaction(2, "REFUND", "10.0", parent=1),
                transaction(3, "REFUND", "9.47", parent=1, status="FAILURE"),
            ],
        )
        assert found.state is MoneyState.DONE
        assert found.total == usd("10.00")

    def test_nothing_was_paid(self) -> None:
        found = self.refund([], [], [transaction(2, "REFUND", "19.47", status="ERROR")])
        assert found.state is MoneyState.FAILED
        assert found.total == usd("0")

    def test_a_suggested_refund_moves_no_money(self) -> None:
        found = self.refund([], [], [transaction(2, "SUGGESTED_REFUND", "19.47")])
        assert found.total == usd("0")

    def test_shipping_and_its_tax(self) -> None:
        found = self.refund(
            [],
            [
                {
                    "id": "gid://shopify/RefundShippingLine/41",
                    "subtotalAmountSet": bag("7.95"),
                    "taxAmountSet": bag("0.66"),
                }
            ],
            [transaction(2, "REFUND", "8.61", parent=1)],
        )
        assert (found.shipping_net, found.shipping_tax) == (usd("7.95"), usd("0.66"))

    def test_legacy_restock(self) -> None:
        old = {**TEE, "restockType": "LEGACY_RESTOCK", "restocked": True}
        [tee] = self.refund([old], [], []).lines
        assert tee.restock is Restock.RETURN


def test_ids_are_the_tail_of_a_gid() -> None:
    assert tail("gid://shopify/Order/123") == "123"
    assert tail("gid://shopify/DraftOrder/5?x=1") == "5"
    assert tail(None) == ""
