"""What a person can do about a refusal of the books, by its code.

The codes are QuickBooks'; the sentence and the books' own text stay as they are.
"""

from __future__ import annotations

from dataclasses import replace

from connector.flows.outcome import Outcome

__all__ = ["DUPLICATE_NUMBER", "with_remedy"]

DUPLICATE_NUMBER = "6140"
REMEDIES = {
    "6140": "The number is another document's, and so are the next ones: change them in "
    "QuickBooks, or set number_prefix, then run again.",
    "6200": "The books are closed for that day: move the closing date back (Account and settings > "
    "Advanced), or book the document by hand in an open period and cancel this row.",
    "6210": "The books are closed for that day: move the closing date back (Account and settings > "
    "Advanced), or book the document by hand in an open period and cancel this row.",
    "6540": "The document is part of a deposit: take it out of the deposit in QuickBooks, then run "
    "again.",
    "6480": "The document is matched to a bank line: undo the match in QuickBooks, then run again.",
    "6450": "The document is settled: undo what settled it in QuickBooks, then run again.",
    "5010": "Somebody changed the document at that moment: run again.",
    "610": "Something the document uses was made inactive or deleted in QuickBooks: make it "
    "active, then run again.",
    "2500": "Something the document uses does not exist in QuickBooks: look at the items, "
    "accounts and the customer the settings name, then run again.",
    "6000": "Read what QuickBooks says below, correct it there, then run again.",
}


def with_remedy(outcome: Outcome) -> Outcome:
    """The same, with the remedy of its code where there is a better one than a general sentence."""
    problem = outcome.problem
    if problem is None or problem.code not in REMEDIES:
        return outcome
    return replace(outcome, problem=replace(problem, remedy=REMEDIES[problem.code]))
