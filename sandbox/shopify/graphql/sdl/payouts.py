"""Shopify Payments: balance, payouts and disputes."""

SDL = """
extend type QueryRoot {
  dispute(id: ID!): ShopifyPaymentsDispute
  disputes(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false, query: String
  ): ShopifyPaymentsDisputeConnection!
  shopifyPaymentsAccount: ShopifyPaymentsAccount
}

extend type Order {
  disputes: [OrderDisputeSummary!]!
}

scalar BigInt

type OrderDisputeSummary implements Node {
  id: ID!
  initiatedAs: DisputeType!
  status: DisputeStatus!
}

type ShopifyPaymentsAccount implements Node {
  accountOpenerName: String
  activated: Boolean!
  balance: [MoneyV2!]!
  balanceTransactions(
    hideTransfers: Boolean = false, first: Int, after: String, last: Int, before: String,
    reverse: Boolean = false, sortKey: BalanceTransactionSortKeys = PROCESSED_AT, query: String,
    savedSearchId: ID
  ): ShopifyPaymentsBalanceTransactionConnection!
  country: String!
  defaultCurrency: CurrencyCode!
  disputes(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false, query: String
  ): ShopifyPaymentsDisputeConnection!
  id: ID!
  onboardable: Boolean!
  payoutSchedule: ShopifyPaymentsPayoutSchedule!
  payoutStatementDescriptor: String
  payouts(
    transactionType: ShopifyPaymentsPayoutTransactionType, first: Int, after: String, last: Int,
    before: String, reverse: Boolean = false, sortKey: PayoutSortKeys = ISSUED_AT, query: String,
    savedSearchId: ID
  ): ShopifyPaymentsPayoutConnection!
}

type ShopifyPaymentsPayoutSchedule {
  interval: ShopifyPaymentsPayoutInterval!
  monthlyAnchor: Int
}

type ShopifyPaymentsPayout implements LegacyInteroperability & Node {
  externalTraceId: String
  gross: MoneyV2! @deprecated(reason: "Use `net` instead.")
  id: ID!
  issuedAt: DateTime!
  legacyResourceId: UnsignedInt64!
  net: MoneyV2!
  status: ShopifyPaymentsPayoutStatus!
  summary: ShopifyPaymentsPayoutSummary!
  transactionType: ShopifyPaymentsPayoutTransactionType!
}

type ShopifyPaymentsPayoutConnection {
  edges: [ShopifyPaymentsPayoutEdge!]!
  nodes: [ShopifyPaymentsPayout!]!
  pageInfo: PageInfo!
}

type ShopifyPaymentsPayoutEdge {
  cursor: String!
  node: ShopifyPaymentsPayout!
}

type ShopifyPaymentsPayoutSummary {
  adjustmentsFee: MoneyV2!
  adjustmentsGross: MoneyV2!
  advanceFees: MoneyV2!
  advanceGross: MoneyV2!
  chargesFee: MoneyV2!
  chargesGross: MoneyV2!
  refundsFee: MoneyV2!
  refundsFeeGross: MoneyV2!
  reservedFundsFee: MoneyV2!
  reservedFundsGross: MoneyV2!
  retriedPayoutsFee: MoneyV2!
  retriedPayoutsGross: MoneyV2!
  usdcRebateCreditAmount: MoneyV2!
}

type ShopifyPaymentsBalanceTransaction implements Node {
  adjustmentReason: String
  amount: MoneyV2!
  associatedOrder: ShopifyPaymentsAssociatedOrder
  associatedPayout: ShopifyPaymentsBalanceTransactionAssociatedPayout!
  fee: MoneyV2!
  id: ID!
  net: MoneyV2!
  sourceId: BigInt
  sourceOrderTransactionId: BigInt
  sourceType: ShopifyPaymentsSourceType
  test: Boolean!
  transactionDate: DateTime!
  type: ShopifyPaymentsTransactionType!
}

type ShopifyPaymentsBalanceTransactionConnection {
  edges: [ShopifyPaymentsBalanceTransactionEdge!]!
  nodes: [ShopifyPaymentsBalanceTransaction!]!
  pageInfo: PageInfo!
}

type ShopifyPaymentsBalanceTransactionEdge {
  cursor: String!
  node: ShopifyPaymentsBalanceTransaction!
}

type ShopifyPaymentsAssociatedOrder {
  id: ID!
  name: String!
}

type ShopifyPaymentsBalanceTransactionAssociatedPayout {
  id: ID
  status: ShopifyPaymentsBalanceTransactionPayoutStatus
}

type ShopifyPaymentsDispute implements LegacyInteroperability & Node {
  amount: MoneyV2!
  evidenceDueBy: DateTime
  evidenceSentOn: DateTime
  finalizedOn: DateTime
  id: ID!
  initiatedAt: DateTime!
  legacyResourceId: UnsignedInt64!
  order: Order
  reasonDetails: ShopifyPaymentsDisputeReasonDetails!
  status: DisputeStatus!
  type: DisputeType!
}

type ShopifyPaymentsDisputeConnection {
  edges: [ShopifyPaymentsDisputeEdge!]!
  nodes: [ShopifyPaymentsDispute!]!
  pageInfo: PageInfo!
}

type ShopifyPaymentsDisputeEdge {
  cursor: String!
  node: ShopifyPaymentsDispute!
}

type ShopifyPaymentsDisputeReasonDetails {
  networkReasonCode: String
  reason: ShopifyPaymentsDisputeReason!
}

enum DisputeStatus {
  ACCEPTED LOST NEEDS_RESPONSE PREVENTED UNDER_REVIEW WON
  CHARGE_REFUNDED @deprecated(reason: "Deprecated.")
}

enum DisputeType {
  CHARGEBACK INQUIRY
}

enum ShopifyPaymentsDisputeReason {
  FRAUDULENT GENERAL UNRECOGNIZED DUPLICATE SUBSCRIPTION_CANCELLED PRODUCT_UNACCEPTABLE
  PRODUCT_NOT_RECEIVED CREDIT_NOT_PROCESSED INCORRECT_ACCOUNT_DETAILS INSUFFICIENT_FUNDS
  BANK_CANNOT_PROCESS DEBIT_NOT_AUTHORIZED CUSTOMER_INITIATED NONCOMPLIANT
}

enum ShopifyPaymentsPayoutInterval {
  DAILY WEEKLY MONTHLY MANUAL
}

enum ShopifyPaymentsPayoutStatus {
  SCHEDULED IN_TRANSIT @deprecated(reason: "Deprecated.") PAID FAILED CANCELED
}

enum ShopifyPaymentsBalanceTransactionPayoutStatus {
  SCHEDULED IN_TRANSIT @deprecated(reason: "Deprecated.") PAID FAILED CANCELED PENDING
  ACTION_REQUIRED
}

enum ShopifyPaymentsPayoutTransactionType {
  DEPOSIT WITHDRAWAL
}

enum ShopifyPaymentsSourceType {
  ADJUSTMENT_REVERSAL CHARGE REFUND SYSTEM_ADJUSTMENT DISPUTE ADJUSTMENT TRANSFER
}

enum BalanceTransactionSortKeys {
  AMOUNT FEE ID NET ORDER_NAME PAYMENT_METHOD_NAME PAYOUT_DATE PAYOUT_STATUS PROCESSED_AT
  TRANSACTION_TYPE
}

enum PayoutSortKeys {
  ADJUSTMENT_GROSS ADVANCE_GROSS AMOUNT CHARGE_GROSS DUTIES_GROSS FEE_AMOUNT ID ISSUED_AT
  REFUND_GROSS SHIPPING_LABEL_GROSS STATUS
}

enum ShopifyPaymentsTransactionType {
  ACH_BANK_FAILURE_DEBIT_FEE ACH_BANK_FAILURE_DEBIT_REVERSAL_FEE ADS_PUBLISHER_CREDIT
  ADS_PUBLISHER_CREDIT_REVERSAL CHARGEBACK_PROTECTION_CREDIT
  CHARGEBACK_PROTECTION_CREDIT_REVERSAL CHARGEBACK_PROTECTION_DEBIT
  CHARGEBACK_PROTECTION_DEBIT_REVERSAL COLLECTIONS_CREDIT COLLECTIONS_CREDIT_REVERSAL
  PROMOTION_CREDIT PROMOTION_CREDIT_REVERSAL ANOMALY_CREDIT ANOMALY_CREDIT_REVERSAL
  ANOMALY_DEBIT ANOMALY_DEBIT_REVERSAL VAT_REFUND_CREDIT VAT_REFUND_CREDIT_REVERSAL
  CHANNEL_CREDIT CHANNEL_CREDIT_REVERSAL CHANNEL_TRANSFER_CREDIT
  CHANNEL_TRANSFER_CREDIT_REVERSAL CHANNEL_TRANSFER_DEBIT CHANNEL_TRANSFER_DEBIT_REVERSAL
  CHANNEL_PROMOTION_CREDIT CHANNEL_PROMOTION_CREDIT_REVERSAL MARKETPLACE_FEE_CREDIT
  MARKETPLACE_FEE_CREDIT_REVERSAL MERCHANT_GOODWILL_CREDIT MERCHANT_GOODWILL_CREDIT_REVERSAL
  TAX_ADJUSTMENT_DEBIT TAX_ADJUSTMENT_DEBIT_REVERSAL TAX_ADJUSTMENT_CREDIT
  TAX_ADJUSTMENT_CREDIT_REVERSAL BILLING_DEBIT BILLING_DEBIT_REVERSAL SHOP_CASH_CREDIT
  SHOP_CASH_CREDIT_REVERSAL SHOP_CASH_BILLING_DEBIT SHOP_CASH_BILLING_DEBIT_REVERSAL
  SHOP_CASH_REFUND_DEBIT SHOP_CASH_REFUND_DEBIT_REVERSAL SHOP_CASH_CAMPAIGN_BILLING_DEBIT
  SHOP_CASH_CAMPAIGN_BILLING_DEBIT_REVERSAL SHOP_CASH_CAMPAIGN_BILLING_CREDIT
  SHOP_CASH_CAMPAIGN_BILLING_CREDIT_REVERSAL SELLER_PROTECTION_CREDIT
  SELLER_PROTECTION_CREDIT_REVERSAL SHOPIFY_COLLECTIVE_DEBIT SHOPIFY_COLLECTIVE_DEBIT_REVERSAL
  SHOPIFY_COLLECTIVE_CREDIT SHOPIFY_COLLECTIVE_CREDIT_REVERSAL LENDING_DEBIT
  LENDING_DEBIT_REVERSAL LENDING_CREDIT LENDING_CREDIT_REVERSAL LENDING_CAPITAL_REMITTANCE
  LENDING_CAPITAL_REMITTANCE_REVERSAL LENDING_CREDIT_REMITTANCE
  LENDING_CREDIT_REMITTANCE_REVERSAL LENDING_CAPITAL_REFUND LENDING_CAPITAL_REFUND_REVERSAL
  LENDING_CREDIT_REFUND LENDING_CREDIT_REFUND_REVERSAL BALANCE_TRANSFER_INBOUND
  BALANCE_TRANSFER_OUTBOUND MARKETS_PRO_CREDIT CUSTOMS_DUTY_ADJUSTMENT IMPORT_TAX_ADJUSTMENT
  SHIPPING_LABEL_ADJUSTMENT SHIPPING_LABEL_ADJUSTMENT_BASE SHIPPING_LABEL_ADJUSTMENT_SURCHARGE
  SHIPPING_RETURN_TO_ORIGIN_ADJUSTMENT SHIPPING_OTHER_CARRIER_CHARGE_ADJUSTMENT
  CHARGE_ADJUSTMENT REFUND_ADJUSTMENT CHARGEBACK_FEE CHARGEBACK_FEE_REFUND TRANSFER
  TRANSFER_FAILURE TRANSFER_CANCEL RESERVED_FUNDS_WITHDRAWAL RESERVED_FUNDS_REVERSAL
  RISK_REVERSAL RISK_WITHDRAWAL REFERRAL_FEE REFERRAL_FEE_TAX MERCHANT_TO_MERCHANT_DEBIT
  MERCHANT_TO_MERCHANT_DEBIT_REVERSAL MERCHANT_TO_MERCHANT_CREDIT
  MERCHANT_TO_MERCHANT_CREDIT_REVERSAL SHOPIFY_SOURCE_DEBIT SHOPIFY_SOURCE_DEBIT_REVERSAL
  SHOPIFY_SOURCE_CREDIT SHOPIFY_SOURCE_CREDIT_REVERSAL CHARGE REFUND REFUND_FAILURE
  APPLICATION_FEE_REFUND ADJUSTMENT DISPUTE_WITHDRAWAL DISPUTE_REVERSAL SHIPPING_LABEL
  CUSTOMS_DUTY IMPORT_TAX CHARGEBACK_HOLD CHARGEBACK_HOLD_RELEASE RESERVED_FUNDS STRIPE_FEE
  TRANSFER_REFUND ADVANCE ADVANCE_FUNDING IMPORT_TAX_REFUND
}
"""
