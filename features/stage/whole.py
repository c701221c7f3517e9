"""The parts of the stage put together."""

from __future__ import annotations

from dataclasses import dataclass

from features.stage.ebay_calls import EbayCalls
from features.stage.judgement import Judgement
from features.stage.messages import Messages
from features.stage.quickbooks import QuickBooksBooks

__all__ = ["Stage"]


@dataclass
class Stage(Messages, QuickBooksBooks, EbayCalls, Judgement):
    """See the parts."""
