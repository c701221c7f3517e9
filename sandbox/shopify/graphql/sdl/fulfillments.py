"""Fulfilments and fulfilment orders."""

SDL = """
type Fulfillment implements LegacyInteroperability & Node {
  createdAt: DateTime!
  deliveredAt: DateTime
  displayStatus: FulfillmentDisplayStatus
  estimatedDeliveryAt: DateTime
  fulfillmentLineItems(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): FulfillmentLineItemConnection!
  fulfillmentOrders(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): FulfillmentOrderConnection!
  id: ID!
  inTransitAt: DateTime
  legacyResourceId: UnsignedInt64!
  location: Location
  name: String!
  order: Order!
  requiresShipping: Boolean!
  status: FulfillmentStatus!
  totalQuantity: Int!
  trackingInfo(first: Int): [FulfillmentTrackingInfo!]!
  updatedAt: DateTime!
}

type FulfillmentConnection {
  edges: [FulfillmentEdge!]!
  nodes: [Fulfillment!]!
  pageInfo: PageInfo!
}

type FulfillmentEdge {
  cursor: String!
  node: Fulfillment!
}

type FulfillmentTrackingInfo {
  company: String
  number: String
  url: URL
}

type FulfillmentLineItem implements Node {
  discountedTotal: Money! @deprecated(reason: "Use `discountedTotalSet` instead.")
  discountedTotalSet: MoneyBag!
  id: ID!
  lineItem: LineItem!
  originalTotal: Money! @deprecated(reason: "Use `originalTotalSet` instead.")
  originalTotalSet: MoneyBag!
  quantity: Int
}

type FulfillmentLineItemConnection {
  edges: [FulfillmentLineItemEdge!]!
  nodes: [FulfillmentLineItem!]!
  pageInfo: PageInfo!
}

type FulfillmentLineItemEdge {
  cursor: String!
  node: FulfillmentLineItem!
}

type FulfillmentOrder implements Node {
  assignedLocation: FulfillmentOrderAssignedLocation!
  createdAt: DateTime!
  destination: FulfillmentOrderDestination
  fulfillAt: DateTime
  fulfillBy: DateTime
  fulfillments(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): FulfillmentConnection!
  id: ID!
  lineItems(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): FulfillmentOrderLineItemConnection!
  order: Order!
  orderId: ID!
  orderName: String!
  orderProcessedAt: DateTime!
  requestStatus: FulfillmentOrderRequestStatus!
  status: FulfillmentOrderStatus!
  supportedActions: [FulfillmentOrderSupportedAction!]!
  updatedAt: DateTime!
}

type FulfillmentOrderConnection {
  edges: [FulfillmentOrderEdge!]!
  nodes: [FulfillmentOrder!]!
  pageInfo: PageInfo!
}

type FulfillmentOrderEdge {
  cursor: String!
  node: FulfillmentOrder!
}

type FulfillmentOrderAssignedLocation {
  address1: String
  address2: String
  city: String
  countryCode: CountryCode!
  location: Location
  name: String!
  phone: String
  province: String
  zip: String
}

type FulfillmentOrderDestination implements Node {
  address1: String
  address2: String
  city: String
  company: String
  countryCode: CountryCode
  email: String
  firstName: String
  id: ID!
  lastName: String
  location: Location
  phone: String
  province: String
  zip: String
}

type FulfillmentOrderSupportedAction {
  action: FulfillmentOrderAction!
  externalUrl: URL
}

type FulfillmentOrderLineItem implements Node {
  id: ID!
  inventoryItemId: ID
  lineItem: LineItem!
  originalUnitPriceSet: MoneyBag! @deprecated(reason: "Deprecated.")
  productTitle: String!
  remainingQuantity: Int!
  requiresShipping: Boolean!
  sku: String
  totalQuantity: Int!
  variant: ProductVariant
  variantTitle: String
  vendor: String
}

type FulfillmentOrderLineItemConnection {
  edges: [FulfillmentOrderLineItemEdge!]!
  nodes: [FulfillmentOrderLineItem!]!
  pageInfo: PageInfo!
}

type FulfillmentOrderLineItemEdge {
  cursor: String!
  node: FulfillmentOrderLineItem!
}
"""
