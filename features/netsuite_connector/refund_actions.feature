Feature: Cancel, uncancel and delete a refund

  Background:
    Given the Shopify account "main" keeps its books in NetSuite
    And order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in NetSuite
    And the tester retrieves the refund of "#1001" from "NetSuite"

  @step-1.6.1 @step-1.6.2
  Scenario: A cancelled refund waits until it is uncancelled
    When the tester chooses "Cancel" on the refund row
    Then the refund row reads "Canceled"
    And the refund row was cancelled by the user
    When the refund switch "from NetSuite" is turned on
    And the schedule runs for 180 minutes
    Then the storefront holds 0 refunds
    And the refund row reads "Canceled"
    And the judge finds exactly
      | order | check     | finding                                               |
      | #1001 | documents | cash refund CR1001 of 19.47 USD is not in the channel |
    When the tester chooses "Uncancel" on the refund row
    And the schedule runs for 90 minutes
    Then the refund row reads "Posted"
    And the storefront holds 1 refund
    And the judge finds nothing

  @F04 @step-1.6.3
  Scenario: After Delete from FarApp the refund is recognised in the storefront
    When the tester chooses "Post Order to NetSuite" on the refund row
    And the tester chooses "Delete from FarApp" on the refund row
    Then there are 0 refund rows
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the storefront holds 1 refund

  @F04 @step-1.6.3
  Scenario: A refund deleted before it was posted can sync again
    When the tester chooses "Delete from FarApp" on the refund row
    Then there are 0 refund rows
    And the storefront holds 0 refunds
    When the refund switch "from NetSuite" is turned on
    And the schedule runs for 90 minutes
    Then there is 1 refund row
    And the storefront holds 1 refund

  @step-1.6.1 @step-1.6.3
  Scenario: Bulk actions
    Given 1 MUG-WHT is refunded in NetSuite
    And the tester retrieves the refund of "#1001" from "NetSuite"
    Then there are 2 refund rows
    When the tester chooses the bulk action "Cancel Selected" for all refund rows
    Then every refund row reads "Canceled"
    When the tester chooses the bulk action "Delete Selected" for all refund rows
    Then there are 0 refund rows
    And the storefront holds 0 refunds
    And the judge finds exactly
      | order | check     | finding                                               |
      | #1001 | documents | cash refund CR1001 of 19.47 USD is not in the channel |
      | #1001 | documents | cash refund CR1002 of 12.17 USD is not in the channel |
