"""BUILTIN.CONSOLIDATE: an amount in the books of a company above the one that posted it.

    BUILTIN.CONSOLIDATE(tal.amount, 'LEDGER', 'DEFAULT', 'DEFAULT', 1, 131, 'DEFAULT')
    field, view, consolidation rate, subsidiary rate, target subsidiary, period, accounting book

The amount is multiplied by the consolidated exchange rate of that period between the subsidiary of
its transaction and the target, and not rounded. `DEFAULT` for the subsidiary rate is the general
rate of the line's account; a transaction line names none and takes the current rate in a ledger
view, the average in an income view. `DEFAULT` for the target is the top company, for the period
the one that the transaction posted to. No rate (a company that is not above): NULL. In an account
without subsidiaries the amount stays as it is. Source: Help Center "BUILTIN.CONSOLIDATE".
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.names import base_column

__all__ = ["consolidate", "in_books_of"]

# Amounts in the currency of a subsidiary's books.
_AMOUNTS = {
    "transactionaccountingline": frozenset(
        {
            "debit", "credit", "amount", "netamount", "amountpaid", "amountunpaid",
            "amountlinked", "paymentamountused", "paymentamountunused",
        }
    ),
    "transactionline": frozenset({"netamount"}),
}  # fmt: skip
_RATES = ("CURRENT", "AVERAGE", "HISTORICAL")
_DEFAULT = "DEFAULT"


def consolidate(arguments: list[exp.Expr], *, one_world: bool) -> exp.Expr:
    """The call as a function of what its row says. Raises InvalidParameter for arguments that it
    does not take, and for a column that is no amount in somebody's books."""
    amount, view, kind, rate, target, period, _book = arguments
    if _text(view) not in ("LEDGER", "INCOME") or _text(kind) not in (_DEFAULT, "STANDARD"):
        raise unsupported()
    if not one_world:
        return amount.copy()
    base = base_column(amount) if isinstance(amount, exp.Column) else None
    if base is None or base[0] is not amount or base[0].name not in _AMOUNTS.get(base[1], ()):
        raise unsupported()
    of_account: exp.Expr = _beside(base[0], "ratetype")
    if base[1] == "transactionline":
        of_account = exp.Literal.string("CURRENT" if _text(view) == "LEDGER" else "AVERAGE")
    if _text(rate) == _DEFAULT:
        chosen = of_account
    elif isinstance(rate, exp.Literal) and _text(rate) not in _RATES:
        raise unsupported()
    else:
        chosen = rate.copy()
    given = [
        amount.copy(),
        _beside(base[0], "books"),
        chosen,
        exp.Null() if _text(target) == _DEFAULT else target.copy(),
        _beside(base[0], "postedin") if _text(period) == _DEFAULT else period.copy(),
    ]
    return exp.Anonymous(this="$consolidate", expressions=given)


def in_books_of(given: list[exp.Expr], call: Callable[..., exp.Expr]) -> exp.Expr:
    """The same for SQLite; `given` are stored values, `call` makes calls of our functions."""
    amount, books, chosen, wanted, period = given
    target = _top() if isinstance(wanted, exp.Null) else call("to_number", wanted)
    rates = [
        exp.If(
            this=exp.EQ(this=chosen.copy(), expression=exp.Literal.string(each)),
            true=_rate(f"{each.lower()}rate"),
        )
        for each in _RATES
    ]
    table = exp.Table(
        this=exp.to_identifier("consolidatedexchangerate"),
        alias=exp.TableAlias(this=exp.to_identifier(_ALIAS)),
    )
    fits = exp.and_(
        exp.EQ(this=_rate("fromsubsidiary"), expression=books.copy()),
        exp.EQ(this=_rate("tosubsidiary"), expression=target.copy()),
        exp.EQ(this=_rate("postingperiod"), expression=call("to_number", period)),
    )
    found = exp.Subquery(
        this=exp.Select(
            expressions=[exp.Case(ifs=rates)],
            from_=exp.From(this=table),
            where=exp.Where(this=fits),
        )
    )
    own = exp.If(this=exp.EQ(this=books, expression=target), true=amount.copy())
    return exp.Case(ifs=[own], default=call("$multiply", amount, found))


_ALIAS = "builtin consolidate"  # an alias that no query can write


def _rate(column: str) -> exp.Column:
    return exp.Column(this=exp.to_identifier(column), table=exp.to_identifier(_ALIAS))


def _top() -> exp.Subquery:
    """The company above all others."""
    company = exp.Column(this=exp.to_identifier("parent"), table=exp.to_identifier("subsidiary"))
    return exp.Subquery(
        this=exp.Select(
            expressions=[exp.column("id", table="subsidiary")],
            from_=exp.From(this=exp.Table(this=exp.to_identifier("subsidiary"))),
            where=exp.Where(this=exp.Is(this=company, expression=exp.Null())),
        )
    )


def _beside(column: exp.Column, name: str) -> exp.Column:
    """A hidden column of the same row."""
    return exp.Column(this=exp.to_identifier(name), table=column.args["table"].copy())


def _text(node: exp.Expr) -> str:
    """A literal text; anything else is an expression."""
    return node.name.upper() if isinstance(node, exp.Literal) and node.is_string else ""
