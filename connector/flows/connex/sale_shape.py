"""An order as a sales receipt or an invoice, to the cent. Pure.

Discount, shipping and tax are exactly what the buyer was charged: the total is the store's own, and
what the books make of it is read back and compared.
"""

from __future__ import annotations

from collections.abc import Mapping

from connector.books.sales_books import (
    BooksPreferences,
    DocumentKind,
    Instruction,
    LineInstruction,
    SalesDocument,
    SalesItem,
    same_name,
)
from connector.flows.connex.account import PRODUCT, SalesAccount, word_of
from connector.flows.connex.lines import priced
from connector.flows.connex.numbering import memo_of
from connector.flows.lines import books_sku, written_lines
from connector.flows.order_shape import sums
from connector.model import MoneyState, Order, Tender
from connector.money import Money, total
from connector.rows import Problem

__all__ = [
    "compare",
    "kind_of",
    "method_of",
    "money_in",
    "names_of",
    "reasons_against",
    "shape_sale",
    "unsettled",
]

NO_MONEY_YET = {"authorized", "expired", "voided"}
"""Financial statuses whose payment is not (or no longer) on its way into the shop's account."""
REFERENCE_LENGTH = 21


def names_of(account: SalesAccount, order: Order) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Items the order needs, by name; and the titles of lines that have no SKU."""
    lines = written_lines(order)
    names = tuple(books_sku(line.sku, account.settings.skus) for line in lines if line.sku)
    return names, tuple(line.title for line in lines if not line.sku)


def _paid_later(account: SalesAccount, tender: Tender) -> bool:
    return tender.method in account.rules.pay_later or tender.method in account.settings.terms


def _pending(account: SalesAccount, order: Order) -> list[Tender]:
    return [
        each
        for each in order.tenders
        if each.state is MoneyState.PENDING and not _paid_later(account, each)
    ]


def unsettled(account: SalesAccount, order: Order) -> str:
    """Why the order waits for its money (F31); empty when it does not."""
    if not account.rules.wait_for_settlement or order.received >= order.total:
        return ""
    pending = _pending(account, order)
    if pending:
        amount = total([each.amount for each in pending], order.currency)
        return f"a payment of {amount} is not settled yet"
    if order.financial_status in NO_MONEY_YET:
        return f"its payment is {order.financial_status}, not settled"
    return ""


def money_in(account: SalesAccount, order: Order) -> Money:
    """What counts as received: with wait_for_settlement off, what is on its way too."""
    if order.paid:
        return order.total
    if account.rules.wait_for_settlement:
        return min(order.received, order.total)
    if order.financial_status == "authorized":
        return order.total
    pending = total([each.amount for each in _pending(account, order)], order.currency)
    return min(order.received + pending, order.total)


def kind_of(account: SalesAccount, order: Order) -> DocumentKind:
    """Only a receipt says that all of the money is here."""
    if account.rules.paid_orders == "sales receipt" and money_in(account, order) == order.total:
        return DocumentKind.SALES_RECEIPT
    return DocumentKind.INVOICE


def reasons_against(
    account: SalesAccount, order: Order, preferences: BooksPreferences
) -> Problem | None:
    """Why no document can be right: currency, sums, or what the company has switched off."""
    name = word_of(order.name)
    home = preferences.home_currency
    if order.currency not in account.currencies or (
        order.currency != home and not preferences.multicurrency
    ):
        turn_on = "Turn on multicurrency in QuickBooks and a"
        return Problem(
            source=PRODUCT,
            sentence=f"Order {name} is in {order.currency}; the books keep "
            f"{', '.join(account.currencies) if preferences.multicurrency else home}. A document "
            "has one currency and is never converted silently.",
            remedy=f"{'A' if preferences.multicurrency else turn_on}dd {order.currency} to "
            "quickbooks_online.currencies, or cancel this row and book it by hand.",
            figures={"order": str(order.total)},
            code="currency",
            final=True,
        )
    wrong = sums(account, order)
    if wrong is not None:
        return wrong
    for needed, allowed, what in (
        (order.shipping_net, preferences.shipping_allowed, "Shipping"),
        (order.discount, preferences.discounts_allowed, "Discount"),
    ):
        if needed and not allowed:
            return Problem(
                source=account.books.name,
                sentence=f"Order {name} has {what.lower()} of {needed}, and {what} is switched off "
                "on this company's sales forms.",
                remedy=f"Turn {what} on in QuickBooks (Account and settings > Sales > Sales form "
                "content), then run again.",
                figures={what.lower(): str(needed)},
                code="preference_off",
            )
    return None


def method_of(account: SalesAccount, order: Order) -> tuple[str, str]:
    """Payment method as the books call it, and the payment's reference; empty when not mapped."""
    settled = [each for each in order.tenders if each.state is not MoneyState.FAILED]
    if not settled:
        return "", ""
    tender = sorted(settled, key=lambda each: (each.gift_card, -each.amount.minor))[0]
    reference = tender.transaction_id if len(tender.transaction_id) <= REFERENCE_LENGTH else ""
    return account.settings.payment_methods.get(tender.method, ""), reference


def shape_sale(
    account: SalesAccount,
    order: Order,
    items: Mapping[str, SalesItem],
    *,
    customer_id: str,
    deposit_account_id: str,
) -> Instruction:
    """`items` has every SKU of the order. The number is given when it is written."""
    kind = kind_of(account, order)
    receipt = kind is DocumentKind.SALES_RECEIPT
    method, reference = method_of(account, order) if receipt else ("", "")
    lines: list[LineInstruction] = []
    for line in written_lines(order):
        sku = books_sku(line.sku, account.settings.skus)
        lines += priced(
            items[sku],
            sku,
            line.quantity,
            line.gross,
            taxable=bool(line.tax),
            description=line.title,
        )
    return Instruction(
        kind=kind,
        number="",
        customer_id=customer_id,
        day=account.local_day(order.created_at),
        currency=order.currency,
        lines=tuple(lines),
        discount=order.discount,
        shipping=order.shipping_net,
        tax=order.tax,
        total=order.total,
        memo=memo_of(order.name, account.sale_key(order.order_id)),
        deposit_account_id=deposit_account_id if receipt else "",
        payment_method=method,
        reference=reference,
        billing=order.billing,
        shipping_address=order.shipping_address,
    )


def compare(account: SalesAccount, order: Order, held: SalesDocument) -> Problem | None:
    """What the books really hold against what the buyer was charged."""
    sides = {
        "total": (order.total, held.total),
        "tax": (order.tax, held.tax),
        "discount": (order.discount, held.discount),
        "shipping": (order.shipping_net, held.shipping),
    }
    if held.currency != order.currency:
        sides = {"total": sides["total"]}
    wrong = {name: pair for name, pair in sides.items() if pair[0] != pair[1]}
    if not wrong or _rounded(account, wrong, held):
        return None
    said = "; ".join(
        f"{name} {mine} in {account.channel.name}, {theirs} in {account.books.name}"
        for name, (mine, theirs) in wrong.items()
    )
    return Problem(
        source=account.books.name,
        sentence=f"{held.kind.capitalize()} {held.number or held.id} differs from order "
        f"{word_of(order.name)}: {said}.",
        remedy="Correct the document in QuickBooks (its tax, discount or shipping), then run "
        "again; nothing was written a second time.",
        figures={
            **{f"storefront {name}": str(pair[0]) for name, pair in wrong.items()},
            **{f"books {name}": str(pair[1]) for name, pair in wrong.items()},
        },
        code="totals_differ",
    )


def _rounded(
    account: SalesAccount, wrong: Mapping[str, tuple[Money, Money]], held: SalesDocument
) -> bool:
    """Only the tax differs, and a rounding line takes exactly that up."""
    name = account.rules.rounding_item
    line = [each.amount for each in held.lines if same_name(each.sku, name)]
    if set(wrong) != {"tax"} or not line:
        return False
    mine, theirs = wrong["tax"]
    return mine - theirs == total(line, held.currency)
