@settlements @amazon
Feature: What is no settlement, and what does not arrive
  A clear error with what to do, and nothing half-posted.

  Background:
    Given example W8 has happened on Amazon, and nothing of its settlement is posted
    And the account is ready for settlements

  Scenario Outline: A file that cannot be taken
    Given the tester downloads the Flat File V2 of settlement "10000000001"
    And the file is <what>
    And no document may change from here on
    When the tester uploads the file as "upload.txt"
    Then no settlement is taken: "upload.txt was not imported: <sentence>"
    And the remedy is "<remedy>"
    And Data Flows > Settlements has 0 rows
    And no document and no ledger row has changed

    Examples:
      | what                                  | sentence                                                        | remedy                                               |
      | the sign-in page                      | this is a web page; the sign-in may have expired.               | Payments > All Statements > Download Flat File V2    |
      | saved again as Unicode text           | this is Unicode text (UTF-16) as a spreadsheet saves it.        | Payments > All Statements > Download Flat File V2    |
      | packed, and cut in the middle         | the gzip file ends too early: the download was cut.             | Download the report again.                           |
      | cut in the middle of a line           | line 40: the file ends in the middle of a line.                 | Download the report again.                           |
      | in letters of neither character set   | line 3: the bytes are not utf-8 nor cp1252.                     | Download the report again from Seller Central.       |
      | without its row of "Storage Fee"      | the 38 rows add up to 42.72 USD, the summary row says 24.30 USD; the difference is -18.42 USD. | ask Amazon for a corrected report. |

  Scenario Outline: A report that cannot be taken
    Given Amazon publishes the settlement once more with the defect "<defect>"
    And no document may change from here on
    When the tester retrieves that report
    Then no settlement is taken: "<sentence>"
    And the remedy is "<remedy>"
    And Data Flows > Settlements has 0 rows
    And no document and no ledger row has changed

    Examples:
      | defect       | sentence                                                                                                   | remedy                                            |
      | version 1    | this is the settlement flat file V1 (removed on 2026-11-11); the flat file V2 is needed.                   | GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2        |
      | other report | this is a report of Payments > Reports Repository (transactions of a date range), not a settlement.        | Payments > All Statements > Download Flat File V2 |
      | cut gzip     | is cut off; nothing of it is used.                                                                         | Retrieve the report again                         |

  Scenario: A character set that the header names wrongly is found out
    Given Amazon publishes the settlement once more with the defect "wrong charset"
    And no document may change from here on
    When the tester retrieves that report
    Then the settlement is taken: "39 rows, 8 postings, deposit 24.30 USD."
    And no document and no ledger row has changed

  Scenario: A lone quotation mark loses no row
    Given Amazon publishes the settlement once more with the defect "quotes"
    And no document may change from here on
    When the tester retrieves that report
    Then the settlement is taken: "39 rows, 8 postings, deposit 24.30 USD."
    And no document and no ledger row has changed

  Scenario: An unknown report ID
    Given no document may change from here on
    When the tester retrieves the settlement report "5000000099999999"
    Then no settlement is taken: "There is no settlement report 5000000099999999 in Amazon."
    And Data Flows > Settlements has 0 rows
    And no document and no ledger row has changed

  Scenario: A report of another kind
    Given a program has asked Amazon for a report of all orders
    And no document may change from here on
    When the tester retrieves that report
    Then no settlement is taken: "is a GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL, no settlement report (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2)."
    And Data Flows > Settlements has 0 rows
    And no document and no ledger row has changed

  Scenario: The login of another region
    Given the account is set to the marketplace "DE", with the login of the American one
    And no document may change from here on
    When the tester retrieves the settlement report "5000000000219760"
    Then no settlement is taken: "Amazon refused getReport: Access to requested resource is denied."
    And the remedy is "check that marketplace_id lies in the region that the refresh_token is for."
    And no document and no ledger row has changed

  Scenario: A withdrawn authorisation
    Given the seller withdraws the authorisation at Amazon
    And no document may change from here on
    When the tester retrieves the settlement report "5000000000219760"
    Then no settlement is taken: "User may have revoked or didn't grant the permission."
    And the remedy is "Authorise the application again in Seller Central"
    And no document and no ledger row has changed

  Scenario: An access token that runs out in the middle is renewed
    Given the access token of the Amazon account will expire before the document is asked for
    And no document may change from here on
    When the tester retrieves the settlement report "5000000000219760"
    Then the settlement is taken: "39 rows, 8 postings, deposit 24.30 USD."
    And the login was renewed
    And no document and no ledger row has changed

  Scenario: A link to the document that has run out is asked for anew
    Given the link to the document runs out on the way to it
    And no document may change from here on
    When the tester retrieves the settlement report "5000000000219760"
    Then the settlement is taken: "39 rows, 8 postings, deposit 24.30 USD."
    And the document was asked for under 2 links
    And no document and no ledger row has changed

  Scenario: A restricted token that has run out opens nothing
    Given a program has a restricted token for the address of order "111-0000001-0000001"
    And no document may change from here on
    When 2 hours pass for everybody
    And the program asks Amazon for that address with it
    Then Amazon answers 403 "Unauthorized": "Access to requested resource is denied."
    And no document and no ledger row has changed
