@refunds
Feature: Refund sync to NetSuite
  The refund is made in the storefront; NetSuite records it from the billed record.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @W2 @R1 @L1 @D3 @step-1.4.1 @step-1.4.2 @step-1.4.3 @step-1.4.4 @step-1.4.5 @step-1.4.6 @step-1.4.7 @step-1.4.8
  Scenario: One TEE-BLK refunded in the storefront becomes a cash refund
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    When the tester opens Data Flows > Other Transactions of the account "main"
    And the tester retrieves the refund of "#1001" from "Shopify"
    Then the retrieval succeeds
    And the refund row reads "In FarApp (Automatic Sync Disabled)"
    And the transaction type of the refund row is "Refunds And Returns"
    When the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And NetSuite holds one cash refund of 19.47 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 19.99 | -2.00    | 0.00     | 1.48 | 19.47 |
    And the refund document has the lines
      | item    | quantity | amount |
      | TEE-BLK | 1        | 19.99  |

  @R2
  Scenario: An invoice gets a credit memo that lowers its balance
    Given order "#1001" of example W1 is synced, fulfilled and billed as an invoice
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one credit memo of 19.47 made from the invoice
    And the invoice has 108.35 open

  @R3
  Scenario: A paid invoice gets a credit memo and the customer keeps the credit
    Given order "#1001" of example W1 is synced, fulfilled and billed as an invoice
    And the invoice is paid in NetSuite
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one credit memo of 19.47 made from the invoice
    And the invoice has 0.00 open

  @F09 @step-2.5.M3
  Scenario: The order was never synced
    Given order "#1001" of example W1 is placed and paid in the storefront
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves the refund of "#1001" from "Shopify"
    Then the retrieval fails and says "Order #1001 is not an order that this connector synced to NetSuite."
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order | check     | finding                                |
      | #1001 | documents | the order is not in the books          |
      | #1001 | documents | a refund has no order in the books     |

  Scenario: Nothing was refunded in the channel
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    When the tester retrieves the refund of "#1001" from "Shopify"
    Then the retrieval fails and says "Shopify shows no refund of order #1001 that could be posted to NetSuite."
    And NetSuite holds 0 refund documents

  @F07 @R5
  Scenario: The order is not billed yet, and billing it is the cure
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "Sales order SO1001 of #1001 is not billed: there is no billed record to refund."
    When the order is fulfilled and billed in NetSuite
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And NetSuite holds one cash refund of 19.47 made from the cash sale

  @F08 @step-2.5.M3
  Scenario: The order was deleted in NetSuite
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    And 1 TEE-BLK is refunded in the storefront
    And the order is deleted in NetSuite
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "Sales order SO1001 of order #1001 was deleted in NetSuite; the refund cannot be posted."
    And the remedy of the refund row says "Choose Cancel on this row and book the refund by hand."
    When the tester chooses "Cancel" on the refund row
    Then the refund row reads "Canceled"
    And the judge finds exactly
      | order | check     | finding                            |
      | #1001 | documents | the order is not in the books      |
      | #1001 | documents | a refund has no order in the books |

  @F12
  Scenario: NetSuite already holds the full refund
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And everything is refunded in NetSuite
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "Cash sale CS1001 is already refunded in full (127.82 USD of 127.82 USD); no second document is written."
    And NetSuite holds 1 refund document
    And the judge finds exactly
      | order | check     | finding                                                        |
      | #1001 | documents | refund of 19.47 USD is not in the books                        |
      | #1001 | documents | cash refund CR1001 of 127.82 USD is not in the channel         |

  @F12 @K6
  Scenario: The books already hold more than the storefront gave back
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And a cash refund of 120.00 is typed in NetSuite for "#1001"
    And 15.00 is refunded in the storefront without items
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Error Posting to NetSuite"
    And a refund row says that 15.00 is more than 7.82
    And NetSuite holds 1 refund document
    And the judge finds exactly
      | order | check     | finding                                                |
      | #1001 | documents | refund of 15.00 USD is not in the books                |
      | #1001 | documents | cash refund CR1001 of 120.00 USD is not in the channel |

  @F55
  Scenario: The period is closed
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    And the accounting period of today is closed in NetSuite
    And no document may change from here on
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "The accounting period of 2026-11-24 is closed in NetSuite; nothing was written."
    And no document and no ledger row has changed
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order | check     | finding                                 |
      | #1001 | documents | refund of 19.47 USD is not in the books |
    When the accounting period of today is reopened in NetSuite
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And the judge finds nothing

  @F15 @L7
  Scenario: Shipping moves with its tax
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the shipping is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of 8.61 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 0.00  | 0.00     | 7.95     | 0.66 | 8.61  |

  @L5 @F11
  Scenario Outline: Money that differs from the lines becomes an adjustment line
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront for <paid>
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of <paid> made from the cash sale
    And the refund document has the lines
      | item    | quantity | amount       |
      | TEE-BLK | 1        | 19.99        |
      | <item>  | 1        | <adjustment> |
    And the judge finds exactly
      | order | check | finding                                              |
      | #1001 | lines | cash refund CR1001 pays <paid> for lines worth 19.47 |

    Examples:
      | paid  | item                       | adjustment |
      | 15.00 | Refund Adjustment Negative | -4.47      |
      | 20.00 | Refund Adjustment Positive | 0.53       |

  @L1 @F10
  Scenario: Lines and shipping arrive with their own taxes
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 2 TEE-BLK, 1 CAP-RED and the shipping are refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of 71.88 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 64.93 | -6.49    | 7.95     | 5.49 | 71.88 |
    And the refund document has the lines
      | item    | quantity | amount |
      | TEE-BLK | 2        | 39.98  |
      | CAP-RED | 1        | 24.95  |

  @L8 @F18
  Scenario: A line of quantity 0 is an adjustment in the shape of a line
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the storefront holds a refund of 15.00 with a line of 0 TEE-BLK
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of 15.00 made from the cash sale
    And the refund document has the lines
      | item                       | quantity | amount |
      | Refund Adjustment Positive | 1        | 15.00  |

  @F06
  Scenario: The reference was edited in NetSuite after the sync
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    And in NetSuite somebody changes the reference of the order to "#9001"
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the refund row reads "Posted"
    And the refund row warns "Sales order SO1001 was matched by its stored ID: its reference in NetSuite reads #9001, not #1001."

  Scenario: Refunds are read for every changed order, page after page
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And 30 refunds of 1.00 are made in the storefront without items
    When the schedule runs for 90 minutes
    Then there are 30 refund rows
    And every refund row reads "Posted"
    And NetSuite holds 30 refund documents
