"""Payments, refunds and suggested refunds."""

SDL = """
type OrderTransaction implements Node {
  amount: Money! @deprecated(reason: "Use `amountSet` instead.")
  amountSet: MoneyBag!
  amountV2: MoneyV2! @deprecated(reason: "Use `amountSet` instead.")
  authorizationCode: String @deprecated(reason: "Deprecated.")
  createdAt: DateTime!
  errorCode: OrderTransactionErrorCode
  fees: [TransactionFee!]!
  formattedGateway: String
  gateway: String
  id: ID!
  kind: OrderTransactionKind!
  manualPaymentGateway: Boolean!
  manuallyCapturable: Boolean!
  maximumRefundable: Money @deprecated(reason: "Use `maximumRefundableV2` instead.")
  maximumRefundableV2: MoneyV2
  multiCapturable: Boolean!
  order: Order
  parentTransaction: OrderTransaction
  paymentId: String
  processedAt: DateTime
  receiptJson: JSON
  settlementCurrency: CurrencyCode
  settlementCurrencyRate: Decimal
  status: OrderTransactionStatus!
  test: Boolean!
  totalUnsettled: Money @deprecated(reason: "Use `totalUnsettledSet` instead.")
  totalUnsettledSet: MoneyBag
  totalUnsettledV2: MoneyV2 @deprecated(reason: "Use `totalUnsettledSet` instead.")
}

type OrderTransactionConnection {
  edges: [OrderTransactionEdge!]!
  nodes: [OrderTransaction!]!
  pageInfo: PageInfo!
}

type OrderTransactionEdge {
  cursor: String!
  node: OrderTransaction!
}

type TransactionFee implements Node {
  amount: MoneyV2!
  flatFee: MoneyV2!
  flatFeeName: String
  id: ID!
  rate: Decimal!
  rateName: String
  taxAmount: MoneyV2!
  type: String!
}

type Refund implements LegacyInteroperability & Node {
  createdAt: DateTime
  duties: [RefundDuty!]
  id: ID!
  legacyResourceId: UnsignedInt64!
  note: String
  order: Order!
  orderAdjustments(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): OrderAdjustmentConnection!
  processedAt: DateTime!
  refundLineItems(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): RefundLineItemConnection!
  refundShippingLines(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): RefundShippingLineConnection!
  totalRefunded: MoneyV2! @deprecated(reason: "Use `totalRefundedSet` instead.")
  totalRefundedSet: MoneyBag!
  transactions(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): OrderTransactionConnection!
  updatedAt: DateTime!
}

type RefundLineItem {
  id: ID
  lineItem: LineItem!
  location: Location
  price: Money! @deprecated(reason: "Use `priceSet` instead.")
  priceSet: MoneyBag!
  quantity: Int!
  restockType: RefundLineItemRestockType!
  restocked: Boolean!
  subtotal: Money! @deprecated(reason: "Use `subtotalSet` instead.")
  subtotalSet: MoneyBag!
  totalTax: Money! @deprecated(reason: "Use `totalTaxSet` instead.")
  totalTaxSet: MoneyBag!
}

type RefundLineItemConnection {
  edges: [RefundLineItemEdge!]!
  nodes: [RefundLineItem!]!
  pageInfo: PageInfo!
}

type RefundLineItemEdge {
  cursor: String!
  node: RefundLineItem!
}

type RefundShippingLine implements Node {
  id: ID!
  shippingLine: ShippingLine!
  subtotalAmountSet: MoneyBag!
  taxAmountSet: MoneyBag!
}

type RefundShippingLineConnection {
  edges: [RefundShippingLineEdge!]!
  nodes: [RefundShippingLine!]!
  pageInfo: PageInfo!
}

type RefundShippingLineEdge {
  cursor: String!
  node: RefundShippingLine!
}

type OrderAdjustment implements Node {
  amountSet: MoneyBag!
  id: ID!
  reason: OrderAdjustmentDiscrepancyReason
  taxAmountSet: MoneyBag!
}

type OrderAdjustmentConnection {
  edges: [OrderAdjustmentEdge!]!
  nodes: [OrderAdjustment!]!
  pageInfo: PageInfo!
}

type OrderAdjustmentEdge {
  cursor: String!
  node: OrderAdjustment!
}

type RefundDuty {
  amountSet: MoneyBag!
  originalDuty: Duty
}

type SuggestedRefund {
  amount: Money! @deprecated(reason: "Use `amountSet` instead.")
  amountSet: MoneyBag!
  discountedSubtotalSet: MoneyBag!
  maximumRefundable: Money! @deprecated(reason: "Use `maximumRefundableSet` instead.")
  maximumRefundableSet: MoneyBag!
  refundDuties: [RefundDuty!]!
  refundLineItems: [RefundLineItem!]!
  shipping: ShippingRefund!
  subtotal: Money! @deprecated(reason: "Use `subtotalSet` instead.")
  subtotalSet: MoneyBag!
  suggestedRefundMethods: [SuggestedRefundMethod!]!
  suggestedTransactions: [SuggestedOrderTransaction!]!
  totalCartDiscountAmountSet: MoneyBag!
  totalDutiesSet: MoneyBag!
  totalTaxSet: MoneyBag!
  totalTaxes: Money! @deprecated(reason: "Deprecated.")
}

type SuggestedOrderTransaction {
  amount: Money! @deprecated(reason: "Use `amountSet` instead.")
  amountSet: MoneyBag!
  formattedGateway: String
  gateway: String
  kind: SuggestedOrderTransactionKind!
  maximumRefundable: Money @deprecated(reason: "Use `maximumRefundableSet` instead.")
  maximumRefundableSet: MoneyBag
  parentTransaction: OrderTransaction
}

type ShippingRefund {
  amount: Money! @deprecated(reason: "Use `amountSet` instead.")
  amountSet: MoneyBag!
  maximumRefundable: Money! @deprecated(reason: "Use `maximumRefundableSet` instead.")
  maximumRefundableSet: MoneyBag!
  tax: Money! @deprecated(reason: "Use `taxSet` instead.")
  taxSet: MoneyBag!
}

interface SuggestedRefundMethod {
  amount: MoneyBag!
  maximumRefundable: MoneyBag!
}

type SuggestedStoreCreditRefund implements SuggestedRefundMethod {
  amount: MoneyBag!
  expiresAt: DateTime
  maximumRefundable: MoneyBag!
}
"""
