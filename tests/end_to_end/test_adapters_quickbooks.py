"""The QuickBooks adapter against the fake: the worked examples to the cent, and what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
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
    SalesDocument,
)
from connector.http.rotating import LoginLine
from connector.journal import Journal
from connector.model import Address, Customer, marker
from connector.money import Money
from connector.settings import QuickBooksOnlineSettings
from connector.trouble import AnswerLost, Refused, Throttled, Unreachable
from sandbox.world import World, open_world

T = TypeVar("T")
DAY = date(2026, 8, 1)
ORDER_KEY = "nsc_order_Shopify_acme_5001"
REFUND_KEY = "nsc_refund_Shopify_acme_900"
JANE = Customer(email="jane@example.com", first_name="Jane", last_name="Roe")

# sku, quantity, unit price, gross (W1)
W1 = (
    ("TEE-BLK", 3, "19.99", "59.97"),
    ("MUG-WHT", 1, "12.49", "12.49"),
    ("CAP-RED", 2, "24.95", "49.90"),
)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


class WorldClock:
    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.clock.now()

    async def sleep(self, seconds: float) -> None:
        await self._world.sleep(seconds)


class Bench:
    """`run(use)` gives `use` the adapter on a fresh client; the journal outlives it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.company = world.quickbooks_online
        self.desk = self.company.desk
        self.journal = Journal(":memory:")
        self.changes: dict[str, Any] = {}

    def settings(self) -> QuickBooksOnlineSettings:
        known = self.world.credentials()
        return QuickBooksOnlineSettings.model_validate(
            {
                "realm_id": known["QBO_REALM_ID"],
                "client_id": known["QBO_CLIENT_ID"],
                "client_secret": known["QBO_CLIENT_SECRET"],
                "refresh_token": known["QBO_REFRESH_TOKEN"],
                "environment": known["QBO_ENVIRONMENT"],
                **self.changes,
            }
        )

    def adapter(self, http: httpx.AsyncClient, journal: Journal | None = None) -> QuickBooksOnline:
        settings = self.settings()
        line = LoginLine(journal or self.journal, settings.login_name)
        return QuickBooksOnline(settings, http, WorldClock(self.world), line)

    def run(self, use: Callable[[QuickBooksOnline], Awaitable[T]]) -> T:
        async def main() -> T:
            async with httpx.AsyncClient(transport=self.world.transport()) as http:
                return await use(self.adapter(http))

        return asyncio.run(main())

    # --- what tests say ----------------------------------------------------------------------

    def customer(self) -> str:
        async def use(books: QuickBooksOnline) -> str:
            found = await books.find_customers(JANE.email, "Jane Roe")
            if found:
                return found[0].id
            return (await books.write_customer(JANE, "Jane Roe", "USD", "nsc_customer_77")).id

        return self.run(use)

    def instruct(self, kind: DocumentKind = DocumentKind.SALES_RECEIPT, **more: Any) -> Instruction:
        """W1."""

        async def use(books: QuickBooksOnline) -> tuple[LineInstruction, ...]:
            items = await books.items([sku for sku, *_ in W1])
            return tuple(
                LineInstruction(
                    item_id=items[sku].id,
                    sku=sku,
                    quantity=Decimal(quantity),
                    rate=usd(rate),
                    amount=usd(gross),
                    taxable=True,
                )
                for sku, quantity, rate, gross in W1
            )

        given: dict[str, Any] = {
            "kind": kind,
            "number": "1001",
            "customer_id": self.customer(),
            "day": DAY,
            "currency": "USD",
            "lines": self.run(use),
            "discount": usd("12.24"),
            "shipping": usd("7.95"),
            "tax": usd("9.75"),
            "total": usd("127.82"),
            "memo": f"Order 1001 {marker(ORDER_KEY)}",
            "deposit_account_id": "4",
            "billing": Address(
                name="Jane Roe", line1="1 Main St", city="Albany", region="NY", country="US"
            ),
        }
        return Instruction(**{**given, **more})

    def partial(self, kind: DocumentKind, **more: Any) -> Instruction:
        """W2: one TEE-BLK of three, 19.47."""
        whole = self.instruct(kind)
        tee = replace(whole.lines[0], quantity=Decimal(1), amount=usd("19.99"))
        changed: dict[str, Any] = {
            "day": date(2026, 8, 11),
            "lines": (tee,),
            "discount": usd("2.00"),
            "shipping": usd("0"),
            "tax": usd("1.48"),
            "total": usd("19.47"),
            "memo": f"Order 1001 {marker(REFUND_KEY)}",
        }
        return replace(whole, **{**changed, **more})

    def write(self, instruction: Instruction, key: str = ORDER_KEY) -> SalesDocument:
        async def use(books: QuickBooksOnline) -> SalesDocument:
            written = await books.write(instruction, key)
            found = await books.document(DocumentRef(kind=instruction.kind, id=written.id))
            assert found is not None
            assert (written.number, written.amount) == (found.number, found.total)
            return found

        return self.run(use)

    def read(self, ref: DocumentRef) -> SalesDocument:
        found = self.run(lambda books: books.document(ref))
        assert found is not None
        return found

    def pay(self, invoice: SalesDocument, amount: str, key: str = ORDER_KEY) -> str:
        given = PaymentInstruction(
            customer_id=invoice.customer_id,
            day=DAY,
            currency="USD",
            total=usd(amount),
            invoices=((invoice.id, usd(amount)),),
            deposit_account_id="4",
            payment_method="Shopify Payments",
            memo=f"Order 1001 {marker(f'{key}_payment')}",
        )
        return self.run(lambda books: books.write_payment(given, key)).id

    def balances(self) -> dict[str, Decimal]:
        """Accounts that hold something, but what the opening stock put there."""
        kept = ("Undeposited Funds", "Accounts Receivable (A/R)", "Sales Tax Payable", "Checking")
        found = self.desk.trial_balance()
        assert sum(found.values()) == 0
        return {name: found[name] for name in kept if found.get(name)}


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench(open_world(seed=7))
    yield made
    made.journal.close()


def refused(bench: Bench, use: Callable[[QuickBooksOnline], Awaitable[Any]]) -> Refused:
    """The refusal, which left no document changed."""
    before = bench.world.documents_hash()
    with pytest.raises(Refused) as caught:
        bench.run(use)
    assert bench.world.documents_hash() == before
    return caught.value


class TestReached:
    def test_the_company_and_its_preferences(self, bench: Bench) -> None:
        assert bench.run(lambda books: books.check_login()) == (
            "QuickBooks Acme Outdoor (9341453172058822), production"
        )
        found = bench.run(lambda books: books.preferences())
        assert (found.home_currency, found.multicurrency) == ("USD", False)
        assert (found.numbers_itself, found.applies_credits) == (True, True)
        assert (found.own_tax_engine, found.books_closed_until) == (False, None)
        bench.desk.change_numbering(custom=True)
        bench.desk.set_auto_apply_credit(False)
        bench.desk.set_automated_tax()
        bench.desk.close_books(date(2026, 6, 30))
        found = bench.run(lambda books: books.preferences())
        assert (found.numbers_itself, found.applies_credits) == (False, False)
        assert (found.own_tax_engine, found.books_closed_until) == (True, date(2026, 6, 30))

    def test_items_and_accounts(self, bench: Bench) -> None:
        bench.desk.make_inactive("Item", "CAP-RED")

        async def use(books: QuickBooksOnline) -> Any:
            items = await books.items(["TEE-BLK", "CAP-RED", "Refund Adjustment", "O'Hara", "?"])
            accounts = [
                await books.account(each) for each in ("Undeposited Funds", "Checking", "Till")
            ]
            return items, accounts

        items, accounts = bench.run(use)
        assert {name: (each.stocked, each.inactive) for name, each in items.items()} == {
            "TEE-BLK": (True, False),
            "CAP-RED": (True, True),
            "Refund Adjustment": (False, False),
        }
        assert [each and (each.id, each.type) for each in accounts] == [
            ("4", "Other Current Asset"),
            ("35", "Bank"),
            None,
        ]
        bench.desk.rename("Account", "Undeposited Funds", "Payments to deposit")
        found = bench.run(lambda books: books.account("Undeposited Funds"))
        assert found is not None
        assert (found.id, found.name) == ("4", "Payments to deposit")

    @pytest.mark.parametrize(
        "name", ["O'Hara & Sons", "O\u2019Hara", "back\\slash", "' or Id > '0", "100% Jane", "Zoë"]
    )
    def test_customers_of_any_name(self, bench: Bench, name: str) -> None:
        bench.desk.customer(DisplayName="Somebody else")

        async def use(books: QuickBooksOnline) -> Any:
            before = await books.find_customers("", name)
            written = await books.write_customer(Customer(), name, "USD", "k")
            return before, written, await books.find_customers("", name)

        before, written, after = bench.run(use)
        assert before == []
        assert after == [written]
        assert written.name == name
        assert written.balance == usd("0.00")

    def test_a_name_that_a_vendor_or_another_customer_has(self, bench: Bench) -> None:
        bench.desk.customer(DisplayName="Jane Roe")
        caught = refused(bench, lambda books: books.write_customer(JANE, "Jane Roe", "USD", "k"))
        assert caught.code == "6240"
        assert "already using this name" in caught.verbatim

    def test_a_customer_written_by_two(self, bench: Bench) -> None:
        async def use(books: QuickBooksOnline) -> list[str]:
            pair = [await books.write_customer(JANE, "Jane Roe", "USD", key) for key in "ab"]
            return [each.id for each in pair]

        first, second = bench.run(use)
        assert first == second


class TestSales:
    def test_w1_as_a_sales_receipt(self, bench: Bench) -> None:
        found = bench.write(bench.instruct())
        assert (found.kind, found.number, found.day) == (DocumentKind.SALES_RECEIPT, "1001", DAY)
        assert (found.discount, found.shipping, found.tax) == (
            usd("12.24"),
            usd("7.95"),
            usd("9.75"),
        )
        assert (found.total, found.open_balance) == (usd("127.82"), usd("0.00"))
        assert [(each.sku, each.quantity, each.amount, each.taxable) for each in found.lines] == [
            ("TEE-BLK", Decimal(3), usd("59.97"), True),
            ("MUG-WHT", Decimal(1), usd("12.49"), True),
            ("CAP-RED", Decimal(2), usd("49.90"), True),
        ]
        assert found.memo == "Order 1001 [nsc:nsc_order_Shopify_acme_5001]"
        assert found.deposit_account_id == "4"
        assert bench.balances() == {
            "Undeposited Funds": Decimal("127.82"),
            "Sales Tax Payable": Decimal("-9.75"),
        }
        assert bench.desk.item("TEE-BLK").qty_on_hand == 997

    def test_w1_as_an_invoice_and_its_payment(self, bench: Bench) -> None:
        invoice = bench.write(bench.instruct(DocumentKind.INVOICE, due=date(2026, 8, 31)))
        assert invoice.open_balance == usd("127.82")
        payment = bench.pay(invoice, "127.82")
        held = bench.read(invoice.ref)
        assert held.open_balance == usd("0.00")
        assert held.linked == (DocumentRef(kind=DocumentKind.PAYMENT, id=payment),)
        [noted] = bench.run(
            lambda books: books.payments_noted(invoice.customer_id, f"{ORDER_KEY}_payment")
        )
        assert (noted.id, noted.total, noted.linked) == (payment, usd("127.82"), (invoice.ref,))
        assert bench.run(lambda books: books.payments_noted(invoice.customer_id, ORDER_KEY)) == []
        assert bench.balances() == {
            "Undeposited Funds": Decimal("127.82"),
            "Sales Tax Payable": Decimal("-9.75"),
        }

    def test_the_engine_s_own_tax_and_a_rounding_line(self, bench: Bench) -> None:
        """W1: tax 9.74 and rounding 0.01 make 127.82."""
        bench.desk.set_automated_tax(honour_total_tax=False)
        found = bench.write(bench.instruct())
        assert (found.tax, found.total) == (usd("9.74"), usd("127.81"))

        async def use(books: QuickBooksOnline) -> Any:
            item = (await books.items(["rounding"]))["rounding"]
            line = LineInstruction(
                item_id=item.id,
                sku="Rounding",
                quantity=Decimal(1),
                rate=usd("0.01"),
                amount=usd("0.01"),
                taxable=False,
            )
            first = await books.add_line(found.ref, line, ORDER_KEY)
            again = await books.add_line(found.ref, line, ORDER_KEY)
            return first, again

        first, again = bench.run(use)
        assert first == again
        assert first.amount == usd("127.82")
        held = bench.read(found.ref)
        assert (held.tax, held.discount, held.shipping, held.total) == (
            usd("9.74"),
            usd("12.24"),
            usd("7.95"),
            usd("127.82"),
        )
        assert [each.sku for each in held.lines] == ["TEE-BLK", "MUG-WHT", "CAP-RED", "Rounding"]

    def test_numbered_by_quickbooks_and_found_by_memo_and_day(self, bench: Bench) -> None:
        first = bench.write(bench.instruct(number=""))
        second = bench.write(
            bench.instruct(number="", memo="Order 10011 [nsc:nsc_order_Shopify_acme_5002]"), "other"
        )
        assert first.number
        assert second.number != first.number
        kinds = [DocumentKind.SALES_RECEIPT, DocumentKind.INVOICE]
        found = bench.run(lambda books: books.documents_noted(kinds, DAY, "Order 1001"))
        assert [each.id for each in found] == [first.id]

    def test_a_currency_that_the_company_does_not_keep(self, bench: Bench) -> None:
        given = bench.instruct(currency="EUR")
        assert refused(bench, lambda books: books.write(given, ORDER_KEY)).code == "CURRENCY"

    def test_a_currency_that_is_not_the_customer_s(self, bench: Bench) -> None:
        customer = bench.customer()
        bench.desk.enable_multicurrency()
        euro = bench.instruct(currency="EUR", customer_id=customer)
        caught = refused(bench, lambda books: books.write(euro, ORDER_KEY))
        assert caught.code.isdigit()

    def test_an_item_that_was_made_inactive(self, bench: Bench) -> None:
        given = bench.instruct()
        bench.desk.make_inactive("Item", "CAP-RED")
        caught = refused(bench, lambda books: books.write(given, ORDER_KEY))
        assert caught.code == "2500"
        assert "active again" in caught.remedy

    def test_closed_books(self, bench: Bench) -> None:
        given = bench.instruct()
        bench.desk.close_books(date(2026, 8, 31), "secret")
        caught = refused(bench, lambda books: books.write(given, ORDER_KEY))
        assert caught.code == "6210"
        assert "Reopen the books" in caught.remedy
        bench.desk.reopen_books()
        assert bench.write(given).total == usd("127.82")


class TestGivingBack:
    def test_a_refund_receipt(self, bench: Bench) -> None:
        bench.write(bench.instruct())
        given = bench.partial(DocumentKind.REFUND_RECEIPT)
        found = bench.write(given, REFUND_KEY)
        assert (found.total, found.tax, found.discount) == (usd("19.47"), usd("1.48"), usd("2.00"))
        assert bench.balances()["Undeposited Funds"] == Decimal("108.35")
        assert bench.desk.item("TEE-BLK").qty_on_hand == 998

    def test_a_credit_memo_that_quickbooks_applies_itself(self, bench: Bench) -> None:
        invoice = bench.write(bench.instruct(DocumentKind.INVOICE))
        memo = bench.write(bench.partial(DocumentKind.CREDIT_MEMO), REFUND_KEY)
        assert memo.open_balance == usd("0.00")
        assert bench.read(invoice.ref).open_balance == usd("108.35")
        [link] = bench.run(
            lambda books: books.payments_noted(
                invoice.customer_id, "Created by QB Online to link credits to charges."
            )
        )
        assert link.total == usd("0.00")
        assert set(link.linked) == {invoice.ref, memo.ref}

    def test_a_credit_memo_that_is_applied_by_hand(self, bench: Bench) -> None:
        bench.desk.set_auto_apply_credit(False)
        invoice = bench.write(bench.instruct(DocumentKind.INVOICE))
        memo = bench.write(bench.partial(DocumentKind.CREDIT_MEMO), REFUND_KEY)
        assert memo.open_balance == usd("19.47")
        given = PaymentInstruction(
            customer_id=invoice.customer_id,
            day=DAY,
            currency="USD",
            total=usd("0"),
            invoices=((invoice.id, usd("19.47")),),
            credits=((memo.id, usd("19.47")),),
            memo=f"Order 1001 {marker(f'{REFUND_KEY}_apply')}",
        )
        written = bench.run(lambda books: books.write_payment(given, f"{REFUND_KEY}_apply"))
        assert written.amount == usd("0.00")
        assert bench.read(invoice.ref).open_balance == usd("108.35")
        assert bench.read(memo.ref).open_balance == usd("0.00")
        assert "Undeposited Funds" not in bench.balances()
        caught = refused(bench, lambda books: books.write_payment(given, "again"))
        assert caught.code in {"620", "6000"}

    def test_two_documents_of_one_order(self, bench: Bench) -> None:
        """The first refund bears the order's number: another type of document (K10)."""
        bench.desk.change_numbering(custom=True)
        bench.write(bench.instruct())
        first = bench.write(bench.partial(DocumentKind.REFUND_RECEIPT), REFUND_KEY)
        second = bench.partial(
            DocumentKind.REFUND_RECEIPT,
            number="1001-1",
            tax=usd("1.49"),
            total=usd("19.48"),
            memo=f"Order 1001 {marker('nsc_refund_Shopify_acme_901')}",
        )
        last = bench.write(second, "nsc_refund_Shopify_acme_901")
        bench.write(
            bench.partial(DocumentKind.REFUND_RECEIPT, number="1001-X", memo="by hand"), "hand"
        )
        kinds = [DocumentKind.REFUND_RECEIPT, DocumentKind.CREDIT_MEMO]
        found = bench.run(lambda books: books.documents_of_order(kinds, "1001"))
        assert [(each.id, each.number) for each in found] == [
            (first.id, "1001"),
            (last.id, "1001-1"),
        ]
        [sale] = bench.run(
            lambda books: books.documents_numbered([DocumentKind.SALES_RECEIPT], "1001")
        )
        assert sale.total == usd("127.82")


class TestNeverTwice:
    def test_the_same_key_again(self, bench: Bench) -> None:
        given = bench.instruct()
        assert bench.write(given).id == bench.write(given).id
        assert bench.balances()["Undeposited Funds"] == Decimal("127.82")

    def test_a_lost_answer_then_a_look(self, bench: Bench) -> None:
        given = bench.partial(DocumentKind.REFUND_RECEIPT)
        bench.world.faults.plan("quickbooks_online", "lost_answer", path="*refundreceipt*")
        with pytest.raises(AnswerLost):
            bench.run(lambda books: books.write(given, REFUND_KEY))
        kinds = [DocumentKind.REFUND_RECEIPT]
        [found] = bench.run(lambda books: books.documents_of_order(kinds, "1001"))
        assert marker(REFUND_KEY) in found.memo
        assert bench.write(given, REFUND_KEY).id == found.id
        assert bench.balances()["Undeposited Funds"] == Decimal("-19.47")

    def test_a_document_that_was_deleted_since_is_written_anew(self, bench: Bench) -> None:
        given = bench.partial(DocumentKind.REFUND_RECEIPT)
        first = bench.write(given, REFUND_KEY)
        bench.desk.delete(bench.desk.get("RefundReceipt", first.id))
        assert bench.run(lambda books: books.document(first.ref)) is None
        bench.world.advance(days=1)
        again = bench.write(given, REFUND_KEY)
        assert again.id != first.id
        assert bench.write(given, REFUND_KEY).id == again.id
        assert bench.balances()["Undeposited Funds"] == Decimal("-19.47")

    def test_another_machine_whose_request_id_is_not_remembered(self, bench: Bench) -> None:
        """6140 names the document; its memo bears our key (F03, F56)."""
        bench.desk.change_numbering(custom=True)
        given = bench.instruct()
        first = bench.write(given)
        assert bench.write(given, f"{ORDER_KEY}-other").id == first.id

    def test_a_number_that_is_somebody_else_s(self, bench: Bench) -> None:
        bench.desk.change_numbering(custom=True)
        bench.desk.record_sales_receipt(bench.customer(), {"MUG-WHT": 1}, DocNumber="1001")
        given = bench.instruct()
        caught = refused(bench, lambda books: books.write(given, ORDER_KEY))
        assert caught.code == "6140"
        assert "This number has already been used. DocNumber=1001" in caught.verbatim


class TestUndoing:
    def test_voids(self, bench: Bench) -> None:
        invoice = bench.write(bench.instruct(DocumentKind.INVOICE))
        payment = bench.pay(invoice, "127.82")
        ref = DocumentRef(kind=DocumentKind.PAYMENT, id=payment)
        receipt = bench.write(bench.instruct(number="1002", memo="Order 1002"), "k1002")
        for each in (ref, receipt.ref, invoice.ref):
            written = bench.run(lambda books, each=each: books.void(each, "undo"))
            assert written.amount == usd("0.00")
            held = bench.read(each)
            assert held.voided
            assert held.total == usd("0.00")
            bench.run(lambda books, each=each: books.void(each, "once more"))
        assert bench.balances() == {}

    @pytest.mark.parametrize("kind", [DocumentKind.CREDIT_MEMO, DocumentKind.REFUND_RECEIPT])
    def test_what_has_no_void(self, bench: Bench, kind: DocumentKind) -> None:
        memo = bench.write(bench.partial(kind), REFUND_KEY)
        assert refused(bench, lambda books: books.void(memo.ref, "k")).code == "NO_VOID"

    def test_a_deposited_receipt(self, bench: Bench) -> None:
        receipt = bench.write(bench.instruct())
        deposit = bench.desk.deposit([bench.desk.get("SalesReceipt", receipt.id)])
        assert bench.read(receipt.ref).deposited_in == deposit.id
        caught = refused(bench, lambda books: books.void(receipt.ref, "k"))
        assert caught.code == "6540"
        assert "Take it out of its deposit" in caught.remedy
        held = bench.read(DocumentRef(kind=DocumentKind.DEPOSIT, id=deposit.id))
        assert held.total == usd("127.82")
        assert receipt.ref in held.linked

    def test_somebody_was_quicker(self, bench: Bench) -> None:
        """A stale SyncToken is read again and the void goes through."""
        invoice = bench.write(bench.instruct(DocumentKind.INVOICE))
        desk, world = bench.desk, bench.world

        class Meddling(httpx.AsyncBaseTransport):
            def __init__(self) -> None:
                self.real = world.transport()
                self.meddled = False

            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                if "operation=void" in str(request.url) and not self.meddled:
                    self.meddled = True
                    desk.change(desk.get("Invoice", invoice.id), CustomerMemo={"value": "Thanks"})
                return await self.real.handle_async_request(request)

        async def main() -> None:
            async with httpx.AsyncClient(transport=Meddling()) as http:
                await bench.adapter(http).void(invoice.ref, "k")

        asyncio.run(main())
        assert bench.read(invoice.ref).voided


class TestTokens:
    def test_two_refreshers_of_one_rotating_line(self, bench: Bench, tmp_path: Path) -> None:
        """F53, at its strictest: a second renewal would cut the connection."""
        bench.company.settings.rotate_every_refresh = True
        bench.company.settings.strict_concurrent_refresh = True
        journals = [Journal(str(tmp_path / "journal.db")) for _ in range(2)]

        async def main() -> None:
            async with httpx.AsyncClient(transport=bench.world.transport()) as http:
                adapters = [bench.adapter(http, each) for each in journals]
                for _ in range(3):
                    await asyncio.gather(*(each.check_login() for each in adapters))
                    bench.world.advance(minutes=61)

        first = bench.settings()
        bench.changes["refresh_token"] = first.refresh_token.get_secret_value()
        asyncio.run(main())
        kept = journals[0].login(first.login_name)
        for each in journals:
            each.close()
        assert kept is not None
        assert kept.version == 3
        assert kept.refresh_token == bench.company.auth.connection.refresh

    def test_an_access_token_that_ends_early(self, bench: Bench) -> None:
        bench.run(lambda books: books.check_login())
        bench.company.auth.expire_access_tokens()
        bench.run(lambda books: books.check_login())

    def test_a_connection_that_was_cut(self, bench: Bench) -> None:
        bench.run(lambda books: books.check_login())
        bench.company.auth.disconnect()
        caught = refused(bench, lambda books: books.check_login())
        assert caught.login
        assert "must be connected again" in caught.sentence

    def test_the_wrong_realm(self, bench: Bench) -> None:
        bench.changes["realm_id"] = "1"
        caught = refused(bench, lambda books: books.check_login())
        assert (caught.login, caught.code) == (True, "100")

    def test_keys_of_the_other_environment(self, bench: Bench) -> None:
        bench.changes["environment"] = "sandbox"
        caught = refused(bench, lambda books: books.check_login())
        assert (caught.login, caught.code) == (True, "3100")

    def test_a_wrong_client(self, bench: Bench) -> None:
        bench.changes["client_secret"] = "wrong"
        assert refused(bench, lambda books: books.check_login()).login


class TestWeather:
    def test_a_fault_inside_200(self, bench: Bench) -> None:
        given = bench.instruct()
        bench.company.settings.fault_inside_200 = True
        bench.desk.close_books(date(2026, 8, 31))
        assert refused(bench, lambda books: books.write(given, ORDER_KEY)).code == "6210"

    def test_a_minute_s_limit(self, bench: Bench) -> None:
        bench.company.settings.requests_a_minute = 3

        async def use(books: QuickBooksOnline) -> None:
            for _ in range(4):
                await books.check_login()

        with pytest.raises(Throttled) as caught:
            bench.run(use)
        assert caught.value.until == bench.world.clock.now() + timedelta(seconds=60)
        bench.world.advance(minutes=1)
        bench.run(lambda books: books.check_login())

    def test_ten_a_second_are_waited_for(self, bench: Bench) -> None:
        async def use(books: QuickBooksOnline) -> list[str]:
            return await asyncio.gather(*(books.check_login() for _ in range(25)))

        assert len(bench.run(use)) == 25

    @pytest.mark.parametrize(
        ("kind", "trouble"), [("reset", AnswerLost), ("server_error", AnswerLost)]
    )
    def test_a_write_in_bad_weather(
        self, bench: Bench, kind: str, trouble: type[Exception]
    ) -> None:
        given = bench.instruct()
        bench.world.faults.plan("quickbooks_online", kind, path="*salesreceipt*")
        with pytest.raises(trouble):
            bench.run(lambda books: books.write(given, ORDER_KEY))
        assert bench.write(given).total == usd("127.82")
        assert bench.balances()["Undeposited Funds"] == Decimal("127.82")

    def test_a_read_in_bad_weather(self, bench: Bench) -> None:
        bench.world.faults.plan("quickbooks_online", "server_error", path="*companyinfo*")
        bench.run(lambda books: books.check_login())
        bench.world.faults.plan("quickbooks_online", "server_error", path="*companyinfo*", times=10)
        with pytest.raises(Unreachable):
            bench.run(lambda books: books.check_login())
