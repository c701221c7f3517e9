"""Document numbers over HTTP: who gives them, and how a duplicate passes."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def sold(api: Any) -> dict[str, Any]:
    customer = api.create("Customer", {"DisplayName": "Dana Reyes"})
    [tee] = api.query("select * from Item where Name = 'TEE-BLK'").body["QueryResponse"]["Item"]
    detail = {"ItemRef": {"value": tee["Id"]}, "UnitPrice": 19.99, "Qty": 1}
    return {
        "CustomerRef": {"value": customer["Id"]},
        "Line": [
            {
                "Amount": 19.99,
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": detail,
            }
        ],
    }


def test_quickbooks_gives_the_next_one(api: Any, sold: dict[str, Any]) -> None:
    numbers = [api.create("Invoice", sold)["DocNumber"] for _ in range(2)]
    assert numbers == ["1001", "1002"]


def test_or_nobody_does(api: Any, sold: dict[str, Any]) -> None:
    api.desk.change_numbering(custom=True)
    assert "DocNumber" not in api.create("Invoice", sold)
    assert api.create("Invoice", {**sold, "DocNumber": "A-1"})["DocNumber"] == "A-1"


class TestDuplicate:
    @pytest.fixture(autouse=True)
    def first(self, api: Any, sold: dict[str, Any]) -> str:
        api.desk.change_numbering(custom=True)
        return str(api.create("Invoice", {**sold, "DocNumber": "A-1"})["Id"])

    def test_is_refused_with_the_id_of_the_first(
        self, api: Any, sold: dict[str, Any], first: str
    ) -> None:
        again = {**sold, "DocNumber": "A-1"}
        answer = api.refused("6140", lambda: api.post("invoice", again))
        assert answer.error["Message"] == "Duplicate Document Number Error"
        assert answer.error["Detail"] == (
            "Duplicate Document Number Error : You must specify a different number. This number "
            "has already been used. DocNumber=A-1 is assigned to TxnType=Invoice with "
            f"TxnId={first}"
        )

    @pytest.mark.parametrize("word", ["allowduplicatedocnum", "AllowDuplicateDocNum,x"])
    def test_passes_by_its_word(self, api: Any, sold: dict[str, Any], word: str) -> None:
        again = {**sold, "DocNumber": "A-1"}
        assert api.post("invoice", again, include=word).status == 200

    def test_passes_in_a_batch(self, api: Any, sold: dict[str, Any]) -> None:
        item = {"bId": "1", "operation": "create", "Invoice": {**sold, "DocNumber": "A-1"}}
        for options, member in (("", "Fault"), ("allowduplicatedocnum", "Invoice")):
            body = {"BatchItemRequest": [{**item, "optionsData": options}]}
            [done] = api.post("batch", body).body["BatchItemResponse"]
            assert member in done

    def test_of_a_receipt_is_another_number(self, api: Any, sold: dict[str, Any]) -> None:
        assert api.post("salesreceipt", {**sold, "DocNumber": "A-1"}).status == 200
