"""Subscribing: what is refused in which words, what is kept, and that both protocols agree."""

from __future__ import annotations

from typing import Any

import pytest

ADDRESS = ["webhookSubscription", "callbackUrl"]

REFUSED = [
    ({"uri": ""}, [(ADDRESS, "Address can't be blank")]),
    (
        {"uri": "http://hooks.example.com/a"},
        [(ADDRESS, "Address protocol http:// is not supported")],
    ),
    (
        {"uri": "kafka://hooks.example.com/a"},
        [(ADDRESS, "Address protocol kafka:// is not supported")],
    ),
    (
        {"uri": "https://localhost/a"},
        [(ADDRESS, "Address cannot be a Shopify or an internal domain")],
    ),
    (
        {"uri": "https://192.168.1.4/a"},
        [(ADDRESS, "Address cannot be a Shopify or an internal domain")],
    ),
    (
        {"uri": "https://acme-outdoor.myshopify.com/a"},
        [(ADDRESS, "Address cannot be a Shopify or an internal domain")],
    ),
    (
        {"uri": "http://127.0.0.1:9000/a"},
        [
            (ADDRESS, "Address protocol http:// is not supported"),
            (ADDRESS, "Address cannot be a Shopify or an internal domain"),
        ],
    ),
    ({"uri": "hooks.example.com"}, [(ADDRESS, "Address is invalid")]),
    (
        {"uri": "pubsub://project"},
        [
            (ADDRESS, "Address protocol pubsub:// is not supported"),
            (
                ADDRESS,
                "Address is not a valid GCP pub/sub format. Format should be "
                "pubsub://project:topic",
            ),
        ],
    ),
    (
        {"uri": "arn:aws:sns:us-east-1::x"},
        [(ADDRESS, "Address is invalid"), (ADDRESS, "Address is not a valid AWS ARN")],
    ),
    (
        {"format": "XML"},
        [
            (
                ["webhookSubscription", "format"],
                "Format 'xml' is invalid for this webhook topic. Allowed formats: json",
            )
        ],
    ),
    (
        {"name": "not good"},
        [
            (
                ["webhookSubscription", "name"],
                "Name name field can only contain alphanumeric characters, underscores, and "
                "hyphens",
            )
        ],
    ),
    (
        {"filter": "paid"},
        [
            (
                ["webhookSubscription"],
                "The specified filter is invalid, please ensure you specify the field(s) you "
                "wish to filter on.",
            )
        ],
    ),
]


@pytest.mark.parametrize(("given", "errors"), REFUSED)
def test_a_bad_subscription_is_refused_and_leaves_nothing(
    shop: Any, given: dict[str, str], errors: list[tuple[list[str], str]]
) -> None:
    before = shop.world.documents_hash()
    answer = shop.subscribe("ORDERS_CREATE", **given)
    assert answer["webhookSubscription"] is None
    assert [(each["field"], each["message"]) for each in answer["userErrors"]] == errors
    assert shop.world.documents_hash() == before


def test_a_subscription_is_kept_as_it_was_asked_for(shop: Any) -> None:
    made = shop.subscribe("ORDERS_PARTIALLY_FULFILLED", includeFields=["id", "note"], name="ours-1")
    assert made["userErrors"] == []
    kept = made["webhookSubscription"]
    assert kept["uri"] == "https://hooks.example.com/shopify"
    assert kept["format"] == "JSON"
    assert kept["includeFields"] == ["id", "note"]
    assert kept["apiVersion"] == {"handle": "2026-07"}
    assert kept["createdAt"] == "2026-11-24T09:00:00Z"
    seen = shop.send("GET", f"webhooks/{kept['legacyResourceId']}.json").json()["webhook"]
    assert seen["topic"] == "orders/partially_fulfilled"
    assert seen["address"] == "https://hooks.example.com/shopify"
    assert seen["fields"] == ["id", "note"]
    assert seen["created_at"] == "2026-11-24T04:00:00-05:00"


def test_one_address_hears_of_a_topic_once(shop: Any) -> None:
    assert shop.subscribe("ORDERS_CREATE")["userErrors"] == []
    again = shop.subscribe("ORDERS_CREATE")
    assert again["userErrors"] == [
        {"field": ADDRESS, "message": "Address for this topic has already been taken"}
    ]
    assert shop.subscribe("ORDERS_UPDATED")["userErrors"] == []
    assert shop.subscribe("ORDERS_CREATE", filter="test:false")["userErrors"] == []


def test_a_switch_allows_receivers_on_this_machine(shop: Any) -> None:
    shop.settings.local_webhooks = True
    assert shop.subscribe("ORDERS_CREATE", uri="http://localhost:9/a")["userErrors"] == []
    assert shop.subscribe("ORDERS_CREATE", uri="https://10.0.0.1/a")["userErrors"] == []


def test_callback_url_is_the_older_name_of_uri(shop: Any) -> None:
    made = shop.subscribe("ORDERS_CREATE", uri=None, callbackUrl="https://hooks.example.com/old")
    assert made["webhookSubscription"]["uri"] == "https://hooks.example.com/old"


def test_topics_need_the_scope_of_what_they_tell(shop: Any) -> None:
    token = shop.world.shopify.auth.issue_token(scopes=("read_products",)).id
    refused = shop.subscribe("ORDERS_CREATE", token)
    assert refused["userErrors"] == [
        {
            "field": ["webhookSubscription"],
            "message": "You cannot create a webhook subscription with the specified topic",
        }
    ]
    assert shop.subscribe("PRODUCTS_UPDATE", token)["userErrors"] == []
    assert shop.subscribe("APP_UNINSTALLED", token)["userErrors"] == []
    answer = shop.send(
        "POST", "webhooks.json", {"webhook": {"topic": "orders/create", "address": shop.url}}, token
    )
    assert answer.status_code == 422
    assert answer.json() == {
        "errors": {
            "topic": [
                "Invalid topic specified. Topics allowed: app/uninstalled, "
                "bulk_operations/finish, products/create, products/update"
            ]
        }
    }


UPDATE = """mutation ($id: ID!, $given: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $given) {
    webhookSubscription { uri topic includeFields } userErrors { field message } } }"""
DELETE = """mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) {
  deletedWebhookSubscriptionId userErrors { field message } } }"""


def test_a_subscription_changes_and_goes(shop: Any) -> None:
    number = shop.subscribe("ORDERS_CREATE")["webhookSubscription"]["id"]
    changed = shop.query(UPDATE, id=number, given={"includeFields": ["id"]})
    assert changed["webhookSubscriptionUpdate"] == {
        "webhookSubscription": {
            "uri": shop.url,
            "topic": "ORDERS_CREATE",
            "includeFields": ["id"],
        },
        "userErrors": [],
    }
    before = shop.world.documents_hash()
    refused = shop.query(UPDATE, id=number, given={"uri": "http://x.example.com"})
    assert refused["webhookSubscriptionUpdate"]["userErrors"] == [
        {"field": ADDRESS, "message": "Address protocol http:// is not supported"}
    ]
    assert shop.world.documents_hash() == before
    gone = shop.query(DELETE, id=number)["webhookSubscriptionDelete"]
    assert gone == {"deletedWebhookSubscriptionId": number, "userErrors": []}
    twice = shop.query(DELETE, id=number)["webhookSubscriptionDelete"]
    assert twice == {
        "deletedWebhookSubscriptionId": None,
        "userErrors": [{"field": ["id"], "message": "Webhook subscription does not exist"}],
    }
    assert shop.query("{ webhookSubscriptionsCount { count precision } }") == {
        "webhookSubscriptionsCount": {"count": 0, "precision": "EXACT"}
    }


def test_subscriptions_are_listed_and_found(shop: Any) -> None:
    first = shop.subscribe("ORDERS_CREATE")["webhookSubscription"]["id"]
    second = shop.subscribe("REFUNDS_CREATE", uri="https://hooks.example.com/two")
    second = second["webhookSubscription"]["id"]

    def ids(arguments: str) -> list[str]:
        text = f"{{ webhookSubscriptions(first: 5{arguments}) {{ nodes {{ id }} }} }}"
        return [each["id"] for each in shop.query(text)["webhookSubscriptions"]["nodes"]]

    assert ids("") == [first, second]
    assert ids(", reverse: true") == [second, first]
    assert ids(", topics: [REFUNDS_CREATE]") == [second]
    assert ids(', uri: "https://hooks.example.com/shopify"') == [first]
    assert ids(f', query: "id:{first.rsplit("/", 1)[1]}"') == [first]
    assert ids(', query: "topic:refunds/create"') == [second]
    found = shop.query(
        f'{{ webhookSubscription(id: "{first}") {{ topic endpoint {{ ... on WebhookHttpEndpoint '
        "{ callbackUrl } } } }"
    )
    assert found["webhookSubscription"] == {
        "topic": "ORDERS_CREATE",
        "endpoint": {"callbackUrl": shop.url},
    }
    assert shop.query(
        '{ webhookSubscription(id: "gid://shopify/WebhookSubscription/9") { id } }'
    ) == {"webhookSubscription": None}


def test_apps_do_not_see_each_other(shop: Any) -> None:
    number = shop.subscribe("ORDERS_CREATE")["webhookSubscription"]["id"]
    auth = shop.world.shopify.auth
    other = auth.issue_token(auth.register_app("Other", ("read_orders",))).id
    text = (
        f'{{ node(id: "{number}") {{ id }} webhookSubscriptions(first: 1) {{ nodes {{ id }} }} }}'
    )
    assert shop.query(text, other) == {"node": None, "webhookSubscriptions": {"nodes": []}}
    assert shop.query(text)["node"] == {"id": number}
    tail = number.rsplit("/", 1)[1]
    assert shop.send("GET", f"webhooks/{tail}.json", token=other).status_code == 404
    assert shop.send("DELETE", f"webhooks/{tail}.json", token=other).status_code == 404
    assert shop.subscribe("ORDERS_CREATE", other)["userErrors"] == []


def test_rest_makes_changes_and_deletes_one(shop: Any) -> None:
    body = {"webhook": {"topic": "orders/create", "address": shop.url, "format": "json"}}
    made = shop.send("POST", "webhooks.json", body)
    assert made.status_code == 201
    webhook = made.json()["webhook"]
    assert sorted(webhook) == [
        "address", "admin_graphql_api_id", "api_version", "created_at", "fields", "format", "id",
        "metafield_identifiers", "metafield_namespaces", "private_metafield_namespaces", "topic",
        "updated_at",
    ]  # fmt: skip
    assert webhook["api_version"] == "2026-07"
    path = f"webhooks/{webhook['id']}.json"
    changed = shop.send("PUT", path, {"webhook": {"address": "https://hooks.example.com/b"}})
    assert changed.json()["webhook"]["address"] == "https://hooks.example.com/b"
    listed = shop.send("GET", "webhooks.json?topic=orders/create").json()["webhooks"]
    assert [each["id"] for each in listed] == [webhook["id"]]
    assert shop.send("GET", "webhooks/count.json").json() == {"count": 1}
    assert shop.send("GET", "webhooks/count.json?topic=orders/paid").json() == {"count": 0}
    gone = shop.send("DELETE", path)
    assert (gone.status_code, gone.json()) == (200, {})
    assert shop.send("GET", path).status_code == 404


@pytest.mark.parametrize(
    ("webhook", "errors"),
    [
        ({"topic": "orders/create"}, {"address": ["can't be blank"]}),
        (
            {"topic": "orders/create", "address": "http://hooks.example.com"},
            {"address": ["protocol http:// is not supported"]},
        ),
        (
            {"topic": "orders/create", "address": "https://localhost"},
            {"address": ["cannot be a Shopify or an internal domain"]},
        ),
    ],
)
def test_rest_refuses_with_attribute_and_sentence_apart(
    shop: Any, webhook: dict[str, str], errors: dict[str, list[str]]
) -> None:
    before = shop.world.documents_hash()
    answer = shop.send("POST", "webhooks.json", {"webhook": webhook})
    assert (answer.status_code, answer.json()) == (422, {"errors": errors})
    assert shop.world.documents_hash() == before


def test_rest_lists_page_by_link(shop: Any) -> None:
    for number in range(5):
        shop.subscribe("ORDERS_CREATE", uri=f"https://hooks.example.com/{number}")
    seen: list[int] = []
    path: str | None = "webhooks.json?limit=2"
    while path:
        answer = shop.send("GET", path)
        seen += [each["id"] for each in answer.json()["webhooks"]]
        path = answer.links.get("next", {}).get("url")
        previous = answer.links.get("previous", {}).get("url")
    assert len(seen) == len(set(seen)) == 5
    back = shop.send("GET", previous or "")
    assert [each["id"] for each in back.json()["webhooks"]] == seen[2:4]
    assert "next" in back.links
    after = shop.send("GET", f"webhooks.json?since_id={seen[2]}").json()["webhooks"]
    assert [each["id"] for each in after] == seen[3:]


def test_rest_and_graphql_leave_equal_shops(shop: Any) -> None:
    twin = type(shop)()
    shop.subscribe("ORDERS_CREATE", includeFields=["id"])
    twin.send(
        "POST",
        "webhooks.json",
        {"webhook": {"topic": "orders/create", "address": shop.url, "fields": ["id"]}},
    )
    assert shop.world.documents_hash() == twin.world.documents_hash()
