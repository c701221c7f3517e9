"""Settlements against the books: is every amount that Amazon paid out in a document, once?

A settlement that nobody has posted is no mistake; one that is posted must be there whole. It counts
as posted when one of its amounts is in a document that only a settlement makes: a fee on a billed
record, or a cash sale or cash refund that names the settlement. Every single amount of it is then
looked for, and what a document has beyond them is named too. Reserves and balances carried over
are transfers: they belong into no document.

    an order's fee     a line without goods on what the order was billed as
    a refund           a refund document of the order, of the same amount
    what is no order's a line of a document that names the settlement (cash sale, cash refund)

A settlement may also be posted in one document for all refunds, or for all fees: then the amounts
are looked for there. Tax that Amazon keeps may be in the sale and its refund: then it stands on the
document of all fees as a line of its own each, and on that of all refunds as one sum. Amounts are
the seller's purse: positive comes in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.amazon.records import Event, Line, Period
from sandbox.audit.books_netsuite import NetSuiteBooks
from sandbox.audit.facts import NOTHING, OrderFact
from sandbox.audit.report import (
    AuditReport,
    Check,
    DocumentPair,
    SettledPart,
    SettlementFact,
)
from sandbox.netsuite.records import Transaction
from sandbox.world import World

__all__ = ["judge_settlements"]

# Transaction types by what the books make of them ("Importing Amazon Settlement Reports in
# NetSuite Connector"); written down here once more, because a judge takes nobody's word.
_OF_REFUNDS = (
    "refund", "chargeback refund", "a-to-z guarantee refund", "refund_retrocharge",
)  # fmt: skip
_CARRIED = (
    "previous reserve amount balance", "current reserve amount", "payable to amazon",
    "successful charge", "transfer of funds unsuccessful",
)  # fmt: skip
_ORDERS, _REFUNDS, _NO_ORDER = "orders", "refunds", "no order"
_Sums = defaultdict[str, Decimal]
_TAXES = ("tax", "shippingtax", "giftwraptax")


@dataclass
class _Order:
    """What the books have of one order beyond the sale: lines without goods on its bills, and its
    refund documents; both shrink as amounts are found."""

    name: str
    charges: Counter[Decimal]
    refunds: list[tuple[str, Decimal]]
    billed: Decimal
    bills: tuple[str, ...]
    paid: Decimal = NOTHING
    taken: set[int] = field(default_factory=set)


@dataclass
class _Settlement:
    period: Period
    orders: list[Event] = field(default_factory=list)
    refunds: list[Event] = field(default_factory=list)
    other: list[Event] = field(default_factory=list)
    documents: list[Transaction] = field(default_factory=list)
    pool: Counter[Decimal] = field(default_factory=Counter)

    @property
    def title(self) -> str:
        return f"settlement {self.period.settlement_id}"


def judge_settlements(
    report: AuditReport,
    world: World,
    books: NetSuiteBooks,
    orders: Iterable[OrderFact],
    posted: Collection[str] = (),
) -> None:
    """`posted`: settlement ids that must be in the books, whatever is seen there."""
    facts = {each.name: each for each in orders if each.settled}
    held = {name: _held(books, fact) for name, fact in facts.items()}
    found = [_read(world, books, each) for each in world.amazon.records.periods if each.end]
    wanted = [
        each
        for each in found
        if each.period.settlement_id in posted or _is_posted(world, each, held)
    ]
    judged = [
        _Judge(report, each, held) for each in sorted(wanted, key=lambda one: one.period.start)
    ]
    for judge in judged:
        judge.run()
    whole = _settled_whole(world, wanted, facts)
    for name, order in held.items():
        fees, refunds = _leftovers(report, world, order, whole=name in whole)
        owner = next((each for each in reversed(judged) if each.pays_for(name)), None)
        if owner is not None:
            owner.surplus[_ORDERS] += fees
            owner.surplus[_REFUNDS] -= refunds
    report.settlements += [each.fact() for each in judged]


def _read(world: World, books: NetSuiteBooks, period: Period) -> _Settlement:
    one = _Settlement(period)
    for event in world.amazon.records.events_by_period.find(period.id):
        said = event.type.casefold()
        if said in _OF_REFUNDS:
            one.refunds.append(event)
        elif event.order_id and event.type != "other-transaction":
            one.orders.append(event)
        elif not event.lines[0].description.casefold().startswith(_CARRIED):
            one.other.append(event)
    word = re.compile(rf"(?<![0-9]){re.escape(period.settlement_id)}(?![0-9])")
    for each in books.transactions.values():
        if each.type not in ("CashSale", "CashRfnd", "CustCred") or each.voided:
            continue
        if each.other_ref_num in world.amazon.records.orders:
            continue  # a refund of that order, whatever else it names
        texts = (each.memo, each.external_id or "", each.other_ref_num)
        if each.created_from is None and any(word.search(text) for text in texts):
            one.documents.append(each)
            sign = 1 if each.type == "CashSale" else -1
            for line in each.lines:
                one.pool[sign * line.amount] += 1
            tax = sign * books.tax(each)
            if tax:
                one.pool[tax] += 1
    return one


def _held(books: NetSuiteBooks, fact: OrderFact) -> _Order:
    charges: Counter[Decimal] = Counter()
    refunds: list[tuple[str, Decimal]] = []
    billed, bills = NOTHING, []
    for root in books.roots(fact.name, fact.id):
        sales = [root] if root.type != "SalesOrd" else []
        sales += [each for each in books.children[root.id] if each.type in ("CashSale", "CustInvc")]
        for sale in sales:
            bills.append(sale.tran_id)
            billed += books.document(sale).total
            charges.update(line.amount for line in sale.lines if not books.is_goods(line))
            refunds += [_refund(books, each) for each in books.refunds_of(sale)]
    refunds += [_refund(books, each) for each in books.loose_refunds(fact.name, fact.id)]
    return _Order(fact.name, charges, refunds, billed, tuple(bills))


def _refund(books: NetSuiteBooks, document: Transaction) -> tuple[str, Decimal]:
    fact = books.refund(document)
    return f"{fact.kind} {fact.number}", fact.total


def _is_posted(world: World, one: _Settlement, held: dict[str, _Order]) -> bool:
    """An order that several settlements pay for says little: its fees may be those of another."""
    if one.documents:
        return True
    of_order = world.amazon.records.events_by_order
    for event in one.orders:
        order = held.get(event.order_id)
        if order is None or any(
            each.period != one.period.id and each.type == event.type
            for each in of_order.find(event.order_id)
        ):
            continue
        if any(order.charges[line.amount] for line in event.lines if _is_fee(line)):
            return True
    return False


def _is_fee(line: Line) -> bool:
    return line.amount_type.casefold() not in ("itemprice", "itemwithheldtax", "promotion")


@dataclass
class _Judge:
    report: AuditReport
    one: _Settlement
    held: dict[str, _Order]
    found: _Sums = field(default_factory=lambda: defaultdict(Decimal))
    surplus: _Sums = field(default_factory=lambda: defaultdict(Decimal))
    netted: list[tuple[_Order, Decimal]] = field(default_factory=list)
    """What sales lost that no line of their bills says: kept tax, promotions."""
    untaxed: list[Event] = field(default_factory=list)
    """Refunds on a document for all of them, of which everything but the tax was found."""

    def run(self) -> None:
        for event in self.one.orders:
            self.found[_ORDERS] += self._fees(event)
        for event in self.one.refunds:
            self.found[_REFUNDS] += self._refund(event)
        self.found[_NO_ORDER] += self._no_orders()
        # Fees and what belongs to no order have taken theirs: only what is left may be this.
        for order, amount in self.netted:
            if self.one.pool[amount] > 0:
                self.one.pool[amount] -= 1
                order.paid -= amount  # it lies on another document than the bill
        self.found[_REFUNDS] += self._summed_taxes()
        for amount, count in self.one.pool.items():
            for _ in range(count):
                if amount:
                    self._note(f"a document has {amount} that no row explains", NOTHING, amount)
                    self.surplus[_NO_ORDER] += amount
        carried = self._carried()
        self.report.pairs.append(
            DocumentPair(
                order=self.one.period.settlement_id,
                what="settlement",
                currency=self.one.period.currency,
                channel_number=f"deposit, less {carried} carried",
                channel=self.one.period.total - carried,
                books_number="posted",
                books=sum(self.found.values(), NOTHING),
            )
        )

    def pays_for(self, order: str) -> bool:
        return any(each.order_id == order for each in [*self.one.orders, *self.one.refunds])

    def fact(self) -> SettlementFact:
        period = self.one.period
        return SettlementFact(
            settlement=period.settlement_id,
            currency=period.currency,
            start=period.start.date(),
            end=(period.end or period.start).date(),
            parts=tuple(
                SettledPart(
                    what,
                    sum((_sum(each) for each in events), NOTHING),
                    self.found[what],
                    self.surplus[what],
                )
                for what, events in (
                    (_ORDERS, self.one.orders),
                    (_REFUNDS, self.one.refunds),
                    (_NO_ORDER, self.one.other),
                )
            ),
            carried=self._carried(),
            deposit=period.total,
        )

    def _carried(self) -> Decimal:
        shown = [*self.one.orders, *self.one.refunds, *self.one.other]
        return self.one.period.total - sum((_sum(each) for each in shown), NOTHING)

    def _note(self, sentence: str, channel: Decimal | None, books: Decimal | None) -> None:
        self.report.note(
            self.one.period.settlement_id,
            Check.MONEY,
            f"{self.one.title}: {sentence}",
            channel,
            books,
        )

    def _fees(self, event: Event) -> Decimal:
        """What of a sale's rows is in the books: its value on the bill, its fees beside it."""
        order = self.held.get(event.order_id)
        if order is None or not order.bills:
            self._note(
                f"order {event.order_id} is in no billed record; {_sum(event)} is not in the books",
                _sum(event),
                NOTHING,
            )
            return NOTHING
        order.paid += _sum(event)
        missing = NOTHING
        # Fees first: what a bill nets already (promotions, kept tax) may stand there or not.
        for line in sorted(event.lines, key=lambda each: not _is_fee(each)):
            if not line.amount:
                continue
            if order.charges[line.amount] > 0 and (_is_fee(line) or line.amount < 0):
                order.charges[line.amount] -= 1
            elif _is_fee(line) and self.one.pool[line.amount] > 0:
                self.one.pool[line.amount] -= 1
                order.paid -= line.amount  # it lies on another document than the bill
            elif _is_fee(line):
                missing += line.amount
                self._note(
                    f"{line.description} {line.amount} of order {event.order_id} is in no document",
                    line.amount,
                    NOTHING,
                )
                order.paid -= line.amount
            elif line.amount < 0:
                self.netted.append((order, line.amount))
        return _sum(event) - missing

    def _refund(self, event: Event) -> Decimal:
        given = -_sum(event)
        order = self.held.get(event.order_id)
        if order is not None:
            for document in order.refunds:
                if document[1] == given:
                    order.refunds.remove(document)
                    order.taken.add(event.id)
                    return -given
        if self._in_pool(event):
            if order is not None:
                order.taken.add(event.id)
            return -given
        self._note(f"no document gives back {given} of order {event.order_id}", -given, NOTHING)
        return NOTHING

    def _in_pool(self, event: Event) -> bool:
        """One document for all refunds holds every amount of this one; its tax may be in a sum."""
        everything = [each.amount for each in event.lines if each.amount]
        others = [each.amount for each in event.lines if each.amount and not _is_tax(each)]
        for amounts in (everything, others):
            wanted = Counter(amounts)
            if all(self.one.pool[each] >= count for each, count in wanted.items()):
                self.one.pool -= wanted
                if amounts != everything:
                    self.untaxed.append(event)
                return True
        return False

    def _summed_taxes(self) -> Decimal:
        """The tax of all refunds together, and a line for each that Amazon gave back itself. Tax
        that comes to nothing may be left out. A document for each month has the sum of its month.
        Returns what is missing, as the seller's purse sees it."""
        months = [
            [each for each in self.untaxed if each.posted.strftime("%Y%m") == month]
            for month in sorted({each.posted.strftime("%Y%m") for each in self.untaxed})
        ]
        left = list(self.untaxed)
        for group in [left[:], *(months if len(months) > 1 else [])]:
            taxes = [each for event in group for each in event.lines if _is_tax(each)]
            kept = Counter(each.amount for each in taxes if _is_kept(each) and each.amount)
            summed = sum((each.amount for each in taxes if not _is_kept(each)), NOTHING)
            wanted = kept + Counter([summed] if summed else [])
            if wanted and all(self.one.pool[each] >= count for each, count in wanted.items()):
                self.one.pool -= wanted
                left = [each for each in left if each not in group]
            if not left:
                break
        missing = NOTHING
        for order in dict.fromkeys(event.order_id for event in left):
            lines = [each for event in left if event.order_id == order for each in event.lines]
            tax = sum((each.amount for each in lines if _is_tax(each)), NOTHING)
            if tax:
                self._note(f"tax {tax} of order {order} is in no document", tax, NOTHING)
                missing += tax
        return -missing

    def _no_orders(self) -> Decimal:
        found = NOTHING
        net = sum((_sum(each) for each in self.one.other), NOTHING)
        if not net and not self.one.documents:
            return NOTHING  # everything cancels out: there is nothing to write
        for event in self.one.other:
            for line in event.lines:
                if not line.amount:
                    continue
                if self.one.pool[line.amount] > 0:
                    self.one.pool[line.amount] -= 1
                    found += line.amount
                else:
                    what = f"{line.amount_type} {line.description}".strip()
                    self._note(f"{what} {line.amount} is in no document", line.amount, NOTHING)
        return found


def _is_tax(line: Line) -> bool:
    said, what = line.amount_type.casefold(), line.description.casefold()
    return _is_kept(line) or (said == "itemprice" and what in _TAXES)


def _is_kept(line: Line) -> bool:
    return line.amount_type.casefold() == "itemwithheldtax"


def _sum(event: Event) -> Decimal:
    return sum((line.amount for line in event.lines), NOTHING)


def _settled_whole(
    world: World, posted: list[_Settlement], facts: dict[str, OrderFact]
) -> set[str]:
    """Orders of which every event of the sale lies in a settlement that is posted: their bills
    must be what the settlements paid. Of the others nothing can be said as a whole."""
    known = {each.period.id for each in posted}
    found = set()
    for name in facts:
        events = [
            each
            for each in world.amazon.records.events_by_order.find(name)
            if each.type.casefold() not in _OF_REFUNDS and each.type != "other-transaction"
        ]
        order = world.amazon.records.orders[name]
        sent = all(item.quantity - item.cancelled == item.shipped for item in order.items)
        if events and sent and all(each.period in known for each in events):
            found.add(name)
    return found


def _leftovers(
    report: AuditReport, world: World, order: _Order, *, whole: bool
) -> tuple[Decimal, Decimal]:
    """What the books have of an order beyond its settlements: on its bills, and given back."""
    bills = " and ".join(order.bills)
    fees = sum((amount * count for amount, count in order.charges.items() if count > 0), NOTHING)
    given_back = NOTHING
    for amount, count in order.charges.items():
        if count > 0 and amount:
            report.note(
                order.name,
                Check.MONEY,
                f"{count} line(s) of {amount} on {bills} that no settlement explains",
                NOTHING,
                amount * count,
            )
    for document, total in _unexplained(world, order):
        report.note(
            order.name,
            Check.DOCUMENTS,
            f"{document} gives back {total} that no settlement explains",
            NOTHING,
            total,
        )
        given_back += total
    if whole and order.bills:
        fees = order.billed - order.paid
    if whole and order.bills and order.billed != order.paid:
        report.note(
            order.name,
            Check.TOTAL,
            f"{bills}: {order.billed} in the books, {order.paid} paid by the settlements",
            order.paid,
            order.billed,
        )
    return fees, given_back


def _unexplained(world: World, order: _Order) -> list[tuple[str, Decimal]]:
    """Refund documents that no posted settlement took. One that somebody made before the
    settlement came is right when Amazon gave that money back: with its fees, or the price alone."""
    given: list[set[Decimal]] = []
    for event in world.amazon.records.events_by_order.find(order.name):
        if event.type.casefold() in _OF_REFUNDS and event.id not in order.taken:
            price = sum(
                (
                    line.amount
                    for line in event.lines
                    if line.amount_type.casefold() in ("itemprice", "promotion")
                    and not _is_tax(line)
                ),
                NOTHING,
            )
            given.append({-_sum(event), -price})
    left = []
    for document, total in order.refunds:
        known = next((each for each in given if total in each), None)
        if known is None:
            left.append((document, total))
        else:
            given.remove(known)
    return left
