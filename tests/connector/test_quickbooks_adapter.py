"""The QuickBooks adapter over a scripted company: calls, request ids, refusals, lost answers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import httpx
import pytest

from connector.books.quickbooks_online import QuickBooksOnline
from connector.books.sales_books import (
    DocumentKind,
    DocumentRef,
    Instruction,
    LineInstruction,
    PaymentInstruction,
)
from connector.http.rotating import LoginLine
from connector.journal import Journal
from connector.model import Customer
from connector.money import Money
from connector.settings import QuickBooksOnlineSettings
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable

T = TypeVar("T")
NOW = datetime(2026, 8, 11, 17, 0, tzinfo=UTC)
REALM = "9130357849216206"
KEY = "nsc_refund_Shopify_acme_900"
MEMO = f"Order 100 [nsc:{KEY}]"
DUPLICATE = (
    "Duplicate Document Number Error : You must specify a different number. This number has "
    "already been used. DocNumber=100 is assigned to TxnType=Refund Receipt with TxnId=160"
)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


class Ticking:
    def __init__(self) -> None:
        self.at = NOW
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def ok(entity: str, **members: Any) -> httpx.Response:
    body = {entity: {"domain": "QBO", "sparse": False, "SyncToken": "0", **members}}
    return httpx.Response(200, json={**body, "time": "2026-08-11T10:00:00.000-07:00"})


def rows(entity: str, *found: dict[str, Any]) -> httpx.Response:
    answer: dict[str, Any] = {}
    if found:
        answer = {entity: list(found), "startPosition": 1, "maxResults": len(found)}
    return httpx.Response(200, json={"QueryResponse": answer, "time": "x"})


def fault(code: str, detail: str, status: int = 400, kind: str = "ValidationFault") -> Any:
    error = {"Message": "Message", "Detail": detail, "code": code, "element": ""}
    return httpx.Response(status, json={"Fault": {"Error": [error], "type": kind}, "time": "x"})


def preferences(**changes: Any) -> httpx.Response:
    given: dict[str, Any] = {
        "AccountingInfoPrefs": {"BookCloseDate": "2026-06-30"},
        "SalesFormsPrefs": {
            "CustomTxnNumbers": True,
            "AutoApplyCredit": True,
            "AllowShipping": True,
            "AllowDiscount": True,
        },
        "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": True},
        "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
    }
    return ok("Preferences", Id="1", **{**given, **changes})


def receipt(document_id: str = "160", **changes: Any) -> dict[str, Any]:
    return {
        "Id": document_id,
        "SyncToken": "0",
        "MetaData": {"CreateTime": "2026-08-11T10:00:00-07:00"},
        "DocNumber": "100",
        "TxnDate": "2026-08-11",
        "PrivateNote": MEMO,
        "CustomerRef": {"value": "12"},
        "Line": [],
        "TotalAmt": 19.47,
        **changes,
    }


class Company:
    """Answers by method and path after the realm, or `query` and the beginning of a statement. A
    list is taken one by one, an exception is raised."""

    def __init__(self, answers: dict[str, Any] | None = None) -> None:
        self.answers = {"GET preferences": preferences(), **(answers or {})}
        self.sent: list[httpx.Request] = []
        self.statements: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "oauth.platform.intuit.com":
            tokens = {"access_token": "eyJ", "refresh_token": "AB11-1", "expires_in": 3600}
            return httpx.Response(200, json=tokens)
        self.sent.append(request)
        path = request.url.path.removeprefix(f"/v3/company/{REALM}/")
        name = f"{request.method} {path}"
        if path == "query":
            statement = request.content.decode()
            self.statements.append(statement)
            name = next((each for each in self.answers if each in statement), statement)
        if name not in self.answers:
            raise AssertionError(f"nobody expected {name}")
        answer = self.answers[name]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, httpx.Response)
        return answer

    def writes(self) -> list[httpx.Request]:
        return [
            each
            for each in self.sent
            if each.method == "POST" and not each.url.path.endswith("/query")
        ]


def run(
    company: Company,
    use: Callable[[QuickBooksOnline], Coroutine[Any, Any, T]],
    clock: Ticking | None = None,
    **settings: Any,
) -> T:
    async def main() -> T:
        chosen = QuickBooksOnlineSettings.model_validate(
            {
                "realm_id": REALM,
                "client_id": "id",
                "client_secret": "secret",
                "refresh_token": "AB11-0",
                **settings,
            }
        )
        journal = Journal(":memory:")
        async with httpx.AsyncClient(transport=httpx.MockTransport(company)) as http:
            line = LoginLine(journal, chosen.login_name)
            result = await use(QuickBooksOnline(chosen, http, clock or Ticking(), line))
        journal.close()
        return result

    return asyncio.run(main())


def refund(**changes: Any) -> Instruction:
    given: dict[str, Any] = {
        "kind": DocumentKind.REFUND_RECEIPT,
        "number": "100",
        "customer_id": "12",
        "day": date(2026, 8, 11),
        "currency": "USD",
        "lines": (
            LineInstruction(
                item_id="21",
                sku="TEE-BLK",
                quantity=Decimal(1),
                rate=usd("19.99"),
                amount=usd("19.99"),
                taxable=True,
            ),
        ),
        "discount": usd("2.00"),
        "shipping": usd("0"),
        "tax": usd("1.48"),
        "total": usd("19.47"),
        "memo": MEMO,
        "deposit_account_id": "35",
    }
    return Instruction(**{**given, **changes})


class TestCalls:
    def test_reached(self) -> None:
        company = Company({f"GET companyinfo/{REALM}": ok("CompanyInfo", CompanyName="Acme")})
        said = run(company, lambda books: books.check_login())
        assert said == f"QuickBooks Acme ({REALM}), production"
        [request] = company.sent
        assert request.url.host == "quickbooks.api.intuit.com"
        assert request.url.params["minorversion"] == "75"
        assert request.headers["authorization"] == "Bearer eyJ"
        assert request.headers["accept"] == "application/json"

    def test_a_sandbox_company_has_its_own_host(self) -> None:
        company = Company({f"GET companyinfo/{REALM}": ok("CompanyInfo", CompanyName="Test")})
        said = run(company, lambda books: books.check_login(), environment="sandbox")
        assert said.endswith("sandbox")
        assert company.sent[0].url.host == "sandbox-quickbooks.api.intuit.com"

    def test_the_wrong_realm(self) -> None:
        xml = (
            '<IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault '
            'type="AuthenticationFault"><Error code="100"><Message>General Authentication Error'
            "</Message><Detail>AuthenticationErrorGeneral: SRV-110-Authentication Failure , "
            "statusCode: 401</Detail></Error></Fault></IntuitResponse>"
        )
        company = Company({f"GET companyinfo/{REALM}": httpx.Response(401, text=xml)})
        with pytest.raises(Refused) as caught:
            run(company, lambda books: books.check_login())
        assert caught.value.login
        assert "realm_id" in caught.value.remedy
        assert len(company.sent) == 2  # the token is renewed once

    def test_a_minute_is_waited_for_outside(self) -> None:
        throttled = fault("3001", "The request limit was reached.  Try again later", 429, "SERVICE")
        clock = Ticking()
        company = Company({"GET preferences": throttled})
        with pytest.raises(Throttled) as caught:
            run(company, lambda books: books.preferences(), clock)
        assert caught.value.until == clock.at + timedelta(seconds=60)
        assert len(company.sent) == 4

    def test_a_second_is_waited_for_here_also_when_it_is_said_with_403(self) -> None:
        throttled = fault("3001", "message=ThrottleExceeded", 403, "SERVICE")
        clock = Ticking()
        company = Company({"GET preferences": [throttled, preferences()]})
        assert run(company, lambda books: books.preferences(), clock).multicurrency is False
        assert clock.slept == [0.5]

    def test_a_read_that_fails_is_repeated(self) -> None:
        company = Company({"GET preferences": [httpx.Response(503), preferences()]})
        assert run(company, lambda books: books.preferences()).home_currency == "USD"

    def test_an_answer_that_is_no_json(self) -> None:
        company = Company({"GET preferences": httpx.Response(200, text="<html>")})
        with pytest.raises(Unreachable):
            run(company, lambda books: books.preferences())

    def test_where_a_person_looks(self) -> None:
        async def urls(books: QuickBooksOnline) -> list[str]:
            kinds = (DocumentKind.INVOICE, DocumentKind.PAYMENT, DocumentKind.REFUND_RECEIPT)
            return [books.url_of(DocumentRef(kind=each, id="145")) for each in kinds]

        assert run(Company(), urls) == [
            "https://app.qbo.intuit.com/app/invoice?txnId=145",
            "https://app.qbo.intuit.com/app/recvpayment?txnId=145",
            "https://app.qbo.intuit.com/app/refundreceipt?txnId=145",
        ]


class TestLists:
    def test_preferences(self) -> None:
        found = run(Company(), lambda books: books.preferences())
        assert (found.home_currency, found.multicurrency) == ("USD", False)
        assert (found.numbers_itself, found.applies_credits) == (False, True)
        assert (found.own_tax_engine, found.books_closed_until) == (True, date(2026, 6, 30))
        assert (found.shipping_allowed, found.discounts_allowed) == (True, True)

    def test_preferences_of_an_old_company(self) -> None:
        company = Company({"GET preferences": ok("Preferences", Id="1")})
        found = run(company, lambda books: books.preferences())
        assert (found.home_currency, found.numbers_itself) == ("USD", True)
        assert found.books_closed_until is None

    BY_NAME = (
        {"Id": "21", "Name": "TEE-BLK", "Sku": "T1", "Active": True, "Type": "Inventory"},
        {"Id": "31", "Name": "OLD (deleted)", "Active": False, "Type": "Service"},
        {"Id": "33", "Name": "Shirts", "Active": True, "Type": "Category"},
        {"Id": "50", "Name": "rounding", "Active": True, "Type": "Service"},
    )
    BY_SKU = (
        {"Id": "19", "Name": "Another", "Sku": "TEE-BLK", "Active": True, "Type": "Inventory"},
        {"Id": "22", "Name": "Mug, white", "Sku": "mug-wht", "Active": True},
    )

    def test_items_by_name_inactive_ones_marked(self) -> None:
        company = Company({"where Name IN": rows("Item", *self.BY_NAME)})
        found = run(
            company,
            lambda books: books.items(["TEE-BLK", "MUG-WHT", "OLD", "Shirts", "O'Hara"]),
        )
        assert {name: (each.id, each.stocked, each.inactive) for name, each in found.items()} == {
            "TEE-BLK": ("21", True, False),
            "OLD": ("31", False, True),
        }
        assert company.statements[0].startswith("select *, Sku from Item where Name IN ('TEE-BLK'")
        assert r"'O\'Hara (deleted)'" in company.statements[0]
        assert "AND Active IN (true, false)" in company.statements[0]

    def test_items_by_their_sku_field_and_by_name_where_it_is_empty(self) -> None:
        company = Company(
            {
                "where Name IN": rows("Item", *self.BY_NAME),
                "where Sku IN": rows("Item", *self.BY_SKU),
            }
        )
        found = run(
            company,
            lambda books: books.items(["TEE-BLK", "MUG-WHT", "rounding"]),
            sku_field="sku",
        )
        assert {name: each.id for name, each in found.items()} == {
            "TEE-BLK": "19",
            "MUG-WHT": "22",
            "rounding": "50",
        }

    @pytest.mark.parametrize(
        ("field", "skus"),
        [("name", ["TEE-BLK", "Mug, white", "OLD"]), ("sku", ["T1", "mug-wht", "OLD"])],
    )
    def test_lines_are_called_what_skus_are_compared_with(
        self, field: str, skus: list[str]
    ) -> None:
        lines = [
            {
                "Id": str(at),
                "Amount": 1,
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {"ItemRef": {"value": number, "name": name}},
            }
            for at, (number, name) in enumerate(
                [("21", "TEE-BLK"), ("22", "Mug, white"), ("31", "OLD (deleted)")]
            )
        ]
        company = Company(
            {
                "GET invoice/145": ok("Invoice", **receipt("145", Line=lines)),
                "where Id IN ('21', '22', '31')": rows("Item", *self.BY_NAME[:2], self.BY_SKU[1]),
            }
        )
        ref = DocumentRef(kind=DocumentKind.INVOICE, id="145")
        found = run(company, lambda books: books.document(ref), sku_field=field)
        assert found is not None
        assert [each.sku for each in found.lines] == skus

    def test_items_are_kept_for_some_minutes_missing_ones_asked_again(self) -> None:
        item = {"Id": "21", "Name": "TEE-BLK", "Active": True, "Type": "Service"}
        company = Company({"where Name IN": rows("Item", item)})
        clock = Ticking()

        async def use(books: QuickBooksOnline) -> None:
            for names in (["TEE-BLK"], ["TEE-BLK", "NEW"], ["NEW"]):
                await books.items(names)
            clock.at += timedelta(minutes=10)
            await books.items(["TEE-BLK"])

        run(company, use, clock)
        names = [each for each in company.statements if "where Name IN" in each]
        assert ["'TEE-BLK'" in each for each in names] == [True, False, False, True]

    def test_the_account_of_undeposited_money_has_other_names_too(self) -> None:
        account = {
            "Id": "4",
            "Name": "Payments to deposit",
            "AccountType": "Other Current Asset",
            "Active": True,
        }
        company = Company(
            {
                "where Name = 'Undeposited Funds'": rows("Account"),
                "where FullyQualifiedName": rows("Account"),
                "where AccountSubType = 'UndepositedFunds'": rows("Account", account),
            }
        )
        found = run(company, lambda books: books.account("Undeposited Funds"))
        assert found is not None
        assert (found.id, found.name, found.type) == (
            "4",
            "Payments to deposit",
            "Other Current Asset",
        )

    def test_an_account_by_id_and_one_that_is_not_there(self) -> None:
        account = {"Id": "35", "Name": "Checking", "AccountType": "Bank", "Active": False}
        company = Company(
            {
                "where Id = '35'": rows("Account", account),
                "from Account where": rows("Account"),
            }
        )
        found = run(company, lambda books: books.account("35"))
        assert found is not None
        assert (found.name, found.inactive) == ("Checking", True)
        assert run(company, lambda books: books.account("Till")) is None

    def test_customers_by_email_else_by_name(self) -> None:
        def customer(number: str, name: str, email: str = "", **more: Any) -> dict[str, Any]:
            return {
                "Id": number,
                "DisplayName": name,
                "PrimaryEmailAddr": {"Address": email},
                "Balance": 12.5,
                **more,
            }

        company = Company(
            {
                "where PrimaryEmailAddr = 'jane@example.com'": rows(
                    "Customer",
                    customer("12", "Jane", "Jane@Example.com"),
                    customer("9", "Jane old (deleted)", "jane@example.com", Active=False),
                    customer("14", "Jane 2", "jane@example.com", CurrencyRef={"value": "EUR"}),
                ),
                "where PrimaryEmailAddr": rows("Customer"),
                "where DisplayName LIKE 'O%Hara'": rows(
                    "Customer",
                    customer("14", "O\u2019Hara", "another@example.com"),
                    customer("15", "O\u2019Hara"),
                    customer("16", "Oh Hara"),
                    customer("17", "O\u2019Hara", "x@example.com, O@example.com"),
                ),
            }
        )
        found = run(company, lambda books: books.find_customers("jane@example.com", "x"))
        assert [(each.id, each.currency, each.inactive) for each in found] == [
            ("12", "USD", False),
            ("14", "EUR", False),
            ("9", "USD", True),
        ]
        assert found[0].balance == usd("12.50")
        named = run(company, lambda books: books.find_customers("o@example.com", "O\u2019Hara"))
        assert [each.id for each in named] == ["15", "17"]
        anybody = run(company, lambda books: books.find_customers("", "O\u2019Hara"))
        assert [each.id for each in anybody] == ["14", "15", "17"]

    def test_a_customer_that_another_worker_wrote_first(self) -> None:
        said = (
            "The name supplied already exists. : Another customer, vendor or employee is already "
            "using this name. Please use a different name."
        )
        jane = {
            "Id": "12",
            "DisplayName": "Jane Roe",
            "PrimaryEmailAddr": {"Address": "jane@example.com"},
        }
        company = Company(
            {"POST customer": fault("6240", said), "from Customer": rows("Customer", jane)}
        )
        customer = Customer(email="jane@example.com")
        found = run(company, lambda books: books.write_customer(customer, "Jane Roe", "USD", "key"))
        assert found.id == "12"
        company = Company({"POST customer": fault("6240", said), "from Customer": rows("Customer")})
        with pytest.raises(Refused) as caught:
            run(company, lambda books: books.write_customer(customer, "Jane Roe", "USD", "key"))
        assert caught.value.code == "6240"
        assert caught.value.verbatim == said


class TestDocuments:
    def test_of_an_order_and_of_no_other(self) -> None:
        company = Company(
            {
                "DocNumber = '100'": rows("RefundReceipt", receipt("162")),
                "DocNumber LIKE '100-%'": rows(
                    "RefundReceipt",
                    receipt("170", DocNumber="100-2"),
                    receipt("165", DocNumber="100-1"),
                    receipt("166", DocNumber="100-X"),
                    receipt("167", DocNumber="100-1-1"),
                ),
            }
        )
        found = run(
            company,
            lambda books: books.documents_of_order([DocumentKind.REFUND_RECEIPT], "100"),
        )
        assert [(each.id, each.number) for each in found] == [
            ("162", "100"),
            ("165", "100-1"),
            ("170", "100-2"),
        ]

    def test_all_pages_each_row_once(self) -> None:
        first = [receipt(str(number)) for number in range(1, 1001)]
        company = Company(
            {
                "startposition 1 ": rows("Invoice", *first),
                "startposition 1001 ": rows("Invoice", receipt("1000"), receipt("1001")),
            }
        )
        found = run(company, lambda books: books.documents_numbered([DocumentKind.INVOICE], "100"))
        assert len(found) == 1001
        assert all("maxresults 1000" in each for each in company.statements)

    def test_by_memo_and_day(self) -> None:
        company = Company(
            {
                "TxnDate = '2026-08-11'": rows(
                    "Invoice",
                    receipt("1", PrivateNote="Order 1001"),
                    receipt("2", PrivateNote="Order 100-1"),
                    receipt("3", PrivateNote="Order 100, by phone"),
                    receipt("4"),
                )
            }
        )
        found = run(
            company,
            lambda books: books.documents_noted(
                [DocumentKind.INVOICE], date(2026, 8, 11), "Order 100"
            ),
        )
        assert [each.id for each in found] == ["3", "4"]

    def test_payments_of_a_customer_with_our_key(self) -> None:
        company = Company(
            {
                "from Payment where CustomerRef = '12'": rows(
                    "Payment", receipt("1"), receipt("2", PrivateNote="Thanks")
                )
            }
        )
        found = run(company, lambda books: books.payments_noted("12", KEY))
        assert [each.id for each in found] == ["1"]

    def test_a_deleted_one(self) -> None:
        said = "Object Not Found : Another user has deleted this transaction."
        company = Company({"GET invoice/145": fault("610", said)})
        ref = DocumentRef(kind=DocumentKind.INVOICE, id="145")
        assert run(company, lambda books: books.document(ref)) is None

    def test_an_id_that_cannot_be(self) -> None:
        ref = DocumentRef(kind=DocumentKind.INVOICE, id="../preferences")
        company = Company()
        assert run(company, lambda books: books.document(ref)) is None
        assert company.sent == []


class TestWriting:
    def test_a_refund_receipt(self) -> None:
        company = Company({"POST refundreceipt": ok("RefundReceipt", **receipt())})
        written = run(company, lambda books: books.write(refund(), KEY))
        assert (written.id, written.number, written.amount) == ("160", "100", usd("19.47"))
        [request] = company.writes()
        assert dict(request.url.params) == {"minorversion": "75", "requestid": KEY}
        body = json.loads(request.content, parse_float=Decimal)
        assert body["TxnTaxDetail"] == {"TotalTax": Decimal("1.48")}
        assert body["DocNumber"] == "100"

    def test_a_long_key_is_digested(self) -> None:
        company = Company({"POST refundreceipt": ok("RefundReceipt", **receipt())})
        run(company, lambda books: books.write(refund(), KEY * 3))
        [request] = company.writes()
        assert re.fullmatch(r"nsc-[0-9a-f]{40}", request.url.params["requestid"])

    @pytest.mark.parametrize(
        "answer",
        [
            httpx.Response(500, text="Internal Server Error"),
            httpx.Response(504),
            httpx.ReadTimeout("slow"),
            httpx.RemoteProtocolError("Server disconnected"),
            httpx.Response(200, text="<IntuitResponse/>"),
            httpx.Response(200, json={"time": "x"}),
            fault("10000", "An application error has occurred", 200, "SystemFault"),
        ],
    )
    def test_a_lost_answer_is_never_sent_again(self, answer: Any) -> None:
        company = Company({"POST refundreceipt": answer})
        with pytest.raises(AnswerLost):
            run(company, lambda books: books.write(refund(), KEY))
        assert len(company.writes()) == 1

    def test_a_fault_inside_200_is_a_refusal(self) -> None:
        said = "The account period has closed and the account books cannot be updated."
        company = Company({"POST refundreceipt": fault("6210", said, 200)})
        with pytest.raises(Refused) as caught:
            run(company, lambda books: books.write(refund(), KEY))
        assert (caught.value.code, caught.value.verbatim) == ("6210", said)
        assert "Reopen the books" in caught.value.remedy

    def test_a_number_that_our_own_document_has(self) -> None:
        company = Company(
            {
                "POST refundreceipt": fault("6140", DUPLICATE),
                "GET refundreceipt/160": ok("RefundReceipt", **receipt()),
                "from RefundReceipt": rows("RefundReceipt"),
            }
        )
        assert run(company, lambda books: books.write(refund(), KEY)).id == "160"

    def test_a_number_that_our_own_document_has_in_a_language_without_members(self) -> None:
        company = Company(
            {
                "POST refundreceipt": fault("6140", "Ce numéro est déjà utilisé."),
                "from RefundReceipt": rows("RefundReceipt", receipt("161")),
            }
        )
        assert run(company, lambda books: books.write(refund(), KEY)).id == "161"

    @pytest.mark.parametrize(
        "memo", ["Order 100", f"Order 100 [nsc:{KEY}0]", "[nsc:nsc_refund_Shopify_acme_9001]"]
    )
    def test_a_number_that_a_foreign_document_has(self, memo: str) -> None:
        foreign = receipt(PrivateNote=memo)
        company = Company(
            {
                "POST refundreceipt": fault("6140", DUPLICATE),
                "GET refundreceipt/160": ok("RefundReceipt", **foreign),
                "from RefundReceipt": rows("RefundReceipt", foreign),
            }
        )
        with pytest.raises(Refused) as caught:
            run(company, lambda books: books.write(refund(), KEY))
        assert (caught.value.code, caught.value.verbatim) == ("6140", DUPLICATE)

    def test_an_answer_that_repeats_a_document_which_is_gone(self) -> None:
        """A request id is answered with its first result for ever, deleted or not."""
        old = receipt(MetaData={"CreateTime": "2026-08-01T10:00:00-07:00"})
        company = Company(
            {
                "POST refundreceipt": [
                    ok("RefundReceipt", **old),
                    ok("RefundReceipt", **receipt("171")),
                ],
                "GET refundreceipt/160": fault("610", "Object Not Found : deleted"),
            }
        )
        assert run(company, lambda books: books.write(refund(), KEY)).id == "171"
        first, second = (each.url.params["requestid"] for each in company.writes())
        assert first == KEY
        assert second != KEY

    def test_an_answer_that_repeats_a_document_which_is_there(self) -> None:
        old = receipt(MetaData={"CreateTime": "2026-08-01T10:00:00-07:00"})
        company = Company(
            {
                "POST refundreceipt": ok("RefundReceipt", **old),
                "GET refundreceipt/160": ok("RefundReceipt", **old),
            }
        )
        assert run(company, lambda books: books.write(refund(), KEY)).id == "160"
        assert len(company.writes()) == 1

    def test_another_currency_than_the_company_s(self) -> None:
        company = Company()
        with pytest.raises(Refused, match="in EUR, and the company keeps USD only"):
            run(company, lambda books: books.write(refund(currency="EUR"), KEY))
        assert company.writes() == []

    def test_a_company_of_many_currencies(self) -> None:
        many = {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "USD"}}
        euro = receipt(CurrencyRef={"value": "EUR"})
        company = Company(
            {
                "GET preferences": preferences(CurrencyPrefs=many),
                "POST refundreceipt": ok("RefundReceipt", **euro),
            }
        )
        written = run(company, lambda books: books.write(refund(currency="EUR"), KEY))
        assert written.amount == Money.of("19.47", "EUR")
        body = json.loads(company.writes()[0].content)
        assert body["CurrencyRef"] == {"value": "EUR"}

    def test_names_of_lists_become_ids(self) -> None:
        company = Company(
            {
                "from PaymentMethod": rows("PaymentMethod", {"Id": "7", "Name": "Visa"}),
                "from TaxCode": rows("TaxCode", {"Id": "3", "Name": "Oregon"}),
                "POST refundreceipt": ok("RefundReceipt", **receipt()),
            }
        )
        given = refund(payment_method="visa")
        run(company, lambda books: books.write(given, KEY), tax_code="Oregon")
        body = json.loads(company.writes()[0].content)
        assert body["PaymentMethodRef"] == {"value": "7"}
        assert body["TxnTaxDetail"]["TxnTaxCodeRef"] == {"value": "3"}

    def test_a_payment_method_that_is_not_there(self) -> None:
        company = Company({"from PaymentMethod": rows("PaymentMethod")})
        with pytest.raises(Refused, match="no payment method called 'Barter'") as caught:
            run(company, lambda books: books.write(refund(payment_method="Barter"), KEY))
        assert caught.value.code == "NAME_NOT_FOUND"

    def test_a_payment(self) -> None:
        company = Company({"POST payment": ok("Payment", **receipt("150", TotalAmt=127.82))})
        given = PaymentInstruction(
            customer_id="12",
            day=date(2026, 8, 1),
            currency="USD",
            total=usd("127.82"),
            invoices=(("145", usd("127.82")),),
        )
        written = run(company, lambda books: books.write_payment(given, "nsc_order_x"))
        assert (written.id, written.amount) == ("150", usd("127.82"))
        assert company.writes()[0].url.params["requestid"] == "nsc_order_x-payment"


class TestChanging:
    INVOICE = DocumentRef(kind=DocumentKind.INVOICE, id="145")

    def test_an_invoice_is_voided_as_it_stands(self) -> None:
        company = Company(
            {
                "GET invoice/145": ok("Invoice", **receipt("145", SyncToken="4")),
                "POST invoice": ok(
                    "Invoice", **receipt("145", PrivateNote="Voided", TotalAmt=0, Balance=0)
                ),
            }
        )
        written = run(company, lambda books: books.void(self.INVOICE, "k"))
        assert written.amount == usd("0.00")
        [request] = company.writes()
        assert request.url.params["operation"] == "void"
        assert request.url.params["requestid"] == "k-void-145"
        assert json.loads(request.content) == {"Id": "145", "SyncToken": "4"}

    @pytest.mark.parametrize(
        ("kind", "path", "entity"),
        [
            (DocumentKind.SALES_RECEIPT, "salesreceipt", "SalesReceipt"),
            (DocumentKind.PAYMENT, "payment", "Payment"),
        ],
    )
    def test_receipts_and_payments_in_their_own_form(
        self, kind: DocumentKind, path: str, entity: str
    ) -> None:
        company = Company(
            {
                f"GET {path}/145": ok(entity, **receipt("145")),
                f"POST {path}": ok(entity, **receipt("145", PrivateNote="Voided", TotalAmt=0)),
            }
        )
        run(company, lambda books: books.void(DocumentRef(kind=kind, id="145"), "k"))
        [request] = company.writes()
        assert (request.url.params["operation"], request.url.params["include"]) == (
            "update",
            "void",
        )
        assert json.loads(request.content) == {"Id": "145", "SyncToken": "0", "sparse": True}

    @pytest.mark.parametrize("kind", [DocumentKind.CREDIT_MEMO, DocumentKind.REFUND_RECEIPT])
    def test_what_has_no_void(self, kind: DocumentKind) -> None:
        company = Company()
        with pytest.raises(Refused, match=f"no void for a {kind}"):
            run(company, lambda books: books.void(DocumentRef(kind=kind, id="1"), "k"))
        assert company.sent == []

    def test_what_was_voided_before(self) -> None:
        voided = ok("Invoice", **receipt("145", PrivateNote="Voided", TotalAmt=0))
        company = Company({"GET invoice/145": voided})
        run(company, lambda books: books.void(self.INVOICE, "k"))
        assert company.writes() == []

    def test_what_was_deleted(self) -> None:
        company = Company({"GET invoice/145": fault("610", "Object Not Found")})
        with pytest.raises(Refused, match="Invoice 145 is no longer in QuickBooks"):
            run(company, lambda books: books.void(self.INVOICE, "k"))

    def test_a_stale_token_is_read_again_once(self) -> None:
        stale = fault("5010", "Stale Object Error : You and Jane were working on this")
        voided = ok("Invoice", **receipt("145", PrivateNote="Voided", TotalAmt=0))
        company = Company(
            {
                "GET invoice/145": [
                    ok("Invoice", **receipt("145", SyncToken=token)) for token in "1123"
                ],
                "POST invoice": [stale, voided],
            }
        )
        run(company, lambda books: books.void(self.INVOICE, "k"))
        tokens = [json.loads(each.content)["SyncToken"] for each in company.writes()]
        assert tokens == ["1", "2"]
        company.answers["POST invoice"] = [stale, stale]
        company.answers["GET invoice/145"] = ok("Invoice", **receipt("145"))
        with pytest.raises(Refused) as caught:
            run(company, lambda books: books.void(self.INVOICE, "k"))
        assert caught.value.code == "5010"

    def test_a_deposited_receipt(self) -> None:
        said = "Deposited Transaction cannot be changed"
        company = Company(
            {
                "GET salesreceipt/145": ok("SalesReceipt", **receipt("145")),
                "POST salesreceipt": fault("6540", said),
            }
        )
        ref = DocumentRef(kind=DocumentKind.SALES_RECEIPT, id="145")
        with pytest.raises(Refused) as caught:
            run(company, lambda books: books.void(ref, "k"))
        assert caught.value.verbatim == said
        assert "Take it out of its deposit" in caught.value.remedy

    def test_a_rounding_line(self) -> None:
        held = receipt(
            "145",
            SyncToken="1",
            Line=[
                {"Id": "1", "Amount": 59.97, "DetailType": "SalesItemLineDetail"},
                {"Amount": 59.97, "DetailType": "SubTotalLineDetail"},
            ],
            TxnTaxDetail={"TotalTax": 9.74},
            TotalAmt=127.81,
        )
        company = Company(
            {
                "GET salesreceipt/145": ok("SalesReceipt", **held),
                "POST salesreceipt": ok("SalesReceipt", **{**held, "TotalAmt": 127.82}),
            }
        )
        line = LineInstruction(
            item_id="50",
            sku="rounding",
            quantity=Decimal(1),
            rate=usd("0.01"),
            amount=usd("0.01"),
            taxable=False,
        )
        ref = DocumentRef(kind=DocumentKind.SALES_RECEIPT, id="145")
        written = run(company, lambda books: books.add_line(ref, line, KEY))
        assert written.amount == usd("127.82")
        [request] = company.writes()
        assert request.url.params["operation"] == "update"
        assert request.url.params["requestid"] == f"{KEY}-line-145"
        body = json.loads(request.content, parse_float=Decimal)
        assert (body["SyncToken"], body["sparse"]) == ("1", True)
        assert [each["Amount"] for each in body["Line"]] == [
            Decimal("59.97"),
            Decimal("0.01"),
            Decimal("59.97"),
        ]
        assert body["TxnTaxDetail"] == {"TotalTax": Decimal("9.74")}
