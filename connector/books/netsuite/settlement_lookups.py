"""What settlements look up with SuiteQL: items by name, the customer, bills by reference."""

from __future__ import annotations

from collections.abc import Sequence

from connector.books.books import ItemRef
from connector.books.netsuite.api import Row
from connector.books.netsuite.lookups import DOCUMENT, Lookups, chunks

__all__ = ["SettlementLookups"]


class SettlementLookups(Lookups):
    async def items_named(self, names: Sequence[str]) -> dict[str, ItemRef]:
        """Items by name, whatever its case, or by internal id; missing ones are absent. `sku` is
        the name. Not kept: an item that was just made active counts."""
        found: dict[str, ItemRef] = {}
        wanted = list(dict.fromkeys(name for name in names if name))
        for column, given in (
            ("id", [name for name in wanted if name.isdigit()]),
            ("LOWER(itemid)", [name for name in wanted if not name.isdigit()]),
        ):
            spelled: dict[str, list[str]] = {}
            for name in given:
                spelled.setdefault(name.lower(), []).append(name)
            for chunk in chunks(list(spelled)):
                marks = ", ".join("?" * len(chunk))
                for row in await self._suitetalk.rows(
                    "SELECT id, itemid, isinactive FROM item "  # noqa: S608 - constants
                    f"WHERE {column} IN ({marks}) ORDER BY id",
                    *chunk,
                ):
                    item = ItemRef(
                        id=row["id"], sku=row["itemid"], inactive=row.get("isinactive", "F") == "T"
                    )
                    key = row["id"] if column == "id" else row["itemid"].lower()
                    for name in spelled[key]:
                        if name not in found or (found[name].inactive and not item.inactive):
                            found[name] = item
        return found

    async def charge_account(self) -> str:
        """The income account of the oldest charge item; empty when there is none."""
        known = self._recall("charge account", "")
        if known is None:
            row = await self._suitetalk.first(
                "SELECT id, incomeaccount FROM item WHERE itemtype = 'OthCharge' "
                "AND incomeaccount IS NOT NULL AND isinactive = 'F' ORDER BY id"
            )
            known = self._keep("charge account", "", row["incomeaccount"]) if row else ""
        return known

    async def is_customer(self, internal_id: str) -> bool:
        """An active customer."""
        if not internal_id.isdigit():
            return False
        row = await self._suitetalk.first(
            "SELECT id FROM customer WHERE id = ? AND isinactive = 'F' ORDER BY id", internal_id
        )
        return row is not None

    async def bills_named(self, order_name: str) -> list[Row]:
        """Cash sales and invoices with this reference number, voided ones left out."""
        rows = await self._suitetalk.rows(
            f"SELECT {DOCUMENT}, t.voided FROM transaction t "  # noqa: S608 - constant text
            "WHERE t.otherrefnum = ? AND t.type IN ('CashSale', 'CustInvc') ORDER BY t.id",
            order_name,
        )
        return [row for row in rows if row.get("voided", "F") != "T"]

    async def stand_alone_named(self, reference: str) -> list[Row]:
        """Cash sales, cash refunds and credit memos with this reference number."""
        rows = await self._suitetalk.rows(
            f"SELECT {DOCUMENT}, t.voided FROM transaction t "  # noqa: S608 - constant text
            "WHERE t.otherrefnum = ? AND t.type IN ('CashSale', 'CashRfnd', 'CustCred') "
            "ORDER BY t.id",
            reference,
        )
        return [row for row in rows if row.get("voided", "F") != "T"]

    async def bill_types(self, order_names: Sequence[str]) -> dict[str, set[str]]:
        """Reference number -> types of the bills that have it."""
        found: dict[str, set[str]] = {}
        for chunk in chunks(list(dict.fromkeys(order_names))):
            marks = ", ".join("?" * len(chunk))
            for row in await self._suitetalk.rows(
                "SELECT t.id, t.otherrefnum, t.type, t.voided FROM transaction t "  # noqa: S608
                f"WHERE t.otherrefnum IN ({marks}) AND t.type IN ('CashSale', 'CustInvc') "
                "ORDER BY t.id",
                *chunk,
            ):
                if row.get("voided", "F") != "T":
                    found.setdefault(row["otherrefnum"], set()).add(row["type"])
        return found
