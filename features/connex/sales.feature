@connex @orders
Feature: Orders become sales receipts and invoices
  Paid orders become sales receipts, unpaid ones invoices; discount, shipping and tax are exactly
  what the buyer was charged.

  Background:
    Given the Shopify account "main" keeps its books in QuickBooks

  @W1
  Scenario Outline: W1 from <channel>, paid: a sales receipt
    Given orders come from the <channel>
    And order "<order>" of example W1 is placed and paid in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document      | number   | day        | discount | shipping | tax  | total  | account           | memo           |
      | sales receipt | <number> | 2026-11-24 | 12.24    | 7.95     | 9.75 | 127.82 | Undeposited Funds | Order <number> |
    And the sales receipt "<number>" has the lines
      | item    | quantity | amount |
      | TEE-BLK | 3        | 59.97  |
      | MUG-WHT | 1        | 12.49  |
      | CAP-RED | 2        | 49.90  |
    And these accounts have moved
      | account                 | amount  |
      | Undeposited Funds       | 127.82  |
      | Sales of Product Income | -122.36 |
      | Discounts given         | 12.24   |
      | Shipping Income         | -7.95   |
      | Sales Tax Payable       | -9.75   |
      | Inventory Asset         | -47.00  |
      | Cost of Goods Sold      | 47.00   |
    And the shelf has moved by -3 TEE-BLK, -1 MUG-WHT, -2 CAP-RED
    And the customer owes 0.00

    Examples:
      | channel     | order          | number         |
      | Shopify     | #1001          | 1001           |
      | corner shop | #1001          | 1001           |
      | eBay        | 01-01001-00001 | 01-01001-00001 |

  @W1
  Scenario Outline: W1 from <channel>, not paid: an invoice
    Given orders come from the <channel>
    And order "#1001" of example W1 is placed and not paid in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document | number | discount | shipping | tax  | total  | open   |
      | invoice  | 1001   | 12.24    | 7.95     | 9.75 | 127.82 | 127.82 |
    And these accounts have moved
      | account                   | amount  |
      | Accounts Receivable (A/R) | 127.82  |
      | Sales of Product Income   | -122.36 |
      | Discounts given           | 12.24   |
      | Shipping Income           | -7.95   |
      | Sales Tax Payable         | -9.75   |
      | Inventory Asset           | -47.00  |
      | Cost of Goods Sold        | 47.00   |
    And the customer owes 127.82

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  Scenario Outline: Paid orders as invoices from <channel>: an invoice and its payment
    Given orders come from the <channel>
    And the Connex setting "paid_orders" is "invoice"
    And order "<order>" of example W1 is placed and paid in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document | number   | total  | open | account           | memo           |
      | invoice  | <number> | 127.82 | 0.00 |                   | Order <number> |
      | payment  |          | 127.82 | 0.00 | Undeposited Funds | Order <number> |
    And these accounts have moved
      | account                 | amount  |
      | Undeposited Funds       | 127.82  |
      | Sales of Product Income | -122.36 |
      | Discounts given         | 12.24   |
      | Shipping Income         | -7.95   |
      | Sales Tax Payable       | -9.75   |
      | Inventory Asset         | -47.00  |
      | Cost of Goods Sold      | 47.00   |
    And the customer owes 0.00

    Examples:
      | channel     | order          | number         |
      | Shopify     | #1001          | 1001           |
      | corner shop | #1001          | 1001           |
      | eBay        | 01-01001-00001 | 01-01001-00001 |

  Scenario: Money arrives in the account that was chosen
    Given the Connex setting "deposit_account" is "Checking"
    And order "#1001" of example W1 is placed and paid in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document      | number | total  | account  |
      | sales receipt | 1001   | 127.82 | Checking |
    And these accounts have moved
      | account                 | amount  |
      | Checking                | 127.82  |
      | Sales of Product Income | -122.36 |
      | Discounts given         | 12.24   |
      | Shipping Income         | -7.95   |
      | Sales Tax Payable       | -9.75   |
      | Inventory Asset         | -47.00  |
      | Cost of Goods Sold      | 47.00   |

  Scenario: An account that QuickBooks does not have is named with its setting, and nothing is written
    Given the Connex setting "deposit_account" is "Till"
    And order "#1001" of example W1 is placed and paid in the storefront
    And no document may change from here on
    When Connex runs
    Then the order row reads "Error"
    And the problem of the order row names "accounts.main.connex.deposit_account names 'Till', and QuickBooks has no account of that name."
    And no document and no ledger row has changed
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |

  @W1 @F17 @K11 @step-1.14.6
  Scenario: The company's own tax engine finds 9.74: a rounding line of 0.01
    Given QuickBooks computes sales tax itself, whatever it is sent
    And order "#1001" of example W1 is placed and paid in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document      | number | discount | shipping | tax  | total  |
      | sales receipt | 1001   | 12.24    | 7.95     | 9.74 | 127.82 |
    And the sales receipt "1001" has the lines
      | item     | quantity | amount |
      | TEE-BLK  | 3        | 59.97  |
      | MUG-WHT  | 1        | 12.49  |
      | CAP-RED  | 2        | 49.90  |
      | Rounding | 1        | 0.01   |
    And the order row warns "QuickBooks computed a tax of 9.74 USD, the store charged 9.75 USD: a rounding line of 0.01 USD was added."
    And these accounts have moved
      | account                 | amount  |
      | Undeposited Funds       | 127.82  |
      | Sales of Product Income | -122.36 |
      | Discounts given         | 12.24   |
      | Shipping Income         | -7.95   |
      | Sales Tax Payable       | -9.74   |
      | Rounding                | -0.01   |
      | Inventory Asset         | -47.00  |
      | Cost of Goods Sold      | 47.00   |

  @W1 @F17 @K11
  Scenario: By default the tax that was charged stands, and there is no rounding line
    Given order "#1001" of example W1 is placed and paid in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document      | number | tax  | total  |
      | sales receipt | 1001   | 9.75 | 127.82 |
    And the order row reads "Synced"

  @F31 @step-1.14.16
  Scenario: A payment that is authorized and not settled waits
    Given order "#1001" of example W1 is placed and its payment is only authorized
    When Connex runs
    Then QuickBooks holds no document
    And the order row reads "Waiting"
    And the order row notes "its payment is authorized, not settled"
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |
    When the storefront captures the payment
    And Connex runs
    Then QuickBooks holds the documents
      | document      | number | total  |
      | sales receipt | 1001   | 127.82 |
    And the order row reads "Synced"
    And the judge finds nothing

  @F31 @step-1.14.16
  Scenario: An unsettled payment that is given up leaves neither a sale nor a refund
    Given order "#1001" of example W1 is placed and its payment is only authorized
    And Connex runs
    And the order is cancelled in the storefront, nothing is given back
    When Connex runs
    Then QuickBooks holds no document
    And there is 1 refund row
    And the refund row reads "Skipped"

  @F57
  Scenario: A product that QuickBooks does not have refuses the whole document by its SKU
    Given the storefront sells "HAT-GRN" at 9.99, which QuickBooks does not know
    And an order "#1001" of 1 TEE-BLK and 1 HAT-GRN is placed and paid in the storefront
    And no document may change from here on
    When Connex runs
    Then the order row reads "Error"
    And the problem of the order row names "No active QuickBooks item is named SKU HAT-GRN; the document of order 1001 is refused as a whole."
    And no document and no ledger row has changed
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |
    When the product "HAT-GRN" is in QuickBooks, on the account "Sales of Product Income"
    And Connex runs
    Then QuickBooks holds the documents
      | document      | number | tax  | total |
      | sales receipt | 1001   | 2.47 | 32.45 |
    And the judge finds nothing

  @F55
  Scenario: The books are closed for the day of the order
    Given order "#1001" of example W1 is placed and paid in the storefront
    And the books of QuickBooks are closed until 2026-11-24
    When Connex runs
    Then QuickBooks holds no document
    And the order row reads "Error"
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |
    When the books of QuickBooks are opened again
    And Connex runs
    Then QuickBooks holds the documents
      | document      | number | total  |
      | sales receipt | 1001   | 127.82 |
    And the judge finds nothing

  @F58
  Scenario: A sale that is deposited already cannot get its rounding line, and says why
    Given QuickBooks computes sales tax itself, whatever it is sent
    And in QuickBooks somebody makes the product "Rounding" inactive
    And order "#1001" of example W1 is placed and paid in the storefront
    And Connex runs
    And what lies in Undeposited Funds is deposited in the bank
    And the product "rounding" is in QuickBooks, on the account "Rounding"
    When Connex runs
    Then QuickBooks holds the documents
      | document      | number | tax  | total  |
      | sales receipt | 1001   | 9.74 | 127.81 |
      | deposit       |        |      | 127.81 |
    And the order row reads "Error"
    And the problem of the order row names "This transaction has been deposited."
    And the connector's own tie-out shows only the differences
      | order | difference                                                                                                                                          |
      | #1001 | Sales receipt 1001 differs from order 1001: total 127.82 USD in Shopify, 127.81 USD in QuickBooks; tax 9.75 USD in Shopify, 9.74 USD in QuickBooks. |
    And the judge finds exactly
      | order | check | finding                                        |
      | #1001 | total | total of sales receipt 1001: 127.82 and 127.81 |
      | #1001 | tax   | tax of sales receipt 1001: 9.75 and 9.74       |
