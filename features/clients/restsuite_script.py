"""Runs in the environment of PyPI restsuite, which knows nothing of this project."""

import contextlib
import json
import os
import sys

from restsuite import NetSuiteQL, NetSuiteRest

ENV = os.environ
BASE = "https://{}.suitetalk.api.netsuite.com/services/rest".format(
    ENV["NETSUITE_ACCOUNT"].lower().replace("_", "-")
)
OUT = sys.stdout


def report(check, passed, seen):
    line = json.dumps({"check": check, "passed": bool(passed), "seen": str(seen)})
    print(line, file=OUT, flush=True)


def keys(**changed):
    known = {
        "account_id": ENV["NETSUITE_ACCOUNT"],
        "consumer_key": ENV["NETSUITE_CONSUMER_KEY"],
        "consumer_secret": ENV["NETSUITE_CONSUMER_SECRET"],
        "token_key": ENV["NETSUITE_TOKEN_ID"],
        "token_secret": ENV["NETSUITE_TOKEN_SECRET"],
    }
    return {**known, **changed}


api, ql = NetSuiteRest(**keys()), NetSuiteQL(**keys())


def get(path, **params):
    return api.request("GET", f"{BASE}/record/v1/{path}", params=params)


def new_id(path, body):
    answer = api.request("POST", f"{BASE}/record/v1/{path}", body=body)
    assert answer.status_code == 204, (answer.status_code, answer.text)
    return answer.headers["location"].rsplit("/", 1)[1]


def error(answer):
    return answer.json()["o:errorDetails"][0]


def main():
    who = get("customer", limit=1)
    report("authenticate", who.status_code == 200 and "links" in who.json(), who.text)

    ql.url = f"{BASE}/query/v1/suiteql?limit=5"
    rows = ql.suiteql("SELECT id, itemid FROM item ORDER BY id")
    numbers = [int(row["id"]) for row in rows]
    report(
        "page",
        len(rows) > 5 and numbers == sorted(set(numbers)) and {"links"} <= set(rows[0]),
        rows,
    )
    items = {row["itemid"]: row["id"] for row in rows}

    customer = new_id(
        "customer", {"firstName": "Jane", "lastName": "Roe", "externalId": "restsuite-jane"}
    )
    order = new_id(
        "salesOrder",
        {
            "entity": {"id": customer},
            "externalId": "restsuite-order",
            "otherRefNum": "CLIENT-3",
            "orderStatus": {"id": "B"},
            "discountItem": {"id": items["Channel Discount"]},
            "discountRate": -12.24,
            "shipMethod": {"id": items["Standard Shipping"]},
            "shippingCost": 7.95,
            "taxDetailsOverride": True,
            "item": {
                "items": [
                    {
                        "item": {"id": items[sku]},
                        "quantity": quantity,
                        "rate": rate,
                        "taxDetailsReference": f"L{number}",
                    }
                    for number, (sku, quantity, rate) in enumerate(
                        [("TEE-BLK", 3, 19.99), ("MUG-WHT", 1, 12.49), ("CAP-RED", 2, 24.95)], 1
                    )
                ]
            },
            "taxDetails": {
                "items": [
                    {
                        "taxDetailsReference": reference,
                        "taxBasis": basis,
                        "taxRate": 8.25,
                        "taxAmount": amount,
                    }
                    for reference, basis, amount in [
                        ("L1", 53.97, 4.45),
                        ("L2", 11.24, 0.93),
                        ("L3", 44.91, 3.71),
                        ("SHIPPING", 7.95, 0.66),
                    ]
                ]
            },
        },
    )
    stored = get("salesorder/eid:restsuite-order").json()
    report(
        "read",
        (stored["id"], stored["total"], stored["taxTotal"], stored["discountTotal"])
        == (order, 127.82, 9.75, -12.24),
        stored,
    )

    sale = new_id(f"salesOrder/{order}/!transform/cashSale", {})
    lines = [{"orderLine": line, "quantity": int(line == 1)} for line in (1, 2, 3)]
    refund = new_id(
        f"cashSale/{sale}/!transform/cashRefund",
        {"externalId": "restsuite-refund", "shippingCost": 0, "item": {"items": lines}},
    )
    report("refund", refund != sale, refund)

    back = get(f"cashRefund/{refund}").json()
    rows = ql.suiteql(f"SELECT foreigntotal, externalid FROM transaction WHERE id = {refund}")
    report(
        "read back",
        (back["total"], back["taxTotal"]) == (19.47, 1.48)
        and (rows[0]["foreigntotal"], rows[0]["externalid"]) == ("-19.47", "restsuite-refund"),
        (back, rows),
    )

    over = api.request(
        "POST",
        f"{BASE}/record/v1/cashSale/{sale}/!transform/cashRefund",
        body={"item": {"items": [{"orderLine": 1, "quantity": 4}]}},
    )
    report(
        "over-refund",
        over.status_code == 400 and error(over)["o:errorCode"] == "USER_ERROR",
        over.text,
    )

    stranger = NetSuiteRest(**keys(token_secret="0" * 64))
    refused = stranger.request("GET", f"{BASE}/record/v1/customer")
    report(
        "wrong credentials",
        refused.status_code == 401 and error(refused)["o:errorCode"] == "INVALID_LOGIN",
        refused.text,
    )

    absent = get("customer/999999")
    report(
        "404",
        absent.status_code == 404 and error(absent)["o:errorCode"] == "NONEXISTENT_ID",
        absent.text,
    )


with contextlib.redirect_stdout(sys.stderr):  # the client prints what is refused
    main()
