@ebay
Feature: Bad calls to eBay
  Whatever a program of the seller asks that cannot be: eBay refuses it in its own words and in its
  own envelope, and nothing is written, here or in NetSuite.

  Background:
    Given the eBay account "main" keeps its books in NetSuite
    And order "01-00099-00001" of example W6 is synced, fulfilled and billed as a cash sale
    And no document may change from here on

  # --- who asks -----------------------------------------------------------------------------------

  Scenario Outline: A refund with <token> is refused
    Given a program of the seller has <token>
    When it gives 10.00 USD of the order back
    Then eBay answers <status> with error <number> of <domain>: "<sentence>"
    And the error stands in "errors"
    And no document and no ledger row has changed
    And eBay holds 0 refunds of the order

    Examples:
      | token                                      | status | number | domain | sentence                                         |
      | a token that may only read orders          | 403    | 1100   | ACCESS | Insufficient permissions to fulfill the request. |
      | a token that may write orders and no money | 403    | 1100   | ACCESS | Insufficient permissions to fulfill the request. |
      | a token of its own, not of the seller      | 403    | 1100   | ACCESS | Insufficient permissions to fulfill the request. |
      | an expired token                           | 401    | 1001   | OAuth  | Invalid access token                             |
      | a token of a consent that was withdrawn    | 401    | 1001   | OAuth  | Invalid access token                             |
      | a token that nobody issued                 | 401    | 1001   | OAuth  | Invalid access token                             |
      | no token                                   | 401    | 1002   | OAuth  | Missing access token                             |

  Scenario Outline: The token endpoint refuses <what>
    When it asks for a token with <what>
    Then eBay answers <status> and refuses a token: "<error>", "<description>"
    And no document and no ledger row has changed

    Examples:
      | what                                              | status | error          | description                                                                                    |
      | a wrong secret                                    | 401    | invalid_client | client authentication failed                                                                   |
      | another scope than the seller allowed             | 400    | invalid_scope  | The requested scope is invalid, unknown, malformed, or exceeds the scope granted to the client |
      | a refresh token that nobody issued                | 400    | invalid_grant  | the provided authorization refresh token is invalid or was issued to another client            |
      | the refresh token of a consent that was withdrawn | 400    | invalid_grant  | the provided authorization refresh token is invalid or was issued to another client            |

  Scenario: Returns have an envelope of their own, and take no Bearer token
    Given it sends its token to the returns as a Bearer token
    When it reads return "5300000001"
    Then eBay answers 401 with error 1001 of OAuth: "Invalid access token"
    And no document and no ledger row has changed

  Scenario: A return that does not exist
    When it reads return "5399999999"
    Then eBay answers 400 with error 1616 of returnErrorDomain: "Invalid Input."
    And the error stands in "error"

  # --- what is asked ------------------------------------------------------------------------------

  Scenario Outline: <paid> <currency> of an order of 45.00 USD: <number>
    When it gives <paid> <currency> of the order back
    Then eBay answers <status> with error <number> of API_FULFILLMENT: "<sentence>"
    And the error stands in "errors"
    And no document and no ledger row has changed
    And eBay can still give 45.00 back

    Examples:
      | paid   | currency | status | number | sentence                                                   |
      | 45.01  | USD      | 400    | 34915  | The refund amount exceeds order amount.                    |
      | 48.71  | USD      | 400    | 34915  | The refund amount exceeds order amount.                    |
      | 10.00  | EUR      | 400    | 34909  | The amount currency isn't correct.                         |
      | 0.00   | USD      | 400    | 34907  | The amount value must be positive and within two decimals. |
      | -10.00 | USD      | 400    | 34907  | The amount value must be positive and within two decimals. |
      | 10.001 | USD      | 400    | 34907  | The amount value must be positive and within two decimals. |

  @W6
  Scenario Outline: <paid> of the line <line>: <number>
    When it gives <paid> of the line <line> back
    Then eBay answers <status> with error <number> of API_FULFILLMENT: "<sentence>"
    And no document and no ledger row has changed

    Examples:
      | paid  | line        | status | number | sentence                                                  |
      | 45.01 | EB-TENT     | 409    | 34924  | The item refund amount exceeds the item remaining amount. |
      | 10.00 | 99999999999 | 400    | 34914  | Can't find the item in the order.                         |

  Scenario Outline: A refund for the reason "<reason>"
    When it gives 10.00 of the order back for the reason "<reason>"
    Then eBay answers 400 with error <number> of <domain>: "<sentence>"
    And no document and no ledger row has changed

    Examples:
      | reason       | number | domain          | sentence                             |
      | none         | 34903  | API_FULFILLMENT | The refund reason must be specified. |
      | CHANGED_MIND | 2004   | ACCESS          | The request has errors.              |

  Scenario: A refund of an order that eBay does not have
    When it gives 10.00 of order "01-00099-00099" back
    Then eBay answers 404 with error 34913 of API_FULFILLMENT: "Can not find the order."
    And no document and no ledger row has changed

  Scenario Outline: A list of orders with a filter that cannot be read: <filter>
    When it lists orders with the filter "<filter>"
    Then eBay answers 400 with error <number> of API_FULFILLMENT: "<sentence>"

    Examples:
      | filter                                                                | number | sentence                                                  |
      | colour:{green}                                                        | 30700  | Invalid filter name: colour                               |
      | orderfulfillmentstatus:{SENT}                                         | 30800  | Invalid filter value                                      |
      | creationdate:[yesterday..]                                            | 30810  | Invalid date format                                       |
      | creationdate:[2026-11-24..]                                           | 30810  | Invalid date format                                       |
      | creationdate:[2026-11-24T09:00:00.000Z..2026-11-23T09:00:00.000Z]     | 30840  | Start date should be before end date                      |
      | lastmodifieddate:[2026-11-23T09:00:00.000Z..2027-01-01T09:00:00.000Z] | 30850  | Start and end dates can't be in the future                |
      | creationdate:[2023-01-01T00:00:00.000Z..2026-11-24T00:00:00.000Z]     | 30830  | Time range between start date and end date must be within |

  Scenario Outline: A list of orders with <name> "<value>"
    When it lists orders where <name> is "<value>"
    Then eBay answers 400 with error <number> of API_FULFILLMENT: "<sentence>"

    Examples:
      | name        | value      | number | sentence                        |
      | limit       | 1001       | 31100  | Invalid limit: 1001             |
      | limit       | ten        | 31100  | Invalid limit: ten              |
      | offset      | -1         | 31000  | Invalid offset: -1              |
      | fieldGroups | EVERYTHING | 32800  | Invalid field group: EVERYTHING |

  Scenario Outline: Order "<order>"
    When it reads order "<order>"
    Then eBay answers <status> with error 32100 of API_FULFILLMENT: "Invalid order ID: <order>"

    Examples:
      | order          | status |
      | 01-00099-00098 | 404    |
      | 1001           | 400    |

  # --- signatures ---------------------------------------------------------------------------------

  Scenario Outline: A call about money of a seller in <place>, <how>: <number>
    Given the seller is at home in <place>
    And its calls are <how>
    And no document may change from here on
    When it gives 10.00 USD of the order back
    Then eBay answers <status> with error <number> of ACCESS: "<sentence>"
    And no document and no ledger row has changed
    And eBay holds 0 refunds of the order

    Examples:
      | place              | how                             | status | number | sentence                            |
      | the United Kingdom | not signed                      | 400    | 215001 | Missing x-ebay-signature-key header |
      | Germany            | not signed                      | 400    | 215001 | Missing x-ebay-signature-key header |
      | the United Kingdom | signed and changed on their way | 400    | 215120 | Signature validation failed         |

  Scenario Outline: A call about money of a seller in <place>, <how>, is taken
    Given the seller is at home in <place>
    And its calls are <how>
    When it reads the seller's transactions
    Then eBay answers 200

    Examples:
      | place              | how        |
      | the United Kingdom | signed     |
      | the United States  | not signed |
