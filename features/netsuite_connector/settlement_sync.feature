@settlements @amazon
Feature: Testing settlement sync
  The documented test: a report whose orders are synced is retrieved by its report ID, posted, and
  brought to Complete.

  Background:
    Given example W8 has happened on Amazon, and nothing of its settlement is posted
    And the account is ready for settlements

  @step-1.9.1 @step-1.9.2 @step-1.9.3 @step-1.9.4 @step-1.9.columns @step-2.7.held
  Scenario: Retrieve by report ID
    Given the tester downloads the Flat File V2 of settlement "10000000001"
    When the tester retrieves that report
    Then the Retrieve window says "Settlement 10000000001 (2024-01-24 to 2024-02-07) was retrieved: 39 rows, 8 postings, deposit 24.30 USD."
    And Data Flows > Settlements shows
      | Account | Report ID        | Settlement ID | Status                              | Available Date |
      | main    | 5000000000219760 | 10000000001   | In FarApp (Automatic Sync Disabled) | 2024-02-07     |
    And the settlement has no warnings
    And the judge misses orders 4 and 9, nothing else

  @step-1.9.3
  Scenario: The settlement ID is no report ID
    When the tester retrieves the settlement report "10000000001"
    Then no settlement is taken: "There is no settlement report 10000000001 in Amazon."
    And the remedy is "Enter the report ID, not the settlement ID"
    And Data Flows > Settlements has 0 rows

  @step-1.9.5 @step-2.7.posting
  Scenario: Posting in Progress while a Post by hand runs
    Given the settlement report is retrieved
    When the tester chooses "Post" on the settlement and watches its row
    Then while it was posted the settlement read "Posting in Progress"
    And the settlement reads "Error posting to NetSuite (75 %)"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.9.6 @step-1.9.never-synced @step-2.5.M4
  Scenario: An order that was never synced is an error of its own posting
    Given the settlement is retrieved and posted
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the settlement warns "2 postings failed, 8.14 USD not in NetSuite yet"
    And the error of "order 111-0000004-0000004" says "Order 111-0000004-0000004 was never synced to NetSuite: it has no billed record to post to."
    And what to do about "order 111-0000004-0000004" is "Sync and bill the order, then post again; or cancel this posting"
    When the tester cancels the postings of order "111-0000004-0000004"
    Then the settlement reads "Error posting to NetSuite (75 %)"
    When the tester cancels the postings of order "111-0000009-0000009"
    Then the settlement reads "Complete"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.9.6 @step-2.7.complete
  Scenario: The cause is fixed, and it is posted again
    Given the settlement is retrieved and posted
    When order "111-0000004-0000004" is synced and billed
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Error posting to NetSuite (87 %)"
    When order "111-0000009-0000009" is synced and billed
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Complete"
    And the settlement has no warnings
    And the deposit of 24.30 is explained by
      | what      | amount |
      | orders    | 141.87 |
      | refunds   | -63.36 |
      | no order  | -69.21 |
      | transfers | 15.00  |
      | explained | 24.30  |
      | remainder | 0.00   |
    And the tie-out of the settlement ties
    And the judge finds nothing

  @step-1.9.6 @step-2.7.short
  Scenario: Cancelled postings that are brought back wait to be posted again
    Given the settlement is retrieved and posted
    And the tester cancels the postings with an error
    When the tester brings the cancelled postings back
    Then the settlement reads "In FarApp (Automatic Sync Disabled)"
    When order "111-0000004-0000004" is synced and billed
    And order "111-0000009-0000009" is synced and billed
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Complete"
    And the judge finds nothing

  @step-1.9.6
  Scenario: What is posted cannot be cancelled
    Given the settlement is retrieved and posted
    When the tester cancels the postings of order "111-0000001-0000001"
    Then the connector refuses that: "is Posted: there is nothing left to cancel."
    And the settlement reads "Error posting to NetSuite (75 %)"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @F07 @step-1.9.not-billed
  Scenario: An order that is synced and not billed has nothing to post to
    Given order "111-0000004-0000004" is synced, not billed
    When the settlement is retrieved and posted
    Then the error of "order 111-0000004-0000004" says "of 111-0000004-0000004 is not billed: there is no billed record to post to."
    And what to do about "order 111-0000004-0000004" is "Bill the sales order in NetSuite, then post again."
    And the judge finds exactly
      | order               | check     | finding                                                                                             |
      | 111-0000009-0000009 | documents | the order is not in the books                                                                       |
      | 10000000001         | money     | settlement 10000000001: order 111-0000004-0000004 is in no billed record; 18.70 is not in the books |
      | 10000000001         | money     | settlement 10000000001: no document gives back 10.56 of order 111-0000009-0000009                   |
    When the order is fulfilled and billed by people
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Error posting to NetSuite (87 %)"
    And the judge finds exactly
      | order               | check     | finding                                                                            |
      | 111-0000009-0000009 | documents | the order is not in the books                                                      |
      | 10000000001         | money     | settlement 10000000001: no document gives back 10.56 of order 111-0000009-0000009  |

  @F08
  Scenario: An order that was synced and deleted in NetSuite: one error, and Cancel is offered
    Given order "111-0000004-0000004" is synced and billed
    And its cash sale and sales order are deleted in NetSuite
    When the settlement is retrieved and posted
    Then the error of "order 111-0000004-0000004" says "was deleted in NetSuite; there is no billed record to post to."
    And what to do about "order 111-0000004-0000004" is "Cancel this posting and book its amounts by hand, or sync the order anew."
    When the tester cancels the postings with an error
    Then the settlement reads "Complete"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.9.5
  Scenario: A single posting is posted alone
    Given the settlement report is retrieved
    When the tester posts "111-0000002-0000002" of the settlement alone
    Then over NetSuite's REST the records of the settlement are
      | type     | customer     | lines                                                                                      | total |
      | cashSale | 116 Jane Roe | AMZ-DESK 1 x 29.99, Amazon Commission 1 x -4.50, Amazon FBAPerUnitFulfillmentFee 1 x -3.86 | 21.63 |
    And the settlement reads "In FarApp (Automatic Sync Disabled)"
    When the tester chooses "Post" on the settlement
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.9.no-v2
  Scenario: An account without V2 reports has nothing to retrieve
    Given Amazon gives the account no V2 reports
    And Amazon has closed another period
    Then Seller Central says "There is no V2 report for this period. Ask Selling Partner Support to turn on Flat File V2 settlement reports for this account."
    Given the settlement option "days_back" is 5
    When settlement sync runs by hand
    Then Data Flows > Settlements has 0 rows
    And the judge misses orders 4 and 9, nothing else

  @F39 @step-2.9.Amazon
  Scenario: Posted again, nothing is written a second time
    Given the settlement is retrieved and posted
    And no document may change from here on
    When the tester chooses "Post" on the settlement again
    Then no document and no ledger row has changed
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @F04 @F39 @step-2.9.Amazon
  Scenario Outline: Deleted from the connector, or another machine, and imported again: recognised
    Given the settlement is retrieved and posted
    And no document may change from here on
    When <mishap>
    And the settlement is retrieved and posted
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the posting "order 111-0000001-0000001" warns "Recognised as NetSuite CS1002 by the marks of its lines; nothing was written again."
    And the posting "refund of 111-0000001-0000001" warns "Recognised as NetSuite CR1001 by its key; nothing was written again."
    And the posting "non-order" warns "Recognised as NetSuite CR1003 by its key; nothing was written again."
    And no document and no ledger row has changed
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

    Examples:
      | mishap                                                  |
      | the tester deletes the settlement from the connector    |
      | another machine with an empty journal takes over        |

  @F01
  Scenario Outline: An answer that is lost is looked for, and written once
    Given the settlement report is retrieved
    And NetSuite's answer to the <write> of the settlement will be lost after the write
    When the tester chooses "Post" on the settlement
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the posting "<posting>" warns "The answer of NetSuite was lost; the document was found there as NetSuite <number>."
    And the settlement has 6 records in NetSuite
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

    Examples:
      | write      | posting                       | number |
      | fee lines  | order 111-0000001-0000001     | CS1002 |
      | refund     | refund of 111-0000001-0000001 | CR1001 |
      | summary    | non-order                     | CR1003 |

  @F01
  Scenario: The engine is killed in the middle of a Post, which goes on
    Given the settlement report is retrieved
    And the engine will be killed after NetSuite has written the fees of "111-0000002-0000002"
    When the tester chooses "Post" on the settlement
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the settlement has 6 records in NetSuite
    And the judge misses orders 4 and 9 and what was paid for them, nothing else
