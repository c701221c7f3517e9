"""What creates and changes an order."""

SDL = """
input OrderCreateOrderInput {
  billingAddress: MailingAddressInput
  closedAt: DateTime
  currency: CurrencyCode
  customAttributes: [OrderCreateCustomAttributeInput!]
  customerId: ID @deprecated(reason: "Deprecated.")
  customer: OrderCreateCustomerInput
  discountCode: OrderCreateDiscountCodeInput
  email: String
  financialStatus: OrderCreateFinancialStatus
  fulfillmentStatus: OrderCreateFulfillmentStatus
  lineItems: [OrderCreateLineItemInput!]
  name: String
  note: String
  phone: String
  poNumber: String
  presentmentCurrency: CurrencyCode
  processedAt: DateTime
  shippingAddress: MailingAddressInput
  shippingLines: [OrderCreateShippingLineInput!]
  sourceIdentifier: String
  sourceName: String
  tags: [String!]
  taxesIncluded: Boolean = false
  taxLines: [OrderCreateTaxLineInput!]
  test: Boolean = false
  transactions: [OrderCreateOrderTransactionInput!]
}

input OrderCreateOptionsInput {
  inventoryBehaviour: OrderCreateInputsInventoryBehavior = BYPASS
  sendReceipt: Boolean = false
  sendFulfillmentReceipt: Boolean = false
}

input OrderCreateLineItemInput {
  giftCard: Boolean = false
  priceSet: MoneyBagInput
  properties: [OrderCreateLineItemPropertyInput!]
  quantity: Int!
  requiresShipping: Boolean = false
  sku: String
  taxLines: [OrderCreateTaxLineInput!]
  taxable: Boolean = true
  title: String
  variantId: ID
  vendor: String
  weight: WeightInput
}

input OrderCreateTaxLineInput {
  channelLiable: Boolean = false
  priceSet: MoneyBagInput
  rate: Decimal!
  title: String!
}

input OrderCreateShippingLineInput {
  code: String
  priceSet: MoneyBagInput!
  source: String
  taxLines: [OrderCreateTaxLineInput!]
  title: String!
}

input OrderCreateDiscountCodeInput {
  itemPercentageDiscountCode: OrderCreatePercentageDiscountCodeAttributesInput
  itemFixedDiscountCode: OrderCreateFixedDiscountCodeAttributesInput
  freeShippingDiscountCode: OrderCreateFreeShippingDiscountCodeAttributesInput
}

input OrderCreateFixedDiscountCodeAttributesInput {
  code: String!
  amountSet: MoneyBagInput
}

input OrderCreatePercentageDiscountCodeAttributesInput {
  code: String!
  percentage: Float
}

input OrderCreateFreeShippingDiscountCodeAttributesInput {
  code: String!
}

input OrderCreateOrderTransactionInput {
  amountSet: MoneyBagInput!
  authorizationCode: String
  gateway: String
  kind: OrderTransactionKind = SALE
  processedAt: DateTime
  status: OrderTransactionStatus = SUCCESS
  test: Boolean = false
}

input OrderCreateCustomerInput {
  toAssociate: OrderCreateAssociateCustomerAttributesInput
  toUpsert: OrderCreateUpsertCustomerAttributesInput
}

input OrderCreateUpsertCustomerAttributesInput {
  email: String
  firstName: String
  id: ID
  lastName: String
}

input OrderCreateAssociateCustomerAttributesInput {
  id: ID
  email: String
}

input OrderCreateCustomAttributeInput {
  key: String!
  value: String!
}

input OrderCreateLineItemPropertyInput {
  name: String!
  value: String!
}

input WeightInput {
  value: Float!
  unit: WeightUnit!
}

input MoneyBagInput {
  shopMoney: MoneyInput!
  presentmentMoney: MoneyInput
}

input MoneyInput {
  amount: Decimal!
  currencyCode: CurrencyCode!
}

input MailingAddressInput {
  address1: String
  address2: String
  city: String
  company: String
  country: String @deprecated(reason: "Deprecated.")
  countryCode: CountryCode
  firstName: String
  id: ID @deprecated(reason: "Deprecated.")
  lastName: String
  phone: String
  province: String @deprecated(reason: "Deprecated.")
  provinceCode: String
  zip: String
}

input AttributeInput {
  key: String!
  value: String!
}

input OrderInput {
  id: ID!
  email: String
  phone: String
  note: String
  tags: [String!]
  shippingAddress: MailingAddressInput
  customAttributes: [AttributeInput!]
  poNumber: String
}

input OrderMarkAsPaidInput {
  id: ID!
}

input OrderCloseInput {
  id: ID!
}

input OrderOpenInput {
  id: ID!
}

input OrderIdentifierInput {
  id: ID
  customId: UniqueMetafieldValueInput
}

input UniqueMetafieldValueInput {
  namespace: String
  key: String!
  value: String!
}
"""
