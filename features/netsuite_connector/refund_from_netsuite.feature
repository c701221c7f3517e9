@refunds
Feature: Refund sync from NetSuite
  The shop team refunds in NetSuite; the storefront pays the customer back.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @W2 @R11 @L1 @step-1.5.1 @step-1.5.2 @step-1.5.3 @step-1.5.4 @step-1.5.5 @step-1.5.6 @step-1.5.7 @step-1.5.8
  Scenario: One TEE-BLK is refunded in NetSuite and paid out by the storefront
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in NetSuite
    When the tester opens Data Flows > Other Transactions of the account "main"
    And the tester retrieves the refund of "#1001" from "NetSuite"
    Then the retrieval succeeds
    And the refund row reads "In FarApp (Automatic Sync Disabled)"
    And the refund row shows 19.47 of source "NetSuite"
    When the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And the storefront holds 1 refund
    And the storefront refund has the figures
      | lines | tax  | shipping | total |
      | 17.99 | 1.48 | 0.00     | 19.47 |
    And the storefront refund has the lines
      | sku     | quantity |
      | TEE-BLK | 1        |
    And the storefront shows the order as "partially_refunded" with 108.35 refundable

  @R2 @R11
  Scenario: A credit memo on an open invoice is paid out the same way
    Given order "#1001" of example W1 is synced, fulfilled and billed as an invoice
    And 1 TEE-BLK is refunded in NetSuite
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And NetSuite holds one credit memo of 19.47 made from the invoice
    And the invoice has 108.35 open
    And the storefront shows the order as "partially_refunded" with 108.35 refundable

  @R3 @R11
  Scenario: A credit memo on a paid invoice is paid out the same way
    Given order "#1001" of example W1 is synced, fulfilled and billed as an invoice
    And the invoice is paid in NetSuite
    And 1 TEE-BLK is refunded in NetSuite
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And NetSuite holds one credit memo of 19.47 made from the invoice
    And the invoice has 0.00 open
    And the storefront pays back 19.47 in all

  @L3 @R11 @W4
  Scenario: An amount without items is a refund without items
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    When 15.00 is refunded in NetSuite without items and posted
    Then the refund row reads "Posted"
    And the storefront refund has no lines and a total of 15.00

  @F15 @F16 @L7
  Scenario: Shipping is compared without tax on both sides and moves with its tax
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the shipping is refunded in NetSuite
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the storefront refund has the figures
      | lines | tax  | shipping | total |
      | 0.00  | 0.66 | 7.95     | 8.61  |
    And the storefront shows the order as "partially_refunded" with 119.21 refundable

  @F06
  Scenario: The reference was edited in NetSuite after the sync
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in NetSuite
    And in NetSuite somebody changes the reference of the order to "#9001"
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the storefront pays back 19.47 in all
    And the refund row warns "Sales order SO1001 was matched by its stored ID: its reference in NetSuite reads #9001, not #1001."

  @step-1.5.5
  Scenario: Cause one: the order ID is not an order that this connector synced
    Given order "#1001" of example W1 is placed and paid in the storefront
    When the tester retrieves the refund of "#1001" from "NetSuite"
    Then the retrieval fails and says "Order #1001 is not an order that this connector synced to NetSuite."
    And the storefront holds 0 refunds
    And the judge finds exactly
      | order | check     | finding                       |
      | #1001 | documents | the order is not in the books |

  @step-1.5.5
  Scenario: Cause two: nothing was refunded from the order's billed record
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    When the tester retrieves the refund of "#1001" from "NetSuite"
    Then the retrieval fails and says "Order #1001 has no cash refund or credit memo that was generated from its billed record, cash sale CS1001."
    And the storefront holds 0 refunds

  @step-1.5.5
  Scenario: A stand-alone credit memo is not a refund of the order
    Given order "#1001" of example W1 is synced, fulfilled and billed as an invoice
    And a stand-alone credit memo of 19.47 is typed in NetSuite for the same customer
    When the tester retrieves the refund of "#1001" from "NetSuite"
    Then the retrieval fails and says "Order #1001 has no cash refund or credit memo that was generated from its billed record"
    And the storefront holds 0 refunds

  @step-1.5.6
  Scenario: A refund made after a failed retrieval is found by trying again
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    When the tester retrieves the refund of "#1001" from "NetSuite"
    Then the retrieval fails and says "Order #1001 has no cash refund or credit memo that was generated from its billed record"
    When 1 TEE-BLK is refunded in NetSuite
    And the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And there is 1 refund row
    And the storefront holds 1 refund

  @R5
  Scenario: Somebody refunded an order that was never billed
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    And a stand-alone cash refund of 19.47 is typed in NetSuite for the same customer
    When the tester retrieves the refund of "#1001" from "NetSuite"
    Then the retrieval fails and says "Order #1001 is not billed in NetSuite, so there is no cash refund or credit memo generated from its billed record."
    And the storefront holds 0 refunds

  Scenario: Refund sync on a schedule
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "from NetSuite" is turned on
    And 1 TEE-BLK is refunded in NetSuite
    When the schedule runs for 90 minutes
    Then the refund row reads "Posted"
    And the storefront holds 1 refund
    When the schedule runs for 360 minutes
    Then the storefront holds 1 refund
    And there is 1 refund row

  @F04
  Scenario: Posting the same row twice pays once
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in NetSuite
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    And the tester chooses "Post Order to NetSuite" on the refund row
    And the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the storefront holds 1 refund
    And there is 1 refund row

  @F32 @W7
  Scenario: A gift card gets back only what it paid
    Given order "#1001" of example W1 is placed and paid with a gift card of 27.82 and a card of 100.00
    And order "#1001" is synced, fulfilled and billed as a cash sale
    And everything is refunded in NetSuite
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the storefront pays back 127.82, of it 100.00 on the card and 27.82 on the gift card
