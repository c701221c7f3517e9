"""The Amazon channel against the sandbox's seller account, over HTTPS to the production names."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import httpx
import pytest

from connector.channels.amazon import Amazon
from connector.channels.channel import FulfilmentReport
from connector.channels.settlement_source import SettlementSource
from connector.http.rotating import LoginLine
from connector.journal import Journal
from connector.model import MoneyState, Order, Tracking
from connector.money import Money
from connector.settings import AccountSettings
from connector.trouble import Refused
from sandbox.amazon.desk import Wanted
from sandbox.amazon.rules.reports import request
from sandbox.world import World, open_world

D = Decimal
T = TypeVar("T")
WRONG = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
ONE, TWO, THREE = (f"111-{number:07}-{number:07}" for number in (1, 2, 3))


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


class WorldClock:
    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> Any:
        return self._world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self._world.sleep(seconds)


class Seller:
    """`run(use)` gives `use` the adapter on a fresh client; the journal lives on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.journal = Journal(":memory:")
        self.account: dict[str, Any] = {}
        desk = world.amazon.desk
        desk.list_product("AMZ-LAMP", "Lamp", D("50.00"))
        desk.list_product("AMZ-DESK", "Desk pad", D("29.99"), fba_fee=D("3.86"))
        desk.list_product("AMZ-PENS", "Pens", D("80.00"), fba_fee=D("13.20"))

    def settings(self) -> AccountSettings:
        known = self.world.credentials()
        return AccountSettings.model_validate(
            {
                "channel": "amazon",
                "seller_id": known["SPAPI_SELLER_ID"],
                "marketplace_id": known["SPAPI_MARKETPLACE_ID"],
                "client_id": known["SPAPI_CLIENT_ID"],
                "client_secret": known["SPAPI_CLIENT_SECRET"],
                "refresh_token": known["SPAPI_REFRESH_TOKEN"],
                **self.account,
            }
        )

    def run(self, use: Callable[[Amazon], Awaitable[T]]) -> T:
        async def main() -> T:
            clock = WorldClock(self.world)
            line = LoginLine(self.journal, "amz")
            async with httpx.AsyncClient(transport=self.world.transport()) as http:
                return await use(Amazon(self.settings(), http, clock, line))

        return asyncio.run(main())

    def order(self, order_id: str) -> Order | None:
        return self.run(lambda amazon: amazon.order(order_id))

    def changed(self, hours: float = 24) -> list[Order]:
        async def collect(amazon: Amazon) -> list[Order]:
            now = self.world.clock.now()
            found: AsyncIterator[Order] = amazon.orders_changed_between(
                now - timedelta(hours=hours), now
            )
            return [each async for each in found]

        return self.run(collect)

    def place_w8(self) -> None:
        """Orders 1, 2 and 3 of W8; the second and third have left Amazon's warehouse."""
        desk = self.world.amazon.desk
        desk.place_order([Wanted(sku="AMZ-LAMP", shipping=D("4.99"))], order_id=ONE)
        desk.place_order([Wanted(sku="AMZ-DESK")], fulfilled_by="AFN", order_id=TWO)
        desk.place_order(
            [
                Wanted(
                    sku="AMZ-PENS",
                    shipping=D("5.99"),
                    shipping_discount=D("5.99"),
                    promotion_id="FREE-SHIP",
                )
            ],
            fulfilled_by="AFN",
            tax_rate=D(0),
            order_id=THREE,
        )
        desk.ship(TWO)
        desk.ship(THREE)

    def calls(self, path: str) -> list[Any]:
        return [each for each in self.world.exchanges if path in each.url]


@pytest.fixture
def seller() -> Iterator[Seller]:
    world = open_world("empty", seed=7)
    seller = Seller(world)
    yield seller
    seller.journal.close()
    assert world.bugs == []


class TestOrders:
    def test_w8_without_the_tax_that_amazon_remits(self, seller: Seller) -> None:
        seller.place_w8()
        one, two, three = (seller.order(each) for each in (ONE, TWO, THREE))
        assert one
        assert two
        assert three
        assert (one.total, one.tax, one.source) == (usd("54.99"), usd("0.00"), "MFN")
        assert (one.lines[0].net, one.shipping_net) == (usd("50.00"), usd("4.99"))
        assert (two.total, two.tax, two.source) == (usd("29.99"), usd("0.00"), "AFN")
        assert (three.total, three.shipping_net) == (usd("80.00"), usd("0.00"))

    def test_with_the_tax_that_amazon_remits(self, seller: Seller) -> None:
        seller.account["marketplace_tax"] = "included"
        seller.place_w8()
        one = seller.order(ONE)
        assert one
        assert (one.total, one.tax) == (usd("59.53"), usd("4.54"))
        assert (one.lines[0].tax, one.shipping_tax) == (usd("4.13"), usd("0.41"))

    def test_the_buyer(self, seller: Seller) -> None:
        seller.place_w8()
        one = seller.order(ONE)
        assert one
        assert one.customer.email.endswith("@marketplace.amazon.com")
        assert one.shipping_address.country == "US"

    def test_a_buyer_whom_the_application_may_not_see(self, seller: Seller) -> None:
        seller.place_w8()
        seller.world.amazon.auth.set_roles("Inventory and Order Tracking")
        one = seller.order(ONE)
        assert one
        assert one.customer.email == ""
        assert one.total == usd("54.99")

    def test_promotions_and_gift_wrap(self, seller: Seller) -> None:
        seller.world.amazon.desk.place_order(
            [Wanted(sku="AMZ-LAMP", quantity=3, discount=D("15.00"), gift_wrap=D("3.99"))],
            order_id=ONE,
        )
        one = seller.order(ONE)
        assert one
        assert [(each.sku, each.quantity, each.gross, each.discount) for each in one.lines] == [
            ("AMZ-LAMP", 3, usd("150.00"), usd("15.00")),
        ]
        assert [(each.title, each.net) for each in one.shipping] == [
            ("STANDARD", usd("0.00")),
            ("Gift wrap", usd("3.99")),
        ]
        assert one.total == usd("138.99")

    def test_nothing_is_read_before_its_time(self, seller: Seller) -> None:
        desk = seller.world.amazon.desk
        desk.place_order({"AMZ-LAMP": 1}, pending=True, order_id=ONE)
        desk.place_order({"AMZ-DESK": 1}, fulfilled_by="AFN", order_id=TWO)
        seller.world.advance(minutes=5)
        assert seller.changed() == []
        for key, code in ((ONE, "ORDER_PENDING"), (TWO, "NOT_SHIPPED")):
            with pytest.raises(Refused) as refused:
                seller.order(key)
            assert refused.value.code == code
        desk.authorise(ONE)
        desk.ship(TWO)
        seller.world.advance(minutes=5)
        assert [each.name for each in seller.changed(hours=0.15)] == [ONE, TWO]

    def test_a_cancelled_order(self, seller: Seller) -> None:
        seller.world.amazon.desk.place_order({"AMZ-LAMP": 1}, order_id=ONE)
        seller.world.amazon.desk.cancel(ONE)
        one = seller.order(ONE)
        assert one
        assert one.cancelled_at is not None
        assert (one.total, one.received, one.tenders) == (usd("0.00"), usd("0.00"), ())

    @pytest.mark.parametrize("word", ["111-9999999-9999999", "#1001", "", "../../x"])
    def test_an_unknown_order(self, seller: Seller, word: str) -> None:
        assert seller.order(word) is None

    def test_all_pages(self, seller: Seller) -> None:
        for number in range(1, 231):
            seller.world.amazon.desk.place_order(
                {"AMZ-LAMP": 1}, order_id=f"111-{number:07}-{number:07}"
            )
        seller.world.advance(minutes=5)
        assert len(seller.changed()) == 230
        assert len(seller.calls("/orders/2026-01-01/orders")) == 3

    def test_windows_meet_without_a_gap(self, seller: Seller) -> None:
        """Amazon shows nothing of the last two minutes: the next window reaches back for it."""
        desk, world = seller.world.amazon.desk, seller.world
        placed: set[str] = set()
        found: set[str] = set()
        start = world.clock.now()
        for step in (100, 100, 100, 100, 100, 100, 600):
            world.advance(seconds=step)
            if step == 100:
                placed.add(desk.place_order({"AMZ-LAMP": 1}).id)
            end = world.clock.now()

            async def window(amazon: Amazon, low: Any = start, high: Any = end) -> set[str]:
                return {each.name async for each in amazon.orders_changed_between(low, high)}

            found |= seller.run(window)
            start = end
        assert found == placed
        assert len(placed) == 6


class TestPatience:
    def test_a_token_that_ran_out_is_renewed_once(self, seller: Seller) -> None:
        seller.place_w8()
        assert seller.order(ONE)
        seller.world.amazon.auth.expire_access_tokens()
        assert seller.order(ONE)
        assert len(seller.calls("/auth/o2/token")) == 2

    def test_one_token_for_an_hour_of_every_process(self, seller: Seller) -> None:
        seller.place_w8()
        for _ in range(3):
            assert seller.order(ONE)
            seller.world.advance(minutes=15)
        assert len(seller.calls("/auth/o2/token")) == 1
        seller.world.advance(minutes=15)
        assert seller.order(ONE)
        assert len(seller.calls("/auth/o2/token")) == 2

    def test_many_at_once_renew_once(self, seller: Seller) -> None:
        seller.place_w8()

        async def many(amazon: Amazon) -> int:
            found = await asyncio.gather(*(amazon.order(ONE) for _ in range(8)))
            return sum(1 for each in found if each)

        assert seller.run(many) == 8
        assert len(seller.calls("/auth/o2/token")) == 1

    def test_an_authorisation_that_was_withdrawn(self, seller: Seller) -> None:
        seller.place_w8()
        assert seller.order(ONE)
        seller.world.amazon.auth.withdraw()
        with pytest.raises(Refused) as refused:
            seller.order(ONE)
        assert refused.value.login
        assert "User may have revoked" in refused.value.verbatim
        assert "set the new refresh_token" in refused.value.remedy

    def test_a_secret_that_was_not_rotated_in_time(self, seller: Seller) -> None:
        seller.world.amazon.auth.miss_rotation()
        with pytest.raises(Refused, match="Client authentication failed") as refused:
            seller.order(ONE)
        assert "rotate it in the developer console" in refused.value.remedy

    def test_a_role_that_is_missing(self, seller: Seller) -> None:
        seller.world.amazon.auth.set_roles("Finance and Accounting")
        with pytest.raises(Refused, match="Amazon refused getOrder: Access to") as refused:
            seller.order(ONE)
        assert not refused.value.login
        assert "(request " in refused.value.verbatim
        assert "Give the application the role that getOrder needs" in refused.value.remedy

    def test_a_quota_is_waited_for_as_long_as_its_rate_says(self, seller: Seller) -> None:
        seller.place_w8()
        seller.world.advance(minutes=5)
        begun = seller.world.clock.now()
        for _ in range(21):
            assert len(seller.changed()) == 3
        waited = (seller.world.clock.now() - begun).total_seconds()
        assert 178 < waited < 185  # 0.0056 calls a second

    def test_a_server_that_is_not_well_is_asked_again(self, seller: Seller) -> None:
        seller.place_w8()
        seller.world.faults.plan("amazon", "server_error", path="/orders/2026*")
        assert seller.order(ONE)
        assert [each.status for each in seller.calls("/orders/2026")] == [503, 200]


class TestShipping:
    def test_a_shipment_is_confirmed_in_two_packages(self, seller: Seller) -> None:
        desk = seller.world.amazon.desk
        desk.place_order({"AMZ-LAMP": 3}, order_id=ONE)
        seller.world.advance(hours=2)
        order = seller.order(ONE)
        assert order
        line = order.lines[0].line_id
        tracking = (Tracking(number="1Z999", company="ups"),)

        def ship(units: int, key: str) -> None:
            report = FulfilmentReport(
                order=order,
                lines=((line, units),),
                tracking=tracking,
                shipped=date(2026, 11, 24),
            )
            seller.run(lambda amazon: amazon.report_fulfilment(report, key))

        ship(1, "nsc_fulfilment_amazon_amz_x_301")
        assert seller.run(lambda amazon: amazon.fulfilled_quantities(order)) == {line: 1}
        assert desk.order(ONE).status == "PartiallyShipped"
        ship(2, "nsc_fulfilment_amazon_amz_x_302")
        assert seller.run(lambda amazon: amazon.fulfilled_quantities(order)) == {line: 3}
        first, second = desk.order(ONE).packages
        assert (first.reference, first.carrier, first.tracking) == ("301", "UPS", "1Z999")
        assert second.reference == "302"
        shipped = seller.order(ONE)
        assert shipped
        assert (shipped.paid, shipped.tenders[0].state) == (True, MoneyState.DONE)

    def test_no_tracking_number(self, seller: Seller) -> None:
        seller.place_w8()
        order = seller.order(ONE)
        assert order
        report = FulfilmentReport(order=order, lines=((order.lines[0].line_id, 1),))
        with pytest.raises(Refused, match="no tracking number") as refused:
            seller.run(lambda amazon: amazon.report_fulfilment(report, "k_1"))
        assert "Enter a tracking number" in refused.value.remedy
        assert seller.calls("shipmentConfirmation") == []


class TestRefunds:
    def test_a_part_is_given_back(self, seller: Seller) -> None:
        seller.place_w8()
        desk = seller.world.amazon.desk
        desk.ship(ONE)
        desk.refund(TWO)
        two = seller.order(TWO)
        assert two
        (refund,) = seller.run(lambda amazon: amazon.refunds_of(two))
        assert refund.total == usd("29.99")
        seller.account["marketplace_tax"] = "included"
        (refund,) = seller.run(lambda amazon: amazon.refunds_of(two))
        assert refund.total == usd("32.46")

    def test_no_refund(self, seller: Seller) -> None:
        seller.place_w8()
        two = seller.order(TWO)
        assert two
        assert list(seller.run(lambda amazon: amazon.refunds_of(two))) == []


class TestReports:
    def settle(self, seller: Seller) -> str:
        seller.place_w8()
        seller.world.advance(days=14)
        period = seller.world.amazon.desk.close_period()
        seller.world.advance(minutes=5)
        return period.settlement_id

    def test_it_is_a_settlement_source(self, seller: Seller) -> None:
        async def kind(amazon: Amazon) -> bool:
            return isinstance(amazon, SettlementSource)

        assert seller.run(kind)

    def test_listed_by_id_and_fetched(self, seller: Seller) -> None:
        settlement = self.settle(seller)
        since = seller.world.clock.now() - timedelta(days=20)
        (info,) = seller.run(lambda amazon: amazon.reports_since(since))
        assert info.status == "DONE"
        assert info.data_end > info.data_start
        assert seller.run(lambda amazon: amazon.report(info.report_id)) == info
        into = io.BytesIO()
        seller.run(lambda amazon: amazon.download(info, into))
        assert into.getvalue() == seller.world.amazon.desk.download(settlement)
        (document,) = [each for each in seller.world.exchanges if "tortuga" in each.url]
        assert "x-amz-access-token" not in {name.lower() for name in document.request_headers}

    def test_an_unknown_id_and_a_wrong_type(self, seller: Seller) -> None:
        self.settle(seller)
        assert seller.run(lambda amazon: amazon.report("999999999999")) is None
        other = request(
            seller.world.amazon, WRONG, (seller.world.amazon.marketplace,), None, None
        ).id
        with pytest.raises(Refused, match=f"is a {WRONG}, no settlement report"):
            seller.run(lambda amazon: amazon.report(other))

    def test_more_reports_than_a_page_and_none_older_than_ninety_days(self, seller: Seller) -> None:
        desk, world = seller.world.amazon.desk, seller.world
        for _ in range(3):
            desk.charge("storage", D("1.00"))
            world.advance(days=60)
            settlement = desk.close_period().settlement_id
        for _ in range(120):
            desk.publish_again(settlement)
        world.advance(minutes=5)
        year = world.clock.now() - timedelta(days=365)
        found = seller.run(lambda amazon: amazon.reports_since(year))
        assert len(found) == 122
        assert found[0].created_at >= found[-1].created_at
        assert len(seller.calls("/reports/2021-06-30/reports")) == 2

    def test_a_link_that_ran_out_is_fetched_anew(self, seller: Seller) -> None:
        settlement = self.settle(seller)

        async def slow(amazon: Amazon) -> bytes:
            (info,) = await amazon.reports_since(seller.world.clock.now() - timedelta(days=20))
            link = amazon._reports._link

            async def late(info: Any) -> tuple[str, bool]:
                found = await link(info)
                if len(seller.calls("/documents/")) == 1:
                    seller.world.advance(minutes=6)
                return found

            amazon._reports._link = late  # type: ignore[method-assign]
            into = io.BytesIO()
            await amazon.download(info, into)
            return into.getvalue()

        assert seller.run(slow) == seller.world.amazon.desk.download(settlement)
        assert len(seller.calls("/documents/")) == 2

    def test_a_file_that_is_cut_off(self, seller: Seller) -> None:
        settlement = self.settle(seller)
        broken = seller.world.amazon.desk.publish_broken(settlement, "cut gzip")
        with pytest.raises(Refused, match=f"The file of report {broken.id} is cut off"):
            seller.run(lambda amazon: fetch(amazon, broken.id))

    def test_a_connection_that_breaks_begins_again(self, seller: Seller) -> None:
        settlement = self.settle(seller)
        seller.world.faults.plan("amazon", "lost_answer", path="/amzn1*")

        async def all_of_it(amazon: Amazon) -> bytes:
            (info,) = await amazon.reports_since(seller.world.clock.now() - timedelta(days=20))
            return await fetch(amazon, info.report_id)

        assert seller.run(all_of_it) == seller.world.amazon.desk.download(settlement)
        assert [each.status for each in seller.calls("tortuga")] == [0, 200]


async def fetch(amazon: Amazon, report_id: str) -> bytes:
    info = await amazon.report(report_id)
    assert info is not None
    into = io.BytesIO()
    await amazon.download(info, into)
    return into.getvalue()
