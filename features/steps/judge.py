"""What the audit must find. Without such a step it must find nothing."""

from __future__ import annotations

from decimal import Decimal

from pytest_bdd import given, parsers, then, when

from features.expect import MoneyDiffers, amount, expect_money
from features.reading import paid_back, refund_taxes
from features.stage import Stage
from features.tables import records


@then("the judge finds exactly")
def _(stage: Stage, datatable: list[list[str]]) -> None:
    stage.expect_findings(
        [(row["order"], row["check"], row["finding"]) for row in records(datatable)]
    )


@then("the judge finds nothing")
def _(stage: Stage) -> None:
    stage.expect_findings([])


@given("no document may change from here on")
@when("no document may change from here on")
def _(stage: Stage) -> None:
    stage.remember_documents()


@then("no document and no ledger row has changed")
def _(stage: Stage) -> None:
    stage.expect_unchanged_documents()


@then(parsers.parse('both sides of "{name}" have refunds of {one} and {other}'))
def _(stage: Stage, name: str, one: str, other: str) -> None:
    expected = sorted([amount(one), amount(other)])
    pairs = [each for each in stage.audit().pairs if (each.order, each.what) == (name, "refund")]
    for side in ("channel", "books"):
        found = sorted(getattr(each, side) or Decimal(0) for each in pairs)
        if found != expected:
            raise MoneyDiffers(f"refunds of {name}, {side}: expected {expected}, found {found}")


@then(
    parsers.parse(
        "the last refund on both sides is {total}, with net {net}, shipping {shipping} "
        "and tax {tax}"
    )
)
def _(stage: Stage, total: str, net: str, shipping: str, tax: str) -> None:
    order, document = stage.order, stage.refund_documents()[-1]
    refund = order.refunds[-1]
    goods = sum((line.subtotal.presentment for line in refund.refund_line_items), Decimal("0.00"))
    sent = sum(
        (line.subtotal.presentment for line in refund.refund_shipping_lines), Decimal("0.00")
    )
    expect_money(paid_back(order, refund), amount(total), "the storefront refund")
    expect_money(goods, amount(net), "net of the storefront refund")
    expect_money(sent, amount(shipping), "shipping of the storefront refund")
    expect_money(refund_taxes(refund), amount(tax), "tax of the storefront refund")
    lines = sum(
        (line.amount for line in document.lines if line.order_line is not None), Decimal("0.00")
    )
    expect_money(document.total, amount(total), "the refund document")
    expect_money(lines + document.discount_total, amount(net), "net of the refund document")
    expect_money(document.shipping_cost, amount(shipping), "shipping of the refund document")
    expect_money(document.tax_total, amount(tax), "tax of the refund document")


@then("nothing is left to refund on either side")
def _(stage: Stage) -> None:
    order = stage.order
    paid = sum((paid_back(order, each) for each in order.refunds), Decimal("0.00"))
    booked = sum((each.total for each in stage.refund_documents()), Decimal("0.00"))
    expect_money(paid, Decimal("127.82"), "refunded in the storefront")
    expect_money(booked, Decimal("127.82"), "refunded in NetSuite")
