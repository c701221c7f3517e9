@refunds @orders
Feature: Nothing that changed is missed
  Syncs read what changed since the last time, by the time of the change, with the time of day and
  its offset, and a little of what was read before.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @F48
  Scenario Outline: Times are sent with their offset, wherever the store is
    Given the storefront is in the time zone "<zone>"
    And the order switch is turned on
    And the schedule runs for 20 minutes
    And order "#1001" of example W1 is placed and paid in the storefront
    When the schedule runs for 20 minutes
    Then NetSuite holds one order for "#1001"
    And the sales order has 3 lines and a total of 127.82
    When the schedule runs for 60 minutes
    Then NetSuite holds one order for "#1001"

    Examples:
      | zone                |
      | Asia/Tokyo          |
      | Pacific/Auckland    |
      | America/Los_Angeles |

  @F49
  Scenario: The time of day is part of the cursor
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And 1 TEE-BLK is refunded in the storefront
    When the schedule runs for 90 minutes
    Then the refund documents are 19.47
    When 1 TEE-BLK is refunded in the storefront
    And the schedule runs for 90 minutes
    Then the refund documents are 19.47, 19.48
    And the storefront shows the order as "partially_refunded" with 88.87 refundable

  @F49
  Scenario Outline: A refund minutes before the store's midnight is found the next day
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for <before> minutes
    And 1 TEE-BLK is refunded in the storefront
    When the schedule runs for 180 minutes
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And every refund row reads "Posted"

    Examples:
      | before |
      | 890    |
      | 1190   |

  @F50
  Scenario: A change of an old order is seen after newer ones were read
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the order switch is turned on
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And an order "#1002" of 1 MUG-WHT is placed and paid in the storefront
    And an order "#1003" of 2 CAP-RED is placed and paid in the storefront
    And the schedule runs for 90 minutes
    When the storefront gives back 1 TEE-BLK of order "#1001"
    And the schedule runs for 90 minutes
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And NetSuite holds one order for "#1003"

  @F51
  Scenario: The refund lies in the window, its order long before it
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 40 days pass
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And 1 TEE-BLK is refunded in the storefront
    When the schedule runs for 90 minutes
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the refund row reads "Posted"

  @F52
  Scenario: Every refund of every changed order is read, not the last one only
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And 1 TEE-BLK is refunded in the storefront
    And 1 CAP-RED is refunded in the storefront
    And 15.00 is refunded in the storefront without items
    When the schedule runs for 90 minutes
    Then there are 3 refund rows
    And the refund documents are 19.47, 24.32, 15.00
    And the storefront shows the order as "partially_refunded" with 69.03 refundable

  @F61
  Scenario: More refunds than one page, and the last of them is there
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 60 refunds of 1.00 are made in the storefront without items
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then there are 60 refund rows
    And every refund row reads "Posted"
    And NetSuite holds 60 refund documents
