"""What each call asks of whoever makes it: scopes, whose token, a signature, which allowance.

Sources: security of the official API descriptions; developer.ebay.com "OAuth scopes", "Digital
signatures for APIs" (which methods are signed), "API call limits".
"""

from __future__ import annotations

import msgspec

from sandbox.ebay import hosts
from sandbox.ebay.auth import (
    FINANCES,
    FULFILLMENT,
    FULFILLMENT_READ,
    IDENTITY,
    INVENTORY_OR_MARKETING,
    SCOPE,
    SUBSCRIPTIONS,
    SUBSCRIPTIONS_READ,
)

__all__ = ["OPERATIONS", "Operation"]


class Operation(msgspec.Struct, frozen=True):
    """`resource` names an allowance of `limits`. `scopes`: one of them is needed; none: any token
    of a user. `user`: a token of the application alone will not do. `signed`: where sellers sign.
    """

    resource: str
    scopes: tuple[str, ...] = ()
    user: bool = True
    signed: bool = False


_READ = Operation("sell.fulfillment", (FULFILLMENT, FULFILLMENT_READ))
_WRITE = Operation("sell.fulfillment", (FULFILLMENT,))
_REFUND = Operation("sell.fulfillment", (FINANCES,), signed=True)
_FINANCES = Operation("sell.finances", (FINANCES,), signed=True)
_POST_ORDER = Operation("postorder")
_POST_ORDER_SIGNED = Operation("postorder", signed=True)
_NOTIFICATION = Operation("commerce.notification", (SCOPE,), user=False)
_SEE = Operation("commerce.notification", (SCOPE, SUBSCRIPTIONS, SUBSCRIPTIONS_READ), user=False)
_SUBSCRIBE = Operation("commerce.notification", (SCOPE, SUBSCRIPTIONS), user=False)
_ANALYTICS = Operation("developer.analytics", (SCOPE,), user=False)
_USER_ANALYTICS = Operation("developer.analytics", INVENTORY_OR_MARKETING)
_KEYS = Operation("developer.key_management", (SCOPE,), user=False)

_F, _M, _P, _N = hosts.FULFILLMENT, hosts.FINANCES, hosts.POST_ORDER, hosts.NOTIFICATION
_SHIPPING = f"{_F}/order/{{orderId}}/shipping_fulfillment"
_SUBSCRIPTION = f"{_N}/subscription/{{subscription_id}}"
_DESTINATION = f"{_N}/destination/{{destination_id}}"

OPERATIONS: dict[tuple[str, str], Operation] = {
    ("GET", f"{_F}/order"): _READ,
    ("GET", f"{_F}/order/{{orderId}}"): _READ,
    ("POST", f"{_F}/order/{{order_id}}/issue_refund"): _REFUND,
    ("GET", _SHIPPING): _READ,
    ("POST", _SHIPPING): _WRITE,
    ("GET", f"{_SHIPPING}/{{fulfillmentId}}"): _READ,
    ("GET", f"{_M}/transaction"): _FINANCES,
    ("GET", f"{_M}/transaction_summary"): _FINANCES,
    ("GET", f"{_M}/payout"): _FINANCES,
    ("GET", f"{_M}/payout/{{payout_Id}}"): _FINANCES,
    ("GET", f"{_M}/payout_summary"): _FINANCES,
    ("GET", f"{_M}/transfer/{{transfer_Id}}"): _FINANCES,
    ("GET", f"{_M}/seller_funds_summary"): _FINANCES,
    ("GET", f"{_P}/return/search"): _POST_ORDER,
    ("GET", f"{_P}/return/{{returnId}}"): _POST_ORDER,
    ("POST", f"{_P}/return/{{returnId}}/decide"): _POST_ORDER_SIGNED,
    ("POST", f"{_P}/return/{{returnId}}/issue_refund"): _POST_ORDER_SIGNED,
    ("POST", f"{_P}/return/{{returnId}}/mark_as_received"): _POST_ORDER,
    ("GET", f"{_P}/cancellation/search"): _POST_ORDER,
    ("GET", f"{_P}/cancellation/{{cancelId}}"): _POST_ORDER,
    ("POST", f"{_P}/cancellation"): _POST_ORDER_SIGNED,
    ("POST", f"{_P}/cancellation/check_eligibility"): _POST_ORDER,
    ("POST", f"{_P}/cancellation/{{cancelId}}/approve"): _POST_ORDER_SIGNED,
    ("POST", f"{_P}/cancellation/{{cancelId}}/reject"): _POST_ORDER,
    ("POST", f"{_P}/cancellation/{{cancelId}}/confirm"): _POST_ORDER,
    ("GET", f"{_N}/public_key/{{public_key_id}}"): _NOTIFICATION,
    ("GET", f"{_N}/topic"): _NOTIFICATION,
    ("GET", f"{_N}/topic/{{topic_id}}"): _NOTIFICATION,
    ("GET", f"{_N}/config"): _NOTIFICATION,
    ("PUT", f"{_N}/config"): _NOTIFICATION,
    ("GET", f"{_N}/destination"): _NOTIFICATION,
    ("POST", f"{_N}/destination"): _NOTIFICATION,
    ("GET", _DESTINATION): _NOTIFICATION,
    ("PUT", _DESTINATION): _NOTIFICATION,
    ("DELETE", _DESTINATION): _NOTIFICATION,
    ("GET", f"{_N}/subscription"): _SEE,
    ("POST", f"{_N}/subscription"): _SUBSCRIBE,
    ("GET", _SUBSCRIPTION): _SEE,
    ("PUT", _SUBSCRIPTION): _SUBSCRIBE,
    ("DELETE", _SUBSCRIPTION): _SUBSCRIBE,
    ("POST", f"{_SUBSCRIPTION}/enable"): _SUBSCRIBE,
    ("POST", f"{_SUBSCRIPTION}/disable"): _SUBSCRIBE,
    ("POST", f"{_SUBSCRIPTION}/test"): _SUBSCRIBE,
    ("GET", f"{hosts.ANALYTICS}/rate_limit/"): _ANALYTICS,
    ("GET", f"{hosts.ANALYTICS}/user_rate_limit/"): _USER_ANALYTICS,
    ("GET", f"{hosts.KEYS}/signing_key"): _KEYS,
    ("POST", f"{hosts.KEYS}/signing_key"): _KEYS,
    ("GET", f"{hosts.KEYS}/signing_key/{{signing_key_id}}"): _KEYS,
    ("GET", f"{hosts.IDENTITY}/user/"): Operation("commerce.identity", (IDENTITY,)),
}
