@orders @amazon
Feature: Order sync test of an Amazon account
  What the seller sends becomes a sales order, what Amazon sends a cash sale. Tax that Amazon
  collects and remits is not the seller's and stays out of the books.

  Background:
    Given the Amazon account "main" keeps its books in NetSuite

  @W8 @F34 @F35 @step-1.1.1 @step-1.1.2 @step-1.1.3 @step-1.1.4
  Scenario: An order that the seller sends is retrieved and posted by hand
    Given order 1 of example W8 is placed on Amazon
    When the tester retrieves order "111-0000001-0000001" under Data Flows > Orders
    Then the retrieval succeeds
    And the order row reads "In FarApp (Automatic Sync Disabled)"
    And NetSuite holds no order for "111-0000001-0000001"
    When the tester chooses "Post Order to NetSuite" on the order row
    Then the order row reads "Order Posted, Waiting for Shipment"
    And "Show NetSuite Transaction ID" leads to the sales order
    And the sales order has the figures
      | lines | discount | shipping | tax  | total |
      | 50.00 | 0.00     | 4.99     | 0.00 | 54.99 |
    And the sales order has the lines
      | sku      | quantity | rate  | amount | tax  |
      | AMZ-LAMP | 2        | 25.00 | 50.00  | 0.00 |
    And the sales order is paid by "Amazon Payments" and shipped by "Standard Shipping"

  @W8 @B2
  Scenario: Shipped and billed in NetSuite, the shipment is confirmed to Amazon
    Given order 1 of example W8 is placed on Amazon
    And order sync posts "111-0000001-0000001"
    When the order is fulfilled in NetSuite with tracking number "1Z999AA10123456784"
    And the order is billed in NetSuite
    Then the billed record is one cash sale of 54.99 with tax 0.00
    When fulfilment sync runs
    Then the order row reads "Complete"
    And Amazon shows the order as "Shipped" with package "1Z999AA10123456784" by UPS

  Scenario: A shipment without a tracking number is an error until it has one
    Given order 1 of example W8 is placed on Amazon
    And order sync posts "111-0000001-0000001"
    When the order is fulfilled in NetSuite
    And fulfilment sync runs
    Then the order row reads "Error Posting Fulfillment"
    And the problem of the order row names "has no tracking number; Amazon takes none without."
    And Amazon shows the order as "Unshipped"

  Scenario: A lost answer to the shipment confirms it once
    Given order 1 of example W8 is placed on Amazon
    And order sync posts "111-0000001-0000001"
    And the answer of Amazon to the shipment will be lost after the write
    When the order is fulfilled in NetSuite with tracking number "1Z999AA10123456784"
    And fulfilment sync runs
    Then the order row reads "Complete"
    And Amazon shows the order as "Shipped" with package "1Z999AA10123456784" by UPS

  @W8 @B5 @F41 @step-1.2.5
  Scenario Outline: An order that Amazon sends is a cash sale at import
    Given order <number> of example W8 is bought on Amazon and sent by Amazon
    When order sync posts "<order>"
    Then NetSuite holds a cash sale for order <number> of example W8 with
      | lines   | discount | shipping | tax  | total   |
      | <total> | 0.00     | 0.00     | 0.00 | <total> |

    Examples:
      | number | order               | total |
      | 2      | 111-0000002-0000002 | 29.99 |
      | 3      | 111-0000003-0000003 | 80.00 |

  @B5
  Scenario: What Amazon has not sent yet is not sold yet
    Given order 2 of example W8 is placed on Amazon
    When the tester retrieves order "111-0000002-0000002" under Data Flows > Orders
    Then the retrieval fails and says "is fulfilled by Amazon and not shipped yet."
    When the order switch is turned on
    And the schedule runs for 20 minutes
    Then NetSuite holds no order for "111-0000002-0000002"
    When Amazon sends the order
    And the schedule runs for 40 minutes
    Then NetSuite holds a cash sale for "111-0000002-0000002"

  Scenario: A pending order waits until it has a price
    Given order 1 of example W8 is placed on Amazon and not paid yet
    When the tester retrieves order "111-0000001-0000001" under Data Flows > Orders
    Then the retrieval fails and says "is pending: Amazon says no price yet."
    When the order switch is turned on
    And the schedule runs for 20 minutes
    Then NetSuite holds no order for "111-0000001-0000001"
    When Amazon takes the payment
    And the schedule runs for 40 minutes
    Then NetSuite holds one order for "111-0000001-0000001"
    And the order row reads "Order Posted, Waiting for Shipment"

  @F27
  Scenario: An order cancelled before the sync is not imported
    Given order 1 of example W8 is placed on Amazon
    And the order is cancelled on Amazon
    When the tester retrieves order "111-0000001-0000001" under Data Flows > Orders
    Then the retrieval fails and says "was cancelled before it was synced"
    And NetSuite holds no order for "111-0000001-0000001"

  @F27
  Scenario: An order cancelled after the sync is closed in NetSuite
    Amazon charges nobody before the goods leave, so there is nothing to give back.
    Given the order switch is turned on
    And order 1 of example W8 is placed on Amazon
    And the schedule runs for 40 minutes
    When the order is cancelled on Amazon
    And the schedule runs for 40 minutes
    Then the sales order is closed
    And the order row reads "Canceled"

  @F57
  Scenario: A SKU without an item refuses the whole document
    Given the seller lists "AMZ-NEW" at 10.00 on Amazon, which NetSuite does not know
    And an order "111-0000021-0000021" of 1 AMZ-LAMP and 1 AMZ-NEW is placed on Amazon
    And no document may change from here on
    When the tester retrieves order "111-0000021-0000021" under Data Flows > Orders
    And the tester chooses "Post Order to NetSuite" on the order row
    Then the order row reads "Error Posting to NetSuite"
    And the problem of the order row names "SKU AMZ-NEW"
    And no document and no ledger row has changed
    And the judge finds exactly
      | order               | check     | finding                       |
      | 111-0000021-0000021 | documents | the order is not in the books |

  @W8 @F35
  Scenario: The tax that Amazon remits can be kept in the books
    Given order 1 of example W8 is placed on Amazon
    When the setting "marketplace_tax" of "main" is changed to "included"
    And order sync posts "111-0000001-0000001"
    Then the sales order has the figures
      | lines | discount | shipping | tax  | total |
      | 50.00 | 0.00     | 4.99     | 4.54 | 59.53 |

  Scenario: A buyer without an e-mail gets a customer of the order's own
    Given Amazon keeps the buyers' data back
    And order 1 of example W8 is placed on Amazon
    When order sync posts "111-0000001-0000001"
    Then the order row reads "Order Posted, Waiting for Shipment"
    And the customer of the order is called "Customer [111-0000001-0000001]" and has no e-mail

  Scenario: An access token that ran out is renewed
    Given order 1 of example W8 is placed on Amazon
    And order sync posts "111-0000001-0000001"
    And the access token of the Amazon account has expired
    When the order is fulfilled in NetSuite with tracking number "1Z999AA10123456784"
    And fulfilment sync runs
    Then the order row reads "Complete"

  Scenario: A withdrawn authorisation is told with what helps
    Given order 1 of example W8 is placed on Amazon
    And the seller withdraws the authorisation at Amazon
    When the tester retrieves order "111-0000001-0000001" under Data Flows > Orders
    Then the retrieval fails and says "User may have revoked or didn't grant the permission."
    And NetSuite holds no order for "111-0000001-0000001"
    And the judge finds exactly
      | order               | check     | finding                       |
      | 111-0000001-0000001 | documents | the order is not in the books |

  Scenario: A throttle is waited for as long as the rate says
    Given order 1 of example W8 is placed on Amazon
    And Amazon will throttle the next list of orders
    And the order switch is turned on
    When the schedule runs for 40 minutes
    Then NetSuite holds one order for "111-0000001-0000001"
    And Amazon is asked again 178 seconds or more after it throttled

  @F61
  Scenario: More orders than one page holds arrive
    Given 130 orders of 1 AMZ-LAMP are placed on Amazon
    And the order switch is turned on
    When the schedule runs for 20 minutes
    Then NetSuite holds 130 sales orders of 25.00 each

  @D1
  Scenario: Refunds of a marketplace come with its settlements
    When the refund switch "to NetSuite" is turned on
    Then the switch is refused: "has no sync "refund to NetSuite"; it has: order, fulfilment"

  Scenario: An Amazon account and a Shopify store side by side
    Given the Shopify account "shop" keeps its books in NetSuite
    And order 1 of example W8 is placed on Amazon
    When order sync posts "111-0000001-0000001"
    Then the order row reads "Order Posted, Waiting for Shipment"
