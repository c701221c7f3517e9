"""What refunds and fulfilments take in."""

SDL = """
input RefundInput {
  currency: CurrencyCode
  orderId: ID!
  note: String
  notify: Boolean
  shipping: ShippingRefundInput
  processedAt: DateTime
  refundLineItems: [RefundLineItemInput!]
  refundDuties: [RefundDutyInput!]
  transactions: [OrderTransactionInput!]
  refundMethods: [RefundMethodInput!] = []
  discrepancyReason: OrderAdjustmentInputDiscrepancyReason
  allowOverRefunding: Boolean = false
}

input RefundLineItemInput {
  lineItemId: ID!
  quantity: Int!
  restockType: RefundLineItemRestockType
  locationId: ID
}

input ShippingRefundInput {
  amount: Money
  fullRefund: Boolean
}

input OrderTransactionInput {
  amount: Money!
  gateway: String!
  kind: OrderTransactionKind!
  orderId: ID!
  parentId: ID
}

input RefundDutyInput {
  dutyId: ID!
  refundType: RefundDutyRefundType
}

input RefundMethodInput {
  storeCreditRefund: StoreCreditRefundInput
}

input StoreCreditRefundInput {
  amount: MoneyInput!
  expiresAt: DateTime
}

input FulfillmentInput {
  trackingInfo: FulfillmentTrackingInput
  notifyCustomer: Boolean = false
  lineItemsByFulfillmentOrder: [FulfillmentOrderLineItemsInput!]!
  originAddress: FulfillmentOriginAddressInput
}

input FulfillmentOrderLineItemsInput {
  fulfillmentOrderId: ID!
  fulfillmentOrderLineItems: [FulfillmentOrderLineItemInput!]
}

input FulfillmentOrderLineItemInput {
  id: ID!
  quantity: Int!
}

input FulfillmentTrackingInput {
  number: String
  url: URL
  company: String
  numbers: [String!]
  urls: [URL!]
}

input FulfillmentOriginAddressInput {
  address1: String
  address2: String
  city: String
  zip: String
  provinceCode: String
  countryCode: String!
}
"""
