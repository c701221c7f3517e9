"""The general ledger: every posting transaction as rows whose debits equal its credits.

    Cash sale, invoice    Dr funds or A/R, discounts        Cr income, shipping income, tax payable
    Cash refund, credit   Dr income, shipping income, tax   Cr funds or A/R, discounts
       restocked line     Dr inventory asset                Cr cost of goods sold
    Fulfilment (shipped)  Dr cost of goods sold             Cr inventory asset
    Item receipt          Dr inventory asset                Cr cost of goods sold
    Customer payment      Dr funds                          Cr A/R
    Customer deposit      Dr funds                          Cr customer deposits
    Deposit application   Dr customer deposits              Cr A/R
    Customer refund       Dr A/R                            Cr bank, funds or refunds payable
    Check of a refund     Dr refunds payable                Cr bank
    Bank deposit          Dr bank, cash back                Cr undeposited funds, other deposits
    Journal entry         as written
    Sales order, return authorization, estimate: nothing.   Application: nothing, it is a link

Sources: Help Center "Sales Transaction GL Impact", "Customer Transaction GL Impact", "Item
Fulfillment"; the split of tax, shipping and discount is common practice, refunds are ruling K4.
Rows are in base currency. What converting line by line leaves over goes to rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from sandbox.netsuite.chart import Chart
from sandbox.netsuite.records import ZERO, LedgerRow, Records, Transaction
from sandbox.netsuite.rules.money import half_up
from sandbox.netsuite.rules.stock import Place, place_of

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = [
    "balance_of",
    "post",
    "rows_of",
    "stock_movement",
    "trial_balance",
    "unpost",
]

_ROWS = 10_000  # a transaction's rows take their ids from its own ten thousand
_SALES = frozenset({"CashSale", "CustInvc"})
_REFUNDS = frozenset({"CashRfnd", "CustCred"})


class _Sheet:
    """Collects the rows of one transaction. A positive amount is a debit."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.rows: list[LedgerRow] = []
        self.difference = ZERO
        numbers = [line.line for line in transaction.lines]
        numbers += [line.line for line in transaction.account_lines]
        self._next = max(numbers, default=0)

    def convert(self, amount: Decimal) -> Decimal:
        if self.transaction.exchange_rate == 1:
            return half_up(amount)
        return half_up(amount * self.transaction.exchange_rate)

    def add(
        self,
        account: int,
        amount: Decimal,
        kind: str,
        line: int | None = None,
        item: int | None = None,
    ) -> None:
        """`amount` in base currency; zero writes no row."""
        if not amount:
            return
        if line is None:
            self._next += 1
            line = self._next
        self.difference += amount
        self.rows.append(
            LedgerRow(
                id=self.transaction.id * _ROWS + line,
                transaction=self.transaction.id,
                line=line,
                account=int(account),
                debit=max(amount, ZERO),
                credit=max(-amount, ZERO),
                kind=kind,
                item=item,
            )
        )


def rows_of(records: Records, transaction: Transaction) -> list[LedgerRow]:
    """What `transaction` posts. Empty for a non-posting or voided one."""
    sheet = _Sheet(transaction)
    if transaction.voided and transaction.void_journal is None:
        return []
    if not _document(records, sheet):
        return []
    _exchange(records, sheet)
    for (item_id, _), quantity in _movements(records, transaction):
        item = records.items[item_id]
        cost = half_up(-quantity * item.average_cost)
        sheet.add(item.cogs_account or Chart.COST_OF_GOODS_SOLD, cost, "cogs", None, item_id)
        sheet.add(item.asset_account or Chart.INVENTORY_ASSET, -cost, "inventory", None, item_id)
    sheet.add(Chart.ROUNDING, -sheet.difference, "rounding")
    return sheet.rows


def _document(records: Records, sheet: _Sheet) -> bool:
    """The rows that follow from the type alone. False: nothing of this type posts."""
    transaction = sheet.transaction
    amount = sheet.convert(transaction.total)
    match transaction.type:
        case "CashSale" | "CustInvc":
            _sale(records, sheet, 1)
        case "CashRfnd" | "CustCred":
            _sale(records, sheet, -1)
        case "CustPymt":
            _pair(sheet, _funds(transaction), _receivable(transaction), amount)
        case "CustRfnd":
            _pair(sheet, _funds(transaction), _receivable(transaction), -amount)
        case "CustDep":
            _pair(sheet, _funds(transaction), Chart.CUSTOMER_DEPOSITS, amount)
        case "DepAppl":
            _pair(sheet, Chart.CUSTOMER_DEPOSITS, _receivable(transaction), amount)
        case "Deposit":
            _bank_deposit(records, sheet)
        case "Check":
            sheet.add(transaction.account or Chart.CHECKING, -amount, "main", 0)
            _account_lines(sheet)
        case "Journal":
            _account_lines(sheet)
        case "ItemShip" | "ItemRcpt":
            pass
        case _:
            return False
    return True


def _pair(sheet: _Sheet, debited: int, credited: int, amount: Decimal) -> None:
    sheet.add(debited, amount, "main", 0)
    sheet.add(credited, -amount, "main")


def _account_lines(sheet: _Sheet) -> None:
    for line in sheet.transaction.account_lines:
        sheet.add(line.account, sheet.convert(line.debit - line.credit), "account", line.line)


def _bank_deposit(records: Records, sheet: _Sheet) -> None:
    """What lay in Undeposited Funds leaves at the rate it came with; the bank gets it at today's,
    and the difference is a realised gain or loss."""
    deposit = sheet.transaction
    sheet.add(deposit.account or Chart.CHECKING, sheet.convert(deposit.total), "main", 0)
    _account_lines(sheet)
    for number in deposit.banked:
        document = records.transactions[number]
        amount = document.banked_amount
        came = half_up(amount * document.exchange_rate)
        sheet.add(Chart.UNDEPOSITED_FUNDS, -came, "banked")
        sheet.add(Chart.EXCHANGE_GAIN_LOSS, came - sheet.convert(amount), "exchange")


def _exchange(records: Records, sheet: _Sheet) -> None:
    """An application at another rate than the document's own leaves a realised gain or loss, so
    that A/R closes at the rate it was opened with."""
    transaction = sheet.transaction
    sign = 1 if transaction.type == "CustRfnd" else -1
    for application in transaction.applications:
        rate = records.transactions[application.doc].exchange_rate
        if rate == transaction.exchange_rate:
            continue
        opened = half_up(application.amount * rate)
        difference = sign * (opened - sheet.convert(application.amount))
        sheet.add(_receivable(transaction), difference, "exchange")
        sheet.add(Chart.EXCHANGE_GAIN_LOSS, -difference, "exchange")


def _sale(records: Records, sheet: _Sheet, sign: int) -> None:
    """A sale (sign 1) or its reversal (-1)."""
    transaction = sheet.transaction
    receivable = transaction.type in ("CustInvc", "CustCred")
    main = _receivable(transaction) if receivable else _funds(transaction)
    sheet.add(main, sign * sheet.convert(transaction.total), "main", 0)
    for line in transaction.lines:
        item = records.items[line.item]
        account = item.income_account or Chart.SALES
        sheet.add(account, -sign * sheet.convert(line.amount), "item", line.line, line.item)
    if transaction.discount_item is not None:
        discount = records.items[transaction.discount_item]
        sheet.add(
            discount.income_account or Chart.SALES_DISCOUNTS,
            -sign * sheet.convert(transaction.discount_total),
            "discount",
            None,
            discount.id,
        )
    ship = records.items[transaction.ship_method] if transaction.ship_method else None
    sheet.add(
        (ship.income_account if ship else None) or Chart.SHIPPING_INCOME,
        -sign * sheet.convert(transaction.shipping_cost),
        "shipping",
        None,
        transaction.ship_method,
    )
    sheet.add(Chart.SALES_TAX_PAYABLE, -sign * sheet.convert(transaction.tax_total), "tax")


def _funds(transaction: Transaction) -> int:
    if transaction.undep_funds or transaction.account is None:
        return Chart.UNDEPOSITED_FUNDS
    return transaction.account


def _receivable(transaction: Transaction) -> int:
    own = transaction.account if transaction.type in ("CustInvc", "CustCred") else None
    return own or transaction.ar_account or Chart.ACCOUNTS_RECEIVABLE


def _movements(records: Records, transaction: Transaction) -> Iterable[tuple[Place, Decimal]]:
    """(item and location, quantity) line by line; what leaves the stock is negative."""
    if transaction.type == "ItemShip":
        sign = -1 if transaction.ship_status == "C" else 0
    elif transaction.type in _REFUNDS or transaction.type == "ItemRcpt":
        sign = 1
    elif transaction.type in _SALES:
        sign = -1
    else:
        return
    for line in transaction.lines:
        moves = transaction.type == "ItemShip" or line.moves_stock
        if not sign or not moves:
            continue
        item = records.items[line.item]
        if item.item_type == "InvtPart":
            yield place_of(transaction, line), sign * line.quantity
        for member in item.members:  # a kit has no stock of its own
            if records.items[member.item].item_type == "InvtPart":
                place = place_of(transaction, line, member.item)
                yield place, sign * line.quantity * member.quantity


def stock_movement(records: Records, transaction: Transaction) -> dict[Place, Decimal]:
    """Units by item and location that `transaction` adds to the stock."""
    moved: dict[Place, Decimal] = {}
    if not transaction.voided or transaction.void_journal is not None:
        for place, quantity in _movements(records, transaction):
            moved[place] = moved.get(place, Decimal(0)) + quantity
    return moved


def post(netsuite: Domain, old: Transaction | None, new: Transaction) -> None:
    """Write the ledger rows and move the stock of `new` in place of those of `old`."""
    records = netsuite.records
    before = records.ledger_by_transaction.find(old.id) if old else []
    after = rows_of(records, new)
    written = {row.id for row in after}
    known = {row.id: row for row in before}
    for row in before:
        if row.id not in written:
            records.ledger.delete(row.id)
    for row in after:
        if known.get(row.id) != row:
            records.ledger.put(row)
    _move(records, stock_movement(records, new), stock_movement(records, old) if old else {})


def unpost(netsuite: Domain, transaction: Transaction) -> None:
    """Take the rows and the stock movement of a deleted transaction back."""
    records = netsuite.records
    for row in records.ledger_by_transaction.find(transaction.id):
        records.ledger.delete(row.id)
    _move(records, {}, stock_movement(records, transaction))


def _move(records: Records, new: dict[Place, Decimal], old: dict[Place, Decimal]) -> None:
    for place in sorted(new.keys() | old.keys()):
        change = new.get(place, Decimal(0)) - old.get(place, Decimal(0))
        if change:
            item, location = place
            records.items.put(records.items[item].moved(location, on_hand=change))


def balance_of(records: Records, account: int) -> Decimal:
    """Debits less credits of one account, base currency."""
    return sum(
        (row.debit - row.credit for row in records.ledger_by_account.find(int(account))), ZERO
    )


def trial_balance(records: Records) -> dict[int, Decimal]:
    """Debits less credits by account; the values of a sound ledger add up to zero."""
    balances: dict[int, Decimal] = {}
    for row in records.ledger:
        balances[row.account] = balances.get(row.account, ZERO) + row.debit - row.credit
    return balances
