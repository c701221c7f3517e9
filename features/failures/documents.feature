@refunds
Feature: Documents that others get wrong
  Reported failures of connectors that are about what a document holds.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @F22
  Scenario: Two refunds of one line are two documents
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then there are 2 refund rows
    And the refund documents are 19.47, 19.48
    And their taxes in NetSuite are 1.48, 1.49

  @F25
  Scenario: A full refund does not leave the sale at its full price
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "to NetSuite" is turned on
    And everything is refunded in the storefront
    When the schedule runs for 90 minutes
    Then NetSuite holds one cash refund of 127.82 made from the cash sale
    And nothing is left to refund on either side

  @F25
  Scenario: What cannot be refunded in the books is an error with its reason, not silence
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    And the refund switch "to NetSuite" is turned on
    And everything is refunded in the storefront
    When the schedule runs for 90 minutes
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "not billed"
    And the judge finds exactly
      | order | check     | finding                                  |
      | #1001 | documents | refund of 127.82 USD is not in the books |
    When the order is fulfilled and billed in NetSuite
    And the schedule runs for 90 minutes
    Then NetSuite holds one cash refund of 127.82 made from the cash sale
    And the judge finds nothing

  @F26
  Scenario Outline: Nobody types a refund by hand where its sync is on
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the refund switch "<direction>" is turned on
    And 1 TEE-BLK is refunded in <source>
    When the schedule runs for 90 minutes
    Then the storefront holds 1 refund
    And NetSuite holds 1 refund document
    And the storefront shows the order as "partially_refunded" with 108.35 refundable

    Examples:
      | direction     | source         |
      | to NetSuite   | the storefront |
      | from NetSuite | NetSuite       |

  @F54
  Scenario Outline: NetSuite's limit is waited for, under the same key, and the order is kept
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    And 1 CAP-RED is refunded in the storefront
    And netsuite will throttle the next <times> calls
    And the refund switch "to NetSuite" is turned on
    When the schedule runs for 270 minutes
    Then every refund row reads "Posted"
    And both sides of "#1001" have refunds of 19.47 and 24.32

    Examples:
      | times |
      | 1     |
      | 3     |
      | 9     |

  @F58
  Scenario: The cash sale was changed in NetSuite after it was billed
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And somebody changes the cash sale in NetSuite to 1 CAP-RED
    And 2 CAP-RED is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "takes back 2 CAP-RED, but only 1 of 2 are left to refund"
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order | check     | finding                                                     |
      | #1001 | documents | refund of 48.62 USD is not in the books                     |
      | #1001 | total     | cash sale CS1001 was made for 127.82 and lowered to 102.87  |

  @F58
  Scenario: Billing a part of the order is no change of the billed record
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    When the order is fulfilled in NetSuite
    And 3 TEE-BLK of the order are billed in NetSuite
    Then the billed record is one cash sale of 67.03 with tax 5.11
    And the judge finds nothing
    When somebody changes the cash sale in NetSuite to 2 TEE-BLK
    Then the judge finds exactly
      | order | check | finding                                                  |
      | #1001 | total | cash sale CS1001 was made for 67.03 and lowered to 47.04 |
    When the cash sale is deleted in NetSuite
    And the order is billed in NetSuite
    Then the judge finds nothing

  @F60
  Scenario Outline: The refund document carries the channel's order reference
    Given order "#1001" of example W1 is synced, fulfilled and billed as <article> <billed>
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one <document> of 19.47 made from the <billed>
    And the refund document carries the reference "#1001"

    Examples:
      | article | billed    | document    |
      | a       | cash sale | cash refund |
      | an      | invoice   | credit memo |
