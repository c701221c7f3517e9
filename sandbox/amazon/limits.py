"""How much an application may ask of a seller account: a bucket an operation.

Rates and bursts are those of the published models. A bucket starts full and refills by the world's
clock; nothing says when to come again, but the rate itself (`x-amzn-RateLimit-Limit`).
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sandbox.amazon.errors import QuotaExceeded
from sandbox.kernel.clock import Clock
from sandbox.kernel.limits import Bucket
from sandbox.kernel.store import Store

__all__ = ["OPERATIONS", "SANDBOX", "Limits", "Operation"]


class Operation(msgspec.Struct, frozen=True):
    """`rate` calls a second come back, up to `burst`. `scope`: of a token without a seller."""

    name: str
    rate: str
    burst: int
    role: str = ""
    scope: str = ""

    @property
    def header(self) -> str:
        return self.rate if "." in self.rate else f"{self.rate}.0"


_FINANCE = "Finance and Accounting"
_ORDERS = "Inventory and Order Tracking"
_V0 = "/orders/v0/orders"
_ORDER = f"{_V0}/{{orderId}}"
_NEW = "/orders/2026-01-01/orders"
_REPORTS = "/reports/2021-06-30"
_FEEDS = "/feeds/2021-06-30"
_FINANCES = "/finances/v0"
_FINANCES_NEW = "/finances/2024-06-19"
_TRANSFERS = "/finances/transfers/2024-06-01"
_NOTIFICATIONS = "/notifications/v1"
_OF_TYPE = f"{_NOTIFICATIONS}/subscriptions/{{notificationType}}"
_ALONE = "sellingpartnerapi::notifications"

OPERATIONS: dict[tuple[str, str], Operation] = {
    ("GET", _V0): Operation("ordersV0.getOrders", "0.0167", 20, _ORDERS),
    ("GET", _ORDER): Operation("ordersV0.getOrder", "0.5", 30, _ORDERS),
    ("GET", f"{_ORDER}/address"): Operation("ordersV0.getOrderAddress", "0.5", 30, _ORDERS),
    ("GET", f"{_ORDER}/buyerInfo"): Operation("ordersV0.getOrderBuyerInfo", "0.5", 30, _ORDERS),
    ("GET", f"{_ORDER}/orderItems"): Operation("ordersV0.getOrderItems", "0.5", 30, _ORDERS),
    ("GET", f"{_ORDER}/orderItems/buyerInfo"): Operation(
        "ordersV0.getOrderItemsBuyerInfo", "0.5", 30, _ORDERS
    ),
    ("POST", f"{_ORDER}/shipmentConfirmation"): Operation(
        "ordersV0.confirmShipment", "2", 10, _ORDERS
    ),
    ("GET", _NEW): Operation("orders2026.searchOrders", "0.0056", 20, _ORDERS),
    ("GET", f"{_NEW}/{{orderId}}"): Operation("orders2026.getOrder", "0.5", 30, _ORDERS),
    ("GET", f"{_REPORTS}/reports"): Operation("reports.getReports", "0.0222", 10),
    ("POST", f"{_REPORTS}/reports"): Operation("reports.createReport", "0.0167", 15),
    ("GET", f"{_REPORTS}/reports/{{reportId}}"): Operation("reports.getReport", "2", 15),
    ("DELETE", f"{_REPORTS}/reports/{{reportId}}"): Operation("reports.cancelReport", "0.0222", 10),
    ("GET", f"{_REPORTS}/documents/{{reportDocumentId}}"): Operation(
        "reports.getReportDocument", "0.0167", 15
    ),
    ("GET", f"{_REPORTS}/schedules"): Operation("reports.getReportSchedules", "0.0222", 10),
    ("POST", f"{_REPORTS}/schedules"): Operation("reports.createReportSchedule", "0.0222", 10),
    ("GET", f"{_REPORTS}/schedules/{{reportScheduleId}}"): Operation(
        "reports.getReportSchedule", "0.0222", 10
    ),
    ("DELETE", f"{_REPORTS}/schedules/{{reportScheduleId}}"): Operation(
        "reports.cancelReportSchedule", "0.0222", 10
    ),
    ("GET", f"{_FINANCES}/financialEventGroups"): Operation(
        "financesV0.listFinancialEventGroups", "0.5", 30, _FINANCE
    ),
    ("GET", f"{_FINANCES}/financialEventGroups/{{eventGroupId}}/financialEvents"): Operation(
        "financesV0.listFinancialEventsByGroupId", "0.5", 30, _FINANCE
    ),
    ("GET", f"{_FINANCES}/orders/{{orderId}}/financialEvents"): Operation(
        "financesV0.listFinancialEventsByOrderId", "0.5", 30, _FINANCE
    ),
    ("GET", f"{_FINANCES}/financialEvents"): Operation(
        "financesV0.listFinancialEvents", "0.5", 30, _FINANCE
    ),
    ("GET", f"{_FINANCES_NEW}/transactions"): Operation(
        "finances2024.listTransactions", "0.5", 10, _FINANCE
    ),
    ("GET", f"{_FINANCES_NEW}/balances"): Operation(
        "finances2024.listBalances", "0.5", 10, _FINANCE
    ),
    ("GET", f"{_FINANCES_NEW}/summary"): Operation("finances2024.listSummary", "0.5", 10, _FINANCE),
    ("GET", f"{_TRANSFERS}/payouts"): Operation("transfers.listPayouts", "0.5", 10, _FINANCE),
    ("POST", f"{_TRANSFERS}/payouts"): Operation("transfers.initiatePayout", "0.017", 2, _FINANCE),
    ("GET", f"{_TRANSFERS}/payouts/expected"): Operation(
        "transfers.listExpectedPayouts", "0.5", 10, _FINANCE
    ),
    ("GET", f"{_TRANSFERS}/paymentMethods"): Operation(
        "transfers.getPaymentMethods", "0.5", 30, _FINANCE
    ),
    ("POST", f"{_FEEDS}/documents"): Operation("feeds.createFeedDocument", "0.5", 15, _ORDERS),
    ("GET", f"{_FEEDS}/documents/{{feedDocumentId}}"): Operation(
        "feeds.getFeedDocument", "0.0222", 10, _ORDERS
    ),
    ("POST", f"{_FEEDS}/feeds"): Operation("feeds.createFeed", "0.0083", 15, _ORDERS),
    ("GET", f"{_FEEDS}/feeds"): Operation("feeds.getFeeds", "0.0222", 10, _ORDERS),
    ("GET", f"{_FEEDS}/feeds/{{feedId}}"): Operation("feeds.getFeed", "2", 15, _ORDERS),
    ("DELETE", f"{_FEEDS}/feeds/{{feedId}}"): Operation("feeds.cancelFeed", "2", 15, _ORDERS),
    ("POST", "/tokens/2021-03-01/restrictedDataToken"): Operation(
        "tokens.createRestrictedDataToken", "1", 10
    ),
    ("GET", "/sellers/v1/marketplaceParticipations"): Operation(
        "sellers.getMarketplaceParticipations", "0.016", 15
    ),
    ("GET", "/sellers/v1/account"): Operation("sellers.getAccount", "0.016", 15),
    ("POST", f"{_NOTIFICATIONS}/destinations"): Operation(
        "notifications.createDestination", "1", 5, scope=_ALONE
    ),
    ("GET", f"{_NOTIFICATIONS}/destinations"): Operation(
        "notifications.getDestinations", "1", 5, scope=_ALONE
    ),
    ("GET", f"{_NOTIFICATIONS}/destinations/{{destinationId}}"): Operation(
        "notifications.getDestination", "1", 5, scope=_ALONE
    ),
    ("DELETE", f"{_NOTIFICATIONS}/destinations/{{destinationId}}"): Operation(
        "notifications.deleteDestination", "1", 5, scope=_ALONE
    ),
    ("POST", _OF_TYPE): Operation("notifications.createSubscription", "1", 5),
    ("GET", _OF_TYPE): Operation("notifications.getSubscription", "1", 5),
    ("GET", f"{_OF_TYPE}/{{subscriptionId}}"): Operation(
        "notifications.getSubscriptionById", "1", 5, scope=_ALONE
    ),
    ("DELETE", f"{_OF_TYPE}/{{subscriptionId}}"): Operation(
        "notifications.deleteSubscriptionById", "1", 5, scope=_ALONE
    ),
}


# Of a sandbox host, whatever is asked there.
SANDBOX = Operation("sandbox", "5", 15)


class Limits:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._buckets = {
            operation.name: Bucket(
                store,
                clock,
                f"limits.amazon.{operation.name}",
                capacity=Decimal(operation.burst),
                rate=Decimal(operation.rate),
            )
            for operation in (*OPERATIONS.values(), SANDBOX)
        }

    def take(self, operation: Operation, key: str) -> None:
        """One call of an application for a seller. Raises QuotaExceeded, and then takes
        nothing."""
        if not self._buckets[operation.name].take(key, Decimal(1)):
            raise QuotaExceeded
