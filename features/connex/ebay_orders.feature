@connex @refunds @ebay
Feature: Orders and refunds of eBay in QuickBooks
  What was bought on eBay goes by Connex's rules like what was bought elsewhere: in the seller's
  figures, without the tax that eBay collects and without its fees.

  Background:
    Given the eBay account "main" keeps its books in QuickBooks

  @W6 @R6 @F10 @F34 @F35
  Scenario: A sale of 45.00, and a refund of 10.00 for which no units are known
    Given order "01-00006-00001" of example W6 is bought on eBay in TEE-BLK
    And Connex runs
    And the buyer asks eBay for a return and gets 10.00 back
    And eBay shows the refund as
      | under the line | under the order | buyer got |
      | 10.00          | 8.51            | 10.82     |
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number         | shipping | tax  | total | account           |
      | sales receipt  | 01-00006-00001 | 5.00     | 0.00 | 45.00 | Undeposited Funds |
      | refund receipt | 01-00006-00001 | 0.00     | 0.00 | 10.00 | Undeposited Funds |
    And the refund receipt "01-00006-00001" has the lines
      | item              | quantity | amount |
      | Refund Adjustment | 1        | 10.00  |
    And the refund row reads "Synced"
    And these accounts have moved
      | account                | amount |
      | Undeposited Funds      | -10.00 |
      | Refunds and Allowances | 10.00  |
    And the shelf has moved by nothing
    And the customer owes 0.00

  @W6 @R8
  Scenario: An invoice that is paid gets a credit memo
    Given the Connex setting "paid_orders" is "invoice"
    And order "01-00006-00001" of example W6 is bought on eBay in TEE-BLK
    And Connex runs
    And the buyer asks eBay for a return and gets 10.00 back
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number         | total | open  |
      | invoice     | 01-00006-00001 | 45.00 | 0.00  |
      | payment     |                | 45.00 | 0.00  |
      | credit memo | 01-00006-00001 | 10.00 | 10.00 |
    And the customer owes -10.00

  @W6 @F12
  Scenario: A second refund takes the rest and no more, numbered on
    Given order "01-00006-00001" of example W6 is bought on eBay in TEE-BLK
    And Connex runs
    And the buyer asks eBay for a return and gets 10.00 back
    And Connex runs
    And the buyer asks eBay for a return and gets 35.00 back
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number           | total |
      | sales receipt  | 01-00006-00001   | 45.00 |
      | refund receipt | 01-00006-00001   | 10.00 |
      | refund receipt | 01-00006-00001-1 | 35.00 |

  @F09 @M1
  Scenario: A refund of an order that QuickBooks does not have is skipped
    Given order "01-00006-00001" of example W6 is bought on eBay in TEE-BLK
    And 10 days pass
    And the buyer asks eBay for a return and gets 10.00 back
    And no document may change from here on
    When Connex runs over the days from 2026-12-04
    Then no document and no ledger row has changed
    And the refund row reads "Skipped"
    And QuickBooks holds no document
    And the judge finds exactly
      | order          | check     | finding                            |
      | 01-00006-00001 | documents | the order is not in the books      |
      | 01-00006-00001 | documents | a refund has no order in the books |

  Scenario: An order that nobody has paid on eBay is not read
    Given order "01-00006-00001" of example W6 is bought on eBay and not paid yet
    When Connex runs
    Then QuickBooks holds no document
    And there are 0 refund rows

  Scenario: A refund that is PENDING is synced when eBay has carried it out
    Given order "01-00006-00001" of example W6 is bought on eBay in TEE-BLK
    And Connex runs
    And the buyer asks eBay for a return, and 10.00 are on their way
    When Connex runs
    Then QuickBooks holds the documents
      | document      | number         | total |
      | sales receipt | 01-00006-00001 | 45.00 |
    When eBay carries the refund out
    And Connex runs
    Then QuickBooks holds the documents
      | document       | number         | total |
      | sales receipt  | 01-00006-00001 | 45.00 |
      | refund receipt | 01-00006-00001 | 10.00 |

  @F33
  Scenario: A refund that no buyer asked for is written by nobody
    Given order "01-00006-00001" of example W6 is bought on eBay in TEE-BLK
    And Connex runs
    And the seller gives 10.00 back on eBay though no buyer asked
    When Connex runs
    Then QuickBooks holds the documents
      | document      | number         | total |
      | sales receipt | 01-00006-00001 | 45.00 |
    And the judge finds exactly
      | order          | check     | finding                                 |
      | 01-00006-00001 | documents | refund of 10.00 USD is not in the books |

  @F03
  Scenario: Two machines at the same time write one sale and one refund
    Given order "01-00006-00001" of example W6 is bought on eBay in TEE-BLK
    And the buyer asks eBay for a return and gets 10.00 back
    When two machines with empty journals run Connex at the same time
    Then QuickBooks holds the documents
      | document       | number         | total |
      | sales receipt  | 01-00006-00001 | 45.00 |
      | refund receipt | 01-00006-00001 | 10.00 |

  @F01 @F02 @step-2.9.QuickBooks
  Scenario Outline: The refund receipt that QuickBooks is asked for <fate>
    Given order "01-00006-00001" of example W6 is bought on eBay in TEE-BLK
    And the buyer asks eBay for a return and gets 10.00 back
    And the next refund receipt that QuickBooks is asked to write <fate>
    When Connex runs
    And Connex runs
    And Connex runs
    Then QuickBooks holds the documents
      | document       | number         | total |
      | sales receipt  | 01-00006-00001 | 45.00 |
      | refund receipt | 01-00006-00001 | 10.00 |

    Examples:
      | fate                                |
      | is answered, and the answer is lost |
      | is lost on its way                  |
      | arrives twice                       |

  @F59
  Scenario: Units that came back through a return are on the shelf again
    Given orders come from the eBay
    And order "01-01001-00001" of example W1 is placed and paid in the storefront
    And Connex runs
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then the refund receipt "01-01001-00001" has the lines
      | item    | quantity | amount |
      | TEE-BLK | 1        | 19.99  |
    And the shelf has moved by 1 TEE-BLK
