"""QuickBooks' side: what an order was sold by, what gave its money back, and what money moved.

Pairing by ruling K1: the channel's order name in the memo, else the document number (100, 100-1),
then what payments link. A document that names no order at all belongs to the order with the same
buyer, day, units and total: people edit numbers and memos, and the document stays what it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sandbox.audit.books import Booked, LedgerError
from sandbox.audit.facts import NOTHING, LineFact, OrderFact, RefundFact, SalesDocument
from sandbox.audit.ledger_quickbooks import ledger_errors
from sandbox.quickbooks_online.records import Item, SalesForm
from sandbox.world import World

__all__ = ["QuickBooksBooks"]

_CENT = Decimal("0.01")
_SALES = {"SalesReceipt": "sales receipt", "Invoice": "invoice"}
_REFUNDS = {"RefundReceipt": "refund receipt", "CreditMemo": "credit memo"}
_SHIPPING = "SHIPPING_ITEM_ID"
_ROUNDING = "rounding"  # what Connex calls the item, in any case
_WORD = re.compile(r"#?[\w-]+")
_ORDER = re.compile(r"\border\s+#?(?=[\w-]*\d)([\w-]+)", re.IGNORECASE)
_NEAR = timedelta(days=1)  # a day in the store's time zone may be another one in UTC


class QuickBooksBooks:
    """All sales forms, by the order they speak of."""

    name = "QuickBooks"
    # Procedures R6-R8: an invoice has refund receipts where credit memos are not wanted.
    right = MappingProxyType(
        {
            "sales receipt": frozenset({"refund receipt"}),
            "invoice": frozenset({"credit memo", "refund receipt"}),
        }
    )
    undoes = True

    def __init__(self, world: World, orders: Sequence[OrderFact]) -> None:
        self.world = world
        self.records = world.quickbooks_online.records
        self.names = {order.name.lstrip("#"): order for order in orders}
        self.spelling = {
            line.sku.casefold(): line.sku
            for order in orders
            for lines in (order.document.lines, *(each.lines for each in order.refunds))
            for line in lines
        }
        self.sales: dict[str, list[SalesForm]] = defaultdict(list)
        self.refunds: dict[str, list[SalesForm]] = defaultdict(list)
        self.nameless: list[SalesForm] = []
        for entity in (*_SALES, *_REFUNDS):
            for form in sorted(self.records.table(entity), key=lambda each: int(each.id)):
                self._sort(entity, form)

    def _sort(self, entity: str, form: SalesForm) -> None:
        names = self.named_by(form)
        for name in names:
            (self.sales if entity in _SALES else self.refunds)[name].append(form)
        if not names and not _voided(form):
            self.nameless.append(form)

    def named_by(self, form: SalesForm) -> set[str]:
        """Bare names of the orders that a form speaks of."""
        words = {each.lstrip("#") for each in _WORD.findall(_memo(form))}
        named = words & self.names.keys()
        if named:
            return named
        number = (form.doc_number or "").lstrip("#")
        base = re.sub(r"-\d+$", "", number)
        found = {each for each in (number, base) if each in self.names}
        return {each for each in found if self._may_be(self.names[each], form)}

    def _may_be(self, order: OrderFact, form: SalesForm) -> bool:
        """A number alone may be a coincidence: another buyer's document is not the order's."""
        buyer = self._buyer(form)
        return not buyer or not order.buyer or buyer == order.buyer.casefold()

    def _buyer(self, form: SalesForm) -> str:
        if form.customer_ref is None:
            return ""
        who = self.records.customers.get(form.customer_ref.value)
        address = who.primary_email_addr if who is not None else None
        return (address.address or "").casefold() if address is not None else ""

    # --- one order ----------------------------------------------------------------------------

    def booked(self, order: OrderFact) -> Booked:
        bare = order.name.lstrip("#")
        named = [each for each in self.sales[bare] if not _voided(each)]
        roots = named + [each for each in self._alike(order) if each not in named]
        voided = tuple(self.document(each) for each in self.sales[bare] if _voided(each))
        refunds = [each for each in self.refunds[bare] if not _voided(each)]
        if not roots:
            return Booked(loose=tuple(self.refund(each, "") for each in refunds), voided=voided)
        root = roots[0]
        refunds += [each for each in self._linked_credits(root) if each not in refunds]
        refunds += self._refunds_alike(order, refunds)
        refunds.sort(key=lambda each: int(each.id))
        facts = tuple(self.refund(each, root.doc_number or root.id) for each in refunds)
        sale = self.document(root)
        return Booked(
            tuple(self.document(each) for each in roots),
            OrderFact(
                order.name,
                sale,
                facts,
                billed=(sale,),
                received=sum((self._came_in(each, bare) for each in roots), NOTHING),
                returned=sum((self._went_out(each) for each in refunds), NOTHING),
            ),
            voided=voided,
        )

    def _alike(self, order: OrderFact) -> list[SalesForm]:
        """Sales that name no order and are this one's to a person's eye."""
        return [
            each
            for each in self.nameless
            if type(each).__name__ in _SALES
            and self._close(order, each)
            and each.total_amt == order.document.total
            and self.document(each).sold == order.document.sold
        ]

    def _refunds_alike(self, order: OrderFact, known: list[SalesForm]) -> list[SalesForm]:
        """Nameless documents of this buyer worth a refund that has no document yet."""
        wanted = Counter(each.total for each in order.refunds)
        wanted -= Counter(each.total_amt or NOTHING for each in known)
        found = []
        for each in self.nameless:
            total = each.total_amt or NOTHING
            if type(each).__name__ in _REFUNDS and wanted[total] > 0 and self._theirs(order, each):
                wanted[total] -= 1
                found.append(each)
        return found

    def _theirs(self, order: OrderFact, form: SalesForm) -> bool:
        return bool(order.buyer) and self._buyer(form) == order.buyer.casefold()

    def _close(self, order: OrderFact, form: SalesForm) -> bool:
        if not self._theirs(order, form) or order.day is None or form.txn_date is None:
            return False
        return abs(form.txn_date - order.day) <= _NEAR

    def _linked_credits(self, root: SalesForm) -> list[SalesForm]:
        """Nameless credit memos that payments set against the invoice."""
        credits = self.records.table("CreditMemo")
        found = []
        for payment in self._payments_of(root):
            for key in _links(payment, "CreditMemo"):
                credit = credits.get(key)
                if credit is not None and credit in self.nameless and credit not in found:
                    found.append(credit)
        return found

    def _payments_of(self, form: SalesForm) -> list[Any]:
        kind = type(form).__name__
        return [each for each in self.records.table("Payment") if form.id in _links(each, kind)]

    # --- money --------------------------------------------------------------------------------

    def _came_in(self, sale: SalesForm, bare: str) -> Decimal:
        """Of a sales receipt its total; of an invoice what payments of money bring it, and what
        payments that name its order have left over."""
        if type(sale).__name__ == "SalesReceipt":
            return sale.total_amt or NOTHING
        came = NOTHING
        for payment in self.records.table("Payment"):
            here = _add(_links(payment, "Invoice").get(sale.id, []))
            words = {each.lstrip("#") for each in _WORD.findall(payment.private_note or "")}
            if payment.total_amt and (here or bare in words):
                came += here + (payment.unapplied_amt or NOTHING)
        return came

    def _went_out(self, refund: SalesForm) -> Decimal:
        """Of a refund receipt its total; of a credit memo what checks pay out."""
        if type(refund).__name__ == "RefundReceipt":
            return refund.total_amt or NOTHING
        return sum(
            (
                min(
                    _add(_links(payment, "CreditMemo")[refund.id]),
                    _add(map(_add, _links(payment, "Check", "Expense").values())),
                )
                for payment in self._payments_of(refund)
                if not payment.total_amt
            ),
            NOTHING,
        )

    # --- one document -------------------------------------------------------------------------

    def document(self, form: SalesForm) -> SalesDocument:
        discount, shipping, tax, rounding = self._header(form)
        lines, gross = [], NOTHING
        for item, quantity, amount in self._items(form):
            lines.append(LineFact(self.sku(item), quantity, amount))
            gross += amount
        return SalesDocument(
            number=form.doc_number or form.id,
            kind=_SALES.get(type(form).__name__) or _REFUNDS[type(form).__name__],
            currency=_currency(form),
            lines=tuple(lines),
            gross=gross,
            discount=discount,
            shipping=shipping,
            tax=tax,
            total=gross - discount + shipping + tax + rounding,
            rounding=rounding,
            left=(form.balance or NOTHING) if type(form).__name__ == "Invoice" else NOTHING,
        )

    def refund(self, form: SalesForm, origin: str) -> RefundFact:
        discount, shipping, tax, rounding = self._header(form)
        lines: list[LineFact] = []
        restocked: Counter[str] = Counter()
        unshelved: set[str] = set()
        others, stand_ins = NOTHING, Decimal(0)
        for item, quantity, amount in self._items(form):
            sku = self.sku(item)
            shelved = item is not None and item.type == "Inventory"
            if not shelved and sku.casefold() not in self.spelling:
                others += amount
                stand_ins += quantity if amount > 0 else Decimal(0)
                continue
            lines.append(LineFact(sku, quantity, amount))
            if shelved:
                restocked[sku] += int(quantity)
            else:
                unshelved.add(sku)
        goods = sum((line.net for line in lines), NOTHING)
        if lines:
            lines = _discounted(lines, goods, discount)
            goods -= discount
        else:
            others -= discount
        remaining = getattr(form, "remaining_credit", None)
        return RefundFact(
            number=form.doc_number or form.id,
            kind=_REFUNDS[type(form).__name__],
            currency=_currency(form),
            lines=tuple(lines),
            shipping=shipping,
            tax=tax,
            adjustment=others,
            total=goods + others + shipping + tax + rounding,
            restocked=restocked,
            origin=origin,
            rounding=rounding,
            by_line=False,
            stand_ins=stand_ins,
            unshelved=frozenset(unshelved),
            unused=remaining or NOTHING,
        )

    def _header(self, form: SalesForm) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Discount, shipping, tax and what rounding lines come to."""
        discount = shipping = rounding = NOTHING
        for line in form.line:
            amount = line.amount or NOTHING
            detail = line.sales_item_line_detail
            if line.discount_line_detail is not None:
                discount += amount
            elif detail is not None and detail.item_ref is not None:
                if detail.item_ref.value == _SHIPPING:
                    shipping += amount
                elif self._rounds(self.records.items.get(detail.item_ref.value)):
                    rounding += amount
        tax = form.txn_tax_detail
        return discount, shipping, (tax.total_tax or NOTHING) if tax else NOTHING, rounding

    def _items(self, form: SalesForm) -> Iterator[tuple[Item | None, Decimal, Decimal]]:
        """Item, quantity and amount of the lines; neither shipping nor rounding."""
        for line in form.line:
            detail = line.sales_item_line_detail
            if detail is None:
                continue
            key = detail.item_ref.value if detail.item_ref is not None else ""
            item = self.records.items.get(key)
            if key != _SHIPPING and not self._rounds(item):
                yield item, detail.qty or Decimal(0), line.amount or NOTHING

    def _rounds(self, item: Item | None) -> bool:
        return item is not None and (item.name or "").casefold() == _ROUNDING

    def sku(self, item: Item | None) -> str:
        """As the channel spells it: QuickBooks compares names without regard to case."""
        own = "" if item is None else item.sku or item.name or ""
        return self.spelling.get(own.casefold(), own)

    # --- the whole ----------------------------------------------------------------------------

    def title(self, sale: SalesDocument) -> str:
        return f"{sale.kind} {sale.number}"

    def strangers(self) -> Iterator[tuple[str, str, Decimal]]:
        for each in self.nameless:
            found = _ORDER.search(_memo(each))
            if found is not None:
                kind = type(each).__name__
                title = f"{_SALES.get(kind) or _REFUNDS[kind]} {each.doc_number or each.id}"
                sentence = f"{title} names an order that the channel does not have"
                yield found[1], sentence, each.total_amt or NOTHING

    def ledger_errors(self) -> Iterator[LedgerError]:
        return ledger_errors(self.world)


def _memo(form: SalesForm) -> str:
    shown = form.customer_memo.value if form.customer_memo is not None else ""
    return f"{form.private_note or ''} {shown}"


def _voided(form: SalesForm) -> bool:
    return (form.private_note or "").startswith("Voided") and not form.total_amt


def _currency(form: SalesForm) -> str:
    code: str = form.currency_ref.value if form.currency_ref is not None else "USD"
    return code


def _links(payment: Any, *kinds: str) -> dict[str, list[Decimal]]:
    """Amounts that a payment links, by the id of what it links."""
    found: dict[str, list[Decimal]] = {}
    for line in payment.line:
        for link in line.linked_txn:
            if link.txn_type in kinds:
                found.setdefault(link.txn_id or "", []).append(line.amount or NOTHING)
    return found


def _add(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)


def _discounted(lines: list[LineFact], goods: Decimal, discount: Decimal) -> list[LineFact]:
    """Each line less its share of the discount; the last one takes what is left."""
    left, made = discount, []
    for number, line in enumerate(lines, 1):
        share = left
        if number < len(lines) and goods:
            share = (discount * line.net / goods).quantize(_CENT)
        left -= share
        made.append(LineFact(line.sku, line.quantity, line.net - share))
    return made
