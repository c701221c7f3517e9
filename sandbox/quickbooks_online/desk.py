"""What a person does on the company's own screens.

Everything goes through the rules of the API, under the name of the person at the desk: a connector
that holds an older version is told so (5010). Amounts are positive, in the customer's currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.quickbooks_online import ledger
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import Unsupported
from sandbox.quickbooks_online.records import (
    CreditMemo,
    Customer,
    Deposit,
    Invoice,
    Item,
    Number,
    Payment,
    Preferences,
    Purchase,
    RefundReceipt,
    SalesForm,
    SalesReceipt,
    StockAdjustment,
    Stored,
    Transaction,
)
from sandbox.quickbooks_online.rules import items, operations
from sandbox.quickbooks_online.rules.dates import CLOSED_WITH_PASSWORD
from sandbox.quickbooks_online.rules.lists import name_member
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.saving import stamp, store
from sandbox.quickbooks_online.rules.undoing import void_transaction
from sandbox.quickbooks_online.rules.views import shown

__all__ = ["CLERK", "Desk", "Quantities"]

CLERK = "Dana Clerk"
Quantities = Mapping[str, int | Decimal]  # by item name
Document = Transaction | str


class Desk:
    """Every action raises the rules' own refusals, as the screen would show them. `user` is who
    sits there."""

    def __init__(self, company: Domain, user: str = CLERK) -> None:
        self.company = company
        self.user = user

    # --- looking ---------------------------------------------------------------------------

    def find(self, entity: str, doc_number: str) -> Any:
        """The newest transaction of this number, as it is shown; None when there is none."""
        found = self.company.records.by_number[entity].find(doc_number.lower())
        newest = max(found, key=lambda each: int(each.id), default=None)
        return None if newest is None else shown(self.company, newest)

    def get(self, entity: str, key: str) -> Any:
        """An object as it is shown now. Raises NotFound."""
        return shown(self.company, operations.get(self.company, entity, key))

    def item(self, name: str) -> Item:
        """Raises KeyError."""
        found: Item = self._named("Item", name)
        return shown(self.company, found)

    def balance(self, account: str) -> Decimal:
        """Debits less credits of an account by its name, home currency. Raises KeyError."""
        return ledger.balance_of(self.company.records, self._named("Account", account).id)

    def customer_balance(self, customer: str) -> Decimal:
        """What a customer (id) owes; negative: what is owed to the customer."""
        return ledger.name_balance(self.company.records, customer)

    def trial_balance(self) -> dict[str, Decimal]:
        """Debits less credits by account name."""
        accounts = self.company.records.accounts
        return {
            accounts[account].name or account: amount
            for account, amount in ledger.trial_balance(self.company.records).items()
        }

    # --- sales by hand -----------------------------------------------------------------------

    def customer(self, **given: Any) -> Customer:
        """A new customer, by wire names: `DisplayName`, `GivenName`, `PrimaryEmailAddr` ..."""
        made: Customer = self._create("Customer", given)
        return made

    def record_invoice(self, customer: str, lines: Quantities, **given: Any) -> Invoice:
        made: Invoice = self._create("Invoice", self._form(customer, lines, given))
        return made

    def record_sales_receipt(
        self, customer: str | None, lines: Quantities, **given: Any
    ) -> SalesReceipt:
        made: SalesReceipt = self._create("SalesReceipt", self._form(customer, lines, given))
        return made

    def record_credit_memo(self, customer: str, lines: Quantities, **given: Any) -> CreditMemo:
        made: CreditMemo = self._create("CreditMemo", self._form(customer, lines, given))
        return made

    def record_refund_receipt(
        self,
        customer: str | None,
        lines: Quantities,
        account: str = "Undeposited Funds",
        **given: Any,
    ) -> RefundReceipt:
        """A refund receipt paid from `account`."""
        funds = {"DepositToAccountRef": self._ref("Account", account)}
        form = self._form(customer, lines, {**funds, **given})
        made: RefundReceipt = self._create("RefundReceipt", form)
        return made

    # --- money ---------------------------------------------------------------------------------

    def receive_payment(
        self,
        invoice: Document | None = None,
        amount: Decimal | None = None,
        *,
        customer: str | None = None,
        method: str | None = None,
        account: str | None = None,
        day: date | None = None,
    ) -> Payment:
        """Receive payment of an invoice, all of its balance by default; without an invoice the
        `amount` stays unapplied to `customer`. Raises ValueError when neither is said."""
        given: dict[str, Any] = {}
        if invoice is not None:
            open_invoice: Invoice = self._document("Invoice", invoice)
            amount = open_invoice.balance if amount is None else amount
            customer = open_invoice.customer_ref.value if open_invoice.customer_ref else None
            given["Line"] = [_link(amount, "Invoice", open_invoice.id)]
        if customer is None or amount is None:
            raise ValueError("a payment needs an invoice, or a customer and an amount")
        given |= {"CustomerRef": {"value": customer}, "TotalAmt": amount}
        given |= self._currency(customer)
        if method is not None:
            given["PaymentMethodRef"] = self._ref("PaymentMethod", method)
        if account is not None:
            given["DepositToAccountRef"] = self._ref("Account", account)
        if day is not None:
            given["TxnDate"] = day.isoformat()
        made: Payment = self._create("Payment", given)
        return made

    def apply_credit(
        self, credit_memo: Document, invoice: Document, amount: Decimal | None = None
    ) -> Payment:
        """Use a credit memo on an invoice: a payment of zero that links both."""
        credit: CreditMemo = self._document("CreditMemo", credit_memo)
        charge: Invoice = self._document("Invoice", invoice)
        most = min(credit.remaining_credit or Decimal(0), charge.balance or Decimal(0))
        used = most if amount is None else amount
        return self._link_all(
            charge, [_link(used, "Invoice", charge.id), _link(used, "CreditMemo", credit.id)]
        )

    def pay_out_credit(
        self,
        credit_memo: Document,
        account: str = "Checking",
        amount: Decimal | None = None,
    ) -> tuple[Purchase, Payment]:
        """Pay a credit out: a check on A/R in the customer's name, then a payment of zero that
        links the check and the credit memo."""
        credit: CreditMemo = self._document("CreditMemo", credit_memo)
        assert credit.customer_ref is not None  # noqa: S101 - a credit memo requires one
        paid = credit.remaining_credit if amount is None else amount
        detail = {
            "AccountRef": {"value": ledger.receivable(self.company.records, credit.currency_ref)},
            "CustomerRef": {"value": credit.customer_ref.value},
        }
        line = {
            "Amount": paid,
            "DetailType": "AccountBasedExpenseLineDetail",
            "AccountBasedExpenseLineDetail": detail,
        }
        with self.company.store.transaction():
            check: Purchase = self._create(
                "Purchase",
                {
                    "PaymentType": "Check",
                    "AccountRef": self._ref("Account", account),
                    "EntityRef": {"value": credit.customer_ref.value, "type": "Customer"},
                    "Line": [line],
                },
            )
            links = [_link(paid, "Check", check.id), _link(paid, "CreditMemo", credit.id)]
            return check, self._link_all(credit, links)

    def deposit(
        self,
        documents: Sequence[Transaction],
        account: str = "Checking",
        *,
        fees: Decimal = Decimal(0),
        fee_account: str = "Merchant Fees",
        day: date | None = None,
    ) -> Deposit:
        """Bank deposit: tick payments, sales receipts and refund receipts; `fees` are a negative
        line on `fee_account`."""
        lines: list[dict[str, Any]] = [
            {"LinkedTxn": [{"TxnId": each.id, "TxnType": type(each).__name__, "TxnLineId": "0"}]}
            for each in documents
        ]
        if fees:
            detail = {"AccountRef": self._ref("Account", fee_account)}
            lines.append(
                {"Amount": -fees, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
            )
        given: dict[str, Any] = {
            "DepositToAccountRef": self._ref("Account", account),
            "Line": lines,
        }
        if day is not None:
            given["TxnDate"] = day.isoformat()
        made: Deposit = self._create("Deposit", given)
        return made

    # --- changing and taking away ------------------------------------------------------------

    def delete(self, document: Transaction) -> None:
        entity = type(document).__name__
        operations.delete(self.company, entity, self._token(entity, document.id), self._options())

    def void(self, document: Transaction) -> Any:
        """Void from the form's menu: sales forms and payments. The screen voids credit memos and
        refund receipts too, which the API does not. Raises Unsupported for other kinds."""
        entity = type(document).__name__
        if not isinstance(document, (SalesForm, Payment)):
            raise Unsupported("void")
        with self.company.store.transaction():
            newest = self._document(entity, document.id)
            voided = void_transaction(self.company, newest, self._options())
        return shown(self.company, voided)

    def change(self, document: Stored, **given: Any) -> Any:
        """Edit members by their wire names: `DocNumber="1001-A"`, `PrivateNote="..."`."""
        entity = type(document).__name__
        body = {**self._token(entity, document.id), "sparse": True, **given}
        made = operations.update(self.company, entity, body, self._options())
        return shown(self.company, made)

    def rename(self, entity: str, name: str, new: str) -> Any:
        """Rename a customer, item or account. Raises KeyError, DuplicateName."""
        wire = "DisplayName" if name_member(entity) == "display_name" else "Name"
        return self.change(self._named(entity, name), **{wire: new})

    def make_inactive(self, entity: str, name: str) -> Any:
        """Raises KeyError."""
        return self.change(self._named(entity, name), Active=False)

    def adjust_stock(
        self,
        item: str,
        change: Decimal,
        *,
        unit_cost: Decimal | None = None,
        day: date | None = None,
    ) -> StockAdjustment:
        """Correct what is on hand of an item. Raises KeyError, PeriodClosed, StartDate."""
        with self.company.store.transaction():
            found: Item = self._named("Item", item)
            return items.adjust(self.company, found, change, day, unit_cost)

    # --- account and settings ------------------------------------------------------------------

    def close_books(self, day: date, password: str = "") -> None:
        """Close the books up to and including `day`. With a password the API answers 6210."""
        self._prefer("accounting_info_prefs", book_close_date=day)
        numbers = self.company.records.numbers
        if password:
            numbers.put(Number(CLOSED_WITH_PASSWORD, 1))
        elif CLOSED_WITH_PASSWORD in numbers:
            numbers.delete(CLOSED_WITH_PASSWORD)

    def reopen_books(self) -> None:
        self._prefer("accounting_info_prefs", book_close_date=None)
        numbers = self.company.records.numbers
        if CLOSED_WITH_PASSWORD in numbers:
            numbers.delete(CLOSED_WITH_PASSWORD)

    def change_numbering(self, *, custom: bool) -> None:
        """Sales form content > Custom transaction numbers: on, and the company numbers itself."""
        self._prefer("sales_forms_prefs", custom_txn_numbers=custom)

    def set_auto_apply_credit(self, on: bool) -> None:
        """Automation > Automatically apply credits: memos, and payments that are unapplied."""
        self._prefer("sales_forms_prefs", auto_apply_credit=on, auto_apply_payments=on)

    def allow_shipping(self, on: bool) -> None:
        self._prefer("sales_forms_prefs", allow_shipping=on)

    def set_automated_tax(self, on: bool = True, *, honour_total_tax: bool | None = None) -> None:
        """Automated sales tax; `honour_total_tax=False`: its engine overrides what is sent."""
        self._prefer("tax_prefs", partner_tax_enabled=on)
        if honour_total_tax is not None:
            self.company.settings.honour_total_tax = honour_total_tax

    def enable_multicurrency(self) -> None:
        """Cannot be turned off again, as on the platform."""
        self._prefer("currency_prefs", multi_currency_enabled=True)

    # --- how it is done --------------------------------------------------------------------

    def _options(self) -> Options:
        return Options(user=self.user)

    def _create(self, entity: str, given: Mapping[str, Any]) -> Any:
        made = operations.create(self.company, entity, given, self._options())
        return shown(self.company, operations.get(self.company, entity, made.id))

    def _token(self, entity: str, key: str) -> dict[str, Any]:
        """A person always sees the newest version."""
        newest = operations.get(self.company, entity, key)
        return {"Id": key, "SyncToken": newest.sync_token}

    def _document(self, entity: str, document: Document) -> Any:
        key = document if isinstance(document, str) else document.id
        return operations.get(self.company, entity, key)

    def _named(self, entity: str, name: str) -> Any:
        found = self.company.records.named(entity, name)
        if found is None:
            raise KeyError(f"the company has no {entity} {name!r}")
        return found

    def _ref(self, entity: str, name: str) -> dict[str, str]:
        return {"value": self._named(entity, name).id}

    def _currency(self, customer: str) -> dict[str, Any]:
        prefs = self.company.records.preferences.currency_prefs
        if prefs is None or not prefs.multi_currency_enabled:
            return {}
        theirs = self.company.records.customers[customer].currency_ref
        return {} if theirs is None else {"CurrencyRef": {"value": theirs.value}}

    def _form(
        self, customer: str | None, lines: Quantities, given: Mapping[str, Any]
    ) -> dict[str, Any]:
        form: dict[str, Any] = {"Line": [self._line(*each) for each in lines.items()]}
        if customer is not None:
            form |= {"CustomerRef": {"value": customer}, **self._currency(customer)}
        more = list(given.get("Line", ()))
        return {**form, **given, "Line": form["Line"] + more}

    def _line(self, name: str, quantity: int | Decimal) -> dict[str, Any]:
        item: Item = self._named("Item", name)
        price = item.unit_price or Decimal(0)
        return {
            "Amount": (price * quantity).quantize(Decimal("0.01")),
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": item.id},
                "Qty": Decimal(quantity),
                "UnitPrice": price,
                "TaxCodeRef": {"value": "TAX" if item.taxable else "NON"},
            },
        }

    def _link_all(self, form: Invoice | CreditMemo, links: list[dict[str, Any]]) -> Payment:
        assert form.customer_ref is not None  # noqa: S101 - both kinds require one
        customer = form.customer_ref.value
        made: Payment = self._create(
            "Payment",
            {
                "CustomerRef": {"value": customer},
                "TotalAmt": Decimal(0),
                "Line": links,
                **self._currency(customer),
            },
        )
        return made

    def _prefer(self, group: str, **members: Any) -> None:
        with self.company.store.transaction():
            old: Preferences = self.company.records.preferences
            part = msgspec.structs.replace(getattr(old, group), **members)
            new = msgspec.structs.replace(
                old, **{group: part}, **stamp(self.company, "Preferences", old)
            )
            store(self.company, old, new, self._options())


def _link(amount: Decimal | None, txn_type: str, txn: str) -> dict[str, Any]:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": txn, "TxnType": txn_type}]}
