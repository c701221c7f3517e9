"""The query and mutation roots, and the payloads of mutations."""

SDL = """
type QueryRoot {
  currentAppInstallation: AppInstallation!
  customer(id: ID!): Customer
  fulfillment(id: ID!): Fulfillment
  fulfillmentOrder(id: ID!): FulfillmentOrder
  location(id: ID): Location
  locations(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
    sortKey: LocationSortKeys = NAME, query: String, includeLegacy: Boolean = false,
    includeInactive: Boolean = false
  ): LocationConnection!
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  order(id: ID!): Order
  orderByIdentifier(identifier: OrderIdentifierInput!): Order
  orders(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
    sortKey: OrderSortKeys = PROCESSED_AT, query: String, savedSearchId: ID
  ): OrderConnection!
  ordersCount(query: String, savedSearchId: ID, limit: Int = 10000): Count
  publicApiVersions: [ApiVersion!]!
  refund(id: ID!): Refund
  shop: Shop!
}

type Mutation {
  fulfillmentCreate(fulfillment: FulfillmentInput!, message: String): FulfillmentCreatePayload
  fulfillmentTrackingInfoUpdate(
    fulfillmentId: ID!, trackingInfoInput: FulfillmentTrackingInput!,
    notifyCustomer: Boolean
  ): FulfillmentTrackingInfoUpdatePayload
  orderClose(input: OrderCloseInput!): OrderClosePayload
  orderCreate(order: OrderCreateOrderInput!, options: OrderCreateOptionsInput): OrderCreatePayload
  orderMarkAsPaid(input: OrderMarkAsPaidInput!): OrderMarkAsPaidPayload
  orderOpen(input: OrderOpenInput!): OrderOpenPayload
  orderUpdate(input: OrderInput!): OrderUpdatePayload
  refundCreate(input: RefundInput!): RefundCreatePayload
}

type RefundCreatePayload {
  order: Order
  refund: Refund
  userErrors: [UserError!]!
}

type OrderCreatePayload {
  order: Order
  userErrors: [OrderCreateUserError!]!
}

type OrderMarkAsPaidPayload {
  order: Order
  userErrors: [UserError!]!
}

type OrderUpdatePayload {
  order: Order
  userErrors: [UserError!]!
}

type OrderClosePayload {
  order: Order
  userErrors: [UserError!]!
}

type OrderOpenPayload {
  order: Order
  userErrors: [UserError!]!
}

type FulfillmentCreatePayload {
  fulfillment: Fulfillment
  userErrors: [UserError!]!
}

type FulfillmentTrackingInfoUpdatePayload {
  fulfillment: Fulfillment
  userErrors: [UserError!]!
}

interface DisplayableError {
  field: [String!]
  message: String!
}

type UserError implements DisplayableError {
  field: [String!]
  message: String!
}

type OrderCreateUserError implements DisplayableError {
  code: OrderCreateUserErrorCode
  field: [String!]
  message: String!
}

interface Node {
  id: ID!
}

interface LegacyInteroperability {
  legacyResourceId: UnsignedInt64!
}

type PageInfo {
  endCursor: String
  hasNextPage: Boolean!
  hasPreviousPage: Boolean!
  startCursor: String
}

type Count {
  count: Int!
  precision: CountPrecision!
}

type ApiVersion {
  displayName: String!
  handle: String!
  supported: Boolean!
}
"""
