"""Customers, products, variants and stock, as far as orders need them."""

SDL = """
extend type QueryRoot {
  customerByIdentifier(identifier: CustomerIdentifierInput!): Customer
  customers(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
    sortKey: CustomerSortKeys = ID, query: String
  ): CustomerConnection!
  customersCount(query: String, limit: Int = 10000): Count
  inventoryItem(id: ID!): InventoryItem
  inventoryItems(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false, query: String
  ): InventoryItemConnection!
  inventoryLevel(id: ID!): InventoryLevel
  product(id: ID!): Product
  productVariant(id: ID!): ProductVariant
  productVariants(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
    sortKey: ProductVariantSortKeys = ID, query: String, savedSearchId: ID
  ): ProductVariantConnection!
  products(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
    sortKey: ProductSortKeys = ID, query: String, savedSearchId: ID
  ): ProductConnection!
  productsCount(query: String, savedSearchId: ID, limit: Int = 10000): Count
}

extend type Mutation {
  customerCreate(input: CustomerInput!): CustomerCreatePayload
  customerUpdate(input: CustomerInput!): CustomerUpdatePayload
}

extend type Product {
  hasOnlyDefaultVariant: Boolean!
  hasOutOfStockVariants: Boolean!
  isGiftCard: Boolean!
  publishedAt: DateTime
  totalInventory: Int!
  tracksInventory: Boolean!
  variants(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
    sortKey: ProductVariantSortKeys = POSITION
  ): ProductVariantConnection!
  variantsCount: Count
}

extend type ProductVariant {
  availableForSale: Boolean!
  barcode: String
  compareAtPrice: Money
  inventoryItem: InventoryItem!
  inventoryPolicy: ProductVariantInventoryPolicy!
  inventoryQuantity: Int
  position: Int!
  sellableOnlineQuantity: Int!
}

extend type Location {
  inventoryLevels(
    includeInactive: Boolean = false, first: Int, after: String, last: Int, before: String,
    reverse: Boolean = false, query: String
  ): InventoryLevelConnection!
}

type InventoryItem implements LegacyInteroperability & Node {
  countryCodeOfOrigin: CountryCode
  createdAt: DateTime!
  duplicateSkuCount: Int!
  harmonizedSystemCode: String
  id: ID!
  inventoryLevels(
    includeInactive: Boolean = false, first: Int, after: String, last: Int, before: String,
    reverse: Boolean = false, query: String
  ): InventoryLevelConnection!
  legacyResourceId: UnsignedInt64!
  locationsCount: Count
  provinceCodeOfOrigin: String
  requiresShipping: Boolean!
  sku: String
  tracked: Boolean!
  unitCost: MoneyV2
  updatedAt: DateTime!
  variant: ProductVariant! @deprecated(reason: "Use `variants` instead.")
}

type InventoryItemConnection {
  edges: [InventoryItemEdge!]!
  nodes: [InventoryItem!]!
  pageInfo: PageInfo!
}

type InventoryItemEdge {
  cursor: String!
  node: InventoryItem!
}

type InventoryLevel implements Node {
  canDeactivate: Boolean!
  createdAt: DateTime!
  deactivationAlert: String
  id: ID!
  isActive: Boolean!
  item: InventoryItem!
  location: Location!
  quantities(names: [String!]!): [InventoryQuantity!]!
  updatedAt: DateTime!
}

type InventoryLevelConnection {
  edges: [InventoryLevelEdge!]!
  nodes: [InventoryLevel!]!
  pageInfo: PageInfo!
}

type InventoryLevelEdge {
  cursor: String!
  node: InventoryLevel!
}

type InventoryQuantity implements Node {
  id: ID!
  name: String!
  quantity: Int!
  updatedAt: DateTime
}

type CustomerConnection {
  edges: [CustomerEdge!]!
  nodes: [Customer!]!
  pageInfo: PageInfo!
}

type CustomerEdge {
  cursor: String!
  node: Customer!
}

type ProductConnection {
  edges: [ProductEdge!]!
  nodes: [Product!]!
  pageInfo: PageInfo!
}

type ProductEdge {
  cursor: String!
  node: Product!
}

type ProductVariantConnection {
  edges: [ProductVariantEdge!]!
  nodes: [ProductVariant!]!
  pageInfo: PageInfo!
}

type ProductVariantEdge {
  cursor: String!
  node: ProductVariant!
}

input CustomerIdentifierInput {
  id: ID
  emailAddress: String
  phoneNumber: String
}

input CustomerInput {
  addresses: [MailingAddressInput!] @deprecated(reason: "Deprecated.")
  email: String
  firstName: String
  id: ID
  lastName: String
  note: String
  phone: String
  tags: [String!]
}

type CustomerCreatePayload {
  customer: Customer
  userErrors: [UserError!]!
}

type CustomerUpdatePayload {
  customer: Customer
  userErrors: [UserError!]!
}

enum CustomerSortKeys {
  CREATED_AT ID LOCATION NAME RELEVANCE UPDATED_AT
}

enum ProductSortKeys {
  CREATED_AT ID INVENTORY_TOTAL PRODUCT_TYPE PUBLISHED_AT RELEVANCE TITLE UPDATED_AT VENDOR
}

enum ProductVariantSortKeys {
  FULL_TITLE ID INVENTORY_LEVELS_AVAILABLE INVENTORY_MANAGEMENT INVENTORY_POLICY
  INVENTORY_QUANTITY NAME POPULAR POSITION RELEVANCE SKU TITLE
}

enum ProductVariantInventoryPolicy {
  DENY CONTINUE
}
"""
