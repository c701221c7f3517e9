@refunds
Feature: Orders that change after the sale
  Units edited away, goods exchanged: what the books give back is what the storefront gave back, net
  and tax, and nothing is counted twice.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite
    And order "#1001" of example W1 is billed, not shipped, in NetSuite

  @F19 @F20
  Scenario: A discounted line is edited down, and the buyer gets the difference
    Given the storefront edits the order down to 2 TEE-BLK
    And 19.47 is refunded in the storefront without items
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then there is 1 refund row
    And NetSuite holds one cash refund of 19.47 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 19.99 | -2.00    | 0.00     | 1.48 | 19.47 |
    And the refund document has the lines
      | item    | quantity | amount |
      | TEE-BLK | 1        | 19.99  |
    And the storefront shows the order as "partially_refunded" with 108.35 refundable

  @F19
  Scenario: Edited down twice, the cents of the discount follow
    Given the storefront edits the order down to 2 TEE-BLK
    And 19.47 is refunded in the storefront without items
    And the storefront edits the order down to 1 CAP-RED
    And 24.32 is refunded in the storefront without items
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund documents are 19.47, 24.32
    And their discounts in NetSuite are -2.00, -2.49
    And their taxes in NetSuite are 1.48, 1.86

  @F20
  Scenario: Units that were edited away and not paid back yet are no refund
    Given the storefront edits the order down to 2 TEE-BLK
    And the refund switch "to NetSuite" is turned on
    When the schedule runs for 180 minutes
    Then there are 0 refund rows
    And NetSuite holds 0 refund documents
    When 19.47 is paid back in the storefront
    And the schedule runs for 90 minutes
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 19.99 | -2.00    | 0.00     | 1.48 | 19.47 |

  @F20
  Scenario: An amount below what was edited away is goodwill, and the rest stays owed
    Given the storefront edits the order down to 2 TEE-BLK
    And 15.00 is refunded in the storefront without items
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of 15.00 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 15.00 | 0.00     | 0.00     | 0.00 | 15.00 |

  @F19 @orders
  Scenario Outline: Units that were edited away before anybody paid were never sold
    Given order "#1002" of example W1 is placed and not paid in the storefront
    And the storefront edits the order down to <left> <sku>
    And <payment>
    When order sync posts "#1002"
    Then the sales order has the figures
      | lines   | discount   | shipping | tax   | total   |
      | <lines> | <discount> | 7.95     | <tax> | <total> |
    And the sales order has <count> lines and a total of <total>
    When the tester retrieves the refund of "#1002" from "Shopify"
    Then the retrieval fails and says "shows no refund of order #1002"

    Examples:
      | left | sku     | payment                     | count | lines  | discount | tax  | total  |
      | 2    | TEE-BLK | nobody pays the order       | 3     | 102.37 | -10.24   | 8.27 | 108.35 |
      | 2    | TEE-BLK | the buyer pays what is left | 3     | 102.37 | -10.24   | 8.27 | 108.35 |
      | 0    | CAP-RED | nobody pays the order       | 2     | 72.46  | -7.25    | 6.04 | 79.20  |

  @F19 @orders
  Scenario: Edited away before it was paid, and a unit that was paid comes back
    Given order "#1002" of example W1 is placed and not paid in the storefront
    And the storefront edits the order down to 2 TEE-BLK
    And the buyer pays what is left
    And order "#1002" is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1002" from "Shopify"
    Then there is 1 refund row
    And NetSuite holds one cash refund of 19.48 made from the cash sale
    And the storefront shows the order as "partially_refunded" with 88.87 refundable

  @F21
  Scenario: One item comes back, another one is kept for it
    Given fulfilment sync reports the shipment
    And in the storefront 1 TEE-BLK comes back in exchange for 1 MUG-WHT, and the rest is paid back
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of 5.95 made from the cash sale
    And the refund document has the lines
      | item                       | quantity | amount |
      | TEE-BLK                    | 1        | 19.99  |
      | Refund Adjustment Negative | 1        | -13.52 |
    And the refund row warns "The refund of 5.95 USD and its lines of 19.47 USD differ"
    And the judge finds exactly
      | order | check | finding                                             |
      | #1001 | lines | cash refund CR1001 pays 5.95 for lines worth 19.47  |
