@refunds
Feature: Currencies
  A document has one currency, that of the buyer; what the exchange rate does is not part of it.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite
    And the books keep "USD, EUR, JPY"

  @F23 @W7
  Scenario Outline: A refund in the buyer's currency, at another rate than the order's
    Given one "EUR" is worth 1.0900 USD
    And the storefront sells 1 TEE-BLK at 100.00 "EUR", without tax, as order "#1001"
    And order "#1001" is synced, fulfilled and billed as a cash sale
    And one "EUR" is worth 1.1100 USD
    And 25.00 is refunded in <source> without items
    When the tester retrieves and posts the refund of "#1001" from "<channel>"
    Then NetSuite holds one cash refund of 25.00 made from the cash sale
    And every document of the refund is in "EUR"
    And what the storefront paid back is 25.00, worth 27.75 in the shop's currency
    And the storefront shows the order as "partially_refunded" with 75.00 refundable

    Examples:
      | source         | channel  |
      | the storefront | Shopify  |
      | NetSuite       | NetSuite |

  @F24
  Scenario Outline: The billed record is in the shop's currency: refused on both sides, not renamed
    Given one "EUR" is worth 1.0900 USD
    And the storefront sells 1 TEE-BLK at 100.00 "EUR", without tax, as order "#1001"
    And order sync posts "#1001"
    And in NetSuite somebody deletes the order and enters it anew in "USD"
    And the order is fulfilled and billed in NetSuite
    And 25.00 is refunded in <source> without items
    When the tester retrieves and posts the refund of "#1001" from "<channel>"
    Then the refund row reads "<status>"
    And the problem of the refund row says "<problem>"
    And NetSuite holds <documents> refund documents
    And the storefront has paid back <paid>
    And the judge finds exactly
      | order | check     | finding                                           |
      | #1001 | currency  | sales order SO1002 is in USD, the order in EUR    |
      | #1001 | documents | <finding>                                         |

    Examples:
      | source         | channel  | status                        | problem                                                                 | documents | paid  | finding                                                    |
      | the storefront | Shopify  | Error Posting to NetSuite     | The refund is in EUR, cash sale CS1001 in USD                           | 0         | 25.00 | refund of 25.00 EUR is not in the books                    |
      | NetSuite       | NetSuite | Error Posting to Storefront   | Cash refund CR1001 is in USD, order #1001 was paid in EUR               | 1         | 0.00  | cash refund CR1001 of 25.00 USD is not in the channel      |

  @F24
  Scenario: What a refund is worth in the shop's currency is no figure of its document
    Given one "EUR" is worth 1.0900 USD
    And the storefront sells 2 TEE-BLK at 120.00 "EUR", with 20 % tax included, as order "#1001"
    And order "#1001" is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then what the storefront paid back is 120.00, worth 130.80 in the shop's currency
    And NetSuite holds one cash refund of 120.00 made from the cash sale
    And the refund document has the figures
      | lines  | discount | shipping | tax   | total  |
      | 100.00 | 0.00     | 0.00     | 20.00 | 120.00 |
    And every document of the refund is in "EUR"

  @F23 @W7
  Scenario: A currency without decimals, tax included
    Given one "JPY" is worth 0.0067 USD
    And the storefront sells 2 TEE-BLK at 1990 "JPY", with 10 % tax included, as order "#1001"
    And order "#1001" is synced, fulfilled and billed as a cash sale
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then the billed record is one cash sale of 3980 with tax 362
    And NetSuite holds one cash refund of 1990 made from the cash sale
    And the refund document has the figures
      | lines | discount | shipping | tax | total |
      | 1809  | 0        | 0        | 181 | 1990  |
    And every document of the refund is in "JPY"
