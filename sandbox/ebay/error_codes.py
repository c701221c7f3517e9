"""The numbered errors of each API: status, category, and the sentence that comes with them.

Names in braces are filled in from the refusal's parameters. Sources: the official descriptions of
Fulfillment v1.20.7, Finances v1.17.2, Notification v1.2.0 and Key Management v1.0.0.
"""

from __future__ import annotations

import msgspec

__all__ = ["FINANCES", "FULFILLMENT", "INTERNAL", "KEYS", "NOTIFICATION", "Code"]

INTERNAL = (
    "There was a problem with an eBay internal system or process. "
    "Contact eBay developer support for assistance."
)


class Code(msgspec.Struct, frozen=True):
    message: str
    status: int = 400
    category: str = "REQUEST"


def _business(message: str, status: int = 409) -> Code:
    return Code(message, status, "BUSINESS")


def _system(message: str = INTERNAL) -> Code:
    return Code(message, 500, "APPLICATION")


FULFILLMENT = {
    30500: _system("System error"),
    30700: Code("Invalid filter name: {fieldname}"),
    30800: Code("Invalid filter value '{fieldvalue}' for filter '{fieldname}'"),
    30810: Code("Invalid date format"),
    30820: Code("Start date is missing"),
    30830: Code("Time range between start date and end date must be within '{allowedTime}' years."),
    30840: Code("Start date should be before end date"),
    30850: Code("Start and end dates can't be in the future"),
    30900: Code("Exceeded maximum number of order IDs (the current limit is 50)"),
    31000: Code("Invalid offset: {offsetvalue}"),
    31100: Code("Invalid limit: {limitvalue}"),
    32100: Code("Invalid order ID: {orderId}"),
    32110: Code("Invalid shipping fulfillment ID: {fulfillmentId}"),
    32200: Code("Invalid line item id: {lineItemId}"),
    32210: Code("Duplicate line item in the request"),
    32300: Code("Invalid shipment tracking number or carrier"),
    32400: Code("Requested user is suspended"),
    32500: Code("Invalid shipped date"),
    32600: Code("Invalid input data"),
    32800: Code("Invalid field group: {fieldGroup}"),
    34100: Code("Maximum tracking number for order is exceeded"),
    34500: Code("Please use PUT operation for updating shipping fulfillment"),
    34900: _system(),
    34901: Code("Order id can't be null or empty."),
    34902: Code("Request can't be empty."),
    34903: Code("The refund reason must be specified."),
    34905: Code("Either orderLevelRefundAmount or refundItems must be specified."),
    34906: Code("The amount value must be specified."),
    34907: Code("The amount value must be positive and within two decimals."),
    34908: Code("The amount currency must be specified."),
    34909: Code("The amount currency isn't correct."),
    34910: Code("Either legacyReference or lineItemId must be specified for item level refund."),
    34911: Code(
        "Legacy item id must be specified for item level refund if you use legacyReference."
    ),
    34912: Code(
        "Legacy transaction id must be specified for item level refund if you use legacyReference."
    ),
    34913: Code("Can not find the order.", 404),
    34914: Code("Can't find the item in the order."),
    34915: Code("The refund amount exceeds order amount."),
    34916: _business(
        "A post-transaction case exists on this order, seller refund can't be triggered.", 400
    ),
    34917: _business("This order was already refunded.", 400),
    34918: _business("This is not an eBay managed payments order."),
    34919: Code("Unauthorized access.", 409),
    34920: _business("It's too late to issue a refund for this order.", 400),
    34921: Code(
        "The comment exceeds the length limit, please make sure it doesn't exceed 1000 characters."
    ),
    34922: Code("Refund can't be issued while previous refund is processing."),
    34923: Code("Refund cannot be issued for this type of order."),
    34924: _business("The item refund amount exceeds the item remaining amount."),
    34925: _business(
        "The refund operation could not be completed with any of the payment methods saved to the "
        "seller's account."
    ),
    34926: _business(
        "A suitable payment method could not be found for the refund operation. "
        "Please resolve in Seller Hub."
    ),
    34927: _business(
        "The selected payment method for the refund operation was invalid or declined."
    ),
    34928: _business(
        "Your refund did not go through because we could not verify your payment option. "
        "Please change your payment option and try again."
    ),
    34929: Code(
        "You cannot refund this order yet since the buyer payment has not been processed. "
        "Please try again later.",
        409,
    ),
    34930: Code(
        "Default payment method limit exceeded. "
        "Please use a different payment option or try again later.",
        409,
    ),
}

FINANCES = {
    135000: _system(),
    135001: Code("The payout id was not found.", 404),
    135002: Code("The value of payout status filter is invalid."),
    135003: Code("The value of pagination is invalid."),
    135004: Code("The value of payout date filter is invalid."),
    135005: Code("The value of sorting is invalid."),
    135006: Code("The value of transaction type filter is invalid."),
    135007: Code("The value of transaction status filter is invalid."),
    135008: Code("The value of transaction date filter is invalid."),
    135009: Code("Transaction type filter is missing."),
    135011: Code("Transaction status filter is mandatory."),
    135012: Code("The transfer id was not found.", 404),
}

NOTIFICATION = {
    195000: _system(),
    195001: Code("The specified key id is invalid.", 404),
    195002: Code("Invalid or missing topic id.", 404),
    195003: Code("Please provide configurations required for notifications. Refer to /config", 409),
    195004: Code("Invalid limit. Supported ranges 10 - 100."),
    195005: Code("Invalid continuation token."),
    195006: Code("Invalid or missing subscription status."),
    195007: Code("Invalid or missing destination id."),
    195008: Code(
        "Invalid or missing schema version. "
        "Please refer to /topic/{topic_id} for supported schema versions."
    ),
    195009: Code("Specified format is not supported for the topic."),
    195010: Code("Invalid or missing protocol"),
    195011: Code("Not authorized for this topic.", 403),
    195012: Code("Subscription already exists", 409),
    195013: Code("Invalid subscription Id.", 404),
    195015: Code("The subscription cannot be enabled since the destination is not enabled.", 409),
    195016: Code("Invalid name. Markups or lengths greater than 64 not supported"),
    195017: Code("Invalid or missing endpoint."),
    195018: Code("Invalid or missing destination status. Supported values:[ENABLED,DISABLED]"),
    195019: Code("Invalid or missing verification token for this endpoint."),
    195020: Code("Challenge verification failed for requested endpoint", 409),
    195021: Code("Destination exists for this endpoint", 409),
    195022: Code("Invalid or missing destination id.", 404),
    195024: Code("Destination is in use and cannot be deleted.", 409),
    195025: Code("Invalid or missing email."),
    195026: Code("Configuration Not Found.", 404, "APPLICATION"),
    195027: Code("Invalid or missing topic id."),
}

KEYS = {
    210000: _system(),
    210001: Code("You must supply a valid signing key cipher. Allowed values are ED25519 and RSA."),
    210002: Code("The signing key with id {signingKeyId} was not found.", 404),
    210005: Code("You must request with a token having valid application client id."),
    210006: Code("You must request for new signing key with valid request payload."),
}
