Feature: The cost of a scenario

  Scenario Outline: One refund, ten signed calls, run <run>
    Given an order that is paid in the shop and billed in NetSuite
    When one tee is refunded on both sides
    Then both sides show their refund

    Examples:
      | run |
RUNS

  Scenario Outline: Nothing at all, run <run>
    Given nothing
    When nothing happens
    Then nothing has happened

    Examples:
      | run |
RUNS
