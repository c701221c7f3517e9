"""What a role without permission for some transaction types sees: everything but their rows.

Each table of transactions in the query stands for its rows of the types that the role may view. A
link shows when both of its ends do; lines, ledger lines and system notes go with their transaction.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

__all__ = ["restrict"]

# Table -> the columns that name a transaction, or its type.
_TYPES: dict[str, tuple[str, ...]] = {
    "transaction": ("type",),
    **dict.fromkeys(
        (
            "nexttransactionlinelink",
            "previoustransactionlinelink",
            "nexttransactionlink",
            "previoustransactionlink",
        ),
        ("previoustype", "nexttype"),
    ),
}
_DOCUMENTS = {
    "transactionline": "transaction",
    "transactionaccountingline": "transaction",
    "systemnote": "recordid",
}


def restrict(tree: exp.Query, types: Collection[str]) -> None:
    """Put the visible rows in the place of each table; the last pass but the names' own. `types`:
    codes of `transaction.type`."""
    for table in list(tree.find_all(exp.Table)):
        wanted: exp.Expr | None = None
        if table.name in _TYPES:
            wanted = exp.and_(*(_one_of(column, types) for column in _TYPES[table.name]))
        elif table.name in _DOCUMENTS:
            documents = _rows("transaction", _one_of("type", types))
            documents.set("expressions", [exp.column("id")])
            wanted = exp.In(
                this=exp.column(_DOCUMENTS[table.name]), query=exp.Subquery(this=documents)
            )
        if wanted is not None:
            alias = exp.TableAlias(this=exp.to_identifier(table.alias_or_name))
            table.replace(exp.Subquery(this=_rows(table.name, wanted), alias=alias))


def _rows(table: str, condition: exp.Expr) -> exp.Select:
    return exp.Select(
        expressions=[exp.Star()],
        from_=exp.From(this=exp.Table(this=exp.to_identifier(table))),
        where=exp.Where(this=condition),
    )


def _one_of(column: str, types: Collection[str]) -> exp.In:
    codes: list[exp.Expr] = [exp.Literal.string(code) for code in sorted(types)]
    return exp.In(this=exp.column(column), expressions=codes)
