"""Statements as they are read, and syntax errors word for word as recorded."""

from __future__ import annotations

import pytest

from sandbox.quickbooks_online.query.errors import QueryFault
from sandbox.quickbooks_online.query.grammar import Condition, Order, Value, parse

AFTER_A_CONDITION = (
    "Was expecting one of:\n"
    "    <EOF> \n"
    "    <AND> ...\n"
    '    "iterator" ...\n'
    '    "maxresults" ...\n'
    "    <OR> ...\n"
    '    "order" ...\n'
    '    "orderby" ...\n'
    '    "startposition" ...\n'
    "    "
)


def refusal(text: str) -> str:
    with pytest.raises(QueryFault) as refused:
        parse(text)
    (error,) = refused.value.errors
    assert (error.code, error.message) == ("4000", "Error parsing query")
    assert refused.value.type == "ValidationFault"
    assert refused.value.status == 400
    return error.detail


def text(value: str) -> Value:
    return Value(value, tuple(value.split("%")))


def test_everything_at_once() -> None:
    found = parse(
        "SELECT *, Sku FROM item WHERE Name = 'TEE' AND UnitPrice >= 10.5 AND Id IN ('1', 2)"
        " AND Active = true ORDERBY Name DESC, Id STARTPOSITION 11 MAXRESULTS 10"
    )
    assert (found.entity, found.fields, found.counts) == ("item", ("*", "Sku"), False)
    assert found.conditions == (
        Condition("Name", "=", (text("TEE"),)),
        Condition("UnitPrice", ">=", (text("10.5"),)),
        Condition("Id", "in", (text("1"), text("2"))),
        Condition("Active", "=", (text("true"),)),
    )
    assert found.orders == (Order("Name", True), Order("Id", False))
    assert (found.start_position, found.max_results) == ("11", "10")
    assert not found.either


def test_count() -> None:
    found = parse("select count(*) from Customer")
    assert (found.counts, found.fields, found.entity) == (True, (), "Customer")


@pytest.mark.parametrize("spelling", ["orderby", "order by", "ORDER BY", "Order\n  By"])
def test_both_spellings_of_order_by(spelling: str) -> None:
    assert parse(f"select * from Item {spelling} Name asc").orders == (Order("Name", False),)


def test_paging_in_either_order() -> None:
    found = parse("select * from Item maxresults 5 startposition 6")
    assert (found.start_position, found.max_results) == ("6", "5")


def test_dotted_names_and_no_blanks() -> None:
    found = parse("select*from Invoice where MetaData.LastUpdatedTime>='2026-01-01'and Id='5'")
    assert [each.field for each in found.conditions] == ["MetaData.LastUpdatedTime", "Id"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"'O\'Brien'", "O'Brien"),
        (r"'back\\slash'", "back\\slash"),
        (r"'ends with \\'", "ends with \\"),
        (r"'\' or Id = \'1'", "' or Id = '1"),
        ("''", ""),
        ("'100%'", "100%"),
        ("'Café Ñandú 東京'", "Café Ñandú 東京"),
        ("'say \"hi\"'", 'say "hi"'),
    ],
)
def test_texts_and_their_escapes(written: str, meant: str) -> None:
    (condition,) = parse(f"select * from Customer where DisplayName = {written}").conditions
    assert condition.values[0].text == meant


def test_a_percent_sign_with_a_backslash_is_no_wildcard() -> None:
    (condition,) = parse(r"select * from Item where Name like '50\% off%'").conditions
    assert condition.values[0].pattern == ("50% off", "")


class TestRecorded:
    def test_an_apostrophe_that_was_not_escaped(self) -> None:
        assert refusal("select * from vendor where DisplayName = 'Cutlery 'R Us'") == (
            'QueryParserError: Encountered " <IDENTIFIER> "R "" at line 1, column 52.\n'
            + AFTER_A_CONDITION
        )

    def test_a_possessive(self) -> None:
        assert refusal("select * from Vendor where DisplayName = 'Aido's  LLC'").startswith(
            'QueryParserError: Encountered " <IDENTIFIER> "s "" at line 1, column 48.\n'
        )

    def test_a_doubled_quote_is_two_texts(self) -> None:
        assert refusal("select * from Vendor where DisplayName = 'Peet''s'") == (
            r"""QueryParserError: Encountered " <STRING> "\'s\' "" at line 1, column 48."""
            + "\n"
            + AFTER_A_CONDITION
        )

    def test_what_was_encoded_twice(self) -> None:
        query = "select * from account where AccountSubType %3D %27Inventory%27"
        assert refusal(query) == (
            "QueryParserError: Invalid content. Lexical error at line 1, column 44.  "
            'Encountered: "%" (37), after : ""'
        )

    def test_a_typographic_apostrophe(self) -> None:
        assert refusal("SELECT * FROM ITEM WHERE NAME LIKE '%Fleur’t'") == (
            "QueryParserError: Invalid content. Lexical error at line 1, column 43.  "
            'Encountered: "\\u2019" (8217), after : "\\\'%Fleur"'
        )

    def test_nothing_at_all(self) -> None:
        assert refusal("") == (
            'QueryParserError: Encountered "<EOF>" at line 0, column 0.\n'
            'Was expecting:\n    "select" ...\n    '
        )


@pytest.mark.parametrize(
    ("query", "line", "column", "met", "after"),
    [
        ("where Name != 'x'", 1, 31, '"!" (33), ', ""),
        ('where Name = "x"', 1, 33, r'"\"" (34), ', ""),
        ("where Name = 'x", 1, 35, "<EOF> ", r"\'x"),
        ("where Name = 'x\\", 1, 36, "<EOF> ", r"\'x\\"),
        ("where Name = 'x\\'", 1, 37, "<EOF> ", r"\'x\\\'"),
        ("; drop", 1, 20, '";" (59), ', ""),
        ("\n where\n\tName ~ 'x'", 3, 14, '"~" (126), ', ""),
        ("where Name = '\U0001f600' \U0001d4b3", 1, 37, r'"\ud835\udcb3" (55349), ', ""),
    ],
)
def test_lexical_errors(query: str, line: int, column: int, met: str, after: str) -> None:
    assert refusal(f"select * from Item {query}") == (
        f"QueryParserError: Invalid content. Lexical error at line {line}, column {column}.  "
        f'Encountered: {met}after : "{after}"'
    )


@pytest.mark.parametrize(
    ("query", "met", "column"),
    [
        ("select * from Item where Name not in ('x')", ' <IDENTIFIER> "not "', 31),
        ("select * from Item where not Name = 'x'", ' <IDENTIFIER> "Name "', 30),
        ("select * from Item group by Name", ' <IDENTIFIER> "group "', 20),
        ("select * from Item join Customer", ' <IDENTIFIER> "join "', 20),
        ("select * from (select * from Item)", ' "(" "( "', 15),
        ("select * from Item where", "<EOF>", 24),
        ("select * from Item where Id in ()", ' ")" ") "', 33),
        ("select * from Item where Id <> 5", ' ">" "> "', 30),
        ("delete from Item", ' <IDENTIFIER> "delete "', 1),
        ("select * from Item maxresults 5 maxresults 5", ' "maxresults" "maxresults "', 33),
        ("select * from Item maxresults '5'", " <STRING> \"\\'5\\' \"", 31),
        ("select count(Id) from Item", ' <IDENTIFIER> "Id "', 14),
        ("select * from Item where Id = '1' 'x'", " <STRING> \"\\'x\\' \"", 35),
        ("   ", "<EOF>", 3),
    ],
)
def test_words_that_do_not_belong(query: str, met: str, column: int) -> None:
    expected = f'QueryParserError: Encountered "{met}" at line 1, column {column}.\nWas expecting'
    assert refusal(query).startswith(expected)


def test_one_word_that_would_have_done() -> None:
    assert refusal("select * from (select * from Item)").endswith(
        ".\nWas expecting:\n    <IDENTIFIER> ...\n    "
    )


def test_an_error_behind_the_first_one_is_never_seen() -> None:
    assert "Encountered" in refusal("select from Item where ~")
    assert "Lexical" not in refusal("select from Item where ~")


def test_or_is_a_word_of_the_grammar() -> None:
    assert parse("select * from Item where Id = '1' or Id = '2'").either
