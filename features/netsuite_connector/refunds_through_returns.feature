@refunds
Feature: Refunds that go through a return authorization
  The warehouse authorizes the return, receives the goods and refunds them: the cash refund or credit
  memo is made from the return and not from the billed record. It is a refund of that record.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @R11
  Scenario Outline: A return of the <source> refunded in NetSuite is paid out by the storefront
    Given order "#1001" of example W1 is synced, fulfilled and billed as <bill>
    And 1 TEE-BLK comes back through a return of the <source> and is refunded
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the storefront holds 1 refund
    And the storefront refund has the figures
      | lines | tax  | shipping | total |
      | 17.99 | 1.48 | 0.00     | 19.47 |
    And the storefront refund has the lines
      | sku     | quantity |
      | TEE-BLK | 1        |
    And the storefront shows the order as "partially_refunded" with 108.35 refundable
    And the connector's own tie-out shows no difference

    Examples:
      | bill        | source        |
      | a cash sale | billed record |
      | a cash sale | order         |
      | an invoice  | billed record |
      | an invoice  | order         |

  Scenario: The schedule finds it
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "from NetSuite" is turned on
    And 2 CAP-RED comes back through a return of the billed record and is refunded
    When the schedule runs for 90 minutes
    Then the refund row reads "Posted"
    And the storefront holds 1 refund
    When the schedule runs for 360 minutes
    Then the storefront holds 1 refund
    And there is 1 refund row

  @F05
  Scenario: The storefront's refund of it does not come back as another refund document
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "from NetSuite" is turned on
    And the refund switch "to NetSuite" is turned on
    And 1 TEE-BLK comes back through a return of the order and is refunded
    When the schedule runs for 360 minutes
    Then the storefront holds 1 refund
    And NetSuite holds 1 refund document
    And there is 1 refund row

  @R10
  Scenario: What was refunded through a return counts when the storefront refunds the rest
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK comes back through a return of the billed record and is refunded
    And the tester retrieves and posts the refund of "#1001" from "NetSuite"
    When everything is refunded in the storefront and posted
    Then NetSuite holds 2 refund documents
    And the storefront pays back 127.82 in all
    And the connector's own tie-out shows no difference
