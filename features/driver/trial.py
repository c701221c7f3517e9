"""`./run try-driver`: the smallest thing that a driver can do, before the gate.

World `w1` has an order that is billed in NetSuite. One TEE-BLK of it is refunded in the storefront;
the driver retrieves that refund and posts it, and does both once more.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from rich.console import Console

from features.driver.carriers import DriverFailed, carrier_for
from features.driver.contract import BrokenAnswer
from features.driver.plugin import Driven
from features.driver.stage import DrivenStage
from features.expect import LeftOut, MoneyDiffers, StateDiffers, expect_money, expect_state
from sandbox.world import World
from sandbox.worlds import open_named

__all__ = ["try_driver"]

ORDER = "#1001"
TOTAL, TAX, DISCOUNT = Decimal("19.47"), Decimal("1.48"), Decimal("-2.00")


class TrialStage(DrivenStage):
    def _make_world(self, start: datetime) -> World:
        return open_named("w1", seed=self.seed, start=start)


def try_driver(driver: str, out: Console, err: Console) -> int:
    """Exit status: 0 the refund is in the books once and everything ties, 1 it is not, 3 a figure
    differs, 4 the driver does not work or does not offer it. Raises DriverMissing."""
    with Driven(carrier_for(driver)) as driven:
        stage = driven.stage(7, TrialStage)
        try:
            _tell(stage, out)
        except MoneyDiffers as differs:
            err.print(f"try-driver: {differs}", markup=False, highlight=False)
            return 3
        except StateDiffers as differs:
            err.print(f"try-driver: {differs}", markup=False, highlight=False)
            return 1
        except (LeftOut, DriverFailed, BrokenAnswer) as wrong:
            err.print(f"try-driver: {wrong}", markup=False, highlight=False)
            return 4
        finally:
            stage.close()
    out.print("The refund is in the books once, and everything ties.")
    return 0


def _tell(stage: DrivenStage, out: Console) -> None:
    stage.add_account("main")
    order = next(each for each in stage.world.shopify.records.orders if each.name == ORDER)
    stage.world.advance(minutes=5)
    stage.world.shopify.desk.refund(order.id, lines={"TEE-BLK": 1})
    out.print(f"One TEE-BLK of {ORDER} is refunded in the storefront: 19.47 USD.", highlight=False)
    for once_more in ("", " once more"):
        found = stage.retrieve_refund(ORDER, "Shopify")
        if not found.ok:
            raise StateDiffers(f"the driver found no refund of {ORDER}: {found.message}")
        for row in found.rows:
            stage.act("Post Order to NetSuite", row)
        row = stage.refund_row
        out.print(f"The driver retrieves and posts it{once_more}: {row.status}", highlight=False)
        if row.problem is not None:
            raise StateDiffers(row.problem.sentence)
    documents = stage.refund_documents()
    expect_state(len(documents), 1, "refund documents in NetSuite")
    expect_money(documents[0].total, TOTAL, "the cash refund")
    expect_money(documents[0].tax_total, TAX, "its tax")
    expect_money(documents[0].discount_total, DISCOUNT, "its discount")
    stage.final_judgement()
