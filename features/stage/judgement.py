"""Judgement: what the judge finds, what may not have changed, what evidence wants to know."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from connector.rows import List
from connector.settlements.postings import Part
from features.expect import MoneyDiffers, StateDiffers
from features.postings import quickbooks_pages
from features.recorder import ScenarioResult
from features.stage.corner_facts import facts_of
from features.stage.settlements import Settlements
from sandbox.audit import AuditReport, Check, audit

__all__ = ["Judgement"]

# What the judge compares between the two sides, as the connector's tie-out sees it too.
MONEY = (Check.DOCUMENTS, Check.TOTAL, Check.CURRENCY)
INSIDE = (Check.LINES, Check.TAX, Check.SHIPPING)


class Judgement(Settlements):
    """The end of every scenario."""

    def audit(self) -> AuditReport:
        return audit(self.world, facts_of(self.corner_shop), settlements=sorted(self.posted))

    def remember_documents(self) -> None:
        self.documents_hash = self.world.documents_hash()

    def expect_unchanged_documents(self) -> None:
        """Business documents and ledger of both platforms, byte for byte. Raises StateDiffers."""
        if not self.documents_hash:
            raise ValueError("the scenario never said from where on no document may change")
        if self.world.documents_hash() != self.documents_hash:
            raise StateDiffers("a document or ledger row has changed")

    def expect_findings(self, expected: list[tuple[str, str, str]]) -> None:
        """The judge finds exactly these (order, check, sentence); raises MoneyDiffers.

        Remembered, since the scenario's end is judged by the same list."""
        self.expected_findings = expected
        report = self.audit()
        found = [(each.order, str(each.check), each.sentence) for each in report.findings]
        if sorted(found) != sorted(expected):
            lines = [
                *(f"found:    {' | '.join(each)}" for each in found if each not in expected),
                *(f"expected: {' | '.join(each)}" for each in expected if each not in found),
            ]
            raise MoneyDiffers("the judge:\n" + "\n".join(lines))

    def final_judgement(self) -> None:
        """After the last step: the judge finds what the scenario said (nothing by default), and
        the connector's own tie-out agrees with it about every order that it synced."""
        self.expect_balance()
        self.expect_findings(self.expected_findings)
        for bug in self.world.bugs:
            raise RuntimeError(f"unexpected error in a fake: {bug!r}") from bug
        self.compare_verdicts(self.audit())

    def expect_balance(self) -> None:
        """Debits equal credits, row by row and account by account. Raises MoneyDiffers."""
        rows = list(self.world.quickbooks_online.records.postings)
        left = sum((row.debit - row.credit for row in rows), Decimal(0))
        accounts = sum(self.world.quickbooks_online.desk.trial_balance().values(), Decimal(0))
        if left or accounts:
            raise MoneyDiffers(f"QuickBooks is out of balance by {left} ({accounts} by account)")

    def expect_untied(self, expected: list[tuple[str, str]]) -> None:
        """The connector's own tie-out says exactly these (order, sentence), ties included.
        Raises MoneyDiffers."""
        said = [
            (row.order_name, row.sentence)
            for name in self.accounts
            for row in self.run(self.engine.tie_out(name)).rows
            if row.sentence or not (row.ties and row.lines_tie)
        ]
        if sorted(said) != sorted(expected):
            raise MoneyDiffers(f"the connector's own tie-out finds {said}")

    def compare_verdicts(self, report: AuditReport, *, lines: bool = True) -> None:
        """Order by order: money red here is money red there, and so for `lines`.

        Orders that were never synced are the judge's alone: the connector's journal has none of
        them. Raises MoneyDiffers."""
        own = [row for name in self.accounts for row in self.run(self.engine.tie_out(name)).rows]
        for name in sorted({each.order_name for each in self.journal.order_references()}):
            findings = [each for each in report.findings if each.order == name]
            rows = [row for row in own if row.order_name == name]
            for what, judged, tied in (
                ("money", [each for each in findings if each.check in MONEY],
                 all(row.ties for row in rows)),
                ("lines", [each for each in findings if each.check in INSIDE],
                 all(row.lines_tie for row in rows)),
            ):  # fmt: skip
                if (lines or what == "money") and bool(judged) is tied:
                    said = "; ".join(map(str, judged)) or "nothing"
                    mine = "; ".join(row.sentence for row in rows if row.sentence) or "nothing"
                    raise MoneyDiffers(
                        f"{name}, {what}: the judge finds {said}, the connector's own tie-out "
                        f"finds {mine}"
                    )

        self._compare_settlements(report)

    def _compare_settlements(self, report: AuditReport) -> None:
        """What is posted of a settlement, to the cent; red here is red there."""
        judged = {pair.order: pair for pair in report.pairs if pair.what == "settlement"}
        for standing in self.engine.settlements():
            held = standing.settlement
            period = self.world.amazon.records.period_of(held.number)
            if held.number not in judged or period is None or period.total != held.total.amount:
                continue  # nobody has posted it, or the file is another one than Amazon's
            number = held.number
            own = self.run(self.engine.tie_out_settlement(number, held.account))
            mine = (own.explained - own.transfers).amount
            # Orders are in the books although their merged fees are not posted.
            merged = any(
                each.posting.part is Part.ORDER and not each.posting.order_id
                for each in own.missing
            )
            changed = bool(own.different)  # the judge does not count what it cannot explain
            if mine != judged[number].books and not merged and not changed:
                raise MoneyDiffers(
                    f"settlement {number}: the judge finds {judged[number].books} posted, the "
                    f"connector's own tie-out {mine}"
                )
            found = [each for each in report.findings if each.order == number]
            if bool(found) is own.ties:
                said = "; ".join(map(str, found)) or "nothing"
                raise MoneyDiffers(
                    f"settlement {number}: the judge finds {said}, the connector's own tie-out "
                    f"{'ties' if own.ties else 'does not tie'}"
                )

    def describe(self, result: ScenarioResult) -> None:
        """What evidence and replay want to know when the scenario is over."""
        result.world = self.world.name
        result.exchanges = [msgspec.to_builtins(each) for each in self.world.exchanges]
        report = self.audit()
        result.settlements = report.settlements
        for pair in report.pairs:
            result.documents.append(
                {
                    "order": pair.order,
                    "what": pair.what,
                    "currency": pair.currency,
                    "channel": "" if pair.channel is None else f"{pair.channel:.2f}",
                    "books": "" if pair.books is None else f"{pair.books:.2f}",
                    "books_number": pair.books_number,
                }
            )
        result.quickbooks = quickbooks_pages(self.world)
        if hasattr(self, "engine"):
            for row in [*self.engine.rows(List.ORDERS), *self.refund_rows()]:
                result.warnings += row.warnings
            for standing in self.engine.settlements():
                result.warnings += standing.warnings
        result.versions = {
            "Shopify Admin API": self.world.credentials()["SHOPIFY_API_VERSION"],
            "Platform releases as of": self.world.as_of.isoformat(),
        }
