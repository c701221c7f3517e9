"""Customers, addresses, locations, the shop and its apps; products as far as a line names them."""

SDL = """
type Customer implements LegacyInteroperability & Node {
  amountSpent: MoneyV2!
  canDelete: Boolean!
  createdAt: DateTime!
  defaultAddress: MailingAddress
  defaultEmailAddress: CustomerEmailAddress
  displayName: String!
  email: String @deprecated(reason: "Deprecated.")
  firstName: String
  id: ID!
  lastName: String
  lastOrder: Order
  legacyResourceId: UnsignedInt64!
  locale: String!
  note: String
  numberOfOrders: UnsignedInt64!
  orders(
    first: Int, after: String, last: Int, before: String, reverse: Boolean = false,
    sortKey: OrderSortKeys = ID, query: String
  ): OrderConnection!
  phone: String @deprecated(reason: "Deprecated.")
  state: CustomerState!
  tags: [String!]!
  taxExempt: Boolean!
  updatedAt: DateTime!
  verifiedEmail: Boolean!
}

type CustomerEmailAddress {
  emailAddress: String!
}

type MailingAddress implements Node {
  address1: String
  address2: String
  city: String
  company: String
  coordinatesValidated: Boolean!
  country: String
  countryCode: String @deprecated(reason: "Use `countryCodeV2` instead.")
  countryCodeV2: CountryCode
  firstName: String
  formatted(withName: Boolean = false, withCompany: Boolean = true): [String!]!
  formattedArea: String
  id: ID!
  lastName: String
  latitude: Float
  longitude: Float
  name: String
  phone: String
  province: String
  provinceCode: String
  timeZone: String
  zip: String
}

type Location implements LegacyInteroperability & Node {
  activatable: Boolean!
  address: LocationAddress!
  addressVerified: Boolean!
  createdAt: DateTime!
  deactivatable: Boolean!
  deactivatedAt: String
  deletable: Boolean!
  fulfillsOnlineOrders: Boolean!
  hasActiveInventory: Boolean!
  hasUnfulfilledOrders: Boolean!
  id: ID!
  isActive: Boolean!
  isFulfillmentService: Boolean!
  isPrimary: Boolean! @deprecated(reason: "Deprecated.")
  legacyResourceId: UnsignedInt64!
  name: String!
  shipsInventory: Boolean!
  updatedAt: DateTime!
}

type LocationConnection {
  edges: [LocationEdge!]!
  nodes: [Location!]!
  pageInfo: PageInfo!
}

type LocationEdge {
  cursor: String!
  node: Location!
}

type LocationAddress {
  address1: String
  address2: String
  city: String
  country: String
  countryCode: String
  formatted: [String!]!
  latitude: Float
  longitude: Float
  phone: String
  province: String
  provinceCode: String
  zip: String
}

type Shop implements Node {
  checkoutApiSupported: Boolean!
  contactEmail: String!
  createdAt: DateTime!
  currencyCode: CurrencyCode!
  email: String!
  enabledPresentmentCurrencies: [CurrencyCode!]!
  ianaTimezone: String!
  id: ID!
  myshopifyDomain: String!
  name: String!
  orderNumberFormatPrefix: String!
  orderNumberFormatSuffix: String!
  plan: ShopPlan!
  primaryDomain: Domain!
  setupRequired: Boolean!
  shopOwnerName: String!
  taxShipping: Boolean!
  taxesIncluded: Boolean!
  timezoneAbbreviation: String!
  timezoneOffset: String!
  timezoneOffsetMinutes: Int!
  unitSystem: UnitSystem!
  updatedAt: DateTime!
  url: URL!
  weightUnit: WeightUnit!
}

type ShopPlan {
  displayName: String! @deprecated(reason: "Deprecated.")
  partnerDevelopment: Boolean!
  publicDisplayName: String!
  shopifyPlus: Boolean!
}

type Domain implements Node {
  host: String!
  id: ID!
  sslEnabled: Boolean!
  url: URL!
}

type AppInstallation implements Node {
  accessScopes: [AccessScope!]!
  app: App!
  id: ID!
}

type App implements Node {
  apiKey: String!
  handle: String
  id: ID!
  title: String!
}

type AccessScope {
  description: String!
  handle: String!
}

type Product implements LegacyInteroperability & Node {
  createdAt: DateTime!
  handle: String!
  id: ID!
  legacyResourceId: UnsignedInt64!
  productType: String!
  status: ProductStatus!
  tags: [String!]!
  title: String!
  updatedAt: DateTime!
  vendor: String!
}

enum ProductStatus {
  ACTIVE ARCHIVED DRAFT UNLISTED
}

type ProductVariant implements LegacyInteroperability & Node {
  createdAt: DateTime!
  displayName: String!
  id: ID!
  legacyResourceId: UnsignedInt64!
  price: Money!
  product: Product!
  sku: String
  taxable: Boolean!
  title: String!
  updatedAt: DateTime!
}
"""
