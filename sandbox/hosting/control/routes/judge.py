"""The judge's verdict on a world, from its state."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from sandbox.audit import audit
from sandbox.hosting.control.models import AuditAnswer, AuditFinding, AuditPair
from sandbox.hosting.control.routes.asking import TheWorld, router

__all__ = ["routes"]

routes = router("judge")


@routes.get("/audit")
async def judged(
    world: TheWorld,
    pairs: Annotated[bool, Query(description="With every pair of documents.")] = True,
) -> AuditAnswer:
    """Does the channel's money equal the books' money, document by document?"""
    report = audit(world)
    return AuditAnswer(
        ties=report.ties,
        money_ties=report.money_ties,
        books=list(report.books),
        findings=[
            AuditFinding(
                order=each.order,
                check=each.check.value,
                sentence=each.sentence,
                channel=each.channel,
                books=each.books,
            )
            for each in report.findings
        ],
        pairs=[
            AuditPair(
                order=each.order,
                what=each.what,
                currency=each.currency,
                channel_number=each.channel_number,
                channel=each.channel,
                books_number=each.books_number,
                books=each.books,
                difference=each.difference,
            )
            for each in (report.pairs if pairs else ())
        ],
    )
