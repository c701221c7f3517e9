Feature: Two caps come back
  A scenario of your own: every figure is written down before it is run.

  Scenario: A customer returns both caps, the shop refunds them in NetSuite
    Given the Shopify account "main" keeps its books in NetSuite
    And order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 2 CAP-RED is refunded in NetSuite
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the storefront pays back 48.62 in all
    And the storefront shows the order as "partially_refunded" with 79.20 refundable
