@settlements @amazon
Feature: Prerequisites of the settlement sync
  What has to be set up in NetSuite and in the connector before the first report is retrieved.

  Background:
    Given example W8 has happened on Amazon, and nothing of its settlement is posted
    And the Amazon account "main" is connected to Amazon and NetSuite

  @step-1.8.1 @step-1.8.2 @step-1.8.3 @step-1.8.5 @step-1.8.6
  Scenario: A customer that is used for settlements only
    Given a customer "Marketplace Payouts" is made in NetSuite for settlements only
    When "Customer Internal ID" is set to the internal ID of that customer
    And the tester chooses "Create Settlement Items"
    And the tester retrieves the settlement report "5000000000219760"
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the last record of the settlement is for the customer "Marketplace Payouts"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.8.5
  Scenario: Without the customer nothing is posted
    When the tester retrieves the settlement report "5000000000219760"
    And the tester chooses "Post" on the settlement
    Then the connector refuses that: "settlement.customer_internal_id is not set. Make a customer in NetSuite that is used for settlements only"
    And the settlement reads "In FarApp (Automatic Sync Disabled)"
    And the settlement has 0 records in NetSuite

  @step-1.8.5
  Scenario: A customer that NetSuite does not have
    Given its settlements are posted for the customer of settlements
    And the settlement option "customer_internal_id" is 987654
    When the settlement is retrieved and posted
    Then the settlement reads "Error posting to NetSuite (62 %)"
    And the error of "non-order" says "NetSuite has no active customer 987654."
    And the judge finds exactly
      | order               | check     | finding                                                                                                        |
      | 111-0000004-0000004 | documents | the order is not in the books                                                                                  |
      | 111-0000009-0000009 | documents | the order is not in the books                                                                                  |
      | 10000000001         | money     | settlement 10000000001: order 111-0000004-0000004 is in no billed record; 18.70 is not in the books            |
      | 10000000001         | money     | settlement 10000000001: no document gives back 10.56 of order 111-0000009-0000009                              |
      | 10000000001         | money     | settlement 10000000001: Cost of Advertising TransactionTotalAmount -25.00 is in no document                    |
      | 10000000001         | money     | settlement 10000000001: FBA Inventory Reimbursement WAREHOUSE_DAMAGE 14.20 is in no document                   |
      | 10000000001         | money     | settlement 10000000001: other-transaction Subscription Fee -39.99 is in no document                            |
      | 10000000001         | money     | settlement 10000000001: other-transaction Storage Fee -18.42 is in no document                                 |

  @step-1.8.7
  Scenario: Create Settlement Items, once
    Given a customer "Marketplace Payouts" is made in NetSuite for settlements only
    When "Customer Internal ID" is set to the internal ID of that customer
    And the tester chooses "Create Settlement Items"
    Then "Amazon Commission" and "Amazon Storage Fee" are among the 46 items that were created
    When the tester chooses "Create Settlement Items"
    Then no item was created

  @F57 @step-1.8.7 @step-1.9.no-item
  Scenario: A kind of fee without an item is an error that names it, and nothing of it is written
    When "Customer Internal ID" is set to the settlement customer
    And no document may change from here on
    And the settlement is retrieved and posted
    Then the settlement reads "Error posting to NetSuite (0 %)"
    And the error of "order 111-0000001-0000001" says "Amazon Commission, Amazon ShippingHB are missing in NetSuite; nothing was written."
    And what to do about "order 111-0000001-0000001" is "Run Create Settlement Items"
    And no document and no ledger row has changed
    When the tester chooses "Create Settlement Items"
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.8.4 @step-1.8.7
  Scenario: A kind of fee that is mapped to an item of one's own
    Given the fee "Commission" is mapped to the NetSuite item "Refund Adjustment Negative"
    And its settlements are posted for the customer of settlements
    When the settlement is retrieved and posted
    Then over NetSuite's REST the first record of the settlement is
      | type     | customer     | lines                                                                                   | total |
      | cashSale | 115 Jane Roe | AMZ-LAMP 2 x 50.00, Refund Adjustment Negative 1 x -7.50, Amazon ShippingHB 1 x -0.75   | 46.74 |
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.8.4
  Scenario: Articles are matched by the same SKU as orders are
    Given its settlements are posted for the customer of settlements
    And the seller's "LAMP-BRASS" is AMZ-LAMP in NetSuite
    And the tester downloads the Flat File V2 of settlement "10000000001"
    And in the file "AMZ-LAMP" is replaced by "LAMP-BRASS"
    When the tester uploads the file as "february.txt"
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @step-1.8.days-back @F47
  Scenario Outline: How far back reports are searched
    When the settlement option "days_back" is <days>
    Then <said>

    Examples:
      | days | said                                                                                     |
      | 15   | the settings advise: "at least 20 is recommended, or one that comes late is missed"      |
      | 91   | the settings are refused: "Amazon lists settlement reports for 90 days only"             |
