@orders @ebay
Feature: Order sync test of an eBay account
  What was bought and paid becomes a sales order in the seller's figures: tax that eBay collects and
  remits is not the seller's and stays out of the books, and so do fees.

  Background:
    Given the eBay account "main" keeps its books in NetSuite

  @W6 @F34 @F35 @step-1.1.1 @step-1.1.2 @step-1.1.3 @step-1.1.4
  Scenario: An order is retrieved and posted by hand
    Given order "01-00001-00001" of example W6 is bought on eBay
    When the tester retrieves order "01-00001-00001" under Data Flows > Orders
    Then the retrieval succeeds
    And the order row reads "In FarApp (Automatic Sync Disabled)"
    And NetSuite holds no order for "01-00001-00001"
    When the tester chooses "Post Order to NetSuite" on the order row
    Then the order row reads "Order Posted, Waiting for Shipment"
    And "Show NetSuite Transaction ID" leads to the sales order
    And the sales order has the figures
      | lines | discount | shipping | tax  | total |
      | 40.00 | 0.00     | 5.00     | 0.00 | 45.00 |
    And the sales order has the lines
      | sku     | quantity | rate  | amount | tax  |
      | EB-TENT | 1        | 40.00 | 40.00  | 0.00 |
    And the sales order is paid by "eBay Managed Payments" and shipped by "Standard Shipping"

  @W6 @B2
  Scenario: Shipped and billed in NetSuite, the parcel is told to eBay
    Given order "01-00001-00001" of example W6 is bought on eBay
    And order sync posts "01-00001-00001"
    When the order is fulfilled in NetSuite with tracking number "9400111206213859496247"
    And the order is billed in NetSuite
    Then the billed record is one cash sale of 45.00 with tax 0.00
    When fulfilment sync runs
    Then the order row reads "Complete"
    And eBay shows the order as "FULFILLED"
    And eBay shows a parcel "9400111206213859496247" by USPS

  Scenario: A lost answer to the parcel tells it once
    Given order "01-00001-00001" of example W6 is bought on eBay
    And order sync posts "01-00001-00001"
    And the answer of eBay to the shipment will be lost after the write
    When the order is fulfilled in NetSuite with tracking number "9400111206213859496247"
    And fulfilment sync runs
    Then the order row reads "Complete"
    And eBay shows a parcel "9400111206213859496247" by USPS

  @F14 @F17
  Scenario: Discounts, shipping of its own and tax that the seller charges
    Given an order "01-00001-00002" with these lines is bought on eBay
      | sku     | quantity | price | discount | shipping | tax  |
      | TEE-BLK | 3        | 19.99 | 6.00     | 4.95     | 1.00 |
      | MUG-WHT | 1        | 12.49 | 0.00     | 3.00     | 0.25 |
    When order sync posts "01-00001-00002"
    Then the order row reads "Order Posted, Waiting for Shipment"
    And the sales order has the figures
      | lines | discount | shipping | tax  | total |
      | 72.46 | -6.00    | 7.95     | 1.25 | 75.66 |

  Scenario: An order that nobody has paid waits
    Given order "01-00001-00001" of example W6 is bought on eBay and not paid yet
    When the tester retrieves order "01-00001-00001" under Data Flows > Orders
    Then the retrieval fails and says "Order 01-00001-00001 is not paid yet"
    When the order switch is turned on
    And the schedule runs for 20 minutes
    Then NetSuite holds no order for "01-00001-00001"
    When the buyer pays on eBay
    And the schedule runs for 40 minutes
    Then NetSuite holds one order for "01-00001-00001"

  @F57
  Scenario: A SKU without an item refuses the whole document
    Given the seller lists "EB-NEW" at 10.00 on eBay, which NetSuite does not know
    And an order "01-00001-00003" with these lines is bought on eBay
      | sku     | quantity |
      | EB-LAMP | 1        |
      | EB-NEW  | 1        |
    And no document may change from here on
    When the tester retrieves order "01-00001-00003" under Data Flows > Orders
    And the tester chooses "Post Order to NetSuite" on the order row
    Then the order row reads "Error Posting to NetSuite"
    And the problem of the order row names "SKU EB-NEW"
    And no document and no ledger row has changed
    And the judge finds exactly
      | order          | check     | finding                       |
      | 01-00001-00003 | documents | the order is not in the books |

  @F61
  Scenario: More orders than one page holds arrive, each once
    Given 203 orders of 1 EB-LAMP are bought on eBay
    And the order switch is turned on
    When the schedule runs for 20 minutes
    Then NetSuite holds 203 sales orders of 20.00 each

  @F49 @F50
  Scenario: The time of day is part of the window
    Given the order switch is turned on
    And the schedule runs for 40 minutes
    When order "01-00001-00001" of example W6 is bought on eBay
    And the schedule runs for 40 minutes
    Then NetSuite holds one order for "01-00001-00001"
    And every list of orders asked for a window that begins and ends with its time of day

  @F03
  Scenario: Another machine with an empty journal finds the order in NetSuite
    Given order "01-00001-00001" of example W6 is bought on eBay
    And order sync posts "01-00001-00001"
    And another machine with an empty journal takes over
    When order sync posts "01-00001-00001"
    Then NetSuite holds one order for "01-00001-00001"

  # --- logins and limits --------------------------------------------------------------------------

  Scenario: An access token that ran out is renewed
    Given order "01-00001-00001" of example W6 is bought on eBay
    And order sync posts "01-00001-00001"
    And the access token of the eBay account has expired
    When the order is fulfilled in NetSuite with tracking number "9400111206213859496247"
    And fulfilment sync runs
    Then the order row reads "Complete"

  Scenario: A withdrawn consent is told with what helps
    Given order "01-00001-00001" of example W6 is bought on eBay
    And the seller withdraws the consent at eBay
    When the tester retrieves order "01-00001-00001" under Data Flows > Orders
    Then the retrieval fails and says "eBay"
    And the remedy of the retrieval says "consent"
    And NetSuite holds no order for "01-00001-00001"
    And the judge finds exactly
      | order          | check     | finding                       |
      | 01-00001-00001 | documents | the order is not in the books |

  Scenario: A throttle is waited for, and nothing is lost
    Given order "01-00001-00001" of example W6 is bought on eBay
    And eBay will throttle the next list of orders
    And the order switch is turned on
    When the schedule runs for 90 minutes
    Then NetSuite holds one order for "01-00001-00001"

  Scenario: An eBay account, an Amazon account and a Shopify store side by side
    Given the Shopify account "shop" keeps its books in NetSuite
    And an Amazon account "fba" keeps its books in NetSuite too
    And order "01-00001-00001" of example W6 is bought on eBay
    When order sync posts "01-00001-00001"
    Then the order row reads "Order Posted, Waiting for Shipment"
