"""Wrong connectors of an eBay account: the figure of another party, a refund that is none, a list
that ends too early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from connector.books.netsuite.adapter import NetSuite
from connector.channels import ebay, ebay_reading, ebay_refunds
from connector.channels.channel import UntoldRefund
from connector.channels.ebay import Ebay
from connector.channels.ebay_api import EbayApi
from connector.model import MoneyState, Order, Refund
from connector.money import Money
from features.mutants.mutant import Mutant, put

__all__ = ["EBAY"]


def _to_netsuite(scenario: str) -> str:
    return f"netsuite_connector/refund_to_netsuite_ebay.feature: {scenario}"


def _outcome(scenario: str) -> str:
    return f"netsuite_connector/ebay_refund_outcomes.feature: {scenario}"


def _order(scenario: str) -> str:
    return f"netsuite_connector/ebay_orders.feature: {scenario}"


# --- the figure of another party ----------------------------------------------------------------


def _at_amount(amount_of: Any) -> None:
    """Refunds of another amount, which then belongs to no line."""
    real = ebay_refunds.read_refunds

    def read(order: Any, *rest: Any) -> list[Refund]:
        return [
            replace(
                refund,
                total=Money.of(amount_of(order, refund), refund.currency),
                lines=(),
                shipping_net=Money.zero(refund.currency),
            )
            for refund in real(order, *rest)
        ]

    put(ebay_refunds, "read_refunds", read)


def books_the_net() -> None:
    """`paymentSummary.refunds`: what it cost the seller after fees came back."""

    def net(order: Any, refund: Refund) -> Decimal:
        return next(
            Decimal(each["amount"]["value"])
            for each in order["paymentSummary"]["refunds"]
            if each["refundId"] == refund.refund_id
        )

    _at_amount(net)


def books_what_the_buyer_got() -> None:
    """With the tax that eBay collected, in proportion."""

    def with_tax(order: Any, refund: Refund) -> Decimal:
        total = Decimal(order["pricingSummary"]["total"]["value"])
        paid = Decimal(order["totalFeeBasisAmount"]["value"])
        return (refund.total.amount * paid / total).quantize(Decimal("0.01"))

    _at_amount(with_tax)


def books_collected_tax_as_own() -> None:
    real = ebay_reading.read_order

    def read(order: Any, *rest: Any) -> Order:
        taxed = {**order, "lineItems": [dict(each) for each in order["lineItems"]]}
        more = Decimal(0)
        for line in taxed["lineItems"]:
            collected = line.get("ebayCollectAndRemitTaxes") or []
            line["taxes"] = [*(line.get("taxes") or []), *collected]
            more += sum((Decimal(each["amount"]["value"]) for each in collected), Decimal(0))
        pricing = dict(order["pricingSummary"])
        whole = Decimal(pricing["total"]["value"]) + more
        pricing["total"] = {**pricing["total"], "value": str(whole)}
        return real({**taxed, "pricingSummary": pricing}, *rest)

    put(ebay, "read_order", read)


def takes_the_buyers_total() -> None:
    """`totalFeeBasisAmount` as the price of the goods."""
    real = ebay_reading.read_order

    def read(order: Any, *rest: Any) -> Order:
        found = real(order, *rest)
        paid = Money.of(Decimal(order["totalFeeBasisAmount"]["value"]), found.currency)
        first, *others = found.lines
        dear = first.gross + (paid - found.total)
        return replace(
            found,
            lines=(replace(first, gross=dear, unit_price=dear), *others),
            total=paid,
        )

    put(ebay, "read_order", read)


def takes_what_is_due() -> None:
    """`totalDueSeller`, which is less the fees, as the price of the goods."""
    real = ebay_reading.read_order

    def read(order: Any, *rest: Any) -> Order:
        found = real(order, *rest)
        due = order["paymentSummary"]["totalDueSeller"]["value"]
        less = found.total - Money.of(Decimal(due), found.currency)
        first, *others = found.lines
        cheap = first.gross - less
        return replace(
            found,
            lines=(replace(first, gross=cheap, unit_price=cheap), *others),
            total=found.total - less,
        )

    put(ebay, "read_order", read)


# --- a refund that is none ----------------------------------------------------------------------


def retrieves_external_refunds() -> None:
    """What stands under the order alone is posted like any other, net as it is told."""
    real = ebay_refunds.read_refunds

    def read(order: Any, *rest: Any) -> list[Refund]:
        told = [
            Refund(
                refund_id=each.refund_id,
                order_id=str(order["orderId"]),
                created_at=each.created_at or datetime.now(UTC),
                currency=each.net.currency,
                total=each.net,
                lines=(),
                shipping_net=Money.zero(each.net.currency),
                shipping_tax=Money.zero(each.net.currency),
            )
            for each in ebay_refunds.untold(order)
            if not each.pending
        ]
        return [*real(order, *rest), *told]

    put(ebay_refunds, "read_refunds", read)


def ignores_external_refunds() -> None:
    async def none(self: Ebay, order: Order) -> Sequence[Any]:
        return []

    put(Ebay, "untold_refunds", none)


def counts_pending_as_final() -> None:
    put(ebay_refunds, "_STATES", {"PENDING": MoneyState.DONE, "FAILED": MoneyState.FAILED})


def lists_failed_refunds() -> None:
    """As if the money had moved and nobody told how much."""
    real = ebay_refunds.untold

    def untold(order: Any) -> list[UntoldRefund]:
        shown = [
            {**each, "refundStatus": "REFUNDED"} for each in order["paymentSummary"]["refunds"]
        ]
        return real({**order, "paymentSummary": {**order["paymentSummary"], "refunds": shown}})

    put(ebay_refunds, "untold", untold)


def posts_again_without_a_look() -> None:
    """Every post writes a document of its own."""

    async def blind(self: NetSuite, key: str) -> None:
        return None

    put(NetSuite, "find_by_external_id", blind)
    write = NetSuite.write_refund

    async def anonymous(self: NetSuite, instruction: Any, key: str) -> Any:
        return await write(self, instruction, "")

    put(NetSuite, "write_refund", anonymous)


# --- a list that ends too early -----------------------------------------------------------------


def reads_the_first_page() -> None:
    real = EbayApi.read

    async def read(self: EbayApi, operation: str, path: str, params: Any = None) -> dict[str, Any]:
        body = await real(self, operation, path, params)
        if operation == "getOrders":
            body = {**body, "total": len(body["orders"])}
        return body

    put(EbayApi, "read", read)


def reads_days() -> None:
    """A window without its time of day: eBay is asked for midnight to midnight."""

    def day(moment: datetime) -> str:
        return f"{moment.astimezone(UTC):%Y-%m-%d}T00:00:00.000Z"

    put(ebay, "stamp", day)


def reads_by_creation() -> None:
    """An order that is refunded later is never seen again."""
    real = EbayApi.read

    async def read(self: EbayApi, operation: str, path: str, params: Any = None) -> dict[str, Any]:
        if params and "filter" in params:
            by_creation = params["filter"].replace("lastmodifieddate", "creationdate")
            params = {**params, "filter": by_creation}
        return await real(self, operation, path, params)

    put(EbayApi, "read", read)


def takes_orders_of_other_sites() -> None:
    put(ebay, "site_ids", lambda order: set())


def books_unpaid_orders() -> None:
    put(ebay, "is_paid", lambda order: True)


def forgets_the_shipping_of_a_refund() -> None:
    """A line that is given back whole without what was charged for sending it."""
    real = ebay_refunds.read_refunds

    def read(order: Any, *rest: Any) -> list[Refund]:
        return [
            replace(
                refund,
                total=refund.total - refund.shipping_net,
                shipping_net=Money.zero(refund.currency),
            )
            for refund in real(order, *rest)
        ]

    put(ebay_refunds, "read_refunds", read)


TEN = _to_netsuite("A buyer's 10.00 becomes a cash refund of 10.00, not of 8.51 and not of 10.82")
BY_HAND = _order("An order is retrieved and posted by hand")
EXTERNAL = _outcome(
    "A refund that no buyer asked for is listed as external and cannot be retrieved"
)

EBAY: tuple[Mutant, ...] = (
    Mutant(
        "ebay-net-refund",
        "books the refund net of the fees that come back: 8.51",
        TEN,
        books_the_net,
    ),
    Mutant(
        "ebay-buyers-refund",
        "books what the buyer got, with the tax that eBay collected: 10.82",
        TEN,
        books_what_the_buyer_got,
    ),
    Mutant(
        "ebay-collected-tax",
        "books the tax that eBay collects and remits as the seller's",
        BY_HAND,
        books_collected_tax_as_own,
    ),
    Mutant(
        "ebay-buyers-total",
        "books what the buyer paid as the order's total",
        _to_netsuite("The buyer's 48.71 against 45.00 in the books is no difference"),
        takes_the_buyers_total,
    ),
    Mutant(
        "ebay-due-to-seller",
        "books what eBay pays out of an order, less its fees",
        BY_HAND,
        takes_what_is_due,
    ),
    Mutant(
        "ebay-external-retrieved",
        "posts a refund that no buyer asked for",
        EXTERNAL,
        retrieves_external_refunds,
    ),
    Mutant(
        "ebay-external-hidden",
        "says nothing of a refund that no buyer asked for",
        EXTERNAL,
        ignores_external_refunds,
    ),
    Mutant(
        "ebay-pending-is-final",
        "books a refund while eBay still says PENDING",
        _outcome("A refund that eBay shows at once is posted when it is final, not before"),
        counts_pending_as_final,
    ),
    Mutant(
        "ebay-failed-counts",
        "lists a refund that failed as money that was given back",
        _outcome("A refund that failed is none, and the next one counts"),
        lists_failed_refunds,
    ),
    Mutant(
        "ebay-no-look",
        "writes a second document of a refund without looking for the first",
        _to_netsuite("Another machine finds the document by the refund's own id"),
        posts_again_without_a_look,
    ),
    Mutant(
        "ebay-first-page",
        "reads the first page of a list of orders",
        _order("More orders than one page holds arrive, each once"),
        reads_the_first_page,
    ),
    Mutant(
        "ebay-days-only",
        "lists orders by days, without the time of day",
        _order("The time of day is part of the window"),
        reads_days,
    ),
    Mutant(
        "ebay-by-creation",
        "lists orders by when they were made, so a later refund is never seen",
        _to_netsuite("The schedule reads the refunds of every changed order, several a day"),
        reads_by_creation,
    ),
    Mutant(
        "ebay-other-sites",
        "takes orders of the seller's other sites, in their currency",
        _outcome("An order of another site belongs to another account"),
        takes_orders_of_other_sites,
    ),
    Mutant(
        "ebay-unpaid",
        "books an order that nobody has paid",
        _order("An order that nobody has paid waits"),
        books_unpaid_orders,
    ),
    Mutant(
        "ebay-refund-without-shipping",
        "leaves the shipping out of a line that is given back whole",
        _to_netsuite("A line that is given back whole takes its shipping along"),
        forgets_the_shipping_of_a_refund,
    ),
)
