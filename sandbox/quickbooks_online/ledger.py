"""The general ledger: every transaction as rows whose debits equal its credits.

    Invoice          Dr A/R, discounts           Cr income, shipping income, tax payable
    Sales receipt    Dr the deposit account, discounts   Cr the same
    Credit memo      Dr income, shipping, tax    Cr A/R, discounts
    Refund receipt   Dr income, shipping, tax    Cr the account the money leaves, discounts
       goods that go    Dr cost of goods sold    Cr inventory asset, by FIFO (stock.py)
       goods that come  Dr inventory asset       Cr cost of goods sold
    Payment          Dr the deposit account      Cr A/R; nothing for a total of zero
    Deposit          Dr bank, cash back          Cr the account each transaction lies in, or the
                                                 line's own
    Purchase         Dr the lines' accounts      Cr the account that pays; reversed for a credit
    Journal entry    as written                  Transfer   Dr to    Cr from
    Stock adjustment Dr inventory asset          Cr opening balance equity or shrinkage

A/R is one account a currency. A link between transactions (a payment's line) posts nothing. Rows
are in home currency; `foreign` keeps the amount in the transaction's own. What converting line by
line leaves over, and what a payment at another rate leaves on A/R, goes to Exchange Gain or Loss.
Standard double entry; what each form touches: quickbooks.intuit.com and newqbo.com on credit memos
and refund receipts.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sandbox.quickbooks_online import stock
from sandbox.quickbooks_online.chart import Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.records import (
    Balance,
    CreditMemo,
    Deposit,
    Invoice,
    Item,
    JournalEntry,
    Movement,
    Payment,
    Posting,
    Purchase,
    Records,
    Ref,
    RefundReceipt,
    SalesForm,
    SalesReceipt,
    StockAdjustment,
    Transfer,
)
from sandbox.quickbooks_online.rules.money import ZERO, half_up

__all__ = [
    "SHIPPING",
    "balance_of",
    "banked",
    "name_balance",
    "post",
    "receivable",
    "rows_of",
    "trial_balance",
    "unpost",
]

SHIPPING = "SHIPPING_ITEM_ID"
_COSTS = 1000  # cost rows of a transaction follow its own rows
_NAMED = frozenset({"Accounts Receivable", "Accounts Payable"})

Posted = SalesForm | Payment | Deposit | Purchase | JournalEntry | Transfer | StockAdjustment


class _Sheet:
    """Collects the rows of one transaction. A positive amount is a debit."""

    def __init__(
        self, records: Records, entity: str, txn: str, day: date, rate: Decimal | None
    ) -> None:
        self.records = records
        self.entity = entity
        self.txn = txn
        self.day = day
        self.rate = rate or Decimal(1)
        self.rows: list[Posting] = []
        self.moves: list[Movement] = []
        self.difference = ZERO

    def home(self, amount: Decimal) -> Decimal:
        return half_up(amount) if self.rate == 1 else half_up(amount * self.rate)

    def add(
        self,
        account: str,
        amount: Decimal,
        *,
        name: Ref | None = None,
        item: str = "",
        quantity: Decimal = Decimal(0),
        home: Decimal | None = None,
        line: int | None = None,
    ) -> None:
        """`amount` in the transaction's currency; `home` overrides its conversion. Zero writes no
        row. A name stands on A/R and A/P only."""
        worth = self.home(amount) if home is None else home
        if not worth and not amount:
            return
        self.difference += worth
        kind = self.records.accounts[account].account_type
        self.rows.append(
            Posting(
                id=f"{self.entity}.{self.txn}.{line or len(self.rows) + 1:04}",
                entity=self.entity,
                txn=self.txn,
                line=line or len(self.rows) + 1,
                day=self.day,
                account=str(account),
                debit=max(worth, ZERO),
                credit=max(-worth, ZERO),
                name=name.value if name is not None and kind in _NAMED else "",
                item=item,
                quantity=quantity,
                foreign=half_up(amount),
            )
        )

    def move(self, line: int, item: Item, quantity: Decimal, given: Decimal | None = None) -> None:
        if item.type != "Inventory" or not quantity:
            return
        self.moves.append(
            Movement(
                id=f"{self.entity}.{self.txn}.{line:04}",
                entity=self.entity,
                txn=self.txn,
                line=line,
                item=item.id,
                day=self.day,
                order=int(self.txn),
                quantity=quantity,
                given=given,
            )
        )


def _sheet(records: Records, entity: str, document: Posted) -> _Sheet:
    if isinstance(document, StockAdjustment):
        sheet = _Sheet(records, entity, document.id, document.day, None)
        _adjustment(sheet, document)
        return sheet
    day = document.txn_date
    assert day is not None  # noqa: S101 - every stored transaction has its day
    sheet = _Sheet(records, entity, document.id, day, document.exchange_rate)
    match document:
        case Invoice() | SalesReceipt():
            _sale(sheet, document, 1)
        case CreditMemo() | RefundReceipt():
            _sale(sheet, document, -1)
        case Payment():
            _payment(sheet, document)
        case Deposit():
            _deposit(sheet, document)
        case Purchase():
            _purchase(sheet, document)
        case JournalEntry():
            _journal(sheet, document)
        case Transfer():
            sheet.add(_of(document.to_account_ref), document.amount or ZERO)
            sheet.add(_of(document.from_account_ref), -(document.amount or ZERO))
        case _:
            raise TypeError(f"nothing posts a {type(document).__name__}")
    if sheet.difference:
        left = -sheet.difference
        sheet.add(Chart.EXCHANGE_GAIN_OR_LOSS, ZERO, home=left)
    return sheet


def _of(ref: Ref | None, default: str = Chart.UNDEPOSITED_FUNDS) -> str:
    return ref.value if ref is not None else default


def _sale(sheet: _Sheet, form: SalesForm, sign: int) -> None:
    """A sale (sign 1) or its reversal (-1)."""
    records = sheet.records
    if isinstance(form, (Invoice, CreditMemo)):
        main = _receivable(records, form.currency_ref)
    else:
        main = _of(form.deposit_to_account_ref)
    sheet.add(main, sign * (form.total_amt or ZERO), name=form.customer_ref)
    for number, line in enumerate(form.line, 1):
        amount = -sign * (line.amount or ZERO)
        if line.discount_line_detail is not None:
            account = _of(line.discount_line_detail.discount_account_ref, Chart.DISCOUNTS_GIVEN)
            sheet.add(account, -amount)
            continue
        detail = line.sales_item_line_detail
        if detail is None:
            continue
        if detail.item_ref is None or detail.item_ref.value == SHIPPING:
            sheet.add(_of(detail.item_account_ref, Chart.SHIPPING_INCOME), amount)
            continue
        item = records.items[detail.item_ref.value]
        account = _of(detail.item_account_ref, Chart.SALES_OF_PRODUCT_INCOME)
        quantity = detail.qty or Decimal(0)
        sheet.add(account, amount, item=item.id, quantity=-sign * quantity)
        sheet.move(number, item, -sign * quantity)
    tax = form.txn_tax_detail
    if tax is not None:
        sheet.add(Chart.SALES_TAX_PAYABLE, -sign * (tax.total_tax or ZERO))


def _payment(sheet: _Sheet, payment: Payment) -> None:
    total = payment.total_amt or ZERO
    sheet.add(_of(payment.deposit_to_account_ref), total)
    closed = -sheet.home(total)
    for line in payment.line:
        for link in line.linked_txn:
            other = _linked(sheet.records, link.txn_id or "")
            if other is None:
                continue
            document, side = other
            rate = getattr(document, "exchange_rate", None) or Decimal(1)
            if rate != sheet.rate:
                amount = side * (line.amount or ZERO)
                closed += sheet.home(amount) - half_up(amount * rate)
    owed = _receivable(sheet.records, payment.currency_ref)
    sheet.add(owed, -total, name=payment.customer_ref, home=closed)


def receivable(records: Records, currency: Ref | None) -> str | None:
    """The account on which customers of a currency owe, None before it is opened; the one that
    the company started with for its own currency."""
    code = currency.value if currency is not None else ""
    main = records.accounts[Chart.ACCOUNTS_RECEIVABLE]
    if not code or (main.currency_ref is not None and main.currency_ref.value == code):
        return Chart.ACCOUNTS_RECEIVABLE.value
    found = records.receivables.first(code)
    return None if found is None else str(found.id)


def _receivable(records: Records, currency: Ref | None) -> str:
    found = receivable(records, currency)
    assert found is not None  # noqa: S101 - opened with the first customer of the currency
    return found


def _linked(records: Records, txn: str) -> tuple[object, int] | None:
    """A charge (1) or a credit (-1) by its id."""
    for entity, side in (("Invoice", 1), ("CreditMemo", -1)):
        found = records.table(entity).get(txn)
        if found is not None:
            return found, side
    return None


def _deposit(sheet: _Sheet, deposit: Deposit) -> None:
    sheet.add(_of(deposit.deposit_to_account_ref, Chart.CHECKING), deposit.total_amt or ZERO)
    back = deposit.cash_back
    if back is not None:
        sheet.add(_of(back.account_ref), back.amount or ZERO)
    for line in deposit.line:
        if line.linked_txn:
            for link in line.linked_txn:
                source = banked(sheet.records, link.txn_type or "", link.txn_id or "")
                account = _of(source.deposit_to_account_ref)
                amount = -(line.amount or ZERO)
                # It leaves at the rate it came with; the difference is a gain or a loss.
                came = half_up(amount * (source.exchange_rate or Decimal(1)))
                sheet.add(account, amount, home=came)
        elif line.deposit_line_detail is not None:
            detail = line.deposit_line_detail
            account = _of(detail.account_ref)
            sheet.add(account, -(line.amount or ZERO), name=detail.entity)


def banked(records: Records, txn_type: str, txn: str) -> Payment | SalesReceipt | RefundReceipt:
    """A transaction whose money a deposit takes. Raises KeyError."""
    found: Payment | SalesReceipt | RefundReceipt = records.table(txn_type)[txn]
    return found


def _purchase(sheet: _Sheet, purchase: Purchase) -> None:
    sign = -1 if purchase.credit else 1
    sheet.add(_of(purchase.account_ref, Chart.CHECKING), -sign * (purchase.total_amt or ZERO))
    for number, line in enumerate(purchase.line, 1):
        amount = line.amount or ZERO
        spent = line.account_based_expense_line_detail
        if spent is not None:
            name = spent.customer_ref or purchase.entity_ref
            sheet.add(_of(spent.account_ref), sign * amount, name=name)
            continue
        bought = line.item_based_expense_line_detail
        if bought is None or bought.item_ref is None:
            continue
        item = sheet.records.items[bought.item_ref.value]
        if item.type == "Inventory" and bought.qty:
            given = sheet.home(amount) if sign > 0 else None
            sheet.move(number, item, sign * bought.qty, given)
            if sign < 0:
                # Goods that go back to the vendor leave at FIFO cost; the rest is cost of sales.
                sheet.add(_of(item.expense_account_ref, Chart.COST_OF_GOODS_SOLD), -amount)
            else:
                # The cost rows bring the goods in and answer for this credit.
                sheet.difference += sheet.home(amount)
        else:
            sheet.add(_of(item.expense_account_ref, Chart.COST_OF_GOODS_SOLD), sign * amount)


def _journal(sheet: _Sheet, entry: JournalEntry) -> None:
    for line in entry.line:
        detail = line.journal_entry_line_detail
        if detail is None:
            continue
        sign = 1 if detail.posting_type == "Debit" else -1
        name = detail.entity.entity_ref if detail.entity is not None else None
        sheet.add(_of(detail.account_ref), sign * (line.amount or ZERO), name=name)


def _adjustment(sheet: _Sheet, adjustment: StockAdjustment) -> None:
    item = sheet.records.items[adjustment.item]
    if adjustment.quantity > 0:
        worth = half_up(adjustment.quantity * adjustment.unit_cost)
        sheet.move(1, item, adjustment.quantity, worth)
        sheet.add(adjustment.account, -worth)
    else:
        sheet.move(1, item, adjustment.quantity)


def _cost_rows(records: Records, entity: str, txn: str) -> list[Posting]:
    """What FIFO made of the goods that the transaction moves."""
    moves = records.movements_by_txn.find((entity, txn))
    if not moves:
        return []
    sheet = _Sheet(records, entity, txn, moves[0].day, None)
    for number, each in enumerate(moves):
        item = records.items[each.item]
        asset = _of(item.asset_account_ref, Chart.INVENTORY_ASSET)
        against = _of(item.expense_account_ref, Chart.COST_OF_GOODS_SOLD)
        if entity == "StockAdjustment" and each.given is None:
            against = records.adjustments[txn].account
        line = _COSTS + 2 * number
        sheet.add(asset, each.cost, item=item.id, quantity=each.quantity, line=line + 1)
        sheet.add(against, (each.given or ZERO) - each.cost, item=item.id, line=line + 2)
    return sheet.rows


def rows_of(records: Records, entity: str, txn: str) -> list[Posting]:
    """The rows of one transaction, in order."""
    return records.postings_by_txn.find((entity, txn))


def post(company: Domain, entity: str, document: Posted) -> None:
    """Write the rows and move the stock of `document` in place of what it posted before."""
    sheet = _sheet(company.records, entity, document)
    _write(company.records, entity, document.id, sheet.rows, costs=False)
    _costs(company, entity, document.id, sheet.moves)


def unpost(company: Domain, entity: str, txn: str) -> None:
    """Take the rows and the stock movements of a transaction back."""
    _write(company.records, entity, txn, [], costs=False)
    _costs(company, entity, txn, [])


def _costs(company: Domain, entity: str, txn: str, moves: list[Movement]) -> None:
    records = company.records
    for other_entity, other in sorted(stock.move(company, entity, txn, moves)):
        rows = _cost_rows(records, other_entity, other)
        _write(records, other_entity, other, rows, costs=True)


def _write(records: Records, entity: str, txn: str, rows: list[Posting], *, costs: bool) -> None:
    known = {
        row.id: row
        for row in records.postings_by_txn.find((entity, txn))
        if (row.line > _COSTS) == costs
    }
    wanted = {row.id: row for row in rows}
    for key, row in known.items():
        if wanted.get(key) != row:
            _carry(records, row, -1)
            if key not in wanted:
                records.postings.delete(key)
    for key, row in wanted.items():
        if known.get(key) != row:
            records.postings.put(row)
            _carry(records, row, 1)


def _carry(records: Records, row: Posting, sign: int) -> None:
    """Keep the balances that follow from the rows."""
    _balance(records, f"account:{row.account}", sign * (row.debit - row.credit))
    if row.name:
        _balance(records, f"name:{row.name}", sign * row.foreign)


def _balance(records: Records, key: str, change: Decimal) -> None:
    known = records.balances.get(key)
    amount = change if known is None else known.amount + change
    if amount:
        records.balances.put(Balance(key, amount))
    elif known is not None:
        records.balances.delete(key)


def balance_of(records: Records, account: str) -> Decimal:
    """Debits less credits of an account, home currency."""
    known = records.balances.get(f"account:{account}")
    return known.amount if known is not None else ZERO


def name_balance(records: Records, name: str) -> Decimal:
    """What a customer owes (positive) or is owed, in the customer's currency."""
    known = records.balances.get(f"name:{name}")
    return known.amount if known is not None else ZERO


def trial_balance(records: Records) -> dict[str, Decimal]:
    """Debits less credits by account id, from the rows themselves; accounts at zero are left out.
    The values of a sound ledger add up to zero."""
    balances: dict[str, Decimal] = {}
    for row in records.postings:
        balances[row.account] = balances.get(row.account, ZERO) + row.debit - row.credit
    return {account: amount for account, amount in sorted(balances.items()) if amount}
