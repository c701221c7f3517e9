"""F41: how the orders of a settlement are billed is said once, before the first is posted."""

from __future__ import annotations

from typing import Any

import msgspec

BEFORE = (
    "2 FBA orders: 2 billed as cash sale. "
    "2 MFN orders: 1 billed as cash sale, 1 in no bill (111-0000004-0000004)."
)


def test_what_is_as_expected_is_counted(bench: Any) -> None:
    bench.retrieve()
    assert bench.standing().preflight == ""
    bench.post()
    assert bench.standing().preflight == BEFORE
    shown = " ".join(bench.cli("settlement", "show", bench.number).stdout.split())
    assert f"{bench.number}: {BEFORE}" in shown
    assert bench.cli_json("settlement", "show", bench.number)["preflight"] == BEFORE


def an_invoice(bench: Any, number: int) -> None:
    """The cash sale of an FBA order was billed as an invoice."""
    held = bench.document(number)
    records = bench.world.netsuite.records
    records.transactions.put(msgspec.structs.replace(held, type="CustInvc"))


def test_orders_that_are_mixed_up_are_named(bench: Any) -> None:
    bench.retrieve()
    an_invoice(bench, 3)
    bench.post()
    assert bench.standing().preflight.startswith(
        "2 FBA orders: 1 billed as cash sale, 1 billed as invoice. FBA orders are expected as cash "
        "sales; 111-0000003-0000003 is not, and posted to all the same. 2 MFN orders: "
    )


def test_it_is_seen_once_and_asked_for_in_one_question(bench: Any) -> None:
    bench.retrieve()
    asked: list[str] = []
    answer = bench.wire.handle_async_request

    async def heard(request: Any) -> Any:
        if "suiteql" in request.url.path and b"t.otherrefnum IN" in request.content:
            asked.append(request.url.path)
        return await answer(request)

    bench.wire.handle_async_request = heard
    bench.post()
    assert len(asked) == 1
    bench.post()
    assert bench.standing().preflight == BEFORE


def test_the_daily_run_looks_too(bench: Any) -> None:
    bench.activated()
    bench.engine.delete_settlement(bench.number)
    bench.due()
    assert bench.standing().preflight.startswith("2 FBA orders: 2 billed as cash sale.")
