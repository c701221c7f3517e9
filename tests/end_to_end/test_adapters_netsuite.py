"""The NetSuite adapter against the fake: the worked examples to the cent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.books.books import (
    Adjustment,
    BooksRefundInstruction,
    BooksRefundLine,
    OrderInstruction,
    OrderLineInstruction,
    ShippingInstruction,
)
from connector.books.netsuite import NetSuite
from connector.model import (
    Address,
    BilledDocument,
    BilledKind,
    BooksOrder,
    Customer,
    OrderKind,
    RefundDocument,
    RefundDocumentKind,
)
from connector.money import Money
from connector.trouble import AnswerLost, Refused

RATE = Decimal("8.25")
KEY = "nsc_order_shopify_acme_1"
NOVEMBER = date(2026, 11, 24)

# sku, quantity, unit price, gross, net, tax (W1)
W1 = (
    ("TEE-BLK", 3, "19.99", "59.97", "53.97", "4.45"),
    ("MUG-WHT", 1, "12.49", "12.49", "11.24", "0.93"),
    ("CAP-RED", 2, "24.95", "49.90", "44.91", "3.71"),
)


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


async def w1(books: NetSuite, **changes: Any) -> OrderInstruction:
    customer = Customer(email="jane@example.com", first_name="Jane", last_name="Roe")
    items = await books.items([sku for sku, *_ in W1])
    return OrderInstruction(
        **{
            "kind": OrderKind.SALES_ORDER,
            "external_id": KEY,
            "order_name": "#1001",
            "channel_account": "acme",
            "customer_id": await books.write_customer(customer, "nsc_customer_1", "Jane Roe"),
            "date": NOVEMBER,
            "currency": "USD",
            "lines": tuple(
                OrderLineInstruction(
                    item=items[sku],
                    quantity=quantity,
                    rate=usd(rate),
                    amount=usd(gross),
                    tax_basis=usd(net),
                    tax_rate=RATE,
                    tax=usd(tax),
                )
                for sku, quantity, rate, gross, net, tax in W1
            ),
            "shipping": ShippingInstruction(
                method="Standard Shipping", net=usd("7.95"), tax_rate=RATE, tax=usd("0.66")
            ),
            "discount": usd("12.24"),
            "tax": usd("9.75"),
            "total": usd("127.82"),
            "payment_method": "Shopify Payments",
            "shipping_address": Address(
                name="Jane Roe", line1="1 Main St", city="Albany", region="NY", country="US"
            ),
            **changes,
        }
    )


def bill(stage: Any, **changes: Any) -> BilledDocument:
    """W1 in the books, fulfilled and billed at the desk."""

    async def write(_shopify: Any, books: NetSuite) -> str:
        return (await books.write_order(await w1(books, **changes))).id

    order_id = stage.run(write)
    stage.world.netsuite.desk.fulfil(int(order_id))
    stage.world.netsuite.desk.bill(int(order_id))

    async def read(_shopify: Any, books: NetSuite) -> BilledDocument:
        order = await books.order(order_id)
        assert order is not None
        billed = await books.find_billed_document(order)
        assert billed is not None
        return billed

    return stage.run(read)


def refund(billed: BilledDocument, **changes: Any) -> BooksRefundInstruction:
    """W2: one TEE-BLK of three."""
    return BooksRefundInstruction(
        **{
            "billed": billed,
            "kind": RefundDocumentKind.CASH_REFUND
            if billed.kind is BilledKind.CASH_SALE
            else RefundDocumentKind.CREDIT_MEMO,
            "order_name": "#1001",
            "refund_id": "9",
            "date": NOVEMBER,
            "currency": "USD",
            "lines": (
                BooksRefundLine(
                    billed_line=1,
                    item_id=billed.lines[0].item_id,
                    sku="TEE-BLK",
                    quantity=1,
                    amount=usd("19.99"),
                    net=usd("17.99"),
                    tax=usd("1.48"),
                    tax_rate=RATE,
                    restock=True,
                ),
            ),
            "adjustments": (),
            "discount": usd("2.00"),
            "shipping": usd("0"),
            "shipping_tax": usd("0"),
            "shipping_tax_rate": RATE,
            "tax": usd("1.48"),
            "total": usd("19.47"),
            "memo": "Refund of #1001",
            **changes,
        }
    )


def write_refund(stage: Any, instruction: BooksRefundInstruction, key: str = "nsc_refund_1") -> Any:
    async def use(_shopify: Any, books: NetSuite) -> Any:
        return await books.write_refund(instruction, key)

    return stage.run(use)


class TestLogin:
    def test_tba(self, stage: Any) -> None:
        assert stage.run(lambda _, books: books.check_login()) == "NetSuite 5512345, production"

    def test_a_wrong_secret(self, stage: Any) -> None:
        stage.login = {"token_secret": "wrong"}
        with pytest.raises(Refused, match="Invalid login attempt") as caught:
            stage.run(lambda _, books: books.check_login())
        assert caught.value.login

    def test_client_credentials_with_a_certificate(self, stage: Any) -> None:
        credentials = stage.world.credentials()
        stage.login = {
            "auth": "oauth2",
            "client_id": credentials["NETSUITE_CLIENT_ID"],
            "certificate_id": credentials["NETSUITE_CERTIFICATE_ID"],
            "private_key": credentials["NETSUITE_PRIVATE_KEY"],
        }
        assert stage.run(lambda _, books: books.check_login()) == "NetSuite 5512345, production"


class TestOrders:
    def test_w1_to_the_cent(self, stage: Any) -> None:
        async def use(_shopify: Any, books: NetSuite) -> tuple[Any, BooksOrder | None]:
            written = await books.write_order(await w1(books))
            return written, await books.find_order(KEY, "#1001")

        written, order = stage.run(use)
        assert written.amount == usd("127.82")
        assert order is not None
        assert (order.total, order.tax) == (usd("127.82"), usd("9.75"))
        assert (order.discount, order.shipping) == (usd("12.24"), usd("7.95"))
        assert [each.tax for each in order.lines] == [usd("4.45"), usd("0.93"), usd("3.71")]
        [stored] = stage.world.netsuite.records.transactions_by_external_id.find(KEY)
        assert stored.total == Decimal("127.82")
        assert stored.other_ref_num == "#1001"

    def test_the_validation_script_lets_it_pass(self, stage: Any) -> None:
        stage.world.netsuite.desk.install_order_total_validation()

        async def use(_shopify: Any, books: NetSuite) -> Any:
            return await books.write_order(await w1(books))

        assert stage.run(use).amount == usd("127.82")

    def test_and_refuses_a_wrong_total_verbatim(self, stage: Any) -> None:
        stage.world.netsuite.desk.install_order_total_validation()

        async def use(_shopify: Any, books: NetSuite) -> Any:
            return await books.write_order(await w1(books, tax=usd("9.74"), total=usd("127.81")))

        with pytest.raises(Refused, match=r"FA \| UE Order Total Validation.*127\.8"):
            stage.run(use)
        assert stage.world.netsuite.desk.find_order("#1001") is None

    def test_two_writes_of_a_key_are_one_document(self, stage: Any) -> None:
        async def use(_shopify: Any, books: NetSuite) -> tuple[Any, Any]:
            instruction = await w1(books)
            return await books.write_order(instruction), await books.write_order(instruction)

        first, second = stage.run(use)
        assert first.id == second.id
        assert len(stage.world.netsuite.records.transactions_by_other_ref_num.find("#1001")) == 1

    def test_a_lost_answer_is_found_by_its_key(self, stage: Any) -> None:
        stage.world.faults.plan("netsuite", "lost_answer", method="POST", path="*/salesOrder")

        async def use(_shopify: Any, books: NetSuite) -> Any:
            return await books.write_order(await w1(books))

        with pytest.raises(AnswerLost):
            stage.run(use)
        found = stage.run(lambda _, books: books.find_by_external_id(KEY))
        assert found is not None
        assert (found.record_type, found.total) == ("salesOrder", usd("127.82"))

    def test_a_reset_left_nothing(self, stage: Any) -> None:
        stage.world.faults.plan("netsuite", "reset", method="POST", path="*/salesOrder")

        async def use(_shopify: Any, books: NetSuite) -> Any:
            return await books.write_order(await w1(books))

        with pytest.raises(AnswerLost):
            stage.run(use)
        assert stage.run(lambda _, books: books.find_by_external_id(KEY)) is None

    def test_concurrency_is_waited_for(self, stage: Any) -> None:
        stage.world.faults.plan("netsuite", "throttle", method="POST", path="*/salesOrder", times=2)

        async def use(_shopify: Any, books: NetSuite) -> Any:
            return await books.write_order(await w1(books))

        assert stage.run(use).amount == usd("127.82")
        assert stage.world.clock.now() > datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def test_an_update_keeps_lines_and_total(self, stage: Any) -> None:
        async def use(_shopify: Any, books: NetSuite) -> tuple[Any, BooksOrder | None]:
            instruction = await w1(books)
            written = await books.write_order(instruction)
            changed = await w1(books, payment_method="", terms="Net 30", memo="changed")
            return await books.update_order(written.id, changed), await books.order(written.id)

        updated, order = stage.run(use)
        assert updated.amount == usd("127.82")
        assert order is not None
        assert [each.line for each in order.lines] == [1, 2, 3]
        stored = stage.world.netsuite.desk.find_order("#1001")
        assert stored.payment_method is None
        assert stored.terms is not None

    def test_both_terms_and_payment_method_are_refused(self, stage: Any) -> None:
        """B4."""

        async def use(_shopify: Any, books: NetSuite) -> Any:
            return await books.write_order(await w1(books, terms="Net 30"))

        with pytest.raises(Refused):
            stage.run(use)

    def test_closed_before_it_was_paid(self, stage: Any) -> None:
        async def use(_shopify: Any, books: NetSuite) -> BooksOrder | None:
            written = await books.write_order(await w1(books))
            await books.cancel_order(written.id)
            return await books.order(written.id)

        order = stage.run(use)
        assert order is not None
        assert order.closed
        assert order.status == "Closed"

    def test_deleted_at_the_desk(self, stage: Any) -> None:
        async def write(_shopify: Any, books: NetSuite) -> str:
            return (await books.write_order(await w1(books))).id

        order_id = stage.run(write)
        stage.world.netsuite.desk.delete(int(order_id))
        assert stage.run(lambda _, books: books.order(order_id)) is None
        assert stage.run(lambda _, books: books.find_order(KEY, "#1001")) is None

    def test_a_cash_sale_at_import_is_its_own_bill(self, stage: Any) -> None:
        """B5."""

        async def use(_shopify: Any, books: NetSuite) -> BilledDocument | None:
            await books.write_order(await w1(books, kind=OrderKind.CASH_SALE))
            order = await books.find_order(KEY, "#1001")
            assert order is not None
            assert order.kind is OrderKind.CASH_SALE
            return await books.find_billed_document(order)

        billed = stage.run(use)
        assert billed is not None
        assert (billed.kind, billed.total) == (BilledKind.CASH_SALE, usd("127.82"))


class TestBilling:
    def test_not_billed_yet(self, stage: Any) -> None:
        async def use(_shopify: Any, books: NetSuite) -> Any:
            await books.write_order(await w1(books))
            order = await books.find_order(KEY, "#1001")
            assert order is not None
            return await books.find_billed_document(order)

        assert stage.run(use) is None

    def test_a_cash_sale(self, stage: Any) -> None:
        billed = bill(stage)
        assert (billed.kind, billed.total, billed.tax) == (
            BilledKind.CASH_SALE,
            usd("127.82"),
            usd("9.75"),
        )
        assert billed.shipping_tax == usd("0.66")

    def test_an_open_invoice(self, stage: Any) -> None:
        billed = bill(stage, payment_method="", terms="Net 30")
        assert (billed.kind, billed.open_balance) == (BilledKind.INVOICE, usd("127.82"))


class TestRefunds:
    def documents(self, stage: Any, billed: BilledDocument) -> list[RefundDocument]:
        return list(stage.run(lambda _, books: books.refund_documents_of(billed)))

    @pytest.mark.parametrize(
        ("changes", "kind"),
        [
            ({}, RefundDocumentKind.CASH_REFUND),
            ({"payment_method": "", "terms": "Net 30"}, RefundDocumentKind.CREDIT_MEMO),
        ],
    )
    def test_w2(self, stage: Any, changes: dict[str, Any], kind: RefundDocumentKind) -> None:
        billed = bill(stage, **changes)
        written = write_refund(stage, refund(billed))
        assert written.amount == usd("19.47")

        [document] = self.documents(stage, billed)
        assert document.kind is kind
        assert document.external_id == "nsc_refund_1"
        assert document.billed_id == billed.id
        assert document.order_name == "#1001"
        assert (document.discount, document.tax, document.total) == (
            usd("2.00"),
            usd("1.48"),
            usd("19.47"),
        )
        assert document.shipping == usd("0")
        [tee] = document.lines
        assert (tee.sku, tee.quantity, tee.amount, tee.tax) == (
            "TEE-BLK",
            Decimal(1),
            usd("19.99"),
            usd("1.48"),
        )
        rows = list(stage.world.netsuite.records.ledger_by_transaction.find(int(document.id)))
        assert sum(row.debit for row in rows) == sum(row.credit for row in rows)

    def test_the_invoice_balance_falls(self, stage: Any) -> None:
        billed = bill(stage, payment_method="", terms="Net 30")
        write_refund(stage, refund(billed))
        order = stage.run(lambda _, books: books.find_order(KEY, "#1001"))
        again = stage.run(lambda _, books: books.find_billed_document(order))
        assert again is not None
        assert again.open_balance == usd("108.35")

    def test_w4_an_adjustment_alone(self, stage: Any) -> None:
        billed = bill(stage)
        written = write_refund(
            stage,
            refund(
                billed,
                lines=(),
                adjustments=(Adjustment(item="Refund Adjustment Positive", amount=usd("15.00")),),
                discount=usd("0"),
                tax=usd("0"),
                total=usd("15.00"),
            ),
        )
        assert written.amount == usd("15.00")
        [document] = self.documents(stage, billed)
        [line] = document.lines
        assert (line.order_line, line.amount, document.tax) == (None, usd("15.00"), usd("0"))

    def test_l5_a_line_and_a_negative_adjustment(self, stage: Any) -> None:
        billed = bill(stage)
        written = write_refund(
            stage,
            refund(
                billed,
                adjustments=(Adjustment(item="Refund Adjustment Negative", amount=usd("-4.47")),),
                total=usd("15.00"),
            ),
        )
        assert written.amount == usd("15.00")

    def test_l7_shipping_alone_needs_a_line(self, stage: Any) -> None:
        billed = bill(stage)
        alone = {
            "lines": (),
            "discount": usd("0"),
            "shipping": usd("7.95"),
            "shipping_tax": usd("0.66"),
            "tax": usd("0.66"),
            "total": usd("8.61"),
        }
        with pytest.raises(Refused, match="at least one valid line item"):
            write_refund(stage, refund(billed, **alone))
        nothing = Adjustment(item="Refund Adjustment Positive", amount=usd("0"))
        written = write_refund(stage, refund(billed, **alone, adjustments=(nothing,)))
        assert written.amount == usd("8.61")
        [document] = self.documents(stage, billed)
        assert (document.shipping, document.shipping_tax) == (usd("7.95"), usd("0.66"))

    def test_too_many_units_are_refused(self, stage: Any) -> None:
        billed = bill(stage)
        [line] = refund(billed).lines
        with pytest.raises(Refused):
            write_refund(stage, refund(billed, lines=(_units(line, 4),)))
        assert self.documents(stage, billed) == []

    def test_two_writes_of_a_key_are_one_document(self, stage: Any) -> None:
        """F02, F03."""
        billed = bill(stage)
        first = write_refund(stage, refund(billed))
        second = write_refund(stage, refund(billed))
        assert first.id == second.id
        assert len(self.documents(stage, billed)) == 1

    def test_a_lost_answer_is_found_by_its_key(self, stage: Any) -> None:
        """F01."""
        billed = bill(stage)
        stage.world.faults.plan("netsuite", "lost_answer", method="POST", path="*/cashRefund")
        with pytest.raises(AnswerLost):
            write_refund(stage, refund(billed))
        found = stage.run(lambda _, books: books.find_by_external_id("nsc_refund_1"))
        assert found is not None
        assert (found.record_type, found.total) == ("cashRefund", usd("19.47"))

    def test_a_closed_period_in_netsuites_words(self, stage: Any) -> None:
        """F55."""
        billed = bill(stage)
        stage.world.netsuite.desk.close_period(2026, 11)
        assert stage.run(lambda _, books: books.period_open(NOVEMBER)) is False
        with pytest.raises(Refused) as caught:
            write_refund(stage, refund(billed))
        assert "period" in caught.value.verbatim

    def test_refunds_made_at_the_desk_are_seen(self, stage: Any) -> None:
        billed = bill(stage)
        stage.world.advance(hours=2)
        made = stage.world.netsuite.desk.refund(int(billed.id), lines={"CAP-RED": 1})
        stage.world.netsuite.desk.standalone_credit_memo(made.entity, amount=Decimal("5.00"))

        async def use(_shopify: Any, books: NetSuite) -> list[RefundDocument]:
            now = stage.world.clock.now()
            found = books.refunds_changed_between(
                now - timedelta(hours=1), now + timedelta(seconds=1)
            )
            return [document async for document in found]

        [document] = stage.run(use)
        assert document.total == usd("24.32")
        assert document.discount == usd("2.49")
        [line] = document.lines
        assert (line.sku, line.order_line) == ("CAP-RED", 3)

    def test_a_known_account_time_finds_the_same(self, stage: Any) -> None:
        stage.login = {"time_zone": stage.world.netsuite.settings.time_zone}
        self.test_refunds_made_at_the_desk_are_seen(stage)


def _units(line: BooksRefundLine, quantity: int) -> BooksRefundLine:
    return BooksRefundLine(
        billed_line=line.billed_line,
        item_id=line.item_id,
        sku=line.sku,
        quantity=quantity,
        amount=line.amount,
        net=line.net,
        tax=line.tax,
        tax_rate=line.tax_rate,
        restock=line.restock,
    )


class TestFulfilments:
    def test_shipped_at_the_desk(self, stage: Any) -> None:
        async def write(_shopify: Any, books: NetSuite) -> BooksOrder:
            written = await books.write_order(await w1(books))
            order = await books.order(written.id)
            assert order is not None
            return order

        order = stage.run(write)
        stage.world.netsuite.desk.fulfil(int(order.id))
        [fulfilment] = stage.run(lambda _, books: books.fulfilments_of(order))
        assert [(each.order_line, each.sku, each.quantity) for each in fulfilment.lines] == [
            (1, "TEE-BLK", 3),
            (2, "MUG-WHT", 1),
            (3, "CAP-RED", 2),
        ]
