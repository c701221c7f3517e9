"""What a switch means, as its platform's settings say it: the comment above it in the source.

Switches that stand together share the comment above the first of them; what stands behind one on
its own line comes last. Rules of dashes head a section and explain nothing.
"""

from __future__ import annotations

import inspect
import re

from sandbox.kernel.switches import Switches

__all__ = ["notes_of"]

_COMMENT = re.compile(r"    # ?(.*)")
_SWITCH = re.compile(r"    (\w+) = Switch\(")
_BEHIND = re.compile(r".*\)  # (?!fmt:)(.*)")


def notes_of(settings: type[Switches]) -> dict[str, str]:
    """By name of the switch."""
    names, found = settings.switches(), {}
    above: list[str] = []
    open_comment = False
    for line in inspect.getsource(settings).splitlines():
        if comment := _COMMENT.fullmatch(line):
            if not open_comment:
                above = []
            open_comment = True
            if not comment[1].startswith("---"):
                above.append(comment[1])
            continue
        open_comment = False
        if not line.strip():
            above = []
        elif (switch := _SWITCH.match(line)) and switch[1] in names:
            behind = _BEHIND.fullmatch(line)
            found[switch[1]] = " ".join((*above, *([f"Here: {behind[1]}."] if behind else ())))
    return found
