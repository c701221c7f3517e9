@orders
Feature: Order sync test
  The test that must pass before any refund test: an order is placed in the storefront, retrieved
  and posted by hand, and compared with NetSuite to the cent.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @W1 @step-1.1.1 @step-1.1.2 @step-1.1.3 @step-1.1.4
  Scenario: An order is retrieved and posted by hand
    Given order "#1001" of example W1 is placed and paid in the storefront
    When the tester retrieves order "#1001" under Data Flows > Orders
    Then the retrieval succeeds
    And the order row reads "In FarApp (Automatic Sync Disabled)"
    And NetSuite holds no order for "#1001"
    When the tester chooses "Post Order to NetSuite" on the order row
    Then the order row reads "Order Posted, Waiting for Shipment"
    And "Show NetSuite Transaction ID" leads to the sales order
    And the sales order has the figures
      | lines  | discount | shipping | tax  | total  |
      | 122.36 | -12.24   | 7.95     | 9.75 | 127.82 |
    And the sales order has the lines
      | sku     | quantity | rate  | amount | tax  |
      | TEE-BLK | 3        | 19.99 | 59.97  | 4.45 |
      | MUG-WHT | 1        | 12.49 | 12.49  | 0.93 |
      | CAP-RED | 2        | 24.95 | 49.90  | 3.71 |
    And the sales order is paid by "Shopify Payments" and shipped by "Standard Shipping"
    And the sales order carries reference "#1001" and the customer "dana.whitfield@example.com"

  @W1 @F14 @F17
  Scenario Outline: Header tax would lose a cent, the per-line taxes of the channel stand
    The whole 118.07 at 8.25 % is 9.74; the lines and the shipping add up to 9.75.
    Given the script "FA | UE Order Total Validation" is <script> in NetSuite
    And order "#1001" of example W1 is placed and paid in the storefront
    When order sync posts "#1001"
    Then the order row reads "Order Posted, Waiting for Shipment"
    And the sales order has the figures
      | lines  | discount | shipping | tax  | total  |
      | 122.36 | -12.24   | 7.95     | 9.75 | 127.82 |

    Examples:
      | script        |
      | installed     |
      | not installed |

  @step-1.1.5
  Scenario: A changed mapping reaches an order that waits for its shipment
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    When the payment method mapping is changed to "Cash"
    And the tester chooses "Update Order in NetSuite" on the order row
    Then the order row reads "Order Posted, Waiting for Shipment"
    And NetSuite holds one order for "#1001"
    And the sales order is paid by "Cash" and shipped by "Standard Shipping"
    And the sales order has the figures
      | lines  | discount | shipping | tax  | total  |
      | 122.36 | -12.24   | 7.95     | 9.75 | 127.82 |

  @step-1.1.5
  Scenario: Updating a complete order sends it through the sync again
    Given order "#1001" of example W1 is synced and complete
    When the tester chooses "Update Order in NetSuite" on the order row
    Then the order row reads "Scheduled to Post to NetSuite"
    When order sync and fulfilment sync run
    Then the order row reads "Complete"
    And NetSuite holds one order for "#1001"

  @step-1.1.6
  Scenario: Only orders after the cutoff date are imported once the switch is on
    Given order "#1001" of example W1 is placed and paid in the storefront
    And 2 days pass
    And "Import Orders Created After" is set to now
    And 1 hour passes
    And order "#1002" of example W1 is placed and paid in the storefront
    When the order switch is turned on
    And the schedule runs for 20 minutes
    Then NetSuite holds one order for "#1002"
    And NetSuite holds no order for "#1001"
    And the judge finds exactly
      | order | check     | finding                        |
      | #1001 | documents | the order is not in the books  |

  Scenario: Order and fulfilment make the order complete
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    When the order is fulfilled in NetSuite
    And fulfilment sync runs
    Then the order row reads "Complete"
    And the storefront shows the order as "fulfilled"

  Scenario Outline: An order that cannot be found on Retrieve
    Given order "#1001" of example W1 is placed and paid in the storefront
    When the tester retrieves order "<asked>" under Data Flows > Orders
    Then the retrieval fails and says "<why>"
    And NetSuite holds no order for "#1001"
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |

    Examples:
      | asked         | why                                               |
      | #4711         | Order #4711 was not found in Shopify.             |
      | 9999999999999 | Order 9999999999999 was not found in Shopify.     |

  @F57
  Scenario: A SKU without an item refuses the whole document
    Given the storefront sells "LAMP-XL" at 80.00, which NetSuite does not know
    And an order "#1001" of 1 TEE-BLK and 1 LAMP-XL is placed and paid in the storefront
    And no document may change from here on
    When the tester retrieves order "#1001" under Data Flows > Orders
    And the tester chooses "Post Order to NetSuite" on the order row
    Then the order row reads "Error Posting to NetSuite"
    And the problem of the order row names "SKU LAMP-XL"
    And no document and no ledger row has changed
    And NetSuite holds no order for "#1001"
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |

  Scenario: A copy deleted in the connector is recognised when it is imported again
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    When the tester chooses "Delete from FarApp" on the order row
    And the order switch is turned on
    And the schedule runs for 20 minutes
    Then NetSuite holds one order for "#1001"
    And the order row reads "Order Posted, Waiting for Shipment"

  @F24
  Scenario: An order in a currency that the books do not keep is refused
    Given an order "#1001" in "EUR" of 1 TEE-BLK is placed and paid in the storefront
    And no document may change from here on
    When the tester retrieves order "#1001" under Data Flows > Orders
    And the tester chooses "Post Order to NetSuite" on the order row
    Then the order row reads "Error Posting to NetSuite"
    And the problem of the order row names "Order #1001 is in EUR; the books keep USD."
    And no document and no ledger row has changed
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |

  @F61
  Scenario: An order with more lines than one page holds arrives whole
    Given an order "#1001" of 120 lines of 1 MUG-WHT is placed and paid in the storefront
    When order sync posts "#1001"
    Then the order row reads "Order Posted, Waiting for Shipment"
    And the sales order has 120 lines and a total of 1498.80

  Scenario: An order changed exactly at the edge of a window is not lost
    Given the order switch is turned on
    And order sync has just read a window
    When an order "#1001" of 1 TEE-BLK is placed at the last instant of that window
    And the schedule runs for 40 minutes
    Then NetSuite holds one order for "#1001"
