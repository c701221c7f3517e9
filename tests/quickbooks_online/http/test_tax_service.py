"""New tax codes: with rates of their own, or with rates that exist."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

D = Decimal
COUNTY = {
    "TaxRateName": "Lane County",
    "RateValue": "1.5",
    "TaxAgencyId": "1",
    "TaxApplicableOn": "Sales",
}
BODY = {"TaxCode": "Eugene", "TaxRateDetails": [COUNTY, {"TaxRateId": "1"}]}


def make(api: Any, **changes: Any) -> Any:
    return api.post("taxservice/taxcode", {**BODY, **changes})


def test_makes_a_code_and_its_rates(api: Any) -> None:
    answer = make(api)
    assert answer.status == 200
    made = answer.body
    assert set(made) == {"TaxCode", "TaxCodeId", "TaxRateDetails"}
    new, old = made["TaxRateDetails"]
    assert (new["TaxRateName"], new["RateValue"]) == ("Lane County", D("1.5"))
    assert (old["TaxRateId"], old["RateValue"], old["TaxAgencyId"]) == ("1", D("8.25"), "1")
    code = api.get(f"taxcode/{made['TaxCodeId']}").body["TaxCode"]
    assert (code["Name"], code["TaxGroup"], code["Taxable"]) == ("Eugene", True, True)
    assert [each["TaxRateRef"]["value"] for each in code["SalesTaxRateList"]["TaxRateDetail"]] == [
        new["TaxRateId"],
        "1",
    ]
    rate = api.get(f"taxrate/{new['TaxRateId']}").body["TaxRate"]
    assert (rate["RateValue"], rate["AgencyRef"]["value"]) == (D("1.5"), "1")


def test_taxes_a_sale(api: Any) -> None:
    code = make(api).body["TaxCodeId"]
    item = {"value": api.quickbooks.records.named("Item", "Refund Adjustment").id}
    detail = {"ItemRef": item, "TaxCodeRef": {"value": "TAX"}}
    line = {"Amount": 100, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    sale = api.create(
        "SalesReceipt", {"Line": [line], "TxnTaxDetail": {"TxnTaxCodeRef": {"value": code}}}
    )
    assert [each["Amount"] for each in sale["TxnTaxDetail"]["TaxLine"]] == [D("1.50"), D("8.25")]
    assert sale["TotalAmt"] == D("109.75")


def test_leaves_the_company_s_own_code_alone(api: Any) -> None:
    """The engine of automated tax goes by the preferences, not by the first code."""
    make(api, TaxCode="AAA", TaxRateDetails=[{**COUNTY, "TaxApplicableOn": "Purchase"}])
    api.desk.set_automated_tax()
    item = {"value": api.quickbooks.records.named("Item", "Refund Adjustment").id}
    detail = {"ItemRef": item, "TaxCodeRef": {"value": "TAX"}}
    line = {"Amount": 100, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    sale = api.create("SalesReceipt", {"Line": [line]})
    assert sale["TxnTaxDetail"]["TxnTaxCodeRef"] == {"value": "2"}
    assert sale["TotalAmt"] == D("108.25")


def test_python_quickbooks_sends_an_empty_id(api: Any) -> None:
    details = [{**COUNTY, "TaxRateId": None}]
    answer = make(api, Id=0, TaxCodeId=None, TaxRateDetails=details)
    assert answer.body["TaxRateDetails"][0]["TaxRateName"] == "Lane County"


def test_in_xml(api: Any) -> None:
    body = (
        b'<TaxService xmlns="http://schema.intuit.com/finance/v3"><TaxCode>Eugene</TaxCode>'
        b"<TaxRateDetails><TaxRateName>Lane</TaxRateName><RateValue>1.5</RateValue>"
        b"<TaxAgencyId>1</TaxAgencyId></TaxRateDetails></TaxService>"
    )
    headers = {"accept": "application/xml", "content-type": "application/xml"}
    answer = api.call("POST", "taxservice/taxcode", body, headers)
    assert answer.status == 200
    assert "<TaxService><TaxCode>Eugene</TaxCode><TaxCodeId>" in answer.text
    assert "<RateValue>1.5</RateValue>" in answer.text


def test_is_done_once_for_a_request_id(api: Any) -> None:
    one = api.post("taxservice/taxcode", BODY, requestid="a")
    assert api.post("taxservice/taxcode", BODY, requestid="a").body == one.body


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("2020", {"TaxCode": None}),
        ("2020", {"TaxRateDetails": []}),
        ("2020", {"TaxRateDetails": [{**COUNTY, "RateValue": None}]}),
        ("2020", {"TaxRateDetails": [{**COUNTY, "TaxAgencyId": None}]}),
        ("2020", {"TaxRateDetails": [{**COUNTY, "TaxRateName": ""}]}),
        ("2500", {"TaxRateDetails": [{**COUNTY, "TaxAgencyId": "9"}]}),
        ("2500", {"TaxRateDetails": [COUNTY, {"TaxRateId": "99"}]}),
        ("2140", {"TaxRateDetails": [{**COUNTY, "RateValue": -1}]}),
        ("2170", {"TaxRateDetails": [{**COUNTY, "TaxApplicableOn": "Both"}]}),
        ("2010", {"TaxRateDetails": "x"}),
        ("2010", {"Nonsense": 1}),
        ("2050", {"TaxCode": "x" * 101}),
        ("6240", {"TaxCode": "sales tax 8.25%"}),
        ("6240", {"TaxRateDetails": [{**COUNTY, "TaxRateName": "Sales Tax 8.25%"}]}),
        ("6240", {"TaxRateDetails": [COUNTY, COUNTY]}),
    ],
)
def test_is_refused(api: Any, code: str, changes: dict[str, Any]) -> None:
    api.refused(code, lambda: make(api, **changes))
