@connex @refunds
Feature: Cancelled, refunded, voided, in QuickBooks
  What a cancellation in the storefront does to the books depends on what was paid, synced and given
  back, never on the word alone.

  Background:
    Given the Shopify account "main" keeps its books in QuickBooks

  @F27 @step-2.8.1
  Scenario Outline: Cancelled before it was synced: no order and no refund, orders from <channel>, <paid>
    Given orders come from the <channel>
    And order "<order>" of example W1 is placed and <paid> in the storefront
    And the order is cancelled in the storefront, <money> is given back
    And no document may change from here on
    When Connex runs
    Then no document and no ledger row has changed
    And QuickBooks holds no document
    And the log says once "Skipped order <number>: it was cancelled before it was synced. No order and no refund were written."

    Examples:
      | channel     | order          | number         | paid     | money      |
      | Shopify     | #1001          | 1001           | not paid | nothing    |
      | Shopify     | #1001          | 1001           | paid     | everything |
      | corner shop | #1001          | 1001           | not paid | nothing    |
      | corner shop | #1001          | 1001           | paid     | everything |
      | eBay        | 01-01001-00001 | 01-01001-00001 | not paid | nothing    |
      | eBay        | 01-01001-00001 | 01-01001-00001 | paid     | everything |

  @F27 @step-2.8.2
  Scenario Outline: Cancelled unpaid: the open invoice is voided, no refund document, orders from <channel>
    Given orders come from the <channel>
    And order "#1001" of example W1 is placed and not paid in the storefront
    And Connex runs
    And the order is cancelled in the storefront, nothing is given back
    When Connex runs
    Then QuickBooks holds the documents
      | document | number | total | open |
      | invoice  | 1001   | 0.00  | 0.00 |
    And these accounts have moved
      | account                   | amount  |
      | Accounts Receivable (A/R) | -127.82 |
      | Sales of Product Income   | 122.36  |
      | Discounts given           | -12.24  |
      | Shipping Income           | 7.95    |
      | Sales Tax Payable         | 9.75    |
      | Inventory Asset           | 47.00   |
      | Cost of Goods Sold        | -47.00  |
    And the shelf has moved by 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED
    And the customer owes 0.00
    And the log says once "Voided invoice 1001 of order 1001, which was cancelled unpaid."

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @F27 @step-2.8.2
  Scenario Outline: Cancelled unpaid: the open invoice is credited where the setting says so, orders from <channel>
    Given orders come from the <channel>
    And the Connex setting "cancelled_unpaid" is "credit memo"
    And order "#1001" of example W1 is placed and not paid in the storefront
    And Connex runs
    And the order is cancelled in the storefront, nothing is given back
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number | total  | open |
      | invoice     | 1001   | 127.82 | 0.00 |
      | credit memo | 1001   | 127.82 | 0.00 |
      | payment     |        | 0.00   | 0.00 |
    And the customer owes 0.00
    And the shelf has moved by 3 TEE-BLK, 1 MUG-WHT, 2 CAP-RED

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @F27 @W3 @step-2.8.3
  Scenario Outline: Cancelled and refunded in full: one full refund, orders from <channel>
    Given orders come from the <channel>
    And order "<order>" of example W1 is in QuickBooks as a sales receipt
    And the order is cancelled in the storefront, everything is given back
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number   | total  |
      | sales receipt  | <number> | 127.82 |
      | refund receipt | <number> | 127.82 |

    Examples:
      | channel     | order          | number         |
      | Shopify     | #1001          | 1001           |
      | corner shop | #1001          | 1001           |
      | eBay        | 01-01001-00001 | 01-01001-00001 |

  @F27 @W2 @step-2.8.4
  Scenario Outline: Cancelled, refunded in part: one partial refund, the rest stays, orders from <channel>
    Given orders come from the <channel>
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    And the order is cancelled in the storefront, nothing is given back
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @step-2.8.5
  Scenario: Refunded, not cancelled: the refund is booked, the sale stays as it is
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |
    And the order row reads "Synced"

  @F27 @step-2.8.6
  Scenario Outline: Cancelled but never refunded: no document, flagged for review, orders from <channel>
    Given orders come from the <channel>
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And the order is cancelled in the storefront, nothing is given back
    And no document may change from here on
    When Connex runs
    Then no document and no ledger row has changed
    And the refund row reads "Skipped"
    And the problem of the refund row says "Order 1001 was cancelled but never refunded: please review it. No document was written."

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  @F28
  Scenario: Cancelled orders and orders that cannot be posted never stop the others
    Given the storefront sells "HAT-GRN" at 9.99, which QuickBooks does not know
    And an order "#1001" of 1 HAT-GRN is placed and paid in the storefront
    And order "#1002" of example W1 is placed and not paid in the storefront
    And the order is cancelled in the storefront, nothing is given back
    And order "#1003" of example W1 is placed and paid in the storefront
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1003   | 127.82 |
      | refund receipt | 1003   | 19.47  |
    And the log says once "Skipped order 1002: it was cancelled before it was synced. No order and no refund were written."
    When what lies in Undeposited Funds is deposited in the bank
    Then the deposit has the lines
      | document       | amount |
      | sales receipt  | 127.82 |
      | refund receipt | -19.47 |
    And these accounts have moved
      | account           | amount  |
      | Undeposited Funds | -108.35 |
      | Checking          | 108.35  |
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |
