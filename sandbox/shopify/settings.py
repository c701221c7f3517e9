"""Named switches of one store. They live in the world's store, so a snapshot restores them."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sandbox.kernel.store import Store

__all__ = ["Settings"]


class Switches(msgspec.Struct, frozen=True, kw_only=True):
    id: str = "switches"
    line_refunds: bool = True
    last_unit_takes_remainder: bool = False
    refund_pending: bool = False
    arbitrary_refunds: bool = True
    archive_automatically: bool = True
    local_webhooks: bool = False
    webhooks_twice: bool = False
    webhooks_backwards: bool = False
    webhooks_lost: bool = False
    payment_fee_rate: Decimal = Decimal("0.029")
    payment_fee_fixed: Decimal = Decimal("0.30")
    dispute_fee: Decimal = Decimal("15.00")
    store_credit: bool = True
    jobs_wait: bool = False
    tax_rate: Decimal = Decimal(0)
    linear_costs: bool = False
    restocked_returns_close: bool = True


class Switch:
    """An attribute that reads and writes one field of the stored switches."""

    def __set_name__(self, owner: type[Settings], name: str) -> None:
        self._name = name

    def __get__(self, settings: Settings, owner: type[Settings]) -> bool:
        value = getattr(settings.switches, self._name)
        return bool(value)

    def __set__(self, settings: Settings, value: bool) -> None:
        settings.switches = msgspec.structs.replace(settings.switches, **{self._name: value})


class Figure:
    """A switch that is a Decimal."""

    def __set_name__(self, owner: type[Settings], name: str) -> None:
        self._name = name

    def __get__(self, settings: Settings, owner: type[Settings]) -> Decimal:
        value: Decimal = getattr(settings.switches, self._name)
        return value

    def __set__(self, settings: Settings, value: Decimal) -> None:
        settings.switches = msgspec.structs.replace(settings.switches, **{self._name: value})


class Settings:
    """line_refunds (True)
        False is the one switch that is not faithful to the platform: `refundLineItems` are
        refused, so that a connector's fall-back to amount-only refunds can be seen (L2).
    last_unit_takes_remainder (False)
        How a line's cents are shared over its units when they are refunded one by one. False:
        cumulative rounding, so 17.99+1.48, 17.99+1.49, 17.99+1.48. True: every unit but the
        last gets the rounded unit share, the last what is left.
    refund_pending (False)
        True: refund transactions stay PENDING, as with a real gateway, until
        `desk.settle_refunds()`; until then they do not count as refunded.
    arbitrary_refunds (True)
        False: the gateway takes only refunds of the suggested amount and refuses others with
        "Arbitrary refund not allowed", as some live gateways do.
    archive_automatically (True)
        Orders are closed once they are paid and fulfilled, or wholly refunded, as in a new
        store. Closed orders are absent from REST's default order list.
    local_webhooks (False)
        True: webhook addresses may be http:// and of internal hosts, for receivers on this
        machine. The real platform refuses them.
    webhooks_twice (False)
        True: every webhook message is delivered twice, with one X-Shopify-Webhook-Id.
    webhooks_backwards (False)
        True: of the messages that wait, the newest goes first.
    webhooks_lost (False)
        True: messages are not sent at all; nobody is told. Delivery is not guaranteed.
    payment_fee_rate (0.029), payment_fee_fixed (0.30)
        What Shopify Payments keeps of a charge: a share, and an amount in the shop's currency.
        Refunds give no fee back. A charge keeps the fee of its day.
    dispute_fee (15.00)
        What a chargeback costs, in the shop's currency; won, it comes back.
    store_credit (True)
        False: the shop gives no store credit, and refunds to it are refused.
    jobs_wait (False)
        False: a job (orderCancel) is done by the time the app asks again. True: only when the
        world is pumped, so that a job in progress can be seen.
    tax_rate (0)
        A fraction, 0.0825: what the store's own tax settings ask of draft orders and of goods
        that come onto an order later, where the order itself has no tax to go by.
    linear_costs (False)
        True: a page of n costs as n objects, as answers did before 2025. False: as the answers
        recorded in 2026, about 2 ln n.
    restocked_returns_close (True)
        True: a return closes once every unit is processed and has a disposition, as the Help
        Center's "Return closed" tells a merchant to bring it about. False: only when it is closed
        by hand. Processed without dispositions a return stays open either way (recorded).
    """

    line_refunds = Switch()
    last_unit_takes_remainder = Switch()
    refund_pending = Switch()
    arbitrary_refunds = Switch()
    archive_automatically = Switch()
    local_webhooks = Switch()
    webhooks_twice = Switch()
    webhooks_backwards = Switch()
    webhooks_lost = Switch()
    payment_fee_rate = Figure()
    payment_fee_fixed = Figure()
    dispute_fee = Figure()
    store_credit = Switch()
    jobs_wait = Switch()
    tax_rate = Figure()
    linear_costs = Switch()
    restocked_returns_close = Switch()

    def __init__(self, store: Store) -> None:
        self._table = store.table("settings.shopify", Switches)
        self._table.put(Switches())

    @property
    def switches(self) -> Switches:
        return self._table["switches"]

    @switches.setter
    def switches(self, switches: Switches) -> None:
        self._table.put(switches)
