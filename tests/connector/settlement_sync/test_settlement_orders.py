"""Settlements beside order sync: an order in two settlements, the account's own tie-out and check
list, updates that would take fees off, and the driver contract."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from connector.driving import Driving
from connector.engine import ActionRefused


@pytest.fixture
def in_parts(bench: Any) -> Any:
    """An FBA order that leaves in two parcels, each in a settlement of its own, then imported as
    one cash sale, and both settlements posted. Gives its row."""
    desk = bench.world.amazon.desk
    order = desk.place_order({"AMZ-LAMP": 2, "AMZ-PENS": 1}, fulfilled_by="AFN")
    bench.advance(minutes=40)
    desk.ship(order.id, {"AMZ-LAMP": 1})
    bench.advance(minutes=30)
    desk.close_period()
    desk.ship(order.id)
    bench.advance(days=13)
    desk.close_period()
    bench.advance(minutes=5)
    retrieved = bench.run(bench.engine.retrieve_order("main", order.id))
    row = bench.run(bench.engine.post(retrieved.rows[0].id))
    for number in ("10000000002", "10000000003"):
        file = bench.folder / f"{number}.txt"
        file.write_bytes(desk.download(number))
        bench.engine.upload_settlement("main", file)
        bench.run(bench.engine.post_settlement(number))
    return row


def seen(bench: Any, number: str) -> Any:
    return bench.run(bench.engine.tie_out_settlement(number))


def test_an_order_in_two_settlements_ties_in_both(bench: Any, in_parts: Any) -> None:
    first, second = seen(bench, "10000000002"), seen(bench, "10000000003")
    assert (str(first.explained), str(first.deposit), first.ties) == (
        "66.25 USD",
        "66.25 USD",
        True,
    )
    assert (str(second.explained), str(second.deposit), second.ties) == (
        "34.95 USD",
        "34.95 USD",
        True,
    )
    documents = {each.document for both in (first, second) for each in both.postings}
    assert documents == {f"cash sale {in_parts.target_number}"}
    for number in ("10000000002", "10000000003"):
        assert bench.verify(bench.folder / f"{number}.txt").verified


def test_orders_tie_without_the_fees_of_settlements(bench: Any, in_parts: Any) -> None:
    found = bench.run(bench.engine.tie_out("main"))
    assert [(row.kind, str(row.channel_amount), str(row.books_amount)) for row in found.rows] == [
        ("order", "70.00 USD", "70.00 USD"),
        ("billed", "70.00 USD", "70.00 USD"),
    ]
    assert found.ties
    assert found.lines_tie


def test_an_update_would_take_the_fees_off(bench: Any, in_parts: Any) -> None:
    before = bench.wire.writes
    with pytest.raises(ActionRefused, match="carries fees of settlement 1000000000"):
        bench.run(bench.engine.update_order(in_parts.id))
    assert bench.wire.writes == before


def checked(bench: Any) -> Any:
    found = bench.run(bench.engine.checklist("main"))
    return next(row for row in found.rows if row.name == "Amazon settlement")


def test_the_check_list_passes_after_a_tested_settlement(bench: Any, in_parts: Any) -> None:
    row = checked(bench)
    assert (str(row.state), row.evidence) == (
        "passed",
        "Settlement 10000000003 is Complete; 1 order posting(s) and 0 refund posting(s) equal in "
        "NetSuite.",
    )


def test_the_check_list_names_what_is_missing(bench: Any) -> None:
    assert checked(bench).evidence == "No settlement report was tested yet."
    bench.posted()
    assert checked(bench).evidence == (
        "Settlement 10000000001 is Error posting to NetSuite (75 %)."
    )
    bench.engine.cancel_settlement_postings(bench.number)
    row = checked(bench)
    assert str(row.state) == "passed"
    assert "2 postings cancelled, 8.14 USD not in NetSuite" in row.evidence
    bench.restart(customer_internal_id="99999")
    assert checked(bench).evidence == (
        "settlement.customer_internal_id: there is no customer 99999."
    )


def test_the_check_list_names_missing_items(bench: Any) -> None:
    bench.restart(item_mapping={"Storage Fee": "No Such Item"})
    bench.retrieve()
    row = checked(bench)
    assert row.evidence == "Items are missing in NetSuite: No Such Item."
    assert row.remedy == "connector settlement create-items main"


def test_a_document_that_was_deleted_fails_the_check_list(bench: Any) -> None:
    bench.posted()
    bench.engine.cancel_settlement_postings(bench.number)
    records = bench.world.netsuite.records
    (refund,) = [each for each in records.transactions if each.tran_id == "CR1003"]
    bench.world.netsuite.desk.delete(refund.id)
    row = checked(bench)
    assert str(row.state) == "missing"
    assert "Cash refund CR1003 was deleted in NetSuite." in row.evidence


# --- the driver contract --------------------------------------------------------------------------


def test_a_settlement_is_driven_by_calls(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "connector.driving._client", lambda _: httpx.AsyncClient(transport=bench.wire)
    )
    settings = {name: value for name, value in bench.raw.items() if name != "journal"}
    said = {
        "contract": 1,
        "now": bench.world.clock.now().isoformat(),
        "state": str(bench.folder / "driven"),
        "environment": {},
        "settings": settings,
        "switched_on": {},
    }
    (bench.folder / "driven").mkdir()

    async def whole() -> list[dict[str, Any]]:
        driving = Driving()
        retrieve = {
            "call": "retrieve",
            "account": "main",
            "what": "settlement",
            "order": bench.report,
            "source": "storefront",
        }
        try:
            first = await driving.answer({**said, **retrieve})
            row = first["rows"][0]["id"]
            posted = await driving.answer({**said, "call": "post", "row": row})
            status = await driving.answer({**said, "call": "status"})
            run = await driving.answer(
                {**said, "call": "sync", "account": "main", "sync": "settlements"}
            )
            return [first, posted, status, run]
        finally:
            await driving.aclose()

    first, posted, status, run = asyncio.run(whole())
    (row,) = first["rows"]
    assert (row["kind"], row["order"], row["state"], row["amount"]) == (
        "settlement",
        "10000000001",
        "known",
        {"amount": "24.30", "currency": "USD"},
    )
    (row,) = posted["rows"]
    assert (row["state"], row["percent"]) == ("failed", 75)
    assert row["problem"]["sentence"].startswith("Order 111-0000004-0000004 was never synced")
    assert status["rows"] == posted["rows"]
    assert run["ok"]
