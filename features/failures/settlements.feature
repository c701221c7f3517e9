@settlements @amazon
Feature: Settlements that others get wrong
  Reported failures of connectors that post marketplace settlements. Each is triggered, posted, and
  posted once more: every amount is in a document once, a named exclusion, or said to be missing.

  @F28
  Scenario: A cancelled order in a payout is excluded and reported, the rest is posted
    Given the Amazon account "main" of US keeps its books in NetSuite
    And settlements in USD are posted for the customer "Amazon Payouts"
    And order 2 of example W8 is synced, billed and sent
    And order 1 of example W8 is placed on Amazon
    And the order is cancelled on Amazon
    And Amazon charges 4.00 of "ShippingHB" for the cancelled order "111-0000001-0000001"
    And the period of US is closed on Amazon
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Error posting to NetSuite (50 %)"
    And the postings of the settlement are
      | posting                   | amount | status                    |
      | order 111-0000001-0000001 | -4.00  | Error Posting to NetSuite |
      | order 111-0000002-0000002 | 21.63  | Posted                    |
    When the tester cancels the postings with an error
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Complete"
    And the settlement warns "1 posting cancelled, -4.00 USD not in NetSuite: order 111-0000001-0000001 (-4.00 USD)"
    And the deposit of 17.63 is explained by
      | what       | amount |
      | explained  | 21.63  |
      | not posted | -4.00  |
      | remainder  | 0.00   |
    And the judge finds exactly
      | order       | check | finding                                                                                              |
      | 10000000000 | money | settlement 10000000000: order 111-0000001-0000001 is in no billed record; -4.00 is not in the books  |

  @F36 @step-2.6.tax-only
  Scenario: A refund of tax only is one line of the tax item
    Given the Amazon account "main" of US keeps its books in NetSuite
    And settlements in USD are posted for the customer "Amazon Payouts"
    And order 1 of example W8 is synced, billed and sent
    And 2.07 of tax on "111-0000001-0000001" is refunded on Amazon, and nothing else
    And the period of US is closed on Amazon
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Complete"
    And over NetSuite's REST the cash refunds of the settlement are
      | type       | customer                                | lines               | total |
      | cashRefund | Jane Roe [111-0000001-0000001] Jane Roe | Amazon Tax 1 x 2.07 | 2.07  |
    And the tie-out of the settlement ties
    And the judge finds nothing

  @F35 @F36
  Scenario: Tax that Amazon had kept and gives back itself needs no document
    Given the Amazon account "main" of US keeps its books in NetSuite
    And settlements in USD are posted for the customer "Amazon Payouts"
    And order 1 of example W8 is synced, billed and sent
    And 2.07 of tax on "111-0000001-0000001" is refunded on Amazon, and nothing else
    And 2.07 of that tax is what Amazon kept
    And the period of US is closed on Amazon
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    Then the settlement reads "Complete"
    And the posting "refund of 111-0000001-0000001" notes "the rows cancel each other out (0.00); there is nothing to write"
    And NetSuite holds 0 refund documents
    And the tie-out of the settlement ties

  @F41
  Scenario: An order that was billed otherwise than its kind is expected to be: said, and posted
    Given the Amazon account "main" of US keeps its books in NetSuite
    And settlements in USD are posted for the customer "Amazon Payouts"
    And order 1 of example W8 is synced, billed as an invoice and sent
    And order 2 of example W8 is synced, billed and sent
    And 1 AMZ-LAMP of "111-0000001-0000001" is refunded on Amazon
    And the period of US is closed on Amazon
    When the tester retrieves that report
    And the tester chooses "Post" on the settlement
    And the tester chooses "Post" on the settlement again
    Then the settlement reads "Complete"
    And the posting "order 111-0000001-0000001" warns "MFN orders are billed as cash sales by the account's mappings, but this one is invoice INV1001; it was posted to as it is."
    And the records of the settlement have the totals and dates
      | type       | total | date       |
      | cashSale   | 21.63 | 2026-11-24 |
      | invoice    | 46.74 | 2026-11-24 |
      | creditMemo | 22.00 | 2026-11-24 |
    And the tie-out of the settlement ties
    And the judge finds nothing

  Rule: Example W8

    Background:
      Given example W8 has happened on Amazon, and nothing of its settlement is posted
      And the account is ready for settlements

    @F35
    Scenario: Tax of the marketplace is in no document and on no account of the seller's
      Given the settlement is retrieved and posted
      When the tester chooses "Post" on the settlement again
      Then no document of the settlement has tax
      And the settlement has 6 records in NetSuite
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F37
    Scenario: Refund rows with other order-item codes than the order's are matched by order and SKU
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      And in the file the order-item codes of the refunds are others
      And the tester uploads the file as "codes.txt"
      When the tester chooses "Post" on the settlement
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (75 %)"
      And the posting "refund of 111-0000001-0000001" warns "which the order does not have; AMZ-LAMP was matched by order and SKU."
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F38
    Scenario: Rows of an order that nobody has are listed with their amount, and the total ties
      Given Amazon publishes the settlement once more with the defect "F38"
      When the tester retrieves that report
      And the tester chooses "Post" on the settlement
      And the tester cancels the postings with an error
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Complete"
      And the settlement warns "3 postings cancelled, 54.88 USD not in NetSuite: order 111-0000004-0000004 (18.70 USD), refund of 111-0000009-0000009 (-10.56 USD), order 114-9999999-9999999 (46.74 USD)"
      And the deposit of 71.04 is explained by
        | what       | amount |
        | explained  | 16.16  |
        | not posted | 54.88  |
        | remainder  | 0.00   |
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F39
    Scenario: The same settlement under another report is no second settlement
      Given the settlement is retrieved and posted
      And Amazon publishes the settlement once more with the defect "F39"
      When the tester retrieves that report
      Then the settlement is taken: "is settlement 10000000001, which account main imported from report 5000000000219760 on 2024-02-12 09:00 UTC; nothing was changed."
      When the tester chooses "Post" on the settlement again
      Then the settlement has 6 records in NetSuite
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F39
    Scenario: The same settlement with other figures is refused
      Given the settlement is retrieved and posted
      And Amazon publishes the settlement once more with the defect "F44"
      When the tester retrieves that report
      Then no settlement is taken: "24.31 USD"
      And the settlement has 6 records in NetSuite
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F40
    Scenario: A settlement of another marketplace is not this account's
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      And in the file "Amazon.com" is replaced by "Amazon.ca"
      When the tester uploads the file as "canada.txt"
      Then no settlement is taken: "Settlement 10000000001 is a settlement of Amazon.ca; account main sells on Amazon.com (USD). Nothing was imported."
      And the remedy is "Retrieve it into the account of that marketplace"
      And Data Flows > Settlements has 0 rows

    @F40
    Scenario: Rows of another marketplace are left out by name, and the total ties
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      And in the file the rows of "111-0000004-0000004" are of "Amazon.ca"
      When the tester uploads the file as "mixed.txt"
      And the tester chooses "Post" on the settlement
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (85 %)"
      And the settlement warns "2 rows, 18.70 USD: rows of Amazon.ca belong to another store"
      And the deposit of 24.30 is explained by
        | what         | amount |
        | explained    | 16.16  |
        | not posted   | -10.56 |
        | other stores | 18.70  |
        | remainder    | 0.00   |
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F40
    Scenario: Only account-level rows: nothing names the marketplace, the account's own is taken
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      And in the file only the rows without an order are left
      When the tester uploads the file as "account.txt"
      And the tester chooses "Post" on the settlement
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Complete"
      And the records of the settlement have the totals and dates
        | type       | total | date       |
        | cashRefund | 69.21 | 2024-02-07 |
      And the deposit of -54.21 is explained by
        | what      | amount |
        | no order  | -69.21 |
        | transfers | 15.00  |
        | remainder | 0.00   |
      And the judge finds exactly
        | order               | check     | finding                                                                                                |
        | 111-0000004-0000004 | documents | the order is not in the books                                                                          |
        | 111-0000009-0000009 | documents | the order is not in the books                                                                          |
        | 10000000001         | money     | settlement 10000000001: Commission -7.50 of order 111-0000001-0000001 is in no document                |
        | 10000000001         | money     | settlement 10000000001: ShippingHB -0.75 of order 111-0000001-0000001 is in no document                |
        | 10000000001         | money     | settlement 10000000001: Commission -4.50 of order 111-0000002-0000002 is in no document                |
        | 10000000001         | money     | settlement 10000000001: FBAPerUnitFulfillmentFee -3.86 of order 111-0000002-0000002 is in no document  |
        | 10000000001         | money     | settlement 10000000001: Commission -12.00 of order 111-0000003-0000003 is in no document               |
        | 10000000001         | money     | settlement 10000000001: FBAPerUnitFulfillmentFee -13.20 of order 111-0000003-0000003 is in no document |
        | 10000000001         | money     | settlement 10000000001: order 111-0000004-0000004 is in no billed record; 18.70 is not in the books    |
        | 10000000001         | money     | settlement 10000000001: no document gives back 22.00 of order 111-0000001-0000001                      |
        | 10000000001         | money     | settlement 10000000001: no document gives back 30.80 of order 111-0000008-0000008                      |
        | 10000000001         | money     | settlement 10000000001: no document gives back 10.56 of order 111-0000009-0000009                      |

    @F42
    Scenario: A settlement over two months: the halves tie
      Given the settlement option "split_months" is on
      And Amazon publishes the settlement once more with the defect "F42"
      When the tester retrieves that report
      And the tester chooses "Post" on the settlement
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (77 %)"
      And the amounts of "non-order" of two months are -83.41 and 14.20
      And the deposit of 24.30 is explained by
        | what      | amount |
        | no order  | -69.21 |
        | explained | 16.16  |
        | remainder | 0.00   |
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F43
    Scenario: Reserves are a transfer, and are followed from one settlement to the next
      Given the tester retrieves the settlement report "5000000000119746"
      And Amazon publishes settlement "10000000001" once more with the defect "F43"
      When the tester retrieves that report
      And the tester chooses "Post" on the settlement
      And the tester chooses "Post" on the settlement again
      Then the settlement warns "70.00 USD of reserve came in, settlement 10000000000 held 60.00 USD back: a difference of 10.00 USD"
      And the settlement has 6 records in NetSuite
      And the deposit of 34.30 is explained by
        | what      | amount |
        | transfers | 25.00  |
        | explained | 26.16  |
        | remainder | 0.00   |
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F44
    Scenario: A cent that is left over is explained by the row of its order
      Given Amazon publishes the settlement once more with the defect "F44"
      When the tester retrieves that report
      And the tester chooses "Post" on the settlement
      And the tester chooses "Post" on the settlement again
      Then the posting "order 111-0000001-0000001" warns "Cash sale CS1002 holds 46.74 USD, the rows of the order add up to 46.75 USD: a difference of -0.01 USD."
      And the deposit of 24.31 is explained by
        | what        | amount |
        | explained   | 16.16  |
        | not posted  | 8.14   |
        | differences | 0.01   |
        | remainder   | 0.00   |
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F45
    Scenario: Rows that do not add up to the total: refused, with the difference
      Given Amazon publishes the settlement once more with the defect "F45"
      And no document may change from here on
      When the tester retrieves that report
      Then no settlement is taken: "the 39 rows add up to 24.30 USD, the summary row says 34.30 USD; the difference is 10.00 USD."
      And the remedy is "Download the report again; if it stays, ask Amazon for a corrected report."
      And Data Flows > Settlements has 0 rows
      When the tester retrieves that report
      Then Data Flows > Settlements has 0 rows
      And no document and no ledger row has changed

    @F46
    Scenario: Decimal commas, and points for thousands
      Given Amazon publishes the settlement once more with the defect "F46"
      When the tester retrieves that report
      And the tester chooses "Post" on the settlement
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (75 %)"
      And the settlement is taken: "41 rows, 8 postings, deposit 24.30 USD."
      And the records of the settlement have the totals and dates
        | type       | total | date       |
        | cashSale   | 46.74 | 2024-01-25 |
        | cashSale   | 21.63 | 2024-01-27 |
        | cashSale   | 54.80 | 2024-02-02 |
        | cashRefund | 22.00 | 2024-02-04 |
        | cashRefund | 30.80 | 2024-01-29 |
        | cashRefund | 69.21 | 2024-02-07 |
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F47
    Scenario: History older than 90 days: said so, and the file is taken by hand
      Given 95 days go by
      When the tester retrieves the settlement report "5000000000219760"
      Then no settlement is taken: "There is no settlement report 5000000000219760 in Amazon."
      And the remedy is "Reports older than 90 days are not found either: take the file from Seller Central and use `connector settlement upload`."
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      When the tester uploads the file as "february.txt"
      And the tester chooses "Post" on the settlement
      And the tester uploads the file as "february.txt"
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (75 %)"
      And the settlement has 6 records in NetSuite
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F29
    Scenario: A refund that somebody has typed already is not written a second time
      Given 1 AMZ-LAMP of cash sale "CS1002" is refunded in NetSuite by hand
      When the settlement is retrieved and posted
      Then the settlement reads "Error posting to NetSuite (62 %)"
      And the error of "refund of 111-0000001-0000001" says "Cash refund CR1001 of 25.00 USD gives back the same 25.00 USD of cash sale CS1002 already; no second document is written."
      And what to do about "refund of 111-0000001-0000001" is "Cancel this posting and add its fees to that document by hand; or delete the document in NetSuite and post again."
      When the cash refund is deleted in NetSuite
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (75 %)"
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F58
    Scenario: A cash sale that is deposited cannot be changed: refused with the reason
      Given cash sale "CS1002" is deposited in NetSuite
      When the settlement is retrieved and posted
      Then the error of "order 111-0000001-0000001" says "This transaction cannot be changed because it has been deposited (DEP1001)."
      And what to do about "order 111-0000001-0000001" is "Take the cash sale off its bank deposit, post again, and deposit it again"
      When the deposit is deleted in NetSuite
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (75 %)"
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F55
    Scenario: A closed period at posting: a clear error, nothing half-posted, reopened it goes on
      Given the accounting period of January 2024 is closed in NetSuite
      When the settlement is retrieved and posted
      Then the settlement reads "Error posting to NetSuite (37 %)"
      And the error of "order 111-0000001-0000001" says "CS1002 is of 2024-01-25, whose accounting period is closed in NetSuite: its fee lines cannot be added."
      And the error of "refund of 111-0000008-0000008" says "The accounting period of 2024-01-29 is closed in NetSuite; nothing was written."
      And the records of the settlement have the totals and dates
        | type       | total | date       |
        | cashSale   | 54.80 | 2024-02-02 |
        | cashRefund | 22.00 | 2024-02-04 |
        | cashRefund | 69.21 | 2024-02-07 |
      When the accounting period of January 2024 is reopened in NetSuite
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (75 %)"
      And the settlement has 6 records in NetSuite
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    @F57
    Scenario: Fees of a kind that nobody has mapped: the summary is refused whole, and named
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      And in the file "Cost of Advertising" is replaced by "Cost of Moonshine"
      And the tester uploads the file as "moonshine.txt"
      When the tester chooses "Post" on the settlement
      Then the settlement reads "Error posting to NetSuite (62 %)"
      And the error of "non-order" says "Amazon Cost of Moonshine - TransactionTotalAmount is missing in NetSuite; nothing was written."
      When the tester chooses "Create Settlement Items"
      And the tester chooses "Post" on the settlement again
      Then the settlement reads "Error posting to NetSuite (75 %)"
      And the judge misses orders 4 and 9 and what was paid for them, nothing else

    Scenario: Rows of a type that nobody knows are in no document, shown, and the remainder
      Given the tester downloads the Flat File V2 of settlement "10000000001"
      And in the file the row of "Storage Fee" is of the type "Moon Fee"
      And the tester uploads the file as "moon.txt"
      When the tester chooses "Post" on the settlement
      And the tester chooses "Post" on the settlement again
      Then the settlement warns "1 row, -18.42 USD: of kinds that nobody has described are in no posting: Moon Fee / other-transaction / Storage Fee"
      And the deposit of 24.30 is explained by
        | what       | amount |
        | explained  | 34.58  |
        | not posted | 8.14   |
        | remainder  | -18.42 |
      And the tie-out of the settlement does not tie
      And the judge finds exactly
        | order               | check     | finding                                                                                             |
        | 111-0000004-0000004 | documents | the order is not in the books                                                                       |
        | 111-0000009-0000009 | documents | the order is not in the books                                                                       |
        | 10000000001         | money     | settlement 10000000001: order 111-0000004-0000004 is in no billed record; 18.70 is not in the books |
        | 10000000001         | money     | settlement 10000000001: no document gives back 10.56 of order 111-0000009-0000009                   |
        | 10000000001         | money     | settlement 10000000001: other-transaction Storage Fee -18.42 is in no document                      |
