"""The wrong connectors. Each has one defect that somebody really ships (procedures, failures).

A patch is small and named after what is wrong; it works on the engine's own seams (adapters and
pure functions), so the rest of the engine stays the real one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from connector import lifecycle, runs
from connector.books.netsuite.adapter import NetSuite
from connector.channels import shopify as shopify_module
from connector.channels.shopify import Shopify
from connector.flows import (
    directions,
    order_shape,
    refund_shape,
    refunds_to_books,
    refunds_to_storefront,
    write_once,
)
from connector.flows.account import Account
from connector.flows.outcome import Kind
from connector.model import RefundDocumentKind
from connector.money import Money
from connector.rows import RefundStatus
from connector.trouble import AnswerLost
from features.mutants.amazon import AMAZON
from features.mutants.connex import CONNEX
from features.mutants.ebay import EBAY
from features.mutants.mutant import Mutant, put
from features.mutants.reported import REPORTED
from features.mutants.settlements import SETTLEMENTS

__all__ = ["MUTANTS", "Mutant", "apply_mutant"]


def apply_mutant(name: str) -> None:
    """Break the engine of this process. Raises KeyError for an unknown name."""
    {mutant.name: mutant for mutant in MUTANTS}[name].patch()


# --- keys and unknown outcomes -----------------------------------------------------------------


def never_looks() -> None:
    """The key is written but nobody ever looks for it at the target."""

    async def blind(_self: Shopify, _order: Any, _key: str) -> None:
        return None

    put(Shopify, "find_refund", blind)


def new_key_per_retry() -> None:
    counter = itertools.count(1)
    real = Account.refund_key

    def fresh(self: Account, source: str, refund_id: str) -> str:
        key = real(self, source, refund_id)
        return f"{key}-{next(counter)}" if refund_id else key

    put(Account, "refund_key", fresh)


def writes_again_after_lost_answer() -> None:
    counter = itertools.count(1)
    real = NetSuite.write_refund

    async def impatient(self: NetSuite, instruction: Any, key: str) -> Any:
        try:
            return await real(self, instruction, key)
        except AnswerLost:
            return await real(self, instruction, f"{key}-again{next(counter)}")

    put(NetSuite, "write_refund", impatient)


def lost_is_failed() -> None:
    """A lost answer is shown as a failure instead of being looked for."""
    put(write_once, "PAUSES", ())


def matches_by_amount() -> None:
    """A refund of equal amount is taken for ours."""
    real = refunds_to_storefront.post_refund_to_storefront

    async def by_amount(account: Account, row: Any, on_lost: Any) -> Any:
        async def find(self: Shopify, order: Any, _key: str) -> Any:
            wanted = row.source_amount
            refunds = await self.refunds_of(order)
            return next((each for each in refunds if each.total == wanted), None)

        put(Shopify, "find_refund", find)
        return await real(account, row, on_lost)

    from connector import engine

    put(engine, "post_refund_to_storefront", by_amount)


# --- money -------------------------------------------------------------------------------------


def believes_itself(flow: Any) -> None:
    """What was read back is not compared any more, so that the scenario must see the defect."""
    real = flow._check

    async def content(*arguments: Any) -> Any:
        outcome = await real(*arguments)
        if outcome.problem is not None and outcome.problem.code == "totals_differ":
            return replace(outcome, kind=Kind.DONE, problem=None)
        return outcome

    put(flow, "_check", content)


def change_payout(change: Callable[[Any], Any]) -> None:
    """Patch what is sent to the storefront."""
    believes_itself(refunds_to_storefront)
    real = Shopify.issue_refund

    async def changed(self: Shopify, instruction: Any, key: str) -> Any:
        return await real(self, change(instruction), key)

    put(Shopify, "issue_refund", changed)


def change_document(change: Callable[[Any], Any]) -> None:
    """Patch the refund document that is written to the books."""
    believes_itself(refunds_to_books)
    real = NetSuite.write_refund

    async def changed(self: NetSuite, instruction: Any, key: str) -> Any:
        return await real(self, change(instruction), key)

    put(NetSuite, "write_refund", changed)


def change_order(change: Callable[[Any], Any]) -> None:
    """Patch the order that is written to the books, and believe it."""
    real = NetSuite.write_order

    async def changed(self: NetSuite, instruction: Any) -> Any:
        return await real(self, change(instruction))

    put(NetSuite, "write_order", changed)
    from connector.flows import orders

    put(orders, "compare", lambda *_: None)


def refunds_the_whole_order() -> None:
    def whole(instruction: Any) -> Any:
        everything = instruction.order.remainder
        tender = replace(instruction.tenders[0], amount=everything)
        return replace(instruction, total=everything, tenders=(tender,))

    change_payout(whole)


def forgets_tax_in_payout() -> None:
    def untaxed(instruction: Any) -> Any:
        taxless = Money.of("17.99", instruction.total.currency)
        tender = replace(instruction.tenders[0], amount=taxless)
        return replace(instruction, total=taxless, tenders=(tender,))

    change_payout(untaxed)


def drops_the_lines() -> None:
    change_payout(
        lambda instruction: replace(instruction, lines=(), shipping=None, shipping_in_full=False)
    )


def rounds_per_unit() -> None:
    """Tax of one unit, rounded, times the units: the second TEE-BLK is a cent short."""

    def per_unit(instruction: Any) -> Any:
        lines = []
        for line in instruction.lines:
            sold = next(each for each in instruction.billed.lines if each.line == line.billed_line)
            if sold.tax is None:
                raise AssertionError("the billed record has no tax details")
            each_tax = Money.rounded(sold.tax.amount / sold.quantity, line.tax.currency)
            lines.append(replace(line, tax=each_tax * line.quantity))
        difference = sum((line.tax.amount for line in lines), Decimal(0)) - sum(
            (line.tax.amount for line in instruction.lines), Decimal(0)
        )
        off = Money.of(difference, instruction.currency)
        return replace(
            instruction, lines=tuple(lines), tax=instruction.tax + off,
            total=instruction.total + off,
        )  # fmt: skip

    change_document(per_unit)


def forgets_tax_in_document() -> None:
    def untaxed(instruction: Any) -> Any:
        zero = Money.zero(instruction.currency)
        lines = tuple(replace(line, tax=zero) for line in instruction.lines)
        return replace(
            instruction, lines=lines, tax=zero, shipping_tax=zero,
            total=instruction.total - instruction.tax,
        )  # fmt: skip

    change_document(untaxed)


def forgets_shipping() -> None:
    def unshipped(instruction: Any) -> Any:
        zero = Money.zero(instruction.currency)
        gone = instruction.shipping + instruction.shipping_tax
        return replace(
            instruction, shipping=zero, shipping_tax=zero,
            tax=instruction.tax - instruction.shipping_tax, total=instruction.total - gone,
        )  # fmt: skip

    change_document(unshipped)


def forgets_discount() -> None:
    def gross(instruction: Any) -> Any:
        zero = Money.zero(instruction.currency)
        return replace(instruction, discount=zero, total=instruction.total + instruction.discount)

    change_document(gross)


def flips_the_sign() -> None:
    """An adjustment that lowers a refund raises it."""

    def flipped(instruction: Any) -> Any:
        turned = tuple(replace(each, amount=-each.amount) for each in instruction.adjustments)
        return replace(instruction, adjustments=turned)

    change_document(flipped)


def header_tax() -> None:
    """The books may compute the tax themselves: 9.74 instead of 9.75."""
    from connector.books.netsuite import bodies

    real = bodies.order_body

    def without_override(*args: Any, **named: Any) -> Any:
        body = dict(real(*args, **named))
        body.pop("taxDetails", None)
        body["taxDetailsOverride"] = False
        return body

    put(bodies, "order_body", without_override)
    from connector.flows import orders

    put(orders, "compare", lambda *_: None)


def order_without_shipping() -> None:
    def unshipped(instruction: Any) -> Any:
        return replace(instruction, shipping=None)

    change_order(unshipped)


def mixes_currencies() -> None:
    """The amounts the customer saw are booked as if they were the shop's currency."""
    from connector.channels import shopify_reading

    real = shopify_reading.money

    def renamed(bag: Any) -> Money:
        return Money(real(bag).amount, "USD")

    put(shopify_reading, "money", renamed)
    put(Account, "takes", lambda _self, _amount: True)
    order_read = shopify_reading.read_order

    def read(order: Any, *rest: Any) -> Any:
        return order_read({**order, "presentmentCurrencyCode": "USD"}, *rest)

    put(shopify_module, "read_order", read)


# --- documents and rules -----------------------------------------------------------------------


def no_own_guard() -> None:
    """Relies on the books to refuse an over-refund, which they do not."""
    put(refund_shape, "_limits", lambda *_: None)


def allows_both_directions() -> None:
    real = directions.check_switch

    def lenient(account: str, sync: Any, on: bool, _opposite: bool, *rest: Any) -> Any:
        return real(account, sync, on, False, *rest)

    from connector import engine

    put(engine, "check_switch", lenient)


def echoes_refunds() -> None:
    """Does not recognise its own refunds when the direction changes."""
    put(Account, "made_by_us", lambda _self, _key, _direction: False)


def refunds_before_billing() -> None:
    """Without a billed record it types a stand-alone cash refund."""
    real = refunds_to_books._shape

    async def hasty(account: Account, order: Any, refund: Any, earlier: Any) -> Any:
        shaped = await real(account, order, refund, earlier)
        if getattr(shaped, "code", "") != "not_billed":
            return shaped
        books: Any = account.books
        held = await books.find_order(account.order_key(order.order_id), order.name)
        record = await books._suitetalk.get("salesOrder", held.id)
        items = await books.items([account.settings.positive_adjustment_item])
        item = items[account.settings.positive_adjustment_item]
        await books._suitetalk.create(
            "cashRefund",
            {
                "entity": {"id": record["entity"]["id"]},
                "otherRefNum": order.name,
                "externalId": account.refund_key("Shopify", refund.refund_id),
                "item": {
                    "items": [
                        {"item": {"id": item.id}, "quantity": 1, "amount": refund.total.amount}
                    ]
                },
            },
        )
        return shaped

    put(refunds_to_books, "_shape", hasty)


def wrong_document() -> None:
    """A stand-alone credit memo, whatever was billed."""
    swapped = dict.fromkeys(refund_shape.DOCUMENT, RefundDocumentKind.CREDIT_MEMO)
    put(refund_shape, "DOCUMENT", swapped)


def swallows_errors() -> None:
    """Everything that was tried counts as posted."""
    real = lifecycle._posted_word

    def cheerful(row: Any, outcome: Any, automatic_sync: bool) -> Any:
        word = real(row, outcome, automatic_sync)
        errors = (RefundStatus.ERROR, RefundStatus.ERROR_STOREFRONT)
        return RefundStatus.POSTED if word in errors else word

    put(lifecycle, "_posted_word", cheerful)


def ignores_cancel() -> None:
    """A cancelled row is posted by the next run all the same."""
    real = lifecycle.due

    def eager(row: Any, now: Any) -> bool:
        return real(row, now) or row.status is RefundStatus.CANCELED

    put(runs, "due", eager)


# --- reading -----------------------------------------------------------------------------------


def first_page_only() -> None:
    from connector.channels import shopify_graphql
    from connector.flows import orders

    put(order_shape, "sums", lambda *_: None)
    put(orders, "compare", lambda *_: None)
    put(shopify_module, "next_cursor", lambda _page: None)
    put(shopify_graphql, "next_cursor", lambda _page: None)


def loses_the_window_edge() -> None:
    """The next window starts after the last one, with no overlap and a second lost."""
    real = runs.Run._window

    def tight(self: Any, report: Any) -> Any:
        start, end = real(self, report)
        before = self.account.journal.window(self.account.name, self.sync).read_until
        if before is not None:
            start = report.read_from = before + timedelta(seconds=1)
        return start, end

    put(runs.Run, "_window", tight)


def silent_cancel() -> None:
    """Cancels an unresolved row after a week without having said so."""
    put(lifecycle, "WARN_AFTER", lifecycle.CANCEL_AFTER)


def ignores_order_cutoff() -> None:
    real = order_shape.reasons_against

    def lenient(account: Account, order: Any) -> Any:
        problem = real(account, order)
        return None if problem is not None and problem.code == "before_cutoff" else problem

    from connector.flows import orders, retrieval

    for module in (orders, retrieval, runs):
        put(module, "reasons_against", lenient)


def accepts_unknown_items() -> None:
    """Leaves lines out whose SKU the books do not know, and books the rest."""
    real = order_shape.shape

    def partial(account: Account, order: Any, items: Any, *rest: Any) -> Any:
        known = tuple(line for line in order.lines if line.sku in items)
        lost = [line.net + line.tax for line in order.lines if line.sku not in items]
        less = sum((each.amount for each in lost), Decimal(0))
        lines_tax = sum((line.tax.amount for line in known), Decimal(0))
        smaller = replace(
            order,
            lines=known,
            tax=Money.of(lines_tax, order.currency) + order.shipping_tax,
            total=Money.of(order.total.amount - less, order.currency),
        )
        return real(account, smaller, items, *rest)

    from connector.flows import orders

    put(orders, "shape", partial)
    put(orders, "compare", lambda *_: None)


def _at(feature: str, scenario: str) -> str:
    return f"netsuite_connector/{feature}.feature: {scenario}"


LOST = _at("unknown_outcomes", "The storefront pays and its answer is lost")
W2_STORE = _at("money_examples", "W2, unit after unit of <sku>, refunded in the storefront")
W2_BOOKS = _at("money_examples", "W2, unit after unit of <sku>, refunded in NetSuite")
W3 = _at("money_examples", "W3, everything that is left, refunded in <where>")
FROM = _at(
    "refund_from_netsuite", "One TEE-BLK is refunded in NetSuite and paid out by the storefront"
)
TO = _at("refund_to_netsuite", "One TEE-BLK refunded in the storefront becomes a cash refund")

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "no-key",
        "never looks for its key at the target",
        _at(
            "unknown_outcomes",
            "Another machine with an empty journal finds what was written by its key",
        ),
        never_looks,
    ),
    Mutant(
        "new-key-per-retry",
        "makes a new key for every attempt",
        _at(
            "unknown_outcomes",
            "The answer stays lost for a day and the storefront has forgotten the key",
        ),
        new_key_per_retry,
    ),
    Mutant(
        "second-write-after-lost-answer",
        "writes again under another key when an answer is lost",
        _at("unknown_outcomes", "NetSuite writes the cash refund and its answer is lost"),
        writes_again_after_lost_answer,
    ),
    Mutant("lost-is-failed", "does not look after a lost answer", LOST, lost_is_failed),
    Mutant(
        "match-by-amount",
        "takes any refund of equal amount for its own",
        W2_BOOKS,
        matches_by_amount,
    ),
    Mutant("whole-order", "refunds the whole order for one line", FROM, refunds_the_whole_order),
    Mutant(
        "tax-forgotten-in-payout", "pays the net and keeps the tax", FROM, forgets_tax_in_payout
    ),
    Mutant("lines-dropped", "always makes a general refund", FROM, drops_the_lines),
    Mutant(
        "per-unit-rounding", "rounds the tax of one unit and multiplies", W2_STORE, rounds_per_unit
    ),
    Mutant(
        "tax-forgotten-in-books", "books refunds without their tax", TO, forgets_tax_in_document
    ),
    Mutant("shipping-forgotten", "books refunds without shipping", W3, forgets_shipping),
    Mutant("discount-forgotten", "books refunds at list price", TO, forgets_discount),
    Mutant(
        "sign",
        "adds an adjustment that should be taken off",
        _at("refund_to_netsuite", "Money that differs from the lines becomes an adjustment line"),
        flips_the_sign,
    ),
    Mutant(
        "header-tax",
        "lets the books compute the tax of an order",
        _at("order_sync", "Header tax would lose a cent, the per-line taxes of the channel stand"),
        header_tax,
    ),
    Mutant(
        "order-without-shipping",
        "leaves the shipping off the order",
        _at("order_sync", "An order is retrieved and posted by hand"),
        order_without_shipping,
    ),
    Mutant(
        "currency",
        "books foreign amounts as dollars",
        _at("order_sync", "An order in a currency that the books do not keep is refused"),
        mixes_currencies,
    ),
    Mutant(
        "no-own-guard",
        "leaves over-refunds to the books",
        _at("refund_to_netsuite", "The books already hold more than the storefront gave back"),
        no_own_guard,
    ),
    Mutant(
        "both-directions",
        "lets both refund directions run",
        _at(
            "refund_prerequisites",
            "Both directions on one account are refused and both stay as they were",
        ),
        allows_both_directions,
    ),
    Mutant(
        "echo",
        "sends its own refunds back",
        _at("unknown_outcomes", "Two directions on one world never echo a refund"),
        echoes_refunds,
    ),
    Mutant(
        "refund-before-bill",
        "types a refund for an order that is not billed",
        _at("billing", "An order that is not billed cannot be refunded"),
        refunds_before_billing,
    ),
    Mutant(
        "wrong-document",
        "makes credit memos for cash sales",
        _at(
            "refund_prerequisites",
            "The record type follows the billed record, the two boxes stay unticked",
        ),
        wrong_document,
    ),
    Mutant(
        "swallowed-error",
        "shows refused postings as posted",
        _at("refund_to_netsuite", "The period is closed"),
        swallows_errors,
    ),
    Mutant(
        "cancel-ignored",
        "posts cancelled rows",
        _at("refund_actions", "A cancelled refund waits until it is uncancelled"),
        ignores_cancel,
    ),
    Mutant(
        "first-page-only",
        "reads the first page of a list",
        _at("order_sync", "An order with more lines than one page holds arrives whole"),
        first_page_only,
    ),
    Mutant(
        "window-edge",
        "loses what changed at the edge of a window",
        _at("order_sync", "An order changed exactly at the edge of a window is not lost"),
        loses_the_window_edge,
    ),
    Mutant(
        "silent-cancel",
        "cancels a failed row without a warning",
        _at(
            "unknown_outcomes",
            "A posting that fails is shown, retried, warned about and cancelled in the open",
        ),
        silent_cancel,
    ),
    Mutant(
        "cutoff-ignored",
        "imports orders from before the cutoff",
        _at("order_sync", "Only orders after the cutoff date are imported once the switch is on"),
        ignores_order_cutoff,
    ),
    Mutant(
        "unknown-items-skipped",
        "books an order without the line it does not know",
        _at("order_sync", "A SKU without an item refuses the whole document"),
        accepts_unknown_items,
    ),
    *REPORTED,
    *CONNEX,
    *AMAZON,
    *EBAY,
    *SETTLEMENTS,
)
