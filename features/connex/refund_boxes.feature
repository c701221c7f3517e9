@refunds @connex
Feature: The two boxes of Connex's refund settings
  "If order refunded, create credit memos for invoices only" and "If order refunded, create refund
  receipt": which document gives money back for which sale, what it moves, and what stays open.

  Background:
    Given the Shopify account "main" keeps its books in QuickBooks

  @R6 @step-2.2.R6 @W2 @W3 @step-1.14.8 @step-1.14.3
  Scenario Outline: A sales receipt gets a refund receipt, <given back> given back, credit memo box <credit>
    Given orders come from the <channel>
    And the credit memo box is <credit> and the refund receipt box is <receipt>
    And order "<order>" of example W1 is in QuickBooks as a sales receipt
    And <given back> is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number   | total   | account           |
      | sales receipt  | <number> | 127.82  | Undeposited Funds |
      | refund receipt | <number> | <total> | Undeposited Funds |
    And the refund row reads "Synced"
    And these accounts have moved
      | account                   | amount       |
      | Undeposited Funds         | <funds>      |
      | Accounts Receivable (A/R) | <receivable> |
      | Sales of Product Income   | <income>     |
      | Discounts given           | <discount>   |
      | Shipping Income           | <shipping>   |
      | Sales Tax Payable         | <tax>        |
      | Inventory Asset           | <stock>      |
      | Cost of Goods Sold        | <cost>       |
    And the shelf has moved by <units>
    And the customer owes <owed>

    Examples: orders from Shopify
      | channel | order | number | credit | receipt | given back | total  | funds   | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed |
      | Shopify | #1001 | 1001   | on     | on      | everything | 127.82 | -127.82 | 0.00       | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00 |
      | Shopify | #1001 | 1001   | on     | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |
      | Shopify | #1001 | 1001   | off    | on      | everything | 127.82 | -127.82 | 0.00       | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00 |
      | Shopify | #1001 | 1001   | off    | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |

    Examples: the same orders from another storefront
      | channel     | order          | number         | credit | receipt | given back | total  | funds   | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed |
      | corner shop | #1001          | 1001           | on     | on      | everything | 127.82 | -127.82 | 0.00       | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00 |
      | corner shop | #1001          | 1001           | on     | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |
      | corner shop | #1001          | 1001           | off    | on      | everything | 127.82 | -127.82 | 0.00       | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00 |
      | corner shop | #1001          | 1001           | off    | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |
      | eBay        | 01-01001-00001 | 01-01001-00001 | on     | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |
      | eBay        | 01-01001-00001 | 01-01001-00001 | off    | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |

  @R7 @step-2.2.R7 @W2 @W3 @step-1.14.7 @step-1.14.3
  Scenario Outline: An unpaid invoice gets a credit memo, <given back> given back, refund receipt box <receipt>
    Given orders come from the <channel>
    And the credit memo box is <credit> and the refund receipt box is <receipt>
    And order "#1001" of example W1 is in QuickBooks as an unpaid invoice
    And <given back> is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number | total   | open   |
      | invoice     | 1001   | 127.82  | <open> |
      | credit memo | 1001   | <total> | 0.00   |
      | payment     |        | 0.00    | 0.00   |
    And the refund row reads "Synced"
    And these accounts have moved
      | account                   | amount       |
      | Undeposited Funds         | <funds>      |
      | Accounts Receivable (A/R) | <receivable> |
      | Sales of Product Income   | <income>     |
      | Discounts given           | <discount>   |
      | Shipping Income           | <shipping>   |
      | Sales Tax Payable         | <tax>        |
      | Inventory Asset           | <stock>      |
      | Cost of Goods Sold        | <cost>       |
    And the shelf has moved by <units>
    And the customer owes <owed>

    Examples: orders from Shopify
      | channel | credit | receipt | given back | total  | open   | funds | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed   |
      | Shopify | on     | on      | everything | 127.82 | 0.00   | 0.00  | -127.82    | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00   |
      | Shopify | on     | on      | 1 TEE-BLK  | 19.47  | 108.35 | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 108.35 |
      | Shopify | on     | off     | everything | 127.82 | 0.00   | 0.00  | -127.82    | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00   |
      | Shopify | on     | off     | 1 TEE-BLK  | 19.47  | 108.35 | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 108.35 |

    Examples: the same orders from another storefront
      | channel     | credit | receipt | given back | total  | open   | funds | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed   |
      | corner shop | on     | on      | everything | 127.82 | 0.00   | 0.00  | -127.82    | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00   |
      | corner shop | on     | on      | 1 TEE-BLK  | 19.47  | 108.35 | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 108.35 |
      | corner shop | on     | off     | everything | 127.82 | 0.00   | 0.00  | -127.82    | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00   |
      | corner shop | on     | off     | 1 TEE-BLK  | 19.47  | 108.35 | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 108.35 |

  @R7 @step-2.2.R7 @W2 @W3 @step-1.14.8
  Scenario Outline: An unpaid invoice gets a refund receipt and stays open, <given back> given back
    Given orders come from the <channel>
    And the credit memo box is <credit> and the refund receipt box is <receipt>
    And order "#1001" of example W1 is in QuickBooks as an unpaid invoice
    And <given back> is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total   | open   | account           |
      | invoice        | 1001   | 127.82  | 127.82 |                   |
      | refund receipt | 1001   | <total> |        | Undeposited Funds |
    And the refund row reads "Synced"
    And the refund row warns "Invoice 1001 is unpaid and a refund receipt does not settle it: the invoice stays open (127.82 USD)."
    And these accounts have moved
      | account                   | amount       |
      | Undeposited Funds         | <funds>      |
      | Accounts Receivable (A/R) | <receivable> |
      | Sales of Product Income   | <income>     |
      | Discounts given           | <discount>   |
      | Shipping Income           | <shipping>   |
      | Sales Tax Payable         | <tax>        |
      | Inventory Asset           | <stock>      |
      | Cost of Goods Sold        | <cost>       |
    And the shelf has moved by <units>
    And the customer owes <owed>

    Examples: orders from Shopify
      | channel | credit | receipt | given back | total  | funds   | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed   |
      | Shopify | off    | on      | everything | 127.82 | -127.82 | 0.00       | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 127.82 |
      | Shopify | off    | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 127.82 |

    Examples: the same orders from another storefront
      | channel     | credit | receipt | given back | total  | funds   | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed   |
      | corner shop | off    | on      | everything | 127.82 | -127.82 | 0.00       | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 127.82 |
      | corner shop | off    | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 127.82 |

  @R8 @step-2.2.R8 @W2 @W3 @step-1.14.7 @step-1.14.3
  Scenario Outline: A paid invoice gets a credit memo, which the customer keeps, <given back> given back, refund receipt box <receipt>
    Given orders come from the <channel>
    And the credit memo box is <credit> and the refund receipt box is <receipt>
    And order "<order>" of example W1 is in QuickBooks as a paid invoice
    And <given back> is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number   | total   | open    | account           |
      | invoice     | <number> | 127.82  | 0.00    |                   |
      | payment     |          | 127.82  | 0.00    | Undeposited Funds |
      | credit memo | <number> | <total> | <total> |                   |
    And the refund row reads "Synced"
    And these accounts have moved
      | account                   | amount       |
      | Undeposited Funds         | <funds>      |
      | Accounts Receivable (A/R) | <receivable> |
      | Sales of Product Income   | <income>     |
      | Discounts given           | <discount>   |
      | Shipping Income           | <shipping>   |
      | Sales Tax Payable         | <tax>        |
      | Inventory Asset           | <stock>      |
      | Cost of Goods Sold        | <cost>       |
    And the shelf has moved by <units>
    And the customer owes <owed>

    Examples: orders from Shopify
      | channel | order | number | credit | receipt | given back | total  | funds | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed    |
      | Shopify | #1001 | 1001   | on     | on      | everything | 127.82 | 0.00  | -127.82    | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | -127.82 |
      | Shopify | #1001 | 1001   | on     | on      | 1 TEE-BLK  | 19.47  | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | -19.47  |
      | Shopify | #1001 | 1001   | on     | off     | everything | 127.82 | 0.00  | -127.82    | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | -127.82 |
      | Shopify | #1001 | 1001   | on     | off     | 1 TEE-BLK  | 19.47  | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | -19.47  |

    Examples: the same orders from another storefront
      | channel     | order          | number         | credit | receipt | given back | total  | funds | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed    |
      | corner shop | #1001          | 1001           | on     | on      | everything | 127.82 | 0.00  | -127.82    | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | -127.82 |
      | corner shop | #1001          | 1001           | on     | on      | 1 TEE-BLK  | 19.47  | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | -19.47  |
      | corner shop | #1001          | 1001           | on     | off     | everything | 127.82 | 0.00  | -127.82    | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | -127.82 |
      | corner shop | #1001          | 1001           | on     | off     | 1 TEE-BLK  | 19.47  | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | -19.47  |
      | eBay        | 01-01001-00001 | 01-01001-00001 | on     | on      | 1 TEE-BLK  | 19.47  | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | -19.47  |
      | eBay        | 01-01001-00001 | 01-01001-00001 | on     | off     | 1 TEE-BLK  | 19.47  | 0.00  | -19.47     | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | -19.47  |

  @R8 @step-2.2.R8 @W2 @W3 @step-1.14.8
  Scenario Outline: A paid invoice gets a refund receipt where the credit memo box is off, <given back> given back
    Given orders come from the <channel>
    And the credit memo box is <credit> and the refund receipt box is <receipt>
    And order "<order>" of example W1 is in QuickBooks as a paid invoice
    And <given back> is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number   | total   | open | account           |
      | invoice        | <number> | 127.82  | 0.00 |                   |
      | payment        |          | 127.82  | 0.00 | Undeposited Funds |
      | refund receipt | <number> | <total> |      | Undeposited Funds |
    And the refund row reads "Synced"
    And these accounts have moved
      | account                   | amount       |
      | Undeposited Funds         | <funds>      |
      | Accounts Receivable (A/R) | <receivable> |
      | Sales of Product Income   | <income>     |
      | Discounts given           | <discount>   |
      | Shipping Income           | <shipping>   |
      | Sales Tax Payable         | <tax>        |
      | Inventory Asset           | <stock>      |
      | Cost of Goods Sold        | <cost>       |
    And the shelf has moved by <units>
    And the customer owes <owed>

    Examples: orders from Shopify
      | channel | order | number | credit | receipt | given back | total  | funds   | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed |
      | Shopify | #1001 | 1001   | off    | on      | everything | 127.82 | -127.82 | 0.00       | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00 |
      | Shopify | #1001 | 1001   | off    | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |

    Examples: the same orders from another storefront
      | channel     | order          | number         | credit | receipt | given back | total  | funds   | receivable | income | discount | shipping | tax  | stock | cost   | units                           | owed |
      | corner shop | #1001          | 1001           | off    | on      | everything | 127.82 | -127.82 | 0.00       | 122.36 | -12.24   | 7.95     | 9.75 | 47.00 | -47.00 | 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED | 0.00 |
      | corner shop | #1001          | 1001           | off    | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |
      | eBay        | 01-01001-00001 | 01-01001-00001 | off    | on      | 1 TEE-BLK  | 19.47  | -19.47  | 0.00       | 19.99  | -2.00    | 0.00     | 1.48 | 8.00  | -8.00  | 1 TEE-BLK                       | 0.00 |

  @R6 @step-1.14.7
  Scenario Outline: No document is switched on for sales receipts: a recorded skip, <given back> given back
    Given orders come from the <channel>
    And the credit memo box is on and the refund receipt box is off
    And order "<order>" of example W1 is in QuickBooks as <sale>
    And <given back> is refunded in the storefront
    And no document may change from here on
    When Connex runs
    Then no document and no ledger row has changed
    And the customer owes <owed>
    And the refund row reads "Skipped"
    And the remedy of the refund row says "Switch accounts.main.connex.refund_receipts on, then run again."
    And the log says once "Skipped refund of order <number>: no refund document is switched on for sales receipts. Nothing was written."
    And the connector's own tie-out shows only the differences
      | order   | difference                                               |
      | <order> | The refund of <total> USD has no document in QuickBooks. |
    And the judge finds exactly
      | order   | check     | finding                                   |
      | <order> | documents | refund of <total> USD is not in the books |

    Examples:
      | channel     | order          | number         | sale            | given back | total  | owed |
      | Shopify     | #1001          | 1001           | a sales receipt | everything | 127.82 | 0.00 |
      | Shopify     | #1001          | 1001           | a sales receipt | 1 TEE-BLK  | 19.47  | 0.00 |
      | corner shop | #1001          | 1001           | a sales receipt | everything | 127.82 | 0.00 |
      | corner shop | #1001          | 1001           | a sales receipt | 1 TEE-BLK  | 19.47  | 0.00 |
      | eBay        | 01-01001-00001 | 01-01001-00001 | a sales receipt | 1 TEE-BLK  | 19.47  | 0.00 |

  @step-1.14.11
  Scenario Outline: Both boxes off: refunds are not synced, <sale>, <given back> given back
    Given orders come from the <channel>
    And the credit memo box is off and the refund receipt box is off
    And order "<order>" of example W1 is in QuickBooks as <sale>
    And <given back> is refunded in the storefront
    And no document may change from here on
    When Connex runs
    Then no document and no ledger row has changed
    And the customer owes <owed>
    And there are 0 refund rows
    And the connector's own tie-out shows only the differences
      | order   | difference                                               |
      | <order> | The refund of <total> USD has no document in QuickBooks. |
    And the judge finds exactly
      | order   | check     | finding                                   |
      | <order> | documents | refund of <total> USD is not in the books |

    Examples:
      | channel     | order          | number         | sale              | given back | total  | owed   |
      | Shopify     | #1001          | 1001           | a sales receipt   | everything | 127.82 | 0.00   |
      | Shopify     | #1001          | 1001           | a sales receipt   | 1 TEE-BLK  | 19.47  | 0.00   |
      | Shopify     | #1001          | 1001           | an unpaid invoice | everything | 127.82 | 127.82 |
      | Shopify     | #1001          | 1001           | an unpaid invoice | 1 TEE-BLK  | 19.47  | 127.82 |
      | Shopify     | #1001          | 1001           | a paid invoice    | everything | 127.82 | 0.00   |
      | Shopify     | #1001          | 1001           | a paid invoice    | 1 TEE-BLK  | 19.47  | 0.00   |
      | corner shop | #1001          | 1001           | a sales receipt   | everything | 127.82 | 0.00   |
      | corner shop | #1001          | 1001           | a sales receipt   | 1 TEE-BLK  | 19.47  | 0.00   |
      | corner shop | #1001          | 1001           | an unpaid invoice | everything | 127.82 | 127.82 |
      | corner shop | #1001          | 1001           | an unpaid invoice | 1 TEE-BLK  | 19.47  | 127.82 |
      | corner shop | #1001          | 1001           | a paid invoice    | everything | 127.82 | 0.00   |
      | corner shop | #1001          | 1001           | a paid invoice    | 1 TEE-BLK  | 19.47  | 0.00   |
      | eBay        | 01-01001-00001 | 01-01001-00001 | a sales receipt   | 1 TEE-BLK  | 19.47  | 0.00   |
      | eBay        | 01-01001-00001 | 01-01001-00001 | a paid invoice    | 1 TEE-BLK  | 19.47  | 0.00   |
