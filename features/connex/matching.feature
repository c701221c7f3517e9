@refunds @connex
Feature: Which document of QuickBooks belongs to which order
  By its number, or by memo and date where QuickBooks numbers documents itself; stored ids win over
  both, and nothing is written twice, whoever runs Connex.

  Background:
    Given the Shopify account "main" keeps its books in QuickBooks

  @step-1.14.2
  Scenario: A sale that was written by hand is matched by the order's number
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And in QuickBooks somebody gives the sales receipt "1001" the memo "written by hand, Order 1001"
    And 1 TEE-BLK is refunded in the storefront
    And another machine with an empty journal takes over
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |
    And the order row warns "Sales receipt 1001 was matched by its number: it carries no key of the connector."

  @step-1.14.2
  Scenario Outline: Where QuickBooks numbers documents itself, memo and date match, orders from <channel>
    Given orders come from the <channel>
    And QuickBooks numbers documents itself, starting at "5001"
    And order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And another machine with an empty journal takes over
    And no document may change from here on
    When Connex runs
    Then no document and no ledger row has changed
    And QuickBooks holds the documents
      | document       | number | day        | total  | memo       |
      | sales receipt  | 5001   | 2026-11-24 | 127.82 | Order 1001 |
      | refund receipt | 5002   | 2026-11-24 | 19.47  | Order 1001 |
    And the order row reads "Synced"
    And the refund row reads "Synced"

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @step-1.14.2
  Scenario: Memo and date find a sale that a person wrote, its number is QuickBooks' own
    Given QuickBooks numbers documents itself, starting at "5001"
    And order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    And in QuickBooks somebody gives the sales receipt "5001" the memo "Order 1001"
    And 1 TEE-BLK is refunded in the storefront
    And another machine with an empty journal takes over
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 5001   | 127.82 |
      | refund receipt | 5002   | 19.47  |
    And the order row warns "Sales receipt 5001 was matched by its memo and date: it carries no key of the connector."

  @F06 @step-1.14.15
  Scenario Outline: Stored ids win over an edited <member>, with a warning
    Given orders come from the <channel>
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And in QuickBooks somebody gives the sales receipt "1001" the <member> "<value>"
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number   | total  |
      | sales receipt  | <number> | 127.82 |
      | refund receipt | 1001     | 19.47  |
    And the refund row reads "Synced"
    And the refund row warns "Sales receipt 1001 was matched by its stored ID: in QuickBooks its <member> reads <value>"

    Examples:
      | channel     | member | value            | number |
      | Shopify     | number | X-9              | X-9    |
      | Shopify     | memo   | paid in the shop | 1001   |
      | corner shop | number | X-9              | X-9    |
      | corner shop | memo   | paid in the shop | 1001   |

  @F06 @step-1.14.15
  Scenario: A refund document whose number and memo were edited is not written again
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And in QuickBooks somebody gives the refund receipt "1001" the number "R-7"
    And in QuickBooks somebody gives the refund receipt "R-7" the memo "given back in the shop, Order 1001"
    When the tester chooses "Delete from FarApp" on the refund row
    And Connex runs over the days from 2026-11-20
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | R-7    | 19.47  |

  @F03 @F04 @step-1.14.15
  Scenario Outline: A second machine with an empty journal writes nothing, orders from <channel>
    Given orders come from the <channel>
    And order "#1001" of example W1 is in QuickBooks as <sale>
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And another machine with an empty journal takes over
    And no document may change from here on
    When Connex runs
    Then no document and no ledger row has changed
    And the order row reads "Synced"
    And the refund row reads "Synced"

    Examples:
      | channel     | sale              |
      | Shopify     | a sales receipt   |
      | Shopify     | an unpaid invoice |
      | Shopify     | a paid invoice    |
      | corner shop | a sales receipt   |
      | corner shop | an unpaid invoice |
      | corner shop | a paid invoice    |

  @F03 @step-1.14.15
  Scenario Outline: Two machines at the same time write one sale and one refund, orders from <channel>
    Given orders come from the <channel>
    And order "#1001" of example W1 is placed and paid in the storefront
    And 1 TEE-BLK is refunded in the storefront
    When two machines with empty journals run Connex at the same time
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @F03 @step-1.14.15
  Scenario: Two machines at the same time receive one payment
    Given the Connex setting "paid_orders" is "invoice"
    And order "#1001" of example W1 is placed and paid in the storefront
    When two machines with empty journals run Connex at the same time
    Then QuickBooks holds the documents
      | document | number | total  | open |
      | invoice  | 1001   | 127.82 | 0.00 |
      | payment  |        | 127.82 | 0.00 |
    And the customer owes 0.00

  @F56 @step-1.14.15
  Scenario: A refund that somebody booked by hand under the order's number is the same: a no-op
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And in QuickBooks somebody writes a refund receipt "1001" over 1 MUG-WHT
    And 12.49 is refunded in the storefront without items
    And no document may change from here on
    When Connex runs
    Then no document and no ledger row has changed
    And the refund row reads "Synced"
    And the refund row warns "Refund receipt 1001 was matched by its number: it carries no key of the connector."
    And the judge finds exactly
      | order | check | finding                                                 |
      | #1001 | lines | lines of refund receipt 1001: nothing and MUG-WHT x 1 |

  @F56
  Scenario: A number that is another document's gets the next suffix
    Given numbers of documents are unique across kinds in QuickBooks
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001-1 | 19.47  |
    And the refund row reads "Synced"

  @F56
  Scenario: A sale of somebody else's under the order's number is not taken for the order
    Given order "#1001" of example W1 is placed and paid in the storefront
    And in QuickBooks somebody writes a sales receipt "1001" over 1 MUG-WHT
    And no document may change from here on
    When Connex runs
    Then no document and no ledger row has changed
    And the order row reads "Error"
    And the problem of the order row names "Sales receipt 1001 of 12.49 USD bears the number of order 1001 of 127.82 USD, and the connector did not write it."
    And the judge finds exactly
      | order | check    | finding                                                                              |
      | #1001 | total    | total of sales receipt 1001: 127.82 and 12.49                                        |
      | #1001 | tax      | tax of sales receipt 1001: 9.75 and 0.00                                             |
      | #1001 | shipping | shipping of sales receipt 1001: 7.95 and 0.00                                        |
      | #1001 | lines    | lines of sales receipt 1001: CAP-RED x 2, MUG-WHT x 1, TEE-BLK x 3 and MUG-WHT x 1 |
