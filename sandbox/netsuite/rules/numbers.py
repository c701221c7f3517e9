"""Internal ids and document numbers: one series of ids for transactions, one for the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.netsuite.rules.domain import Domain

__all__ = ["TRAN_ID_PREFIXES", "next_list_id", "next_tran_id", "next_transaction_id"]

TRAN_ID_PREFIXES: dict[str, str] = {
    "SalesOrd": "SO",
    "CashSale": "CS",
    "CustInvc": "INV",
    "CashRfnd": "CR",
    "CustCred": "CM",
    "CustPymt": "PYMT",
    "CustRfnd": "RFND",
    "ItemShip": "IF",
    "RtnAuth": "RMA",
    "ItemRcpt": "IR",
    "CustDep": "CD",
    "DepAppl": "DA",
    "Deposit": "DEP",
    "Journal": "JE",
    "Estimate": "EST",
    "Check": "CHK",
}
_FIRST_LIST_ID = 101  # below: the ids that the account was handed over with
_FIRST_TRANSACTION_ID = 1001
_FIRST_NUMBER = 1001


def next_list_id(netsuite: Domain) -> int:
    return netsuite.ids.next("netsuite.list", _FIRST_LIST_ID)


def next_transaction_id(netsuite: Domain) -> int:
    return netsuite.ids.next("netsuite.transaction", _FIRST_TRANSACTION_ID)


def next_tran_id(netsuite: Domain, kind: str) -> str:
    """`SO1001`."""
    number = netsuite.ids.next(f"netsuite.tran_id.{kind}", _FIRST_NUMBER)
    return f"{TRAN_ID_PREFIXES[kind]}{number}"
