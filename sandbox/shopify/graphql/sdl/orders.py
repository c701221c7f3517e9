"""Orders, their lines, discounts and taxes."""

SDL = """
type Order implements LegacyInteroperability & Node {
  billingAddress: MailingAddress
  billingAddressMatchesShippingAddress: Boolean!
  canMarkAsPaid: Boolean!
  canNotifyCustomer: Boolean!
  cancelReason: OrderCancelReason
  cancellation: OrderCancellation
  cancelledAt: DateTime
  capturable: Boolean!
  channel: Channel @deprecated(reason: "Use `publication` instead.")
  clientIp: String
  closed: Boolean!
  closedAt: DateTime
  confirmationNumber: String
  confirmed: Boolean!
  createdAt: DateTime!
  currencyCode: CurrencyCode!
  currentShippingPriceSet: MoneyBag!
  currentSubtotalLineItemsQuantity: Int!
  currentSubtotalPriceSet: MoneyBag!
  currentTaxLines: [TaxLine!]!
  currentTotalAdditionalFeesSet: MoneyBag
  currentTotalDiscountsSet: MoneyBag!
  currentTotalDutiesSet: MoneyBag
  currentTotalPriceSet: MoneyBag!
  currentTotalTaxSet: MoneyBag!
  currentTotalWeight: UnsignedInt64!
  customAttributes: [Attribute!]!
  customer: Customer
  customerLocale: String
  discountApplications(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): DiscountApplicationConnection!
  discountCode: String
  discountCodes: [String!]!
  displayAddress: MailingAddress
  displayFinancialStatus: OrderDisplayFinancialStatus
  displayFulfillmentStatus: OrderDisplayFulfillmentStatus!
  dutiesIncluded: Boolean!
  edited: Boolean!
  email: String
  estimatedTaxes: Boolean!
  fulfillable: Boolean!
  fulfillmentOrders(
    displayable: Boolean = false, first: Int, after: String, last: Int, before: String,
    reverse: Boolean = false, query: String
  ): FulfillmentOrderConnection!
  fulfillments(first: Int, query: String): [Fulfillment!]!
  fulfillmentsCount: Count
  fullyPaid: Boolean!
  id: ID!
  legacyResourceId: UnsignedInt64!
  lineItems(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): LineItemConnection!
  merchantEditable: Boolean!
  merchantEditableErrors: [String!]!
  name: String!
  netPayment: Money! @deprecated(reason: "Use `netPaymentSet` instead.")
  netPaymentSet: MoneyBag!
  nonFulfillableLineItems(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): LineItemConnection!
  note: String
  number: Int!
  originalTotalAdditionalFeesSet: MoneyBag
  originalTotalDutiesSet: MoneyBag
  originalTotalPriceSet: MoneyBag!
  paymentGatewayNames: [String!]!
  phone: String
  poNumber: String
  presentmentCurrencyCode: CurrencyCode!
  processedAt: DateTime!
  productNetwork: Boolean!
  purchasingEntity: PurchasingEntity
  refundDiscrepancySet: MoneyBag!
  refundable: Boolean!
  refunds(first: Int): [Refund!]!
  registeredSourceUrl: URL
  requiresShipping: Boolean!
  restockable: Boolean!
  returnStatus: OrderReturnStatus!
  risk: OrderRiskSummary!
  shippingAddress: MailingAddress
  shippingLine: ShippingLine
  shippingLines(
    includeRemovals: Boolean = false, first: Int, after: String, last: Int, before: String,
    reverse: Boolean = false
  ): ShippingLineConnection!
  sourceIdentifier: String
  sourceName: String
  subtotalLineItemsQuantity: Int!
  subtotalPrice: Money @deprecated(reason: "Use `subtotalPriceSet` instead.")
  subtotalPriceSet: MoneyBag
  suggestedRefund(
    shippingAmount: Money, refundShipping: Boolean, refundLineItems: [RefundLineItemInput!],
    refundDuties: [RefundDutyInput!], suggestFullRefund: Boolean = false,
    refundMethodAllocation: RefundMethodAllocation = ORIGINAL_PAYMENT_METHODS
  ): SuggestedRefund
  tags: [String!]!
  taxExempt: Boolean!
  taxLines: [TaxLine!]!
  taxesIncluded: Boolean!
  test: Boolean!
  totalCapturable: Money! @deprecated(reason: "Use `totalCapturableSet` instead.")
  totalCapturableSet: MoneyBag!
  totalCashRoundingAdjustment: CashRoundingAdjustment!
  totalDiscounts: Money @deprecated(reason: "Use `totalDiscountsSet` instead.")
  totalDiscountsSet: MoneyBag
  totalOutstandingSet: MoneyBag!
  totalPrice: Money! @deprecated(reason: "Use `totalPriceSet` instead.")
  totalPriceSet: MoneyBag!
  totalReceived: Money! @deprecated(reason: "Use `totalReceivedSet` instead.")
  totalReceivedSet: MoneyBag!
  totalRefunded: Money! @deprecated(reason: "Use `totalRefundedSet` instead.")
  totalRefundedSet: MoneyBag!
  totalRefundedShippingSet: MoneyBag!
  totalShippingPrice: Money! @deprecated(reason: "Use `totalShippingPriceSet` instead.")
  totalShippingPriceSet: MoneyBag!
  totalTax: Money @deprecated(reason: "Use `totalTaxSet` instead.")
  totalTaxSet: MoneyBag
  totalTipReceived: MoneyV2! @deprecated(reason: "Use `totalTipReceivedSet` instead.")
  totalTipReceivedSet: MoneyBag!
  totalWeight: UnsignedInt64
  transactions(first: Int, capturable: Boolean, manuallyResolvable: Boolean): [OrderTransaction!]!
  transactionsCount: Count
  unpaid: Boolean!
  updatedAt: DateTime!
}

type OrderConnection {
  edges: [OrderEdge!]!
  nodes: [Order!]!
  pageInfo: PageInfo!
}

type OrderEdge {
  cursor: String!
  node: Order!
}

type Channel implements Node {
  id: ID!
  name: String!
}

union PurchasingEntity = Customer | PurchasingCompany

type PurchasingCompany {
  company: Company!
}

type Company implements Node {
  id: ID!
  name: String!
}

type OrderRiskSummary {
  assessments: [OrderRiskAssessment!]!
  recommendation: OrderRiskRecommendationResult!
}

type OrderRiskAssessment {
  facts: [RiskFact!]!
  riskLevel: RiskAssessmentResult!
}

type RiskFact {
  description: String!
  sentiment: RiskFactSentiment!
}

enum OrderRiskRecommendationResult {
  CANCEL
  INVESTIGATE
  ACCEPT
  NONE
}

enum RiskAssessmentResult {
  HIGH
  MEDIUM
  LOW
  NONE
  PENDING
}

enum RiskFactSentiment {
  POSITIVE
  NEUTRAL
  NEGATIVE
}

type OrderCancellation {
  staffNote: String
}

type Attribute {
  key: String!
  value: String
}

type CashRoundingAdjustment {
  paymentSet: MoneyBag!
  refundSet: MoneyBag!
}

type MoneyBag {
  presentmentMoney: MoneyV2!
  shopMoney: MoneyV2!
}

type MoneyV2 {
  amount: Decimal!
  currencyCode: CurrencyCode!
}

type LineItem implements Node {
  currentQuantity: Int!
  customAttributes: [Attribute!]!
  discountAllocations: [DiscountAllocation!]!
  discountedTotal: Money! @deprecated(reason: "Use `discountedTotalSet` instead.")
  discountedTotalSet(withCodeDiscounts: Boolean = false): MoneyBag!
  discountedUnitPrice: Money! @deprecated(reason: "Use `discountedUnitPriceSet` instead.")
  discountedUnitPriceAfterAllDiscountsSet: MoneyBag!
  discountedUnitPriceSet: MoneyBag!
  duties: [Duty!]!
  fulfillableQuantity: Int! @deprecated(reason: "Deprecated.")
  fulfillmentStatus: String! @deprecated(reason: "Deprecated.")
  id: ID!
  isGiftCard: Boolean!
  merchantEditable: Boolean!
  name: String!
  nonFulfillableQuantity: Int!
  originalTotal: Money! @deprecated(reason: "Use `originalTotalSet` instead.")
  originalTotalSet: MoneyBag!
  originalUnitPrice: Money! @deprecated(reason: "Use `originalUnitPriceSet` instead.")
  originalUnitPriceSet: MoneyBag!
  priceAfterAllDiscountsBeforeTaxesSet: MoneyBag!
  product: Product
  quantity: Int!
  refundableQuantity: Int!
  requiresShipping: Boolean!
  restockable: Boolean!
  sku: String
  taxLines(first: Int): [TaxLine!]!
  taxable: Boolean!
  title: String!
  totalDiscount: Money! @deprecated(reason: "Use `totalDiscountSet` instead.")
  totalDiscountSet: MoneyBag!
  unfulfilledDiscountedTotal: Money! @deprecated(reason: "Use the Set field instead.")
  unfulfilledDiscountedTotalSet: MoneyBag!
  unfulfilledOriginalTotal: Money! @deprecated(reason: "Use `unfulfilledOriginalTotalSet` instead.")
  unfulfilledOriginalTotalSet: MoneyBag!
  unfulfilledQuantity: Int!
  variant: ProductVariant
  variantTitle: String
  vendor: String
  weight: Weight
}

type LineItemConnection {
  edges: [LineItemEdge!]!
  nodes: [LineItem!]!
  pageInfo: PageInfo!
}

type LineItemEdge {
  cursor: String!
  node: LineItem!
}

type Weight {
  unit: WeightUnit!
  value: Float!
}

type Duty implements Node {
  id: ID!
  price: MoneyBag!
}

type ShippingLine {
  carrierIdentifier: String
  code: String
  currentDiscountedPriceSet: MoneyBag!
  custom: Boolean!
  discountAllocations: [DiscountAllocation!]!
  discountedPrice: MoneyV2! @deprecated(reason: "Use `discountedPriceSet` instead.")
  discountedPriceSet: MoneyBag!
  id: ID
  isRemoved: Boolean!
  originalPrice: MoneyV2! @deprecated(reason: "Use `originalPriceSet` instead.")
  originalPriceSet: MoneyBag!
  phone: String
  price: Money! @deprecated(reason: "Deprecated.")
  source: String
  taxLines: [TaxLine!]!
  title: String!
}

type ShippingLineConnection {
  edges: [ShippingLineEdge!]!
  nodes: [ShippingLine!]!
  pageInfo: PageInfo!
}

type ShippingLineEdge {
  cursor: String!
  node: ShippingLine!
}

interface DiscountApplication {
  allocationMethod: DiscountApplicationAllocationMethod!
  index: Int!
  targetSelection: DiscountApplicationTargetSelection!
  targetType: DiscountApplicationTargetType!
  value: PricingValue!
}

type DiscountCodeApplication implements DiscountApplication {
  allocationMethod: DiscountApplicationAllocationMethod!
  code: String!
  index: Int!
  targetSelection: DiscountApplicationTargetSelection!
  targetType: DiscountApplicationTargetType!
  value: PricingValue!
}

type ManualDiscountApplication implements DiscountApplication {
  allocationMethod: DiscountApplicationAllocationMethod!
  description: String
  index: Int!
  targetSelection: DiscountApplicationTargetSelection!
  targetType: DiscountApplicationTargetType!
  title: String!
  value: PricingValue!
}

type AutomaticDiscountApplication implements DiscountApplication {
  allocationMethod: DiscountApplicationAllocationMethod!
  index: Int!
  targetSelection: DiscountApplicationTargetSelection!
  targetType: DiscountApplicationTargetType!
  title: String!
  value: PricingValue!
}

type ScriptDiscountApplication implements DiscountApplication {
  allocationMethod: DiscountApplicationAllocationMethod!
  description: String! @deprecated(reason: "Deprecated.")
  index: Int!
  targetSelection: DiscountApplicationTargetSelection!
  targetType: DiscountApplicationTargetType!
  title: String!
  value: PricingValue!
}

type DiscountApplicationConnection {
  edges: [DiscountApplicationEdge!]!
  nodes: [DiscountApplication!]!
  pageInfo: PageInfo!
}

type DiscountApplicationEdge {
  cursor: String!
  node: DiscountApplication!
}

union PricingValue = MoneyV2 | PricingPercentageValue

type PricingPercentageValue {
  percentage: Float!
}

type DiscountAllocation {
  allocatedAmount: MoneyV2! @deprecated(reason: "Use `allocatedAmountSet` instead.")
  allocatedAmountSet: MoneyBag!
  discountApplication: DiscountApplication!
}

type TaxLine {
  channelLiable: Boolean
  price: Money! @deprecated(reason: "Use `priceSet` instead.")
  priceSet: MoneyBag!
  rate: Float
  ratePercentage: Float
  source: String
  title: String!
}
"""
