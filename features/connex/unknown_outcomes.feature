@refunds @connex
Feature: Unknown outcomes at QuickBooks
  A write whose answer is lost, that arrives twice or never, is looked for by its key before it is
  written again, under the same request id.

  Background:
    Given the Shopify account "main" keeps its books in QuickBooks

  @F01 @F02 @F54 @step-2.9.QuickBooks
  Scenario Outline: A sales receipt and its refund receipt: the next <document> <fate>, orders from <channel>
    Given orders come from the <channel>
    And order "#1001" of example W1 is placed and paid in the storefront
    And 1 TEE-BLK is refunded in the storefront
    And the next <document> that QuickBooks is asked to write <fate>
    When Connex runs
    And Connex runs
    And Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |
    And the order row reads "Synced"
    And the refund row reads "Synced"

    Examples:
      | channel     | document       | fate                            |
      | Shopify     | sales receipt  | is answered, and the answer is lost |
      | Shopify     | sales receipt  | is lost on its way              |
      | Shopify     | sales receipt  | arrives twice                   |
      | Shopify     | sales receipt  | is refused as one too many      |
      | Shopify     | sales receipt  | meets an expired token          |
      | Shopify     | refund receipt | is answered, and the answer is lost |
      | Shopify     | refund receipt | is lost on its way              |
      | Shopify     | refund receipt | arrives twice                   |
      | Shopify     | refund receipt | is refused as one too many      |
      | Shopify     | refund receipt | meets an expired token          |
      | corner shop | refund receipt | is answered, and the answer is lost |
      | corner shop | refund receipt | is lost on its way              |

  @F01 @F02 @F54 @step-2.9.QuickBooks
  Scenario Outline: An invoice, its payment and its credit memo: the next <document> <fate>
    Given the Connex setting "paid_orders" is "invoice"
    And order "#1001" of example W1 is placed and paid in the storefront
    And 1 TEE-BLK is refunded in the storefront
    And the next <document> that QuickBooks is asked to write <fate>
    When Connex runs
    And Connex runs
    And Connex runs
    Then QuickBooks holds the documents
      | document    | number | total  | open  |
      | invoice     | 1001   | 127.82 | 0.00  |
      | payment     |        | 127.82 | 0.00  |
      | credit memo | 1001   | 19.47  | 19.47 |
    And the customer owes -19.47
    And the order row reads "Synced"
    And the refund row reads "Synced"

    Examples:
      | document    | fate                                |
      | invoice     | is answered, and the answer is lost |
      | invoice     | is lost on its way                  |
      | invoice     | arrives twice                       |
      | payment     | is answered, and the answer is lost |
      | payment     | is lost on its way                  |
      | payment     | arrives twice                       |
      | payment     | is refused as one too many          |
      | credit memo | is answered, and the answer is lost |
      | credit memo | is lost on its way                  |
      | credit memo | arrives twice                       |
      | credit memo | is refused as one too many          |

  @F01 @step-2.9.QuickBooks
  Scenario Outline: The payment of zero that sets a credit against its invoice <fate>
    Given QuickBooks sets credits against open invoices only by hand
    And order "#1001" of example W1 is in QuickBooks as an unpaid invoice
    And 1 TEE-BLK is refunded in the storefront
    And the next payment that QuickBooks is asked to write <fate>
    When Connex runs
    And Connex runs
    And Connex runs
    Then QuickBooks holds the documents
      | document    | number | total  | open   |
      | invoice     | 1001   | 127.82 | 108.35 |
      | credit memo | 1001   | 19.47  | 0.00   |
      | payment     |        | 0.00   | 0.00   |
    And the customer owes 108.35
    And the refund row reads "Synced"

    Examples:
      | fate                                |
      | is answered, and the answer is lost |
      | is lost on its way                  |
      | arrives twice                       |
      | is refused as one too many          |

  @F01 @step-2.9.QuickBooks
  Scenario: The engine dies after QuickBooks has written the refund receipt
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    And the engine will be killed after QuickBooks has written a refund receipt
    When Connex runs
    And the engine is started again
    And Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |
    And the refund row reads "Synced"
    And QuickBooks was asked to write 1 refund receipts

  @F54
  Scenario: QuickBooks takes no more calls for a while
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    And quickbooks_online will throttle the next 6 calls
    When Connex runs
    And Connex runs
    And Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |

  @F53
  Scenario: Refresh tokens that rotate with every renewal, hour after hour
    Given QuickBooks gives a new refresh token with every renewal
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 2 hours pass
    And Connex runs
    And 2 hours pass
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |
    And the last run ended without a problem

  @F53
  Scenario: The answer that carried the new refresh token is lost: told at once, no gap once a person has connected again
    Given QuickBooks gives a new refresh token with every renewal
    And order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 2 hours pass
    And 1 TEE-BLK is refunded in the storefront
    And the next token renewal at QuickBooks is answered, and the answer is lost
    When Connex runs
    And Connex runs
    Then the last run ended early and says "never arrived"
    And QuickBooks holds the documents
      | document      | number | total  |
      | sales receipt | 1001   | 127.82 |
    When a person connects the company again
    And Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | refund receipt | 1001   | 19.47  |
    And the last run ended without a problem

  @F55
  Scenario: The books are closed for the day of the refund, and the next refund is posted
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    And the books of QuickBooks are closed until 2026-11-24
    And Connex runs
    And 1 days pass
    And 1 CAP-RED is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | day        | total  |
      | sales receipt  | 1001   | 2026-11-24 | 127.82 |
      | refund receipt | 1001   | 2026-11-25 | 24.32  |
    And the judge finds exactly
      | order | check     | finding                                 |
      | #1001 | documents | refund of 19.47 USD is not in the books |
    When the books of QuickBooks are opened again
    And Connex runs over the days from 2026-11-20
    Then QuickBooks holds the documents
      | document       | number | day        | total  |
      | sales receipt  | 1001   | 2026-11-24 | 127.82 |
      | refund receipt | 1001   | 2026-11-25 | 24.32  |
      | refund receipt | 1001-1 | 2026-11-24 | 19.47  |
    And the judge finds nothing
