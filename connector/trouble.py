"""What an adapter raises when a platform did not do what was asked.

    Trouble
    |-- Refused       the platform answered no; nothing was written
    |-- Unreachable   the request certainly never arrived; nothing was written
    |-- AnswerLost    it may or may not have been carried out: look before doing anything else
    `-- Throttled     a limit; nothing was written; try again at `until`

Flows turn every one of them into a recorded state of the row. Anything else is a bug.
"""

from __future__ import annotations

from datetime import datetime

__all__ = ["AnswerLost", "Refused", "Throttled", "Trouble", "Unreachable"]


class Trouble(Exception):
    """`sentence` in plain words, `source` the platform that said so ("NetSuite", "Shopify")."""

    def __init__(self, sentence: str, source: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.source = source


class Refused(Trouble):
    """`verbatim` is the platform's own text, shown as it is; `code` its error code if it has one.

    `remedy` is given where the adapter knows better than the flow (an unknown payment method, a
    revoked token). `login` marks refused credentials, which concern every call.
    """

    def __init__(
        self,
        sentence: str,
        source: str,
        verbatim: str = "",
        *,
        code: str = "",
        remedy: str = "",
        login: bool = False,
    ) -> None:
        super().__init__(sentence, source)
        self.verbatim = verbatim or sentence
        self.code = code
        self.remedy = remedy
        self.login = login


class Unreachable(Trouble):
    """No connection could be made."""


class AnswerLost(Trouble):
    """Sent, but no (usable) answer came back: time-out after sending, reset, 5xx."""


class Throttled(Trouble):
    """`until` (aware UTC) is when the platform may be asked again."""

    def __init__(self, sentence: str, source: str, until: datetime) -> None:
        super().__init__(sentence, source)
        self.until = until
