@refunds
Feature: Never twice, never lost
  A write whose answer is lost is looked for before anything is written again.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite
    And order "#1001" of example W1 is synced, fulfilled and billed as a cash sale

  @F01
  Scenario: The storefront pays and its answer is lost
    Given 1 TEE-BLK is refunded in NetSuite
    And the storefront's answer to the refund will be lost after the write
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the storefront holds 1 refund
    And the storefront pays back 19.47 in all

  @F01
  Scenario: The storefront is reset before it writes
    Given 1 TEE-BLK is refunded in NetSuite
    And the connection to the storefront will be reset before the refund is written
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posting in Progress"
    And the storefront holds 0 refunds
    When the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And the storefront holds 1 refund

  @F01
  Scenario: NetSuite writes the cash refund and its answer is lost
    Given 1 TEE-BLK is refunded in the storefront
    And NetSuite's answer to the refund document will be lost after the write
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Posted"
    And NetSuite holds 1 refund document
    And the refund documents are 19.47

  @F01
  Scenario: The engine dies between the write and its record
    Given 1 TEE-BLK is refunded in NetSuite
    And the engine will be killed after the storefront has paid
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    And the engine is started again
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And the storefront holds 1 refund

  Scenario: The answer stays lost for a day and the storefront has forgotten the key
    Given 1 TEE-BLK is refunded in NetSuite
    And the storefront pays the refund but cannot be reached afterwards
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posting in Progress"
    And the refund row notes "answer lost, checking the target"
    When 25 hours pass and the storefront can be reached again
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And the storefront holds 1 refund

  @F03
  Scenario Outline: Another machine with an empty journal finds what was written by its key
    Shopify forgets idempotency keys after a day, so only looking helps.
    Given 1 TEE-BLK is refunded in <source>
    And the tester retrieves and posts the refund of "#1001" from "<channel>"
    And 25 hours pass
    When another machine with an empty journal takes over
    And the tester retrieves and posts the refund of "#1001" from "<channel>"
    Then the storefront holds 1 refund
    And NetSuite holds 1 refund document
    And the refund row reads "Posted"
    And the refund row warns "nothing was written again"

    Examples:
      | source         | channel  |
      | NetSuite       | NetSuite |
      | the storefront | Shopify  |

  @F03
  Scenario Outline: Two workers post the same row at once
    Given 1 TEE-BLK is refunded in <source>
    And the tester retrieves the refund of "#1001" from "<channel>"
    When two workers post the refund row at the same time
    Then the refund row reads "Posted"
    And the storefront holds 1 refund
    And NetSuite holds 1 refund document

    Examples:
      | source         | channel  |
      | NetSuite       | NetSuite |
      | the storefront | Shopify  |

  @F02
  Scenario: A duplicated request pays once
    Given 1 TEE-BLK is refunded in NetSuite
    And the request for the refund will arrive twice at the storefront
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the storefront holds 1 refund

  @F54
  Scenario Outline: A limit is waited for and nothing is doubled
    Given 1 TEE-BLK is refunded in NetSuite
    And <platform> will throttle the next <times> calls
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    And the schedule catches up
    Then the refund row reads "Posted"
    And the storefront holds 1 refund

    Examples:
      | platform | times |
      | shopify  | 2     |
      | netsuite | 2     |

  Scenario: A posting that fails is shown, retried, warned about and cancelled in the open
    Given 1 TEE-BLK is refunded in the storefront
    And the accounting period of today is closed in NetSuite
    And the refund switch "to NetSuite" is turned on
    When the schedule runs for 90 minutes
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "The accounting period of 2026-11-24 is closed in NetSuite; nothing was written."
    And the row was retried 0 times
    When the schedule runs for 5 days
    Then the row was retried 3 times
    And the refund row has no warnings
    When the schedule runs for 1 days
    Then the refund row reads "Error Posting to NetSuite"
    And the refund row warns "Unresolved since 2026-11-24 09:10Z: this row is cancelled automatically on 2026-12-01 10:30Z."
    When the schedule runs for 1 days
    Then the refund row reads "Canceled"
    And the refund row was cancelled by the connector
    And the refund row notes "cancelled automatically, unresolved for 7 days; Uncancel brings it back"
    And the row was retried 3 times
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order | check     | finding                                 |
      | #1001 | documents | refund of 19.47 USD is not in the books |

  Scenario: Two directions on one world never echo a refund
    Given the refund switch "from NetSuite" is turned on
    And 1 TEE-BLK is refunded in NetSuite
    When the schedule runs for 90 minutes
    And the refund switch "from NetSuite" is turned off
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 180 minutes
    Then the storefront holds 1 refund
    And NetSuite holds 1 refund document
