"""Lines of the four sales forms: items, shipping, the discount, text, and the subtotal that
QuickBooks appends after the items whatever was sent.

Amounts are in the form's currency. Negative item lines are accepted; the form as a whole may not
be below zero. Sources: developer.intuit.com "Invoice", "Error codes".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from sandbox.quickbooks_online.chart import Chart
from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    Business,
    DetailRequired,
    DiscountLine,
    FeatureNotSupported,
    InvalidEnumeration,
    LineAmount,
    LineTaxCode,
    MissingLines,
    MissingQuantity,
    NegativeAmount,
    RequiredMissing,
    StartDate,
)
from sandbox.quickbooks_online.ledger import SHIPPING
from sandbox.quickbooks_online.records import (
    DiscountLineDetail,
    Item,
    Line,
    Ref,
    SalesItemLineDetail,
    SubTotalLineDetail,
)
from sandbox.quickbooks_online.rules.money import ZERO, half_up
from sandbox.quickbooks_online.rules.references import account, exists, item
from sandbox.quickbooks_online.rules.tax import NON, TAX, automated

__all__ = ["Ids", "add_up", "read_lines"]

_ITEM, _DISCOUNT, _TEXT = "SalesItemLineDetail", "DiscountLineDetail", "DescriptionOnly"
_SUBTOTAL, _GROUP = "SubTotalLineDetail", "GroupLineDetail"


class Ids:
    """Line ids: a line that comes with a known id keeps it, any other gets the next number."""

    def __init__(self, old: Sequence[Line]) -> None:
        self.known = {line.id for line in old if line.id}
        self.used: set[str] = set()
        numbers = [int(each) for each in self.known if each.isdecimal()]
        self.next = max(numbers, default=0) + 1

    def of(self, line: Line) -> str:
        if line.id in self.known and line.id not in self.used:
            self.used.add(line.id)
            return line.id
        made = str(self.next)
        self.next += 1
        return made


def read_lines(
    company: Domain, given: Sequence[Line], old: Sequence[Line], day: date
) -> tuple[Line, ...]:
    """The lines as the form keeps them. Raises QuickBooksFault."""
    ids = Ids(old)
    kept = _items_of(old)
    items: list[Line] = []
    shipping: list[Line] = []
    discounts: list[Line] = []
    for line in given:
        match line.detail_type:
            case None:
                raise RequiredMissing("DetailType")
            case "SubTotalLineDetail":
                continue
            case "SalesItemLineDetail":
                made = _item_line(company, line, kept, day)
                detail = made.sales_item_line_detail
                ships = detail is not None and _is_shipping(detail)
                (shipping if ships else items).append(made)
            case "DiscountLineDetail":
                discounts.append(line)
            case "DescriptionOnly" | "DescriptionLineDetail":
                items.append(msgspec.structs.replace(line, detail_type=_TEXT))
            case "GroupLineDetail":
                raise FeatureNotSupported("Bundles")
            case other:
                raise InvalidEnumeration("DetailType", other)
    if not any(line.sales_item_line_detail is not None for line in (*items, *shipping)):
        raise MissingLines
    if len(discounts) > 1:
        raise Business("Only one discount line is allowed on a transaction.")
    numbered = [
        msgspec.structs.replace(line, id=ids.of(line), line_num=number)
        for number, line in enumerate(items, 1)
    ]
    subtotal = sum((line.amount or ZERO for line in numbered), ZERO)
    end = [Line(amount=subtotal, detail_type=_SUBTOTAL, sub_total_line_detail=SubTotalLineDetail())]
    for line in discounts:
        made = _discount_line(company, line, subtotal)
        end.append(msgspec.structs.replace(made, id=ids.of(line)))
    end += [msgspec.structs.replace(line, id=ids.of(line)) for line in shipping]
    return (*numbered, *end)


def add_up(lines: Sequence[Line]) -> Decimal:
    """Items and shipping less the discount."""
    total = ZERO
    for line in lines:
        if line.sales_item_line_detail is not None:
            total += line.amount or ZERO
        elif line.discount_line_detail is not None:
            total -= line.amount or ZERO
    return total


def _is_shipping(detail: SalesItemLineDetail) -> bool:
    return detail.item_ref is not None and detail.item_ref.value == SHIPPING


def _items_of(lines: Sequence[Line]) -> dict[str, Ref]:
    return {
        detail.item_ref.value: detail.item_ref
        for line in lines
        if (detail := line.sales_item_line_detail) is not None and detail.item_ref is not None
    }


def _item_line(company: Domain, line: Line, kept: dict[str, Ref], day: date) -> Line:
    detail = line.sales_item_line_detail
    if detail is None:
        raise RequiredMissing(_ITEM)
    exists(company, "Class", detail.class_ref)
    if line.amount is None:
        raise RequiredMissing("Line.Amount")
    amount = half_up(line.amount)
    changes: dict[str, Any] = {}
    if detail.qty is not None and detail.unit_price is not None:
        if half_up(detail.qty * detail.unit_price) != amount:
            raise LineAmount(line.amount)
    elif detail.qty:
        changes["unit_price"] = _unit_price(amount, detail.qty)
    if detail.item_ref is None:
        if detail.item_account_ref is None:
            raise DetailRequired
        account(company, detail.item_account_ref)
        found: Item | None = None
    elif detail.item_ref.value == SHIPPING:
        found = None
        changes["item_account_ref"] = _shipping_account(company)
    else:
        found = item(company, detail.item_ref, kept.get(detail.item_ref.value))
        changes["item_account_ref"] = found.income_account_ref
        if found.type == "Inventory":
            if detail.qty is None:
                raise MissingQuantity
            if found.inv_start_date is not None and day < found.inv_start_date:
                raise StartDate
    changes["tax_code_ref"] = _line_tax(company, detail.tax_code_ref, found)
    return msgspec.structs.replace(
        line,
        amount=amount,
        linked_txn=(),
        sales_item_line_detail=msgspec.structs.replace(detail, **changes),
    )


def _unit_price(amount: Decimal, quantity: Decimal) -> Decimal:
    price = amount / quantity
    exact = half_up(price)
    return exact if exact * quantity == amount else round(price, 7)


def _shipping_account(company: Domain) -> Ref:
    forms = company.records.preferences.sales_forms_prefs
    if forms is None or not forms.allow_shipping:
        raise Business(
            "You need to turn on shipping in Account and Settings before you use it on a form."
        )
    return Ref(forms.default_shipping_account or Chart.SHIPPING_INCOME.value)


def _line_tax(company: Domain, sent: Ref | None, found: Item | None) -> Ref:
    """TAX or NON, the only codes a line of a US company may bear."""
    if sent is None:
        taxed = automated(company) and found is not None and found.taxable is True
        return Ref(TAX if taxed else NON)
    if sent.value.upper() not in (TAX, NON):
        raise LineTaxCode(sent.value)
    return Ref(sent.value.upper())


def _discount_line(company: Domain, line: Line, subtotal: Decimal) -> Line:
    forms = company.records.preferences.sales_forms_prefs
    if forms is None or not forms.allow_discount:
        raise Business(
            "You need to turn on discounts in Account and Settings before you use one on a form."
        )
    detail = line.discount_line_detail or DiscountLineDetail()
    percent = detail.discount_percent
    if percent is not None and detail.percent_based is not False:
        amount = half_up(subtotal * percent / 100)
    elif line.amount is not None and not detail.percent_based:
        amount = half_up(line.amount)
    else:
        raise DiscountLine
    if amount < 0:
        raise NegativeAmount
    account(company, detail.discount_account_ref)
    default = Ref(forms.default_discount_account or Chart.DISCOUNTS_GIVEN.value)
    return msgspec.structs.replace(
        line,
        line_num=None,
        amount=amount,
        discount_line_detail=msgspec.structs.replace(
            detail,
            percent_based=percent is not None and detail.percent_based is not False,
            discount_account_ref=detail.discount_account_ref or default,
        ),
    )
