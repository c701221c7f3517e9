"""What is done to an order after its sale: cancelled by a job, captured, voided; and where it came
from and how it is to be paid."""

SDL = """
extend type QueryRoot {
  job(id: ID!): Job
  storeCreditAccount(id: ID!): StoreCreditAccount
}

extend type Mutation {
  fulfillmentCancel(id: ID!): FulfillmentCancelPayload
  orderCancel(
    orderId: ID!, refund: Boolean @deprecated(reason: "Use `refundMethod` instead."),
    refundMethod: OrderCancelRefundMethodInput, restock: Boolean!,
    reason: OrderCancelReason!, notifyCustomer: Boolean = false, staffNote: String = null
  ): OrderCancelPayload
  orderCapture(input: OrderCaptureInput!): OrderCapturePayload
  transactionVoid(parentTransactionId: ID!): TransactionVoidPayload
}

extend type Order {
  app: OrderApp
  cartDiscountAmount: Money @deprecated(reason: "Use `cartDiscountAmountSet` instead.")
  cartDiscountAmountSet: MoneyBag
  cartToken: String
  checkoutToken: String
  currentCartDiscountAmountSet: MoneyBag!
  paymentTerms: PaymentTerms
  physicalLocation: Location
    @deprecated(reason: "Use `fulfillmentOrders` to get the fulfillment location.")
  publication: Publication
  retailLocation: Location
  riskLevel: OrderRiskLevel! @deprecated(reason: "Use `risk.recommendation` instead.")
}

extend type Customer {
  defaultPhoneNumber: CustomerPhoneNumber
  storeCreditAccounts(
    first: Int, after: String, last: Int, before: String, query: String
  ): StoreCreditAccountConnection!
}

extend type OrderRiskAssessment {
  provider: App
}

extend type PurchasingCompany {
  contact: CompanyContact
  location: CompanyLocation!
}

extend type Company {
  mainContact: CompanyContact
}

type CompanyContact implements Node {
  customer: Customer!
  id: ID!
}

type CompanyLocation implements Node {
  id: ID!
  name: String!
}

type CustomerPhoneNumber {
  phoneNumber: String!
}

enum OrderRiskLevel {
  LOW MEDIUM HIGH
}

type OrderApp {
  id: ID!
  name: String!
}

type Publication implements Node {
  autoPublish: Boolean!
  id: ID!
  name: String! @deprecated(reason: "Use the catalog's title instead.")
  supportsFuturePublishing: Boolean!
}

type PaymentTerms implements Node {
  draftOrder: DraftOrder
  due: Boolean!
  dueInDays: Int
  id: ID!
  order: Order
  overdue: Boolean!
  paymentSchedules(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false
  ): PaymentScheduleConnection!
  paymentTermsName: String!
  paymentTermsType: PaymentTermsType!
  translatedName: String!
}

enum PaymentTermsType {
  RECEIPT NET FIXED FULFILLMENT UNKNOWN
}

type PaymentSchedule implements Node {
  completedAt: DateTime
  dueAt: DateTime
  id: ID!
  issuedAt: DateTime
}

type PaymentScheduleConnection {
  edges: [PaymentScheduleEdge!]!
  nodes: [PaymentSchedule!]!
  pageInfo: PageInfo!
}

type PaymentScheduleEdge {
  cursor: String!
  node: PaymentSchedule!
}

type StoreCreditAccount implements Node {
  balance: MoneyV2!
  id: ID!
}

type StoreCreditAccountConnection {
  edges: [StoreCreditAccountEdge!]!
  nodes: [StoreCreditAccount!]!
  pageInfo: PageInfo!
}

type StoreCreditAccountEdge {
  cursor: String!
  node: StoreCreditAccount!
}

type Job {
  done: Boolean!
  id: ID!
  query: QueryRoot
}

type FulfillmentCancelPayload {
  fulfillment: Fulfillment
  userErrors: [UserError!]!
}

type OrderCapturePayload {
  transaction: OrderTransaction
  userErrors: [UserError!]!
}

type TransactionVoidPayload {
  transaction: OrderTransaction
  userErrors: [TransactionVoidUserError!]!
}

type TransactionVoidUserError implements DisplayableError {
  code: TransactionVoidUserErrorCode
  field: [String!]
  message: String!
}

enum TransactionVoidUserErrorCode {
  TRANSACTION_NOT_FOUND AUTH_NOT_SUCCESSFUL AUTH_NOT_VOIDABLE GENERIC_ERROR
}

type OrderCancelPayload {
  job: Job
  orderCancelUserErrors: [OrderCancelUserError!]!
  userErrors: [UserError!]! @deprecated(reason: "Use `orderCancelUserErrors` instead.")
}

type OrderCancelUserError implements DisplayableError {
  code: OrderCancelUserErrorCode
  field: [String!]
  message: String!
}

enum OrderCancelUserErrorCode {
  NO_REFUND_PERMISSION NO_REFUND_TO_STORE_CREDIT_PERMISSION
  STORE_CREDIT_REFUND_EXPIRATION_IN_PAST STORE_CREDIT_REFUND_MISSING_CUSTOMER
  STORE_CREDIT_REFUND_B2B_NOT_SUPPORTED NOT_FOUND INVALID INTERNAL_ERROR
}

input OrderCancelRefundMethodInput {
  originalPaymentMethodsRefund: Boolean
  storeCreditRefund: OrderCancelStoreCreditRefundInput
}

input OrderCancelStoreCreditRefundInput {
  expiresAt: DateTime
}

input OrderCaptureInput {
  id: ID!
  parentTransactionId: ID!
  amount: Money!
  currency: CurrencyCode
  finalCapture: Boolean
}
"""
