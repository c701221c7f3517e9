"""What the adapter asks QuickBooks for: items, accounts, customers, names of lists.

Lists of the company are kept for some minutes, hits only: what was not found is asked again at
once. Inactive objects are hidden from a query that does not name them, and their names have
` (deleted)` appended. Sources: developer.intuit.com "Data queries"; names as recorded by a public
client.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from connector.books.quickbooks_online.api import Accounting, Json
from connector.books.quickbooks_online.faults import SOURCE
from connector.books.quickbooks_online.query import and_, equals, one_of, quoted
from connector.books.quickbooks_online.reading import DELETED
from connector.books.sales_books import AccountRef, BooksPreferences, CustomerRef, SalesItem
from connector.clock import Clock
from connector.money import Money
from connector.trouble import Refused

__all__ = ["Lookups", "customer_ref"]

T = TypeVar("T")

CHUNK = 50
KEPT = timedelta(minutes=10)
ALL = "Active IN (true, false)"
UNDEPOSITED = "Undeposited Funds"
_UNSALEABLE = {"Category"}  # an item line refuses them


class Lookups:
    """`by_sku`: SKUs are compared with the SKU field of an item, and with its name only where
    that field is empty; otherwise with its name."""

    def __init__(self, accounting: Accounting, clock: Clock, *, by_sku: bool = False) -> None:
        self._accounting = accounting
        self._clock = clock
        self._by_sku = by_sku
        self._kept: dict[tuple[str, str], tuple[datetime, Any]] = {}

    async def preferences(self) -> BooksPreferences:
        """Asked anew: people change them."""
        found = _preferences(await self._accounting.preferences())
        self._keep("preferences", "", found)
        return found

    async def known_preferences(self) -> BooksPreferences:
        """As they were some minutes ago at most."""
        kept = self._recall("preferences", "", BooksPreferences)
        return kept or await self.preferences()

    # --- items -------------------------------------------------------------------------------

    async def items(self, names: Sequence[str]) -> dict[str, SalesItem]:
        """An active item before an inactive one, then the older."""
        found = {}
        for name in names:
            kept = self._recall("item", name, SalesItem)
            if kept is not None:
                found[name] = kept
        missing = [name for name in dict.fromkeys(names) if name and name not in found]
        for chunk in _chunks(missing):
            rows = await self._item_rows(chunk)
            for name in chunk:
                item = next((each for each in rows if self._is_called(name, each)), None)
                if item is None:
                    continue
                found[name] = _sales_item(item, name)
                if not found[name].inactive:
                    self._keep("item", name, found[name])
        return found

    async def skus(self, item_ids: Iterable[str]) -> dict[str, str]:
        """What the SKUs of orders are compared with, of items of a document. Empty where that is
        the name: documents show it."""
        found: dict[str, str] = {}
        if not self._by_sku:
            return found
        wanted = [each for each in dict.fromkeys(item_ids) if each.isdigit()]
        for each in wanted:
            kept = self._recall("sku", each, str)
            if kept is not None:
                found[each] = kept
        for chunk in _chunks([each for each in wanted if each not in found]):
            for condition in one_of("Id", chunk):
                for row in await self._items_where(condition):
                    number = str(row["Id"])
                    called = str(row.get("Sku") or "") or _bare(str(row.get("Name", "")))
                    found[number] = self._keep("sku", number, called)
        return found

    def _is_called(self, name: str, row: Json) -> bool:
        sku = str(row.get("Sku") or "") if self._by_sku else ""
        return (
            sku.casefold() == name.casefold() if sku else name.casefold() in _names(row, ("Name",))
        )

    async def _item_rows(self, names: Sequence[str]) -> list[Json]:
        conditions = one_of("Name", [*names, *(name + DELETED for name in names)])
        if self._by_sku:
            conditions += one_of("Sku", names)
        rows = {}
        for condition in conditions:
            rows.update({str(row["Id"]): row for row in await self._items_where(condition)})
        ordered = sorted(rows.values(), key=lambda row: (not _active(row), int(row["Id"])))
        return [row for row in ordered if row.get("Type") not in _UNSALEABLE]

    async def _items_where(self, condition: str) -> list[Json]:
        """The SKU is shown only to those who ask for it by name."""
        return await self._accounting.rows("Item", and_(condition, ALL), columns="*, Sku")

    # --- accounts and other lists ------------------------------------------------------------

    async def account(self, name_or_id: str) -> AccountRef | None:
        """The account of undeposited money is also found under the other names that QuickBooks
        gives it ("Payments to deposit", translations): its subtype stays the same."""
        kept = self._recall("account", name_or_id, AccountRef)
        if kept is not None:
            return kept
        conditions = [equals("Name", name_or_id), equals("FullyQualifiedName", name_or_id)]
        if name_or_id.isdigit():
            conditions.insert(0, f"Id = {quoted(name_or_id)}")
        if name_or_id == UNDEPOSITED:
            conditions.append("AccountSubType = 'UndepositedFunds'")
        for condition in conditions:
            rows = await self._accounting.rows("Account", and_(condition, ALL))
            for row in sorted(rows, key=lambda each: not _active(each)):
                named = name_or_id.casefold() in _names(row) | {str(row["Id"])}
                if named or condition.startswith("AccountSubType"):
                    found = AccountRef(
                        id=str(row["Id"]),
                        name=str(row.get("Name", "")),
                        type=str(row.get("AccountType", "")),
                        inactive=not _active(row),
                    )
                    return found if found.inactive else self._keep("account", name_or_id, found)
        return None

    async def payment_method_id(self, name: str) -> str:
        return await self._listed(
            "PaymentMethod", name, "payment method", "payment_methods of the account"
        )

    async def tax_code_id(self, name: str) -> str:
        return await self._listed("TaxCode", name, "tax code", "quickbooks_online.tax_code")

    async def _listed(self, entity: str, name: str, what: str, setting: str) -> str:
        """An id is taken as it is; a name is looked up. Raises Refused when there is none."""
        if name.isdigit():
            return name
        kept = self._recall(entity, name, str)
        if kept is not None:
            return kept
        for row in await self._accounting.rows(entity, equals("Name", name)):
            if str(row.get("Name", "")).casefold() == name.casefold():
                return self._keep(entity, name, str(row["Id"]))
        raise Refused(
            f"{SOURCE} has no {what} called {name!r}.",
            SOURCE,
            code="NAME_NOT_FOUND",
            remedy=f"Create the {what} in {SOURCE}, or correct {setting} in the settings.",
        )

    # --- customers ---------------------------------------------------------------------------

    async def customers(self, email: str, name: str) -> list[CustomerRef]:
        """By e-mail, else by display name, where that is not somebody with another e-mail: two
        people of one name do not settle each other's invoices. Oldest first, active ones before
        inactive ones."""
        email, name = email.strip(), name.strip()
        home = (await self.known_preferences()).home_currency
        for field, text, read in (
            ("PrimaryEmailAddr", email, _email),
            ("DisplayName", name, lambda row: str(row.get("DisplayName", ""))),
        ):
            if not text:
                continue
            rows = await self._accounting.rows("Customer", and_(equals(field, text), ALL))
            matching = [
                row
                for row in rows
                if read(row).casefold() == text.casefold() and _may_be(row, email)
            ]
            if matching:
                ordered = sorted(matching, key=lambda row: (not _active(row), int(row["Id"])))
                return [customer_ref(row, home) for row in ordered]
        return []

    # --- helpers -----------------------------------------------------------------------------

    def _recall(self, kind: str, key: str, expected: type[T]) -> T | None:
        kept = self._kept.get((kind, key))
        if kept is None or self._clock.now() >= kept[0] + KEPT:
            return None
        return kept[1] if isinstance(kept[1], expected) else None

    def _keep(self, kind: str, key: str, value: T) -> T:
        self._kept[kind, key] = (self._clock.now(), value)
        return value


def customer_ref(row: Json, home: str) -> CustomerRef:
    currency = str((row.get("CurrencyRef") or {}).get("value") or home)
    return CustomerRef(
        id=str(row["Id"]),
        name=str(row.get("DisplayName", "")),
        currency=currency,
        balance=Money.of(row.get("Balance", 0), currency),
        inactive=not _active(row),
    )


def _preferences(record: Json) -> BooksPreferences:
    sales = record.get("SalesFormsPrefs") or {}
    currency = record.get("CurrencyPrefs") or {}
    closed = str((record.get("AccountingInfoPrefs") or {}).get("BookCloseDate") or "")
    return BooksPreferences(
        home_currency=str((currency.get("HomeCurrency") or {}).get("value") or "USD"),
        multicurrency=bool(currency.get("MultiCurrencyEnabled")),
        numbers_itself=not sales.get("CustomTxnNumbers"),
        applies_credits=bool(sales.get("AutoApplyCredit")),
        own_tax_engine=bool((record.get("TaxPrefs") or {}).get("PartnerTaxEnabled")),
        books_closed_until=date.fromisoformat(closed[:10]) if closed else None,
        shipping_allowed=bool(sales.get("AllowShipping")),
        discounts_allowed=bool(sales.get("AllowDiscount")),
    )


def _sales_item(row: Json, name: str) -> SalesItem:
    return SalesItem(
        id=str(row["Id"]),
        name=name,
        inactive=not _active(row),
        stocked=row.get("Type") == "Inventory",
    )


def _names(row: Json, fields: Iterable[str] = ("Name", "FullyQualifiedName")) -> set[str]:
    """The names an object goes by, an inactive one without its mark too."""
    names = {str(row.get(field) or "") for field in fields}
    if not _active(row):
        names |= {_bare(each) for each in names}
    return {each.casefold() for each in names}


def _bare(name: str) -> str:
    return name.removesuffix(DELETED)


def _active(row: Json) -> bool:
    return row.get("Active", True) is not False


def _email(row: Json) -> str:
    return str((row.get("PrimaryEmailAddr") or {}).get("Address") or "")


def _may_be(row: Json, email: str) -> bool:
    """QuickBooks keeps several addresses of one person in one field, with commas."""
    known = {each.strip().casefold() for each in _email(row).split(",") if each.strip()}
    return not email or not known or email.casefold() in known


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + CHUNK] for at in range(0, len(values), CHUNK))
