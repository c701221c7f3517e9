"""Orders as GraphQL shows them, and the mutations that make and change them."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.shopify.records import Order

FIGURES = """
query ($id: ID!) { order(id: $id) {
  name number legacyResourceId displayFinancialStatus displayFulfillmentStatus returnStatus
  createdAt closed fullyPaid unpaid refundable canMarkAsPaid
  subtotalPriceSet { shopMoney { amount currencyCode } }
  totalDiscountsSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } }
  totalShippingPriceSet { presentmentMoney { amount currencyCode } }
  totalPriceSet { shopMoney { amount } } totalReceivedSet { shopMoney { amount } }
  totalRefundedSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } }
  currentTotalPriceSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } }
  taxLines { title rate ratePercentage priceSet { shopMoney { amount } } }
  lineItems(first: 5) { nodes {
    sku quantity currentQuantity refundableQuantity unfulfilledQuantity
    originalUnitPriceSet { shopMoney { amount } } discountedTotalSet { shopMoney { amount } }
    discountAllocations { allocatedAmountSet { shopMoney { amount } }
                          discountApplication { index __typename } }
    taxLines { priceSet { shopMoney { amount } } }
    variant { sku price } product { title } } }
  discountApplications(first: 5) { nodes {
    allocationMethod targetSelection targetType index
    value { ... on PricingPercentageValue { percentage } ... on MoneyV2 { amount } }
    ... on ManualDiscountApplication { title } } }
  transactions { kind status gateway amountSet { shopMoney { amount } } }
} }
"""


def test_w1_to_the_cent(api: Any, w1: Order) -> None:
    order = api.query(FIGURES, {"id": f"gid://shopify/Order/{w1.id}"}).data["order"]
    lines = order.pop("lineItems")["nodes"]
    assert order == {
        "name": "#1001",
        "number": 1001,
        "legacyResourceId": "6100000000001",
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "returnStatus": "NO_RETURN",
        "createdAt": "2026-11-24T09:00:00Z",
        "closed": False,
        "fullyPaid": True,
        "unpaid": False,
        "refundable": True,
        "canMarkAsPaid": False,
        "subtotalPriceSet": {"shopMoney": {"amount": "110.12", "currencyCode": "USD"}},
        "totalDiscountsSet": {"shopMoney": {"amount": "12.24"}},
        "totalTaxSet": {"shopMoney": {"amount": "9.75"}},
        "totalShippingPriceSet": {"presentmentMoney": {"amount": "7.95", "currencyCode": "USD"}},
        "totalPriceSet": {"shopMoney": {"amount": "127.82"}},
        "totalReceivedSet": {"shopMoney": {"amount": "127.82"}},
        "totalRefundedSet": {"shopMoney": {"amount": "0.0"}},
        "netPaymentSet": {"shopMoney": {"amount": "127.82"}},
        "currentTotalPriceSet": {"shopMoney": {"amount": "127.82"}},
        "totalOutstandingSet": {"shopMoney": {"amount": "0.0"}},
        "taxLines": [
            {
                "title": order["taxLines"][0]["title"],
                "rate": 0.0825,
                "ratePercentage": 8.25,
                "priceSet": {"shopMoney": {"amount": "9.75"}},
            }
        ],
        "discountApplications": {
            "nodes": [
                {
                    "allocationMethod": "ACROSS",
                    "targetSelection": "ALL",
                    "targetType": "LINE_ITEM",
                    "index": 0,
                    "value": {"percentage": 10.0},
                    "title": "Order discount",
                }
            ]
        },
        "transactions": [
            {
                "kind": "SALE",
                "status": "SUCCESS",
                "gateway": "shopify_payments",
                "amountSet": {"shopMoney": {"amount": "127.82"}},
            }
        ],
    }
    assert [each["sku"] for each in lines] == ["TEE-BLK", "MUG-WHT", "CAP-RED"]
    assert lines[0] == {
        "sku": "TEE-BLK",
        "quantity": 3,
        "currentQuantity": 3,
        "refundableQuantity": 3,
        "unfulfilledQuantity": 3,
        "originalUnitPriceSet": {"shopMoney": {"amount": "19.99"}},
        # Line-level discounts only: the order's 10 % is in the allocations.
        "discountedTotalSet": {"shopMoney": {"amount": "59.97"}},
        "discountAllocations": [
            {
                "allocatedAmountSet": {"shopMoney": {"amount": "6.0"}},
                "discountApplication": {"index": 0, "__typename": "ManualDiscountApplication"},
            }
        ],
        "taxLines": [{"priceSet": {"shopMoney": {"amount": "4.45"}}}],
        "variant": {"sku": "TEE-BLK", "price": "19.99"},
        "product": {"title": "Trail Tee, Black"},
    }


def test_aliases_fragments_and_directives(api: Any, w1: Order) -> None:
    text = """
    query ($id: ID!, $no: Boolean!, $yes: Boolean = true) {
      a: order(id: $id) { ...Money ... on Node { id } ... @include(if: $yes) { name } }
      b: order(id: $id) { totalPriceSet { presentmentMoney { currencyCode } } ...Money
                          note @skip(if: $yes) email @include(if: $no) }
    }
    fragment Money on Order { totalPriceSet { shopMoney { amount } } }
    """
    variables = {"id": f"gid://shopify/Order/{w1.id}", "no": False}
    assert api.query(text, variables).data == {
        "a": {
            "totalPriceSet": {"shopMoney": {"amount": "127.82"}},
            "id": f"gid://shopify/Order/{w1.id}",
            "name": "#1001",
        },
        "b": {
            "totalPriceSet": {
                "presentmentMoney": {"currencyCode": "USD"},
                "shopMoney": {"amount": "127.82"},
            }
        },
    }
    variables["no"] = True
    assert "email" in api.query(text, variables).data["b"]


CREATE = """
mutation ($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {
  orderCreate(order: $order, options: $options) {
    order { id name email displayFinancialStatus sourceName test tags
      totalPriceSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } }
      transactions { kind status gateway amountSet { shopMoney { amount } } }
      customer { firstName } shippingAddress { country countryCodeV2 } }
    userErrors { field message code }
  }
}
"""


def line(**changes: Any) -> dict[str, Any]:
    money = {"shopMoney": {"amount": "15.00", "currencyCode": "USD"}}
    return {"title": "Lantern", "quantity": 2, "priceSet": money, **changes}


def test_order_create_without_transactions_has_no_financial_status(api: Any) -> None:
    answer = api.query(CREATE, {"order": {"lineItems": [line()]}})
    assert answer.data["orderCreate"] == {
        "order": {
            "id": "gid://shopify/Order/6100000000001",
            "name": "#1001",
            "email": None,
            "displayFinancialStatus": None,
            "sourceName": "web",
            "test": False,
            "tags": [],
            "totalPriceSet": {"shopMoney": {"amount": "30.0"}},
            "totalTaxSet": {"shopMoney": {"amount": "0.0"}},
            "transactions": [],
            "customer": None,
            "shippingAddress": None,
        },
        "userErrors": [],
    }


def test_order_create_takes_exact_numbers_taxes_payment_and_customer(api: Any) -> None:
    tax = {
        "title": "NY",
        "rate": 0.08,
        "priceSet": {"shopMoney": {"amount": "2.40", "currencyCode": "USD"}},
    }
    paid = {"amountSet": {"shopMoney": {"amount": 32.4, "currencyCode": "USD"}}, "gateway": "bogus"}
    order = {
        "lineItems": [line(taxLines=[tax])],
        "transactions": [paid],
        "tags": ["api"],
        "test": True,
        "customer": {"toUpsert": {"email": "new@example.com", "firstName": "Noor"}},
        "shippingAddress": {"countryCode": "DE", "city": "Ulm"},
    }
    found = api.query(CREATE, {"order": order}).data["orderCreate"]["order"]
    assert found["displayFinancialStatus"] == "PAID"
    assert found["totalPriceSet"] == {"shopMoney": {"amount": "32.4"}}
    assert found["transactions"] == [
        {
            "kind": "SALE",
            "status": "SUCCESS",
            "gateway": "bogus",
            "amountSet": {"shopMoney": {"amount": "32.4"}},
        }
    ]
    assert (found["email"], found["customer"]) == ("new@example.com", {"firstName": "Noor"})
    assert found["shippingAddress"] == {"country": "Germany", "countryCodeV2": "DE"}


@pytest.mark.parametrize(
    ("order", "error"),
    [
        (
            {"lineItems": []},
            {
                "field": ["order", "lineItems"],
                "message": "Line items must have at least one line item",
                "code": "INVALID",
            },
        ),
        (
            {
                "lineItems": [line()],
                "customerId": "gid://shopify/Customer/1",
                "customer": {"toUpsert": {"email": "a@example.com"}},
            },
            {
                "field": ["order"],
                "message": "Only one of the customer fields may be given",
                "code": "REDUNDANT_CUSTOMER_FIELDS",
            },
        ),
        (
            {"lineItems": [line()], "processedAt": "2030-01-01T00:00:00Z"},
            {
                "field": ["order", "processedAt"],
                "message": "Processed at can't be in the future",
                "code": "PROCESSED_AT_INVALID",
            },
        ),
    ],
)
def test_order_create_refuses_with_a_code(
    api: Any, order: dict[str, Any], error: dict[str, Any]
) -> None:
    before = api.hash()
    answer = api.query(CREATE, {"order": order})
    assert answer.data == {"orderCreate": {"order": None, "userErrors": [error]}}
    assert api.hash() == before


def test_indexes_in_order_create_errors_are_integers(api: Any) -> None:
    order = {"lineItems": [line(), line(title=None)]}
    answer = api.query(CREATE, {"order": order})
    error = answer.data["orderCreate"]["userErrors"][0]
    assert error["field"][:3] == ["order", "lineItems", 1]


def mutate(api: Any, name: str, given: str, **variables: Any) -> Any:
    kind = {"orderUpdate": "OrderInput!"}.get(name, f"{name[0].upper()}{name[1:]}Input!")
    text = (
        f"mutation ($input: {kind}) {{ {name}(input: $input) {{ order {{ {given} }} "
        "userErrors { field message } } }"
    )
    return api.query(text, {"input": variables}).data[name]


def test_mark_as_paid_pays_what_is_outstanding(api: Any) -> None:
    order = api.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1), ("CAP-RED", 2)], pay=False)
    gid = f"gid://shopify/Order/{order.id}"
    shown = "displayFinancialStatus transactions { kind status gateway }"
    found = mutate(api, "orderMarkAsPaid", shown, id=gid)
    assert found["userErrors"] == []
    assert found["order"]["displayFinancialStatus"] == "PAID"
    assert found["order"]["transactions"][-1] == {
        "kind": "SALE",
        "status": "SUCCESS",
        "gateway": "manual",
    }
    again = mutate(api, "orderMarkAsPaid", "displayFinancialStatus", id=gid)
    assert again == {
        "order": {"displayFinancialStatus": "PAID"},
        "userErrors": [{"field": ["id"], "message": "Order cannot be marked as paid."}],
    }


@pytest.mark.parametrize("name", ["orderMarkAsPaid", "orderClose", "orderOpen", "orderUpdate"])
def test_an_order_that_does_not_exist(api: Any, name: str) -> None:
    note = {"note": "x"} if name == "orderUpdate" else {}
    assert mutate(api, name, "id", id="gid://shopify/Order/9", **note) == {
        "order": None,
        "userErrors": [{"field": ["id"], "message": "Order does not exist"}],
    }


def test_closing_and_opening_do_nothing_twice(api: Any, w1: Order) -> None:
    gid = f"gid://shopify/Order/{w1.id}"
    for name, closed in (("orderClose", True), ("orderOpen", False)):
        for _ in range(2):
            assert mutate(api, name, "closed", id=gid) == {
                "order": {"closed": closed},
                "userErrors": [],
            }


def test_order_update(api: Any, w1: Order) -> None:
    gid = f"gid://shopify/Order/{w1.id}"
    shown = "note tags poNumber email customAttributes { key value }"
    given = {
        "note": "Ring twice",
        "tags": ["a", "b"],
        "poNumber": "PO 7",
        "customAttributes": [{"key": "k", "value": "v"}],
    }
    assert mutate(api, "orderUpdate", shown, id=gid, **given) == {
        "order": {**given, "email": "dana.whitfield@example.com"},
        "userErrors": [],
    }
    assert mutate(api, "orderUpdate", "id", id=gid)["userErrors"] == [
        {"field": None, "message": "No valid update parameters have been provided"}
    ]


def test_mutation_roots_run_in_order_each_for_itself(api: Any, w1: Order) -> None:
    gid = f"gid://shopify/Order/{w1.id}"
    text = """
    mutation ($id: ID!) {
      first: orderUpdate(input: {id: $id, note: "one"}) { order { note } userErrors { message } }
      wrong: orderUpdate(input: {id: $id}) { order { note } userErrors { message } }
      second: orderUpdate(input: {id: $id, note: "two"}) { order { note } }
      bad: orderClose(input: {id: "gid://shopify/Refund/1"}) { order { note } }
      last: orderClose(input: {id: $id}) { order { note closed } }
    }"""
    answer = api.query(text, {"id": gid})
    assert answer.body["data"] == {
        "first": {"order": {"note": "one"}, "userErrors": []},
        "wrong": {
            "order": None,
            "userErrors": [{"message": "No valid update parameters have been provided"}],
        },
        "second": {"order": {"note": "two"}},
        "bad": None,
        "last": {"order": {"note": "two", "closed": True}},
    }
    assert [each["path"] for each in answer.errors] == [["bad"]]


FULFIL = """
mutation ($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) {
  fulfillment { id name status displayStatus totalQuantity
    trackingInfo { company number url }
    fulfillmentLineItems(first: 5) { nodes { quantity lineItem { sku } } }
    order { displayFulfillmentStatus } }
  userErrors { field message } } }
"""


def test_fulfilling_a_part_and_then_the_rest(api: Any, w1: Order) -> None:
    work = w1.fulfillment_orders[0]
    one = {"id": f"gid://shopify/FulfillmentOrderLineItem/{work.line_items[0].id}", "quantity": 2}
    entry = {"fulfillmentOrderId": f"gid://shopify/FulfillmentOrder/{work.id}"}
    tracking = {"company": "UPS", "number": "1Z", "url": "https://ups.example/1Z"}
    part = {
        "lineItemsByFulfillmentOrder": [{**entry, "fulfillmentOrderLineItems": [one]}],
        "trackingInfo": tracking,
    }
    found = api.query(FULFIL, {"f": part}).data["fulfillmentCreate"]
    assert found == {
        "fulfillment": {
            "id": "gid://shopify/Fulfillment/5700000000001",
            "name": "#1001-F1",
            "status": "SUCCESS",
            "displayStatus": "FULFILLED",
            "totalQuantity": 2,
            "trackingInfo": [tracking],
            "fulfillmentLineItems": {"nodes": [{"quantity": 2, "lineItem": {"sku": "TEE-BLK"}}]},
            "order": {"displayFulfillmentStatus": "PARTIALLY_FULFILLED"},
        },
        "userErrors": [],
    }
    rest = {"lineItemsByFulfillmentOrder": [entry]}
    found = api.query(FULFIL, {"f": rest}).data["fulfillmentCreate"]["fulfillment"]
    assert (found["name"], found["totalQuantity"]) == ("#1001-F2", 4)
    assert found["order"] == {"displayFulfillmentStatus": "FULFILLED"}
    closed = api.query(FULFIL, {"f": rest}).data["fulfillmentCreate"]
    assert closed["userErrors"] == [
        {
            "field": ["fulfillment"],
            "message": f"Fulfillment order {work.id} has an unfulfillable status= closed.",
        }
    ]


def test_tracking_can_be_changed(api: Any, w1: Order) -> None:
    api.desk.fulfil(w1.id)
    sent = api.shopify.records.orders[w1.id].fulfillments[0]
    text = """
    mutation ($id: ID!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id,
      trackingInfoInput: {numbers: ["A", "B"], company: "DHL"}) {
        fulfillment { trackingInfo { company number url } } userErrors { field message } } }
    """
    found = api.query(text, {"id": f"gid://shopify/Fulfillment/{sent.id}"}).data
    assert found["fulfillmentTrackingInfoUpdate"]["fulfillment"]["trackingInfo"] == [
        {"company": "DHL", "number": "A", "url": None},
        {"company": "DHL", "number": "B", "url": None},
    ]
    missing = api.query(text, {"id": "gid://shopify/Fulfillment/1"}).data
    assert missing["fulfillmentTrackingInfoUpdate"]["userErrors"][0]["message"] == (
        "Fulfillment does not exist."
    )


def test_a_code_that_the_enumeration_lacks_is_told_as_invalid(api: Any) -> None:
    order = {"lineItems": [line()], "customerId": "gid://shopify/Customer/1"}
    error = api.query(CREATE, {"order": order}).data["orderCreate"]["userErrors"][0]
    assert error["code"] == "INVALID"


def test_the_poll_of_the_business_central_connector(api: Any, w1: Order) -> None:
    """Its query as published (microsoft/BCApps, "Shpfy GQL OrdersToImport"), deprecated field and
    inline time included; orders made by an app came through no channel."""
    made = api.query(
        'mutation { orderCreate(order: {sourceName: "erp", lineItems: [{title: "Tent", '
        'quantity: 1, priceSet: {shopMoney: {amount: "10", currencyCode: USD}}}]}) '
        "{ order { name } userErrors { message } } }"
    )
    assert made.data["orderCreate"]["userErrors"] == []
    answer = api.query(
        "{orders(first:25, query: \"updated_at:>'2026-11-01T00:00:00Z'\"){ "
        "pageInfo { hasNextPage } edges { cursor node { "
        "legacyResourceId name createdAt updatedAt channel { name } test "
        "fullyPaid unpaid closed displayFinancialStatus displayFulfillmentStatus "
        "subtotalLineItemsQuantity totalPriceSet { shopMoney { amount currencyCode } } "
        "customAttributes { key value } tags risk { assessments { riskLevel }} "
        "displayAddress { countryCodeV2 } shippingAddress { countryCodeV2 } "
        "billingAddress { countryCodeV2 } totalTaxSet { presentmentMoney { amount } shopMoney "
        "{ amount } } purchasingEntity { ... on PurchasingCompany { company { id }}}}}}}"
    )
    first, second = (each["node"] for each in answer.data["orders"]["edges"])
    assert (first["name"], first["channel"]) == ("#1001", {"name": "Online Store"})
    assert (first["risk"], first["purchasingEntity"]) == ({"assessments": []}, {})
    assert (second["name"], second["channel"]) == ("#1002", None)
    assert answer.header("x-shopify-api-deprecated-reason") == "Order.channel"


def test_what_an_order_without_duties_fees_and_company_says(api: Any, w1: Order) -> None:
    bag = "{ shopMoney { amount } }"
    found = api.query(
        f"""query ($id: ID!) {{ order(id: $id) {{
          currentTotalDutiesSet {bag} originalTotalDutiesSet {bag}
          currentTotalAdditionalFeesSet {bag} originalTotalAdditionalFeesSet {bag}
          clientIp customerLocale registeredSourceUrl
          purchasingEntity {{ __typename ... on Customer {{ firstName }} }}
          risk {{ recommendation }} }} }}""",
        {"id": f"gid://shopify/Order/{w1.id}"},
    ).data["order"]
    buyer = found.pop("purchasingEntity")
    assert buyer["__typename"] == "Customer"
    assert found.pop("risk") == {"recommendation": "NONE"}
    assert set(found.values()) == {None}
    assert len(found) == 7
