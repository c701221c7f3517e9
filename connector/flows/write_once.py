"""One document, written once: never twice, never lost.

    1. look for the key at the target: found is done, whoever wrote it and whenever
    2. prepare: decide what to write, or refuse
    3. announce the write in the journal (an intent, on disk)
    4. write
    5. record what came of it

A lost answer, or a process killed between 3 and 5, leaves the intent unresolved. It is resolved
by looking: at once a few times while the target may still be working, and again before every
later attempt. Only when the target was seen without the document after `SETTLE` is the same write
sent again, with the same key. HTTP time-outs of the adapters must be shorter than `SETTLE`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from connector.channels.channel import Written
from connector.flows.account import Store
from connector.flows.outcome import Kind, Outcome, outcome_of
from connector.journal import UNRESOLVED, Intent, IntentState
from connector.model import MoneyState
from connector.money import Money
from connector.rows import ANSWER_LOST, SETTLING, Problem
from connector.trouble import AnswerLost, Refused, Throttled, Trouble, Unreachable

__all__ = ["SETTLE", "Found", "Prepared", "WriteOnce"]

PAUSES = (0.0, 2.0, 8.0, 20.0)
"""Seconds between the looks after a lost answer; together SETTLE."""
SETTLE = timedelta(seconds=sum(PAUSES))
DUPLICATE = ("already exists", "already been used", "idempotency")
"""What a target says when it knows the key after all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The document that carries the key. `by`: what it was recognised by, where it is not that."""

    id: str
    number: str = ""
    amount: Money | None = None
    state: MoneyState = MoneyState.DONE
    by: str = "its key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """What is about to be written; made only when the key was not found."""

    write: Callable[[], Awaitable[Written]]
    amount: Money | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WriteOnce:
    """`action` names the write for people; `on_lost` is told when the answer was lost, before
    the target is watched, so that the row shows it meanwhile."""

    account: Store
    key: str
    target: str
    action: str
    look: Callable[[], Awaitable[Found | None]]
    prepare: Callable[[], Awaitable[Prepared | Outcome]]
    on_lost: Callable[[], None]
    vanished: Callable[[Intent], Problem] | None = None
    """For writes that pay: what is wrong when a document that was written once is not there any
    more. None: a document deleted at the target may be written again."""

    async def run(self) -> Outcome:
        """Raises the Trouble of reading; while an attempt is unresolved it is unknown instead."""
        journal, clock = self.account.journal, self.account.clock
        prior = journal.intent(self.key)
        open_attempt = prior is not None and prior.state in UNRESOLVED
        try:
            found = await self.look()
        except Trouble as trouble:
            if not open_attempt:
                raise
            return self._unknown(f"{trouble.source} could not be asked: {trouble.sentence}")
        if found is None and prior is not None and self._fresh(prior):
            self.on_lost()
            found = await self._watch()
        if found is not None:
            return self._found(found, prior)
        if (
            prior is not None
            and self.vanished is not None
            and prior.state in {IntentState.DONE, IntentState.ACCEPTED}
        ):
            return Outcome(kind=Kind.REFUSED, problem=self.vanished(prior))
        prepared = await self.prepare()
        if isinstance(prepared, Outcome):
            return prepared
        claimed = journal.claim(
            self.key,
            account=self.account.name,
            target=self.target,
            action=self.action,
            amount=prepared.amount,
            now=clock.now(),
            settled_before=clock.now() - SETTLE,
            warnings=prepared.warnings,
        )
        if not claimed:
            return self._unknown("another worker is writing it at this moment")
        return (await self._write(prepared)).warned(*prepared.warnings)

    def _fresh(self, prior: Intent) -> bool:
        age = self.account.clock.now() - prior.attempted_at
        return prior.state in UNRESOLVED and age < SETTLE

    async def _write(self, prepared: Prepared) -> Outcome:
        try:
            written = await prepared.write()
        except AnswerLost as lost:
            self._resolve(IntentState.UNKNOWN, sentence=lost.sentence)
            self.on_lost()
            found = await self._watch()
            if found is not None:
                return self._found(found, self.account.journal.intent(self.key))
            return self._unknown(lost.sentence)
        except (Unreachable, Throttled) as trouble:
            self._resolve(IntentState.REFUSED, sentence=trouble.sentence)
            return outcome_of(trouble)
        except Refused as refusal:
            self._resolve(IntentState.REFUSED, sentence=refusal.verbatim)
            found = await self._despite(refusal)
            if found is not None:
                return self._found(found, None)
            return outcome_of(refusal)
        accepted = written.state is MoneyState.PENDING
        self._resolve(
            IntentState.ACCEPTED if accepted else IntentState.DONE,
            target_id=written.id,
            target_number=written.number,
        )
        return Outcome(
            kind=Kind.ACCEPTED if accepted else Kind.DONE,
            note=SETTLING if accepted else "",
            target_id=written.id,
            target_number=written.number,
            target_amount=written.amount,
        )

    async def _despite(self, refusal: Refused) -> Found | None:
        """The document, where a refusal may stand beside a write that was carried out: the target
        knows the key already, or a request that arrived twice had its second copy refused (a
        nonce is good for one use)."""
        if any(word in refusal.verbatim.lower() for word in DUPLICATE):
            return await self._watch()
        if not refusal.login:
            return None
        try:
            return await self.look()
        except Trouble:
            return None

    async def _watch(self) -> Found | None:
        for pause in PAUSES:
            if pause:
                await self.account.clock.sleep(pause)
            try:
                found = await self.look()
            except (Unreachable, AnswerLost):
                continue
            except (Refused, Throttled):
                return None
            if found is not None:
                return found
        return None

    def _found(self, found: Found, prior: Intent | None) -> Outcome:
        accepted = found.state is MoneyState.PENDING
        if prior is not None:
            self._resolve(
                IntentState.ACCEPTED if accepted else IntentState.DONE,
                target_id=found.id,
                target_number=found.number,
            )
        outcome = Outcome(
            kind=Kind.ACCEPTED if accepted else Kind.DONE,
            note=SETTLING if accepted else "",
            target_id=found.id,
            target_number=found.number,
            target_amount=found.amount,
            facts={"recognised": "yes"},
        )
        what = f"{self.target} {found.number or found.id}"
        if prior is not None and prior.state in UNRESOLVED:
            return outcome.warned(
                f"The answer of {self.target} was lost; the document was found there as {what}.",
                *prior.warnings,
            )
        if prior is not None and prior.state is IntentState.ACCEPTED:
            return outcome
        return outcome.warned(f"Recognised as {what} by {found.by}; nothing was written again.")

    def _unknown(self, sentence: str) -> Outcome:
        return Outcome(
            kind=Kind.UNKNOWN,
            note=ANSWER_LOST,
            problem=Problem(
                source=self.target,
                sentence=f"It is not known whether {self.target} carried out: {self.action}. "
                f"{sentence[:1].upper()}{sentence[1:]}",
                remedy="Nothing to do: the target is looked at again before anything is sent "
                "again. Post the row once more to look now.",
                code="unknown",
            ),
        )

    def _resolve(
        self,
        state: IntentState,
        *,
        target_id: str = "",
        target_number: str = "",
        sentence: str = "",
    ) -> None:
        self.account.journal.resolve(
            self.key,
            state,
            self.account.clock.now(),
            target_id=target_id,
            target_number=target_number,
            sentence=sentence,
        )
