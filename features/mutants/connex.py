"""Wrong connectors of Connex's rules in QuickBooks: the wrong document, account or amount, a write
too many, or one that should not have been made at all."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from connector.books.quickbooks_online.adapter import QuickBooksOnline
from connector.books.sales_books import (
    DocumentKind,
    Instruction,
    LineInstruction,
    PaymentInstruction,
)
from connector.flows.connex import (
    boxes,
    cancelled,
    matching,
    orders,
    payments,
    refund_shape,
    refunds,
    sale_shape,
    write_numbered,
)
from connector.flows.connex.account import SalesAccount
from connector.flows.connex.customers import customer_for
from connector.flows.connex.lines import single
from connector.flows.connex.numbering import base_number
from connector.flows.outcome import Kind, Outcome
from connector.money import Money
from connector.trouble import AnswerLost, Refused
from features.mutants.mutant import Mutant, put

__all__ = ["CONNEX"]


def _at(feature: str, scenario: str) -> str:
    return f"connex/{feature}.feature: {scenario}"


RECEIPT = _at(
    "refund_boxes",
    "A sales receipt gets a refund receipt, <given back> given back, credit memo box <credit>",
)
UNPAID = _at(
    "refund_boxes",
    "An unpaid invoice gets a credit memo, <given back> given back, refund receipt box <receipt>",
)
PAID = _at(
    "refund_boxes",
    "A paid invoice gets a credit memo, which the customer keeps, <given back> given back, refund "
    "receipt box <receipt>",
)
SALE = _at("sales", "W1 from <channel>, paid: a sales receipt")
NUMBERS = _at(
    "refund_documents", "Refunds of one order from <channel> are numbered 100, 100-1, 100-2"
)
APPLIED = _at(
    "refund_documents", "A credit memo is set against its open invoice, by QuickBooks <how>"
)
LOST = _at(
    "unknown_outcomes",
    "A sales receipt and its refund receipt: the next <document> <fate>, orders from <channel>",
)


def change_refund(change: Callable[..., Any]) -> None:
    """Patch the refund document before it is sent; `change(instruction, order, sale)`. What is read
    back is believed."""
    real = refund_shape.shape_refund

    def shaped(
        account: Any,
        order: Any,
        refund: Any,
        plan: Any,
        kind: Any,
        sale: Any,
        *rest: Any,
        **more: Any,
    ) -> Any:
        made = real(account, order, refund, plan, kind, sale, *rest, **more)
        return change(made, order, sale)

    put(refunds, "shape_refund", shaped)


def change_sale(change: Callable[[Any], Any]) -> None:
    real = sale_shape.shape_sale
    put(orders, "shape_sale", lambda *given, **more: change(real(*given, **more)))
    put(orders, "compare", lambda *_: None)


# --- which document, which account ----------------------------------------------------------------


def refunds_from_the_bank() -> None:
    async def bank(account: SalesAccount, *, refunds: bool) -> Any:
        return await account.books.account("Checking")

    put(refunds, "deposit_account", bank)


def credits_everything() -> None:
    for row in boxes.BOXES.values():
        row[boxes.Sale.RECEIPT] = boxes.CREDIT


def writes_both() -> None:
    """A credit memo for the invoice, and a refund receipt for the money."""
    real = QuickBooksOnline.write

    async def both(self: QuickBooksOnline, instruction: Any, key: str) -> Any:
        written = await real(self, instruction, key)
        if instruction.kind is DocumentKind.CREDIT_MEMO:
            funds = await self.account("Undeposited Funds")
            second = replace(
                instruction,
                kind=DocumentKind.REFUND_RECEIPT,
                deposit_account_id=funds.id if funds is not None else "",
            )
            await real(self, second, f"{key}-money")
        return written

    put(QuickBooksOnline, "write", both)


def restocks_what_a_contra_item_stands_for() -> None:
    put(refund_shape, "_item", lambda _account, _given, sku: (sku, ""))


def refunds_who_never_paid() -> None:
    """The unpaid invoice of a cancelled order stays, and money is given back for it."""
    real = cancelled._Cancelling._instruct

    async def instruct(self: Any) -> Any:
        made = await real(self)
        if not isinstance(made, Instruction):
            return made
        funds = await self.account.books.account("Undeposited Funds")
        return replace(made, kind=DocumentKind.REFUND_RECEIPT, deposit_account_id=funds.id)

    put(cancelled._Cancelling, "_instruct", instruct)
    put(cancelled._Cancelling, "void", cancelled._Cancelling.credit)


def credits_what_has_no_sale() -> None:
    """The skip is none: the customer gets a credit for an order that is not in the books."""
    real = refunds._sale

    async def sale(account: SalesAccount, order: Any, original: Any) -> Any:
        found = await real(account, order, original)
        problem = found.problem if isinstance(found, Outcome) else None
        if problem is not None and problem.code == "no_match":
            name = account.rules.adjustment_item
            item = (await account.books.items([name]))[name]
            zero = Money.zero(order.currency)
            credit = Instruction(
                kind=DocumentKind.CREDIT_MEMO,
                number=base_number(account, order.name),
                customer_id=await customer_for(account, order),
                day=account.today(),
                currency=order.currency,
                lines=(single(item, name, order.refunded, "refund"),),
                discount=zero,
                shipping=zero,
                tax=zero,
                total=order.refunded,
                memo="",
            )
            await account.books.write(credit, f"credit-{order.order_id}")
        return found

    put(refunds, "_sale", sale)


# --- how much -------------------------------------------------------------------------------------


def gives_the_whole_order_back() -> None:
    def whole(made: Any, order: Any, sale: Any) -> Any:
        lines = tuple(
            LineInstruction(
                item_id=line.item_id,
                sku=line.sku,
                quantity=line.quantity,
                rate=Money.from_minor(line.amount.minor // int(line.quantity), sale.currency),
                amount=line.amount,
                taxable=line.taxable,
            )
            for line in sale.lines
        )
        return replace(
            made, lines=lines, discount=sale.discount, shipping=sale.shipping, tax=sale.tax,
            total=sale.total,
        )  # fmt: skip

    change_refund(whole)


def forgets_the_discount() -> None:
    change_refund(lambda made, *_: replace(made, discount=Money.zero(made.currency)))


def forgets_the_shipping() -> None:
    change_refund(lambda made, *_: replace(made, shipping=Money.zero(made.currency)))


def header_tax() -> None:
    """8.25 % of the whole, once."""

    def whole(made: Any) -> Any:
        base = sum((line.amount.amount for line in made.lines), Decimal(0))
        base += made.shipping.amount - made.discount.amount
        tax = (base * Decimal("0.0825")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return replace(made, tax=Money.of(tax, made.currency))

    change_sale(whole)


def drops_the_rounding() -> None:
    for flow in (orders, refunds):
        put(flow, "rounding_of", lambda *_: None)
    put(orders, "compare", lambda *_: None)


def gives_more_than_is_left() -> None:
    put(refund_shape, "_limits", lambda *_: None)


# --- what is settled ------------------------------------------------------------------------------


def leaves_the_credit_unused() -> None:
    async def nothing(*_: Any, **__: Any) -> Outcome:
        return Outcome(kind=Kind.DONE)

    put(refunds, "apply_credit", nothing)


def applies_it_twice() -> None:
    """Once as a credit, and once as if the buyer had paid it."""
    real = payments.apply_credit

    async def twice(
        account: SalesAccount,
        order: Any,
        invoice: Any,
        credit: Any,
        key: str,
        *rest: Any,
        **more: Any,
    ) -> Outcome:
        outcome = await real(account, order, invoice, credit, key, *rest, **more)
        again = PaymentInstruction(
            customer_id=credit.customer_id,
            day=credit.day,
            currency=credit.currency,
            total=credit.total,
            invoices=((invoice.id, credit.total),),
        )
        await account.books.write_payment(again, f"{key}_again")
        return outcome

    put(refunds, "apply_credit", twice)


def never_receives_the_payment() -> None:
    async def nothing(*_: Any, **__: Any) -> Outcome:
        return Outcome(kind=Kind.DONE)

    put(orders, "receive", nothing)


def posts_what_is_not_settled() -> None:
    real = SalesAccount.rules.fget  # type: ignore[attr-defined]  # a property
    put(
        SalesAccount,
        "rules",
        property(lambda self: real(self).model_copy(update={"wait_for_settlement": False})),
    )


def books_into_an_open_day() -> None:
    """A closed period is no obstacle: the document is dated after it."""
    real = QuickBooksOnline.write

    async def later(self: QuickBooksOnline, instruction: Any, key: str) -> Any:
        try:
            return await real(self, instruction, key)
        except Refused as refused:
            if refused.code not in ("6200", "6210"):
                raise
            day = instruction.day + timedelta(days=1)
            return await real(self, replace(instruction, day=day), f"{key}-later")

    put(QuickBooksOnline, "write", later)


# --- never twice, never another's -----------------------------------------------------------------


def never_looks() -> None:
    """A request id of its own at every attempt, and nobody looks whether the document is there."""
    counter = itertools.count(1)

    async def blind(*_: Any, **__: Any) -> None:
        return None

    real = write_numbered.NumberedWrite._request
    put(refunds, "find_refund", blind)
    put(
        write_numbered.NumberedWrite,
        "_request",
        lambda self: f"{real(self)}-{next(counter)}",
    )
    put(QuickBooksOnline, "_written_before", blind)


def writes_again_after_a_lost_answer() -> None:
    real = QuickBooksOnline.write

    async def impatient(self: QuickBooksOnline, instruction: Any, key: str) -> Any:
        try:
            return await real(self, instruction, key)
        except AnswerLost:
            again = replace(instruction, number=f"{instruction.number}-9")
            return await real(self, again, f"{key}-again")

    put(QuickBooksOnline, "write", impatient)


def uses_one_number() -> None:
    put(write_numbered, "free_number", lambda base, _taken: base)
    put(write_numbered, "DUPLICATE_NUMBER", "")


def matches_by_amount() -> None:
    async def by_amount(
        _account: Any, _order: Any, _id: str, _key: str, amount: Money, documents: Any, *_: Any
    ) -> Any:
        for each in documents:
            if each.total == amount:
                return matching.Match(each, matching.NUMBER)
        return None

    put(refunds, "find_refund", by_amount)


def takes_any_document_of_the_number() -> None:
    real = matching._by_number

    def by_number(order: Any, base: str, documents: Any) -> Any:
        found = real(order, base, documents)
        plain = [each for each in documents if each.number == base and not each.voided]
        return matching.Match(plain[0], matching.NUMBER) if plain else found

    put(matching, "_by_number", by_number)


CONNEX: tuple[Mutant, ...] = (
    Mutant(
        "refund-from-bank",
        "pays refunds from the bank instead of the deposit account",
        RECEIPT,
        refunds_from_the_bank,
    ),
    Mutant(
        "credit-for-receipt",
        "writes a credit memo for a sales receipt",
        RECEIPT,
        credits_everything,
    ),
    Mutant(
        "credit-and-receipt",
        "writes a credit memo and a refund receipt for one refund",
        PAID,
        writes_both,
    ),
    Mutant(
        "contra-restocked",
        "puts goods on the shelf although one contra-income product stands for them",
        _at(
            "refund_documents",
            "One contra-income product for everything that comes back from <channel>: no goods on "
            "the shelf",
        ),
        restocks_what_a_contra_item_stands_for,
    ),
    Mutant(
        "unpaid-refunded",
        "gives money back for an order that was cancelled unpaid",
        _at(
            "cancelled_orders",
            "Cancelled unpaid: the open invoice is voided, no refund document, orders from "
            "<channel>",
        ),
        refunds_who_never_paid,
    ),
    Mutant(
        "skip-credited",
        "writes a customer credit where a refund has no order in the books",
        _at(
            "missing_orders",
            "A skip changes no customer balance, no account and not the trial balance, orders from "
            "<channel>",
        ),
        credits_what_has_no_sale,
    ),
    Mutant(
        "whole-sale-refunded",
        "gives the whole order back for one line",
        RECEIPT,
        gives_the_whole_order_back,
    ),
    Mutant("refund-at-list-price", "refunds without the discount", UNPAID, forgets_the_discount),
    Mutant(
        "refund-without-shipping",
        "leaves the shipping out of what is given back",
        _at(
            "refund_documents",
            "Everything that is left after one TEE-BLK, from <channel>: 108.35",
        ),
        forgets_the_shipping,
    ),
    Mutant("tax-on-the-whole", "computes the tax of a sale once, on the whole", SALE, header_tax),
    Mutant(
        "rounding-dropped",
        "leaves the cent that the company's own tax engine makes",
        _at("sales", "The company's own tax engine finds 9.74: a rounding line of 0.01"),
        drops_the_rounding,
    ),
    Mutant(
        "above-the-rest",
        "refunds more than is left of the sale",
        _at(
            "refund_documents",
            "A cent above what is left is refused with both figures: <wanted> of <left>",
        ),
        gives_more_than_is_left,
    ),
    Mutant(
        "credit-unused", "sets no credit against its invoice", APPLIED, leaves_the_credit_unused
    ),
    Mutant(
        "credit-used-twice", "settles an invoice twice by one credit", APPLIED, applies_it_twice
    ),
    Mutant(
        "payment-forgotten",
        "leaves the invoice of a paid order open",
        _at("sales", "Paid orders as invoices from <channel>: an invoice and its payment"),
        never_receives_the_payment,
    ),
    Mutant(
        "unsettled-posted",
        "posts a payment that is only authorized as a sale",
        _at("sales", "A payment that is authorized and not settled waits"),
        posts_what_is_not_settled,
    ),
    Mutant(
        "closed-books-evaded",
        "moves a document out of a closed period",
        _at("sales", "The books are closed for the day of the order"),
        books_into_an_open_day,
    ),
    Mutant(
        "quickbooks-unlooked",
        "sends a new request id every time and never looks for its document",
        _at(
            "matching",
            "A second machine with an empty journal writes nothing, orders from <channel>",
        ),
        never_looks,
    ),
    Mutant(
        "quickbooks-written-again",
        "writes another document when an answer is lost",
        LOST,
        writes_again_after_a_lost_answer,
    ),
    Mutant(
        "one-number", "gives every refund of an order the same number", NUMBERS, uses_one_number
    ),
    Mutant(
        "refund-by-amount",
        "takes any refund document of equal amount for its own",
        NUMBERS,
        matches_by_amount,
    ),
    Mutant(
        "foreign-number",
        "takes whatever bears the order's number for the order",
        _at(
            "matching",
            "A sale of somebody else's under the order's number is not taken for the order",
        ),
        takes_any_document_of_the_number,
    ),
)
