"""What happened between two states of a world, in money words: one module a platform.

A platform says how a person calls a document, which figures of it are money or stock, and which
tables are its ledger. Documents it has no words for are named by type and id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal

from sandbox.hosting.control.changes import Change
from sandbox.hosting.control.models import AccountChange, Diff, DocumentChange, Figure
from sandbox.hosting.control.words import amazon, ebay, netsuite, quickbooks_online, shopify
from sandbox.hosting.control.words.vocabulary import Amount, Vocabulary
from sandbox.world import World

__all__ = ["describe"]

_MOST_FIGURES = 4  # of a new document, in its sentence; the list has all
_SPEAKERS = {
    "amazon": amazon.vocabulary,
    "netsuite": netsuite.vocabulary,
    "shopify": shopify.vocabulary,
    "quickbooks_online": quickbooks_online.vocabulary,
    "ebay": ebay.vocabulary,
}


def describe(world: World, changes: Iterable[Change], before: str, after: str) -> Diff:
    """Only documents and ledger: tokens, buckets and counters are not what a tester asks for."""
    documents: list[DocumentChange] = []
    accounts: list[AccountChange] = []
    everything = list(changes)
    for name in world.platforms:
        own = [each for each in everything if each.table.startswith(f"{name}.")]
        if not own:
            continue
        speak = _SPEAKERS[name](world) if name in _SPEAKERS else Vocabulary()
        own.sort(key=lambda each: each.table not in speak.leading)
        documents += [
            _document(name, speak, each) for each in own if each.table not in speak.silent
        ]
        accounts += _accounts(name, speak, own)
    sentences = [each.sentence for each in documents] + [each.sentence for each in accounts]
    return Diff(
        before=before, after=after, documents=documents, accounts=accounts, sentences=sentences
    )


def _document(platform: str, speak: Vocabulary, change: Change) -> DocumentChange:
    document = change.after if change.after is not None else change.before
    figures = _figures(
        {} if change.before is None else speak.figures(change.before),
        {} if change.after is None else speak.figures(change.after),
    )
    title = speak.title(document)
    what: Literal["created", "changed", "deleted"] = "changed"
    if change.before is None:
        what = "created"
    elif change.after is None:
        what = "deleted"
    members = _members(change.before, change.after)
    return DocumentChange(
        platform=platform,
        what=what,
        document=type(document).__name__,
        id=str(change.key),
        title=title,
        figures=figures,
        members=members,
        sentence=_sentence(title, what, figures, members),
    )


def _figures(before: dict[str, Amount], after: dict[str, Amount]) -> list[Figure]:
    found: list[Figure] = []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        known = new or old
        if known is None or old == new:
            continue
        found.append(
            Figure(
                name=name,
                before=old[0] if old else None,
                after=new[0] if new else None,
                currency=known[1],
            )
        )
    return found


def _members(before: Any, after: Any) -> list[str]:
    if before is None or after is None:
        return []
    return [
        name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)
    ]


def _sentence(title: str, what: str, figures: list[Figure], members: list[str]) -> str:
    if what == "changed":
        moved = [
            f"{each.name} {_plain(each.before)} -> {_plain(each.after)}{_unit(each)}"
            for each in figures
        ]
        return f"{title} {', '.join(moved)}" if moved else f"{title} changed: {', '.join(members)}"
    stated = [
        f"{each.name} {_plain(amount)}{_unit(each)}"
        for each in figures
        if (amount := each.after if what == "created" else each.before)
    ][:_MOST_FIGURES]
    return f"{title} {what}{': ' if stated else ''}{', '.join(stated)}"


def _plain(amount: Decimal | None) -> str:
    return "nothing" if amount is None else f"{amount:f}"


def _unit(figure: Figure) -> str:
    return f" {figure.currency}" if figure.currency else ""


def _accounts(platform: str, speak: Vocabulary, changes: list[Change]) -> list[AccountChange]:
    """What each account gained, from the rows of the ledger that came and went."""
    gained: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for change in changes:
        for row, sign in ((change.before, -1), (change.after, 1)):
            if row is not None and (posted := speak.posted(row)) is not None:
                account, amount, currency = posted
                gained[account, currency] += sign * amount
    return [
        AccountChange(
            platform=platform,
            account=account,
            change=amount,
            currency=currency,
            sentence=f"{account} {amount:+f} {currency}".rstrip(),
        )
        for (account, currency), amount in sorted(gained.items())
        if amount
    ]
