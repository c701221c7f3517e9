"""A worker that was believed dead comes back while another one has finished its work."""

from __future__ import annotations

from typing import Any

from connector.journal import IntentState
from connector.trouble import AnswerLost, Unreachable


def test_a_late_unknown_does_not_undo_what_another_worker_settled(bench: Any) -> None:
    billed = bench.billed_order()
    bench.books.refund_by_hand(billed, "19.47", (("TEE-BLK", 1, "19.99"),), tax="1.48")
    (row,) = bench.run(bench.engine.retrieve_refund("acme", "5001", "NetSuite")).rows
    sleeper, other = bench.engine, bench.restart()
    write = bench.channel.issue_refund

    async def slow(*args: Any) -> Any:
        await write(*args)
        assert (await other.post(row.id)).status == "Posted"
        bench.channel.read_trouble = Unreachable("No route.", "Shopify")
        raise AnswerLost("The answer was lost.", "Shopify")

    bench.channel.issue_refund = slow
    late = bench.run(sleeper.post(row.id))
    assert (late.status, late.problem, late.note) == ("Posted", None, "")
    intent = bench.journal.intent(f"nsc_refund_netsuite_acme_{row.document_id}")
    assert intent.state is IntentState.DONE
    (held,) = bench.engine.rows("other_transactions")
    assert held.status == "Posted"
    assert len(bench.channel.instructions) == 1


def test_an_intent_that_was_resolved_stays_resolved(bench: Any) -> None:
    journal, now = bench.journal, bench.clock.now()
    given = {"account": "acme", "target": "Shopify", "action": "refund", "amount": None}
    journal.claim("k", **given, now=now, settled_before=now)
    journal.resolve("k", IntentState.DONE, now, target_id="9")
    journal.resolve("k", IntentState.UNKNOWN, now, sentence="late")
    intent = journal.intent("k")
    assert (intent.state, intent.sentence, intent.target_id) == (IntentState.DONE, "", "9")
