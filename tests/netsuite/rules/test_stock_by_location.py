"""Stock lies at locations: what a line moves or holds is at the line's location."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidContent, UserError

D = Decimal


@pytest.fixture
def berlin(account: Any) -> int:
    return int(account.desk.add_location("Berlin").id)


@pytest.fixture
def lyon(account: Any, berlin: int) -> int:
    return int(account.desk.add_location("Lyon").id)


@pytest.fixture
def stock(account: Any, berlin: int, lyon: int) -> Any:
    """40 T-shirts in Berlin, 10 in Lyon, 950 not distributed; reads (on hand, committed)."""
    account.desk.distribute_inventory("TEE-BLK", {berlin: 40, lyon: 10})

    def read() -> dict[str, tuple[int, int]]:
        item = account.desk.item("TEE-BLK")
        found = {name: item.at(key) for name, key in (("", 0), ("B", berlin), ("L", lyon))}
        assert sum(each.on_hand for each in found.values()) == item.quantity_on_hand
        assert sum(each.committed for each in found.values()) == item.quantity_committed
        return {name: (int(each.on_hand), int(each.committed)) for name, each in found.items()}

    return read


@pytest.fixture
def sell(account: Any, jane: Any, item: Any) -> Any:
    def write(record: str, units: int, at: int | None = None, **more: Any) -> Any:
        line = {"item": item("TEE-BLK"), "quantity": D(units), "location": at}
        return rules.create(account, record, {"entity": jane.id, "lines": [line], **more})

    return write


def test_distributed(account: Any, stock: Any, berlin: int, rows: Any) -> None:
    assert stock() == {"": (950, 0), "B": (40, 0), "L": (10, 0)}
    for units, refusal in (({berlin: 951}, UserError), ({99: 1}, InvalidContent)):
        with pytest.raises(refusal):
            account.desk.distribute_inventory("TEE-BLK", units)
    assert stock()["B"] == (40, 0)


def test_an_order_holds_and_ships_where_its_line_is(
    account: Any, stock: Any, sell: Any, berlin: int, lyon: int
) -> None:
    order = sell("salesOrder", 12, lyon)
    assert stock() == {"": (950, 0), "B": (40, 0), "L": (10, 10)}
    assert account.records.transactions[order.id].lines[0].quantity_committed == 10
    shipped = account.desk.fulfil(order.id, {"TEE-BLK": 4})
    assert shipped.lines[0].location == lyon
    assert stock()["L"] == (6, 6)
    rules.delete(account, "itemFulfillment", shipped.id)
    assert stock()["L"] == (10, 10)


def test_a_fulfilment_ships_from_where_it_says(
    account: Any, stock: Any, sell: Any, berlin: int, lyon: int
) -> None:
    order = sell("salesOrder", 5, lyon)
    body = {"lines": [{"order_line": 1, "quantity": D(5), "location": berlin}]}
    shipped = rules.transform(account, order.id, "itemFulfillment", body)
    assert stock() == {"": (950, 0), "B": (35, 0), "L": (10, 0)}
    change = {"lines": [{"line": 1, "location": lyon}]}
    rules.update(account, "itemFulfillment", shipped.id, change)
    assert stock() == {"": (950, 0), "B": (40, 0), "L": (5, 0)}


def test_the_header_s_location_counts_for_lines_without(
    account: Any, stock: Any, sell: Any, berlin: int
) -> None:
    sale = sell("cashSale", 3, location=berlin)
    assert stock()["B"] == (37, 0)
    account.desk.refund(sale.id, {"TEE-BLK": 2})
    assert stock()["B"] == (39, 0)


def test_without_a_location_it_comes_from_none(account: Any, stock: Any, sell: Any) -> None:
    sell("cashSale", 3)
    assert stock() == {"": (947, 0), "B": (40, 0), "L": (10, 0)}


def test_a_receipt_comes_in_where_the_return_says(
    account: Any, stock: Any, sell: Any, berlin: int, lyon: int
) -> None:
    sale = sell("cashSale", 3, berlin)
    rma = account.desk.authorize_return(sale.id)
    body = {"lines": [{"order_line": 1, "quantity": D(2), "location": lyon}]}
    rules.transform(account, rma.id, "itemReceipt", body, replace={"lines"})
    assert stock() == {"": (950, 0), "B": (37, 0), "L": (12, 0)}
    account.desk.receive(rma.id)
    assert stock()["B"] == (38, 0)


def test_a_line_that_moves_takes_its_units_where_it_goes(
    account: Any, stock: Any, sell: Any, berlin: int, lyon: int
) -> None:
    first, second = sell("salesOrder", 8, lyon), sell("salesOrder", 8, lyon)
    assert stock()["L"] == (10, 10)
    rules.update(account, "salesOrder", first.id, {"lines": [{"line": 1, "location": berlin}]})
    assert stock() == {"": (950, 0), "B": (40, 8), "L": (10, 8)}
    held = account.records.transactions[second.id].lines[0].quantity_committed
    assert held == 8


def test_distributing_serves_those_who_wait_there(
    account: Any, stock: Any, sell: Any, lyon: int
) -> None:
    order = sell("salesOrder", 15, lyon)
    account.desk.distribute_inventory("TEE-BLK", {lyon: 20})
    assert stock() == {"": (930, 0), "B": (40, 0), "L": (30, 15)}
    assert account.records.transactions[order.id].lines[0].quantity_committed == 15


def test_a_kit_takes_its_members_there(
    account: Any, jane: Any, item: Any, stock: Any, berlin: int
) -> None:
    members = [{"item": item("TEE-BLK"), "quantity": D(2)}]
    kit = rules.create(
        account, "kitItem", {"item_id": "SET", "base_price": D(9), "members": members}
    )
    line = {"item": kit.id, "quantity": D(3), "location": berlin}
    rules.create(account, "cashSale", {"entity": jane.id, "lines": [line]})
    assert stock()["B"] == (34, 0)
