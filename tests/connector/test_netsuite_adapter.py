"""The NetSuite adapter over a scripted account: calls, headers, refusals, lost answers."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import httpx
import pytest

from connector.books.books import BooksRefundInstruction, OrderInstruction
from connector.books.netsuite import NetSuite
from connector.model import (
    BilledDocument,
    BilledKind,
    Customer,
    OrderKind,
    RefundDocument,
    RefundDocumentKind,
)
from connector.money import Money
from connector.settings import NetSuiteSettings
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable

T = TypeVar("T")
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOST = "https://5512345-sb1.suitetalk.api.netsuite.com"
RECORD = "/services/rest/record/v1"


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


class Ticking:
    def __init__(self) -> None:
        self.at = START
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def error(status: int, code: str, detail: str, path: str = "") -> httpx.Response:
    entry = {"detail": detail, "o:errorCode": code}
    if path:
        entry["o:errorPath"] = path
    return httpx.Response(
        status,
        json={
            "type": "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.1",
            "title": "Bad Request",
            "status": status,
            "o:errorDetails": [entry],
        },
    )


def written(record_type: str, number: int) -> httpx.Response:
    return httpx.Response(204, headers={"Location": f"{HOST}{RECORD}/{record_type}/{number}"})


def rows(*items: dict[str, str], more: bool = False) -> httpx.Response:
    return httpx.Response(
        200,
        json={
            "links": [],
            "count": len(items),
            "hasMore": more,
            "items": [{"links": [], **item} for item in items],
            "offset": 0,
            "totalResults": len(items),
        },
    )


class Account:
    """`records`: answers by method and path after record/v1. `queries`: answers by a piece of the
    SQL, the first that fits. A list is taken one by one, an exception is raised."""

    def __init__(
        self, records: dict[str, Any] | None = None, queries: dict[str, Any] | None = None
    ) -> None:
        self.records = records or {}
        self.queries = {"SELECT symbol FROM currency": rows({"symbol": "USD"}), **(queries or {})}
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if request.url.path.endswith("/suiteql"):
            sql = json.loads(request.content)["q"]
            name, answers = next(
                ((name, self.queries) for name in self.queries if name in sql), (sql, {})
            )
        else:
            name = f"{request.method} {request.url.path.removeprefix(RECORD + '/')}"
            answers = self.records
        if name not in answers:
            raise AssertionError(f"nobody expected {name}")
        answer = answers[name]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, httpx.Response)
        return answer

    def calls(self) -> list[str]:
        return [
            f"{each.method} {each.url.path.removeprefix(RECORD + '/')}"
            for each in self.sent
            if not each.url.path.endswith("/suiteql")
        ]

    def body(self, call: str) -> Any:
        [found] = [
            each
            for each in self.sent
            if f"{each.method} {each.url.path.removeprefix(RECORD + '/')}" == call
        ]
        return json.loads(found.content, parse_float=Decimal)


def run(
    account: Callable[[httpx.Request], httpx.Response],
    use: Callable[[NetSuite], Coroutine[Any, Any, T]],
    clock: Ticking | None = None,
    **settings: Any,
) -> T:
    async def main() -> T:
        chosen = NetSuiteSettings.model_validate(
            {
                "account": "5512345_SB1",
                "consumer_key": "ck",
                "consumer_secret": "cs",
                "token_id": "ti",
                "token_secret": "ts",
                **settings,
            }
        )
        async with httpx.AsyncClient(transport=httpx.MockTransport(account)) as http:
            return await use(NetSuite(chosen, http, clock or Ticking()))

    return asyncio.run(main())


def order_json(**changes: Any) -> httpx.Response:
    return httpx.Response(
        200,
        json={
            "id": "18",
            "tranId": "SO18",
            "externalId": "nsc_order_shopify_acme_5",
            "otherRefNum": "#1001",
            "currency": {"id": "1", "refName": "US Dollar"},
            "tranDate": "2026-11-24",
            "lastModifiedDate": "2026-11-24T09:00:00Z",
            "total": 127.82,
            "item": {"items": []},
            **changes,
        },
    )


def order_row(**changes: str) -> dict[str, str]:
    return {
        "id": "18",
        "type": "SalesOrd",
        "tranid": "SO18",
        "foreigntotal": "127.82",
        "currency": "1",
        **changes,
    }


class TestCalls:
    def test_signed_with_the_realm_of_the_account(self) -> None:
        account = Account(queries={"FROM currency": rows({"id": "1"})})
        assert run(account, lambda books: books.check_login()) == "NetSuite 5512345_SB1, sandbox"
        [request] = account.sent
        assert request.url.host == "5512345-sb1.suitetalk.api.netsuite.com"
        assert request.headers["Authorization"].startswith('OAuth realm="5512345_SB1"')
        assert request.headers["Prefer"] == "transient"

    def test_a_wrong_token(self) -> None:
        said = "Invalid login attempt. For more details, see the Login Audit Trail."
        account = Account(queries={"FROM currency": error(401, "INVALID_LOGIN", said)})
        with pytest.raises(Refused) as caught:
            run(account, lambda books: books.check_login())
        assert caught.value.login
        assert caught.value.verbatim == said

    def test_concurrency_is_waited_for(self) -> None:
        """F54: 429 without Retry-After and with the title Bad Request."""
        clock = Ticking()
        blocked = error(429, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded.")
        account = Account(queries={"FROM currency": [blocked, blocked, rows({"id": "1"})]})
        run(account, lambda books: books.check_login(), clock)
        assert clock.slept == [0.5, 1.0]

    def test_and_given_up_with_a_date(self) -> None:
        blocked = error(429, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded.")
        with pytest.raises(Throttled):
            run(Account(queries={"FROM currency": blocked}), lambda books: books.check_login())

    def test_where_a_person_opens_a_record(self) -> None:
        async def url(books: NetSuite) -> str:
            return books.url_of("cashRefund", "91")

        assert run(Account(), url) == (
            "https://5512345-sb1.app.netsuite.com/app/accounting/transactions/cashrfnd.nl?id=91"
        )

    def test_a_sku_field_that_cannot_be_one(self) -> None:
        with pytest.raises(Refused, match="sku_field"):
            run(Account(), lambda books: books.check_login(), sku_field="itemid; DROP")


class TestItems:
    def test_by_the_configured_field_in_chunks(self) -> None:
        answers = [
            rows(*({"id": str(n), "sku": f"S{n}", "isinactive": "F"} for n in range(500))),
            rows({"id": "900", "sku": "S500", "isinactive": "T"}),
        ]
        account = Account(queries={"custitem_sku AS sku": answers})
        skus = [f"S{n}" for n in range(502)]
        found = run(account, lambda books: books.items(skus), sku_field="custitem_sku")
        assert len(found) == 501
        assert found["S500"].inactive
        assert "S501" not in found
        assert json.loads(account.sent[1].content)["params"] == ["S500", "S501"]

    def test_an_active_item_before_an_inactive_one(self) -> None:
        account = Account(
            queries={
                "FROM item": rows(
                    {"id": "1", "sku": "TEE-BLK", "isinactive": "T"},
                    {"id": "2", "sku": "TEE-BLK", "isinactive": "F"},
                )
            }
        )
        assert run(account, lambda books: books.items(["TEE-BLK"]))["TEE-BLK"].id == "2"

    def test_every_page_of_a_query(self) -> None:
        """F61."""
        account = Account(
            queries={
                "FROM customer": [
                    rows(*({"id": str(n)} for n in range(1000)), more=True),
                    rows({"id": "1000"}),
                ]
            }
        )
        found = run(account, lambda books: books.find_customers("Jane@Example.com"))
        assert len(found) == 1001
        assert [each.url.params["offset"] for each in account.sent] == ["0", "1000"]
        assert json.loads(account.sent[0].content)["params"] == ["jane@example.com"]


class TestCustomers:
    WHO = Customer(email="jane@example.com", first_name="Jane", last_name="Roe")

    def test_found_by_external_id(self) -> None:
        account = Account(queries={"FROM customer": rows({"id": "42"})})
        assert run(account, lambda b: b.write_customer(self.WHO, "nsc_c_1", "Jane Roe")) == "42"
        assert account.calls() == []

    def test_written_by_upsert(self) -> None:
        account = Account(
            records={"PUT customer/eid:nsc_c_1": written("customer", 43)},
            queries={"FROM customer": rows()},
        )
        assert run(account, lambda b: b.write_customer(self.WHO, "nsc_c_1", "Jane Roe")) == "43"


def instruction(**changes: Any) -> OrderInstruction:
    return OrderInstruction(
        **{
            "kind": OrderKind.SALES_ORDER,
            "external_id": "nsc_order_shopify_acme_5",
            "order_name": "#1001",
            "channel_account": "acme",
            "customer_id": "42",
            "date": date(2026, 11, 24),
            "currency": "USD",
            "lines": (),
            "shipping": None,
            "discount": usd("0"),
            "tax": usd("0"),
            "total": usd("0"),
            "payment_method": "Shopify Payments",
            **changes,
        }
    )


LISTS = {
    "SELECT id FROM currency": rows({"id": "1"}),
    "FROM paymentmethod": rows({"id": "2"}),
}


class TestOrders:
    def test_written_and_read_back(self) -> None:
        account = Account(
            records={
                "POST salesOrder": written("salesOrder", 18),
                "GET salesOrder/18": order_json(),
            },
            queries=LISTS,
        )
        found = run(account, lambda books: books.write_order(instruction()))
        assert (found.id, found.number, found.amount) == ("18", "SO18", usd("127.82"))

    def test_a_failed_read_back_does_not_undo_the_write(self) -> None:
        account = Account(
            records={
                "POST salesOrder": written("salesOrder", 18),
                "GET salesOrder/18": httpx.Response(503),
            },
            queries=LISTS,
        )
        found = run(account, lambda books: books.write_order(instruction()))
        assert (found.id, found.amount) == ("18", None)

    def test_netsuites_own_words_and_the_place(self) -> None:
        said = "Invalid Field Value 9 for the following field: item"
        account = Account(
            records={"POST salesOrder": error(400, "INVALID_CONTENT", said, "item.items[0].item")},
            queries={**LISTS, "t.externalid = ?": rows()},
        )
        with pytest.raises(Refused) as caught:
            run(account, lambda books: books.write_order(instruction()))
        assert caught.value.verbatim == said
        assert caught.value.code == "INVALID_CONTENT"
        assert "item.items[0].item" in caught.value.sentence

    def test_a_second_write_of_the_same_key_is_the_first_document(self) -> None:
        """F03: two workers at once; NetSuite refuses the second."""
        said = "Error while accessing a resource. This record already exists."
        account = Account(
            records={"POST salesOrder": error(400, "USER_ERROR", said)},
            queries={
                **LISTS,
                "t.externalid = ?": rows(order_row(externalid="nsc_order_shopify_acme_5")),
            },
        )
        found = run(account, lambda books: books.write_order(instruction()))
        assert (found.id, found.number, found.amount) == ("18", "SO18", usd("127.82"))

    @pytest.mark.parametrize("answer", [httpx.ReadTimeout("late"), httpx.Response(500)])
    def test_a_lost_answer_is_open(self, answer: Any) -> None:
        account = Account(records={"POST salesOrder": answer}, queries=LISTS)
        with pytest.raises(AnswerLost):
            run(account, lambda books: books.write_order(instruction()))
        assert account.calls() == ["POST salesOrder"]

    def test_a_success_without_location_is_open(self) -> None:
        account = Account(records={"POST salesOrder": httpx.Response(204)}, queries=LISTS)
        with pytest.raises(AnswerLost):
            run(account, lambda books: books.write_order(instruction()))

    def test_an_unknown_payment_method_is_named(self) -> None:
        account = Account(queries={**LISTS, "FROM paymentmethod": rows()})
        with pytest.raises(Refused, match=r"payment method called 'Shopify Payments'") as caught:
            run(account, lambda books: books.write_order(instruction()))
        assert caught.value.remedy

    def test_a_change_replaces_lines_and_taxes(self) -> None:
        """A PATCH without `replace` would append the lines once more."""
        account = Account(
            records={
                "PATCH salesOrder/18": written("salesOrder", 18),
                "GET salesOrder/18": order_json(),
            },
            queries=LISTS,
        )
        run(account, lambda books: books.update_order("18", instruction()))
        [patch] = [each for each in account.sent if each.method == "PATCH"]
        assert patch.url.params["replace"] == "item,taxDetails"

    def test_found_by_external_id(self) -> None:
        account = Account(
            records={"GET salesOrder/18": order_json()},
            queries={"t.externalid = ?": rows(order_row())},
        )
        found = run(account, lambda books: books.find_order("nsc_order_shopify_acme_5", "#1001"))
        assert found is not None
        assert (found.id, found.kind) == ("18", OrderKind.SALES_ORDER)

    def test_found_by_name_unless_it_is_another_stores(self) -> None:
        """F06; two stores both have an order #1001."""
        account = Account(
            records={"GET salesOrder/19": order_json(id="19")},
            queries={
                "t.externalid = ?": rows(),
                "t.otherrefnum = ?": rows(
                    order_row(externalid="nsc_order_shopify_other_5"), order_row(id="19")
                ),
            },
        )
        found = run(account, lambda books: books.find_order("nsc_order_shopify_acme_5", "#1001"))
        assert found is not None
        assert found.id == "19"

    def test_a_cash_sale_made_from_an_order_is_not_the_order(self) -> None:
        account = Account(
            queries={
                "t.externalid = ?": rows(),
                "t.otherrefnum = ?": rows(order_row(id="88", type="CashSale", createdfrom="18")),
            }
        )
        assert run(account, lambda books: books.find_order("key", "#1001")) is None

    def test_deleted(self) -> None:
        account = Account(queries={"t.id = ?": rows()})
        assert run(account, lambda books: books.order("18")) is None

    def test_an_update_of_a_deleted_order(self) -> None:
        """NetSuite answers 400 for a transaction that is not there, with the words of another
        mistake."""
        said = "Error while accessing a resource. Transaction type specified is incorrect."
        account = Account(records={"GET salesOrder/18": error(400, "USER_ERROR", said)})
        with pytest.raises(Refused, match="no longer in NetSuite"):
            run(account, lambda books: books.update_order("18", instruction()))

    def test_a_posted_cash_sale_cannot_be_closed(self) -> None:
        account = Account(
            records={"GET cashSale/88": order_json(id="88", tranId="CS88")},
            queries={"t.id = ?": rows(order_row(id="88", type="CashSale"))},
        )
        with pytest.raises(Refused, match="CS88"):
            run(account, lambda books: books.cancel_order("88"))


def billed(kind: BilledKind = BilledKind.CASH_SALE) -> BilledDocument:
    return BilledDocument(
        id="88",
        kind=kind,
        number="CS88",
        order_id="18",
        currency="USD",
        lines=(),
        discount=usd("0"),
        shipping=usd("0"),
        shipping_tax=None,
        tax=usd("0"),
        total=usd("127.82"),
        open_balance=usd("0"),
    )


def refund(kind: BilledKind, target: RefundDocumentKind) -> BooksRefundInstruction:
    return BooksRefundInstruction(
        billed=billed(kind),
        kind=target,
        order_name="#1001",
        refund_id="9",
        date=date(2026, 11, 24),
        currency="USD",
        lines=(),
        adjustments=(),
        discount=usd("0"),
        shipping=usd("0"),
        shipping_tax=usd("0"),
        shipping_tax_rate=Decimal("8.25"),
        tax=usd("0"),
        total=usd("0"),
    )


KEY = "nsc_refund_shopify_acme_9"


class TestRefunds:
    @pytest.mark.parametrize(
        ("source", "target", "path", "record"),
        [
            (
                BilledKind.CASH_SALE,
                RefundDocumentKind.CASH_REFUND,
                "cashSale/88/!transform/cashRefund",
                "cashRefund",
            ),
            (
                BilledKind.INVOICE,
                RefundDocumentKind.CREDIT_MEMO,
                "invoice/88/!transform/creditMemo",
                "creditMemo",
            ),
        ],
    )
    def test_transformed_from_the_billed_record(
        self, source: BilledKind, target: RefundDocumentKind, path: str, record: str
    ) -> None:
        account = Account(
            records={
                f"POST {path}": written(record, 91),
                f"GET {record}/91": order_json(id="91", tranId="RF91", total=19.47),
            }
        )
        found = run(account, lambda books: books.write_refund(refund(source, target), KEY))
        assert (found.id, found.number, found.amount) == ("91", "RF91", usd("19.47"))
        assert account.body(f"POST {path}")["externalId"] == KEY

    def test_a_lost_answer_is_open_and_the_key_finds_it(self) -> None:
        """F01."""
        account = Account(
            records={"POST cashSale/88/!transform/cashRefund": httpx.ReadError("reset")},
            queries={
                "t.externalid = ?": rows(
                    {
                        "id": "91",
                        "type": "CashRfnd",
                        "tranid": "RF91",
                        "externalid": KEY,
                        "foreigntotal": "-19.47",
                        "currency": "1",
                    }
                )
            },
        )
        asked = refund(BilledKind.CASH_SALE, RefundDocumentKind.CASH_REFUND)
        with pytest.raises(AnswerLost):
            run(account, lambda books: books.write_refund(asked, KEY))
        found = run(account, lambda books: books.find_by_external_id(KEY))
        assert found is not None
        assert (found.id, found.record_type, found.total) == ("91", "cashRefund", usd("19.47"))

    def test_a_refusal_stands_when_nothing_has_the_key(self) -> None:
        said = "Error while accessing a resource. You must have at least one valid line item."
        account = Account(
            records={"POST cashSale/88/!transform/cashRefund": error(400, "USER_ERROR", said)},
            queries={"t.externalid = ?": rows()},
        )
        asked = refund(BilledKind.CASH_SALE, RefundDocumentKind.CASH_REFUND)
        with pytest.raises(Refused) as caught:
            run(account, lambda books: books.write_refund(asked, KEY))
        assert caught.value.verbatim == said

    def test_voided_ones_are_left_out(self) -> None:
        account = Account(
            records={"GET cashRefund/91": order_json(id="91")},
            queries={
                "r.createdfrom IN (?, ?)": rows(
                    {"id": "91", "type": "CashRfnd", "voided": "F"},
                    {"id": "92", "type": "CashRfnd", "voided": "T"},
                )
            },
        )
        found = run(account, lambda books: books.refund_documents_of(billed()))
        assert [each.id for each in found] == ["91"]

    def through_a_return(
        self, origin: dict[str, str] | None, bill: dict[str, Any] | None = None
    ) -> tuple[list[RefundDocument], RefundDocument | None]:
        """Cash refund 91 gives back line 3 of cash sale 88, which bills line 5 of order 18: the
        document as one of the sale's, and by its id."""
        made = {"createdFrom": {"id": "95", "refName": "Return Authorization #RMA95"}}
        line = {"line": 1, "orderLine": 1, "quantity": 1, "item": {"id": "7"}, "amount": 19.99}
        refunded = order_json(id="91", item={"items": [line]}, **made)
        row = {"id": "91", "type": "CashRfnd", "createdfrom": "95", "origin": "RtnAuth"}
        account = Account(
            records={
                "GET cashRefund/91": refunded,
                "GET cashSale/88": order_json(**(bill or {"id": "88"})),
            },
            queries={
                "r.createdfrom IN (?, ?)": rows({"id": "95", "type": "RtnAuth"}),
                "r.createdfrom = ?": rows(row),
                "t.id = ? AND t.type IN ('CashRfnd', 'CustCred')": rows(row),
                "l.createdfrom = t.id": rows(*([origin] if origin else [])),
                "previoustransactionlinelink": rows({"line": "1", "sold": "3"}),
                "OrdBill": rows({"id": "88", "type": "CashSale"}),
                "AS sku": rows({"id": "7", "sku": "TEE-BLK"}),
            },
        )

        async def both(books: NetSuite) -> tuple[list[RefundDocument], RefundDocument | None]:
            return list(await books.refund_documents_of(billed())), await books.refund_document(
                "91"
            )

        return run(account, both)

    def test_a_refund_of_a_return_is_one_of_the_billed_document(self) -> None:
        listed, alone = self.through_a_return({"id": "88", "type": "CashSale"})
        for document in (*listed, alone):
            assert document is not None
            assert (document.id, document.billed_id) == ("91", "88")
            assert [each.order_line for each in document.lines] == [3]
        assert len(listed) == 1

    def test_a_return_of_the_order_leads_to_the_bill_of_its_line(self) -> None:
        line = {"line": 4, "orderLine": 3, "quantity": 2, "item": {"id": "7"}, "amount": 39.98}
        bill = {"id": "88", "createdFrom": {"id": "18"}, "item": {"items": [line]}}
        listed, alone = self.through_a_return({"id": "18", "type": "SalesOrd"}, bill)
        assert alone is not None
        assert (alone.billed_id, [each.order_line for each in alone.lines]) == ("88", [4])
        assert [each.id for each in listed] == ["91"]

    def test_a_return_of_what_another_bill_sold_is_not_of_this_one(self) -> None:
        line = {"line": 1, "orderLine": 9, "quantity": 2, "item": {"id": "7"}, "amount": 39.98}
        bill = {"id": "88", "createdFrom": {"id": "18"}, "item": {"items": [line]}}
        assert self.through_a_return({"id": "18", "type": "SalesOrd"}, bill) == ([], None)

    def test_a_return_that_was_made_from_nothing_is_nobodys(self) -> None:
        assert self.through_a_return(None) == ([], None)

    def changed(self, zone: str) -> tuple[str, list[RefundDocument]]:
        account = Account(
            records={
                "GET cashRefund/91": order_json(id="91", lastModifiedDate="2026-11-24T08:59:59Z"),
                "GET cashRefund/92": order_json(id="92", lastModifiedDate="2026-11-24T09:00:00Z"),
                "GET cashRefund/93": order_json(id="93", lastModifiedDate="2026-11-24T10:00:00Z"),
            },
            queries={
                "t.lastmodifieddate": rows(
                    *({"id": number, "type": "CashRfnd"} for number in ("91", "92", "93"))
                )
            },
        )

        async def collect(books: NetSuite) -> list[RefundDocument]:
            found = books.refunds_changed_between(START, START + timedelta(hours=1))
            return [document async for document in found]

        documents = run(account, collect, time_zone=zone)
        return json.loads(account.sent[0].content)["q"], documents

    def test_a_window_is_compared_in_utc(self) -> None:
        """F48, F49."""
        _, documents = self.changed("")
        assert [each.id for each in documents] == ["92"]

    def test_query_dates_are_account_time(self) -> None:
        sql, _ = self.changed("America/New_York")
        assert "'2026-11-24 03:00:00'" in sql
        assert "'2026-11-24 06:00:00'" in sql

    def test_an_unknown_account_time_is_covered_whatever_it_is(self) -> None:
        sql, _ = self.changed("")
        assert "'2026-11-23 21:00:00'" in sql
        assert "'2026-11-25 00:00:00'" in sql


class TestPeriods:
    @pytest.mark.parametrize(
        ("row", "is_open"),
        [
            (rows({"id": "1", "closed": "F", "alllocked": "F", "arlocked": "F"}), True),
            (rows({"id": "1", "closed": "T", "alllocked": "F", "arlocked": "F"}), False),
            (rows({"id": "1", "closed": "F", "arlocked": "T"}), False),
            (rows(), False),
        ],
    )
    def test_closed_locked_or_absent(self, row: httpx.Response, is_open: bool) -> None:
        account = Account(queries={"FROM accountingperiod": row})
        assert run(account, lambda books: books.period_open(date(2026, 11, 24))) is is_open


def test_nobody_answers() -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(Unreachable):
        run(gone, lambda books: books.check_login())
