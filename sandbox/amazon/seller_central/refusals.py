"""How the pages say no: a page that says why, or the way to the sign-in page."""

from __future__ import annotations

from sandbox.amazon.errors import AmazonError

__all__ = ["PageRefusal", "SignInNeeded"]


class PageRefusal(AmazonError):
    """A page of its own, with `title` and `sentence`."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.title = title
        self.sentence = sentence


class SignInNeeded(AmazonError):
    """Nobody is signed in; `expired`: somebody was."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("sign in")
        self.expired = expired
