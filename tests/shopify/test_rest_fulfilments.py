import pytest


@pytest.fixture
def order(rest):
    return rest.desk.place([("TEE-BLK", 3), ("MUG-WHT", 1)])


def work_of(rest, order):
    answer = rest.get(f"orders/{order.id}/fulfillment_orders.json")
    return answer.body["fulfillment_orders"]


def ask(work, lines=None, **more):
    piece = {"fulfillment_order_id": work["id"]}
    if lines is not None:
        piece["fulfillment_order_line_items"] = lines
    return {"fulfillment": {"line_items_by_fulfillment_order": [piece], **more}}


def test_the_work_of_an_order(rest, order):
    (work,) = work_of(rest, order)
    assert (work["status"], work["order_id"]) == ("open", order.id)
    assert [(each["quantity"], each["fulfillable_quantity"]) for each in work["line_items"]] == [
        (3, 3),
        (1, 1),
    ]
    same = rest.get(f"fulfillment_orders/{work['id']}.json").body["fulfillment_order"]
    assert same == work
    assert rest.get("fulfillment_orders/1.json").status == 404


def test_part_then_the_rest(rest, order):
    (work,) = work_of(rest, order)
    tracking = {"company": "UPS", "number": "1Z", "url": "https://ups.example/1Z"}
    lines = [{"id": work["line_items"][0]["id"], "quantity": 2}]
    answer = rest.post("fulfillments.json", ask(work, lines, tracking_info=tracking))
    assert answer.status == 201
    fulfillment = answer.body["fulfillment"]
    assert (fulfillment["name"], fulfillment["status"]) == ("#1001-F1", "success")
    assert fulfillment["tracking_number"] == "1Z"
    assert fulfillment["line_items"][0]["quantity"] == 2
    document = rest.get(f"orders/{order.id}.json").body["order"]
    assert document["fulfillment_status"] == "partial"
    assert document["line_items"][0]["fulfillment_status"] == "partial"
    (work,) = work_of(rest, order)
    assert work["status"] == "in_progress"
    rest.post("fulfillments.json", ask(work))
    document = rest.get(f"orders/{order.id}.json").body["order"]
    assert document["fulfillment_status"] == "fulfilled"
    assert document["closed_at"] is not None
    (work,) = work_of(rest, order)
    assert work["status"] == "closed"
    assert rest.get(f"orders/{order.id}/fulfillments/count.json").body == {"count": 2}
    assert len(rest.get(f"orders/{order.id}/fulfillments.json").body["fulfillments"]) == 2
    number = fulfillment["id"]
    one = rest.get(f"orders/{order.id}/fulfillments/{number}.json").body["fulfillment"]
    assert one["name"] == "#1001-F1"


def test_refusals(rest, order):
    (work,) = work_of(rest, order)
    piece = work["line_items"][0]["id"]
    cases = [
        (ask({"id": 1}), "Fulfillment order does not exist."),
        (
            ask(work, [{"id": piece, "quantity": 4}]),
            "Invalid fulfillment order line item quantity requested.",
        ),
        (ask(work, [{"id": piece, "quantity": 0}]), "Quantity must be greater than 0"),
    ]
    for body, message in cases:
        answer = rest.post("fulfillments.json", body)
        assert (answer.status, answer.body) == (422, {"errors": {"fulfillment": [message]}})
    rest.post("fulfillments.json", ask(work))
    answer = rest.post("fulfillments.json", ask(work))
    message = f"Fulfillment order {work['id']} has an unfulfillable status= closed."
    assert answer.body == {"errors": {"fulfillment": [message]}}


def test_work_named_twice_leaves_once(rest, order):
    (work,) = work_of(rest, order)
    tees = work["line_items"][0]["id"]

    def twice(count):
        half = {
            "fulfillment_order_id": work["id"],
            "fulfillment_order_line_items": [{"id": tees, "quantity": count}],
        }
        return {"fulfillment": {"line_items_by_fulfillment_order": [half, half]}}

    answer = rest.post("fulfillments.json", twice(2))
    message = "Invalid fulfillment order line item quantity requested."
    assert (answer.status, answer.body) == (422, {"errors": {"fulfillment": [message]}})
    answer = rest.post("fulfillments.json", twice(1))
    assert [each["quantity"] for each in answer.body["fulfillment"]["line_items"]] == [2]
    whole = {"fulfillment_order_id": work["id"]}
    body = {"fulfillment": {"line_items_by_fulfillment_order": [whole, whole]}}
    answer = rest.post("fulfillments.json", body)
    assert [each["quantity"] for each in answer.body["fulfillment"]["line_items"]] == [1, 1]
    document = rest.get(f"orders/{order.id}.json").body["order"]
    assert document["fulfillment_status"] == "fulfilled"
    (level,) = [each for each in rest.shopify.records.inventory_levels if each.on_hand == 997]
    assert (level.available, level.committed) == (997, 0)


def test_cancel_opens_the_work_again(rest, order):
    rest.desk.fulfil(order.id)
    (fulfillment,) = rest.get(f"orders/{order.id}/fulfillments.json").body["fulfillments"]
    answer = rest.post(f"fulfillments/{fulfillment['id']}/cancel.json")
    assert answer.body["fulfillment"]["status"] == "cancelled"
    assert rest.get(f"orders/{order.id}.json").body["order"]["fulfillment_status"] is None
    assert [each["status"] for each in work_of(rest, order)] == ["closed", "open"]
    assert rest.post("fulfillments/1/cancel.json").status == 404


def test_tracking(rest, order):
    rest.desk.fulfil(order.id)
    (fulfillment,) = rest.get(f"orders/{order.id}/fulfillments.json").body["fulfillments"]
    body = {"fulfillment": {"tracking_info": {"number": "42", "company": "DHL"}}}
    changed = rest.post(f"fulfillments/{fulfillment['id']}/update_tracking.json", body)
    assert changed.body["fulfillment"]["tracking_numbers"] == ["42"]
