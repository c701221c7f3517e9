@refunds @ebay
Feature: Refund sync to NetSuite from eBay
  The buyer asks eBay for a refund and gets it there; NetSuite records what the line gave: gross, by
  line, without the tax that eBay collects and without the fees that come back to the seller.

  Background:
    Given the eBay account "main" keeps its books in NetSuite

  # --- the documented test ------------------------------------------------------------------------

  @W6 @R1 @L3 @D1 @F10 @F34 @F35 @step-1.3.1 @step-1.3.6 @step-1.4.1 @step-1.4.2 @step-1.4.3 @step-1.4.4 @step-1.4.5 @step-1.4.6 @step-1.4.7 @step-1.4.8
  Scenario: A buyer's 10.00 becomes a cash refund of 10.00, not of 8.51 and not of 10.82
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And eBay shows the refund as
      | under the line | under the order | buyer got |
      | 10.00          | 8.51            | 10.82     |
    When the tester opens Data Flows > Other Transactions of the account "main"
    And the tester retrieves the refund of "01-00006-00001" from "eBay"
    Then the retrieval succeeds
    And the refund row reads "In FarApp (Automatic Sync Disabled)"
    And the transaction type of the refund row is "Refunds And Returns"
    And the refund row shows 10.00 of source "eBay"
    When the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And NetSuite holds one cash refund of 10.00 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 10.00 | 0.00     | 0.00     | 0.00 | 10.00 |
    And the refund document has the lines
      | item                       | quantity | amount |
      | Refund Adjustment Positive | 1        | 10.00  |
    And the refund document carries the reference "01-00006-00001"

  @W6 @R2
  Scenario: An invoice gets a credit memo that lowers its balance
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as an invoice
    And the buyer asks eBay for a return and gets 10.00 back
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then NetSuite holds one credit memo of 10.00 made from the invoice
    And the invoice has 35.00 open

  @W6 @R3
  Scenario: A paid invoice gets a credit memo and the customer keeps the credit
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as an invoice
    And the invoice is paid in NetSuite
    And the buyer asks eBay for a return and gets 10.00 back
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then NetSuite holds one credit memo of 10.00 made from the invoice
    And the invoice has 0.00 open

  @step-1.3.5
  Scenario: No return and no receipt of goods is made
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then NetSuite holds no return authorization and no item receipt
    And NetSuite holds 1 refund document

  # --- what it is made of -------------------------------------------------------------------------

  @W6 @L1 @F15 @F16
  Scenario: A line that is given back whole takes its shipping along
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 45.00 back
    And eBay shows the refund as
      | under the line | buyer got |
      | 45.00          | 48.71     |
    When the setting "restock_refunded_items" of "main" is changed to "always"
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then NetSuite holds one cash refund of 45.00 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 40.00 | 0.00     | 5.00     | 0.00 | 45.00 |
    And the refund document has the lines
      | item    | quantity | amount |
      | EB-TENT | 1        | 40.00  |

  @L1 @F10
  Scenario: One line of two is given back, the other one stays
    Given an order "01-00006-00002" with these lines is bought on eBay
      | sku     | quantity | price | shipping |
      | EB-TENT | 1        | 40.00 | 5.00     |
      | EB-LAMP | 2        | 20.00 | 0.00     |
    And the order "01-00006-00002" is synced, fulfilled and billed
    And the buyer asks eBay for a return of EB-LAMP and gets all of it back
    When the setting "restock_refunded_items" of "main" is changed to "always"
    And the tester retrieves and posts the refund of "01-00006-00002" from "eBay"
    Then NetSuite holds one cash refund of 40.00 made from the cash sale
    And the refund document has the lines
      | item    | quantity | amount |
      | EB-LAMP | 2        | 40.00  |

  @L3
  Scenario: Part of a line is an amount, however many units it is
    Given an order "01-00006-00002" with these lines is bought on eBay
      | sku     | quantity | price | shipping |
      | EB-TENT | 1        | 40.00 | 5.00     |
      | EB-LAMP | 2        | 20.00 | 0.00     |
    And the order "01-00006-00002" is synced, fulfilled and billed
    And the buyer asks eBay for a return of EB-LAMP and gets 20.00 back
    When the tester retrieves and posts the refund of "01-00006-00002" from "eBay"
    Then NetSuite holds one cash refund of 20.00 made from the cash sale
    And the refund document has the lines
      | item                       | quantity | amount |
      | Refund Adjustment Positive | 1        | 20.00  |

  @L5
  Scenario: A program of the seller gives an amount for the whole order: eBay spreads it over the lines
    Given an order "01-00006-00002" with these lines is bought on eBay
      | sku     | quantity | price | shipping |
      | EB-TENT | 1        | 40.00 | 5.00     |
      | EB-LAMP | 2        | 20.00 | 0.00     |
    And the order "01-00006-00002" is synced, fulfilled and billed
    And it gives 17.00 USD of the order back
    And eBay answers 200 and says "PENDING"
    When eBay carries the refund out
    And the tester retrieves and posts the refund of "01-00006-00002" from "eBay"
    Then NetSuite holds one cash refund of 17.00 made from the cash sale
    And there is 1 refund row

  @W6 @F12 @F22
  Scenario: A second refund is a document of its own, and the remainder is 35.00
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    When it gives 40.00 of the line EB-TENT back
    Then eBay answers 409 with error 34924 of API_FULFILLMENT: "The item refund amount exceeds the item remaining amount."
    And eBay can still give 35.00 back
    When it gives 35.00 of the line EB-TENT back
    Then eBay answers 200 and says "PENDING"
    When eBay carries the refund out
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then every refund row reads "Posted"
    And the refund documents are 10.00, 35.00
    And eBay shows the order as "FULLY_REFUNDED"

  @W6 @W5 @F12 @F13 @K6
  Scenario Outline: The books have less left than the buyer got: <back> of <left>
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And a cash refund of <typed> is typed in NetSuite for "01-00006-00001"
    And the buyer asks eBay for a return and gets <back> back
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund row reads "Error Posting to NetSuite"
    And a refund row says that <back> is more than <left>
    And NetSuite holds 1 refund document
    And the judge finds exactly
      | order          | check     | finding                                                 |
      | 01-00006-00001 | documents | refund of <back> USD is not in the books                |
      | 01-00006-00001 | documents | cash refund CR1001 of <typed> USD is not in the channel |

    Examples:
      | typed | back  | left  |
      | 10.00 | 35.01 | 35.00 |
      | 10.00 | 40.00 | 35.00 |

  @W6
  Scenario: What the books have left to the cent is posted
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    And the buyer asks eBay for a return and gets 35.00 back
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund documents are 10.00, 35.00
    And every refund row reads "Posted"

  # --- the documented failures --------------------------------------------------------------------

  @F09
  Scenario: The order was never synced
    Given order "01-00006-00001" of example W6 is bought on eBay
    And the buyer asks eBay for a return and gets 10.00 back
    When the tester retrieves the refund of "01-00006-00001" from "eBay"
    Then the retrieval fails and says "Order 01-00006-00001 is not an order that this connector synced to NetSuite."
    And the refund row reads "Error Posting to NetSuite"
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order          | check     | finding                            |
      | 01-00006-00001 | documents | the order is not in the books      |
      | 01-00006-00001 | documents | a refund has no order in the books |

  Scenario: eBay knows no such order
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    When the tester retrieves the refund of "01-00006-00009" from "eBay"
    Then the retrieval fails and says "Order 01-00006-00009 is unknown to eBay."
    And NetSuite holds 0 refund documents

  Scenario: Nothing was refunded on eBay
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    When the tester retrieves the refund of "01-00006-00001" from "eBay"
    Then the retrieval fails and says "eBay shows no refund of order 01-00006-00001 that could be posted to NetSuite."
    And the refund row reads "Error Posting to NetSuite"
    And NetSuite holds 0 refund documents

  Scenario: A return that is asked for and not refunded is no refund
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return
    When the tester retrieves the refund of "01-00006-00001" from "eBay"
    Then the retrieval fails and says "eBay shows no refund of order 01-00006-00001 that could be posted to NetSuite."
    And NetSuite holds 0 refund documents

  @F07 @R5
  Scenario: The order is not billed yet, and billing it is the cure
    Given order "01-00006-00001" of example W6 is bought on eBay
    And order sync posts "01-00006-00001"
    And the buyer asks eBay for a return and gets 10.00 back
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "Sales order SO1001 of 01-00006-00001 is not billed: there is no billed record to refund."
    And NetSuite holds 0 refund documents
    When the order is fulfilled and billed in NetSuite
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And NetSuite holds one cash refund of 10.00 made from the cash sale

  @F08
  Scenario: The order was deleted in NetSuite
    Given order "01-00006-00001" of example W6 is bought on eBay
    And order sync posts "01-00006-00001"
    And the buyer asks eBay for a return and gets 10.00 back
    And the order is deleted in NetSuite
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "Sales order SO1001 of order 01-00006-00001 was deleted in NetSuite; the refund cannot be posted."
    And the remedy of the refund row says "Choose Cancel on this row and book the refund by hand."
    When the tester chooses "Cancel" on the refund row
    Then the refund row reads "Canceled"
    And the judge finds exactly
      | order          | check     | finding                            |
      | 01-00006-00001 | documents | the order is not in the books      |
      | 01-00006-00001 | documents | a refund has no order in the books |

  @F12
  Scenario: NetSuite already holds the full refund
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And everything is refunded in NetSuite
    And the buyer asks eBay for a return and gets 10.00 back
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "Cash sale CS1001 is already refunded in full (45.00 USD of 45.00 USD); no second document is written."
    And NetSuite holds 1 refund document
    And the judge finds exactly
      | order          | check     | finding                                               |
      | 01-00006-00001 | documents | refund of 10.00 USD is not in the books               |
      | 01-00006-00001 | documents | cash refund CR1001 of 45.00 USD is not in the channel |

  @L4 @step-1.3.6
  Scenario: No adjustment item is set, and setting it is the cure
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And no adjustment items are configured
    And the buyer asks eBay for a return and gets 10.00 back
    And no document may change from here on
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "no item is set in Post positive refund adjustments against item."
    And no document and no ledger row has changed
    And the judge finds exactly
      | order          | check     | finding                                 |
      | 01-00006-00001 | documents | refund of 10.00 USD is not in the books |
    When the setting "positive_adjustment_item" of "main" is changed to "Refund Adjustment Positive"
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And the judge finds nothing

  @F55
  Scenario: The period is closed
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And the accounting period of today is closed in NetSuite
    And no document may change from here on
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "The accounting period of 2026-11-24 is closed in NetSuite; nothing was written."
    And no document and no ledger row has changed
    And the judge finds exactly
      | order          | check     | finding                                 |
      | 01-00006-00001 | documents | refund of 10.00 USD is not in the books |
    When the accounting period of today is reopened in NetSuite
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And the judge finds nothing

  @F06
  Scenario: The reference was edited in NetSuite after the sync
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And in NetSuite somebody changes the reference of the order to "9001"
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then NetSuite holds one cash refund of 10.00 made from the cash sale
    And the refund row warns "its reference in NetSuite reads 9001, not 01-00006-00001."

  # --- the three figures --------------------------------------------------------------------------

  @W6 @F34 @F35
  Scenario: The buyer's 48.71 against 45.00 in the books is no difference
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    Then eBay shows a total of 45.00 and a buyer who paid 48.71
    And the billed record is one cash sale of 45.00 with tax 0.00
    And the connector's own tie-out compares 45.00 with 45.00
    And the connector's own tie-out shows no difference
    And the judge finds nothing
    When the buyer asks eBay for a return and gets 45.00 back
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then eBay shows the refund as
      | under the line | buyer got |
      | 45.00          | 48.71     |
    And the refund documents are 45.00
    And the connector's own tie-out shows no difference

  # --- once, whatever happens ---------------------------------------------------------------------

  @F03
  Scenario: Two machines post the same refund at once
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And the tester retrieves the refund of "01-00006-00001" from "eBay"
    When two workers post the refund row at the same time
    Then the refund row reads "Posted"
    And NetSuite holds one cash refund of 10.00 made from the cash sale

  @F03 @F04
  Scenario: Another machine finds the document by the refund's own id
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    When another machine with an empty journal takes over
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund row reads "Posted"
    And NetSuite holds 1 refund document

  @F04
  Scenario: A row that was deleted comes back and is recognised
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    When the tester chooses "Delete from FarApp" on the refund row
    And the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    Then the refund row reads "Posted"
    And NetSuite holds 1 refund document

  @F01
  Scenario: NetSuite's answer is lost after the write
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the buyer asks eBay for a return and gets 10.00 back
    And NetSuite's answer to the refund document will be lost after the write
    When the tester retrieves and posts the refund of "01-00006-00001" from "eBay"
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And NetSuite holds one cash refund of 10.00 made from the cash sale

  # --- by itself ----------------------------------------------------------------------------------

  @F52 @F50 @F49
  Scenario: The schedule reads the refunds of every changed order, several a day
    Given order "01-00006-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    When the buyer asks eBay for a return and gets 10.00 back
    And the schedule runs for 90 minutes
    Then the refund documents are 10.00
    When the buyer asks eBay for a return and gets 12.50 back
    And the schedule runs for 90 minutes
    Then the refund documents are 10.00, 12.50
    And every refund row reads "Posted"

  @F61 @F52
  Scenario: More refunded orders than one page holds
    Given 203 orders of 1 EB-LAMP are bought on eBay
    And the order switch is turned on
    And the schedule runs for 20 minutes
    And every sales order is fulfilled and billed in NetSuite
    And the buyer of every order asks eBay for a return and gets 5.00 back
    And the refund switch "to NetSuite" is turned on
    When the schedule runs for 90 minutes
    Then there are 203 refund rows
    And every refund row reads "Posted"
    And NetSuite holds 203 refund documents
