"""Sales tax of a form.

A TotalTax that is sent stands, prorated over nothing but its own lines; what is not sent is worked
out once on the header: by the code of the form, or by the company's own engine where automated
sales tax is on (`TaxPrefs.PartnerTaxEnabled`). With the switch `honour_total_tax` off the engine
overrides what was sent, so a form may differ by a cent from tax taken line by line (K11).
Sources: developer.intuit.com "Manage sales tax for US locales"; the posts of 2017-12-11 and
2018-05-11 on automated sales tax.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    InvalidAmount,
    InvalidReference,
    TaxCodeInvalid,
    TaxNotApplicable,
)
from sandbox.quickbooks_online.ledger import SHIPPING
from sandbox.quickbooks_online.records import (
    Customer,
    Line,
    Ref,
    TaxLineDetail,
    TaxRate,
    TxnTaxDetail,
)
from sandbox.quickbooks_online.rules.money import ZERO, half_up

__all__ = ["NON", "TAX", "automated", "tax_of"]

TAX, NON = "TAX", "NON"


def automated(company: Domain) -> bool:
    prefs = company.records.preferences.tax_prefs
    return prefs is not None and bool(prefs.partner_tax_enabled)


def tax_of(
    company: Domain,
    sent: TxnTaxDetail | None,
    lines: Sequence[Line],
    customer: Customer | None,
    *,
    after_discount: bool,
    mode: str | None,
) -> TxnTaxDetail:
    """The tax that the form bears. Raises TaxCodeInvalid, TaxNotApplicable, InvalidReference."""
    if sent is not None and mode == "NotApplicable":
        raise TaxNotApplicable
    engine = automated(company)
    code = sent.txn_tax_code_ref if sent is not None else None
    rates = [] if code is None or engine else _rates_of(company, code)
    if sent is not None:
        _check_lines(company, sent)
    if not company.settings.honour_total_tax or (engine and _total(sent) is None):
        return _engine(company, lines, customer)
    total = _total(sent)
    if sent is not None and total is not None:
        if total < 0:
            raise InvalidAmount("TotalTax", total)
        return _stands(company, sent, half_up(total), lines, rates, engine=engine)
    if not rates or _exempt(customer):
        return TxnTaxDetail(txn_tax_code_ref=code, total_tax=ZERO)
    base = taxable(lines, after_discount=after_discount)
    made = [_tax_line(rate.id, rate.rate_value or ZERO, base) for rate in rates]
    total = sum((line.amount or ZERO for line in made), ZERO)
    return TxnTaxDetail(txn_tax_code_ref=code, total_tax=total, tax_line=tuple(made))


def taxable(lines: Sequence[Line], *, after_discount: bool) -> Decimal:
    """What is taxed: the lines with TAX, less their share of the discount."""
    items = taxed = shipping = discount = ZERO
    for line in lines:
        amount = line.amount or ZERO
        if line.discount_line_detail is not None:
            discount += amount
        detail = line.sales_item_line_detail
        if detail is None:
            continue
        bears = detail.tax_code_ref is not None and detail.tax_code_ref.value == TAX
        if detail.item_ref is not None and detail.item_ref.value == SHIPPING:
            shipping += amount if bears else ZERO
            continue
        items += amount
        taxed += amount if bears else ZERO
    if after_discount and discount and items:
        taxed -= half_up(discount * taxed / items)
    return taxed + shipping


def _total(sent: TxnTaxDetail | None) -> Decimal | None:
    if sent is None:
        return None
    if sent.total_tax is not None:
        return sent.total_tax
    if sent.tax_line:
        return sum((line.amount or ZERO for line in sent.tax_line), ZERO)
    return None


def _exempt(customer: Customer | None) -> bool:
    return customer is not None and customer.taxable is False


def _engine(company: Domain, lines: Sequence[Line], customer: Customer | None) -> TxnTaxDetail:
    base = ZERO if _exempt(customer) else taxable(lines, after_discount=True)
    code, rate = _default(company)
    if not base:
        return TxnTaxDetail(txn_tax_code_ref=code, total_tax=ZERO)
    line = _tax_line(rate.value, company.settings.tax_rate, base)
    return TxnTaxDetail(txn_tax_code_ref=code, total_tax=line.amount, tax_line=(line,))


def _stands(
    company: Domain,
    sent: TxnTaxDetail,
    total: Decimal,
    lines: Sequence[Line],
    rates: list[TaxRate],
    *,
    engine: bool,
) -> TxnTaxDetail:
    own, rate = _default(company)
    code = own if engine else sent.txn_tax_code_ref
    if sent.tax_line and not engine:
        return TxnTaxDetail(txn_tax_code_ref=code, total_tax=total, tax_line=sent.tax_line)
    if not total:
        return TxnTaxDetail(txn_tax_code_ref=code, total_tax=total)
    percent = sum((each.rate_value or ZERO for each in rates), ZERO) or company.settings.tax_rate
    line = _tax_line(
        rates[0].id if rates else rate.value, percent, taxable(lines, after_discount=True), total
    )
    return TxnTaxDetail(txn_tax_code_ref=code, total_tax=total, tax_line=(line,))


def _tax_line(rate: str, percent: Decimal, base: Decimal, amount: Decimal | None = None) -> Line:
    return Line(
        amount=half_up(base * percent / 100) if amount is None else amount,
        detail_type="TaxLineDetail",
        tax_line_detail=TaxLineDetail(
            tax_rate_ref=Ref(rate),
            percent_based=True,
            tax_percent=percent,
            net_amount_taxable=base,
        ),
    )


def _check_lines(company: Domain, sent: TxnTaxDetail) -> None:
    for line in sent.tax_line:
        detail = line.tax_line_detail
        ref = detail.tax_rate_ref if detail is not None else None
        if ref is not None and ref.value not in company.records.table("TaxRate"):
            raise InvalidReference.unknown("TaxRates", ref.value)


def _rates_of(company: Domain, code: Ref) -> list[TaxRate]:
    """Raises TaxCodeInvalid: TAX and NON are for lines only."""
    found = company.records.table("TaxCode").get(code.value)
    if found is None or code.value in (TAX, NON) or not found.active:
        raise TaxCodeInvalid(code.value)
    rates = company.records.table("TaxRate")
    details = found.sales_tax_rate_list.tax_rate_detail if found.sales_tax_rate_list else ()
    return [rates[each.tax_rate_ref.value] for each in details if each.tax_rate_ref is not None]


def _default(company: Domain) -> tuple[Ref, Ref]:
    """The company's own code (`TaxPrefs.TaxGroupCodeRef`) and its rate. Raises TaxCodeInvalid."""
    prefs = company.records.preferences.tax_prefs
    own = prefs.tax_group_code_ref if prefs is not None else None
    rates = [] if own is None else _rates_of(company, own)
    if own is None or not rates:
        raise TaxCodeInvalid("" if own is None else own.value)
    return Ref(own.value), Ref(rates[0].id)
