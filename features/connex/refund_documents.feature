@refunds @connex
Feature: What a refund document of Connex holds
  Lines, numbers, accounts and the documented figures; what is over the remainder is refused.

  Background:
    Given the Shopify account "main" keeps its books in QuickBooks

  @W2 @F10 @F12 @step-1.14.5
  Scenario Outline: Refunds of one order from <channel> are numbered 100, 100-1, 100-2
    Given orders come from the <channel>
    And order "<order>" of example W1 is placed and paid in the storefront
    And Connex runs
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number     | discount | tax  | total  |
      | sales receipt  | <number>   | 12.24    | 9.75 | 127.82 |
      | refund receipt | <number>   | 2.00     | 1.48 | 19.47  |
      | refund receipt | <number>-1 | 2.00     | 1.49 | 19.48  |
      | refund receipt | <number>-2 | 2.00     | 1.48 | 19.47  |

    Examples:
      | channel     | order          | number         |
      | Shopify     | #100           | 100            |
      | corner shop | #100           | 100            |
      | eBay        | 01-00100-00001 | 01-00100-00001 |

  @W3 @F12
  Scenario Outline: Everything that is left after one TEE-BLK, from <channel>: 108.35
    Given orders come from the <channel>
    And order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And everything is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | discount | shipping | tax  | total  |
      | sales receipt  | 1001   | 12.24    | 7.95     | 9.75 | 127.82 |
      | refund receipt | 1001   | 2.00     | 0.00     | 1.48 | 19.47  |
      | refund receipt | 1001-1 | 10.24    | 7.95     | 8.27 | 108.35 |
    And the refund receipt "1001-1" has the lines
      | item    | quantity | amount |
      | TEE-BLK | 2        | 39.98  |
      | MUG-WHT | 1        | 12.49  |
      | CAP-RED | 2        | 49.90  |
    And these accounts have moved
      | account                 | amount  |
      | Undeposited Funds       | -108.35 |
      | Sales of Product Income | 102.37  |
      | Discounts given         | -10.24  |
      | Shipping Income         | 7.95    |
      | Sales Tax Payable       | 8.27    |
      | Inventory Asset         | 39.00   |
      | Cost of Goods Sold      | -39.00  |
    And the shelf has moved by 2 TEE-BLK, 1 MUG-WHT, 2 CAP-RED

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @W4 @L3
  Scenario Outline: An amount without items from <channel>, then the whole order: 15.00 and 112.82
    Given orders come from the <channel>
    And order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    And 15.00 is refunded in the storefront without items
    When Connex runs
    Then the refund receipt "1001" has the lines
      | item              | quantity | amount |
      | Refund Adjustment | 1        | 15.00  |
    And these accounts have moved
      | account                | amount |
      | Undeposited Funds      | -15.00 |
      | Refunds and Allowances | 15.00  |
    And the shelf has moved by nothing
    When everything is refunded in the storefront
    And Connex runs
    Then QuickBooks holds the documents
      | document       | number | tax  | total  |
      | sales receipt  | 1001   | 9.75 | 127.82 |
      | refund receipt | 1001   | 0.00 | 15.00  |
      | refund receipt | 1001-1 | 9.75 | 112.82 |
    And the refund receipt "1001-1" has the lines
      | item              | quantity | amount |
      | TEE-BLK           | 3        | 59.97  |
      | MUG-WHT           | 1        | 12.49  |
      | CAP-RED           | 2        | 49.90  |
      | Refund Adjustment | 1        | -15.00 |
    And these accounts have moved
      | account                 | amount  |
      | Undeposited Funds       | -112.82 |
      | Sales of Product Income | 122.36  |
      | Refunds and Allowances  | -15.00  |
      | Discounts given         | -12.24  |
      | Shipping Income         | 7.95    |
      | Sales Tax Payable       | 9.75    |
      | Inventory Asset         | 47.00   |
      | Cost of Goods Sold      | -47.00  |

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @W5 @F13
  Scenario Outline: A cent above what is left is refused with both figures: <wanted> of <left>
    Given order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    And in QuickBooks somebody writes a refund receipt "1001" over 1 MUG-WHT
    And <wanted> is refunded in the storefront without items
    When Connex runs
    Then the refund row reads "Error"
    And a refund row says that <wanted> is more than <left>
    And QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 12.49  |
    And the connector's own tie-out shows only the differences
      | order | difference                                                 |
      | #1001 | The refund of <wanted> USD has no document in QuickBooks.  |
      | #1001 | Refund receipt 1001 of 12.49 USD has no refund in Shopify. |
    And the judge finds exactly
      | order | check     | finding                                                |
      | #1001 | documents | refund of <wanted> USD is not in the books             |
      | #1001 | documents | refund receipt 1001 of 12.49 USD is not in the channel |

    Examples:
      | wanted | left   |
      | 115.34 | 115.33 |

  @W5
  Scenario: What is left to the cent is posted
    Given order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    And 12.49 is refunded in the storefront without items
    And Connex runs
    And 115.33 is refunded in the storefront without items
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 12.49  |
      | refund receipt | 1001-1 | 115.33 |

  @W5
  Scenario: The storefront itself refuses more than it took, and Connex has nothing to post
    Given order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    Then the storefront refuses a refund of 127.83: "is greater than"
    When Connex runs
    Then there are 0 refund rows
    And QuickBooks holds the documents
      | document      | number | total  |
      | sales receipt | 1001   | 127.82 |

  @W5
  Scenario: The same refund met again is a no-op
    Given order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And no document may change from here on
    When Connex runs over the days from 2026-11-20
    Then no document and no ledger row has changed
    And there is 1 refund row

  @step-1.14.9
  Scenario: Money leaves the refund deposit account
    Given the Connex setting "refund_deposit_account" is "Checking"
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  | account           |
      | sales receipt  | 1001   | 127.82 | Undeposited Funds |
      | refund receipt | 1001   | 19.47  | Checking          |
    And these accounts have moved
      | account                 | amount |
      | Checking                | -19.47 |
      | Sales of Product Income | 19.99  |
      | Discounts given         | -2.00  |
      | Sales Tax Payable       | 1.48   |
      | Inventory Asset         | 8.00   |
      | Cost of Goods Sold      | -8.00  |

  @step-1.14.9
  Scenario: The refund deposit account is that of the orders unless it is chosen
    Given the Connex setting "deposit_account" is "Checking"
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  | account  |
      | sales receipt  | 1001   | 127.82 | Checking |
      | refund receipt | 1001   | 19.47  | Checking |

  @F59
  Scenario Outline: One contra-income product for everything that comes back from <channel>: no goods on the shelf
    Given orders come from the <channel>
    And the Connex setting "refund_item" is "Refunds"
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And everything is refunded in the storefront
    When Connex runs
    Then the refund receipt "1001" has the lines
      | item    | quantity | amount |
      | Refunds | 3        | 59.97  |
      | Refunds | 1        | 12.49  |
      | Refunds | 2        | 49.90  |
    And these accounts have moved
      | account                | amount  |
      | Undeposited Funds      | -127.82 |
      | Refunds and Allowances | 122.36  |
      | Discounts given        | -12.24  |
      | Shipping Income        | 7.95    |
      | Sales Tax Payable      | 9.75    |
    And the shelf has moved by nothing

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @F59
  Scenario: Goods that the store did not restock are booked on their own product
    Given the product "ShopifyNoRestock" is in QuickBooks, on the account "Refunds and Allowances"
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront and not restocked
    When Connex runs
    Then the refund receipt "1001" has the lines
      | item             | quantity | amount |
      | ShopifyNoRestock | 1        | 19.99  |
    And these accounts have moved
      | account                | amount |
      | Undeposited Funds      | -19.47 |
      | Refunds and Allowances | 19.99  |
      | Discounts given        | -2.00  |
      | Sales Tax Payable      | 1.48   |
    And the shelf has moved by nothing

  @F17 @K11 @step-1.14.6
  Scenario: The company's own tax engine and a refund: the rounding line on both documents
    Given QuickBooks computes sales tax itself, whatever it is sent
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And everything is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | tax  | total  |
      | sales receipt  | 1001   | 9.74 | 127.82 |
      | refund receipt | 1001   | 9.74 | 127.82 |
    And these accounts have moved
      | account                 | amount  |
      | Undeposited Funds       | -127.82 |
      | Sales of Product Income | 122.36  |
      | Discounts given         | -12.24  |
      | Shipping Income         | 7.95    |
      | Sales Tax Payable       | 9.74    |
      | Rounding                | 0.01    |
      | Inventory Asset         | 47.00   |
      | Cost of Goods Sold      | -47.00  |

  @R7
  Scenario Outline: A credit memo is set against its open invoice, by QuickBooks <how>
    Given orders come from the <channel>
    And QuickBooks sets credits against open invoices <how>
    And order "#1001" of example W1 is in QuickBooks as an unpaid invoice
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number | total  | open   | memo   |
      | invoice     | 1001   | 127.82 | 108.35 |        |
      | credit memo | 1001   | 19.47  | 0.00   |        |
      | payment     |        | 0.00   | 0.00   | <memo> |
    And the customer owes 108.35

    Examples:
      | channel     | how          | memo                                             |
      | Shopify     | itself       | Created by QB Online to link credits to charges. |
      | Shopify     | only by hand | Order 1001                                       |
      | corner shop | itself       | Created by QB Online to link credits to charges. |
      | corner shop | only by hand | Order 1001                                       |

  @F30 @step-1.14.14
  Scenario: An invoice that is not paid in full and its credit in one first run: the invoice stands first
    Given order "#1001" of example W1 is taken in the corner shop, 50.00 are paid
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number | total  | open  |
      | invoice     | 1001   | 127.82 | 58.35 |
      | payment     |        | 50.00  | 0.00  |
      | credit memo | 1001   | 19.47  | 0.00  |
      | payment     |        | 0.00   | 0.00  |
    And the customer owes 58.35

  @F30 @step-1.14.14
  Scenario: A paid invoice, its payment and its credit in one first run
    Given the Connex setting "paid_orders" is "invoice"
    And order "#1001" of example W1 is placed and paid in the storefront
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number | total  | open  |
      | invoice     | 1001   | 127.82 | 0.00  |
      | payment     |        | 127.82 | 0.00  |
      | credit memo | 1001   | 19.47  | 19.47 |
    And the customer owes -19.47
