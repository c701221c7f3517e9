"""Order sync of an eBay account, example W6: the seller's 45.00, never the buyer's 48.71."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.desk import Wanted
from sandbox.netsuite.rules import operations

ORDER = "01-00001-00001"


def test_w6_becomes_a_sales_order_of_45_00(seller: Any) -> None:
    seller.w6()
    row = seller.post_order()
    assert row.status == "Order Posted, Waiting for Shipment", row.problem
    assert (str(row.source_amount), str(row.target_amount)) == ("45.00 USD", "45.00 USD")
    (order,) = seller.documents("SalesOrd")
    assert order.other_ref_num == "01-00001-00001"
    assert order.external_id == "nsc_order_ebay_main_01-00001-00001"
    assert (order.total, order.tax_total, order.shipping_cost) == (
        Decimal("45.00"),
        Decimal("0.00"),
        Decimal("5.00"),
    )
    billed = seller.bill()
    assert (billed.type, billed.total) == ("CashSale", Decimal("45.00"))
    assert seller.run(seller.engine.tie_out("main")).ties


def read(seller: Any) -> Any:
    return seller.run(seller.channel.order(ORDER))


def changed(seller: Any, minutes: int = 60) -> list[str]:
    seller.world.advance(seconds=1)

    async def all_of() -> list[str]:
        now = seller.world.clock.now()
        start = now - timedelta(minutes=minutes)
        return [each.order_id async for each in seller.channel.orders_changed_between(start, now)]

    found: list[str] = seller.run(all_of())
    return found


def test_discounts_seller_s_tax_and_shipping(seller: Any) -> None:
    basket = [
        Wanted(
            sku="TEE-BLK",
            quantity=3,
            discount=Decimal("6.00"),
            shipping=Decimal("7.50"),
            shipping_discount=Decimal("2.50"),
            tax=Decimal("4.45"),
        ),
        Wanted(sku="MUG-WHT", quantity=1),
    ]
    seller.desk.place_order(basket, order_id=ORDER, note="ring twice")
    order = read(seller)
    tee, mug = order.lines
    assert (str(tee.unit_price), str(tee.gross), str(tee.discount)) == (
        "19.99 USD",
        "59.97 USD",
        "6.00 USD",
    )
    assert (str(tee.tax), str(mug.tax), str(order.tax)) == ("4.45 USD", "0.00 USD", "4.45 USD")
    assert [(each.title, str(each.net)) for each in order.shipping] == [
        ("USPSPriority", "5.00 USD")
    ]
    assert str(order.total) == "75.91 USD"
    assert (order.note, order.paid, order.financial_status) == ("ring twice", True, "paid")
    row = seller.post_order()
    assert (row.status, str(row.target_amount)) == (
        "Order Posted, Waiting for Shipment",
        "75.91 USD",
    ), row.problem


def test_a_buyer_whom_ebay_keeps_back_is_known_by_user_name(seller: Any) -> None:
    seller.world.ebay.settings.buyer_details = False
    seller.w6()
    order = read(seller)
    assert (order.customer.email, order.customer.customer_id) == ("", "trailblazer_or")
    assert (order.shipping_address.line1, order.shipping_address.city) == ("", "Portland")
    assert seller.post_order().status == "Order Posted, Waiting for Shipment"
    (sold,) = seller.documents("SalesOrd")
    customer = seller.world.netsuite.records.entities[sold.entity]
    assert (customer.entity_id, customer.email) == (f"trailblazer_or [{ORDER}]", "")


@pytest.mark.parametrize(
    ("fails", "status"), [(False, "PENDING"), (True, "FAILED")], ids=["pending", "failed"]
)
def test_an_unpaid_order_waits(seller: Any, fails: bool, status: str) -> None:
    seller.w6(pending=True)
    if fails:
        seller.desk.fail_payment(ORDER)
    found = seller.run(seller.engine.retrieve_order("main", ORDER))
    assert found.message == f"Order {ORDER} is not paid yet (orderPaymentStatus {status})."
    assert changed(seller) == []
    seller.desk.pay(ORDER)
    assert changed(seller) == [ORDER]
    assert seller.post_order().status == "Order Posted, Waiting for Shipment"


def test_an_unpaid_order_that_is_cancelled_is_seen_and_not_imported(seller: Any) -> None:
    seller.w6(pending=True)
    seller.desk.cancel(ORDER)
    assert changed(seller) == [ORDER]
    found = seller.run(seller.engine.retrieve_order("main", ORDER))
    assert found.problem.code == "cancelled_before_sync"


@pytest.mark.parametrize(
    "asked", ["05-12345-67890", "123456789012", "256100000001-10050000000001", ""]
)
def test_what_is_no_order_is_not_found(seller: Any, asked: str) -> None:
    found = seller.run(seller.engine.retrieve_order("main", asked))
    assert found.problem.code == "order_not_found"


def test_orders_of_other_sites_and_sellers_are_left(seller: Any) -> None:
    seller.desk.place_order({"EB-TENT": 1}, order_id=ORDER, marketplace="EBAY_GB")
    assert changed(seller) == []
    found = seller.run(seller.engine.retrieve_order("main", ORDER))
    assert found.message == f"Order {ORDER} is of EBAY_GB; this account is for EBAY_US."
    assert found.problem.remedy.endswith("marketplace_id = EBAY_GB.")
    seller.start(marketplace_id="EBAY_GB", seller_id="somebody_else")
    found = seller.run(seller.engine.retrieve_order("main", ORDER))
    assert "this account is for somebody_else." in found.message


# --- lists -------------------------------------------------------------------------------------


def many(seller: Any, count: int) -> list[str]:
    keys = [f"02-{number:05}-00001" for number in range(count)]
    for key in keys:
        seller.desk.place_order({"EB-SOCK-L": 1}, order_id=key)
    return keys


def test_every_page_is_read(seller: Any) -> None:
    keys = many(seller, 401)
    seller.wire.sent.clear()
    assert sorted(changed(seller)) == keys
    asked = [dict(each.url.params)["offset"] for each in seller.wire.sent if each.method == "GET"]
    assert asked == ["0", "400", "200", "0"]


def test_an_order_that_leaves_the_window_takes_none_with_it(seller: Any) -> None:
    """It changes while the pages are read; all that follow move up by one."""
    keys = many(seller, 401)
    left = iter(keys[-3:])  # the newest, so of the first page

    def leave(request: Any) -> None:
        if request.method == "GET" and (key := next(left, "")):
            seller.world.advance(seconds=1)
            seller.desk.ship(key)

    seller.wire.after = leave
    found = changed(seller)
    assert set(keys[:-3]) <= set(found)


def test_a_clock_that_is_ahead_of_ebay_s_is_borne(seller: Any) -> None:
    seller.w6()
    seller.world.advance(minutes=5)

    async def all_of() -> list[str]:
        channel = seller.channel
        channel._api.clock = Ahead(seller.world.clock)
        now = channel._api.clock.now()
        start = now - timedelta(minutes=60)
        return [each.order_id async for each in channel.orders_changed_between(start, now)]

    assert seller.run(all_of()) == [ORDER]


class Ahead:
    def __init__(self, clock: Any) -> None:
        self._clock = clock

    def now(self) -> Any:
        return self._clock.now() + timedelta(seconds=30)


# --- shipping ------------------------------------------------------------------------------------


def test_a_shipment_is_reported_with_its_tracking_number(seller: Any) -> None:
    seller.w6()
    seller.post_order()
    (order,) = seller.documents("SalesOrd")
    sent = seller.world.netsuite.desk.fulfil(order.id)
    tracking = {"tracking_numbers": ("9400100000000000000001",)}
    operations.update(seller.world.netsuite, "itemFulfillment", sent.id, tracking)
    seller.world.faults.plan("ebay", "lost_answer", path="/shipping_fulfillment")
    seller.run(seller.engine.run("main", "fulfilment"))
    (row,) = seller.engine.rows("orders")
    assert row.status == "Complete", row.problem
    (parcel,) = seller.desk.order(ORDER).shipments
    assert (parcel.carrier, parcel.tracking) == ("USPS", "9400100000000000000001")


def test_one_without_a_number_is_reported_without_a_carrier(seller: Any) -> None:
    seller.w6()
    seller.post_order()
    (order,) = seller.documents("SalesOrd")
    seller.world.netsuite.desk.fulfil(order.id)
    seller.run(seller.engine.run("main", "fulfilment"))
    (parcel,) = seller.desk.order(ORDER).shipments
    assert (parcel.carrier, parcel.tracking) == ("", "")


# --- logins --------------------------------------------------------------------------------------


def test_an_access_token_that_ran_out_is_renewed(seller: Any) -> None:
    seller.w6()
    read(seller)
    seller.world.ebay.auth.expire_access_tokens()
    assert read(seller).order_id == ORDER


def test_a_revoked_consent_is_told_with_where_to_give_the_next(seller: Any) -> None:
    seller.w6()
    seller.world.ebay.auth.withdraw()
    found = seller.run(seller.engine.retrieve_order("main", ORDER))
    assert found.message.startswith("eBay refused the login: the provided authorization refresh")
    assert "consent again at https://auth.ebay.com/oauth2/authorize?client_id=" in (
        found.problem.remedy
    )
    again = seller.world.ebay.auth.authorise()
    seller.start(refresh_token=again)
    assert seller.post_order().status == "Order Posted, Waiting for Shipment"


def test_a_consent_without_refunds_is_told(seller: Any) -> None:
    seller.w6()
    scope = "https://api.ebay.com/oauth/api_scope"
    narrow = seller.world.ebay.auth.authorise(scope, f"{scope}/sell.fulfillment")
    seller.start(refresh_token=narrow)
    found = seller.run(seller.engine.retrieve_order("main", ORDER))
    assert "The requested scope is invalid" in found.message
    assert "sell.fulfillment and sell.finances" in found.problem.remedy


@pytest.mark.parametrize("signs", [True, False])
def test_a_british_seller_signs_calls_about_money(seller: Any, signs: bool) -> None:
    seller.world.ebay.settings.seller_country = "GB"
    known = seller.world.credentials()
    if signs:
        seller.start(
            signing_key=known["EBAY_SIGNING_PRIVATE_KEY"], signing_key_jwe=known["EBAY_SIGNING_JWE"]
        )
    billed = seller.billed_w6()
    seller.world.netsuite.desk.refund(billed.id, amount=Decimal("10.00"))
    found = seller.run(seller.engine.retrieve_refund("main", ORDER, "NetSuite"))
    row = seller.run(seller.engine.post(found.rows[0].id))
    if signs:
        assert row.status == "Posting in Progress", row.problem
        assert len(seller.desk.refunds(ORDER)) == 1
    else:
        assert row.problem.verbatim.startswith("215001: Missing x-ebay-signature-key header")
        assert "createSigningKey" in row.problem.remedy
        assert seller.desk.refunds(ORDER) == []


def test_a_currency_that_the_books_do_not_keep_is_refused(seller: Any) -> None:
    seller.start(marketplace_id="EBAY_GB")
    seller.desk.place_order({"EB-TENT": 1}, order_id=ORDER, marketplace="EBAY_GB")
    row = seller.post_order()
    assert (row.problem.code, row.problem.figures) == ("currency", {"order": "40.00 GBP"})
    assert seller.documents("SalesOrd") == []


def test_a_throttled_list_is_asked_again(seller: Any) -> None:
    seller.w6()
    seller.world.faults.plan("ebay", "throttle", path="/sell/fulfillment/v1/order")
    assert changed(seller) == [ORDER]
    assert len(seller.wire.paths("/sell/fulfillment/v1/order")) == 2
