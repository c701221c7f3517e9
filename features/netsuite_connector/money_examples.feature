@refunds
Feature: Worked money examples
  Every figure is literal: discount by largest remainder, tax per line half-up, partial quantities
  by cumulative rounding of net and tax.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @W1
  Scenario Outline: W1 on both sides, billed as <document>
    Given order "#1001" of example W1 is synced, fulfilled and billed as a <document>
    Then the storefront order has the figures
      | lines  | discount | shipping | tax  | total  |
      | 122.36 | 12.24    | 7.95     | 9.75 | 127.82 |
    And the billed record is one <document> of 127.82 with tax 9.75
    And <open> of it is open

    Examples:
      | document  | open   |
      | cash sale | 0.00   |
      | invoice   | 127.82 |

  @W2 @F10 @F13
  Scenario Outline: W2, unit after unit of <sku>, refunded in NetSuite
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    When <units> units of <sku> are refunded in NetSuite one after another and each is posted
    Then the storefront refunds are <refunds>
    And their taxes are <taxes>
    And the storefront shows the order as "partially_refunded" with <left> refundable

    Examples:
      | sku     | units | refunds             | taxes            | left   |
      | TEE-BLK | 1     | 19.47               | 1.48             | 108.35 |
      | TEE-BLK | 2     | 19.47, 19.48        | 1.48, 1.49       | 88.87  |
      | TEE-BLK | 3     | 19.47, 19.48, 19.47 | 1.48, 1.49, 1.48 | 69.40  |
      | CAP-RED | 1     | 24.32               | 1.86             | 103.50 |
      | CAP-RED | 2     | 24.32, 24.30        | 1.86, 1.85       | 79.20  |
      | MUG-WHT | 1     | 12.17               | 0.93             | 115.65 |

  @W2 @F10 @F13 @F14
  Scenario Outline: W2, unit after unit of <sku>, refunded in the storefront
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    When <units> units of <sku> are refunded in the storefront one after another and each is posted
    Then the refund documents are <refunds>
    And their taxes in NetSuite are <taxes>
    And their discounts in NetSuite are <discounts>

    Examples:
      | sku     | units | refunds             | taxes            | discounts           |
      | TEE-BLK | 3     | 19.47, 19.48, 19.47 | 1.48, 1.49, 1.48 | -2.00, -2.00, -2.00 |
      | CAP-RED | 2     | 24.32, 24.30        | 1.86, 1.85       | -2.49, -2.50        |
      | MUG-WHT | 1     | 12.17               | 0.93             | -1.25               |

  @W3 @F12
  Scenario Outline: W3, everything that is left, refunded in <where>
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And <before> refunded in <where> and posted
    When everything is refunded in <where> and posted
    Then the last refund on both sides is <last>, with net <net>, shipping <shipping> and tax <tax>
    And nothing is left to refund on either side

    Examples:
      | where          | before     | last   | net    | shipping | tax  |
      | NetSuite       | nothing is | 127.82 | 110.12 | 7.95     | 9.75 |
      | NetSuite       | 1 TEE-BLK is | 108.35 | 92.13  | 7.95     | 8.27 |
      | the storefront | nothing is | 127.82 | 110.12 | 7.95     | 9.75 |
      | the storefront | 1 TEE-BLK is | 108.35 | 92.13  | 7.95     | 8.27 |

  @W4 @L3
  Scenario: W4, goodwill from NetSuite, then the whole order
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    When 15.00 is refunded in NetSuite without items and posted
    Then the storefront refund has no lines and a total of 15.00
    And the storefront shows the order as "partially_refunded" with 112.82 refundable
    When everything is refunded in NetSuite and posted
    Then the last refund on both sides is 112.82, with net 110.12, shipping 7.95 and tax 9.75
    And nothing is left to refund on either side

  @W4 @L3
  Scenario: W4, goodwill from the storefront, then the whole order
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    When 15.00 is refunded in the storefront without items and posted
    Then NetSuite holds one cash refund of 15.00 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax  | total |
      | 15.00 | 0.00     | 0.00     | 0.00 | 15.00 |
    When everything is refunded in the storefront and posted
    Then the last refund on both sides is 112.82, with net 110.12, shipping 7.95 and tax 9.75
    And nothing is left to refund on either side

  @W5 @K6
  Scenario Outline: W5, the connector refuses <typed> after <before>
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And <before> refunded in NetSuite and posted
    And a cash refund of <typed> is typed in NetSuite for "#1001"
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then a refund row says that <typed> is more than <maximum>
    And the storefront has paid back <paid>
    And the judge finds exactly
      | order | check     | finding                                                   |
      | #1001 | documents | cash refund <number> of <typed> USD is not in the channel |
      | #1001 | total     | credited 127.83, billed 127.82                            |

    Examples:
      | before       | typed  | maximum | paid  | number |
      | nothing is   | 127.83 | 127.82  | 0.00  | CR1001 |
      | 1 TEE-BLK is | 108.36 | 108.35  | 19.47 | CR1002 |

  @W5
  Scenario: W5, the storefront itself refuses a fourth TEE-BLK and a refund of nothing
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    Then the storefront refuses a refund of 4 TEE-BLK: "Quantity cannot refund more items than were purchased"
    And NetSuite refuses a refund of 4 TEE-BLK: "The quantity of line 1 exceeds the quantity that remains (3)."
    And the storefront refuses a refund of 127.83: "Refund amount $127.83 is greater than net payment received $127.82"
    And the storefront refuses a refund of 0.00: "Refund must have at least one line item, shipping or transaction"
    And NetSuite refuses a refund of nothing: "You must have at least one valid line item for this transaction."
    And the storefront holds 0 refunds
    And NetSuite holds 0 refund documents

  @W5
  Scenario: W5, a document of 0.00 pays nothing
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in NetSuite with an adjustment line of -19.47
    When the tester retrieves and posts the refund of "#1001" from "NetSuite"
    Then the refund row reads "Error Posting to Storefront"
    And the problem of the refund row says "gives back no money (0.00 USD)"
    And the storefront holds 0 refunds
    And the judge finds exactly
      | order | check     | finding                                              |
      | #1001 | documents | cash refund CR1001 of 0.00 USD is not in the channel |
      | #1001 | lines     | cash refund CR1001 pays 0.00 for lines worth 19.47   |

  @W5
  Scenario: W5, the same refund twice is a no-op, a second refund of one TEE-BLK is the 2nd unit
    Given order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    And the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds 1 refund document
    When 1 TEE-BLK is refunded in the storefront
    And the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the refund documents are 19.47, 19.48
