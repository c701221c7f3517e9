"""The account's documents as SQLite tables, kept by followers of the store.

A write only notes which document became stale; the next query folds: the rows of each stale
document are deleted and written again. So a write and its query cost the same at any number of
records, a write that a restore takes back costs no SQL, and any branch of snapshots is followed.

Base tables hold columns named as in rows.py. What a query sees ends in an underscore: `customer_`
is such a table, `transaction_` and its like are views (a line's `createdfrom` is its header's, a
link's `previoustype` the other document's type).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from sandbox.kernel.store import Document, Follower, Table
from sandbox.netsuite.records import Records
from sandbox.netsuite.suiteql.rows import DOCUMENT_LINE, Row, Rows
from sandbox.netsuite.suiteql.schema import STOCK_TABLES, Catalogue
from sandbox.netsuite.suiteql.translate import physical
from sandbox.netsuite.suiteql.values import stored_number

__all__ = ["Projection"]

D = TypeVar("D", bound=Document)


def _names(text: str) -> list[str]:
    return text.split()


_TRANSACTION = [
    *_names(
        "id tranid transactionnumber trandisplayname type abbrevtype recordtype status entity "
        "trandate duedate shipdate postingperiod posting voided currency exchangerate foreigntotal "
        "taxtotal foreignamountpaid foreignamountunpaid otherrefnum memo externalid terms "
        "approvalstatus paymentmethod createddate lastmodifieddate subsidiary madefrom settled open"
    ),
]
_LINE = _names(
    "gl transaction id linesequencenumber uniquekey mainline taxline iscogs item itemtype quantity "
    "rate netamount foreignamount quantitybilled quantityshiprecv isclosed expenseaccount "
    "location memo quantitycommitted quantitybackordered"
)
_LEDGER = _names("key transaction transactionline account ratetype debit credit amount netamount")
_STOCK = _names("item location quantityonhand quantityavailable quantitycommitted averagecostmli "
                "onhandvaluemli")  # fmt: skip
_HEADER_LINK = _names("number previousdoc nextdoc nexttype linktype foreignamount lastmodifieddate")
_LINK = [*_HEADER_LINK, "previousline", "nextline"]
# Tables that a query sees as views over the base tables, and the one that holds nothing.
_VIEWED = frozenset(
    {
        "transaction",
        "transactionline",
        "transactionaccountingline",
        "nexttransactionlinelink",
        "previoustransactionlinelink",
        "nexttransactionlink",
        "previoustransactionlink",
        *STOCK_TABLES,
        "dual",
    }
)
_INDEXES = {
    "tx": "externalid otherrefnum tranid entity madefrom type lastmodifieddate trandate",
    "line": "item gl",
    "ledger": "transaction account",
    "link": "previousdoc",
    "header": "previousdoc",
    "customer_": "email_ externalid_ entityid_",
    "item_": "itemid_ externalid_",
    "consolidatedexchangerate_": "fromsubsidiary_",
    "systemnote_": "recordid_",
}
_NOTHING = f"x'{stored_number(0).hex()}'"
_WAITING = (
    "(SELECT ns_sum(w.quantitybackordered) FROM line w "
    "WHERE w.item = b.item AND w.location = b.location)"
)
# What no query can name: `shown` is what BUILTIN.DF displays, the rest is for BUILTIN.CONSOLIDATE:
# whose books an amount is in, where it was posted, and the rate that its account takes.
_HIDDEN = ("shown", "books", "postedin", "ratetype")
_BOOKS = {"books": "t.subsidiary", "postedin": "t.postingperiod"}
# Where a column of a view is not the base column of that name.
_COMPUTED = {
    "transaction_": {"closedate": "NULL", "shown": "b.trandisplayname"},
    "transactionline_": {
        "createdfrom": "t.madefrom",
        "itemtype": "coalesce(b.itemtype, i.itemtype_)",
        "subsidiary": "t.subsidiary",
        **dict.fromkeys(("department", "class"), "NULL"),
        "ratetype": "NULL",
        **_BOOKS,
    },
    "transactionaccountingline_": {
        "ratetype": "b.ratetype",
        **_BOOKS,
        "accountingbook": f"x'{stored_number(1).hex()}'",
        "posting": "'T'",
        "exchangerate": "t.exchangerate",
        "amountpaid": "CASE WHEN b.transactionline = x'4f' AND t.type = 'CustInvc' "
        "THEN t.settled END",
        "amountunpaid": "CASE WHEN b.transactionline = x'4f' AND t.type = 'CustInvc' "
        "THEN t.open END",
        "paymentamountused": "CASE WHEN b.transactionline = x'4f' AND t.type IN "
        "('CustPymt', 'CustCred') THEN t.settled END",
        "paymentamountunused": "CASE WHEN b.transactionline = x'4f' AND t.type IN "
        "('CustPymt', 'CustCred') THEN t.open END",
        "amountlinked": "NULL",
    },
    "stock": {
        "quantitybackordered": f"coalesce({_WAITING}, {_NOTHING})",
        **dict.fromkeys(("quantityonorder", "quantityintransit"), _NOTHING),
        **dict.fromkeys(("preferredstocklevel", "reorderpoint"), "NULL"),
    },
    # What a document made from another is called depends on the other, too.
    "link": {
        "previoustype": "t.type",
        "linktype": "CASE WHEN b.linktype = 'Refund' AND t.type = 'RtnAuth' THEN 'RcptBill' "
        "WHEN b.linktype = 'OrdBill' AND t.type = 'Estimate' THEN 'EstInvc' ELSE b.linktype END",
    },
}
_FROM = {
    "transaction_": "tx b",
    "transactionline_": 'line b JOIN tx t ON t.id = b."transaction" '
    "LEFT JOIN item_ i ON i.id_ = b.item",
    "transactionaccountingline_": 'ledger b JOIN tx t ON t.id = b."transaction"',
    "nexttransactionlinelink_": "link b JOIN tx t ON t.id = b.previousdoc",
    "previoustransactionlinelink_": "link b JOIN tx t ON t.id = b.previousdoc",
    "nexttransactionlink_": "header b JOIN tx t ON t.id = b.previousdoc",
    "previoustransactionlink_": "header b JOIN tx t ON t.id = b.previousdoc",
    **dict.fromkeys((physical(name) for name in STOCK_TABLES), "stock b"),
}


class _Writer(Generic[D]):
    """The rows of one document in one base table. `key`: the column that names the document."""

    def __init__(
        self,
        table: str,
        columns: Iterable[str],
        key: str,
        rows: Callable[[D], Iterable[Row]],
    ) -> None:
        self.columns = list(columns)
        self.rows = rows
        suffix = "_" if table.endswith("_") else ""
        names = ", ".join(f'"{column}{suffix}"' for column in self.columns)
        marks = ", ".join("?" for _ in self.columns)
        self.insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - own names
        self.delete = f'DELETE FROM {table} WHERE "{key}{suffix}" = ?'  # noqa: S608 - own names
        if table == "line" and key == "transaction":
            # Lines of the document and lines of its ledger rows share a table.
            self.delete += f" AND gl = x'{DOCUMENT_LINE.hex()}'"


class _Mirror(Follower[D]):
    def __init__(
        self, table: Table[D], connection: sqlite3.Connection, *writers: _Writer[D]
    ) -> None:
        self.connection = connection
        self.writers = writers
        super().__init__(table)

    def insert(self, document: D) -> None:
        for writer in self.writers:
            rows = [[row.get(column) for column in writer.columns] for row in writer.rows(document)]
            if rows:
                self.connection.executemany(writer.insert, rows)

    def remove(self, document: D) -> None:
        key = (stored_number(document.id),)
        for writer in self.writers:
            self.connection.execute(writer.delete, key)

    def leave(self) -> None:
        """Stop following; another projection takes over."""
        self.table.followers.remove(self)


class Projection:
    """The SQLite database of one account. `fold` brings it up to date; every query calls it."""

    def __init__(self, records: Records, rows: Rows, catalogue: Catalogue) -> None:
        # One world is used by one thread at a time, not always the one that made it.
        self.connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False, cached_statements=512
        )
        self.catalogue = catalogue
        for statement in _definitions(catalogue):
            self.connection.execute(statement)
        self.mirrors = _mirrors(records, rows, self.connection, catalogue)

    def fold(self) -> None:
        if any(mirror.stale for mirror in self.mirrors):
            self.connection.execute("BEGIN")
            try:
                for mirror in self.mirrors:
                    mirror.fold()
            finally:
                self.connection.execute("COMMIT")

    def close(self) -> None:
        for mirror in self.mirrors:
            mirror.leave()
        self.connection.close()

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table a query can name, in a fixed order: to compare projections."""
        self.fold()
        found: dict[str, list[tuple[Any, ...]]] = {}
        for table in self.catalogue.tables:
            rows = self.connection.execute(f"SELECT * FROM {physical(table)}")  # noqa: S608 - own names
            found[table] = sorted(rows, key=repr)
        return found


def _mirrors(
    records: Records, rows: Rows, connection: sqlite3.Connection, catalogue: Catalogue
) -> list[_Mirror[Any]]:
    def with_custom(
        table: str, write: Callable[[Any], Iterable[Row]]
    ) -> Callable[[Any], Iterable[Row]]:
        """The rows of a document with its custom fields; a line carries them itself."""
        fields = catalogue.custom(table)
        if not fields:
            return write
        return lambda document: (
            {**row, **rows.custom(document.custom, fields)} for row in write(document)
        )

    def mirror(table: Table[Any], *writers: _Writer[Any]) -> _Mirror[Any]:
        return _Mirror(table, connection, *writers)

    def listed(name: str, write: Callable[[Any], Iterable[Row]], key: str = "id") -> _Writer[Any]:
        columns = _list_columns(catalogue, name)
        return _Writer(physical(name), columns, key, with_custom(name, write))

    lists = [
        mirror(records.entities, listed("customer", rows.customer)),
        mirror(records.items, listed("item", rows.item), listed("pricing", rows.price, key="item")),
        mirror(records.accounts, listed("account", rows.account)),
        mirror(records.currencies, listed("currency", rows.currency)),
        mirror(records.periods, listed("accountingperiod", rows.period)),
        mirror(records.payment_methods, listed("paymentmethod", rows.payment_method)),
        mirror(records.terms, listed("term", rows.term)),
        mirror(records.system_notes, listed("systemnote", rows.note)),
    ]
    if catalogue.locations:
        lists.append(mirror(records.locations, listed("location", rows.location)))
        lists.append(mirror(records.items, _Writer("stock", _STOCK, "item", rows.stock)))
    if catalogue.one_world:
        related = "customersubsidiaryrelationship"
        lists.append(mirror(records.subsidiaries, listed("subsidiary", rows.subsidiary)))
        rates = listed("consolidatedexchangerate", rows.consolidated_rate)
        lists.append(mirror(records.consolidated_rates, rates))
        lists.append(mirror(records.entities, listed(related, rows.relationship)))
    if catalogue.records:
        own = [listed(kind.id, _only(kind.id, rows.custom_record)) for kind in catalogue.records]
        lists.append(mirror(records.custom_records, *own))
    return [
        mirror(
            records.transactions,
            _Writer(
                "tx",
                [*_TRANSACTION, *_custom_names(catalogue, "transaction")],
                "id",
                with_custom("transaction", rows.transaction),
            ),
            _Writer("line", _line_columns(catalogue), "transaction", _lines(catalogue, rows)),
            _Writer("link", _LINK, "nextdoc", rows.links),
            _Writer("header", _HEADER_LINK, "nextdoc", rows.headers),
        ),
        mirror(
            records.ledger,
            _Writer("ledger", _LEDGER, "key", rows.posting),
            _Writer("line", _line_columns(catalogue), "gl", rows.posting_lines),
        ),
        *lists,
    ]


def _lines(catalogue: Catalogue, rows: Rows) -> Callable[[Any], Iterable[Row]]:
    fields = catalogue.custom("transactionline")
    return lambda document: rows.lines(document, fields)


def _only(kind: str, write: Callable[[Any], Iterable[Row]]) -> Callable[[Any], Iterable[Row]]:
    return lambda record: write(record) if record.kind == kind else ()


def _custom_names(catalogue: Catalogue, table: str) -> list[str]:
    return [field.id for field in catalogue.custom(table)]


def _line_columns(catalogue: Catalogue) -> list[str]:
    return [*_LINE, *_custom_names(catalogue, "transactionline")]


def _list_columns(catalogue: Catalogue, name: str) -> list[str]:
    return [*catalogue.tables[name], "shown"]


def _definitions(catalogue: Catalogue) -> list[str]:
    transaction = [*_TRANSACTION, *_custom_names(catalogue, "transaction")]
    made = [
        _table("tx", transaction, "id"),
        _table("line", _line_columns(catalogue), "transaction", "id", "gl"),
        _table("ledger", _LEDGER, "key"),
        _table("link", _LINK, "nextdoc", "number"),
        _table("header", _HEADER_LINK, "nextdoc", "number"),
        _table("stock", _STOCK, "item", "location"),
    ]
    for name in catalogue.tables.keys() - _VIEWED:
        columns = [physical(column) for column in _list_columns(catalogue, name)]
        made.append(_table(physical(name), columns, "id_" if "id_" in columns else "item_"))
    made += ["CREATE TABLE dual_ (dummy_)", "INSERT INTO dual_ VALUES ('X')"]
    made += [
        f'CREATE INDEX {table}_by_{column} ON {table} ("{column}")'
        for table, indexed in _INDEXES.items()
        if not table.endswith("_") or table.removesuffix("_") in catalogue.tables
        for column in indexed.split()
    ]
    viewed = [name for name in _FROM if name.removesuffix("_") in catalogue.tables]
    return [*made, *(_view(catalogue, name) for name in viewed)]


def _table(name: str, columns: Iterable[str], *key: str) -> str:
    """Ordered by its key, so that what a query finds does not depend on the history of writes."""
    body = ", ".join(f'"{column}"' for column in columns)
    keys = ", ".join(f'"{column}"' for column in key)
    return f"CREATE TABLE {name} ({body}, PRIMARY KEY ({keys})) WITHOUT ROWID"


def _view(catalogue: Catalogue, name: str) -> str:
    table = name.removesuffix("_")
    kind = "link" if table.endswith("link") else "stock" if table in STOCK_TABLES else name
    computed = _COMPUTED.get(kind, {})
    columns = [*catalogue.tables[table], *(name for name in _HIDDEN if name in computed)]
    listed = ", ".join(
        f"{computed.get(column) or _base_column(column)} AS {physical(column)}"
        for column in columns
    )
    return f"CREATE VIEW {name} AS SELECT {listed} FROM {_FROM[name]}"  # noqa: S608 - own names


def _base_column(column: str) -> str:
    return f'b."{column}"'
