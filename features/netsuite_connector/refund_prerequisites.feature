Feature: Refund test prerequisites and the choice of a direction

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @step-1.3.1 @step-1.7.1
  Scenario: The order sync test passed and the test order is billed
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    Then the order row reads "Complete"
    And the billed record is one cash sale of 127.82 with tax 9.75

  @D2 @step-1.3.2
  Scenario: A cart refunds in NetSuite and syncs from there
    When the refund switch "from NetSuite" is turned on
    Then the switch is accepted without advice
    And the refund switch "from NetSuite" is on
    And the refund switch "to NetSuite" is off

  @D3 @step-1.3.2
  Scenario: A cart that syncs refunds to NetSuite gets the documented advice
    When the refund switch "to NetSuite" is turned on
    Then the switch is accepted with the advice "Account main: best practice for a cart is Refund Sync from NetSuite."
    And the refund switch "to NetSuite" is on

  @D5 @F05 @step-1.3.3 @step-1.7.4
  Scenario Outline: Both directions on one account are refused and both stay as they were
    Given the refund switch "<first>" is turned on
    And no document may change from here on
    When the refund switch "<second>" is turned on
    Then the switch is refused: "Account main: Refund Sync <second> cannot be switched on while Refund Sync <first> is on. Both refund directions on one account are not supported"
    And no document and no ledger row has changed
    And the refund switch "<first>" is on
    And the refund switch "<second>" is off

    Examples:
      | first         | second        |
      | from NetSuite | to NetSuite   |
      | to NetSuite   | from NetSuite |

  @D6 @step-1.3.3
  Scenario: Two accounts of one connector may differ
    Given a second Shopify account "outlet" keeps its books in NetSuite
    When the refund switch "from NetSuite" of "main" is turned on
    And the refund switch "to NetSuite" of "outlet" is turned on
    Then the refund switch "from NetSuite" of "main" is on
    And the refund switch "to NetSuite" of "outlet" is on

  @D7
  Scenario Outline: With both switches off, Retrieve and Post by hand still work
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in <source>
    When the schedule runs for 180 minutes
    Then there are 0 refund rows
    When the tester retrieves and posts the refund of "#1001" from "<channel>"
    Then the refund row reads "Posted"
    And the storefront pays back 19.47 in all
    And the refund documents are 19.47
    And the refund switch "to NetSuite" is off
    And the refund switch "from NetSuite" is off

    Examples:
      | source         | channel  |
      | NetSuite       | NetSuite |
      | the storefront | Shopify  |

  @D4 @step-1.3.4
  Scenario: A channel with one workflow takes that one
    Given the channel offers refunds only "from NetSuite"
    When the refund switch "to NetSuite" is turned on
    Then the switch is refused: "Account main: this connector does not offer Refund Sync to NetSuite; leave it off"
    When the refund switch "from NetSuite" is turned on
    Then the switch is accepted without advice

  @R1 @R2 @step-1.3.5
  Scenario Outline: The record type follows the billed record, the two boxes stay unticked
    Given order "#1001" of example W1 is synced, fulfilled and billed as a <billed>
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one <refund> of 19.47 made from the <billed>

    Examples:
      | billed    | refund      |
      | cash sale | cash refund |
      | invoice   | credit memo |

  @L3 @step-1.3.6
  Scenario: With adjustment items a refund without items has a line to stand on
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 15.00 is refunded in the storefront without items
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of 15.00 made from the cash sale
    And the refund document has the lines
      | item                       | quantity | amount |
      | Refund Adjustment Positive | 1        | 15.00  |

  @L4 @step-1.3.6
  Scenario: Without adjustment items it is refused and the setting is named
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And no adjustment items are configured
    And 15.00 is refunded in the storefront without items
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "15.00 USD of this refund of 15.00 USD belongs to no line, and no item is set in Post positive refund adjustments against item."
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order | check     | finding                                 |
      | #1001 | documents | refund of 15.00 USD is not in the books |

  Scenario Outline: A setting with a typing mistake is refused by its name, nothing is written
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And no document may change from here on
    When the setting "<setting>" of "main" is changed to "<value>"
    Then the settings are refused: "<message>"
    And no document and no ledger row has changed

    Examples:
      | setting          | value          | message                                                                            |
      | payment_method   | Cash           | accounts.main.payment_method: there is no such setting; did you mean payment_methods? |
      | cutoff           | 2026-11-01     | accounts.main.cutoff: there is no such setting; did you mean import_orders_created_after? |
      | shop             | acme-outdoor   | accounts.main.shop: 'acme-outdoor' is not a store address; write it like acme.myshopify.com |
      | refund_direction | both           | accounts.main.refund_direction: Input should be 'to books' or 'from books'         |
      | time_zone        | Amerika/Berlin | accounts.main.time_zone: 'Amerika/Berlin' is not a time zone                        |
      | api_version      | 2026           | accounts.main.api_version: '2026' is not an API version; write it like 2026-07      |
