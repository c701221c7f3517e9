@refunds @orders
Feature: Logins that rotate
  An access token lives for an hour, and every refresh token is good for one use. Two refreshers, or
  one lost answer, cut the connection until a person connects the account again.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite
    And order "#1001" of example W1 is synced, fulfilled and billed as a cash sale
    And the account is connected with tokens that live for an hour

  @F53
  Scenario: A day of hourly tokens
    Given the refund switch "to NetSuite" is turned on
    And 1 TEE-BLK is refunded in the storefront
    When the schedule runs for 1 days
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the storefront was asked for 16 new tokens, one in each turn of the schedule
    And the last run ended without a problem

  @F53
  Scenario Outline: Two workers need a new token at once, and one of them fetches it
    Given 1 TEE-BLK is refunded in <source>
    And the tester retrieves the refund of "#1001" from "<channel>"
    And 2 hours pass
    And every token renewal takes 2 seconds
    When two workers post the refund row at the same time
    Then the refund row reads "Posted"
    And the storefront was asked for <count> new tokens
    And the storefront holds 1 refund
    And NetSuite holds 1 refund document

    Examples:
      | source         | channel  | count |
      | NetSuite       | NetSuite | 1     |
      | the storefront | Shopify  | 2     |

  @F53
  Scenario: The answer with the new token is lost: a loud alert, and no gap
    Given the refund switch "to NetSuite" is turned on
    And the schedule runs for 90 minutes
    And the answer to the next token renewal will be lost
    And 1 TEE-BLK is refunded in the storefront
    When the schedule runs for 90 minutes
    Then the last run ended early and says to the second which renewal was never answered
    And its remedy says "connect it again"
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order | check     | finding                                 |
      | #1001 | documents | refund of 19.47 USD is not in the books |
    When 1 CAP-RED is refunded in the storefront
    And the schedule runs for 90 minutes
    Then the last run ended early and says "must be connected again"
    And NetSuite holds 0 refund documents
    When the account is connected with tokens that live for an hour
    And the schedule runs for 90 minutes
    Then both sides of "#1001" have refunds of 19.47 and 24.32
    And the last run ended without a problem
    And the judge finds nothing

  @F53
  Scenario: The renewal never arrived: it is sent again
    Given the refund switch "to NetSuite" is turned on
    And 1 TEE-BLK is refunded in the storefront
    And the next token renewal will be cut off on its way
    When the schedule runs for 90 minutes
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the last run ended without a problem

  @F53
  Scenario: Another process has renewed, and its token is used
    Given the tester retrieves the refund of "#1001" from "Shopify"
    And 2 hours pass
    When another worker on the same journal has renewed the token
    And 1 TEE-BLK is refunded in the storefront
    And the tester retrieves and posts the refund of "#1001" from "Shopify"
    Then NetSuite holds one cash refund of 19.47 made from the cash sale
    And the storefront was asked for 2 new tokens
