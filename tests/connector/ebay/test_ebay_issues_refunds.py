"""A NetSuite document posted to eBay by hand: PENDING until it is through, and never twice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

ORDER = "01-00001-00001"


@pytest.fixture
def document(seller: Any) -> Any:
    """A cash refund of 10.00, typed in NetSuite."""
    billed = seller.billed_w6()
    return seller.world.netsuite.desk.refund(billed.id, amount=Decimal("10.00"))


def row_of(seller: Any) -> Any:
    found = seller.run(seller.engine.retrieve_refund("main", ORDER, "NetSuite"))
    assert found.ok, found.message
    return found.rows[0]


def given(seller: Any) -> list[tuple[str, str]]:
    return [(f"{each.gross:.2f}", each.status) for each in seller.desk.refunds(ORDER)]


def asked(seller: Any) -> int:
    return len(seller.wire.paths("/issue_refund"))


@pytest.mark.usefixtures("document")
def test_pending_is_accepted_and_read_until_it_is_through(seller: Any) -> None:
    row = seller.run(seller.engine.post(row_of(seller).id))
    assert (row.status, row.note) == (
        "Posting in Progress",
        "accepted by the target, waiting until it settles",
    )
    assert seller.run(seller.engine.post(row.id)).status == "Posting in Progress"
    assert given(seller) == [("10.00", "PENDING")]
    seller.desk.settle_refunds()
    row = seller.run(seller.engine.post(row.id))
    assert (row.status, str(row.target_amount)) == ("Posted", "10.00 USD"), row.problem
    assert (given(seller), asked(seller)) == ([("10.00", "REFUNDED")], 1)
    (body,) = [each for each in seller.wire.sent if each.url.path.endswith("/issue_refund")]
    assert b'"orderLevelRefundAmount":{"value":"10.00","currency":"USD"}' in body.content
    assert b'"reasonForRefund":"OTHER_ADJUSTMENT"' in body.content
    assert b"[nsc:nsc_refund_netsuite_main_" in body.content


@pytest.mark.usefixtures("document")
def test_it_is_not_read_back_into_the_books(seller: Any) -> None:
    seller.run(seller.engine.post(row_of(seller).id))
    seller.desk.settle_refunds()
    assert seller.retrieve().problem.code == "no_refund"
    assert len(seller.documents("CashRfnd")) == 1


@pytest.mark.usefixtures("document")
def test_a_refund_that_fails_in_the_end_is_not_paid_again(seller: Any) -> None:
    seller.world.ebay.settings.refund_outcome = "FAILED"
    row = seller.run(seller.engine.post(row_of(seller).id))
    seller.desk.settle_refunds()
    row = seller.run(seller.engine.post(row.id))
    assert (row.status, row.problem.code) == ("Error Posting to Storefront", "refund_failed")
    assert (given(seller), asked(seller)) == ([("10.00", "FAILED")], 1)


@pytest.mark.usefixtures("document")
def test_a_lost_answer_is_looked_up_at_once(seller: Any) -> None:
    seller.world.faults.plan("ebay", "lost_answer", path="/issue_refund")
    row = seller.run(seller.engine.post(row_of(seller).id))
    assert row.status == "Posting in Progress"
    seller.desk.settle_refunds()
    row = seller.run(seller.engine.post(row.id))
    assert row.status == "Posted"
    assert (given(seller), asked(seller)) == ([("10.00", "REFUNDED")], 1)


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("through", [True, False])
def test_a_killed_engine_finds_its_refund_again(seller: Any, through: bool) -> None:
    row = row_of(seller)
    seller.wire.kill_after = "/issue_refund"
    with pytest.raises(BaseException, match="killed"):
        seller.run(seller.engine.post(row.id))
    seller.wire.kill_after = ""
    if through:
        seller.world.advance(minutes=2)
        seller.desk.settle_refunds()
    seller.start()
    row = seller.run(seller.engine.post(row.id))
    assert row.status == ("Posted" if through else "Posting in Progress"), row.problem
    assert asked(seller) == 1
    assert len(given(seller)) == 1


@pytest.mark.usefixtures("document")
def test_a_refund_that_is_being_processed_stops_it(seller: Any) -> None:
    seller.desk.refund_on_request(ORDER, Decimal("5.00"))
    row = seller.run(seller.engine.post(row_of(seller).id))
    assert (row.status, row.problem.code) == ("Error Posting to Storefront", "34922")
    assert asked(seller) == 0


@pytest.mark.usefixtures("document")
def test_ebay_s_refusal_is_shown_verbatim(seller: Any) -> None:
    seller.world.ebay.settings.refund_funding = 34926
    row = seller.run(seller.engine.post(row_of(seller).id))
    assert row.status == "Error Posting to Storefront"
    assert row.problem.verbatim.startswith("34926: ")
    assert given(seller) == []
