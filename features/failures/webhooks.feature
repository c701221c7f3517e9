@refunds @orders
Feature: Messages of the storefront
  Webhooks make changes known at once. They may be lost, come twice and in any order, so a message
  says which order to read, and polling finds what no message told of.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite
    And the storefront tells the connector of every change

  Scenario: An order and its refund are in the books before the next poll
    Given the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And order "#1001" of example W1 is placed and paid in the storefront
    When the storefront's messages are delivered
    Then NetSuite holds one order for "#1001"
    And the sales order has 3 lines and a total of 127.82
    When the order is fulfilled and billed in NetSuite
    And 1 TEE-BLK is refunded in the storefront
    And the storefront's messages are delivered
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the refund row reads "Posted"

  Scenario Outline: Messages that <fate> end in one document
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And the storefront's messages <fate>
    When 1 TEE-BLK is refunded in the storefront
    And 1 CAP-RED is refunded in the storefront
    And the storefront's messages are delivered
    Then NetSuite holds <at once> refund documents
    When the schedule runs for 90 minutes
    Then both sides of "#1001" have refunds of 19.47 and 24.32
    And every refund row reads "Posted"

    Examples:
      | fate                 | at once |
      | are lost             | 0       |
      | arrive twice         | 2       |
      | arrive newest first  | 2       |

  @F04
  Scenario: A message that is tried again hours later changes nothing
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And the storefront's messages do not get through
    When 1 TEE-BLK is refunded in the storefront
    And the storefront's messages are delivered
    Then NetSuite holds 0 refund documents
    When the schedule runs for 90 minutes
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    When the storefront's messages get through again
    And the schedule runs for 270 minutes
    Then NetSuite holds 1 refund document
    And there is 1 refund row

  Scenario: A subscription that the storefront gave up is asked for again
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And the connector checks its subscriptions
    And the storefront is asked to tell of "ORDERS_CANCELLED, ORDERS_CREATE, ORDERS_UPDATED, REFUNDS_CREATE"
    When the storefront's messages do not get through
    And 1 TEE-BLK is refunded in the storefront
    And the schedule runs for 300 minutes
    Then NetSuite holds 1 refund document
    When the storefront's messages get through again
    And 1 CAP-RED is refunded in the storefront
    And the storefront's messages are delivered
    Then NetSuite holds 1 refund document
    And the storefront is asked to tell of "ORDERS_CANCELLED, ORDERS_CREATE"
    When the connector checks its subscriptions
    Then the storefront is asked to tell of "ORDERS_CANCELLED, ORDERS_CREATE, ORDERS_UPDATED, REFUNDS_CREATE"
    When 1 MUG-WHT is refunded in the storefront
    And the storefront's messages are delivered
    Then NetSuite holds 3 refund documents
    And every refund row reads "Posted"

  Scenario Outline: A message that <what> is refused, and nothing is read or written
    Given order "#1001" of example W1 is placed and paid in the storefront
    And the order switch is turned on
    When somebody sends a message about the order that <what>
    Then the message is answered with <status>
    And NetSuite holds no order for "#1001"
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |

    Examples:
      | what                        | status |
      | is signed with another key  | 401    |
      | is not signed               | 400    |
      | was changed on its way      | 401    |
      | comes from another store    | 404    |
      | is no message               | 400    |

  Scenario: The money of a message counts for nothing
    Given the order switch is turned on
    And the schedule runs for 20 minutes
    And order "#1001" of example W1 is placed and paid in the storefront
    When somebody sends a message about the order that states a total of 999.00
    Then the message is answered with 200
    When the storefront's messages are delivered
    Then NetSuite holds one order for "#1001"
    And the sales order has 3 lines and a total of 127.82

  Scenario: A message does not use up the retries of a row that failed
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And the accounting period of today is closed in NetSuite
    And 1 TEE-BLK is refunded in the storefront
    And the schedule runs for 90 minutes
    When 1 CAP-RED is refunded in the storefront
    And the storefront's messages are delivered
    Then there are 2 refund rows
    And every refund row was retried 0 times
    When the accounting period of today is reopened in NetSuite
    And the schedule runs for 90 minutes
    Then both sides of "#1001" have refunds of 19.47 and 24.32
