"""The gate judges from independent sums: break the fake, the engine or the judge, and it is red."""

from __future__ import annotations

from collections.abc import Callable

import pytest

SCENARIO = "One TEE-BLK refunded in the storefront becomes a cash refund"

SABOTAGE = {
    "nothing": "",
    # The fake books sales tax as income: every ledger still balances.
    "fake": """
from decimal import Decimal
import msgspec
import sandbox.world
from sandbox.netsuite import ledger
from sandbox.netsuite.chart import Chart
real = ledger.rows_of
def wrong(*arguments, **named):
    rows = real(*arguments, **named)
    return [
        msgspec.structs.replace(row, account=Chart.SALES) if row.kind == "tax" else row
        for row in rows
    ]
ledger.rows_of = wrong
""",
    # The engine loses the tax of a refund and believes its own document.
    "engine": """
from features.mutants import apply_mutant
apply_mutant("tax-forgotten-in-books")
""",
    # The judge forgets the channel's tax.
    "judge": """
from decimal import Decimal
from sandbox.audit import channel
channel._tax = lambda line: Decimal("0.00")
""",
}

RUN = """
from features.gate import run_gate
result = run_gate("refunds", only={scenario!r})
print(result.exit_code, *(each.message for each in result.failed), *result.trouble)
"""


@pytest.mark.parametrize(
    ("broken", "code"), [("nothing", 0), ("fake", 3), ("engine", 3), ("judge", 3)]
)
def test_the_gate_notices(broken: str, code: int, python: Callable[..., object]) -> None:
    done = python(SABOTAGE[broken] + RUN.format(scenario=SCENARIO))
    assert done.stdout.split()[:1] == [str(code)], done.stdout + done.stderr  # type: ignore[attr-defined]


IN_QUICKBOOKS = {
    "nothing": "",
    # Sales tax is income: every ledger still balances, and no document shows it.
    "fake": """
from sandbox.quickbooks_online import ledger
from sandbox.quickbooks_online.chart import Chart
real = ledger._Sheet.add
def wrong(sheet, account, *amounts, **named):
    taxes = account == Chart.SALES_TAX_PAYABLE
    real(sheet, Chart.SHIPPING_INCOME if taxes else account, *amounts, **named)
ledger._Sheet.add = wrong
""",
    "engine": """
from features.mutants import apply_mutant
apply_mutant("tax-on-the-whole")
""",
    "judge": SABOTAGE["judge"],
}


@pytest.mark.parametrize(
    ("broken", "code"), [("nothing", 0), ("fake", 3), ("engine", 3), ("judge", 3)]
)
def test_the_gate_of_quickbooks_notices(
    broken: str, code: int, python: Callable[..., object]
) -> None:
    name = "By default the tax that was charged stands, and there is no rounding line"
    run = RUN.format(scenario=name).replace('"refunds"', '"connex"')
    done = python(IN_QUICKBOOKS[broken] + run)
    assert done.stdout.split()[:1] == [str(code)], done.stdout + done.stderr  # type: ignore[attr-defined]
