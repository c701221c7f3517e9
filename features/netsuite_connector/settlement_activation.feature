@settlements @amazon
Feature: Validating and enabling settlement sync
  The test report is Complete, compared with the file of Seller Central, and only then the switch is
  turned on. From then on what Amazon publishes is posted once a day.

  Background:
    Given example W8 has happened on Amazon, and nothing of its settlement is posted
    And the account is ready for settlements

  @step-1.10.validate
  Scenario: Validation: Complete, a refunded and another order, and the file of Seller Central
    Given orders 4 and 9 of example W8 are synced and billed
    And the settlement is retrieved and posted
    When the tester downloads the Flat File V2 of settlement "10000000001"
    And the tester compares the file with what was posted
    Then the settlement reads "Complete"
    And every row of the file is verified
    And the comparison finds
      | state       | rows |
      | in document | 37   |
      | excluded    | 2    |
    And line 3 of the file is "in document": "cash sale CS1002, in its value"
    And line 9 of the file is "in document": "cash sale CS1002, line 2"
    And line 14 of the file is "in document": "cash sale CS1003, line 2"
    And line 23 of the file is "in document": "cash refund CR1001, line 1"
    And line 40 of the file is "excluded": "a transfer: Previous Reserve Amount Balance"
    And the tie-out of the settlement ties
    And the judge finds nothing

  @step-1.10.validate
  Scenario: Cancelled postings make an order inaccurate, and the comparison says so
    Given the settlement is retrieved and posted
    And the tester cancels the postings with an error
    When the tester downloads the Flat File V2 of settlement "10000000001"
    And the tester compares the file with what was posted
    Then the comparison finds
      | state       | rows |
      | in document | 32   |
      | excluded    | 2    |
      | not posted  | 5    |
    And line 21 of the file is "not posted": "Cancelled by user: it never reaches NetSuite."
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.10.validate
  Scenario: A fee that somebody changes in NetSuite is found by reading NetSuite anew
    Given the settlement is retrieved and posted
    And in NetSuite somebody changes "Amazon Commission" of cash sale "CS1003" to -4.40
    When the tester downloads the Flat File V2 of settlement "10000000001"
    And the tester compares the file with what was posted
    Then line 14 of the file is "differs in NetSuite": "line 2 is -4.40 USD, the row -4.50 USD"
    And the deposit of 24.30 is explained by
      | what        | amount |
      | explained   | 16.26  |
      | not posted  | 8.14   |
      | differences | -0.10  |
      | remainder   | 0.00   |
    And the judge finds exactly
      | order               | check     | finding                                                                                             |
      | 111-0000004-0000004 | documents | the order is not in the books                                                                       |
      | 111-0000009-0000009 | documents | the order is not in the books                                                                       |
      | 10000000001         | money     | settlement 10000000001: order 111-0000004-0000004 is in no billed record; 18.70 is not in the books |
      | 10000000001         | money     | settlement 10000000001: no document gives back 10.56 of order 111-0000009-0000009                   |
      | 10000000001         | money     | settlement 10000000001: Commission -4.50 of order 111-0000002-0000002 is in no document             |
      | 111-0000002-0000002 | money     | 1 line(s) of -4.40 on CS1003 that no settlement explains                                            |
      | 111-0000002-0000002 | total     | CS1003: 21.73 in the books, 26.13 paid by the settlements                                           |

  @step-1.10.enable
  Scenario: The switch stays off until everything is done that comes before it
    When the settlement switch is turned on
    Then the switch is refused: "orders must be live first, since a settlement is posted to orders that were synced. Switch Order Sync on."
    When the order switch is turned on
    And the settlement switch is turned on
    Then the switch is refused: "no report was tested. Retrieve one whose orders were synced, and Post it."
    When the settlement is retrieved and posted
    And the settlement switch is turned on
    Then the switch is refused: "settlement 10000000001 is Error posting to NetSuite (75 %). Cancel or fix and post again what has an error, until a test report is Complete."
    And the settlement switch is off
    When the tester cancels the postings with an error
    And the settlement switch is turned on
    Then the switch is accepted with the advice "Settlement 10000000001 is Complete, but 2 postings cancelled, 8.14 USD not in NetSuite"
    And the settlement switch is on
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.10.enable
  Scenario: Once a day what Amazon has published is retrieved and posted
    Given orders 4 and 9 of example W8 are synced and billed
    And the settlement is retrieved and posted
    And "Import Orders Created After" is set to now
    And the settlement option "days_back" is 10
    And the order switch is turned on
    When the settlement switch is turned on
    Then the switch is accepted without advice
    When the schedule runs for 1 days
    Then Data Flows > Settlements has 1 row
    Given Amazon charges 12.00 of "storage" in US
    And Amazon closes the period and publishes settlement "10000000002"
    When the schedule runs for 1 days
    Then Data Flows > Settlements has 2 rows
    And settlement "10000000002" reads "Complete"
    And the postings of the settlement are
      | posting   | amount | status |
      | non-order | -12.00 | Posted |
    And the deposit of 33.00 is explained by
      | what      | amount |
      | no order  | -12.00 |
      | transfers | 45.00  |
      | explained | 33.00  |
      | remainder | 0.00   |
    And the settlement sync has run 2 times
    And the judge finds nothing

  @step-1.10.cutoff @step-1.8.days-back
  Scenario: The cutoff date is counted back from today: ten days have one report
    Given orders 4 and 9 of example W8 are synced and billed
    And the settlement is retrieved and posted
    And "Import Orders Created After" is set to now
    And the settlement option "days_back" is 10
    And the order switch is turned on
    And the settlement switch is turned on
    When the schedule runs for 90 minutes
    Then Data Flows > Settlements has 1 row
    And the judge finds nothing

  @step-1.10.cutoff @step-1.8.days-back @step-1.9.no-item
  Scenario: Twenty days have two, and the older one brings a kind that has no item yet
    Given orders 4 and 9 of example W8 are synced and billed
    And the settlement is retrieved and posted
    And "Import Orders Created After" is set to now
    And the settlement option "days_back" is 20
    And the order switch is turned on
    And the settlement switch is turned on
    When the schedule runs for 90 minutes
    Then Data Flows > Settlements has 2 rows
    And settlement "10000000000" reads "Error posting to NetSuite (66 %)"
    And the error of "non-order" says "Amazon MiscAdjustment is missing in NetSuite; nothing was written."
    And the judge finds exactly
      | order       | check | finding                                                                              |
      | 10000000000 | money | settlement 10000000000: other-transaction MiscAdjustment 40.00 is in no document     |
    When the tester chooses "Create Settlement Items"
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Complete"
    And the tie-out of the settlement ties
    And the judge finds nothing

  @K8 @step-2.5.M4 @step-1.9.never-synced
  Scenario: Tried three times more, warned of the day before, cancelled after seven days
    Given "Import Orders Created After" is set to now
    And the settlement option "days_back" is 10
    And the settlement is retrieved and posted
    And the tester cancels the postings with an error
    And the order switch is turned on
    And the settlement switch is turned on
    When the tester brings the cancelled postings back
    Then the settlement reads "Scheduled to Post to NetSuite"
    When the schedule runs for 5 days
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the posting "order 111-0000004-0000004" was retried 3 times
    When the schedule runs for 2 days
    Then the posting "order 111-0000004-0000004" warns "this posting is cancelled automatically on 2024-02-19"
    And the settlement reads "Error posting to NetSuite (75 %)"
    When the schedule runs for 1 days
    Then the settlement reads "Complete"
    And the posting "order 111-0000004-0000004" was cancelled by "NetSuite Connector"
    And the posting "refund of 111-0000009-0000009" notes "cancelled automatically, unresolved for 7 days"
    And the settlement warns "2 postings cancelled, 8.14 USD not in NetSuite"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.11.v2-only @step-1.11.listed-only
  Scenario: Settlement reports cannot be requested, only listed
    When a program asks Amazon for a new report of the type "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
    Then Amazon answers 400 "InvalidInput": "Request for report type 1118 is not allowed at this time"
    When a program asks Amazon for a new report of the type "GET_V2_SETTLEMENT_REPORT_DATA_XML"
    Then Amazon answers 400
    And the list of settlement reports has "5000000000119746" and "5000000000219760"
    When 91 days go by
    Then the list of settlement reports is empty
    And the judge misses orders 4 and 9, nothing else
