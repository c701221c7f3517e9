Feature: Refund sync validation and activation

  Background:
    Given the Shopify account "main" keeps its books in NetSuite
    And order "#1001" of example W1 is synced, fulfilled and billed as a cash sale

  @step-1.7.2
  Scenario: Totals and items agree on both sides
    Given 1 TEE-BLK is refunded in NetSuite
    And 1 CAP-RED is refunded in NetSuite
    When the schedule syncs every refund from NetSuite
    Then the storefront holds 2 refunds
    And both sides of "#1001" have refunds of 19.47 and 24.32
    And the connector's own tie-out shows no difference

  @L2 @step-1.7.2
  Scenario: A storefront without line refunds gets a general refund of the same total
    Given the storefront takes no line refunds
    And 1 TEE-BLK is refunded in NetSuite
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the storefront refund has no lines and a total of 19.47

  @K6 @step-1.7.2
  Scenario: A NetSuite refund that is off the lines is posted, and shown as a NetSuite matter
    Given 1 TEE-BLK is refunded in NetSuite with an adjustment line of 0.53
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Posted"
    And the refund row warns "NetSuite configuration: refund 20.00, billed lines 19.47"
    And the storefront pays back 20.00 in all
    And the judge finds exactly
      | order | check | finding                                             |
      | #1001 | lines | cash refund CR1001 pays 20.00 for lines worth 19.47 |

  @K6
  Scenario: A NetSuite refund above what is left is refused with both figures
    Given 1 TEE-BLK is refunded in the storefront
    And a cash refund of 108.36 is typed in NetSuite for "#1001"
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Error Posting to Storefront"
    And the problem of the refund row says "The refund of 108.36 USD is above what order #1001 still has: maximum 108.35 USD"
    And the storefront holds 1 refund
    And the judge finds exactly
      | order | check     | finding                                                |
      | #1001 | documents | refund of 19.47 USD is not in the books                |
      | #1001 | documents | cash refund CR1001 of 108.36 USD is not in the channel |

  @K12 @step-1.7.1 @step-1.7.2 @step-1.7.3 @step-1.7.4
  Scenario: Activation asks for the whole check list
    When refund sync "from NetSuite" is activated
    Then activation is refused and the check list misses "refund"
    And the refund switch "from NetSuite" is off
    When 1 TEE-BLK is refunded in NetSuite
    And the tester retrieves and posts the refund of "#1001" from "NetSuite"
    And refund sync "from NetSuite" is activated
    Then the refund switch "from NetSuite" is on
    And the refund switch "to NetSuite" is off
    And the check list shows "3PL" as "not used"

  @F59
  Scenario Outline: Goods go back on the shelf by setting
    Given restocking is <setting> for refunds of lines
    And 1 TEE-BLK is refunded in NetSuite and the goods are <back>
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the storefront refund has restocked <units> TEE-BLK

    Examples:
      | setting | back       | units |
      | on      | back       | 1     |
      | off     | not back   | 0     |

  @F59
  Scenario Outline: Goods of a storefront refund go back on NetSuite's shelf by setting: <setting>, <refund>
    Given the setting "restock_refunded_items" of "main" is "<setting>"
    And somebody notes how many TEE-BLK are on the shelf
    And <refund>
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Posted"
    And TEE-BLK has <units> units more on the shelf than before
    And NetSuite holds 1 refund document
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 19.99 | -2.00    | 0.00     | 1.48 | 19.47 |
    And the storefront pays back 19.47 in all
    And the connector's own tie-out shows no difference

    Examples:
      | setting                | refund                                                    | units |
      | as the storefront says | 1 TEE-BLK is refunded in the storefront                   | 1     |
      | as the storefront says | 1 TEE-BLK is refunded in the storefront and not restocked | 0     |
      | always                 | 1 TEE-BLK is refunded in the storefront                   | 1     |
      | never                  | 1 TEE-BLK is refunded in the storefront and not restocked | 0     |

  @F59
  Scenario Outline: A setting may say otherwise than the storefront, and the judge sees it: <setting>
    Given the setting "restock_refunded_items" of "main" is "<setting>"
    And somebody notes how many TEE-BLK are on the shelf
    And <refund>
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund row reads "Posted"
    And TEE-BLK has <units> units more on the shelf than before
    And the judge finds exactly
      | order | check | finding                                                                          |
      | #1001 | stock | back in stock by cash refund CR1001: <there> in the channel, <here> in the books |

    Examples:
      | setting | refund                                                    | units | there       | here        |
      | always  | 1 TEE-BLK is refunded in the storefront and not restocked | 1     | nothing     | TEE-BLK x 1 |
      | never   | 1 TEE-BLK is refunded in the storefront                   | 0     | TEE-BLK x 1 | nothing     |

  @F59
  Scenario: The credit memo of an invoice leaves the shelf alone too
    Given the setting "restock_refunded_items" of "main" is "as the storefront says"
    And order "#1002" of example W1 is synced, fulfilled and billed as an invoice
    And somebody notes how many TEE-BLK are on the shelf
    And 1 TEE-BLK is refunded in the storefront and not restocked
    When the tester retrieves and posts the refund of "#1002" from "Shopify"
    Then the refund row reads "Posted"
    And TEE-BLK has 0 units more on the shelf than before
    And the invoice has 108.35 open
