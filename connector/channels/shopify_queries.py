"""The GraphQL documents that the Shopify adapter sends (Admin API 2025-01 and later).

Each stays below the cost of a single query (1,000 points): a list of orders fetches ids only, an
order's lines come fifty at a time, every refund is read on its own. Connections carry `pageInfo`
and are read to their end; plain lists (`refunds`, `transactions`, `fulfillments`) are complete.
Money is asked for in presentment currency, the one the buyer paid in.
"""

from __future__ import annotations

__all__ = [
    "FULFILLED",
    "FULFILLED_LINES",
    "FULFILLMENT_CREATE",
    "FULFILLMENT_ORDERS",
    "FULFILLMENT_ORDER_LINES",
    "ORDER",
    "ORDERS_BY_NAME",
    "ORDERS_CHANGED",
    "ORDER_EXCHANGES",
    "ORDER_LINES",
    "ORDER_REFUNDS",
    "ORDER_SHIPPING",
    "PRIMARY_LOCATION",
    "REFUND",
    "REFUND_LINES",
    "REFUND_SHIPPING",
    "REFUND_TRANSACTIONS",
    "SUGGESTED_REFUND",
    "refund_create",
    "subscription_create",
    "subscriptions",
]

_MONEY = "{ presentmentMoney { amount currencyCode } }"

_PAGE = "pageInfo { hasNextPage endCursor }"

_ADDRESS = """{
  firstName lastName company address1 address2 city provinceCode zip countryCodeV2 phone
}"""

_TAX_LINES = f"taxLines {{ ratePercentage priceSet {_MONEY} }}"

_LINE = f"""
  id sku title quantity refundableQuantity isGiftCard
  originalUnitPriceSet {_MONEY}
  discountAllocations {{ allocatedAmountSet {_MONEY} }}
  {_TAX_LINES}
"""

_SHIPPING = f"""
  id title isRemoved
  discountedPriceSet {_MONEY}
  {_TAX_LINES}
"""

_TRANSACTION = f"id kind status gateway amountSet {_MONEY} parentTransaction {{ id }}"

ORDERS_CHANGED = f"""
query OrdersChanged($search: String!, $after: String) {{
  orders(first: 100, after: $after, query: $search, sortKey: UPDATED_AT) {{
    nodes {{ id updatedAt }}
    {_PAGE}
  }}
}}
"""

ORDERS_BY_NAME = """
query OrdersByName($search: String!) {
  orders(first: 10, query: $search) { nodes { id name } }
}
"""

ORDER = f"""
query Order($id: ID!) {{
  order(id: $id) {{
    id name email createdAt updatedAt cancelledAt currencyCode presentmentCurrencyCode
    displayFinancialStatus returnStatus sourceName note test taxesIncluded edited
    totalPriceSet {_MONEY}
    totalTaxSet {_MONEY}
    customer {{ id firstName lastName }}
    billingAddress {_ADDRESS}
    shippingAddress {_ADDRESS}
    transactions {{ {_TRANSACTION} }}
    lineItems(first: 50) {{ nodes {{ {_LINE} }} {_PAGE} }}
    shippingLines(first: 10) {{ nodes {{ {_SHIPPING} }} {_PAGE} }}
  }}
}}
"""

ORDER_LINES = f"""
query OrderLines($id: ID!, $after: String) {{
  order(id: $id) {{ page: lineItems(first: 50, after: $after) {{ nodes {{ {_LINE} }} {_PAGE} }} }}
}}
"""

ORDER_SHIPPING = f"""
query OrderShipping($id: ID!, $after: String) {{
  order(id: $id) {{
    page: shippingLines(first: 50, after: $after) {{ nodes {{ {_SHIPPING} }} {_PAGE} }}
  }}
}}
"""

ORDER_EXCHANGES = f"""
query OrderExchanges($id: ID!, $after: String) {{
  order(id: $id) {{
    page: returns(first: 20, after: $after) {{
      nodes {{ exchangeLineItems(first: 20) {{ nodes {{ lineItems {{ id }} }} }} }}
      {_PAGE}
    }}
  }}
}}
"""

ORDER_REFUNDS = """
query OrderRefunds($id: ID!) {
  order(id: $id) { id taxesIncluded edited refunds { id note } }
}
"""

_REFUND_LINE = f"""
  id quantity restockType restocked
  subtotalSet {_MONEY}
  totalTaxSet {_MONEY}
  lineItem {{ id sku }}
"""

_REFUND_SHIPPING = f"id subtotalAmountSet {_MONEY} taxAmountSet {_MONEY}"

_REFUND_TRANSACTION = f"id kind status gateway amountSet {_MONEY}"

REFUND = f"""
query Refund($id: ID!) {{
  refund(id: $id) {{
    id createdAt note
    refundLineItems(first: 50) {{ nodes {{ {_REFUND_LINE} }} {_PAGE} }}
    refundShippingLines(first: 10) {{ nodes {{ {_REFUND_SHIPPING} }} {_PAGE} }}
    transactions(first: 20) {{ nodes {{ {_REFUND_TRANSACTION} }} {_PAGE} }}
  }}
}}
"""

REFUND_LINES = f"""
query RefundLines($id: ID!, $after: String) {{
  refund(id: $id) {{
    page: refundLineItems(first: 50, after: $after) {{ nodes {{ {_REFUND_LINE} }} {_PAGE} }}
  }}
}}
"""

REFUND_SHIPPING = f"""
query RefundShipping($id: ID!, $after: String) {{
  refund(id: $id) {{
    page: refundShippingLines(first: 50, after: $after) {{
      nodes {{ {_REFUND_SHIPPING} }} {_PAGE}
    }}
  }}
}}
"""

REFUND_TRANSACTIONS = f"""
query RefundTransactions($id: ID!, $after: String) {{
  refund(id: $id) {{
    page: transactions(first: 50, after: $after) {{ nodes {{ {_REFUND_TRANSACTION} }} {_PAGE} }}
  }}
}}
"""

SUGGESTED_REFUND = f"""
query SuggestedRefund(
  $id: ID!, $lines: [RefundLineItemInput!], $shipping: Money, $allShipping: Boolean
) {{
  order(id: $id) {{
    id taxesIncluded
    transactions {{ {_TRANSACTION} }}
    fulfillments {{ location {{ id }} }}
    suggestedRefund(
      refundLineItems: $lines, shippingAmount: $shipping, refundShipping: $allShipping
    ) {{
      amountSet {_MONEY}
      maximumRefundableSet {_MONEY}
      suggestedTransactions {{
        gateway parentTransaction {{ id }} maximumRefundableSet {_MONEY}
      }}
    }}
  }}
}}
"""

PRIMARY_LOCATION = "query PrimaryLocation { location { id } }"

_REFUND_CREATE = f"""
mutation RefundCreate($input: RefundInput!%(variable)s) {{
  refundCreate(input: $input)%(directive)s {{
    refund {{
      id note
      transactions(first: 20) {{ nodes {{ {_REFUND_TRANSACTION} }} }}
    }}
    userErrors {{ field message }}
  }}
}}
"""


def refund_create(idempotent: bool) -> str:
    """With `$key` on the field where the version knows the directive (2026-01 and later)."""
    if not idempotent:
        return _REFUND_CREATE % {"variable": "", "directive": ""}
    return _REFUND_CREATE % {
        "variable": ", $key: String!",
        "directive": " @idempotent(key: $key)",
    }


FULFILLED = f"""
query Fulfilled($id: ID!) {{
  order(id: $id) {{
    fulfillments {{
      id status
      fulfillmentLineItems(first: 50) {{ nodes {{ quantity lineItem {{ id }} }} {_PAGE} }}
    }}
  }}
}}
"""

FULFILLED_LINES = f"""
query FulfilledLines($id: ID!, $after: String) {{
  fulfillment(id: $id) {{
    page: fulfillmentLineItems(first: 50, after: $after) {{
      nodes {{ quantity lineItem {{ id }} }} {_PAGE}
    }}
  }}
}}
"""

_FULFILLMENT_LINE = "id remainingQuantity lineItem { id }"

FULFILLMENT_ORDERS = f"""
query FulfillmentOrders($id: ID!, $after: String) {{
  order(id: $id) {{
    page: fulfillmentOrders(first: 10, after: $after) {{
      nodes {{
        id status
        assignedLocation {{ location {{ id }} }}
        lineItems(first: 20) {{ nodes {{ {_FULFILLMENT_LINE} }} {_PAGE} }}
      }}
      {_PAGE}
    }}
  }}
}}
"""

FULFILLMENT_ORDER_LINES = f"""
query FulfillmentOrderLines($id: ID!, $after: String) {{
  fulfillmentOrder(id: $id) {{
    page: lineItems(first: 100, after: $after) {{ nodes {{ {_FULFILLMENT_LINE} }} {_PAGE} }}
  }}
}}
"""

FULFILLMENT_CREATE = """
mutation FulfillmentCreate($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id name status }
    userErrors { field message }
  }
}
"""

_SUBSCRIPTIONS = f"""
query Subscriptions($after: String) {{
  page: webhookSubscriptions(first: 100, after: $after) {{
    nodes {{ id topic address: %(address)s }} {_PAGE}
  }}
}}
"""

_SUBSCRIPTION_CREATE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $address: %(type)s!) {
  webhookSubscriptionCreate(
    topic: $topic
    webhookSubscription: { %(address)s: $address, format: JSON, includeFields: %(fields)s }
  ) {
    webhookSubscription { id }
    userErrors { field message }
  }
}
"""


def _address(version: str) -> dict[str, str]:
    """`uri` came with 2025-10, `callbackUrl` is what it was called before."""
    if version >= "2025-10":
        return {"address": "uri", "type": "String"}
    return {"address": "callbackUrl", "type": "URL"}


def subscriptions(version: str) -> str:
    return _SUBSCRIPTIONS % _address(version)


def subscription_create(version: str, fields: tuple[str, ...]) -> str:
    """`fields`: what a message is to hold; the rest would be names and addresses of buyers that
    nobody needs to send."""
    quoted = ", ".join(f'"{each}"' for each in fields)
    return _SUBSCRIPTION_CREATE % {**_address(version), "fields": f"[{quoted}]"}
