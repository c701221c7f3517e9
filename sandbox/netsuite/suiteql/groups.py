"""What GROUP BY allows: Oracle's rules, which SQLite does not enforce."""

from __future__ import annotations

from sqlglot import exp

from sandbox.netsuite.suiteql.dialect import arg, is_aggregate
from sandbox.netsuite.suiteql.errors import unsupported
from sandbox.netsuite.suiteql.names import owner

__all__ = ["check_groups"]


def check_groups(tree: exp.Query) -> None:
    """Raises InvalidParameter: an aggregate where rows are still single (WHERE, ON, GROUP BY), or
    a single value where rows are already groups (ORA-00934, ORA-00979, ORA-00937)."""
    for aggregate in [node for node in tree.walk() if is_aggregate(node)]:
        place = aggregate.find_ancestor(exp.Where, exp.Join, exp.Group, exp.Select)
        if not isinstance(place, exp.Select) or _nested(aggregate):
            raise unsupported()
    for select in tree.find_all(exp.Select):
        _check(select)


def _nested(aggregate: exp.Expr) -> bool:
    at = aggregate.parent
    while at is not None and not isinstance(at, exp.Select):
        if is_aggregate(at):
            return True
        at = at.parent
    return False


def _check(select: exp.Select) -> None:
    group = arg(select, "group", exp.Group)
    having = arg(select, "having", exp.Having)
    order = arg(select, "order", exp.Order)
    grouped = {each.sql() for each in group.expressions} if group is not None else set()
    shown: list[exp.Expr] = [*select.expressions]
    if having is not None:
        shown.append(having)
    if order is not None:
        shown += [each for each in order.expressions if not isinstance(each.this, exp.Literal)]
    if group is None and having is None and not any(_has_aggregate(each) for each in shown):
        return
    if not all(_whole(each, grouped, select) for each in shown):
        raise unsupported()


def _has_aggregate(node: exp.Expr) -> bool:
    if is_aggregate(node):
        return True
    return not isinstance(node, exp.Query) and any(
        _has_aggregate(child) for child in node.iter_expressions()
    )


def _whole(node: exp.Expr, grouped: set[str], select: exp.Select) -> bool:
    """One value for each group."""
    if is_aggregate(node) or node.sql() in grouped:
        return True
    if isinstance(node, exp.Column):
        if not node.table:  # a name of the answer
            return True
        found = owner(node)
        return found is not None and found[0] is not select
    return all(_whole(child, grouped, select) for child in node.iter_expressions())
