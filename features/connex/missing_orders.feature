@refunds @connex
Feature: Refunds of orders that QuickBooks does not have
  Order 123 was made on August 1 and refunded on August 11; the window starts on August 11, and the
  order was never synced. It is skipped with one sentence, the run goes on and succeeds.

  Background:
    Given the scenario begins on 2026-08-01
    And the Shopify account "main" keeps its books in QuickBooks

  @F09 @M1 @step-1.14.1 @step-1.14.4 @step-1.14.13 @step-2.5.M1
  Scenario: The documented skip, at the command line
    Given order "#123" of example W1 is placed and paid in the storefront
    And 10 days pass
    And 1 TEE-BLK is refunded in the storefront
    And order "#200" of example W1 is placed and paid in the storefront
    And 1 TEE-BLK is refunded in the storefront
    When somebody types "connector run main --from 2026-08-11"
    Then the command ends with exit code 0
    And the command says once
      """
      Skipped refund of order 123: no matching order in QuickBooks. Nothing was written. Turn on "sync original order if missing", or sync from Aug 1.
      """
    And the log says of order 123 only
      """
      Skipped refund of order 123: no matching order in QuickBooks. Nothing was written. Turn on "sync original order if missing", or sync from Aug 1.
      """
    And QuickBooks holds the documents
      | document       | number | day        | total  |
      | sales receipt  | 200    | 2026-08-11 | 127.82 |
      | refund receipt | 200    | 2026-08-11 | 19.47  |
    And the customer owes 0.00
    And the judge finds exactly
      | order | check     | finding                            |
      | #123  | documents | the order is not in the books      |
      | #123  | documents | a refund has no order in the books |

  @F09 @M1 @step-1.14.13 @step-2.5.M1
  Scenario Outline: A skip changes no customer balance, no account and not the trial balance, orders from <channel>
    Given orders come from the <channel>
    And order "<order>" of example W1 is placed and paid in the storefront
    And 10 days pass
    And 1 TEE-BLK is refunded in the storefront
    And no document may change from here on
    When Connex runs over the days from 2026-08-11
    Then no document and no ledger row has changed
    And QuickBooks holds no document
    And these accounts have moved
      | account | amount |
    And the customer owes 0.00
    And the refund row reads "Skipped"
    And the judge finds exactly
      | order   | check     | finding                            |
      | <order> | documents | the order is not in the books      |
      | <order> | documents | a refund has no order in the books |
    When Connex runs over the days from 2026-08-11
    Then no document and no ledger row has changed
    And the log says of order <number> only
      """
      Skipped refund of order <number>: no matching order in QuickBooks. Nothing was written. Turn on "sync original order if missing", or sync from Aug 1.
      """

    Examples:
      | channel     | order          | number         |
      | Shopify     | #123           | 123            |
      | corner shop | #123           | 123            |
      | eBay        | 01-00123-00001 | 01-00123-00001 |

  @F09 @M2 @step-1.14.4 @step-1.14.10 @step-2.5.M2
  Scenario Outline: With "sync original order if missing": the original first, then its refund, in one run, orders from <channel>
    Given orders come from the <channel>
    And the Connex setting "sync_original_order_if_missing" is "on"
    And order "<order>" of example W1 is placed and paid in the storefront
    And 10 days pass
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs over the days from 2026-08-11
    Then QuickBooks holds the documents
      | document       | number   | day        | total  |
      | sales receipt  | <number> | 2026-08-01 | 127.82 |
      | refund receipt | <number> | 2026-08-11 | 19.47  |
    And the log says once "Synced order <number>: sales receipt <number> of 127.82 USD."
    And the log says once "Synced refund of order <number>: refund receipt <number> of 19.47 USD."
    And these accounts have moved
      | account                 | amount  |
      | Undeposited Funds       | 108.35  |
      | Sales of Product Income | -102.37 |
      | Discounts given         | 10.24   |
      | Shipping Income         | -7.95   |
      | Sales Tax Payable       | -8.27   |
      | Inventory Asset         | -39.00  |
      | Cost of Goods Sold      | 39.00   |

    Examples:
      | channel     | order          | number         |
      | Shopify     | #123           | 123            |
      | corner shop | #123           | 123            |
      | eBay        | 01-00123-00001 | 01-00123-00001 |

  @F09 @M2
  Scenario: The option brings what was skipped before
    Given order "#123" of example W1 is placed and paid in the storefront
    And 10 days pass
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs over the days from 2026-08-11
    When the Connex setting "sync_original_order_if_missing" is "on"
    And Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 123    | 127.82 |
      | refund receipt | 123    | 19.47  |

  @F09 @M1
  Scenario: Syncing from the day of the order, as the sentence says, is the other cure
    Given order "#123" of example W1 is placed and paid in the storefront
    And 10 days pass
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs over the days from 2026-08-11
    When Connex runs over the days from 2026-08-01
    Then QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 123    | 127.82 |
      | refund receipt | 123    | 19.47  |

  @F51
  Scenario Outline: A refund in the window of an order from before it that is in QuickBooks, orders from <channel>
    Given orders come from the <channel>
    And order "<order>" of example W1 is in QuickBooks as a sales receipt
    And 10 days pass
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs over the days from 2026-08-11
    Then QuickBooks holds the documents
      | document       | number   | day        | total  |
      | sales receipt  | <number> | 2026-08-01 | 127.82 |
      | refund receipt | <number> | 2026-08-11 | 19.47  |

    Examples:
      | channel     | order          | number         |
      | Shopify     | #123           | 123            |
      | corner shop | #123           | 123            |
      | eBay        | 01-00123-00001 | 01-00123-00001 |

  @F29
  Scenario Outline: Its sale was deleted in QuickBooks: the refund document is listed as an orphan
    Given order "#123" of example W1 is in QuickBooks as <sale>
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    When in QuickBooks somebody deletes the <document> "123"
    Then the connector's own tie-out shows only the differences
      | order | difference                                                                   |
      | #123  | <Document> 123 was deleted in QuickBooks.                                    |
      | #123  | Orphan: <refund> 123 stays although <document> 123 of order 123 was deleted. |
    And the judge finds exactly
      | order | check     | finding                                                                        |
      | #123  | documents | <refund> 123 of 19.47 USD gives money back for a sale that is not in the books |
      | #123  | documents | the order is not in the books                                                  |
      | #123  | documents | a refund has no order in the books                                             |

    Examples:
      | sale              | document      | Document      | refund         |
      | a sales receipt   | sales receipt | Sales receipt | refund receipt |
      | an unpaid invoice | invoice       | Invoice       | credit memo    |

  @F29
  Scenario: What an orphan was made for is written again, and the next refund ties
    Given the Connex setting "sync_original_order_if_missing" is "on"
    And order "#123" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And in QuickBooks somebody deletes the sales receipt "123"
    And 1 TEE-BLK is refunded in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document       | number | total  |
      | refund receipt | 123    | 19.47  |
      | sales receipt  | 123    | 127.82 |
      | refund receipt | 123-1  | 19.48  |
    And the judge finds nothing
