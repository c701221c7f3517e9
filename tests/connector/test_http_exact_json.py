from decimal import Decimal

import pytest

from connector.http import exact_json


class TestWriting:
    def test_money_keeps_its_digits(self) -> None:
        assert exact_json.write({"amount": Decimal("19.47")}) == b'{"amount":19.47}'

    def test_trailing_zeros_stay_and_stay_a_number(self) -> None:
        assert exact_json.write([Decimal("7.90"), 3]) == b"[7.90,3]"

    @pytest.mark.parametrize("body", [{"amount": 19.47}, [{"lines": [0.1]}], 1.5])
    def test_a_float_is_refused_wherever_it_hides(self, body: object) -> None:
        with pytest.raises(TypeError, match="is a float"):
            exact_json.write(body)


class TestReading:
    def test_a_number_with_a_point_is_exact(self) -> None:
        assert exact_json.read(b'{"taxTotal":9.75,"id":3}') == {
            "taxTotal": Decimal("9.75"),
            "id": 3,
        }

    def test_more_digits_than_a_double_holds(self) -> None:
        assert exact_json.read(b"12345678901234567.89") == Decimal("12345678901234567.89")

    @pytest.mark.parametrize("text", [b"", b"<html>", b"\xff\xfe", b'{"a":'])
    def test_what_is_not_json_is_told_apart(self, text: bytes) -> None:
        with pytest.raises(exact_json.BadJson):
            exact_json.read(text)
