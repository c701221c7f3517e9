"""The switches of the store, by name. Values live in the world's store, so a snapshot restores
them.

    world.shopify.settings.line_refunds = False
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from sandbox.kernel.store import Store
from sandbox.kernel.switches import Switch, Switches

__all__ = ["Settings"]


class SettingValue(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    value: Any


class _Records:
    def __init__(self, store: Store) -> None:
        self.setting_values = store.table("settings.shopify", SettingValue)


class Settings(Switches):
    """Every switch of the store."""

    WORD = "Shopify switch"

    # --- refunds -----------------------------------------------------------------------------
    # Off is the one switch that is not faithful to the platform: `refundLineItems` are refused,
    # so that a connector's fall-back to amount-only refunds can be seen (L2).
    line_refunds = Switch(True)
    # How a line's cents are shared over its units when they are refunded one by one. Off:
    # cumulative rounding, so 17.99+1.48, 17.99+1.49, 17.99+1.48. On: every unit but the last gets
    # the rounded unit share, the last what is left.
    last_unit_takes_remainder = Switch(False)
    # On: refund transactions stay PENDING, as with a real gateway, until `desk.settle_refunds()`;
    # until then they do not count as refunded.
    refund_pending = Switch(False)
    # Off: the gateway takes only refunds of the suggested amount and refuses others with
    # "Arbitrary refund not allowed", as some live gateways do.
    arbitrary_refunds = Switch(True)

    # --- orders ------------------------------------------------------------------------------
    # Orders are closed once they are paid and fulfilled, or wholly refunded, as in a new store.
    # Closed orders are absent from REST's default order list.
    archive_automatically = Switch(True)

    # --- webhooks ----------------------------------------------------------------------------
    # On: webhook addresses may be http:// and of internal hosts, for receivers on this machine.
    # The real platform refuses them.
    local_webhooks = Switch(False)
    # On: every webhook message is delivered twice, with one X-Shopify-Webhook-Id.
    webhooks_twice = Switch(False)
    # On: of the messages that wait, the newest goes first.
    webhooks_backwards = Switch(False)
    # On: messages are not sent at all; nobody is told. Delivery is not guaranteed.
    webhooks_lost = Switch(False)

    # --- payments ----------------------------------------------------------------------------
    # What Shopify Payments keeps of a charge: a share, and an amount in the shop's currency.
    # Refunds give no fee back. A charge keeps the fee of its day.
    payment_fee_rate = Switch(Decimal("0.029"))
    payment_fee_fixed = Switch(Decimal("0.30"))
    # What a chargeback costs, in the shop's currency; won, it comes back.
    dispute_fee = Switch(Decimal("15.00"))
    # Off: the shop gives no store credit, and refunds to it are refused.
    store_credit = Switch(True)

    # --- how the store answers -----------------------------------------------------------------
    # Off: a job (orderCancel) is done by the time the app asks again. On: only when the world is
    # pumped, so that a job in progress can be seen.
    jobs_wait = Switch(False)
    # A fraction, 0.0825: what the store's own tax settings ask of draft orders and of goods that
    # come onto an order later, where the order itself has no tax to go by.
    tax_rate = Switch(Decimal(0))
    # On: a page of n costs as n objects, as answers did before 2025. Off: as the answers recorded
    # in 2026, about 2 ln n.
    linear_costs = Switch(False)

    # --- returns -----------------------------------------------------------------------------
    # On: a return closes once every unit is processed and has a disposition, as the Help Center's
    # "Return closed" tells a merchant to bring it about. Off: only when it is closed by hand.
    # Processed without dispositions a return stays open either way (recorded).
    restocked_returns_close = Switch(True)

    def __init__(self, store: Store) -> None:
        super().__init__(_Records(store))
