"""A small program against Shopify: prints what every order came to. It knows no sandbox.

SHOPIFY_SHOP=... SHOPIFY_TOKEN=... python shop_totals.py
"""

import json
import os

import httpx

TRIES = 3


def totals(http: httpx.Client, shop: str, token: str) -> dict[str, str]:
    """Order name -> current total. A server that is busy or broken is asked again."""
    url = f"https://{shop}/admin/api/2026-07/orders.json?status=any"
    for _ in range(TRIES):
        answer = http.get(url, headers={"X-Shopify-Access-Token": token})
        if answer.status_code not in (429, 500, 502, 503):
            break
    answer.raise_for_status()
    return {order["name"]: order["current_total_price"] for order in answer.json()["orders"]}


if __name__ == "__main__":
    with httpx.Client() as client:
        found = totals(client, os.environ["SHOPIFY_SHOP"], os.environ["SHOPIFY_TOKEN"])
    print(json.dumps(found))
