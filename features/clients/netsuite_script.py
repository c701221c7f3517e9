"""Runs in the environment of PyPI netsuite, which knows nothing of this project."""

import asyncio
import json
import os

from netsuite import Config, NetSuiteRestApi, TokenAuth
from netsuite.exceptions import NetsuiteAPIRequestError

ENV = os.environ


def report(check, passed, seen):
    print(json.dumps({"check": check, "passed": bool(passed), "seen": str(seen)}), flush=True)


def client(**changed):
    auth = {
        "consumer_key": ENV["NETSUITE_CONSUMER_KEY"],
        "consumer_secret": ENV["NETSUITE_CONSUMER_SECRET"],
        "token_id": ENV["NETSUITE_TOKEN_ID"],
        "token_secret": ENV["NETSUITE_TOKEN_SECRET"],
        **changed,
    }
    return NetSuiteRestApi(Config(account=ENV["NETSUITE_ACCOUNT"], auth=TokenAuth(**auth)))


async def refusal(call):
    """(status, error body) of a call that must be refused; (None, answer) when it was not."""
    try:
        return None, await call
    except NetsuiteAPIRequestError as error:
        return error.status_code, json.loads(error.response_text)


def new_id(response):
    """The id of what was made: only in the Location header."""
    assert response.status_code == 204, (response.status_code, response.text)
    assert not response.content
    return response.headers["location"].rsplit("/", 1)[1]


async def ids_of(api, *skus):
    marks = ", ".join(f"'{sku}'" for sku in skus)
    found = await api.suiteql(f"SELECT id, itemid FROM item WHERE itemid IN ({marks})")
    return {row["itemid"]: row["id"] for row in found["items"]}


async def main():
    api = client()
    who = await api.get("/record/v1/customer", params={"limit": 1})
    report("authenticate", who["count"] <= 1 and "links" in who, who)

    items = await ids_of(
        api, "TEE-BLK", "MUG-WHT", "CAP-RED", "Channel Discount", "Standard Shipping"
    )
    first = await api.suiteql("SELECT id, itemid FROM item ORDER BY id", limit=3, offset=0)
    second = await api.suiteql("SELECT id, itemid FROM item ORDER BY id", limit=3, offset=3)
    seen = [row["id"] for row in first["items"] + second["items"]]
    report(
        "page",
        first["hasMore"]
        and len(set(seen)) == 6
        and first["totalResults"] > 6
        and all(isinstance(each, str) for each in seen),
        (first, second),
    )

    customer = new_id(
        await api.request(
            "POST",
            "/record/v1/customer",
            json={
                "isPerson": True,
                "firstName": "Jane",
                "lastName": "Roe",
                "email": "jane@example.com",
                "externalId": "client-jane",
            },
        )
    )

    methods = await api.get("/record/v1/paymentMethod")
    named = [await api.get(f"/record/v1/paymentMethod/{each['id']}") for each in methods["items"]]
    method = next(each["id"] for each in named if each["name"] == "Shopify Payments")

    def tax(reference, basis, amount):
        return {
            "taxDetailsReference": reference,
            "taxBasis": basis,
            "taxRate": 8.25,
            "taxAmount": amount,
        }

    order = new_id(
        await api.request(
            "POST",
            "/record/v1/salesOrder",
            json={
                "entity": {"id": customer},
                "externalId": "client-order-1",
                "otherRefNum": "CLIENT-1",
                "orderStatus": {"id": "B"},
                "paymentMethod": {"id": method},
                "discountItem": {"id": items["Channel Discount"]},
                "discountRate": -12.24,
                "shipMethod": {"id": items["Standard Shipping"]},
                "shippingCost": 7.95,
                "taxDetailsOverride": True,
                "item": {
                    "items": [
                        {
                            "item": {"id": items["TEE-BLK"]},
                            "quantity": 3,
                            "rate": 19.99,
                            "taxDetailsReference": "L1",
                        },
                        {
                            "item": {"id": items["MUG-WHT"]},
                            "quantity": 1,
                            "rate": 12.49,
                            "taxDetailsReference": "L2",
                        },
                        {
                            "item": {"id": items["CAP-RED"]},
                            "quantity": 2,
                            "rate": 24.95,
                            "taxDetailsReference": "L3",
                        },
                    ]
                },
                "taxDetails": {
                    "items": [
                        tax("L1", 53.97, 4.45),
                        tax("L2", 11.24, 0.93),
                        tax("L3", 44.91, 3.71),
                        tax("SHIPPING", 7.95, 0.66),
                    ]
                },
            },
        )
    )
    stored = await api.get(f"/record/v1/salesOrder/{order}", params={"expandSubResources": "true"})
    figures = {
        name: stored[name]
        for name in ("subtotal", "discountTotal", "shippingCost", "taxTotal", "total")
    }
    by_eid = await api.get("/record/v1/salesorder/eid:client-order-1")
    report(
        "read",
        figures
        == {
            "subtotal": 122.36,
            "discountTotal": -12.24,
            "shippingCost": 7.95,
            "taxTotal": 9.75,
            "total": 127.82,
        }
        and by_eid["id"] == order
        and [
            (line["item"]["refName"], line["quantity"], line["amount"])
            for line in stored["item"]["items"]
        ]
        == [("TEE-BLK", 3, 59.97), ("MUG-WHT", 1, 12.49), ("CAP-RED", 2, 49.9)],
        stored,
    )

    base = f"/record/v1/salesOrder/{order}/!transform"
    new_id(await api.request("POST", base + "/itemFulfillment", json={"shipStatus": {"id": "C"}}))
    sale = new_id(await api.request("POST", base + "/cashSale", json={}))
    made = await api.request(
        "POST",
        f"/record/v1/cashSale/{sale}/!transform/cashRefund",
        json={
            "externalId": "client-refund-1",
            "shippingCost": 0,
            "item": {
                "items": [
                    {"orderLine": 1, "quantity": 1},
                    {"orderLine": 2, "quantity": 0},
                    {"orderLine": 3, "quantity": 0},
                ]
            },
        },
    )
    refund = new_id(made)
    report("refund", made.headers["location"].endswith("/cashRefund/" + refund), made.headers)

    back = await api.get(f"/record/v1/cashRefund/{refund}", params={"expandSubResources": "true"})
    rows = await api.suiteql(
        "SELECT t.id, t.foreigntotal, t.externalid FROM transaction t "
        "JOIN nexttransactionlinelink l ON l.nextdoc = t.id "
        f"WHERE l.previousdoc = {sale} AND t.type = 'CashRfnd' GROUP BY t.id, t.foreigntotal, "
        "t.externalid"
    )
    row = rows["items"][0]
    report(
        "read back",
        (back["total"], back["taxTotal"], back["subtotal"], back["discountTotal"])
        == (19.47, 1.48, 19.99, -2.0)
        and len(rows["items"]) == 1
        and row["foreigntotal"] == "-19.47"
        and row["externalid"] == "client-refund-1",
        (back, rows),
    )

    status, body = await refusal(
        api.post(
            f"/record/v1/cashSale/{sale}/!transform/cashRefund",
            json={"item": {"items": [{"orderLine": 1, "quantity": 4}]}},
        )
    )
    report(
        "over-refund",
        status == 400 and body["o:errorDetails"][0]["o:errorCode"] == "USER_ERROR",
        (status, body),
    )

    status, body = await refusal(client(token_secret="0" * 64).get("/record/v1/customer"))
    report(
        "wrong credentials",
        status == 401 and body["o:errorDetails"][0]["o:errorCode"] == "INVALID_LOGIN",
        (status, body),
    )

    status, body = await refusal(api.get("/record/v1/customer/999999"))
    unknown, other = await refusal(api.get("/record/v1/notARecord/1"))
    report(
        "404",
        (status, unknown) == (404, 404)
        and body["o:errorDetails"][0]["o:errorCode"] == "NONEXISTENT_ID"
        and other["o:errorDetails"][0]["detail"].startswith("Record type"),
        (status, body, other),
    )


asyncio.run(main())
