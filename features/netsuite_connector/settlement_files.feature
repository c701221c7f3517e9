@settlements @amazon
Feature: Settlement files of other marketplaces, and files that come by hand
  Dates, decimal marks and letters are found out from the file. Whoever brings a settlement, and how
  often, it is one settlement.

  @F46 @step-1.11.decimal-mark @step-1.11.columns
  Scenario: A European file: days first, decimal commas
    Given the Amazon account "main" of DE keeps its books in NetSuite
    And settlements in EUR are posted for the customer "Amazon.de Settlements"
    And order "302-0000001-0000001" of 2 AMZ-LAMP at 40.00 is bought in DE and sent by the seller
    And order "302-0000002-0000002" of 1 AMZ-DESK at 29.99 is bought in DE and sent by Amazon
    And 1 AMZ-LAMP of "302-0000001-0000001" is refunded on Amazon
    And Amazon charges 5.50 of "storage" in DE
    And the period of DE is closed on Amazon
    Then the file holds "24.11.2026" and "-12,00"
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Complete"
    And over NetSuite's REST the records of the settlement are
      | type       | customer                                | lines                                                                                      | total |
      | cashSale   | Jane Roe [302-0000001-0000001] Jane Roe | AMZ-LAMP 2 x 80.00, Amazon Commission 1 x -12.00                                           | 68.00 |
      | cashSale   | Jane Roe [302-0000002-0000002] Jane Roe | AMZ-DESK 1 x 29.99, Amazon Commission 1 x -4.50, Amazon FBAPerUnitFulfillmentFee 1 x -3.86 | 21.63 |
      | cashRefund | Jane Roe [302-0000001-0000001] Jane Roe | AMZ-LAMP 1 x 40.00, Amazon Commission 1 x -6.00, Amazon RefundCommission 1 x 1.20          | 35.20 |
      | cashRefund | 114 Amazon.de Settlements               | Amazon Storage Fee 1 x 5.50                                                                | 5.50  |
    And the deposit of 48.93 is explained by
      | what      | amount |
      | orders    | 89.63  |
      | refunds   | -35.20 |
      | no order  | -5.50  |
      | explained | 48.93  |
      | remainder | 0.00   |
    When the tester compares the file with what was posted
    Then every row of the file is verified
    And the judge finds nothing

  @F46 @step-1.11.decimal-mark
  Scenario: A Japanese file: years first, whole yen, letters of its own
    Given the Amazon account "main" of JP keeps its books in NetSuite
    And settlements in JPY are posted for the customer "Amazon.co.jp Settlements"
    And order "250-0000001-0000001" of 2 AMZ-LAMP at 4000 is bought in JP and sent by the seller
    And order "250-0000002-0000002" of 1 AMZ-DESK at 2999 is bought in JP and sent by Amazon
    And 1 AMZ-LAMP of "250-0000001-0000001" is refunded on Amazon
    And Amazon charges 550 of "storage" in JP
    And the period of JP is closed on Amazon
    Then the file holds "2026/11/24" and "-1200"
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Complete"
    And over NetSuite's REST the records of the settlement are
      | type       | customer                                | lines                                                                                  | total |
      | cashSale   | Jane Roe [250-0000001-0000001] Jane Roe | AMZ-LAMP 2 x 8000, Amazon Commission 1 x -1200                                         | 6800  |
      | cashSale   | Jane Roe [250-0000002-0000002] Jane Roe | AMZ-DESK 1 x 2999, Amazon Commission 1 x -450, Amazon FBAPerUnitFulfillmentFee 1 x -4  | 2545  |
      | cashRefund | Jane Roe [250-0000001-0000001] Jane Roe | AMZ-LAMP 1 x 4000, Amazon Commission 1 x -600, Amazon RefundCommission 1 x 120         | 3520  |
      | cashRefund | 114 Amazon.co.jp Settlements            | Amazon Storage Fee 1 x 550                                                             | 550   |
    And the deposit of 5275 is explained by
      | what      | amount |
      | orders    | 9345   |
      | refunds   | -3520  |
      | no order  | -550   |
      | explained | 5275   |
      | remainder | 0      |
    When the tester compares the file with what was posted
    Then every row of the file is verified
    And the judge finds nothing

  @W8 @F41 @B1 @R2
  Scenario: What the seller sends is an invoice, what Amazon sends a cash sale
    Given the Amazon account "main" of US keeps its books in NetSuite
    And its orders are billed by terms "Net 30"
    And settlements in USD are posted for the customer "Amazon Payouts"
    And order 1 of example W8 is synced, billed and sent
    And order 2 of example W8 is synced, billed and sent
    And 1 AMZ-LAMP of "111-0000001-0000001" is refunded on Amazon
    And the period of US is closed on Amazon
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Complete"
    And over NetSuite's REST the records of the settlement are
      | type       | customer                                | lines                                                                                      | total |
      | cashSale   | Jane Roe [111-0000002-0000002] Jane Roe | AMZ-DESK 1 x 29.99, Amazon Commission 1 x -4.50, Amazon FBAPerUnitFulfillmentFee 1 x -3.86 | 21.63 |
      | invoice    | Jane Roe [111-0000001-0000001] Jane Roe | AMZ-LAMP 2 x 50.00, Amazon Commission 1 x -7.50, Amazon ShippingHB 1 x -0.75               | 46.74 |
      | creditMemo | Jane Roe [111-0000001-0000001] Jane Roe | AMZ-LAMP 1 x 25.00, Amazon Commission 1 x -3.75, Amazon RefundCommission 1 x 0.75          | 22.00 |
    And the invoice has 24.74 open
    And the tie-out of the settlement ties
    And the judge finds nothing

  @step-1.11.concession @step-2.6.concession
  Scenario: Goodwill is an adjustment of the original sale, and moves no stock
    Given the Amazon account "main" of US keeps its books in NetSuite
    And settlements in USD are posted for the customer "Amazon Payouts"
    And order 1 of example W8 is synced, billed and sent
    And Amazon pays the buyer of "111-0000001-0000001" 5.00 of goodwill
    And the period of US is closed on Amazon
    And somebody notes how many AMZ-LAMP are on the shelf
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Complete"
    And over NetSuite's REST the cash refunds of the settlement are
      | type       | customer                                | lines                      | total |
      | cashRefund | Jane Roe [111-0000001-0000001] Jane Roe | Amazon Goodwill 1 x 5.00   | 5.00  |
    And AMZ-LAMP has 0 units more on the shelf than before
    And the judge finds nothing

  @step-1.11.non-order
  Scenario: What Amazon owes beyond orders is a cash sale
    Given the Amazon account "main" of US keeps its books in NetSuite
    And settlements in USD are posted for the customer "Amazon Payouts"
    And Amazon charges 14.20 of "warehouse damage" in US
    And Amazon charges 4.20 of "storage" in US
    And the period of US is closed on Amazon
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Complete"
    And over NetSuite's REST the records of the settlement are
      | type     | customer           | lines                                                                                           | total |
      | cashSale | 114 Amazon Payouts | Amazon FBA Inventory Reimbursement - WAREHOUSE_DAMAGE 1 x 14.20, Amazon Storage Fee 1 x -4.20   | 10.00 |
    And the judge finds nothing

  @step-2.6.withheld @step-2.6.tax @F35
  Scenario: Tax that is billed is taken out again by what Amazon kept, and nets to zero
    Given the Amazon account "main" of US keeps its books in NetSuite
    And the setting "marketplace_tax" of "main" is "included"
    And settlements in USD are posted for the customer "Amazon Payouts"
    And order 1 of example W8 is synced, billed and sent
    And 1 AMZ-LAMP of "111-0000001-0000001" is refunded on Amazon
    And the period of US is closed on Amazon
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Complete"
    And over NetSuite's REST the records of the settlement are
      | type       | customer                                | lines                                                                                                                                                                                            | total |
      | cashSale   | Jane Roe [111-0000001-0000001] Jane Roe | AMZ-LAMP 2 x 50.00, Amazon MarketplaceFacilitatorTax-Principal 1 x -4.13, Amazon MarketplaceFacilitatorTax-Shipping 1 x -0.41, Amazon Commission 1 x -7.50, Amazon ShippingHB 1 x -0.75          | 46.74 |
      | cashRefund | Jane Roe [111-0000001-0000001] Jane Roe | AMZ-LAMP 1 x 25.00, Amazon MarketplaceFacilitatorTax-Principal 1 x -2.07, Amazon Commission 1 x -3.75, Amazon RefundCommission 1 x 0.75                                                          | 22.00 |
    And the tie-out of the settlement ties
    And the judge finds nothing

  @step-2.6.promotion
  Scenario: A promotion that the sale was billed before is a credit line
    Given example W8 has happened on Amazon, and nothing of its settlement is posted
    And the account is ready for settlements
    And order "111-0000003-0000003" was billed before its promotion: 80.00 and 5.99 of shipping
    When the settlement is retrieved and posted
    Then the fee lines of "111-0000003-0000003" are
      | item                            | amount |
      | Amazon Promotion - Shipping     | -5.99  |
      | Amazon Commission               | -12.00 |
      | Amazon FBAPerUnitFulfillmentFee | -13.20 |
    And its billed record is worth 54.80
    And the judge finds exactly
      | order               | check     | finding                                                                                             |
      | 111-0000003-0000003 | total     | total of cash sale CS1004: 80.00 and 85.99                                                          |
      | 111-0000003-0000003 | shipping  | shipping of cash sale CS1004: 0.00 and 5.99                                                         |
      | 111-0000004-0000004 | documents | the order is not in the books                                                                       |
      | 111-0000009-0000009 | documents | the order is not in the books                                                                       |
      | 10000000001         | money     | settlement 10000000001: order 111-0000004-0000004 is in no billed record; 18.70 is not in the books |
      | 10000000001         | money     | settlement 10000000001: no document gives back 10.56 of order 111-0000009-0000009                   |

  Rule: Example W8

    Background:
      Given example W8 has happened on Amazon, and nothing of its settlement is posted
      And the account is ready for settlements

    @F39 @step-2.9.Amazon
    Scenario: The same settlement by hand, retrieved, and under another report: one settlement
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      When the tester uploads the file as "february.txt"
      Then the settlement is taken: "Settlement 10000000001 (2024-01-24 to 2024-02-07) was retrieved: 39 rows, 8 postings, deposit 24.30 USD."
      When the tester uploads the file as "february (1).txt"
      Then the settlement is taken: "february (1).txt is settlement 10000000001, which account main imported from february.txt on 2024-02-12 09:00 UTC; nothing was changed."
      When the tester retrieves that report
      Then the settlement is taken: "report 5000000000219760 is settlement 10000000001, which account main imported from february.txt on 2024-02-12 09:00 UTC; nothing was changed."
      When Amazon publishes the settlement once more
      And the tester retrieves that report
      Then the settlement is taken: "is settlement 10000000001, which account main imported from february.txt on 2024-02-12 09:00 UTC; nothing was changed."
      And Data Flows > Settlements has 1 row
      When the tester chooses "Post" on the settlement
      Then the settlement has 6 records in NetSuite
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @step-1.11.columns
    Scenario: A file whose columns stand in another order, without promotion-id
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      And in the file the columns stand in reverse, without "promotion-id"
      When the tester uploads the file as "reversed.txt"
      And the tester chooses "Post" on the settlement
      Then the settlement reads "Error posting to NetSuite (75 %)"
      And the settlement has 6 records in NetSuite
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    Scenario Outline: A file that is not the one that was posted says which row
      Given the settlement is retrieved and posted
      And the tester downloads the Flat File V2 of settlement "10000000001"
      And in the file "<one>" is replaced by "<other>"
      When the tester compares the file with what was posted
      Then line <line> of the file is "<state>": "<sentence>"
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

      Examples:
        | one              | other             | line | state   | sentence                                                                |
        | -7.50            | -7.60             | 9    | changed | amount -7.60 USD, imported -7.50 USD                                    |
        | -45.00           | -46.00            | 41   | changed | 1 with -46.00 USD in the file, imported 1 with -45.00 USD               |
        | Subscription Fee | Paid Services Fee | 38   | changed | amount description Paid Services Fee, imported Subscription Fee         |
