"""Goods that come back without going on the shelf: a return authorization and its item receipt.

A cash refund or credit memo that is made from a billed record restocks its goods whatever it is
told; only an item receipt has the box (Help Center "Mapping the Restock Field on Item Receipts
Created on Refunds"). The refund is then made from the return, which moves no stock itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from connector.books.books import GoodsReturn, Written
from connector.books.netsuite import reading
from connector.books.netsuite.api import SOURCE, SuiteTalk
from connector.model import BilledKind
from connector.trouble import Refused

__all__ = ["RETURN", "Returns", "receipt_body", "return_body"]

Json = dict[str, Any]

RETURN = "returnAuthorization"
_BILLED_RECORDS = {BilledKind.CASH_SALE: "cashSale", BilledKind.INVOICE: "invoice"}
_CLOSED_PERIOD = (
    "Reopen the accounting period and post again, or cancel and book the refund by hand in an open "
    "one."
)


def return_body(goods: GoodsReturn, key: str) -> Json:
    """Approved, or the goods could not be received. A line that does not come back is named with
    quantity 0: untouched ones would come back whole."""
    return {
        "externalId": key,
        "tranDate": goods.day.isoformat(),
        "otherRefNum": goods.order_name,
        "memo": goods.memo,
        "orderStatus": {"id": "B"},
        "item": {
            "items": [
                {"orderLine": each.line, "quantity": goods.units(each.line)}
                for each in goods.billed.lines
            ]
        },
    }


def receipt_body(goods: GoodsReturn, lines: Mapping[int, int], key: str) -> Json:
    """`lines`: line of the billed record -> line of the return."""
    return {
        "externalId": key,
        "tranDate": goods.day.isoformat(),
        "memo": goods.memo,
        "item": {
            "items": [
                {
                    "orderLine": lines[line.billed_line],
                    "quantity": line.quantity,
                    "restock": line.restock,
                }
                for line in goods.stocked
            ]
        },
    }


class Returns:
    """`written_before` says what a key is on that NetSuite has refused to take, or raises."""

    def __init__(
        self, suitetalk: SuiteTalk, written_before: Callable[[str, Refused], Awaitable[Written]]
    ) -> None:
        self._suitetalk = suitetalk
        self._written_before = written_before

    async def authorize(self, goods: GoodsReturn, key: str) -> Written:
        source = (_BILLED_RECORDS[goods.billed.kind], goods.billed.id)
        return await self._transformed(source, RETURN, return_body(goods, key), key)

    async def receive(self, return_id: str, goods: GoodsReturn, key: str) -> Written:
        body = receipt_body(goods, await self.lines_of(return_id), key)
        return await self._transformed((RETURN, return_id), "itemReceipt", body, key)

    async def lines_of(self, return_id: str) -> dict[int, int]:
        """Line of the billed record -> line of the return that was made from it."""
        record = await self._suitetalk.get(RETURN, return_id)
        if record is None:
            raise Refused(
                f"Return authorization {return_id} is no longer in NetSuite.",
                SOURCE,
                code="RETURN_NOT_FOUND",
                remedy="Post again: it is written anew.",
            )
        return {
            int(line["orderLine"]): int(line["line"])
            for line in reading.lines_of(record, "item")
            if line.get("orderLine") is not None
        }

    async def _transformed(
        self, source: tuple[str, str], target: str, body: Json, key: str
    ) -> Written:
        try:
            internal_id = await self._suitetalk.transform(*source, target, body)
        except Refused as refused:
            return await self._written_before(key, _explained(refused))
        return Written(id=internal_id)


def _explained(refused: Refused) -> Refused:
    if refused.remedy or "accounting period" not in refused.verbatim.lower():
        return refused
    return Refused(
        refused.sentence, SOURCE, refused.verbatim, code=refused.code, remedy=_CLOSED_PERIOD
    )
