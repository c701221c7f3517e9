"""Order edits: sessions, calculated orders and what is staged in them."""

_PAGE = "first: Int, after: String, last: Int, before: String, reverse: Boolean = false"


def _payload(kind: str, *members: str, errors: str = "UserError") -> str:
    below = "\n  ".join(members)
    return f"""
type OrderEdit{kind}Payload {{
  {below}
  calculatedOrder: CalculatedOrder
  orderEditSession: OrderEditSession
  userErrors: [{errors}!]!
}}
"""


def _coded(kind: str, *members: str) -> str:
    """A payload whose errors have a code of their own."""
    error = f"OrderEdit{kind}UserError"
    return (
        _payload(kind, *members, errors=error)
        + f"""
type {error} implements DisplayableError {{
  code: {error}Code
  field: [String!]
  message: String!
}}

enum {error}Code {{
  INVALID
}}
"""
    )


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


_APPLICATION = """
  allocationMethod: DiscountApplicationAllocationMethod!
  appliedTo: DiscountApplicationLevel!
  description: String
  id: ID!
  targetSelection: DiscountApplicationTargetSelection!
  targetType: DiscountApplicationTargetType!
  value: PricingValue!
"""

_LINE = "calculatedLineItem: CalculatedLineItem"

SDL = (
    f"""
extend type QueryRoot {{
  orderEditSession(id: ID!): OrderEditSession
}}

extend type Mutation {{
  orderEditAddCustomItem(
    id: ID!, title: String!, locationId: ID, price: MoneyInput!, quantity: Int!,
    taxable: Boolean, requiresShipping: Boolean
  ): OrderEditAddCustomItemPayload
  orderEditAddLineItemDiscount(
    id: ID!, lineItemId: ID!, discount: OrderEditAppliedDiscountInput!
  ): OrderEditAddLineItemDiscountPayload
  orderEditAddShippingLine(
    id: ID!, shippingLine: OrderEditAddShippingLineInput!
  ): OrderEditAddShippingLinePayload
  orderEditAddVariant(
    id: ID!, variantId: ID!, locationId: ID, quantity: Int!, allowDuplicates: Boolean = false
  ): OrderEditAddVariantPayload
  orderEditBegin(id: ID!): OrderEditBeginPayload
  orderEditCommit(id: ID!, notifyCustomer: Boolean, staffNote: String): OrderEditCommitPayload
  orderEditRemoveDiscount(
    id: ID!, discountApplicationId: ID!
  ): OrderEditRemoveDiscountPayload
  orderEditRemoveShippingLine(
    id: ID!, shippingLineId: ID!
  ): OrderEditRemoveShippingLinePayload
  orderEditSetQuantity(
    id: ID!, lineItemId: ID!, quantity: Int!, restock: Boolean,
    locationId: ID @deprecated(reason: "No longer supported.")
  ): OrderEditSetQuantityPayload
  orderEditUpdateDiscount(
    id: ID!, discount: OrderEditAppliedDiscountInput!, discountApplicationId: ID!
  ): OrderEditUpdateDiscountPayload
  orderEditUpdateShippingLine(
    id: ID!, shippingLine: OrderEditUpdateShippingLineInput!, shippingLineId: ID!
  ): OrderEditUpdateShippingLinePayload
}}

type OrderEditSession implements Node {{
  id: ID!
}}

type OrderEditCommitPayload {{
  order: Order
  successMessages: [String!]
  userErrors: [UserError!]!
}}

type CalculatedOrder implements Node {{
  addedDiscountApplications({_PAGE}): CalculatedDiscountApplicationConnection!
  addedLineItems({_PAGE}): CalculatedLineItemConnection!
  cartDiscountAmountSet: MoneyBag
  committed: Boolean! @deprecated(reason: "Deprecated.")
  id: ID!
  lineItems({_PAGE}, query: String): CalculatedLineItemConnection!
  originalOrder: Order!
  shippingLines: [CalculatedShippingLine!]!
  stagedChanges({_PAGE}): OrderStagedChangeConnection!
  subtotalLineItemsQuantity: Int!
  subtotalPriceSet: MoneyBag
  taxLines: [TaxLine!]!
  totalOutstandingSet: MoneyBag!
  totalPriceSet: MoneyBag!
}}

type CalculatedLineItem {{
  calculatedDiscountAllocations: [CalculatedDiscountAllocation!]!
  customAttributes: [Attribute!]!
  discountedUnitPriceSet: MoneyBag!
  editableQuantity: Int!
  editableQuantityBeforeChanges: Int!
  editableSubtotalSet: MoneyBag!
  hasStagedLineItemDiscount: Boolean!
  id: ID!
  originalUnitPriceSet: MoneyBag!
  quantity: Int!
  restockable: Boolean!
  restocking: Boolean!
  sku: String
  stagedChanges: [OrderStagedChange!]!
  title: String!
  uneditableSubtotalSet: MoneyBag!
  variant: ProductVariant
  variantTitle: String
}}

type CalculatedShippingLine {{
  id: ID
  price: MoneyBag!
  stagedStatus: CalculatedShippingLineStagedStatus!
  title: String!
}}

enum CalculatedShippingLineStagedStatus {{
  NONE ADDED REMOVED
}}

type CalculatedDiscountAllocation {{
  allocatedAmountSet: MoneyBag!
  discountApplication: CalculatedDiscountApplication!
}}

interface CalculatedDiscountApplication {{{_APPLICATION}}}

type CalculatedManualDiscountApplication implements CalculatedDiscountApplication {{{_APPLICATION}}}

type CalculatedDiscountCodeApplication implements CalculatedDiscountApplication {{{_APPLICATION}
  code: String!
}}

type CalculatedAutomaticDiscountApplication
  implements CalculatedDiscountApplication {{{_APPLICATION}}}

type CalculatedScriptDiscountApplication
  implements CalculatedDiscountApplication {{{_APPLICATION}}}

enum DiscountApplicationLevel {{
  ORDER LINE
}}

union OrderStagedChange =
    OrderStagedChangeAddCustomItem
  | OrderStagedChangeAddLineItemDiscount
  | OrderStagedChangeAddShippingLine
  | OrderStagedChangeAddVariant
  | OrderStagedChangeDecrementItem
  | OrderStagedChangeIncrementItem
  | OrderStagedChangeRemoveDiscount
  | OrderStagedChangeRemoveShippingLine

type OrderStagedChangeAddCustomItem {{
  originalUnitPrice: MoneyV2!
  quantity: Int!
  title: String!
}}

type OrderStagedChangeAddVariant {{
  quantity: Int!
  variant: ProductVariant!
}}

type OrderStagedChangeIncrementItem {{
  delta: Int!
  lineItem: LineItem!
}}

type OrderStagedChangeDecrementItem {{
  delta: Int!
  lineItem: LineItem!
  restock: Boolean!
}}

type OrderStagedChangeAddLineItemDiscount {{
  description: String!
  id: ID!
  value: PricingValue!
}}

type OrderStagedChangeAddShippingLine {{
  phone: String
  presentmentTitle: String
  price: MoneyV2!
  title: String
}}

type OrderStagedChangeRemoveDiscount {{
  discountApplication: DiscountApplication!
}}

type OrderStagedChangeRemoveShippingLine {{
  shippingLine: ShippingLine!
}}

input OrderEditAddShippingLineInput {{
  price: MoneyInput!
  title: String!
}}

input OrderEditUpdateShippingLineInput {{
  price: MoneyInput
  title: String
}}

input OrderEditAppliedDiscountInput {{
  description: String
  fixedValue: MoneyInput
  percentValue: Float
}}
"""
    + _payload("Begin")
    + _payload("AddVariant", _LINE)
    + _payload("AddCustomItem", _LINE)
    + _payload("SetQuantity", _LINE)
    + _payload(
        "AddLineItemDiscount",
        "addedDiscountStagedChange: OrderStagedChangeAddLineItemDiscount",
        _LINE,
    )
    + _coded("AddShippingLine", "calculatedShippingLine: CalculatedShippingLine")
    + _coded("RemoveDiscount")
    + _coded("RemoveShippingLine")
    + _coded("UpdateDiscount")
    + _coded("UpdateShippingLine")
    + _connection("CalculatedLineItem")
    + _connection("CalculatedDiscountApplication")
    + _connection("OrderStagedChange")
)
