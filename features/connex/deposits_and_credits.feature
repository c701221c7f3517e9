@refunds @connex
Feature: Where refunds end up: deposits, store credit, checks
  A refund receipt lowers the deposit it belongs to; a credit that the customer keeps is used on
  another invoice, or paid out.

  Background:
    Given the Shopify account "main" keeps its books in QuickBooks

  @step-1.14.17
  Scenario: A refund receipt appears in the deposit it belongs to
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And order "#1002" of example W1 is in QuickBooks as a sales receipt
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    When what lies in Undeposited Funds is deposited in the bank
    Then the deposit has the lines
      | document       | amount |
      | sales receipt  | 127.82 |
      | sales receipt  | 127.82 |
      | refund receipt | -19.47 |
    And QuickBooks holds the documents
      | document       | number | total  |
      | sales receipt  | 1001   | 127.82 |
      | sales receipt  | 1002   | 127.82 |
      | refund receipt | 1002   | 19.47  |
      | deposit        |        | 236.17 |
    And these accounts have moved
      | account           | amount  |
      | Undeposited Funds | -236.17 |
      | Checking          | 236.17  |

  @step-1.14.17
  Scenario: The refund of a sale that is in the bank already goes into the next deposit
    Given order "#1001" of example W1 is in QuickBooks as a sales receipt
    And what lies in Undeposited Funds is deposited in the bank
    And order "#1002" of example W1 is placed and paid in the storefront
    And the storefront gives back 1 TEE-BLK of order "#1001"
    And Connex runs
    When what lies in Undeposited Funds is deposited in the bank
    Then the deposit has the lines
      | document       | amount |
      | sales receipt  | 127.82 |
      | refund receipt | -19.47 |
    And these accounts have moved
      | account           | amount  |
      | Undeposited Funds | -108.35 |
      | Checking          | 108.35  |

  Scenario Outline: QuickBooks itself uses a store credit on a second invoice, orders from <channel>
    Given orders come from the <channel>
    And order "#1001" of example W1 is in QuickBooks as a paid invoice
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And order "#1002" of example W1 is placed and not paid in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number | total  | open   |
      | invoice     | 1001   | 127.82 | 0.00   |
      | payment     |        | 127.82 | 0.00   |
      | credit memo | 1001   | 19.47  | 0.00   |
      | invoice     | 1002   | 127.82 | 108.35 |
      | payment     |        | 0.00   | 0.00   |
    And the customer owes 108.35

    Examples:
      | channel     |
      | Shopify     |
      | corner shop |

  Scenario: A person uses a store credit on a second invoice
    Given QuickBooks sets credits against open invoices only by hand
    And order "#1001" of example W1 is in QuickBooks as a paid invoice
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And order "#1002" of example W1 is placed and not paid in the storefront
    When Connex runs
    Then the customer owes 108.35
    When the credit memo "1001" is used on the invoice "1002"
    Then QuickBooks holds the documents
      | document    | number | total  | open   |
      | invoice     | 1001   | 127.82 | 0.00   |
      | payment     |        | 127.82 | 0.00   |
      | credit memo | 1001   | 19.47  | 0.00   |
      | invoice     | 1002   | 127.82 | 108.35 |
      | payment     |        | 0.00   | 0.00   |
    And these accounts have moved
      | account | amount |
    And the customer owes 108.35

  Scenario: A second order that is paid in full leaves what the credit has settled as unused money
    Given order "#1001" of example W1 is in QuickBooks as a paid invoice
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    And order "#1002" of example W1 is placed and paid in the storefront
    When Connex runs
    Then QuickBooks holds the documents
      | document    | number | total  | open  |
      | invoice     | 1001   | 127.82 | 0.00  |
      | payment     |        | 127.82 | 0.00  |
      | credit memo | 1001   | 19.47  | 0.00  |
      | invoice     | 1002   | 127.82 | 0.00  |
      | payment     |        | 0.00   | 0.00  |
      | payment     |        | 127.82 | 19.47 |
    And the customer owes -19.47

  Scenario: Store credit is paid out by check
    Given order "#1001" of example W1 is in QuickBooks as a paid invoice
    And 1 TEE-BLK is refunded in the storefront
    And Connex runs
    When the credit memo "1001" is paid out by check from "Checking"
    Then QuickBooks holds the documents
      | document    | number | total  | open |
      | invoice     | 1001   | 127.82 | 0.00 |
      | payment     |        | 127.82 | 0.00 |
      | credit memo | 1001   | 19.47  | 0.00 |
      | check       |        | 19.47  |      |
      | payment     |        | 0.00   | 0.00 |
    And these accounts have moved
      | account                   | amount |
      | Accounts Receivable (A/R) | 19.47  |
      | Checking                  | -19.47 |
    And the customer owes 0.00
    When Connex runs
    Then these accounts have moved
      | account | amount |
