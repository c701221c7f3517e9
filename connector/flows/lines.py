"""Which line of the books is which line of the storefront's order. Pure.

The connector writes an order's lines in the order's own sequence, so position and SKU agree; where
somebody inserted or removed lines since, the SKU alone decides (first line not taken yet).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connector.model import BooksLine, Order, OrderLine

__all__ = ["books_sku", "match_lines", "written_lines"]


def books_sku(sku: str, mapping: Mapping[str, str]) -> str:
    """The SKU the books use for the channel's SKU."""
    return mapping.get(sku, sku)


def written_lines(order: Order) -> tuple[OrderLine, ...]:
    """The lines an order document in the books has: those that still hold a quantity."""
    return tuple(line for line in order.lines if line.quantity > 0)


def match_lines(
    order: Order, lines: Sequence[BooksLine], mapping: Mapping[str, str]
) -> dict[int, OrderLine]:
    """Books line number -> the order's line. Lines that match nothing are absent."""
    wanted = list(written_lines(order))
    matched: dict[int, OrderLine] = {}
    for line, mine in zip(lines, wanted, strict=False):
        if line.sku == books_sku(mine.sku, mapping):
            matched[line.line] = mine
    left = [mine for mine in wanted if mine not in matched.values()]
    for line in lines:
        if line.line in matched:
            continue
        found = next((mine for mine in left if books_sku(mine.sku, mapping) == line.sku), None)
        if found is not None:
            matched[line.line] = found
            left.remove(found)
    return matched
