@orders
Feature: Cancelled, refunded, voided
  What a cancellation in the storefront does to the books depends on what was paid, billed and
  given back, never on the word alone.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @cancelled-1 @step-2.8.1 @F27
  Scenario Outline: Cancelled before it was synced: no order and no refund
    Given order "#1001" of example W1 is placed and <paid> in the storefront
    And the order is cancelled in the storefront, <money>
    And the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    When the schedule runs for 90 minutes
    Then NetSuite holds no order for "#1001"
    And NetSuite holds 0 refund documents
    And there are 0 refund rows
    When the tester retrieves order "#1001" under Data Flows > Orders
    Then the retrieval fails and says "Order #1001 was cancelled before it was synced"

    Examples:
      | paid     | money                     |
      | not paid | nothing is given back     |
      | paid     | everything is given back  |

  @cancelled-2 @step-2.8.2 @F27
  Scenario: Cancelled unpaid: the order is closed, no refund document
    Given order "#1001" of example W1 is placed and not paid in the storefront
    And order sync posts "#1001"
    And the order switch is turned on
    And the order is cancelled in the storefront, nothing is given back
    When the schedule runs for 20 minutes
    Then the sales order is closed
    And NetSuite holds 0 refund documents
    And the order row reads "Canceled"
    And the order row notes "cancelled in the storefront; sales order SO1001 was closed in NetSuite"

  @cancelled-3 @step-2.8.3 @F27 @W3
  Scenario: Cancelled and refunded in full: one full refund
    Given order "#1001" of example W1 is billed, not shipped, in NetSuite
    And the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    And the order is cancelled in the storefront, everything is given back
    When the schedule runs for 180 minutes
    Then NetSuite holds one cash refund of 127.82 made from the cash sale
    And the storefront shows the order as "refunded" with 0.00 refundable

  @cancelled-4 @step-2.8.4 @F27
  Scenario: Cancelled and refunded in part: one partial refund, the rest stays
    Given order "#1001" of example W1 is billed, not shipped, in NetSuite
    And the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    And 1 TEE-BLK is refunded in the storefront
    And the order is cancelled in the storefront, nothing is given back
    When the schedule runs for 180 minutes
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the storefront shows the order as "partially_refunded" with 108.35 refundable

  @cancelled-5 @step-2.8.5
  Scenario: Refunded, not cancelled: the refund is booked, the order stays fulfilled
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    And 1 TEE-BLK is refunded in the storefront
    When the schedule runs for 180 minutes
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the storefront shows the order as "fulfilled"
    And the order row reads "Complete"

  @cancelled-6 @step-2.8.6 @F27
  Scenario: Cancelled but never refunded: no document, flagged for review
    Given order "#1001" of example W1 is billed, not shipped, in NetSuite
    And the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    And the order is cancelled in the storefront, nothing is given back
    When the schedule runs for 180 minutes
    Then NetSuite holds 0 refund documents
    And the order row warns "Order #1001 was cancelled but never refunded: please review it. No document was written."
