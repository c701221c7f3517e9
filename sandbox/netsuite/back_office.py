"""What bookkeepers and administrators do on the account's screens.

Returns, deposits, the bank, journals, voiding and period locks; subsidiaries, exchange rates, lists
and custom fields. The sales desk (desk.py) is built on this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from sandbox.netsuite.errors import UserError
from sandbox.netsuite.records import (
    AccountingPeriod,
    ConsolidatedRate,
    Currency,
    CustomAccess,
    CustomField,
    CustomRecordType,
    FieldKind,
    Item,
    Location,
    PaymentMethod,
    Subsidiary,
    Transaction,
)
from sandbox.netsuite.rules import (
    commitment,
    consolidation,
    custom,
    operations,
    periods,
    stock,
    voiding,
)
from sandbox.netsuite.rules.lines import NO_LINES

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["BackOffice", "Quantities"]

Quantities = Mapping[str, int | Decimal]  # by item name: {"TEE-BLK": 1}
_LOCKS = {"all": "all_locked", "ar": "ar_locked", "ap": "ap_locked"}


class BackOffice:
    """Every action raises the rules' own refusals, as the screen would show them."""

    def __init__(self, netsuite: NetSuite) -> None:
        self.netsuite = netsuite

    # --- looking ---------------------------------------------------------------------------

    def transaction(self, transaction_id: int) -> Transaction:
        """Raises UserError when there is none."""
        found = self.netsuite.records.transactions.get(transaction_id)
        if found is None:
            raise UserError.wrong_transaction_type()
        return found

    def item(self, name: str) -> Item:
        """An item by its name. Raises KeyError, naming what there is."""
        found = self.netsuite.records.items_by_item_id.first(name)
        if found is None:
            known = ", ".join(item.item_id for item in self.netsuite.records.items)
            raise KeyError(f"no item is called {name!r}; there are {known}")
        return found

    # --- returns ---------------------------------------------------------------------------

    def authorize_return(self, sale_id: int, lines: Quantities | None = None) -> Transaction:
        """Authorize Return on a sales order, invoice or cash sale; None: all that may come back."""
        return self._transform(sale_id, "returnAuthorization", lines)

    def receive(
        self, return_id: int, lines: Quantities | None = None, restock: bool | None = None
    ) -> Transaction:
        """Receive the goods of a return; `restock` overrides the account's preference."""
        source = self.transaction(return_id)
        wanted = lines if lines is not None else self._open_goods(source)
        given = self._selection(source, wanted)
        if restock is not None:
            given = [{**line, "moves_stock": restock} for line in given]
        return operations.transform(
            self.netsuite, return_id, "itemReceipt", {"lines": given}, replace={"lines"}
        )

    def refund_return(self, return_id: int, lines: Quantities | None = None) -> Transaction:
        """Refund on a return: a credit memo where the sale was an invoice, else a cash refund."""
        sale = self.netsuite.records.transactions.get(self.transaction(return_id).created_from or 0)
        billed = [sale] if sale is not None else []
        if sale is not None and sale.type == "SalesOrd":
            billed = self.netsuite.records.children(sale.id)
        invoiced = any(each.type == "CustInvc" for each in billed)
        return self._transform(return_id, "creditMemo" if invoiced else "cashRefund", lines)

    # --- deposits and the bank -------------------------------------------------------------

    def take_deposit(
        self, customer: int, amount: Decimal, order: int | None = None, **more: Any
    ) -> Transaction:
        """Record a customer deposit, for a sales order or for none."""
        fields = {"entity": customer, "payment": amount, "sales_order": order, **more}
        return self._create("customerDeposit", fields)

    def apply_deposit(
        self, deposit_id: int, invoice_id: int, amount: Decimal | None = None
    ) -> Transaction:
        """Apply a customer deposit to an invoice; None: as far as both go."""
        if amount is None:
            amount = min(
                self.transaction(deposit_id).amount_remaining,
                self.transaction(invoice_id).amount_remaining,
            )
        lines = [{"doc": invoice_id, "amount": amount}]
        return operations.transform(
            self.netsuite, deposit_id, "depositApplication", {"applications": lines}
        )

    def make_deposit(
        self,
        documents: Sequence[int] = (),
        account: int = 1,
        *,
        other: Sequence[tuple[int, Decimal]] = (),
        cash_back: Sequence[tuple[int, Decimal]] = (),
        **more: Any,
    ) -> Transaction:
        """Make Deposits: take documents from Undeposited Funds to the bank. `other` and
        `cash_back`: (account, amount); a negative other deposit is a fee."""
        fields = {
            "account": account,
            "payments": [{"doc": document} for document in documents],
            "other_deposits": [{"account": to, "amount": amount} for to, amount in other],
            "cash_back": [{"account": to, "amount": amount} for to, amount in cash_back],
            **more,
        }
        return self._create("deposit", fields)

    def write_journal(self, *lines: tuple[int, Decimal, Decimal], **more: Any) -> Transaction:
        """A journal entry of (account, debit, credit) lines."""
        given = [
            {"account": account, "debit": debit or None, "credit": credit or None}
            for account, debit, credit in lines
        ]
        return self._create("journalEntry", {"journal_lines": given, **more})

    def void(self, transaction_id: int) -> Transaction:
        """Void, in the way that the account's preference says. Raises UserError."""
        with self.netsuite.store.transaction():
            return voiding.void(self.netsuite, self.transaction(transaction_id))

    # --- the account -----------------------------------------------------------------------

    def set_up_full_year(self, year: int) -> AccountingPeriod:
        """Manage Accounting Periods > Set Up Full Year. Raises UserError when it is there."""
        with self.netsuite.store.transaction():
            return periods.set_up_year(self.netsuite, year)

    def close_period(self, year: int, month: int) -> AccountingPeriod:
        return periods.close(self.netsuite, self._month(year, month))

    def reopen_period(self, year: int, month: int) -> AccountingPeriod:
        """The quarter and the year above it are open again, too."""
        return periods.reopen(self.netsuite, self._month(year, month))

    def close_quarter(self, year: int, quarter: int) -> AccountingPeriod:
        """Raises UserError while a month of it is open."""
        month = self._month(year, 3 * quarter)
        return periods.close(self.netsuite, self._above(month))

    def close_year(self, year: int) -> AccountingPeriod:
        """Raises UserError while a quarter of it is open."""
        quarter = self._above(self._month(year, 12))
        return periods.close(self.netsuite, self._above(quarter))

    def lock_period(
        self, year: int, month: int, what: Literal["all", "ar", "ap"] = "all"
    ) -> AccountingPeriod:
        """Lock all transactions, or those of A/R or A/P, before the period is closed."""
        return self._period(year, month, **{_LOCKS[what]: True})

    def unlock_period(self, year: int, month: int) -> AccountingPeriod:
        return self._period(year, month, **dict.fromkeys(_LOCKS.values(), False))

    def set_exchange_rate(self, symbol: str, rate: Decimal) -> Currency:
        """Today's rate: the account's own currency per one unit. Raises KeyError."""
        found = self.netsuite.records.currencies_by_symbol.first(symbol)
        if found is None:
            raise KeyError(f"the account has no currency {symbol!r}")
        changed = msgspec.structs.replace(found, exchange_rate=rate)
        return self.netsuite.records.currencies.put(changed)

    def add_currency(self, symbol: str, rate: Decimal, precision: int = 2) -> Currency:
        """`precision`: decimal places of its amounts (0 for the yen)."""
        currencies = self.netsuite.records.currencies
        number = max(each.id for each in currencies) + 1
        return currencies.put(
            Currency(id=number, symbol=symbol, name=symbol, exchange_rate=rate, precision=precision)
        )

    def add_payment_method(
        self, name: str, account: int | None = None, *, is_check: bool = False
    ) -> PaymentMethod:
        """`account` None: money by this method goes to Undeposited Funds."""
        methods = self.netsuite.records.payment_methods
        number = max(each.id for each in methods) + 1
        return methods.put(PaymentMethod(id=number, name=name, account=account, is_check=is_check))

    def add_location(self, name: str, subsidiary: int | None = None) -> Location:
        locations = self.netsuite.records.locations
        number = max((each.id for each in locations), default=0) + 1
        return locations.put(Location(id=number, name=name, subsidiary=subsidiary))

    def distribute_inventory(self, name: str, units: Mapping[int, int | Decimal]) -> Item:
        """Transactions > Inventory > Distribute Inventory: lay what lies under no location at
        some (location -> units). Nothing is posted. Raises UserError, InvalidContent, KeyError."""
        with self.netsuite.store.transaction():
            given = {location: Decimal(quantity) for location, quantity in units.items()}
            item = stock.distribute(self.netsuite, self.item(name), given)
            for location in (0, *given):
                commitment.balance(self.netsuite, (item.id, location))
            return self.item(name)

    def enable_one_world(self, name: str = "Parent Company") -> Subsidiary:
        """Turn the feature on: a first subsidiary in the account's currency takes over customers,
        items and transactions that are there. Once on, NetSuite does not turn it off again."""
        records = self.netsuite.records
        base = next(each for each in records.currencies if each.is_base_currency)
        with self.netsuite.store.transaction():
            first = records.subsidiaries.put(Subsidiary(id=1, name=name, currency=base.id))
            self.netsuite.settings.one_world = True
            replace = msgspec.structs.replace
            for customer in list(records.entities):
                records.entities.put(replace(customer, subsidiary=first.id))
            for item in list(records.items):
                records.items.put(replace(item, subsidiaries=(first.id,)))
            for transaction in list(records.transactions):
                records.transactions.put(replace(transaction, subsidiary=first.id))
        return first

    def add_subsidiary(self, name: str, currency: str, parent: int = 1) -> Subsidiary:
        """`currency`: the symbol of its ledger's currency. Raises KeyError."""
        records = self.netsuite.records
        found = records.currencies_by_symbol.first(currency)
        if found is None or parent not in records.subsidiaries:
            raise KeyError(f"the account has no {currency!r}, or no subsidiary {parent}")
        number = max(each.id for each in records.subsidiaries) + 1
        with self.netsuite.store.transaction():
            made = records.subsidiaries.put(
                Subsidiary(id=number, name=name, currency=found.id, parent=parent)
            )
            consolidation.open_rates(self.netsuite, made)
        return made

    def set_consolidated_rates(
        self,
        year: int,
        month: int,
        from_subsidiary: int,
        to_subsidiary: int = 1,
        *,
        current: Decimal | None = None,
        average: Decimal | None = None,
        historical: Decimal | None = None,
    ) -> ConsolidatedRate:
        """Lists > Accounting > Consolidated Exchange Rates: what a unit of one company's currency
        is worth in the books of one above it. Raises KeyError, ValueError."""
        given = {"current_rate": current, "average_rate": average, "historical_rate": historical}
        rates = {name: rate for name, rate in given.items() if rate is not None}
        period = self._month(year, month).id
        pair = (from_subsidiary, to_subsidiary)
        return consolidation.set_rates(self.netsuite, period, pair, rates)

    def define_custom_field(
        self,
        script_id: str,
        kind: FieldKind = "text",
        *,
        label: str = "",
        record: str = "",
        target: str = "",
    ) -> CustomField:
        """Customization > Lists, Records & Fields > New: `custbody_`, `custcol_`, `custentity_`,
        `custitem_`, or `custrecord_` with its `record`; a `select` points at `target`. Raises
        ValueError, KeyError."""
        return custom.define_field(
            self.netsuite, script_id, kind, label=label, record=record, target=target
        )

    def define_custom_record(
        self, script_id: str, name: str = "", access: CustomAccess = "entries"
    ) -> CustomRecordType:
        """A new record type `customrecord_x`. `access`: what a role needs for it, the permission
        `customRecordEntries`, one under the type's own name ("list"), or none ("open"). Raises
        ValueError."""
        return custom.define_record_type(self.netsuite, script_id, name, access)

    # --- how it is done --------------------------------------------------------------------

    def _create(self, record_type: str, fields: Mapping[str, Any]) -> Transaction:
        made = operations.create(self.netsuite, record_type, fields)
        assert isinstance(made, Transaction)  # noqa: S101 - create answers in kind
        return made

    def _transform(self, source_id: int, target: str, lines: Quantities | None) -> Transaction:
        source = self.transaction(source_id)
        if lines is None:
            return operations.transform(self.netsuite, source_id, target)
        overlay = {"lines": self._selection(source, lines)}
        return operations.transform(self.netsuite, source_id, target, overlay, replace={"lines"})

    def _selection(self, source: Transaction, wanted: Quantities) -> list[dict[str, Any]]:
        """Body lines for `wanted`; several lines of one item are used in order."""
        selected: list[dict[str, Any]] = []
        for name, units in wanted.items():
            item = self.item(name)
            open_units = Decimal(units)
            candidates = [line for line in source.lines if line.item == item.id]
            if not candidates:
                raise UserError(NO_LINES, "item")
            for line in candidates:
                last = line is candidates[-1]
                free = line.quantity - line.quantity_refunded
                part = open_units if last else min(open_units, free)
                if part > 0:
                    selected.append({"line": line.line, "quantity": part})
                    open_units -= part
        return selected

    def _open_goods(self, source: Transaction) -> dict[str, Decimal]:
        """What a return still waits for, by item name."""
        wanted: dict[str, Decimal] = {}
        for line in source.lines:
            item = self.netsuite.records.items[line.item]
            left = line.quantity - line.quantity_received
            if item.item_type in ("InvtPart", "Kit") and left > 0 and not line.is_closed:
                wanted[item.item_id] = wanted.get(item.item_id, Decimal(0)) + left
        return wanted

    def _period(self, year: int, month: int, **changes: bool) -> AccountingPeriod:
        period = self._month(year, month)
        return self.netsuite.records.periods.put(msgspec.structs.replace(period, **changes))

    def _month(self, year: int, month: int) -> AccountingPeriod:
        period = self.netsuite.records.period_of(date(year, month, 1))
        if period is None:
            raise KeyError(f"the account has no accounting period {year}-{month:02d}")
        return period

    def _above(self, period: AccountingPeriod) -> AccountingPeriod:
        if period.parent is None:
            raise KeyError(f"nothing is above the accounting period {period.period_name}")
        return self.netsuite.records.periods[period.parent]
