"""A storefront and QuickBooks, and hands that write documents as a connector would."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.audit import AuditReport, audit
from sandbox.quickbooks_online.rules import operations
from sandbox.quickbooks_online.rules.options import Options
from sandbox.world import World, open_world

BUYER = "dana.whitfield@example.com"
# Example W1: 122.36 less 12.24, shipping 7.95, tax 9.75: 127.82.
W1 = (("TEE-BLK", 3, "19.99"), ("MUG-WHT", 1, "12.49"), ("CAP-RED", 2, "24.95"))
TEE = (("TEE-BLK", 1, "19.99"),)


class Both:
    """`sale` is W1 and `refund` its first TEE-BLK (W2: 19.47), unless it is said otherwise."""

    order: Any
    receipt: Any
    invoice: Any

    def __init__(self, world: World) -> None:
        self.world = world
        self.shop = world.shopify.desk
        self.desk = world.quickbooks_online.desk
        self.desk.change_numbering(custom=True)
        self.customer = self.desk.customer(
            DisplayName="Dana Whitfield", PrimaryEmailAddr={"Address": BUYER}
        ).id

    def place(self, **how: Any) -> Any:
        return self.shop.place(lines=[(sku, count) for sku, count, _ in W1], email=BUYER, **how)

    def write(self, entity: str, given: dict[str, Any]) -> Any:
        company = self.world.quickbooks_online
        made = operations.create(company, entity, given, Options(user="An app"))
        return self.desk.get(entity, made.id)

    def sale(self, entity: str = "SalesReceipt", **how: Any) -> Any:
        known = {
            "number": "1001", "lines": W1, "discount": "12.24", "shipping": "7.95", "tax": "9.75",
        }  # fmt: skip
        return self.write(entity, self.form(**{**known, **how}))

    def refund(self, entity: str = "RefundReceipt", **how: Any) -> Any:
        known = {"number": "1001", "lines": TEE, "discount": "2.00", "tax": "1.48"}
        form = self.form(**{**known, **how})
        if entity == "RefundReceipt":
            form.setdefault("DepositToAccountRef", {"value": "4"})
        return self.write(entity, form)

    def form(
        self,
        *,
        number: str | None = None,
        lines: Any = (),
        discount: str = "0.00",
        shipping: str = "0.00",
        tax: str = "0.00",
        memo: str = "",
        **more: Any,
    ) -> dict[str, Any]:
        """`lines`: name of the item, quantity, price."""
        given: dict[str, Any] = {
            "CustomerRef": {"value": self.customer},
            "Line": [self._line(*each) for each in lines],
            "TxnTaxDetail": {"TotalTax": Decimal(tax)},
            **more,
        }
        if Decimal(shipping):
            detail = {"ItemRef": {"value": "SHIPPING_ITEM_ID"}}
            given["Line"].append(
                {
                    "Amount": Decimal(shipping),
                    "DetailType": "SalesItemLineDetail",
                    "SalesItemLineDetail": detail,
                }
            )
        if Decimal(discount):
            given["Line"].append(
                {
                    "Amount": Decimal(discount),
                    "DetailType": "DiscountLineDetail",
                    "DiscountLineDetail": {"PercentBased": False},
                }
            )
        if number is not None:
            given["DocNumber"] = number
        if memo:
            given["PrivateNote"] = memo
        return given

    def _line(self, name: str, count: int, price: str) -> dict[str, Any]:
        return {
            "Amount": count * Decimal(price),
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {
                "ItemRef": {"value": self.desk.item(name).id},
                "Qty": Decimal(count),
                "UnitPrice": Decimal(price),
            },
        }

    # --- the verdict --------------------------------------------------------------------------

    def judge(self) -> AuditReport:
        return audit(self.world)

    def findings(self) -> list[tuple[str, str, str]]:
        return [(each.order, str(each.check), each.sentence) for each in self.judge().findings]

    def table(self) -> list[tuple[str, str, str | None, str, str | None]]:
        """The tie-out: order, document, channel, document there, books."""
        return [
            (
                each.order,
                each.what,
                None if each.channel is None else f"{each.channel:.2f}",
                each.books_number,
                None if each.books is None else f"{each.books:.2f}",
            )
            for each in self.judge().pairs
        ]


@pytest.fixture
def both() -> Both:
    return Both(open_world("audit", seed=7))


@pytest.fixture
def receipt(both: Both) -> Both:
    """Order #1001 is paid, and a sales receipt says so."""
    both.order = both.place()
    both.receipt = both.sale()
    return both


@pytest.fixture
def unpaid(both: Both) -> Both:
    """Order #1001 is not paid, and an invoice asks for the money."""
    both.order = both.place(pay=False)
    both.invoice = both.sale("Invoice")
    return both
