from __future__ import annotations

import pytest

from sandbox.kernel.nesting import deeper_than


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        (b"[[[]]]", False),
        (b"[[[[]]]]", True),
        (b'{"a":{"b":[1]}}', False),
        (b'{"a":{"b":[{}]}}', True),
        (b"[],[],[],[]", False),
        (b'["[[[[", "\\"[[[["]', False),
        (b'[[["\\\\",[0]]]]', True),
        (b"[[[[", True),
        (b'"[[[[', False),
        (b"", False),
    ],
)
def test_brackets_count_where_they_nest(text: bytes, deep: bool) -> None:
    assert deeper_than(3, text) is deep


def test_a_large_text_is_looked_through_at_once() -> None:
    assert not deeper_than(100, b"[" + b'{"a":[1,2]},' * 100_000 + b"0]")
    assert deeper_than(100, b"[" * 1_000_000)
