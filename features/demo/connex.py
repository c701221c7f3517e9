"""Refunds in QuickBooks by Connex's rules: both documents, the skip, the original order first."""

from __future__ import annotations

from datetime import date
from typing import Any

from connector.flows.connex.run import Span
from features.demo.teller import Teller

__all__ = ["connex_story"]

ORDERED, REFUNDED = date(2026, 8, 1), date(2026, 8, 11)
MONEY, OWED = "Undeposited Funds", "Accounts Receivable (A/R)"


def connex_story(tell: Teller) -> None:
    tell.stage.begin_on(ORDERED)
    _too_early(tell)
    tell.stage.add_connex_account("main")
    _refund_receipt(tell)
    _credit_memo(tell)
    _skip(tell)
    _original_first(tell)
    _lost_answer(tell)


def _too_early(tell: Teller) -> None:
    tell.chapter("August 1")
    tell.step("A customer orders 3 TEE-BLK, 1 MUG-WHT and 2 CAP-RED at 10 % off and pays")
    tell.stage.take_order("#123")
    tell.money(tell.stage.order.total_price.presentment, "127.82", "Shopify order #123")
    tell.step("Nobody has connected the store with QuickBooks yet; ten days pass")
    tell.stage.world.advance(days=(REFUNDED - ORDERED).days)


def _refund_receipt(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("August 11: a paid order is a sales receipt, its refund a refund receipt")
    tell.step("Order #124 of the same goods is paid; Connex syncs from today on")
    stage.take_order("#124")
    _sync(tell)
    _document(tell, "sales receipt", "124", "127.82")
    _account(tell, MONEY, "127.82")

    tell.step("One TEE-BLK of #124 is refunded in the storefront; Connex syncs")
    stage.refund_in_storefront(lines={"TEE-BLK": 1})
    _sync(tell)
    _document(tell, "refund receipt", "124", "19.47")
    _account(tell, MONEY, "108.35")


def _credit_memo(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("An unpaid order is an invoice, its refund a credit memo")
    tell.step("Order #125 will be paid later; Connex syncs")
    stage.take_order("#125", pay=False)
    _sync(tell)
    _document(tell, "invoice", "125", "127.82")

    tell.step("The store is paid and takes one TEE-BLK back, before anybody records the payment")
    stage.pay_order()
    stage.refund_in_storefront(lines={"TEE-BLK": 1})
    _sync(tell)
    memo = _document(tell, "credit memo", "125", "19.47")
    tell.money(memo.remaining_credit, "0.00", "left of it, set against its invoice")
    tell.money(stage.document("invoice", "125").balance, "108.35", "invoice 125, to be paid")
    _account(tell, OWED, "108.35")
    _account(tell, MONEY, "108.35")


def _skip(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("The documented skip: a refund in the window, its order before it")
    tell.step("One TEE-BLK of #123, which was never synced, is refunded; Connex syncs")
    order = stage.world.shopify.desk.find("#123")
    stage.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    before = len(stage.documents())
    _sync(tell)
    (said,) = [each.line for each in stage.engine.log("main") if "order 123" in each.line]
    tell.expect(
        said,
        "Skipped refund of order 123: no matching order in QuickBooks. Nothing was written. Turn "
        'on "sync original order if missing", or sync from Aug 1.',
        "the log",
    )
    tell.reads("log", said)
    tell.expect(len(stage.documents()), before, "documents in QuickBooks")
    tell.reads("documents in QuickBooks", f"{before}, as before")


def _original_first(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter('"sync original order if missing"')
    tell.step("The setting is turned on; Connex syncs: the original first, then its refund")
    stage.change_connex(sync_original_order_if_missing=True)
    _sync(tell)
    sale = _document(tell, "sales receipt", "123", "127.82")
    refund = _document(tell, "refund receipt", "123", "19.47")
    tell.expect(int(sale.id) < int(refund.id), True, "the original first")
    _account(tell, MONEY, "216.70")


def _lost_answer(tell: Teller) -> None:
    stage = tell.stage
    tell.chapter("The answer of QuickBooks is lost after the write")
    tell.step("A second TEE-BLK of #123 is refunded; QuickBooks books it, its answer never arrives")
    order = stage.world.shopify.desk.find("#123")
    stage.world.shopify.desk.refund(order.id, {"TEE-BLK": 1})
    stage.world.faults.plan("quickbooks_online", "lost_answer", path="*/refundreceipt")
    _sync(tell)
    lost = stage.world.exchanges.find(platform="quickbooks_online", status=0)
    tell.expect(len(lost), 1, "lost answers")
    _document(tell, "refund receipt", "123-1", "19.48")
    found = [each.doc_number for each in stage.documents("refund receipt")]
    tell.expect(found, ["124", "123", "123-1"], "refund receipts")
    tell.reads("refund receipts of #123 in QuickBooks", ", ".join(found[1:]))
    _account(tell, MONEY, "197.22")


def _sync(tell: Teller) -> None:
    tell.stage.run_connex(Span(start=REFUNDED))


def _document(tell: Teller, kind: str, number: str, total: str) -> Any:
    found = tell.stage.document(kind, number)
    tell.money(found.total_amt, total, f"QuickBooks {kind} {number}")
    return found


def _account(tell: Teller, name: str, balance: str) -> None:
    tell.money(tell.stage.company.desk.balance(name), balance, name)
