"""The Shopify adapter against the fake: reading, paying out, limits, misfortune."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.channels.channel import (
    ChannelRefundLine,
    FulfilmentReport,
    RefundInstruction,
    TenderShare,
)
from connector.channels.shopify import Shopify
from connector.model import MoneyState, Order, Restock, Tracking
from connector.money import Money
from connector.trouble import AnswerLost, Refused

KEY = "nsc_refund_netsuite_5512345_77"


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def read(stage: Any, order_id: int) -> Order:
    found = stage.run(lambda shopify, _: shopify.order(str(order_id)))
    assert found is not None
    return found


def tee(order: Order, quantity: int, restock: Restock = Restock.NO_RESTOCK) -> Any:
    [line] = [each for each in order.lines if each.sku == "TEE-BLK"]
    return ChannelRefundLine(line_id=line.line_id, quantity=quantity, restock=restock)


def instruction(order: Order, amount: str, **changes: Any) -> RefundInstruction:
    return RefundInstruction(
        **{
            "order": order,
            "total": usd(amount),
            "tenders": (
                TenderShare(
                    transaction_id=order.tenders[0].transaction_id,
                    method=order.tenders[0].method,
                    amount=usd(amount),
                ),
            ),
            "note": "Cash refund 7",
            **changes,
        }
    )


def issue(stage: Any, asked: RefundInstruction, key: str = KEY) -> Any:
    return stage.run(lambda shopify, _: shopify.issue_refund(asked, key))


class TestReading:
    def test_w1(self, stage: Any) -> None:
        order = read(stage, stage.place_w1().id)
        assert order.total == usd("127.82")
        assert (order.subtotal, order.discount) == (usd("122.36"), usd("12.24"))
        assert (order.shipping_net, order.shipping_tax) == (usd("7.95"), usd("0.66"))
        assert order.tax == usd("9.75")
        assert [each.net for each in order.lines] == [usd("53.97"), usd("11.24"), usd("44.91")]
        assert [each.tax for each in order.lines] == [usd("4.45"), usd("0.93"), usd("3.71")]
        assert order.lines[0].tax_rate == Decimal("8.25")
        assert order.received == order.remainder == usd("127.82")
        assert order.paid
        assert order.customer.email == "jane@example.com"

    def test_by_name(self, stage: Any) -> None:
        placed = stage.place_w1()

        async def use(shopify: Shopify, _books: Any) -> list[str | None]:
            found = [await shopify.order(name) for name in ("#1001", "1001", "#9999")]
            return [order.order_id if order else None for order in found]

        assert stage.run(use) == [str(placed.id), str(placed.id), None]

    def test_an_order_of_many_lines(self, stage: Any) -> None:
        """F61."""
        placed = stage.world.shopify.desk.place(
            lines=[("MUG-WHT", 1)] * 120,
            discount_percent=Decimal("0"),
            shipping=Decimal("0"),
            tax_rate=Decimal("0"),
            email="jane@example.com",
        )
        order = read(stage, placed.id)
        assert len(order.lines) == 120
        assert order.total == usd("1498.80")

    def test_changed_between(self, stage: Any) -> None:
        start = stage.world.clock.now()
        stage.place_w1()
        stage.world.advance(minutes=30)
        late = stage.place_w1()
        stage.world.advance(minutes=30)

        async def use(shopify: Shopify, _books: Any) -> tuple[list[str], list[str]]:
            middle = start + timedelta(minutes=30)
            first = [each.name async for each in shopify.orders_changed_between(start, middle)]
            second = [
                each.name
                async for each in shopify.orders_changed_between(middle, middle + timedelta(1))
            ]
            return first, second

        assert stage.run(use) == (["#1001"], [late.name])

    def test_a_wrong_token(self, stage: Any) -> None:
        stage.account = {"token": "shpat_wrong"}
        with pytest.raises(Refused) as caught:
            stage.run(lambda shopify, _: shopify.order("#1001"))
        assert caught.value.login

    def test_client_credentials(self, stage: Any) -> None:
        credentials = stage.world.credentials()
        stage.account = {
            "token": "",
            "client_id": credentials["SHOPIFY_CLIENT_ID"],
            "client_secret": credentials["SHOPIFY_CLIENT_SECRET"],
        }
        placed = stage.place_w1()
        assert read(stage, placed.id).name == "#1001"


class TestRefunds:
    def test_w2_unit_by_unit(self, stage: Any) -> None:
        placed = stage.place_w1()
        for number, amount in enumerate(("19.47", "19.48", "19.47")):
            order = read(stage, placed.id)
            asked = instruction(order, amount, lines=(tee(order, 1),))
            written = issue(stage, asked, f"{KEY}{number}")
            assert (written.state, written.amount) == (MoneyState.DONE, usd(amount))
        order = read(stage, placed.id)
        assert order.refunded == usd("58.42")
        assert order.remainder == order.tenders[0].refundable == usd("69.40")
        assert order.financial_status == "partially_refunded"
        refunds = stage.run(lambda shopify, _: shopify.refunds_of(order))
        assert [each.lines[0].tax for each in refunds] == [usd("1.48"), usd("1.49"), usd("1.48")]
        assert [each.lines[0].net for each in refunds] == [usd("17.99")] * 3

    def test_w3_after_w2(self, stage: Any) -> None:
        placed = stage.place_w1()
        order = read(stage, placed.id)
        issue(stage, instruction(order, "19.47", lines=(tee(order, 1),)), "first")
        order = read(stage, placed.id)
        rest = tuple(
            ChannelRefundLine(
                line_id=each.line_id,
                quantity=each.quantity - each.refunded_quantity,
                restock=Restock.RETURN,
            )
            for each in order.lines
        )
        asked = instruction(
            order, "108.35", lines=rest, shipping=usd("7.95"), shipping_in_full=True
        )
        assert issue(stage, asked, "rest").amount == usd("108.35")
        order = read(stage, placed.id)
        assert (order.remainder, order.financial_status) == (usd("0"), "refunded")

    def test_w4(self, stage: Any) -> None:
        order = read(stage, stage.place_w1().id)
        assert issue(stage, instruction(order, "15.00")).amount == usd("15.00")
        [refund] = stage.run(lambda shopify, _: shopify.refunds_of(order))
        assert (refund.total, refund.lines, refund.keys) == (usd("15.00"), (), (KEY,))

    @pytest.mark.parametrize("amount", ["127.83", "500.00"])
    def test_w5_more_than_was_paid(self, stage: Any, amount: str) -> None:
        order = read(stage, stage.place_w1().id)
        with pytest.raises(Refused, match=r"127\.82"):
            issue(stage, instruction(order, amount))
        assert read(stage, int(order.order_id)).refunded == usd("0")

    def test_w5_more_units_than_were_sold(self, stage: Any) -> None:
        order = read(stage, stage.place_w1().id)
        with pytest.raises(Refused, match="Quantity cannot refund more items"):
            issue(stage, instruction(order, "77.89", lines=(tee(order, 4),)))
        assert read(stage, int(order.order_id)).refunded == usd("0")

    def test_the_same_key_twice(self, stage: Any) -> None:
        order = read(stage, stage.place_w1().id)
        asked = instruction(order, "19.47", lines=(tee(order, 1),))
        assert issue(stage, asked).id == issue(stage, asked).id
        assert len(stage.run(lambda shopify, _: shopify.refunds_of(order))) == 1

    def test_the_same_key_after_the_shop_forgot_it(self, stage: Any) -> None:
        order = read(stage, stage.place_w1().id)
        asked = instruction(order, "19.47", lines=(tee(order, 1),))
        first = issue(stage, asked)
        stage.world.advance(days=2)
        assert issue(stage, asked).id == first.id

    def test_a_lost_answer_is_found_by_its_key(self, stage: Any) -> None:
        """F01."""
        order = read(stage, stage.place_w1().id)
        stage.world.faults.plan("shopify", "lost_answer", contains="refundCreate")
        with pytest.raises(AnswerLost):
            issue(stage, instruction(order, "19.47", lines=(tee(order, 1),)))
        found = stage.run(lambda shopify, _: shopify.find_refund(order, KEY))
        assert found is not None
        assert found.total == usd("19.47")

    def test_pending_then_settled(self, stage: Any) -> None:
        stage.world.shopify.settings.refund_pending = True
        order = read(stage, stage.place_w1().id)
        written = issue(stage, instruction(order, "19.47", lines=(tee(order, 1),)))
        assert (written.state, written.amount) == (MoneyState.PENDING, usd("19.47"))
        again = read(stage, int(order.order_id))
        assert (again.refunded, again.tenders[0].refundable) == (usd("19.47"), usd("108.35"))
        stage.world.shopify.desk.settle_refunds()
        found = stage.run(lambda shopify, _: shopify.find_refund(order, KEY))
        assert found is not None
        assert (found.state, found.total) == (MoneyState.DONE, usd("19.47"))

    def test_lines_are_refused_by_a_store_without_line_refunds(self, stage: Any) -> None:
        """L2."""
        stage.world.shopify.settings.line_refunds = False
        order = read(stage, stage.place_w1().id)
        with pytest.raises(Refused):
            issue(stage, instruction(order, "19.47", lines=(tee(order, 1),)))
        assert issue(stage, instruction(order, "19.47")).amount == usd("19.47")

    def test_refunds_by_hand_are_read(self, stage: Any) -> None:
        placed = stage.place_w1()
        stage.world.shopify.desk.refund(placed.id, lines={"CAP-RED": 1}, shipping=True)
        order = read(stage, placed.id)
        [refund] = stage.run(lambda shopify, _: shopify.refunds_of(order))
        assert refund.keys == ()
        assert (refund.lines[0].net, refund.lines[0].tax) == (usd("22.46"), usd("1.86"))
        assert (refund.shipping_net, refund.shipping_tax) == (usd("7.95"), usd("0.66"))
        assert refund.total == usd("32.93")

    def test_throttled_and_done(self, stage: Any) -> None:
        order = read(stage, stage.place_w1().id)
        stage.world.faults.plan("shopify", "throttle", contains="refundCreate")
        assert issue(stage, instruction(order, "15.00")).amount == usd("15.00")

    def test_an_empty_bucket_is_waited_for(self, stage: Any) -> None:
        placed = stage.place_w1()

        async def use(shopify: Shopify, _books: Any) -> None:
            for _ in range(200):
                assert await shopify.order(str(placed.id)) is not None

        before = stage.world.clock.now()
        stage.run(use)
        assert stage.world.clock.now() > before

    @pytest.mark.parametrize("version", ["2026-01", "2026-04", "2026-10"])
    def test_other_versions(self, stage: Any, version: str) -> None:
        stage.account = {"api_version": version}
        order = read(stage, stage.place_w1().id)
        assert issue(stage, instruction(order, "15.00")).amount == usd("15.00")


class TestOtherShops:
    def test_a_buyer_who_pays_in_euros(self, stage: Any) -> None:
        """F23, F24: everything in the currency that was paid, whatever the shop's is."""
        desk = stage.world.shopify.desk
        desk.set_exchange_rate("EUR", Decimal("1.36"))
        placed = desk.place(
            lines=[("TEE-BLK", 1, Decimal("10.00"))],
            discount_percent=None,
            shipping=None,
            tax_rate=None,
            currency="EUR",
        )
        order = read(stage, placed.id)
        assert (order.currency, order.shop_currency) == ("EUR", "USD")
        assert order.total == order.received == Money.of("10.00", "EUR")
        part = Money.of("4.00", "EUR")
        [tender] = order.tenders
        asked = RefundInstruction(
            order=order,
            total=part,
            tenders=(
                TenderShare(
                    transaction_id=tender.transaction_id, method=tender.method, amount=part
                ),
            ),
        )
        assert issue(stage, asked).amount == part
        assert read(stage, placed.id).remainder == Money.of("6.00", "EUR")

    def test_prices_that_include_the_tax(self, stage: Any) -> None:
        placed = stage.world.shopify.desk.place(
            lines=[("TEE-BLK", 2, Decimal("11.90"))],
            discount_percent=None,
            shipping=Decimal("5.95"),
            tax_rate=Decimal("0.19"),
            taxes_included=True,
        )
        order = read(stage, placed.id)
        assert order.total == usd("29.75")
        assert (order.lines[0].net, order.lines[0].tax) == (usd("20.00"), usd("3.80"))
        assert (order.shipping_net, order.shipping_tax) == (usd("5.00"), usd("0.95"))
        asked = instruction(order, "14.28", lines=(tee(order, 1),), shipping=usd("2.00"))
        assert issue(stage, asked).amount == usd("14.28")
        [refund] = stage.run(lambda shopify, _: shopify.refunds_of(order))
        assert (refund.lines[0].net, refund.lines[0].tax) == (usd("10.00"), usd("1.90"))
        assert (refund.shipping_net, refund.shipping_tax) == (usd("2.00"), usd("0.38"))

    def split(self, stage: Any) -> Order:
        placed = stage.world.shopify.desk.place(
            lines=[("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)],
            payments=[("gift_card", Decimal("27.82")), ("shopify_payments", Decimal("100.00"))],
        )
        return read(stage, placed.id)

    def shares(self, order: Order, *amounts: str) -> tuple[TenderShare, ...]:
        return tuple(
            TenderShare(
                transaction_id=tender.transaction_id, method=tender.method, amount=usd(amount)
            )
            for tender, amount in zip(order.tenders, amounts, strict=True)
        )

    def test_two_payments_each_within_its_limit(self, stage: Any) -> None:
        order = self.split(stage)
        assert [each.gift_card for each in order.tenders] == [True, False]
        asked = instruction(order, "30.00", tenders=self.shares(order, "10.00", "20.00"))
        assert issue(stage, asked).amount == usd("30.00")
        order = read(stage, int(order.order_id))
        assert [each.refundable for each in order.tenders] == [usd("17.82"), usd("80.00")]

    def test_one_of_them_over_its_limit(self, stage: Any) -> None:
        order = self.split(stage)
        asked = instruction(order, "40.00", tenders=self.shares(order, "30.00", "10.00"))
        with pytest.raises(Refused, match=r"30\.00 USD is more than .* 27\.82 USD"):
            issue(stage, asked)
        assert read(stage, int(order.order_id)).refunded == usd("0")

    def test_a_refund_that_failed_moved_nothing(self, stage: Any) -> None:
        stage.world.shopify.settings.refund_pending = True
        order = read(stage, stage.place_w1().id)
        issue(stage, instruction(order, "15.00"))
        stage.world.shopify.desk.settle_refunds(succeed=False)
        assert stage.run(lambda shopify, _: shopify.refunds_of(order)) == ()
        assert read(stage, int(order.order_id)).remainder == usd("127.82")
        found = stage.run(lambda shopify, _: shopify.find_refund(order, KEY))
        assert found is not None
        assert found.state is MoneyState.FAILED

    def test_an_unpaid_order(self, stage: Any) -> None:
        placed = stage.world.shopify.desk.place(lines=[("TEE-BLK", 1)], pay=False)
        order = read(stage, placed.id)
        assert not order.paid
        assert order.received == usd("0")

    def test_more_than_250_refunds(self, stage: Any) -> None:
        """F61."""
        placed = stage.world.shopify.desk.place(
            lines=[("CAP-RED", 260)], discount_percent=None, shipping=None, tax_rate=None
        )
        for _ in range(255):
            stage.world.shopify.desk.refund(placed.id, lines={"CAP-RED": 1})
        order = read(stage, placed.id)
        refunds = stage.run(lambda shopify, _: shopify.refunds_of(order))
        assert len(refunds) == 255
        assert order.refunded == usd("6362.25")


class TestFulfilment:
    def test_reported_once(self, stage: Any) -> None:
        order = read(stage, stage.place_w1().id)
        lines = tuple((each.line_id, each.quantity) for each in order.lines)

        async def use(shopify: Shopify, _books: Any) -> tuple[Any, dict[str, int]]:
            report = FulfilmentReport(
                order=order, lines=lines, tracking=(Tracking(number="1Z999", company="UPS"),)
            )
            written = await shopify.report_fulfilment(report, "key")
            return written, await shopify.fulfilled_quantities(order)

        written, fulfilled = stage.run(use)
        assert written.number == "#1001-F1"
        assert fulfilled == dict(lines)

    def test_more_than_is_left(self, stage: Any) -> None:
        order = read(stage, stage.place_w1().id)
        report = FulfilmentReport(order=order, lines=((order.lines[0].line_id, 4),))
        with pytest.raises(Refused, match="no open fulfillment order"):
            stage.run(lambda shopify, _: shopify.report_fulfilment(report, "key"))
