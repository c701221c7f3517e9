"""`./run gate --url`: the judge on a served world that a connector has just used."""

from __future__ import annotations

from decimal import Decimal

import httpx
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from sandbox.hosting.client import Sandbox, SandboxRefused
from sandbox.hosting.control.models import AuditAnswer, AuditPair

__all__ = ["judge_served"]


def judge_served(
    url: str,
    out: Console,
    err: Console,
    *,
    world: str = "",
    token: str = "",
    transport: httpx.BaseTransport | None = None,
) -> int:
    """Print the tie-out and every difference of `world` (else the server's default). The gate's
    exit status: 0 everything ties, 1 a fake has failed unexpectedly, 2 there is no such world,
    3 something differs, 4 no sandbox answers there or its world has no order."""
    try:
        with Sandbox(url, world=world, token=token, transport=transport) as sandbox:
            name = world or sandbox.health().default
            verdict = sandbox.audit()
            bugs = next((each.bugs for each in sandbox.worlds.all() if each.name == name), 0)
    except SandboxRefused as refused:
        err.print(f"gate: {refused.problem.message}", markup=False, highlight=False)
        return 2 if refused.status == 404 and refused.problem.code == "unknown" else 4
    except (httpx.TransportError, httpx.InvalidURL) as nobody:
        err.print(
            f"gate: no sandbox answers at {url} ({nobody}); start one with ./run serve",
            markup=False, highlight=False,
        )  # fmt: skip
        return 4
    return _show(name, verdict, bugs, out)


def _show(world: str, verdict: AuditAnswer, bugs: int, out: Console) -> int:
    if not verdict.pairs and not verdict.findings:
        out.print(f"World {world} has no order: there is nothing to judge (exit 4)")
        return 4
    out.print(_tie_out(world, verdict.pairs))
    for finding in verdict.findings:
        out.print(
            f"  {finding.check}  {finding.order}: {finding.sentence}", markup=False, highlight=False
        )
    code = 3 if verdict.findings else 1 if bugs else 0
    said = {
        0: "everything ties",
        1: f"{bugs} calls met an unexpected error in a fake",
        3: f"{len(verdict.findings)} differences",
    }[code]
    books = " and ".join(verdict.books) or "no books"
    orders = len({each.order for each in verdict.pairs})
    out.print(f"{orders} orders against {books}: {said} (exit {code})", highlight=False)
    return code


def _tie_out(world: str, pairs: list[AuditPair]) -> Table:
    """Sums by kind and currency, then every pair that differs."""
    table = Table(
        "Document", "Here", "Channel", "In the books", "Books", "Difference",
        title=f"Tie-out of world {world}", box=SIMPLE,
    )  # fmt: skip
    for column in table.columns[2:]:
        column.justify = "right"
    sums: dict[tuple[str, str], list[AuditPair]] = {}
    for pair in pairs:
        sums.setdefault((pair.currency, pair.what), []).append(pair)
    for (currency, what), own in sorted(sums.items()):
        channel = sum((each.channel or Decimal(0) for each in own), Decimal(0))
        books = sum((each.books or Decimal(0) for each in own), Decimal(0))
        table.add_row(
            f"{what} ({len(own)}), {currency}", "", f"{channel:,.2f}", "", f"{books:,.2f}",
            f"{channel - books:,.2f}",
        )  # fmt: skip
    for pair in pairs:
        if pair.difference or pair.channel is None or pair.books is None:
            table.add_row(
                f"{pair.what} of {pair.order}", pair.channel_number, _figure(pair.channel),
                pair.books_number or "missing", _figure(pair.books), f"{pair.difference:,.2f}",
            )  # fmt: skip
    return table


def _figure(amount: Decimal | None) -> str:
    return "missing" if amount is None else f"{amount:,.2f}"
