"""A Shopify shop: Admin GraphQL and REST over one set of records and rules."""
