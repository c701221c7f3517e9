"""SuiteQL: NetSuite's query language over the documents of one account.

    run(netsuite, "SELECT id, tranid FROM transaction WHERE externalid = ?", ["ORDER-1001"])
    -> [{"id": "18", "tranid": "SO1018"}]

The text is parsed, refused or translated (translate.py) to one SQLite SELECT, which runs on a
projection of the documents (projection.py) whose numbers are exact (values.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sandbox.netsuite.suiteql.engine import Engine

if TYPE_CHECKING:
    from sandbox.netsuite.app import NetSuite

__all__ = ["engine_of", "run"]


def engine_of(netsuite: NetSuite) -> Engine:
    """The account's engine. It hangs on the account, and a world that never asks has none."""
    known = vars(netsuite).get("_suiteql")
    if not isinstance(known, Engine):
        known = Engine(netsuite.records, netsuite.settings, netsuite.clock)
        vars(netsuite)["_suiteql"] = known
    return known


def run(
    netsuite: NetSuite,
    sql: str,
    params: Sequence[Any] = (),
    types: frozenset[str] | None = None,
) -> list[dict[str, str]]:
    """Every row of the answer, up to the 100 000 that a query reaches: ordered lower-case keys,
    string values, no key where the value is NULL. `types`: the transaction types whose rows are
    seen; None: all. Raises InvalidParameter."""
    return engine_of(netsuite).run(sql, params, types)
