"""New tax codes with their rates, which the entity TaxCode itself does not create.

A detail names a rate that exists (`TaxRateId`), or describes a new one of an agency. Source:
developer.intuit.com "TaxService", SalesTax.xsd. Rates of purchases stand in a list of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import (
    DuplicateName,
    InvalidAmount,
    InvalidEnumeration,
    InvalidReference,
    RequiredMissing,
    TooLong,
)
from sandbox.quickbooks_online.records import (
    Part,
    Ref,
    TaxCode,
    TaxRate,
    TaxRateDetail,
    TaxRateList,
)
from sandbox.quickbooks_online.rules.fields import read
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.saving import stamp, store

__all__ = ["TaxRateDetails", "TaxService", "create_tax_code"]

_SALES, _PURCHASE = "Sales", "Purchase"
_LONGEST = 100


class TaxRateDetails(Part, frozen=True, kw_only=True):
    """One rate of the new code; `rate_value` in percent."""

    tax_rate_name: str | None = None
    tax_rate_id: str | None = None
    rate_value: Decimal | None = None
    tax_agency_id: str | None = None
    tax_applicable_on: str | None = None


class TaxService(Part, frozen=True, kw_only=True):
    """What is asked for, and what came of it: the answer names the ids."""

    tax_code: str | None = None
    tax_code_id: str | None = None
    tax_rate_details: tuple[TaxRateDetails, ...] = ()


def create_tax_code(company: Domain, given: Mapping[str, Any], options: Options) -> TaxService:
    """Raises QuickBooksFault, and then there is neither a code nor a rate."""
    # python-quickbooks sends the `Id` of an object that has none: 0.
    asked = TaxService(**read(TaxService, given, frozenset({"Id"})))
    name = _named(asked.tax_code, "TaxCode")
    if not asked.tax_rate_details:
        raise RequiredMissing("TaxRateDetails")
    _require_free(company, "TaxCode", "tax code", name)
    with company.store.transaction():
        details = tuple(_rate(company, each, options) for each in asked.tax_rate_details)
        code = store(
            company,
            None,
            TaxCode(
                name=name,
                description=name,
                active=True,
                hidden=False,
                taxable=True,
                tax_group=True,
                sales_tax_rate_list=_list(details, _SALES),
                purchase_tax_rate_list=_list(details, _PURCHASE),
                **stamp(company, "TaxCode", None),
            ),
            options,
        )
    return TaxService(tax_code=name, tax_code_id=code.id, tax_rate_details=details)


def _rate(company: Domain, asked: TaxRateDetails, options: Options) -> TaxRateDetails:
    """The detail with the rate that it names or makes. Raises QuickBooksFault."""
    side = asked.tax_applicable_on or _SALES
    if side not in (_SALES, _PURCHASE):
        raise InvalidEnumeration("TaxApplicableOn", side)
    if asked.tax_rate_id is not None:
        known: TaxRate | None = company.records.table("TaxRate").get(asked.tax_rate_id)
        if known is None:
            raise InvalidReference.unknown("TaxRates", asked.tax_rate_id)
        return _told(known, side)
    name = _named(asked.tax_rate_name, "TaxRateName")
    if asked.rate_value is None:
        raise RequiredMissing("RateValue")
    if not 0 <= asked.rate_value <= 100:
        raise InvalidAmount("RateValue", asked.rate_value)
    if asked.tax_agency_id is None:
        raise RequiredMissing("TaxAgencyId")
    if asked.tax_agency_id not in company.records.table("TaxAgency"):
        raise InvalidReference.unknown("TaxAgencies", asked.tax_agency_id)
    _require_free(company, "TaxRate", "tax rate", name)
    rate = TaxRate(
        name=name,
        description=name,
        active=True,
        rate_value=asked.rate_value,
        agency_ref=Ref(asked.tax_agency_id),
        special_tax_type="NONE",
        display_type="ReadOnly",
        **stamp(company, "TaxRate", None),
    )
    return _told(store(company, None, rate, options), side)


def _told(rate: TaxRate, side: str) -> TaxRateDetails:
    return TaxRateDetails(
        tax_rate_name=rate.name,
        tax_rate_id=rate.id,
        rate_value=rate.rate_value,
        tax_agency_id=rate.agency_ref.value if rate.agency_ref is not None else None,
        tax_applicable_on=side,
    )


def _list(details: tuple[TaxRateDetails, ...], side: str) -> TaxRateList:
    rates = [each for each in details if each.tax_applicable_on == side]
    return TaxRateList(
        tax_rate_detail=tuple(
            TaxRateDetail(
                tax_rate_ref=Ref(each.tax_rate_id or ""),
                tax_type_applicable="TaxOnAmount",
                tax_order=0,
            )
            for each in rates
        )
    )


def _named(name: str | None, wire: str) -> str:
    if name is None:
        raise RequiredMissing(wire)
    if len(name) > _LONGEST:
        raise TooLong(wire, _LONGEST, len(name))
    return name


def _require_free(company: Domain, entity: str, subject: str, name: str) -> None:
    if company.records.by_name[entity].find(name.lower()):
        raise DuplicateName(subject)
