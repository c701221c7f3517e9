"""One numbered document, written once; a number that is another document's is stepped over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from connector.books.sales_books import DocumentKind, Instruction
from connector.flows.connex.account import SalesAccount
from connector.flows.connex.numbering import free_number, refuse_long
from connector.flows.connex.remedies import DUPLICATE_NUMBER, with_remedy
from connector.flows.outcome import Kind, Outcome, refused
from connector.flows.write_once import Found, Prepared, WriteOnce
from connector.rows import Problem

__all__ = ["NumberedWrite"]

MOST_NUMBERS = 9
"""How many taken numbers are stepped over before a person must look."""


@dataclass(kw_only=True)
class NumberedWrite:
    """`base`: the order's number; `kinds`: the documents that share the numbers base, base-1, ...
    `instruct` gives the document without its number, or why there is none."""

    account: SalesAccount
    key: str
    base: str
    kinds: Sequence[DocumentKind]
    action: str
    look: Callable[[], Awaitable[Found | None]]
    instruct: Callable[[], Awaitable[Instruction | Problem]]
    on_lost: Callable[[], None]
    taken: set[str] = field(default_factory=set)
    tried: str = ""
    appeared: bool = False
    """Another machine wrote the document after we had looked for it."""

    async def run(self) -> Outcome:
        """Raises the Trouble of reading, as `WriteOnce` does."""
        while True:
            self.appeared = False
            outcome = await WriteOnce(
                account=self.account,
                key=self.key,
                target=self.account.books.name,
                action=self.action,
                look=self.look,
                prepare=self._prepare,
                on_lost=self.on_lost,
            ).run()
            if self.appeared:
                continue
            code = "" if outcome.problem is None else outcome.problem.code
            taken = outcome.kind is Kind.REFUSED and code == DUPLICATE_NUMBER and self.tried
            if not taken or len(self.taken) >= MOST_NUMBERS:
                return with_remedy(outcome)
            self.taken.add(self.tried)

    async def _prepare(self) -> Prepared | Outcome:
        instruction = await self.instruct()
        if isinstance(instruction, Problem):
            return await self._look_again() or refused(instruction)
        self.tried = await self._number()
        if self.tried != self.base and (there := await self._look_again()) is not None:
            return there
        long = refuse_long(self.account, self.tried)
        if long is not None:
            return refused(long)
        numbered = replace(instruction, number=self.tried)
        request = self._request()
        return Prepared(
            write=lambda: self.account.books.write(numbered, request), amount=instruction.total
        )

    async def _look_again(self) -> Outcome | None:
        """Numbers that are taken, or money that is given back already, may be the work of another
        machine on this very document since the first look: then it is found and not written. The
        order's own number needs no second look, its request id is the same on every machine."""
        self.appeared = await self.look() is not None
        note = "another machine has written it at this moment"
        return Outcome(kind=Kind.WAITING, note=note) if self.appeared else None

    async def _number(self) -> str:
        if self.account.rules.numbering == "quickbooks":
            return ""
        there = await self.account.books.documents_of_order(self.kinds, self.base)
        return free_number(self.base, self.taken | {each.number for each in there})

    def _request(self) -> str:
        """The request id. QuickBooks answers one it knows with the first answer: another number is
        another request, and so is a document in the place of one that was deleted since."""
        intent = self.account.journal.intent(self.key)
        after = f"_after_{intent.target_id}" if intent is not None and intent.target_id else ""
        suffix = self.tried.removeprefix(self.base) if self.tried else ""
        return f"{self.key}{suffix}{after}"
