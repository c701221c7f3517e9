"""How deep a JSON text goes, before anything takes it apart.

Readers and writers of JSON call themselves for every level, so a text of brackets would exhaust
them, and an answer that repeats a deep value could not be written. A text is looked through only
when it has enough brackets to be too deep.
"""

from __future__ import annotations

import re

__all__ = ["deeper_than"]

_PARTS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)


def deeper_than(limit: int, text: bytes) -> bool:
    """More than `limit` arrays and objects in each other, whether or not the text is JSON."""
    if text.count(b"[") + text.count(b"{") <= limit:
        return False
    depth = 0
    for part in _PARTS.finditer(text):
        mark = text[part.start()]
        if mark in b"[{":
            depth += 1
            if depth > limit:
                return True
        elif mark in b"]}":
            depth -= 1
    return False
