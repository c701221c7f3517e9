Feature: Billing the test order
  NetSuite, not the connector, decides what an order is billed as: by its terms and its payment
  method.

  Background:
    Given the Shopify account "main" keeps its books in NetSuite

  @B1 @B2 @B3 @step-1.2.1 @step-1.2.2 @step-1.2.3
  Scenario Outline: The billing fields decide the document
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    And in NetSuite the order has terms "<terms>" and payment method "<payment method>"
    When the order is fulfilled and billed in NetSuite
    Then the billed record is one <document> of 127.82 with tax 9.75
    And <open> of it is open

    Examples:
      | terms  | payment method   | document  | open   |
      | Net 30 | none             | invoice   | 127.82 |
      | none   | Shopify Payments | cash sale | 0.00   |
      | none   | none             | invoice   | 127.82 |

  @B4 @step-1.2.4
  Scenario: Terms and a payment method together are refused
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    When in NetSuite somebody gives the order both terms and a payment method
    Then NetSuite refuses it: "A sales order cannot have both Terms and a Payment Method."
    And the sales order is paid by "Shopify Payments" and shipped by "Standard Shipping"

  @B4 @step-1.2.4
  Scenario: Mappings that would set both are refused before anything is written
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    And no document may change from here on
    And the mappings set payment method "Shopify Payments" and terms "Net 30"
    Then the settings are refused and the message names "payment_methods" and "terms"
    And no document and no ledger row has changed
    And the sales order is paid by "Shopify Payments" and shipped by "Standard Shipping"

  @B5 @step-1.2.5
  Scenario: An order from the point of sale is a cash sale without a billing step
    Given order "#1001" of example W1 is placed and paid at the point of sale
    When order sync posts "#1001"
    Then NetSuite holds a cash sale for "#1001"
    And the billed record is one cash sale of 127.82 with tax 9.75

  @B7 @R5 @step-1.2.6
  Scenario: An order that is not billed cannot be refunded
    Given order "#1001" of example W1 is placed and paid in the storefront
    And order sync posts "#1001"
    And 1 TEE-BLK is refunded in the storefront
    When the tester retrieves the refund of "#1001" from "Shopify"
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Error Posting to NetSuite"
    And the problem of the refund row says "Sales order SO1001 of #1001 is not billed: there is no billed record to refund."
    And NetSuite holds 0 refund documents
    And the judge finds exactly
      | order | check     | finding                                    |
      | #1001 | documents | refund of 19.47 USD is not in the books    |
    When the order is fulfilled and billed in NetSuite
    And the tester chooses "Post Order to NetSuite" on the refund row
    Then the refund row reads "Posted"
    And the judge finds nothing
