@refunds @orders
Feature: The wrong installation
  A copy of an account or of a settings file must not write where the original writes.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite
    And order "#1001" of example W1 is placed and paid in the storefront

  @F62
  Scenario: A sandbox with production credentials does not start
    Given no document may change from here on
    And the settings call this installation "sandbox"
    Then the settings are refused and the message names "environment is sandbox" and "NetSuite account 5512345 is a production account"
    And no document and no ledger row has changed
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |

  @F62
  Scenario: A development store does not write into production books
    Given no document may change from here on
    And the settings call the store "development"
    Then the settings are refused and the message names "environment is production" and "use a live store"
    And no document and no ledger row has changed
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |

  @F62
  Scenario: The right installation says what it will write to
    Then the banner says "PRODUCTION: NetSuite 5512345, acme-outdoor.myshopify.com"
    When order sync posts "#1001"
    Then the order row reads "Order Posted, Waiting for Shipment"
