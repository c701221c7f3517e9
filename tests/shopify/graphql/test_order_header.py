"""The fields that Business Central's connector reads of an order's header (microsoft/BCApps).

It asks for all of them at once, with the id inline, and sleeps on its own expected cost of 36.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.shopify.records import Order

_BAGS = (
    "cartDiscountAmountSet", "currentCartDiscountAmountSet", "currentSubtotalPriceSet",
    "currentTotalDiscountsSet", "currentTotalDutiesSet", "currentTotalPriceSet",
    "currentTotalTaxSet", "netPaymentSet", "originalTotalDutiesSet", "originalTotalPriceSet",
    "refundDiscrepancySet", "subtotalPriceSet", "totalCapturableSet", "totalDiscountsSet",
    "totalOutstandingSet", "totalPriceSet", "totalReceivedSet", "totalRefundedSet",
    "totalRefundedShippingSet", "totalShippingPriceSet", "totalTaxSet", "totalTipReceivedSet",
)  # fmt: skip
_PLAIN = (
    "legacyResourceId", "name", "createdAt", "confirmed", "updatedAt", "cancelReason",
    "cancelledAt", "closed", "closedAt", "currentSubtotalLineItemsQuantity", "test", "email",
    "phone", "poNumber", "billingAddressMatchesShippingAddress", "currencyCode",
    "presentmentCurrencyCode", "fullyPaid", "unpaid", "note", "discountCode",
    "displayFinancialStatus", "displayFulfillmentStatus", "edited", "totalWeight", "refundable",
    "returnStatus", "tags", "paymentGatewayNames", "processedAt", "requiresShipping",
    "sourceIdentifier", "taxesIncluded",
)  # fmt: skip
_ADDRESS = (
    "id firstName lastName company address1 address2 zip city provinceCode province "
    "countryCodeV2 country phone"
)
_CUSTOMER = (
    "legacyResourceId firstName lastName defaultEmailAddress { emailAddress } "
    "defaultPhoneNumber { phoneNumber }"
)
_AMOUNTS = "{ presentmentMoney { amount } shopMoney { amount } }"
_EXACT = "{ presentmentMoney { currencyCode amount } shopMoney { currencyCode amount } }"
_NESTED = f"""
  customer {{ {_CUSTOMER} defaultAddress {{ id phone }} }}
  displayAddress {{ {_ADDRESS} }}
  shippingAddress {{ {_ADDRESS} name latitude longitude }}
  billingAddress {{ {_ADDRESS} name }}
  publication {{ name }} app {{ name }} customAttributes {{ key value }}
  risk {{ assessments {{ facts {{ description sentiment }} provider {{ title }} riskLevel }} }}
  paymentTerms {{ id dueInDays paymentTermsName paymentTermsType translatedName
    paymentSchedules(first: 1) {{ nodes {{ dueAt }} }} }}
  totalCashRoundingAdjustment {{ paymentSet {_EXACT} refundSet {_EXACT} }}
  taxLines {{ channelLiable rate ratePercentage title priceSet {_AMOUNTS} }}
  refunds {{ legacyResourceId updatedAt }}
  returns(first: 20) {{ pageInfo {{ endCursor hasNextPage }} nodes {{ id }} }}
  retailLocation {{ legacyResourceId name }}
  purchasingEntity {{ ... on PurchasingCompany {{ company {{ id name
    mainContact {{ id customer {{ {_CUSTOMER} }} }} }} location {{ id }} }} }}
"""


def header(number: int) -> str:
    bags = " ".join(f"{name} {_AMOUNTS}" for name in _BAGS)
    return (
        f'query {{ order(id: "gid://shopify/Order/{number}") '
        f"{{ {' '.join(_PLAIN)} {bags} {_NESTED} }} }}"
    )


def test_the_header_is_answered_whole(api: Any, w1: Order) -> None:
    api.desk.fulfil(w1.id)
    api.desk.take_back(w1.id, {"TEE-BLK": 1})
    answer = api.query(header(w1.id))
    found = answer.data["order"]
    assert found["app"] == found["publication"] == {"name": "Online Store"}
    assert found["customer"]["defaultPhoneNumber"] == {"phoneNumber": "+15185550143"}
    assert (found["paymentTerms"], found["retailLocation"]) == (None, None)
    assert found["risk"] == {"assessments": []}
    assert found["returns"]["nodes"] == [{"id": "gid://shopify/Return/15300000001"}]
    assert (found["returnStatus"], found["edited"]) == ("RETURNED", False)
    [refund] = found["refunds"]
    assert refund["legacyResourceId"] == "930000000001"
    amounts = {name: found[name] and found[name]["shopMoney"]["amount"] for name in _BAGS}
    assert amounts == {
        "cartDiscountAmountSet": "12.24",
        "currentCartDiscountAmountSet": "10.24",
        "currentSubtotalPriceSet": "92.13",
        "currentTotalDiscountsSet": "10.24",
        "currentTotalDutiesSet": None,
        "currentTotalPriceSet": "108.35",
        "currentTotalTaxSet": "8.27",
        "netPaymentSet": "108.35",
        "originalTotalDutiesSet": None,
        "originalTotalPriceSet": "127.82",
        "refundDiscrepancySet": "0.0",
        "subtotalPriceSet": "110.12",
        "totalCapturableSet": "0.0",
        "totalDiscountsSet": "12.24",
        "totalOutstandingSet": "0.0",
        "totalPriceSet": "127.82",
        "totalReceivedSet": "127.82",
        "totalRefundedSet": "19.47",
        "totalRefundedShippingSet": "0.0",
        "totalShippingPriceSet": "7.95",
        "totalTaxSet": "9.75",
        "totalTipReceivedSet": "0.0",
    }


def test_it_costs_no_more_than_the_connector_sleeps_for(api: Any, w1: Order) -> None:
    """36, with a page of twenty returns: what is really spent stays under it."""
    cost = api.query(header(w1.id)).cost
    assert cost["actualQueryCost"] <= 36
    assert cost["throttleStatus"]["maximumAvailable"] == 2000


def test_the_cart_s_discount_is_not_a_line_s(api: Any, w1: Order) -> None:
    """An edit takes 10 % off the caps (4.99): the line's, not the cart's."""
    api.desk.edit(w1.id, percent_off={"CAP-RED": Decimal(10)})
    found = api.query(header(w1.id)).data["order"]
    assert found["totalDiscountsSet"]["shopMoney"]["amount"] == "17.23"
    assert found["cartDiscountAmountSet"]["shopMoney"]["amount"] == "12.24"
    assert found["currentCartDiscountAmountSet"]["shopMoney"]["amount"] == "12.24"
    api.desk.edit(w1.id, {"TEE-BLK": 2})
    found = api.query(header(w1.id)).data["order"]
    assert found["currentCartDiscountAmountSet"]["shopMoney"]["amount"] == "10.24"


def test_an_order_of_the_counter_and_one_of_an_app(api: Any) -> None:
    counter = api.desk.place([("MUG-WHT", 1)], source_name="pos")
    found = api.query(header(counter.id)).data["order"]
    assert (found["app"], found["publication"]) == ({"name": "Point of Sale"}, None)
    assert found["retailLocation"]["name"] == "Troy warehouse"
    app = api.shopify.auth.app
    made = api.desk.place([("MUG-WHT", 1)], source_name=str(app.number))
    assert api.query(header(made.id)).data["order"]["app"] == {"name": app.title}


def test_the_refund_names_its_return(api: Any, w1: Order) -> None:
    api.desk.fulfil(w1.id)
    api.desk.take_back(w1.id, {"TEE-BLK": 1})
    text = """query ($id: ID!) { refund(id: $id) { duties { originalDuty { id } }
      return { id name } totalRefundedSet { shopMoney { amount } }
      transactions(first: 50) { nodes { id } }
      refundLineItems(first: 10) { nodes { quantity } } } }"""
    found = api.query(text, {"id": "gid://shopify/Refund/930000000001"}).data["refund"]
    assert found["return"] == {"id": "gid://shopify/Return/15300000001", "name": "#1001-R1"}
    assert found["refundLineItems"]["nodes"] == [{"quantity": 1}]
