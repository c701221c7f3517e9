"""Returns, exchanges, and the ways to ask for them."""

_PAGE = "first: Int, after: String, last: Int, before: String, reverse: Boolean = false"

_LINE = """
  customerNote: String
  id: ID!
  processableQuantity: Int!
  processedQuantity: Int!
  quantity: Int!
  refundableQuantity: Int!
  refundedQuantity: Int!
  returnReason: ReturnReason! @deprecated(reason: "Use `returnReasonDefinition` instead.")
  returnReasonDefinition: ReturnReasonDefinition
  returnReasonNote: String!
  unprocessedQuantity: Int!
"""


def _connection(kind: str) -> str:
    return f"""
type {kind}Connection {{
  edges: [{kind}Edge!]!
  nodes: [{kind}!]!
  pageInfo: PageInfo!
}}

type {kind}Edge {{
  cursor: String!
  node: {kind}!
}}
"""


def _payload(kind: str, member: str = "return: Return") -> str:
    return f"""
type {kind}Payload {{
  {member}
  userErrors: [ReturnUserError!]!
}}
"""


SDL = f"""
extend type QueryRoot {{
  return(id: ID!): Return
  returnCalculate(input: CalculateReturnInput!): CalculatedReturn
  returnReasonDefinitions(
    ids: [ID!], handles: [String!], {_PAGE},
    sortKey: ReturnReasonDefinitionSortKeys = ID, query: String
  ): ReturnReasonDefinitionConnection!
  returnableFulfillment(id: ID!): ReturnableFulfillment
  returnableFulfillments(orderId: ID!, {_PAGE}): ReturnableFulfillmentConnection!
}}

extend type Mutation {{
  removeFromReturn(
    returnId: ID!, returnLineItems: [ReturnLineItemRemoveFromReturnInput!],
    exchangeLineItems: [ExchangeLineItemRemoveFromReturnInput!]
  ): RemoveFromReturnPayload
  returnApproveRequest(input: ReturnApproveRequestInput!): ReturnApproveRequestPayload
  returnCancel(
    id: ID!, notifyCustomer: Boolean = false @deprecated(reason: "Not supported.")
  ): ReturnCancelPayload
  returnClose(id: ID!): ReturnClosePayload
  returnCreate(returnInput: ReturnInput!): ReturnCreatePayload
  returnDeclineRequest(input: ReturnDeclineRequestInput!): ReturnDeclineRequestPayload
  returnProcess(input: ReturnProcessInput!): ReturnProcessPayload
  returnRefund(returnRefundInput: ReturnRefundInput!): ReturnRefundPayload
    @deprecated(reason: "Use `returnProcess` instead.")
  returnReopen(id: ID!): ReturnReopenPayload
  returnRequest(input: ReturnRequestInput!): ReturnRequestPayload
}}

extend type Order {{
  returns({_PAGE}, query: String): ReturnConnection!
}}

extend type Refund {{
  return: Return
}}

type Return implements Node {{
  closedAt: DateTime
  createdAt: DateTime!
  decline: ReturnDecline
  exchangeLineItems(
    includeRemovedItems: Boolean = false,
    processingStatus: ReturnProcessingStatusFilterInput, {_PAGE}
  ): ExchangeLineItemConnection!
  id: ID!
  name: String!
  order: Order!
  refunds({_PAGE}): RefundConnection!
  requestApprovedAt: DateTime
  returnLineItems(
    processingStatus: ReturnProcessingStatusFilterInput, {_PAGE}
  ): ReturnLineItemTypeConnection!
  returnShippingFees: [ReturnShippingFee!]!
  reverseFulfillmentOrders({_PAGE}): ReverseFulfillmentOrderConnection!
  status: ReturnStatus!
  suggestedFinancialOutcome(
    returnLineItems: [SuggestedOutcomeReturnLineItemInput!]!,
    exchangeLineItems: [SuggestedOutcomeExchangeLineItemInput!]!,
    refundShipping: RefundShippingInput, tipLineId: ID, refundDuties: [RefundDutyInput!],
    refundMethodAllocation: RefundMethodAllocation = ORIGINAL_PAYMENT_METHODS
  ): SuggestedReturnFinancialOutcome
  suggestedRefund(
    returnRefundLineItems: [ReturnRefundLineItemInput!]!, refundShipping: RefundShippingInput,
    refundDuties: [RefundDutyInput!]
  ): SuggestedReturnRefund @deprecated(reason: "Use `suggestedFinancialOutcome` instead.")
  totalQuantity: Int!
  transactions({_PAGE}): OrderTransactionConnection!
}}

type ReturnDecline {{
  note: String
  reason: ReturnDeclineReason!
}}

interface ReturnLineItemType implements Node {{{_LINE}}}

type ReturnLineItem implements Node & ReturnLineItemType {{{_LINE}
  fulfillmentLineItem: FulfillmentLineItem!
  restockingFee: RestockingFee
  totalWeight: Weight
  withCodeDiscountedTotalPriceSet: MoneyBag!
}}

type ExchangeLineItem implements Node {{
  id: ID!
  lineItem: LineItem @deprecated(reason: "Use `lineItems` instead.")
  lineItems: [LineItem!]
  processableQuantity: Int!
  processedQuantity: Int!
  quantity: Int!
  unprocessedQuantity: Int!
  variantId: ID
}}

interface Fee {{
  id: ID!
}}

type RestockingFee implements Fee {{
  amountSet: MoneyBag!
  id: ID!
  percentage: Float!
}}

type ReturnShippingFee implements Fee {{
  amountSet: MoneyBag!
  id: ID!
}}

type ReturnReasonDefinition implements Node {{
  deleted: Boolean!
  handle: String!
  id: ID!
  name: String!
}}

type ReverseFulfillmentOrder implements Node {{
  id: ID!
  lineItems({_PAGE}): ReverseFulfillmentOrderLineItemConnection!
  order: Order
  status: ReverseFulfillmentOrderStatus!
}}

type ReverseFulfillmentOrderLineItem implements Node {{
  dispositions: [ReverseFulfillmentOrderDisposition!]!
  fulfillmentLineItem: FulfillmentLineItem
  id: ID!
  totalQuantity: Int!
}}

type ReverseFulfillmentOrderDisposition implements Node {{
  createdAt: DateTime!
  id: ID!
  location: Location
  quantity: Int!
  type: ReverseFulfillmentOrderDispositionType!
}}

type ReturnableFulfillment implements Node {{
  fulfillment: Fulfillment!
  id: ID!
  returnableFulfillmentLineItems({_PAGE}): ReturnableFulfillmentLineItemConnection!
}}

type ReturnableFulfillmentLineItem {{
  fulfillmentLineItem: FulfillmentLineItem!
  quantity: Int!
}}

type SuggestedReturnRefund {{
  amount: MoneyBag!
  discountedSubtotal: MoneyBag!
  maximumRefundable: MoneyBag!
  refundDuties: [RefundDuty!]!
  shipping: ShippingRefund!
  subtotal: MoneyBag!
  suggestedTransactions: [SuggestedOrderTransaction!]!
  totalCartDiscountAmount: MoneyBag!
  totalDuties: MoneyBag!
  totalTax: MoneyBag!
}}

type SuggestedReturnFinancialOutcome {{
  discountedSubtotal: MoneyBag!
  financialTransfer: ReturnOutcomeFinancialTransfer
  maximumRefundable: MoneyBag!
  refundDuties: [RefundDuty!]!
  shipping: ShippingRefund!
  totalAdditionalFees: MoneyBag!
  totalCartDiscountAmount: MoneyBag!
  totalDuties: MoneyBag!
  totalTax: MoneyBag!
}}

union ReturnOutcomeFinancialTransfer = InvoiceReturnOutcome | RefundReturnOutcome

type InvoiceReturnOutcome {{
  amount: MoneyBag!
}}

type RefundReturnOutcome {{
  amount: MoneyBag!
  suggestedRefundMethods: [SuggestedRefundMethod!]!
  suggestedTransactions: [SuggestedOrderTransaction!]!
}}

type CalculatedReturn {{
  exchangeLineItems: [CalculatedExchangeLineItem!]!
  id: ID!
  returnLineItems: [CalculatedReturnLineItem!]!
  returnShippingFee: CalculatedReturnShippingFee
}}

type CalculatedReturnLineItem {{
  fulfillmentLineItem: FulfillmentLineItem!
  id: ID
  quantity: Int!
  restockingFee: CalculatedRestockingFee
  subtotalBeforeOrderDiscountsSet: MoneyBag!
  subtotalSet: MoneyBag!
  totalTaxSet: MoneyBag!
}}

type CalculatedExchangeLineItem {{
  discountedUnitPriceSet: MoneyBag!
  id: ID
  originalUnitPriceSet: MoneyBag!
  quantity: Int!
  subtotalSet: MoneyBag!
  totalTaxSet: MoneyBag!
  variant: ProductVariant
}}

interface CalculatedReturnFee {{
  amountSet: MoneyBag!
  id: ID!
}}

type CalculatedRestockingFee implements CalculatedReturnFee {{
  amountSet: MoneyBag!
  id: ID!
  percentage: Float!
}}

type CalculatedReturnShippingFee implements CalculatedReturnFee {{
  amountSet: MoneyBag!
  id: ID!
}}

type ReturnUserError implements DisplayableError {{
  code: ReturnErrorCode
  field: [String!]
  message: String!
}}

enum ReturnErrorCode {{
  INTERNAL_ERROR TOO_MANY_ARGUMENTS BLANK EQUAL_TO GREATER_THAN GREATER_THAN_OR_EQUAL_TO
  INCLUSION INVALID LESS_THAN LESS_THAN_OR_EQUAL_TO NOT_A_NUMBER PRESENT TAKEN TOO_BIG TOO_LONG
  TOO_SHORT WRONG_LENGTH ALREADY_EXISTS CREATION_FAILED FEATURE_NOT_ENABLED
  INCOMPATIBLE_WITH_STANDARD_POLICY INVALID_STATE MISSING_PERMISSION NOTIFICATION_FAILED
  NOT_EDITABLE NOT_FOUND
}}

enum ReturnDeclineReason {{
  RETURN_PERIOD_ENDED FINAL_SALE OTHER
}}

enum ReturnReason {{
  SIZE_TOO_SMALL SIZE_TOO_LARGE UNWANTED NOT_AS_DESCRIBED WRONG_ITEM DEFECTIVE STYLE COLOR OTHER
  UNKNOWN
}}

enum ReturnStatus {{
  CANCELED CLOSED OPEN REQUESTED DECLINED
}}

enum ReturnProcessingStatusFilterInput {{
  PROCESSED PROCESSABLE
}}

enum ReturnReasonDefinitionSortKeys {{
  HANDLE ID NAME
}}

enum ReverseFulfillmentOrderStatus {{
  CANCELED CLOSED OPEN
}}

enum ReverseFulfillmentOrderDispositionType {{
  RESTOCKED PROCESSING_REQUIRED NOT_RESTOCKED MISSING
}}

input ReturnInput {{
  exchangeLineItems: [ExchangeLineItemInput!]
  requestedAt: DateTime
  orderId: ID!
  returnLineItems: [ReturnLineItemInput!]!
  returnShippingFee: ReturnShippingFeeInput
  notifyCustomer: Boolean = false @deprecated(reason: "Ignored.")
  unprocessed: Boolean = false @deprecated(reason: "Temporary.")
}}

input ReturnLineItemInput {{
  quantity: Int!
  returnReason: ReturnReason @deprecated(reason: "Use `returnReasonDefinitionId` instead.")
  returnReasonDefinitionId: ID
  returnReasonNote: String = ""
  fulfillmentLineItemId: ID!
  restockingFee: RestockingFeeInput
}}

input ReturnRequestInput {{
  orderId: ID!
  returnLineItems: [ReturnRequestLineItemInput!]!
  returnShippingFee: ReturnShippingFeeInput
}}

input ReturnRequestLineItemInput {{
  fulfillmentLineItemId: ID!
  quantity: Int!
  restockingFee: RestockingFeeInput
  returnReason: ReturnReason @deprecated(reason: "Use `returnReasonDefinitionId` instead.")
  returnReasonDefinitionId: ID
  customerNote: String
}}

input ReturnApproveRequestInput {{
  id: ID!
  notifyCustomer: Boolean = false
  unprocessed: Boolean = false @deprecated(reason: "Temporary.")
}}

input ReturnDeclineRequestInput {{
  id: ID!
  declineReason: ReturnDeclineReason!
  notifyCustomer: Boolean = false
  declineNote: String
}}

input ReturnProcessInput {{
  returnId: ID!
  returnLineItems: [ReturnProcessReturnLineItemInput!] = []
  exchangeLineItems: [ReturnProcessExchangeLineItemInput!] = []
  refundDuties: [RefundDutyInput!] = []
  refundShipping: RefundShippingInput
  tipLineId: ID
  note: String
  notifyCustomer: Boolean = false
  financialTransfer: ReturnProcessFinancialTransferInput
}}

input ReturnProcessReturnLineItemInput {{
  id: ID!
  quantity: Int!
  dispositions: [ReverseFulfillmentOrderDisposeInput!]
}}

input ReverseFulfillmentOrderDisposeInput {{
  reverseFulfillmentOrderLineItemId: ID!
  quantity: Int!
  locationId: ID
  dispositionType: ReverseFulfillmentOrderDispositionType!
}}

input ReturnProcessExchangeLineItemInput {{
  id: ID!
  quantity: Int!
}}

input ReturnProcessFinancialTransferInput {{
  issueRefund: ReturnProcessRefundInput
}}

input ReturnProcessRefundInput {{
  allowOverRefunding: Boolean = false
  orderTransactions: [ReturnRefundOrderTransactionInput!]!
  refundMethods: [RefundMethodInput!] = []
}}

input ReturnRefundInput {{
  returnId: ID!
  returnRefundLineItems: [ReturnRefundLineItemInput!]!
  refundShipping: RefundShippingInput
  refundDuties: [RefundDutyInput!]
  orderTransactions: [ReturnRefundOrderTransactionInput!] = []
  notifyCustomer: Boolean = false
}}

input ReturnRefundLineItemInput {{
  returnLineItemId: ID!
  quantity: Int!
}}

input ReturnRefundOrderTransactionInput {{
  transactionAmount: MoneyInput!
  parentId: ID!
}}

input RefundShippingInput {{
  shippingRefundAmount: MoneyInput
  fullRefund: Boolean = false
}}

input SuggestedOutcomeReturnLineItemInput {{
  id: ID!
  quantity: Int!
}}

input SuggestedOutcomeExchangeLineItemInput {{
  id: ID!
  quantity: Int!
}}

input ReturnLineItemRemoveFromReturnInput {{
  returnLineItemId: ID!
  quantity: Int!
}}

input ExchangeLineItemRemoveFromReturnInput {{
  exchangeLineItemId: ID!
  quantity: Int!
}}

input RestockingFeeInput {{
  percentage: Float!
}}

input ReturnShippingFeeInput {{
  amount: MoneyInput!
}}

input ExchangeLineItemInput {{
  variantId: ID
  quantity: Int!
  appliedDiscount: ExchangeLineItemAppliedDiscountInput
}}

input ExchangeLineItemAppliedDiscountInput {{
  description: String
  value: ExchangeLineItemAppliedDiscountValueInput!
}}

input ExchangeLineItemAppliedDiscountValueInput {{
  amount: MoneyInput
  percentage: Float
}}

input CalculateReturnInput {{
  orderId: ID!
  returnLineItems: [CalculateReturnLineItemInput!] = []
  exchangeLineItems: [CalculateExchangeLineItemInput!] = []
  returnShippingFee: ReturnShippingFeeInput
}}

input CalculateReturnLineItemInput {{
  fulfillmentLineItemId: ID!
  restockingFee: RestockingFeeInput
  quantity: Int!
}}

input CalculateExchangeLineItemInput {{
  variantId: ID
  quantity: Int!
  appliedDiscount: ExchangeLineItemAppliedDiscountInput
}}
""" + "".join(
    (
        _connection("Return"),
        _connection("ReturnLineItemType"),
        _connection("ExchangeLineItem"),
        _connection("Refund"),
        _connection("ReturnReasonDefinition"),
        _connection("ReverseFulfillmentOrder"),
        _connection("ReverseFulfillmentOrderLineItem"),
        _connection("ReturnableFulfillment"),
        _connection("ReturnableFulfillmentLineItem"),
        _payload("RemoveFromReturn"),
        _payload("ReturnApproveRequest"),
        _payload("ReturnCancel"),
        _payload("ReturnClose"),
        _payload("ReturnCreate"),
        _payload("ReturnDeclineRequest"),
        _payload("ReturnProcess"),
        _payload("ReturnRefund", "refund: Refund"),
        _payload("ReturnReopen"),
        _payload("ReturnRequest"),
    )
)
