@settlements @amazon
Feature: What becomes of a settlement in NetSuite
  Example W8: 39 rows that pay 24.30. Fees are lines of the billed record of their order, each refund
  is a document made from it, what belongs to no order is one document of the settlement customer.
  Everything is read back over NetSuite's REST record service.

  Background:
    Given example W8 has happened on Amazon, and nothing of its settlement is posted
    And the account is ready for settlements

  @W8 @F35 @F43 @step-1.11.order @step-1.11.refund @step-1.11.non-order @step-1.11.no-combine
  @step-1.11.no-check @step-2.6.value @step-2.6.tax @step-2.6.withheld @step-2.6.promotion
  @step-2.6.fees @step-2.6.refund @step-2.6.refund-fees @step-2.6.non-order @step-2.6.reserve
  @step-2.7.error @step-2.5.M4
  Scenario: W8, six records and two errors
    When the settlement is retrieved and posted
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And over NetSuite's REST the records of the settlement are
      | type       | customer               | lines                                                                                                                                                                                            | total | date       |
      | cashSale   | 115 Jane Roe           | AMZ-LAMP 2 x 50.00, Amazon Commission 1 x -7.50, Amazon ShippingHB 1 x -0.75                                                                                                                     | 46.74 | 2024-01-25 |
      | cashSale   | 116 Jane Roe           | AMZ-DESK 1 x 29.99, Amazon Commission 1 x -4.50, Amazon FBAPerUnitFulfillmentFee 1 x -3.86                                                                                                       | 21.63 | 2024-01-27 |
      | cashSale   | 117 Jane Roe           | AMZ-PENS 4 x 80.00, Amazon Commission 1 x -12.00, Amazon FBAPerUnitFulfillmentFee 1 x -13.20                                                                                                     | 54.80 | 2024-02-02 |
      | cashRefund | 115 Jane Roe           | AMZ-LAMP 1 x 25.00, Amazon Commission 1 x -3.75, Amazon RefundCommission 1 x 0.75                                                                                                                | 22.00 | 2024-02-04 |
      | cashRefund | 114 Jane Roe           | AMZ-CHRG 1 x 35.00, Amazon Commission 1 x -5.25, Amazon RefundCommission 1 x 1.05                                                                                                                | 30.80 | 2024-01-29 |
      | cashRefund | 113 Amazon Settlements | Amazon Cost of Advertising - TransactionTotalAmount 1 x 25.00, Amazon FBA Inventory Reimbursement - WAREHOUSE_DAMAGE 1 x -14.20, Amazon Subscription Fee 1 x 39.99, Amazon Storage Fee 1 x 18.42 | 69.21 | 2024-02-07 |
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @W8 @F43 @step-2.6.reserve @step-2.7.error
  Scenario: W8, every posting and the way to the deposit
    When the settlement is retrieved and posted
    Then the postings of the settlement are
      | posting                       | amount | status                   |
      | order 111-0000001-0000001     | 46.74  | Posted                   |
      | order 111-0000002-0000002     | 21.63  | Posted                   |
      | order 111-0000003-0000003     | 54.80  | Posted                   |
      | order 111-0000004-0000004     | 18.70  | Error Posting to NetSuite |
      | refund of 111-0000001-0000001 | -22.00 | Posted                   |
      | refund of 111-0000008-0000008 | -30.80 | Posted                   |
      | refund of 111-0000009-0000009 | -10.56 | Error Posting to NetSuite |
      | non-order                     | -69.21 | Posted                   |
    And the deposit of 24.30 is explained by
      | what         | amount |
      | orders       | 123.17 |
      | refunds      | -52.80 |
      | no order     | -69.21 |
      | transfers    | 15.00  |
      | explained    | 16.16  |
      | not posted   | 8.14   |
      | differences  | 0.00   |
      | other stores | 0.00   |
      | remainder    | 0.00   |
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @W8 @step-2.7.short @step-1.9.cancelled
  Scenario: W8, both errors are cancelled, and 8.14 stay missing
    Given the settlement is retrieved and posted
    When the tester cancels the postings with an error
    Then the settlement reads "Complete"
    And the settlement warns "2 postings cancelled, 8.14 USD not in NetSuite: order 111-0000004-0000004 (18.70 USD), refund of 111-0000009-0000009 (-10.56 USD)"
    And the deposit of 24.30 is explained by
      | what       | amount |
      | explained  | 16.16  |
      | not posted | 8.14   |
      | remainder  | 0.00   |
    And the tie-out of the settlement does not tie
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @W8 @F42 @step-1.8.split-months
  Scenario: W8, split at the end of January: seven records
    Given the settlement option "split_months" is on
    When the settlement is retrieved and posted
    Then the settlement reads "Error posting to NetSuite (77 %)"
    And over NetSuite's REST the records of the settlement are
      | type       | customer               | lines                                                                                                                             | total | date       |
      | cashSale   | 115 Jane Roe           | AMZ-LAMP 2 x 50.00, Amazon Commission 1 x -7.50, Amazon ShippingHB 1 x -0.75                                                      | 46.74 | 2024-01-25 |
      | cashSale   | 116 Jane Roe           | AMZ-DESK 1 x 29.99, Amazon Commission 1 x -4.50, Amazon FBAPerUnitFulfillmentFee 1 x -3.86                                        | 21.63 | 2024-01-27 |
      | cashSale   | 117 Jane Roe           | AMZ-PENS 4 x 80.00, Amazon Commission 1 x -12.00, Amazon FBAPerUnitFulfillmentFee 1 x -13.20                                      | 54.80 | 2024-02-02 |
      | cashRefund | 115 Jane Roe           | AMZ-LAMP 1 x 25.00, Amazon Commission 1 x -3.75, Amazon RefundCommission 1 x 0.75                                                 | 22.00 | 2024-02-04 |
      | cashRefund | 114 Jane Roe           | AMZ-CHRG 1 x 35.00, Amazon Commission 1 x -5.25, Amazon RefundCommission 1 x 1.05                                                 | 30.80 | 2024-01-29 |
      | cashRefund | 113 Amazon Settlements | Amazon Cost of Advertising - TransactionTotalAmount 1 x 25.00, Amazon FBA Inventory Reimbursement - WAREHOUSE_DAMAGE 1 x -14.20   | 10.80 | 2024-01-31 |
      | cashRefund | 113 Amazon Settlements | Amazon Subscription Fee 1 x 39.99, Amazon Storage Fee 1 x 18.42                                                                   | 58.41 | 2024-02-07 |
    And the deposit of 24.30 is explained by
      | what      | amount |
      | no order  | -69.21 |
      | explained | 16.16  |
      | remainder | 0.00   |
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @W8 @step-1.8.merge-refunds @step-1.11.no-combine
  Scenario: All refunds in one record, line by line
    Given the settlement option "merge_refunds" is on
    And orders 4 and 9 of example W8 are synced and billed
    When the settlement is retrieved and posted
    Then the settlement reads "Complete"
    And the postings of the settlement are
      | posting                   | amount | status |
      | order 111-0000001-0000001 | 46.74  | Posted |
      | order 111-0000002-0000002 | 21.63  | Posted |
      | order 111-0000003-0000003 | 54.80  | Posted |
      | order 111-0000004-0000004 | 18.70  | Posted |
      | all refunds               | -63.36 | Posted |
      | non-order                 | -69.21 | Posted |
    And over NetSuite's REST the cash refunds of the settlement are
      | type       | customer               | lines                                                                                                                                                                                                                                                                       | total | date       |
      | cashRefund | 113 Amazon Settlements | AMZ-LAMP 1 x 25.00, AMZ-CHRG 1 x 35.00, AMZ-HOOK 1 x 12.00, Amazon Commission 1 x -3.75, Amazon RefundCommission 1 x 0.75, Amazon Commission 1 x -5.25, Amazon RefundCommission 1 x 1.05, Amazon Commission 1 x -1.80, Amazon RefundCommission 1 x 0.36                     | 63.36 | 2024-02-07 |
      | cashRefund | 113 Amazon Settlements | Amazon Cost of Advertising - TransactionTotalAmount 1 x 25.00, Amazon FBA Inventory Reimbursement - WAREHOUSE_DAMAGE 1 x -14.20, Amazon Subscription Fee 1 x 39.99, Amazon Storage Fee 1 x 18.42                                                                            | 69.21 | 2024-02-07 |
    And the deposit of 24.30 is explained by
      | what      | amount |
      | orders    | 141.87 |
      | refunds   | -63.36 |
      | explained | 24.30  |
      | remainder | 0.00   |
    And the tie-out of the settlement ties
    And the judge finds nothing

  @step-1.8.merge-refunds
  Scenario: One refund that cannot be posted holds back the record of all
    Given the settlement option "merge_refunds" is on
    When the settlement is retrieved and posted
    Then the settlement reads "Error posting to NetSuite (66 %)"
    And the error of "all refunds" says "1 of the summary's orders cannot be posted to (111-0000009-0000009)"
    And the error of "all refunds" says "Nothing of the summary was written."
    When order "111-0000004-0000004" is synced and billed
    And order "111-0000009-0000009" is synced and billed
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Complete"
    And the tie-out of the settlement ties
    And the judge finds nothing

  @W8 @step-1.8.merge-fees @step-1.11.no-combine
  Scenario: All fees of orders in one record, line by line
    Given the settlement option "merge_fees" is on
    And orders 4 and 9 of example W8 are synced and billed
    When the settlement is retrieved and posted
    Then the settlement reads "Complete"
    And the postings of the settlement are
      | posting                       | amount | status |
      | all orders                    | 141.87 | Posted |
      | refund of 111-0000001-0000001 | -22.00 | Posted |
      | refund of 111-0000008-0000008 | -30.80 | Posted |
      | refund of 111-0000009-0000009 | -10.56 | Posted |
      | non-order                     | -69.21 | Posted |
    And over NetSuite's REST the first record of the settlement is
      | type       | customer               | lines                                                                                                                                                                                                                                           | total | date       |
      | cashRefund | 113 Amazon Settlements | Amazon Commission 1 x 7.50, Amazon ShippingHB 1 x 0.75, Amazon Commission 1 x 4.50, Amazon FBAPerUnitFulfillmentFee 1 x 3.86, Amazon Commission 1 x 12.00, Amazon FBAPerUnitFulfillmentFee 1 x 13.20, Amazon Commission 1 x 3.30                 | 45.11 | 2024-02-07 |
    And the deposit of 24.30 is explained by
      | what      | amount |
      | orders    | 141.87 |
      | refunds   | -63.36 |
      | explained | 24.30  |
      | remainder | 0.00   |
    And the judge finds nothing

  @W8 @F42 @step-1.8.split-months @step-1.8.merge-refunds @step-1.8.merge-fees
  Scenario: Merged and split: no record crosses the end of the month, and the halves tie
    Given the settlement option "merge_refunds" is on
    And the settlement option "merge_fees" is on
    And the settlement option "split_months" is on
    And orders 4 and 9 of example W8 are synced and billed
    When the settlement is retrieved and posted
    Then the settlement reads "Complete"
    And the postings of the settlement are
      | posting             | amount | status |
      | all orders 2024-01  | 68.37  | Posted |
      | all orders 2024-02  | 73.50  | Posted |
      | all refunds 2024-02 | -32.56 | Posted |
      | all refunds 2024-01 | -30.80 | Posted |
      | non-order 2024-01   | -10.80 | Posted |
      | non-order 2024-02   | -58.41 | Posted |
    And the records of the settlement have the totals and dates
      | type       | total | date       |
      | cashRefund | 16.61 | 2024-01-31 |
      | cashRefund | 28.50 | 2024-02-07 |
      | cashRefund | 32.56 | 2024-02-07 |
      | cashRefund | 30.80 | 2024-01-31 |
      | cashRefund | 10.80 | 2024-01-31 |
      | cashRefund | 58.41 | 2024-02-07 |
    And the tie-out of the settlement ties
    And the judge finds nothing

  @W8 @step-1.8.credit-memos @step-2.2.R12
  Scenario: Refunds as credit memos, for a cash sale too
    Given the settlement option "refunds_as_credit_memos" is on
    When the settlement is retrieved and posted
    Then the settlement reads "Error posting to NetSuite (75 %)"
    And over NetSuite's REST the credit memos of the settlement are
      | type       | customer     | lines                                                                             | total | date       |
      | creditMemo | 115 Jane Roe | AMZ-LAMP 1 x 25.00, Amazon Commission 1 x -3.75, Amazon RefundCommission 1 x 0.75 | 22.00 | 2024-02-04 |
      | creditMemo | 114 Jane Roe | AMZ-CHRG 1 x 35.00, Amazon Commission 1 x -5.25, Amazon RefundCommission 1 x 1.05 | 30.80 | 2024-01-29 |
    And the records of the settlement have the totals and dates
      | type       | total | date       |
      | cashSale   | 46.74 | 2024-01-25 |
      | cashSale   | 21.63 | 2024-01-27 |
      | cashSale   | 54.80 | 2024-02-02 |
      | cashRefund | 69.21 | 2024-02-07 |
      | creditMemo | 22.00 | 2024-02-04 |
      | creditMemo | 30.80 | 2024-01-29 |
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

  @W8 @F59 @step-1.11.restock
  Scenario Outline: Restock decides whether refunded units go back on the shelf
    Given the settlement option "restock" is <restock>
    And somebody notes how many AMZ-LAMP are on the shelf
    And somebody notes how many AMZ-CHRG are on the shelf
    When the settlement is retrieved and posted
    Then AMZ-LAMP has <units> units more on the shelf than before
    And AMZ-CHRG has <units> units more on the shelf than before
    And the records of the settlement have the totals and dates
      | type       | total | date       |
      | cashSale   | 46.74 | 2024-01-25 |
      | cashSale   | 21.63 | 2024-01-27 |
      | cashSale   | 54.80 | 2024-02-02 |
      | cashRefund | 22.00 | 2024-02-04 |
      | cashRefund | 30.80 | 2024-01-29 |
      | cashRefund | 69.21 | 2024-02-07 |
    And the judge misses orders 4 and 9 and what was paid for them, nothing else

    Examples:
      | restock | units |
      | on      | 1     |
      | off     | 0     |
