"""QuickBooks: do the rows of the ledger say what the documents say?

Every transaction is posted here once more, from its own members, and held against the rows that
the company keeps: account by account, then what is open of documents and customers, the shelf, and
the trial balance. Amounts in home currency; a document in another currency is held against the
rows' amounts in that currency, and its home amounts only have to balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sandbox.audit.books import LedgerError
from sandbox.audit.facts import NOTHING
from sandbox.audit.shelf_quickbooks import Shelf
from sandbox.world import World

__all__ = ["ledger_errors"]

_SHIPPING = "SHIPPING_ITEM_ID"
_TRANSACTIONS = (
    "SalesReceipt", "Invoice", "RefundReceipt", "CreditMemo", "Payment", "Deposit", "Purchase",
    "JournalEntry", "Transfer",
)  # fmt: skip
_SIGN = {"SalesReceipt": 1, "Invoice": 1, "RefundReceipt": -1, "CreditMemo": -1}
_ON_ACCOUNT = ("Invoice", "CreditMemo")
_ADJUSTED = "StockAdjustment"

Sums = dict[str, Decimal]


def ledger_errors(world: World) -> Iterator[LedgerError]:
    """Everything that disagrees."""
    company = _Company(world)
    yield from company.documents()
    yield from company.open_amounts()
    yield from company.customers()
    yield from company.shelf_errors()
    yield from company.balances()


class _Company:
    def __init__(self, world: World) -> None:
        self.records = world.quickbooks_online.records
        self.accounts = self.records.accounts
        # One for each currency; the company's own came first.
        self.receivables = {
            each.currency_ref.value: each.id
            for each in reversed(list(self.accounts))
            if each.account_type == "Accounts Receivable" and each.currency_ref is not None
        }
        self.tax = self._account(sub="SalesTaxPayable")
        self.undeposited = self._account(sub="UndepositedFunds")
        self.checking = self._account(sub="Checking")
        self.exchange = self._account(sub="ExchangeGainOrLoss")
        self.shelf = Shelf(self.records)
        self.posted: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in self.records.postings:
            self.posted[row.entity, row.txn].append(row)

    def _account(self, *, sub: str) -> str:
        return next(each.id for each in self.accounts if each.account_sub_type == sub)

    def _receivable(self, document: Any) -> str:
        return self.receivables[_id(document.currency_ref) or "USD"]

    # --- documents ----------------------------------------------------------------------------

    def documents(self) -> Iterator[LedgerError]:
        known = set()
        for entity in _TRANSACTIONS:
            for document in self.records.table(entity):
                known.add((entity, document.id))
                yield from self._document(entity, document)
        for adjustment in self.records.adjustments:
            known.add((_ADJUSTED, adjustment.id))
            yield from self._compare(
                _ADJUSTED, adjustment.id, f"correction of stock {adjustment.id}",
                self._adjustment(adjustment), home=True,
            )  # fmt: skip
        for entity, txn in self.posted.keys() - known:
            debit = sum((row.debit for row in self.posted[entity, txn]), NOTHING)
            yield f"{entity} {txn}", "rows of a document that is not there", NOTHING, debit

    def _document(self, entity: str, document: Any) -> Iterator[LedgerError]:
        label = f"{_spoken(entity)} {document.doc_number or document.id}"
        made = {
            "Payment": self._payment,
            "Deposit": self._deposit,
            "Purchase": self._purchase,
            "JournalEntry": self._journal,
            "Transfer": self._transfer,
        }.get(entity)
        expected = self._form(entity, document) if made is None else made(document)
        total = _total(entity, document)
        if total is not None and total != (document.total_amt or NOTHING):
            yield label, "total", total, document.total_amt or NOTHING
        at_par = (document.exchange_rate or Decimal(1)) == 1
        if at_par:
            for account, amount in self.shelf.cost_rows(entity, document.id).items():
                expected[account] += amount
        yield from self._compare(entity, document.id, label, expected, home=at_par)

    def _compare(
        self, entity: str, txn: str, label: str, expected: Sums, *, home: bool
    ) -> Iterator[LedgerError]:
        rows = self.posted[entity, txn]
        debit = sum((row.debit for row in rows), NOTHING)
        credit = sum((row.credit for row in rows), NOTHING)
        if debit != credit:
            yield label, "debits and credits", debit, credit
        found: Sums = defaultdict(Decimal)
        for row in rows:
            if not home and (row.account == self.exchange or row.item):
                continue  # home currency only: differences of rates, and what goods cost
            found[row.account] += row.debit - row.credit if home else row.foreign
        for account in sorted({*expected, *found}, key=int):
            wanted = expected.get(account, NOTHING)
            if not home and account not in found:
                continue
            if wanted != found.get(account, NOTHING):
                name = self.accounts[account].name
                yield label, f"{name}", wanted, found.get(account, NOTHING)

    def _form(self, entity: str, form: Any) -> Sums:
        sign, total = _SIGN[entity], NOTHING
        sums: Sums = defaultdict(Decimal)
        for line in form.line:
            amount = line.amount or NOTHING
            detail = line.sales_item_line_detail
            if line.discount_line_detail is not None:
                ref = line.discount_line_detail.discount_account_ref
                sums[_id(ref) or self._preferred("default_discount_account")] += sign * amount
                total -= amount
            elif detail is not None:
                sums[self._income_of(detail)] -= sign * amount
                total += amount
        tax = (form.txn_tax_detail.total_tax or NOTHING) if form.txn_tax_detail else NOTHING
        if tax:
            sums[self.tax] -= sign * tax
        money = self._receivable(form)
        if entity not in _ON_ACCOUNT:
            money = _id(form.deposit_to_account_ref) or self.undeposited
        sums[money] += sign * (total + tax)
        return sums

    def _income_of(self, detail: Any) -> str:
        if _id(detail.item_ref) == _SHIPPING:
            return _id(detail.item_account_ref) or self._preferred("default_shipping_account")
        own = _id(detail.item_account_ref)
        return own or _id(self.records.items[detail.item_ref.value].income_account_ref)

    def _preferred(self, name: str) -> str:
        return str(getattr(self.records.preferences.sales_forms_prefs, name))

    def _payment(self, payment: Any) -> Sums:
        total = payment.total_amt or NOTHING
        sums: Sums = defaultdict(Decimal)
        if total:
            sums[_id(payment.deposit_to_account_ref) or self.undeposited] += total
            sums[self._receivable(payment)] -= total
        return sums

    def _deposit(self, deposit: Any) -> Sums:
        sums: Sums = defaultdict(Decimal)
        came = NOTHING
        for line in deposit.line:
            amount = line.amount or NOTHING
            came += amount
            if line.linked_txn:
                link = line.linked_txn[0]
                source = self.records.table(link.txn_type or "")[link.txn_id or ""]
                account = _id(source.deposit_to_account_ref) or self.undeposited
            else:
                account = _id(line.deposit_line_detail.account_ref) or self.undeposited
            sums[account] -= amount
        back = deposit.cash_back
        kept = (back.amount or NOTHING) if back is not None else NOTHING
        if back is not None:
            sums[_id(back.account_ref)] += kept
        sums[_id(deposit.deposit_to_account_ref) or self.checking] += came - kept
        return sums

    def _purchase(self, purchase: Any) -> Sums:
        sign = -1 if purchase.credit else 1
        sums: Sums = defaultdict(Decimal)
        for line in purchase.line:
            amount = line.amount or NOTHING
            spent = line.account_based_expense_line_detail
            bought = line.item_based_expense_line_detail
            sums[_id(purchase.account_ref) or self.checking] -= sign * amount
            if spent is not None:
                sums[_id(spent.account_ref)] += sign * amount
            elif bought is not None and bought.item_ref is not None:
                item = self.records.items[bought.item_ref.value]
                if item.type == "Inventory" and bought.qty and sign > 0:
                    continue  # the goods come in at this amount: a cost row
                sums[_id(item.expense_account_ref)] += sign * amount
        return sums

    def _journal(self, entry: Any) -> Sums:
        sums: Sums = defaultdict(Decimal)
        for line in entry.line:
            detail = line.journal_entry_line_detail
            if detail is not None:
                sign = 1 if detail.posting_type == "Debit" else -1
                sums[_id(detail.account_ref)] += sign * (line.amount or NOTHING)
        return sums

    def _transfer(self, transfer: Any) -> Sums:
        sums: Sums = defaultdict(Decimal)
        sums[_id(transfer.to_account_ref)] += transfer.amount or NOTHING
        sums[_id(transfer.from_account_ref)] -= transfer.amount or NOTHING
        return sums

    def _adjustment(self, adjustment: Any) -> Sums:
        sums: Sums = defaultdict(Decimal, self.shelf.cost_rows(_ADJUSTED, adjustment.id))
        if adjustment.quantity > 0:
            worth = (adjustment.quantity * adjustment.unit_cost).quantize(Decimal("0.01"))
            sums[adjustment.account] -= worth
        return sums

    # --- what is open -------------------------------------------------------------------------

    def open_amounts(self) -> Iterator[LedgerError]:
        """Balance of each invoice and credit memo: its total less what payments link of it."""
        linked: Sums = defaultdict(Decimal)
        for payment in self.records.table("Payment"):
            for line in payment.line:
                for link in line.linked_txn:
                    linked[link.txn_id or ""] += line.amount or NOTHING
        for entity, member in (("Invoice", "balance"), ("CreditMemo", "remaining_credit")):
            for form in self.records.table(entity):
                left = (form.total_amt or NOTHING) - linked[form.id]
                kept = getattr(form, member) or NOTHING
                if left != kept:
                    yield f"{_spoken(entity)} {form.doc_number or form.id}", "open", left, kept

    def customers(self) -> Iterator[LedgerError]:
        """Accounts receivable of a customer: the sum of its open documents."""
        owed: Sums = defaultdict(Decimal)
        for entity, member, sign in (
            ("Invoice", "balance", 1),
            ("CreditMemo", "remaining_credit", -1),
            ("Payment", "unapplied_amt", -1),
        ):
            for document in self.records.table(entity):
                if document.customer_ref is not None:
                    family = self._family(document.customer_ref.value)
                    owed[family] += sign * (getattr(document, member) or NOTHING)
        kept: Sums = defaultdict(Decimal)
        receivables = set(self.receivables.values())
        for row in self.records.postings:
            if row.account not in receivables or not row.name:
                continue
            kept[self._family(row.name)] += row.foreign
            if row.entity in ("Purchase", "JournalEntry"):  # open as far as nothing links it
                owed[self._family(row.name)] += row.foreign
        for payment in self.records.table("Payment"):
            for line in payment.line:
                for link in line.linked_txn:
                    if link.txn_type in ("Invoice", "CreditMemo") or payment.customer_ref is None:
                        continue
                    owed[self._family(payment.customer_ref.value)] -= self._side(
                        link.txn_type or "", link.txn_id or ""
                    ) * (line.amount or NOTHING)
        for customer in sorted({*owed, *kept}, key=int):
            if owed[customer] != kept[customer]:
                who = self.records.customers[customer].display_name
                yield f"{who}", "open documents", owed[customer], kept[customer]

    def _side(self, txn_type: str, txn: str) -> int:
        """1 for what a customer owes by it, -1 for what is owed to the customer."""
        entity = "JournalEntry" if txn_type == "JournalEntry" else "Purchase"
        rows = self.posted[entity, txn]
        receivables = set(self.receivables.values())
        owes = sum((row.foreign for row in rows if row.account in receivables), NOTHING)
        return 1 if owes >= 0 else -1

    def _family(self, customer: str) -> str:
        """A parent pays for its jobs: they are looked at as one."""
        found = self.records.customers.get(customer)
        while found is not None and found.parent_ref is not None:
            customer = found.parent_ref.value
            found = self.records.customers.get(customer)
        return customer

    # --- the whole ----------------------------------------------------------------------------

    def shelf_errors(self) -> Iterator[LedgerError]:
        for item, units in self.shelf.on_hand.items():
            kept = self.records.stock.get(item)
            count = kept.quantity if kept is not None else Decimal(0)
            if units != count:
                yield f"{self.records.items[item].name}", "units on hand", units, count

    def balances(self) -> Iterator[LedgerError]:
        sums: Sums = defaultdict(Decimal)
        for row in self.records.postings:
            sums[row.account] += row.debit - row.credit
        off = sum(sums.values(), NOTHING)
        if off:
            yield "trial balance", "debits less credits", NOTHING, off
        for account in sums:
            kept = self.records.balances.get(f"account:{account}")
            amount = kept.amount if kept is not None else NOTHING
            if sums[account] != amount:
                name = self.accounts[account].name
                yield f"{name}", "balance", sums[account], amount


def _id(ref: Any) -> str:
    return ref.value if ref is not None else ""


def _spoken(entity: str) -> str:
    """`RefundReceipt` is a refund receipt."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in entity)[1:]


def _total(entity: str, document: Any) -> Decimal | None:
    """What the lines come to, for what is made of lines."""
    if entity in _SIGN:
        total = NOTHING
        for line in document.line:
            if line.discount_line_detail is not None:
                total -= line.amount or NOTHING
            elif line.sales_item_line_detail is not None:
                total += line.amount or NOTHING
        tax = document.txn_tax_detail
        return total + ((tax.total_tax or NOTHING) if tax is not None else NOTHING)
    if entity == "Purchase":
        return sum((line.amount or NOTHING for line in document.line), NOTHING)
    return None
