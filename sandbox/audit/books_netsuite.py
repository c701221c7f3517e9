"""NetSuite's side: sales orders, what they were billed as, and what was credited or paid back.

Pairing by ruling K1: the channel's order name in the reference field, the document number, the
memo or the external id; below that, documents follow `createdFrom`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from sandbox.audit.books import Booked, LedgerError
from sandbox.audit.facts import NOTHING, LineFact, OrderFact, RefundFact, SalesDocument
from sandbox.audit.ledger_netsuite import ledger_errors
from sandbox.netsuite.records import Line, Transaction
from sandbox.world import World

__all__ = ["NetSuiteBooks"]

_CENT = Decimal("0.01")
_SALES = ("SalesOrd", "CashSale", "CustInvc")
_REFUNDS = ("CashRfnd", "CustCred")
_DONE = ("C", "G", "H")  # cancelled, billed, closed: nothing more is billed of the order
_WORDS = {
    "SalesOrd": "sales order",
    "CashSale": "cash sale",
    "CustInvc": "invoice",
    "CashRfnd": "cash refund",
    "CustCred": "credit memo",
}


class NetSuiteBooks:
    """All sales documents, by the order name they speak of."""

    name = "NetSuite"
    # How a refund document may come about: procedures R1-R3. Anything else is the wrong document.
    right = MappingProxyType(
        {"cash sale": frozenset({"cash refund"}), "invoice": frozenset({"credit memo"})}
    )
    undoes = False

    def __init__(self, world: World) -> None:
        self.world = world
        self.records = world.netsuite.records
        self.named: set[int] = set()
        self.transactions = {each.id: each for each in self.records.transactions}
        self.children: dict[int, list[Transaction]] = defaultdict(list)
        for each in self.transactions.values():
            if each.created_from is not None and not each.voided:
                self.children[each.created_from].append(each)

    def booked(self, order: OrderFact) -> Booked:
        roots = self.roots(order.name, order.id)
        loose = self.loose_refunds(order.name, order.id)
        self.named.update(each.id for each in [*roots, *loose])
        if not roots:
            return Booked(loose=tuple(self.refund(each) for each in loose))
        sales = tuple(self.document(each, bare=order.settled) for each in roots)
        return Booked(sales, self.order(order.name, roots[0], loose, bare=order.settled))

    def title(self, sale: SalesDocument) -> str:
        return sale.number

    def strangers(self) -> Iterator[tuple[str, str, Decimal]]:
        for each in self.transactions.values():
            if (
                each.id not in self.named
                and each.created_from is None
                and each.type in ("SalesOrd", "CashSale")
                and each.other_ref_num
                and not self._of_settlement(each)
            ):
                sentence = f"{each.tran_id} names an order that the channel does not have"
                yield each.other_ref_num, sentence, each.total

    def _of_settlement(self, document: Transaction) -> bool:
        periods = self.world.amazon.records.periods_by_settlement
        return periods.first(document.other_ref_num) is not None

    def ledger_errors(self) -> Iterator[LedgerError]:
        return ledger_errors(self.world)

    def roots(self, name: str, channel_id: str) -> list[Transaction]:
        """Sales documents that name this order and were not made from another one."""
        return [
            each
            for each in self.transactions.values()
            if each.type in _SALES
            and not each.voided
            and each.created_from is None
            and names(each, name, channel_id)
        ]

    def loose_refunds(self, name: str, channel_id: str) -> list[Transaction]:
        """Refund documents typed by hand (made from nothing) that name this order."""
        return [
            each
            for each in self.transactions.values()
            if each.type in _REFUNDS
            and not each.voided
            and each.created_from is None
            and names(each, name, channel_id)
        ]

    def order(
        self, name: str, root: Transaction, loose: list[Transaction], *, bare: bool = False
    ) -> OrderFact:
        billed = [root] if root.type != "SalesOrd" else []
        billed += [each for each in self.children[root.id] if each.type in ("CashSale", "CustInvc")]
        refunds = [each for sale in billed for each in self.refunds_of(sale)]
        # A credit memo made from a cash refund, or a refund made straight from the order.
        refunds += [each for each in self.refunds_of(root) if each not in refunds]
        return OrderFact(
            name,
            self.document(root, bare=bare),
            tuple(self.refund(each) for each in [*refunds, *loose]),
            billed=tuple(self.document(each, bare=bare) for each in billed),
            cancelled=root.status == "C",
            open=root.type == "SalesOrd" and root.status not in _DONE,
        )

    def refunds_of(self, parent: Transaction) -> list[Transaction]:
        """Refunds made from a document, straight or by way of a return authorization."""
        found = []
        for each in self.children[parent.id]:
            if each.type in _REFUNDS:
                found.append(each)
            elif each.type == "RtnAuth":
                found += [below for below in self.children[each.id] if below.type in _REFUNDS]
        return found

    def document(self, sale: Transaction, *, bare: bool = False) -> SalesDocument:
        """`bare`: without the lines that are no goods, which settlements add to a bill."""
        lines = [line for line in sale.lines if not bare or self.is_goods(line)]
        gross = sum((line.amount for line in lines), NOTHING)
        discount = -sale.discount_total
        tax = self.tax(sale)
        return SalesDocument(
            number=sale.tran_id,
            kind=_WORDS[sale.type],
            currency=self.currency(sale),
            lines=tuple(self.line(sale, line) for line in lines),
            gross=gross,
            discount=discount,
            shipping=sale.shipping_cost,
            tax=tax,
            total=gross - discount + sale.shipping_cost + tax,
            made_for=None if bare else self.made_for(sale),
        )

    def made_for(self, sale: Transaction) -> Decimal | None:
        """The amount that the first system note of a document's amount names, once a later one
        says that a save has moved it."""
        noted = [
            each
            for each in self.records.notes_by_record.find(sale.id)
            if each.field == "TRANDOC.MAMOUNTMAIN"
        ]
        first = min(noted, key=lambda each: each.id, default=None)
        return None if first is None or len(noted) == 1 else Decimal(first.new_value)

    def refund(self, refund: Transaction) -> RefundFact:
        goods = [line for line in refund.lines if self.is_goods(line)]
        other = [line for line in refund.lines if not self.is_goods(line)]
        restocked: Counter[str] = Counter()
        for line in goods:
            if line.moves_stock:
                restocked[self.sku(line)] += int(line.quantity)
        tax = self.tax(refund)
        adjustment = sum((line.amount for line in other), NOTHING)
        total = (
            sum((line.amount for line in goods), NOTHING)
            + adjustment + refund.discount_total + refund.shipping_cost + tax
        )  # fmt: skip
        origin = self.transactions.get(refund.created_from or -1)
        if origin is not None and origin.type == "RtnAuth":
            restocked = self.received(origin, goods)
            origin = self.transactions.get(origin.created_from or -1)
        return RefundFact(
            number=refund.tran_id,
            kind=_WORDS[refund.type],
            currency=self.currency(refund),
            lines=tuple(self.line(refund, line) for line in goods),
            shipping=refund.shipping_cost,
            tax=tax,
            adjustment=adjustment,
            total=total,
            restocked=restocked,
            origin=origin.tran_id if origin else "",
        )

    def received(self, rma: Transaction, goods: list[Line]) -> Counter[str]:
        """Units of a refund's goods that the receipts of its return put back on stock."""
        came: Counter[str] = Counter()
        for receipt in self.children[rma.id]:
            if receipt.type == "ItemRcpt":
                for line in receipt.lines:
                    if line.moves_stock:
                        came[self.sku(line)] += int(line.quantity)
        given: Counter[str] = Counter()
        for line in goods:
            given[self.sku(line)] += int(line.quantity)
        return came & given

    def is_goods(self, line: Line) -> bool:
        return self.records.items[line.item].item_type in ("InvtPart", "NonInvtPart", "Kit")

    def sku(self, line: Line) -> str:
        return self.records.items[line.item].item_id

    def currency(self, transaction: Transaction) -> str:
        return self.records.currencies[transaction.currency].symbol

    def tax(self, transaction: Transaction) -> Decimal:
        """What the tax details add up to where they were given, else the header's tax."""
        if transaction.tax_details_override and transaction.tax_details:
            return sum((each.tax_amount for each in transaction.tax_details), NOTHING)
        return transaction.tax_total

    def line(self, transaction: Transaction, line: Line) -> LineFact:
        """The line's net: its tax basis when the document says it, else its share of the
        discount, which belongs to the goods by value."""
        basis = {each.reference: each.tax_basis for each in transaction.tax_details}
        if line.tax_details_reference in basis:
            net = basis[line.tax_details_reference]
        else:
            goods = sum((each.amount for each in transaction.lines if self.is_goods(each)), NOTHING)
            share = transaction.discount_total * line.amount / goods if goods else NOTHING
            net = (line.amount + share).quantize(_CENT)
        return LineFact(self.sku(line), line.quantity, net)


def names(transaction: Transaction, order_name: str, channel_id: str) -> bool:
    """Does this document speak of the order? `#1001` and `1001` are the same name."""
    bare = order_name.lstrip("#")
    word = re.compile(rf"(?<![\w-])#?{re.escape(bare)}(?![\w-])")
    if transaction.other_ref_num in (order_name, bare) or transaction.tran_id in (order_name, bare):
        return True
    if word.search(transaction.memo):
        return True
    tokens = re.split(r"[^0-9A-Za-z#]+", transaction.external_id or "")
    return order_name in tokens or bare in tokens or (bool(channel_id) and channel_id in tokens)
