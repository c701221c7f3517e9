from urllib.parse import parse_qs, urlsplit

import pytest


@pytest.fixture
def five(rest):
    """Five orders, a minute apart: #1001 (oldest) to #1005."""
    orders = []
    for _ in range(5):
        orders.append(rest.desk.place([("MUG-WHT", 1)]))
        rest.universe.advance(60)
    return orders


@pytest.fixture
def rest(rest):
    from datetime import timedelta

    rest.universe.advance = lambda seconds: rest.universe.clock.advance(timedelta(seconds=seconds))
    return rest


def names(answer):
    return [order["name"] for order in answer.body["orders"]]


def follow(rest, answer, rel):
    query = parse_qs(urlsplit(answer.links()[rel]).query)
    return rest.get("orders.json", **{key: value[0] for key, value in query.items()})


def test_newest_first(rest, five):
    assert names(rest.get("orders.json")) == ["#1005", "#1004", "#1003", "#1002", "#1001"]
    assert rest.get("orders.json").header("link") is None


def test_pages_forward_and_back(rest, five):
    first = rest.get("orders.json", limit=2, fields="name")
    assert names(first) == ["#1005", "#1004"]
    assert set(first.links()) == {"next"}
    assert first.links()["next"].startswith(
        "https://acme-outdoor.myshopify.com/admin/api/2026-07/orders.json?limit=2&page_info="
    )
    second = follow(rest, first, "next")
    assert names(second) == ["#1003", "#1002"]
    assert list(second.links()) == ["previous", "next"]
    assert list(second.body["orders"][0]) == ["name"]
    third = follow(rest, second, "next")
    assert names(third) == ["#1001"]
    assert set(third.links()) == {"previous"}
    assert names(follow(rest, third, "previous")) == ["#1003", "#1002"]
    back = follow(rest, second, "previous")
    assert names(back) == ["#1005", "#1004"]
    assert set(back.links()) == {"next"}


def test_filters_live_on_in_page_info(rest, five):
    rest.desk.close(five[2].id)
    page = rest.get("orders.json", limit=2, status="open")
    assert names(page) + names(follow(rest, page, "next")) == ["#1005", "#1004", "#1002", "#1001"]


def test_orders_of_one_second_are_not_lost(rest):
    for _ in range(5):
        rest.desk.place([("MUG-WHT", 1)])
    page = rest.get("orders.json", limit=2)
    seen = names(page)
    while "next" in page.links():
        page = follow(rest, page, "next")
        seen += names(page)
    assert seen == ["#1005", "#1004", "#1003", "#1002", "#1001"]


def test_nothing_else_beside_page_info(rest, five):
    page = rest.get("orders.json", limit=2)
    token = parse_qs(urlsplit(page.links()["next"]).query)["page_info"][0]
    answer = rest.get("orders.json", page_info=token, status="any")
    assert answer.status == 400
    assert answer.body == {
        "errors": {
            "status": "status cannot be passed when page_info is present. "
            "See https://shopify.dev/api/usage/pagination-rest for more information."
        }
    }


@pytest.mark.parametrize("path", ["orders.json", "webhooks.json"])
def test_pages_have_no_numbers_any_more(rest, path):
    answer = rest.get(path, page=2, limit=2)
    assert answer.status == 400
    assert answer.body == {
        "errors": {
            "page": "page cannot be passed. "
            "See https://shopify.dev/api/usage/pagination-rest for more information."
        }
    }


@pytest.mark.parametrize("token", ["nonsense", "", "e30="])
def test_a_page_info_of_ones_own(rest, token):
    answer = rest.get("orders.json", page_info=token)
    assert (answer.status, answer.body) == (400, {"errors": {"page_info": "Invalid value."}})


def test_status(rest, five):
    rest.desk.close(five[0].id)
    assert "#1001" not in names(rest.get("orders.json"))
    assert names(rest.get("orders.json", status="closed")) == ["#1001"]
    assert len(names(rest.get("orders.json", status="any"))) == 5
    assert names(rest.get("orders.json", status="cancelled")) == []
    assert rest.get("orders/count.json").body == {"count": 4}
    assert rest.get("orders/count.json", status="any").body == {"count": 5}


def test_financial_status(rest, five):
    rest.desk.place([("MUG-WHT", 1)], pay=False)
    rest.desk.refund(five[1].id, amount=five[1].total_price.shop / 2)
    assert names(rest.get("orders.json", financial_status="pending")) == ["#1006"]
    assert names(rest.get("orders.json", financial_status="partially_refunded")) == ["#1002"]
    assert names(rest.get("orders.json", financial_status="unpaid")) == []
    assert rest.get("orders/count.json", financial_status="paid").body == {"count": 4}


def test_fulfillment_status(rest, five):
    rest.desk.fulfil(five[0].id)
    both = rest.desk.place([("MUG-WHT", 2)])
    rest.desk.fulfil(both.id, {"MUG-WHT": 1})
    assert names(rest.get("orders.json", status="any", fulfillment_status="shipped")) == ["#1001"]
    assert names(rest.get("orders.json", fulfillment_status="partial")) == ["#1006"]
    assert len(names(rest.get("orders.json", fulfillment_status="unshipped"))) == 4
    assert len(names(rest.get("orders.json", fulfillment_status="unfulfilled"))) == 5


def test_ids_name_and_since_id(rest, five):
    ids = f"{five[0].id},{five[3].id}"
    assert names(rest.get("orders.json", ids=ids)) == ["#1004", "#1001"]
    assert names(rest.get("orders.json", name="#1002")) == ["#1002"]
    assert names(rest.get("orders.json", name="1002")) == ["#1002"]
    page = rest.get("orders.json", since_id=five[1].id, limit=2)
    assert names(page) == ["#1003", "#1004"]
    assert names(follow(rest, page, "next")) == ["#1005"]


def test_times(rest, five):
    assert names(rest.get("orders.json", created_at_min="2026-11-24T09:02:00Z")) == [
        "#1005",
        "#1004",
        "#1003",
    ]
    assert names(rest.get("orders.json", created_at_max="2026-11-24T04:01:00-05:00")) == [
        "#1002",
        "#1001",
    ]
    # No offset: the shop's own time.
    assert names(rest.get("orders.json", created_at_min="2026-11-24T04:04:00")) == ["#1005"]
    rest.desk.refund(five[0].id, {"MUG-WHT": 1}, amount=five[0].total_price.shop / 2)
    assert names(rest.get("orders.json", updated_at_min="2026-11-24T09:04:30Z")) == ["#1001"]
    assert names(
        rest.get("orders.json", processed_at_min="2026-11-24T09:01:00Z", order="processed_at asc")
    ) == ["#1002", "#1003", "#1004", "#1005"]


def test_order_by_update(rest, five):
    rest.universe.advance(60)
    rest.desk.refund(five[2].id, amount=five[2].total_price.shop / 2)
    assert names(rest.get("orders.json", order="updated_at desc"))[0] == "#1003"
    page = rest.get("orders.json", order="updated_at asc", limit=3)
    assert names(page) == ["#1001", "#1002", "#1004"]
    assert names(follow(rest, page, "next")) == ["#1005", "#1003"]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"limit": "many"}, {"limit": "expected String to be a Integer"}),
        ({"status": "gone"}, {"status": "Invalid value."}),
        ({"order": "price asc"}, {"order": "Invalid value."}),
        ({"created_at_min": "soon"}, {"created_at_min": "expected String to be a DateTime"}),
        ({"ids": "1,x"}, {"ids": "expected String to be a id"}),
    ],
)
def test_impossible_filters(rest, query, errors):
    answer = rest.get("orders.json", **query)
    assert (answer.status, answer.body) == (400, {"errors": errors})


def test_more_than_250_gets_250(rest):
    for _ in range(251):
        rest.desk.place([("MUG-WHT", 1)])
    page = rest.get("orders.json", limit=1000, fields="id")
    assert len(page.body["orders"]) == 250
    assert "next" in page.links()
