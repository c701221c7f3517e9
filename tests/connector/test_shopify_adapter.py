"""The Shopify adapter over a scripted shop: what it sends, what it makes of the answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
import pytest

from connector.channels.channel import (
    ChannelRefundLine,
    FulfilmentReport,
    RefundInstruction,
    TenderShare,
)
from connector.channels.shopify import Shopify
from connector.channels.shopify_reading import read_order
from connector.model import MoneyState, Order, Restock, Shipping, Tracking, marker
from connector.money import Money
from connector.settings import AccountSettings
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable

T = TypeVar("T")
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KEY = "nsc_refund_netsuite_5512345_77"


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def bag(amount: str) -> Any:
    return {"presentmentMoney": {"amount": amount, "currencyCode": "USD"}}


def nodes(*items: Any, after: str | None = None) -> Any:
    return {
        "nodes": list(items),
        "pageInfo": {"hasNextPage": after is not None, "endCursor": after},
    }


class Ticking:
    def __init__(self) -> None:
        self.at = START
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def line(number: int) -> Any:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "sku": "TEE-BLK",
        "title": "Tee",
        "quantity": 3,
        "refundableQuantity": 3,
        "isGiftCard": False,
        "originalUnitPriceSet": bag("19.99"),
        "discountAllocations": [{"allocatedAmountSet": bag("6.0")}],
        "taxLines": [{"ratePercentage": 8.25, "priceSet": bag("4.45")}],
    }


SALE = {
    "id": "gid://shopify/OrderTransaction/1",
    "kind": "SALE",
    "status": "SUCCESS",
    "gateway": "shopify_payments",
    "amountSet": bag("58.42"),
    "parentTransaction": None,
}


def order_json(number: int = 5, name: str = "#1001", **changes: Any) -> Any:
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": name,
        "email": "jane@example.com",
        "createdAt": "2026-11-24T08:00:00Z",
        "updatedAt": "2026-11-24T08:00:00Z",
        "cancelledAt": None,
        "currencyCode": "USD",
        "presentmentCurrencyCode": "USD",
        "displayFinancialStatus": "PAID",
        "sourceName": "web",
        "note": None,
        "test": False,
        "taxesIncluded": False,
        "totalPriceSet": bag("58.42"),
        "totalTaxSet": bag("4.45"),
        "customer": None,
        "billingAddress": None,
        "shippingAddress": None,
        "transactions": [SALE],
        "lineItems": nodes(line(11)),
        "shippingLines": nodes(),
        **changes,
    }


Answer = Callable[[dict[str, Any]], Any]


class Shop:
    """Answers by operation name; keeps what was sent. An answer may be a whole body (with `data`
    or `errors`), the data alone, or an exception to raise."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.sent: list[tuple[str, dict[str, Any], str]] = []
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        body = json.loads(request.content)
        operation = body["query"].split("(")[0].split()[1].strip("{ ")
        self.sent.append((operation, body["variables"], body["query"]))
        answer = self.answers[operation]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if callable(answer):
            answer = answer(body["variables"])
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        if "data" not in answer and "errors" not in answer:
            answer = {"data": answer}
        return httpx.Response(200, json=answer)

    def variables(self, operation: str) -> dict[str, Any]:
        [found] = [variables for name, variables, _ in self.sent if name == operation]
        return found

    def operations(self) -> list[str]:
        return [name for name, _, _ in self.sent]


def run(
    shop: Callable[[httpx.Request], httpx.Response],
    use: Callable[[Shopify], Coroutine[Any, Any, T]],
    clock: Ticking | None = None,
    **settings: Any,
) -> T:
    async def main() -> T:
        account = AccountSettings.model_validate(
            {"shop": "acme-outdoor.myshopify.com", "token": "shpat_test", **settings}
        )
        async with httpx.AsyncClient(transport=httpx.MockTransport(shop)) as http:
            return await use(Shopify(account, http, clock or Ticking()))

    return asyncio.run(main())


def an_order() -> Order:
    return read_order(order_json(), [line(11)], [])


class TestFinding:
    def test_by_id(self) -> None:
        shop = Shop(Order={"order": order_json()})
        found = run(shop, lambda shopify: shopify.order("5"))
        assert found is not None
        assert found.name == "#1001"
        assert shop.variables("Order") == {"id": "gid://shopify/Order/5"}
        assert shop.requests[0].url == (
            "https://acme-outdoor.myshopify.com/admin/api/2026-07/graphql.json"
        )
        assert shop.requests[0].headers["X-Shopify-Access-Token"] == "shpat_test"

    @pytest.mark.parametrize("wanted", ["#1001", " #1001 "])
    def test_by_name(self, wanted: str) -> None:
        shop = Shop(
            OrdersByName={"orders": {"nodes": [{"id": "gid://shopify/Order/5", "name": "#1001"}]}},
            Order={"order": order_json()},
        )
        found = run(shop, lambda shopify: shopify.order(wanted))
        assert found is not None
        assert found.order_id == "5"
        assert shop.variables("OrdersByName") == {"search": "name:'1001'"}

    def test_a_number_is_an_id_first_and_a_name_then(self) -> None:
        shop = Shop(
            Order=[{"order": None}, {"order": order_json()}],
            OrdersByName={"orders": {"nodes": [{"id": "gid://shopify/Order/5", "name": "#1001"}]}},
        )
        found = run(shop, lambda shopify: shopify.order("1001"))
        assert found is not None
        assert found.name == "#1001"

    def test_a_longer_name_is_another_order(self) -> None:
        shop = Shop(
            OrdersByName={"orders": {"nodes": [{"id": "gid://shopify/Order/6", "name": "#10010"}]}}
        )
        assert run(shop, lambda shopify: shopify.order("#1001")) is None

    def test_all_lines_of_a_long_order(self) -> None:
        """F61."""
        shop = Shop(
            Order={"order": order_json(lineItems=nodes(line(1), line(2), after="c1"))},
            OrderLines=[
                {"order": {"page": nodes(line(3), after="c2")}},
                {"order": {"page": nodes(line(4))}},
            ],
        )
        found = run(shop, lambda shopify: shopify.order("5"))
        assert found is not None
        assert [each.line_id for each in found.lines] == ["1", "2", "3", "4"]


class TestChanged:
    @staticmethod
    async def collect(orders: AsyncIterator[Order]) -> list[str]:
        return [order.name async for order in orders]

    def test_utc_with_quotes_and_both_ends(self) -> None:
        """F48, F49: local time without offset, or a date alone, loses orders."""
        shop = Shop(OrdersChanged={"orders": nodes()})
        start = datetime.fromisoformat("2026-11-24T03:15:30.900-05:00")
        run(shop, lambda s: self.collect(s.orders_changed_between(start, start)))
        assert shop.variables("OrdersChanged")["search"] == (
            "updated_at:>='2026-11-24T08:15:30Z' updated_at:<'2026-11-24T08:15:30Z'"
        )
        assert "sortKey: UPDATED_AT" in shop.sent[0][2]

    def test_every_page(self) -> None:
        shop = Shop(
            OrdersChanged=[
                {"orders": nodes({"id": "gid://shopify/Order/1"}, after="c1")},
                {"orders": nodes({"id": "gid://shopify/Order/2"})},
            ],
            Order=lambda variables: {
                "order": order_json(name="#" + variables["id"].rsplit("/", 1)[1])
            },
        )
        found = run(shop, lambda s: self.collect(s.orders_changed_between(START, START)))
        assert found == ["#1", "#2"]

    def test_a_dropped_filter_is_not_accepted(self) -> None:
        """Shopify would answer with every order of the shop."""
        warned = {
            "data": {"orders": nodes({"id": "gid://shopify/Order/1"})},
            "extensions": {
                "search": [
                    {
                        "path": ["orders"],
                        "query": "updated:>1",
                        "warnings": [
                            {
                                "field": "updated",
                                "message": "Invalid search field for this query.",
                                "code": "invalid_field",
                            }
                        ],
                    }
                ]
            },
        }
        with pytest.raises(Refused, match="Invalid search field"):
            run(
                Shop(OrdersChanged=warned),
                lambda s: self.collect(s.orders_changed_between(START, START)),
            )


def refund_json(number: int, note: str = "", status: str = "SUCCESS") -> Any:
    return {
        "id": f"gid://shopify/Refund/{number}",
        "createdAt": f"2026-11-24T08:{number % 60:02}:00Z",
        "note": note,
        "refundLineItems": nodes(),
        "refundShippingLines": nodes(),
        "transactions": nodes(
            {
                "id": f"gid://shopify/OrderTransaction/{100 + number}",
                "kind": "REFUND",
                "status": status,
                "gateway": "shopify_payments",
                "amountSet": bag("1.0"),
            }
        ),
    }


class TestRefundsOf:
    def test_more_than_250(self) -> None:
        """F61, F52."""
        shop = Shop(
            OrderRefunds={
                "order": {
                    "id": "gid://shopify/Order/5",
                    "taxesIncluded": False,
                    "refunds": [
                        {"id": f"gid://shopify/Refund/{number}", "note": ""}
                        for number in range(1, 261)
                    ],
                }
            },
            Refund=lambda variables: {
                "refund": refund_json(int(variables["id"].rsplit("/", 1)[1]))
            },
        )
        found = run(shop, lambda shopify: shopify.refunds_of(an_order()))
        assert len(found) == 260

    def test_failed_ones_are_left_out_pending_ones_stay(self) -> None:
        states = {1: "SUCCESS", 2: "FAILURE", 3: "PENDING"}
        shop = Shop(
            OrderRefunds={
                "order": {
                    "taxesIncluded": False,
                    "refunds": [
                        {"id": f"gid://shopify/Refund/{number}", "note": ""} for number in states
                    ],
                }
            },
            Refund=lambda variables: {
                "refund": refund_json(
                    number := int(variables["id"].rsplit("/", 1)[1]), status=states[number]
                )
            },
        )
        found = run(shop, lambda shopify: shopify.refunds_of(an_order()))
        assert [(each.refund_id, each.state) for each in found] == [
            ("1", MoneyState.DONE),
            ("3", MoneyState.PENDING),
        ]

    def test_found_by_key_only(self) -> None:
        shop = Shop(
            OrderRefunds={
                "order": {
                    "taxesIncluded": False,
                    "refunds": [
                        {"id": "gid://shopify/Refund/1", "note": marker(KEY + "8")},
                        {"id": "gid://shopify/Refund/2", "note": f"wrong size {marker(KEY)}"},
                    ],
                }
            },
            Refund={"refund": refund_json(2, marker(KEY))},
        )
        found = run(shop, lambda shopify: shopify.find_refund(an_order(), KEY))
        assert found is not None
        assert found.refund_id == "2"


def share(payment: str, method: str, amount: Money) -> TenderShare:
    return TenderShare(transaction_id=payment, method=method, amount=amount)


def given_back(line_id: str, quantity: int, restock: Restock) -> ChannelRefundLine:
    return ChannelRefundLine(line_id=line_id, quantity=quantity, restock=restock)


INTERNAL = {
    "errors": [
        {
            "message": "Internal error. Looks like something went wrong on our end.",
            "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": "x"},
        }
    ]
}
NO_REFUNDS = {"order": {"taxesIncluded": False, "refunds": []}}
SUGGESTION = {
    "order": {
        "id": "gid://shopify/Order/5",
        "taxesIncluded": False,
        "transactions": [SALE],
        "fulfillments": [{"location": {"id": "gid://shopify/Location/9"}}],
        "suggestedRefund": {
            "amountSet": bag("19.47"),
            "maximumRefundableSet": bag("58.42"),
            "suggestedTransactions": [
                {
                    "gateway": "shopify_payments",
                    "parentTransaction": {"id": "gid://shopify/OrderTransaction/1"},
                    "maximumRefundableSet": bag("58.42"),
                }
            ],
        },
    }
}


def created(status: str = "SUCCESS") -> Any:
    return {
        "refundCreate": {
            "refund": {
                "id": "gid://shopify/Refund/9",
                "note": "",
                "transactions": nodes(
                    {
                        "id": "gid://shopify/OrderTransaction/2",
                        "kind": "REFUND",
                        "status": status,
                        "gateway": "shopify_payments",
                        "amountSet": bag("19.47"),
                    }
                ),
            },
            "userErrors": [],
        }
    }


def instruction(**changes: Any) -> RefundInstruction:
    return RefundInstruction(
        **{
            "order": an_order(),
            "total": usd("19.47"),
            "tenders": (share("1", "shopify_payments", usd("19.47")),),
            "lines": (given_back("11", 1, Restock.NO_RESTOCK),),
            "note": "Cash refund 7",
            **changes,
        }
    )


def issuing(create: Any, **answers: Any) -> Shop:
    return Shop(
        **{
            "OrderRefunds": NO_REFUNDS,
            "SuggestedRefund": SUGGESTION,
            "RefundCreate": create,
            **answers,
        }
    )


class TestIssueRefund:
    def test_what_is_sent(self) -> None:
        shop = issuing(created())
        written = run(shop, lambda shopify: shopify.issue_refund(instruction(), KEY))

        assert written.id == "9"
        assert written.state is MoneyState.DONE
        assert written.amount == usd("19.47")
        assert shop.operations() == ["OrderRefunds", "SuggestedRefund", "RefundCreate"]
        sent = shop.variables("RefundCreate")
        assert sent["key"] == KEY
        assert sent["input"] == {
            "orderId": "gid://shopify/Order/5",
            "currency": "USD",
            "notify": False,
            "note": f"Cash refund 7 [nsc:{KEY}]",
            "transactions": [
                {
                    "orderId": "gid://shopify/Order/5",
                    "parentId": "gid://shopify/OrderTransaction/1",
                    "gateway": "shopify_payments",
                    "kind": "REFUND",
                    "amount": "19.47",
                }
            ],
            "refundLineItems": [
                {
                    "lineItemId": "gid://shopify/LineItem/11",
                    "quantity": 1,
                    "restockType": "NO_RESTOCK",
                }
            ],
        }

    def test_the_key_stands_on_the_field(self) -> None:
        shop = issuing(created())
        run(shop, lambda shopify: shopify.issue_refund(instruction(), KEY))
        assert "refundCreate(input: $input) @idempotent(key: $key)" in shop.sent[-1][2]

    def test_an_old_version_does_not_know_the_directive(self) -> None:
        shop = issuing(created())
        run(
            shop,
            lambda shopify: shopify.issue_refund(instruction(), KEY),
            api_version="2025-10",
        )
        assert "@idempotent" not in shop.sent[-1][2]
        assert "key" not in shop.variables("RefundCreate")

    def test_a_refund_that_is_there_is_not_made_again(self) -> None:
        """F04: keys expire after a day, the note does not."""
        shop = Shop(
            OrderRefunds={
                "order": {
                    "taxesIncluded": False,
                    "refunds": [{"id": "gid://shopify/Refund/2", "note": marker(KEY)}],
                }
            },
            Refund={"refund": refund_json(2, marker(KEY))},
        )
        written = run(shop, lambda shopify: shopify.issue_refund(instruction(), KEY))
        assert written.id == "2"
        assert written.amount == usd("1.00")
        assert "RefundCreate" not in shop.operations()

    def test_accepted_and_still_moving(self) -> None:
        written = run(
            issuing(created("PENDING")), lambda shopify: shopify.issue_refund(instruction(), KEY)
        )
        assert written.state is MoneyState.PENDING
        assert written.amount == usd("19.47")

    def test_the_shops_own_words(self) -> None:
        said = "Refund amount $25.00 is greater than net payment received $15.00"
        refusal = {
            "refundCreate": {"refund": None, "userErrors": [{"field": None, "message": said}]}
        }
        with pytest.raises(Refused) as caught:
            run(issuing(refusal), lambda shopify: shopify.issue_refund(instruction(), KEY))
        assert caught.value.verbatim == said
        assert said in caught.value.sentence

    def test_more_than_a_payment_can_give_back(self) -> None:
        """aden-hive/hive#7079: split tender, each payment has its own limit."""
        too_much = instruction(
            total=usd("58.43"), tenders=(share("1", "shopify_payments", usd("58.43")),)
        )
        shop = issuing(created())
        with pytest.raises(Refused, match=r"58\.43 USD is more than .* 58\.42 USD"):
            run(shop, lambda shopify: shopify.issue_refund(too_much, KEY))
        assert "RefundCreate" not in shop.operations()

    def test_a_payment_of_another_order(self) -> None:
        wrong = instruction(tenders=(share("99", "shopify_payments", usd("19.47")),))
        with pytest.raises(Refused, match="99"):
            run(issuing(created()), lambda shopify: shopify.issue_refund(wrong, KEY))

    def test_returned_goods_go_back_to_where_they_came_from(self) -> None:
        shop = issuing(created())
        back = instruction(lines=(given_back("11", 1, Restock.RETURN),))
        run(shop, lambda shopify: shopify.issue_refund(back, KEY))
        [line_sent] = shop.variables("RefundCreate")["input"]["refundLineItems"]
        assert line_sent["restockType"] == "RETURN"
        assert line_sent["locationId"] == "gid://shopify/Location/9"

    def test_or_to_the_main_location(self) -> None:
        nowhere = {"order": {**SUGGESTION["order"], "fulfillments": []}}
        shop = issuing(
            created(),
            SuggestedRefund=nowhere,
            PrimaryLocation={"location": {"id": "gid://shopify/Location/1"}},
        )
        back = instruction(lines=(given_back("11", 1, Restock.RETURN),))
        run(shop, lambda shopify: shopify.issue_refund(back, KEY))
        [line_sent] = shop.variables("RefundCreate")["input"]["refundLineItems"]
        assert line_sent["locationId"] == "gid://shopify/Location/1"

    def test_shipping_of_a_shop_with_tax_included_prices(self) -> None:
        """Such a shop counts shipping with its tax."""
        included = {"order": {"taxesIncluded": True, "refunds": []}}
        shop = issuing(created(), OrderRefunds=[NO_REFUNDS, included])
        sold = replace(
            an_order(),
            shipping=(Shipping(line_id="1", title="", net=usd("5.00"), tax=usd("0.95")),),
        )
        asked = instruction(order=sold, shipping=usd("2.00"))
        run(shop, lambda shopify: shopify.issue_refund(asked, KEY))
        assert shop.variables("RefundCreate")["input"]["shipping"] == {"amount": "2.38"}

    @pytest.mark.parametrize(
        ("asked", "sent"),
        [
            ({"shipping": usd("7.95"), "shipping_in_full": True}, {"fullRefund": True}),
            ({"shipping": usd("5.00")}, {"amount": "5.00"}),
        ],
    )
    def test_shipping(self, asked: dict[str, Any], sent: dict[str, Any]) -> None:
        shop = issuing(created())
        run(shop, lambda shopify: shopify.issue_refund(instruction(**asked), KEY))
        assert shop.variables("RefundCreate")["input"]["shipping"] == sent

    def test_an_amount_only_refund_names_no_line(self) -> None:
        shop = issuing(created())
        run(shop, lambda shopify: shopify.issue_refund(instruction(lines=()), KEY))
        sent = shop.variables("RefundCreate")["input"]
        assert "refundLineItems" not in sent
        assert "shipping" not in sent

    def test_a_gift_card_part_becomes_store_credit_when_set(self) -> None:
        """F32."""
        split = instruction(
            tenders=(
                share("1", "shopify_payments", usd("10.00")),
                share("2", "gift_card", usd("9.47")),
            )
        )
        shop = issuing(created())
        run(
            shop,
            lambda shopify: shopify.issue_refund(split, KEY),
            gift_card_refunds="store credit",
        )
        sent = shop.variables("RefundCreate")["input"]
        assert [each["amount"] for each in sent["transactions"]] == ["10.00"]
        assert sent["refundMethods"] == [
            {"storeCreditRefund": {"amount": {"amount": "9.47", "currencyCode": "USD"}}}
        ]


class TestTrouble:
    def test_a_lost_answer_is_open_and_not_repeated(self) -> None:
        """F01."""
        shop = issuing(httpx.ReadError("Connection reset by peer"))
        with pytest.raises(AnswerLost):
            run(shop, lambda shopify: shopify.issue_refund(instruction(), KEY))
        assert shop.operations().count("RefundCreate") == 1

    def test_a_call_with_the_same_key_is_running(self) -> None:
        busy = {
            "refundCreate": {
                "refund": None,
                "userErrors": [
                    {
                        "field": None,
                        "message": "This request is currently in progress, please try again",
                    }
                ],
            }
        }
        with pytest.raises(AnswerLost):
            run(issuing(busy), lambda shopify: shopify.issue_refund(instruction(), KEY))

    def test_errors_with_status_200_are_no_success(self) -> None:
        denied = {
            "data": {"refundCreate": None},
            "errors": [
                {
                    "message": "Access denied for refundCreate field.",
                    "path": ["refundCreate"],
                    "extensions": {
                        "code": "ACCESS_DENIED",
                        "requiredAccess": "`write_orders` access scope.",
                    },
                }
            ],
        }
        with pytest.raises(Refused) as caught:
            run(issuing(denied), lambda shopify: shopify.issue_refund(instruction(), KEY))
        assert caught.value.code == "ACCESS_DENIED"
        assert "write_orders" in caught.value.remedy

    def test_an_internal_error_leaves_a_write_open(self) -> None:
        with pytest.raises(AnswerLost):
            run(issuing(INTERNAL), lambda shopify: shopify.issue_refund(instruction(), KEY))

    def test_a_read_is_tried_again_after_an_internal_error(self) -> None:
        shop = Shop(Order=[INTERNAL, {"order": order_json()}])
        assert run(shop, lambda shopify: shopify.order("5")) is not None

    def test_and_given_up(self) -> None:
        with pytest.raises(Unreachable, match="Internal error"):
            run(Shop(Order=INTERNAL), lambda shopify: shopify.order("5"))

    def throttled(self, requested: int, available: int, rate: int = 100) -> Any:
        return {
            "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
            "extensions": {
                "cost": {
                    "requestedQueryCost": requested,
                    "actualQueryCost": None,
                    "throttleStatus": {
                        "maximumAvailable": 2000.0,
                        "currentlyAvailable": available,
                        "restoreRate": rate,
                    },
                }
            },
        }

    def test_the_bucket_is_waited_for(self) -> None:
        """There is no Retry-After in GraphQL: the cost block says how long."""
        clock = Ticking()
        shop = Shop(Order=[self.throttled(600, 100), {"order": order_json()}])
        assert run(shop, lambda shopify: shopify.order("5"), clock) is not None
        assert clock.slept == [5.0]

    def test_a_throttled_write_was_not_carried_out(self) -> None:
        shop = issuing([self.throttled(50, 20), created()])
        written = run(shop, lambda shopify: shopify.issue_refund(instruction(), KEY))
        assert written.id == "9"

    def test_a_long_wait_is_a_date(self) -> None:
        shop = Shop(Order=self.throttled(1000, 0, rate=50))
        with pytest.raises(Throttled) as caught:
            run(shop, lambda shopify: shopify.order("5"))
        assert caught.value.until == START + timedelta(seconds=20)

    def test_a_wrong_token(self) -> None:
        said = "[API] Invalid API key or access token (unrecognized login or wrong password)"
        answer = httpx.Response(401, json={"errors": said})
        with pytest.raises(Refused) as caught:
            run(Shop(Order=answer), lambda shopify: shopify.order("5"))
        assert caught.value.login
        assert caught.value.verbatim == said

    def test_a_frozen_shop(self) -> None:
        answer = httpx.Response(402, json={"errors": "Unavailable Shop"})
        with pytest.raises(Refused, match="Unavailable Shop"):
            run(Shop(Order=answer), lambda shopify: shopify.order("5"))


def fulfillment_order(number: int, units: int, status: str = "OPEN") -> Any:
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": status,
        "assignedLocation": {"location": {"id": f"gid://shopify/Location/{number}"}},
        "lineItems": nodes(
            {
                "id": f"gid://shopify/FulfillmentOrderLineItem/{number}1",
                "remainingQuantity": units,
                "lineItem": {"id": "gid://shopify/LineItem/11"},
            }
        ),
    }


def fulfilled(number: int) -> Any:
    return {
        "fulfillmentCreate": {
            "fulfillment": {
                "id": f"gid://shopify/Fulfillment/{number}",
                "name": f"#1001-F{number}",
                "status": "SUCCESS",
            },
            "userErrors": [],
        }
    }


def report(units: int) -> FulfilmentReport:
    return FulfilmentReport(
        order=an_order(),
        lines=(("11", units),),
        tracking=(Tracking(number="1Z999", company="UPS", url="https://ups.example/1Z999"),),
    )


class TestFulfilment:
    def test_units_already_shipped(self) -> None:
        shipped = {
            "id": "gid://shopify/Fulfillment/1",
            "status": "SUCCESS",
            "fulfillmentLineItems": nodes(
                {"quantity": 2, "lineItem": {"id": "gid://shopify/LineItem/11"}}
            ),
        }
        shop = Shop(
            Fulfilled={"order": {"fulfillments": [shipped, {**shipped, "status": "CANCELLED"}]}}
        )
        found = run(shop, lambda shopify: shopify.fulfilled_quantities(an_order()))
        assert found == {"11": 2}

    def test_open_fulfillment_orders_take_the_units(self) -> None:
        shop = Shop(
            FulfillmentOrders={
                "order": {"page": nodes(fulfillment_order(1, 3, "CLOSED"), fulfillment_order(2, 3))}
            },
            FulfillmentCreate=fulfilled(1),
        )
        written = run(shop, lambda shopify: shopify.report_fulfilment(report(2), "key"))
        assert (written.id, written.number) == ("1", "#1001-F1")
        assert shop.variables("FulfillmentCreate")["fulfillment"] == {
            "lineItemsByFulfillmentOrder": [
                {
                    "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/2",
                    "fulfillmentOrderLineItems": [
                        {"id": "gid://shopify/FulfillmentOrderLineItem/21", "quantity": 2}
                    ],
                }
            ],
            "notifyCustomer": False,
            "trackingInfo": {
                "numbers": ["1Z999"],
                "urls": ["https://ups.example/1Z999"],
                "company": "UPS",
            },
        }

    def test_one_call_a_location(self) -> None:
        shop = Shop(
            FulfillmentOrders={
                "order": {"page": nodes(fulfillment_order(1, 1), fulfillment_order(2, 2))}
            },
            FulfillmentCreate=[fulfilled(1), fulfilled(2)],
        )
        written = run(shop, lambda shopify: shopify.report_fulfilment(report(3), "key"))
        assert written.number == "#1001-F1,#1001-F2"

    def test_more_than_is_left_is_refused_before_anything_is_sent(self) -> None:
        shop = Shop(FulfillmentOrders={"order": {"page": nodes(fulfillment_order(1, 1))}})
        with pytest.raises(Refused, match="2 of line 11"):
            run(shop, lambda shopify: shopify.report_fulfilment(report(3), "key"))

    def test_half_done_is_open_not_refused(self) -> None:
        refusal = {
            "fulfillmentCreate": {
                "fulfillment": None,
                "userErrors": [{"field": None, "message": "Fulfillment order does not exist."}],
            }
        }
        shop = Shop(
            FulfillmentOrders={
                "order": {"page": nodes(fulfillment_order(1, 1), fulfillment_order(2, 2))}
            },
            FulfillmentCreate=[fulfilled(1), refusal],
        )
        with pytest.raises(AnswerLost, match="A part of the shipment"):
            run(shop, lambda shopify: shopify.report_fulfilment(report(3), "key"))
