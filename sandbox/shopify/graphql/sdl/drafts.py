"""Draft orders."""

SDL = """
extend type QueryRoot {
  draftOrder(id: ID!): DraftOrder
  draftOrders(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
    sortKey: DraftOrderSortKeys = ID, query: String, savedSearchId: ID
  ): DraftOrderConnection!
  draftOrdersCount(query: String, savedSearchId: ID, limit: Int = 10000): Count
}

extend type Mutation {
  draftOrderCalculate(input: DraftOrderInput!): DraftOrderCalculatePayload
  draftOrderComplete(
    id: ID!,
    paymentPending: Boolean = false @deprecated(reason: "Use payment terms instead."),
    paymentGatewayId: ID, sourceName: String
  ): DraftOrderCompletePayload
  draftOrderCreate(input: DraftOrderInput!): DraftOrderCreatePayload
  draftOrderDelete(input: DraftOrderDeleteInput!): DraftOrderDeletePayload
  draftOrderDuplicate(
    draftOrderId: ID @deprecated(reason: "Use `id` instead."), id: ID
  ): DraftOrderDuplicatePayload
  draftOrderInvoiceSend(id: ID!, email: EmailInput): DraftOrderInvoiceSendPayload
  draftOrderUpdate(id: ID!, input: DraftOrderInput!): DraftOrderUpdatePayload
}

type DraftOrder implements LegacyInteroperability & Node {
  appliedDiscount: DraftOrderAppliedDiscount
  billingAddress: MailingAddress
  billingAddressMatchesShippingAddress: Boolean!
  completedAt: DateTime
  createdAt: DateTime!
  currencyCode: CurrencyCode!
  customAttributes: [Attribute!]!
  customer: Customer
  email: String
  id: ID!
  invoiceSentAt: DateTime
  invoiceUrl: URL
  legacyResourceId: UnsignedInt64!
  lineItems(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): DraftOrderLineItemConnection!
  lineItemsSubtotalPrice: MoneyBag!
  name: String!
  note2: String
  order: Order
  paymentTerms: PaymentTerms
  phone: String
  poNumber: String
  presentmentCurrencyCode: CurrencyCode!
  purchasingEntity: PurchasingEntity
  ready: Boolean!
  reserveInventoryUntil: DateTime
  shippingAddress: MailingAddress
  shippingLine: ShippingLine
  status: DraftOrderStatus!
  subtotalPrice: Money! @deprecated(reason: "Use `subtotalPriceSet` instead.")
  subtotalPriceSet: MoneyBag!
  tags: [String!]!
  taxExempt: Boolean!
  taxLines: [TaxLine!]!
  taxesIncluded: Boolean!
  totalDiscountsSet: MoneyBag!
  totalLineItemsPriceSet: MoneyBag!
  totalPrice: Money! @deprecated(reason: "Use `totalPriceSet` instead.")
  totalPriceSet: MoneyBag!
  totalQuantityOfLineItems: Int!
  totalShippingPrice: Money! @deprecated(reason: "Use `totalShippingPriceSet` instead.")
  totalShippingPriceSet: MoneyBag!
  totalTax: Money! @deprecated(reason: "Use `totalTaxSet` instead.")
  totalTaxSet: MoneyBag!
  totalWeight: UnsignedInt64!
  updatedAt: DateTime!
  visibleToCustomer: Boolean!
}

type DraftOrderConnection {
  edges: [DraftOrderEdge!]!
  nodes: [DraftOrder!]!
  pageInfo: PageInfo!
}

type DraftOrderEdge {
  cursor: String!
  node: DraftOrder!
}

type DraftOrderLineItem implements Node {
  appliedDiscount: DraftOrderAppliedDiscount
  approximateDiscountedUnitPriceSet: MoneyBag!
  custom: Boolean!
  customAttributes: [Attribute!]!
  discountedTotal: Money! @deprecated(reason: "Use `discountedTotalSet` instead.")
  discountedTotalSet: MoneyBag!
  id: ID!
  isGiftCard: Boolean!
  name: String!
  originalTotal: Money! @deprecated(reason: "Use `originalTotalSet` instead.")
  originalTotalSet: MoneyBag!
  originalUnitPrice: Money! @deprecated(reason: "Use `originalUnitPriceWithCurrency` instead.")
  originalUnitPriceSet: MoneyBag!
  originalUnitPriceWithCurrency: MoneyV2
  product: Product
  quantity: Int!
  requiresShipping: Boolean!
  sku: String
  taxLines: [TaxLine!]!
  taxable: Boolean!
  title: String!
  totalDiscount: Money! @deprecated(reason: "Use `totalDiscountSet` instead.")
  totalDiscountSet: MoneyBag!
  uuid: String!
  variant: ProductVariant
  variantTitle: String
  vendor: String
  weight: Weight
}

type DraftOrderLineItemConnection {
  edges: [DraftOrderLineItemEdge!]!
  nodes: [DraftOrderLineItem!]!
  pageInfo: PageInfo!
}

type DraftOrderLineItemEdge {
  cursor: String!
  node: DraftOrderLineItem!
}

type DraftOrderAppliedDiscount {
  amount: Money! @deprecated(reason: "Use `amountSet` instead.")
  amountSet: MoneyBag!
  amountV2: MoneyV2! @deprecated(reason: "Use `amountSet` instead.")
  description: String!
  title: String
  value: Float!
  valueType: DraftOrderAppliedDiscountType!
}

enum DraftOrderAppliedDiscountType {
  FIXED_AMOUNT PERCENTAGE
}

enum DraftOrderStatus {
  COMPLETED INVOICE_SENT OPEN
}

enum DraftOrderSortKeys {
  CUSTOMER_NAME ID NUMBER RELEVANCE STATUS TOTAL_PRICE UPDATED_AT
}

type CalculatedDraftOrder {
  appliedDiscount: DraftOrderAppliedDiscount
  availableShippingRates: [ShippingRate!]!
  billingAddressMatchesShippingAddress: Boolean!
  currencyCode: CurrencyCode!
  customer: Customer
  lineItems: [CalculatedDraftOrderLineItem!]!
  lineItemsSubtotalPrice: MoneyBag!
  phone: String
  presentmentCurrencyCode: CurrencyCode!
  purchasingEntity: PurchasingEntity
  shippingLine: ShippingLine
  subtotalPrice: Money! @deprecated(reason: "Use `subtotalPriceSet` instead.")
  subtotalPriceSet: MoneyBag!
  taxLines: [TaxLine!]!
  taxesIncluded: Boolean!
  totalDiscountsSet: MoneyBag!
  totalLineItemsPriceSet: MoneyBag!
  totalPrice: Money! @deprecated(reason: "Use `totalPriceSet` instead.")
  totalPriceSet: MoneyBag!
  totalQuantityOfLineItems: Int!
  totalShippingPrice: Money! @deprecated(reason: "Use `totalShippingPriceSet` instead.")
  totalShippingPriceSet: MoneyBag!
  totalTax: Money! @deprecated(reason: "Use `totalTaxSet` instead.")
  totalTaxSet: MoneyBag!
}

type CalculatedDraftOrderLineItem {
  appliedDiscount: DraftOrderAppliedDiscount
  approximateDiscountedUnitPriceSet: MoneyBag!
  custom: Boolean!
  customAttributes: [Attribute!]!
  discountedTotal: MoneyV2!
  discountedTotalSet: MoneyBag!
  isGiftCard: Boolean!
  name: String!
  originalTotal: MoneyV2!
  originalTotalSet: MoneyBag!
  originalUnitPrice: MoneyV2!
  originalUnitPriceSet: MoneyBag!
  originalUnitPriceWithCurrency: MoneyV2
  product: Product
  quantity: Int!
  requiresShipping: Boolean!
  sku: String
  taxable: Boolean!
  title: String!
  totalDiscount: MoneyV2!
  totalDiscountSet: MoneyBag!
  uuid: String!
  variant: ProductVariant
  variantTitle: String
  vendor: String
  weight: Weight
}

type ShippingRate {
  handle: String!
  price: MoneyV2!
  title: String!
}

type DraftOrderCalculatePayload {
  calculatedDraftOrder: CalculatedDraftOrder
  userErrors: [UserError!]!
}

type DraftOrderDuplicatePayload {
  draftOrder: DraftOrder
  userErrors: [UserError!]!
}

type DraftOrderCreatePayload {
  draftOrder: DraftOrder
  userErrors: [UserError!]!
}

type DraftOrderUpdatePayload {
  draftOrder: DraftOrder
  userErrors: [UserError!]!
}

type DraftOrderCompletePayload {
  draftOrder: DraftOrder
  userErrors: [UserError!]!
}

type DraftOrderInvoiceSendPayload {
  draftOrder: DraftOrder
  userErrors: [UserError!]!
}

type DraftOrderDeletePayload {
  deletedId: ID
  userErrors: [UserError!]!
}

input DraftOrderInput {
  appliedDiscount: DraftOrderAppliedDiscountInput
  billingAddress: MailingAddressInput
  customerId: ID @deprecated(reason: "Use `purchasingEntity` instead.")
  customAttributes: [AttributeInput!]
  email: String
  lineItems: [DraftOrderLineItemInput!]
  note: String
  shippingAddress: MailingAddressInput
  shippingLine: ShippingLineInput
  tags: [String!]
  taxExempt: Boolean
  useCustomerDefaultAddress: Boolean
  visibleToCustomer: Boolean
  reserveInventoryUntil: DateTime
  presentmentCurrencyCode: CurrencyCode
  phone: String
  purchasingEntity: PurchasingEntityInput
  sourceName: String
  poNumber: String
}

input DraftOrderLineItemInput {
  appliedDiscount: DraftOrderAppliedDiscountInput
  customAttributes: [AttributeInput!]
  originalUnitPrice: Money
    @deprecated(reason: "Use `originalUnitPriceWithCurrency` instead.")
  originalUnitPriceWithCurrency: MoneyInput
  quantity: Int!
  requiresShipping: Boolean
  sku: String
  taxable: Boolean
  title: String
  variantId: ID
  weight: WeightInput
  uuid: String
}

input DraftOrderAppliedDiscountInput {
  amount: Money @deprecated(reason: "Use `amountWithCurrency` instead.")
  amountWithCurrency: MoneyInput
  description: String
  title: String
  value: Float!
  valueType: DraftOrderAppliedDiscountType!
}

input DraftOrderDeleteInput {
  id: ID!
}

input ShippingLineInput {
  price: Money @deprecated(reason: "Use `priceWithCurrency` instead.")
  priceWithCurrency: MoneyInput
  shippingRateHandle: String
  title: String
}

input PurchasingEntityInput {
  customerId: ID
}

input EmailInput {
  subject: String
  to: String
  from: String
  body: String
  bcc: [String!]
  customMessage: String
}
"""
