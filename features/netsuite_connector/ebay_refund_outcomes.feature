@refunds @ebay
Feature: Refunds on eBay that are not through, not asked for, or part of a cancellation
  eBay answers a refund with PENDING and says later what became of it. One that no buyer asked for is
  an external transaction: it is listed, cannot be retrieved, and is booked by hand.

  Background:
    Given the eBay account "main" keeps its books in NetSuite

  # --- nobody asked -------------------------------------------------------------------------------

  @F33 @step-1.3.7
  Scenario: A refund that no buyer asked for is listed as external and cannot be retrieved
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the seller gives 10.00 back on eBay though no buyer asked
    And eBay shows the refund as
      | under the line | buyer got |
      | 0.00           | 10.82     |
    And no document may change from here on
    When the tester retrieves the refund of "01-00033-00001" from "eBay"
    Then the retrieval fails and says "The refund of 10.00 USD of order 01-00033-00001 was made in eBay without a request of the buyer: it is an external transaction and cannot be retrieved."
    And there is 1 refund row
    And the refund row reads "Error Posting to NetSuite"
    And the refund row notes "external refund, not retrievable"
    And the remedy of the refund row says "Refund the billed record in NetSuite by hand"
    When the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Error Posting to NetSuite"
    And no document and no ledger row has changed
    And the judge finds exactly
      | order          | check     | finding                                 |
      | 01-00033-00001 | documents | refund of 10.00 USD is not in the books |

  @F33
  Scenario: The connector's own tie-out shows the external refund as one that nobody has booked
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    When the seller gives 10.00 back on eBay though no buyer asked
    Then the connector's own tie-out shows only the differences
      | order          | difference                                                                                                                                              |
      | 01-00033-00001 | The refund of 10.00 USD of order 01-00033-00001 was made in eBay without a request of the buyer: it is an external transaction and cannot be retrieved. |
    And the judge finds exactly
      | order          | check     | finding                                 |
      | 01-00033-00001 | documents | refund of 10.00 USD is not in the books |

  @F33 @step-1.3.7
  Scenario Outline: It is external wherever eBay shows it: <shown>
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And eBay shows external refunds <shown>
    And the seller gives 10.00 back on eBay though no buyer asked
    When the tester retrieves the refund of "01-00033-00001" from "eBay"
    Then the retrieval fails and says "it is an external transaction and cannot be retrieved."
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order          | check     | finding                                 |
      | 01-00033-00001 | documents | refund of 10.00 USD is not in the books |

    Examples:
      | shown                         |
      | under the order               |
      | in the seller's Finances only |

  @F33
  Scenario: Booked by hand, the external refund ties
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the seller gives 10.00 back on eBay though no buyer asked
    And the tester retrieves the refund of "01-00033-00001" from "eBay"
    When a cash refund of 10.00 is typed in NetSuite for "01-00033-00001"
    And the tester chooses "Cancel" on the refund row
    Then the refund row reads "Canceled"
    And the judge finds nothing

  @F33 @F52
  Scenario: The schedule lists it once, and posts what a buyer asked for beside it
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And the buyer asks eBay for a return and gets 10.00 back
    And the seller gives 5.00 back on eBay though no buyer asked
    When the schedule runs for 180 minutes
    Then there are 2 refund rows
    And the refund documents are 10.00
    And the judge finds exactly
      | order          | check     | finding                                |
      | 01-00033-00001 | documents | refund of 5.00 USD is not in the books |

  # --- PENDING ------------------------------------------------------------------------------------

  Scenario: A refund that is PENDING has no amount yet; retrieved later it is posted
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return, and 10.00 are on their way
    And no document may change from here on
    When the tester retrieves the refund of "01-00033-00001" from "eBay"
    Then the retrieval fails and says "eBay is still processing the refund of order 01-00033-00001 and does not tell its amount before."
    And NetSuite holds 0 refund documents
    When eBay carries the refund out
    And the tester retrieves and posts the refund of "01-00033-00001" from "eBay"
    Then there is 1 refund row
    And the refund row reads "Posted"
    And NetSuite holds one cash refund of 10.00 made from the cash sale

  Scenario: A refund that eBay shows at once is posted when it is final, not before
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And eBay shows refunds under the line at once
    And the buyer asks eBay for a return, and 10.00 are on their way
    When the tester retrieves and posts the refund of "01-00033-00001" from "eBay"
    Then the refund row notes "the refund is still pending in eBay"
    And NetSuite holds 0 refund documents
    When eBay carries the refund out
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And NetSuite holds one cash refund of 10.00 made from the cash sale

  Scenario: The schedule waits for the end of a refund by itself
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And the buyer asks eBay for a return, and 10.00 are on their way
    When the schedule runs for 180 minutes
    Then the refund documents are 10.00
    And every refund row reads "Posted"

  Scenario: A program of the seller refunds over the API: PENDING stands in the way of a second one
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And it gives 10.00 of the line EB-TENT back
    And eBay answers 200 and says "PENDING"
    When it gives 10.00 of the line EB-TENT back
    Then eBay answers 400 with error 34922 of API_FULFILLMENT: "Refund can't be issued while previous refund is processing."
    And eBay holds 1 refund of the order
    When eBay carries the refund out
    And the tester retrieves and posts the refund of "01-00033-00001" from "eBay"
    Then the refund documents are 10.00

  # --- FAILED -------------------------------------------------------------------------------------

  Scenario: A refund that failed is none, and the next one counts
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And eBay will fail to carry refunds out
    And it gives 10.00 of the line EB-TENT back
    And eBay answers 200 and says "PENDING"
    When eBay carries the refund out
    And the tester retrieves the refund of "01-00033-00001" from "eBay"
    Then the retrieval fails and says "eBay shows no refund of order 01-00033-00001 that could be posted to NetSuite."
    And eBay can still give 45.00 back
    And NetSuite holds 0 refund documents
    When eBay will carry refunds out
    And it gives 12.50 of the line EB-TENT back
    And eBay carries the refund out
    And the tester retrieves and posts the refund of "01-00033-00001" from "eBay"
    Then the refund documents are 12.50

  Scenario: A row that waited for a refund that failed is never posted
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And eBay will fail to carry refunds out
    And eBay shows refunds under the line at once
    And it gives 10.00 of the line EB-TENT back
    When the tester retrieves and posts the refund of "01-00033-00001" from "eBay"
    Then the refund row notes "the refund is still pending in eBay"
    When eBay carries the refund out
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "eBay no longer shows refund"
    And NetSuite holds 0 refund documents

  # --- cancelled ----------------------------------------------------------------------------------

  @F27
  Scenario: Cancelled and billed: one full refund
    Given order "01-00033-00001" of example W6 is synced, fulfilled and billed, and eBay was not told
    And the order is cancelled on eBay, and eBay has paid back
    When the tester retrieves and posts the refund of "01-00033-00001" from "eBay"
    Then NetSuite holds one cash refund of 45.00 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 40.00 | 0.00     | 5.00     | 0.00 | 45.00 |

  @F27
  Scenario: Cancelled before it was synced: no order and no refund
    Given order "01-00033-00001" of example W6 is bought on eBay
    And the order is cancelled on eBay, and eBay has paid back
    And the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    When the schedule runs for 90 minutes
    Then NetSuite holds no order for "01-00033-00001"
    And there are 0 refund rows
    When the tester retrieves order "01-00033-00001" under Data Flows > Orders
    Then the retrieval fails and says "Order 01-00033-00001 was cancelled before it was synced"

  @F07 @F27
  Scenario: Cancelled and paid back before it was billed: the refund says what is missing
    Given order "01-00033-00001" of example W6 is bought on eBay
    And order sync posts "01-00033-00001"
    And the order is cancelled on eBay, and eBay has paid back
    When the tester retrieves and posts the refund of "01-00033-00001" from "eBay"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "Sales order SO1001 of 01-00033-00001 is not billed: there is no billed record to refund."
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order          | check     | finding                                 |
      | 01-00033-00001 | documents | refund of 45.00 USD is not in the books |

  # --- one currency -------------------------------------------------------------------------------

  @F23 @F24
  Scenario: An order of the British site is refunded in pounds
    Given NetSuite keeps "GBP" at 1.27
    And an eBay account "uk" of EBAY_GB keeps its books in NetSuite too
    And order "01-00033-00044" of EBAY_GB is bought for 40.00 GBP on eBay
    And the order "01-00033-00044" of "uk" is synced, fulfilled and billed
    And the buyer asks eBay for a return and gets 10.00 back
    When the tester retrieves and posts the refund of "01-00033-00044" of "uk" from "eBay"
    Then NetSuite holds one cash refund of 10.00 made from the cash sale
    And the cash sale and its refund are in "GBP"

  @F23
  Scenario: An order of another site belongs to another account
    Given order "01-00033-00044" of EBAY_GB is bought for 40.00 GBP on eBay
    When the tester retrieves the refund of "01-00033-00044" from "eBay"
    Then the retrieval fails and says "Order 01-00033-00044 is of EBAY_GB; this account is for EBAY_US."
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order          | check     | finding                       |
      | 01-00033-00044 | documents | the order is not in the books |

  # --- direction ----------------------------------------------------------------------------------

  @D1 @step-1.3.2
  Scenario: The direction of a marketplace is accepted without advice
    When the refund switch "to NetSuite" is turned on
    Then the switch is accepted without advice
    And the refund switch "to NetSuite" is on

  @D4 @step-1.3.4
  Scenario: eBay offers one workflow, and takes no other
    When the refund switch "from NetSuite" is turned on
    Then the switch is refused: "Account main: this connector does not offer Refund Sync from NetSuite; leave it off"
    And the refund switch "to NetSuite" is off

  @D4
  Scenario: The other direction is no setting of an eBay account
    When the setting "refund_direction" of "main" is changed to "from books"
    Then the settings are refused: "is not offered for channel = "ebay""

  @D6 @step-1.3.3
  Scenario: A Shopify store beside it may go the other way
    Given the Shopify account "shop" keeps its books in NetSuite
    When the refund switch "to NetSuite" of "main" is turned on
    And the refund switch "from NetSuite" of "shop" is turned on
    Then the refund switch "to NetSuite" of "main" is on
    And the refund switch "from NetSuite" of "shop" is on
