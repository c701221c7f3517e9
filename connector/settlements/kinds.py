"""What a row is for the books, by its transaction type and description.

Spelling differs between marketplaces and years, so words are compared case-folded and a new word is
never refused: its row keeps its place in the total and is shown as unknown. The sign of an amount
is always the seller's purse and is never read from the type.

Sources: Amazon SP-API "Settlement reports attributes"; Help Center "Importing Amazon Settlement
Reports in NetSuite Connector" for what becomes which record; that reserves are a transfer, neither
income nor expense, is A2X's documented treatment.
"""

from __future__ import annotations

from enum import Enum

__all__ = ["CURRENT_RESERVE", "PREVIOUS_RESERVE", "Kind", "is_known", "kind_of"]

PREVIOUS_RESERVE = "previous reserve amount balance"
CURRENT_RESERVE = "current reserve amount"


class Kind(Enum):
    ORDER = "order"
    """Sale, fee, promotion or tax of one order: lines of its billed record."""
    REFUND = "refund"
    """Money given back for one order: its cash refund or credit memo."""
    NON_ORDER = "non-order"
    """Advertising, storage, subscription, reimbursements: the settlement customer's record."""
    RESERVE = "reserve"
    """Held back, or released from the settlement before: a transfer."""
    BALANCE = "balance"
    """A debt carried over, a card charged, a payout that came back: a transfer."""
    UNKNOWN = "unknown"
    """A transaction type that nobody has described: to be looked at by a person."""


ORDER_TYPES = frozenset({
    "order", "order_retrocharge", "safe-t reimbursement", "liquidations",
    "liquidations adjustments",
})  # fmt: skip
REFUND_TYPES = frozenset({
    "refund", "chargeback refund", "a-to-z guarantee refund", "refund_retrocharge",
})  # fmt: skip
NON_ORDER_TYPES = frozenset({
    "servicefee", "amazonfees", "fbafees", "couponredemptionfee",
    "promotion fee (lightning deal)", "vine enrollment fee", "other-transaction",
    "other-transaction - reversal", "other-transaction - correction", "buyerrecharge",
    "commingling vat", "seller rewards", "taxwithholding",
})  # fmt: skip
BALANCE_TYPES = frozenset({"transfers", "micro deposit"})
BALANCES = ("payable to amazon", "successful charge", "transfer of funds unsuccessful")

FACILITATOR_TAXES = ("marketplacefacilitatortax", "marketplacefacilitatorvat", "lowvaluegoodstax")
ANY: frozenset[str] = frozenset()
DESCRIPTIONS: dict[str, frozenset[str]] = {
    "itemprice": frozenset({
        "principal", "tax", "shipping", "shippingtax", "giftwrap", "giftwraptax", "goodwill",
        "returnshipping", "restockingfee", "exportcharge", "cod", "codtax",
    }),
    "itemfees": frozenset({
        "commission", "refundcommission", "fbaperunitfulfillmentfee", "fbaperorderfulfillmentfee",
        "fbaweightbasedfee", "shippingchargeback", "giftwrapchargeback", "shippinghb",
        "fixedclosingfee", "variableclosingfee", "salestaxservicefee", "digitalservicesfee",
        "remotefulfillmentcredit", "technologyfee",
    }),
    "itemwithheldtax": frozenset({
        *(
            f"{tax}-{part}"
            for tax in FACILITATOR_TAXES
            for part in ("principal", "shipping", "giftwrap", "other", "restockingfee")
        ),
        "tcs-cgst", "tcs-sgst", "tcs-igst", "tds (section 194-o)",
    }),
    "promotion": frozenset({"principal", "shipping", "taxdiscount"}),
    "points": ANY,
    "cost of advertising": frozenset({"transactiontotalamount", "cost of advertising"}),
    "refund for advertiser": frozenset({"transactiontotalamount"}),
    "couponredemptionfee": ANY,
    "promotionfee": ANY,
    "other transactions": ANY,
    "fba inventory reimbursement": frozenset({
        "warehouse_lost", "warehouse_damage", "warehouse_damage_exception",
        "warehouse_lost_manual", "reversal_reimbursement", "compensated_clawback",
        "missing_from_inbound", "missing_from_inbound_clawback", "free_replacement_refund_items",
        "cs_error_items", "re_evaluation", "incorrect_fees_items",
    }),
    "mcf inventory reimbursement": frozenset({
        "multichannel_order_lost", "multichannel_order_damaged",
    }),
    "capacity reservation fee": frozenset({"reservation fee", "performance credits", "tax"}),
    "inbound defect fee": ANY,
    "micro deposit": frozenset({"micro deposit"}),
    "other-transaction": frozenset({
        "subscription fee", "storage fee", "storagerenewalbilling", "removalcomplete",
        "disposalcomplete", "fbainboundtransportationfee", "fba inbound placement service fee",
        "agsglobalinboundtransportation", "shipping label purchase for return",
        "paid services fee", "adjustment", "miscadjustment", "nonsubscriptionfeeadj",
        "promotion adjustment", "buyerrecharge", "income tax charged",
        PREVIOUS_RESERVE, CURRENT_RESERVE,
    }),
}  # fmt: skip
FEE_PARTS = frozenset({"base fee", "discount on fee", "tax on fee"})


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def kind_of(transaction_type: str, description: str) -> Kind:
    """Of orders and refunds the type says it, of account-level rows the description."""
    said, what = _folded(transaction_type), _folded(description)
    if said in ORDER_TYPES:
        return Kind.ORDER
    if said in REFUND_TYPES:
        return Kind.REFUND
    if what in {PREVIOUS_RESERVE, CURRENT_RESERVE}:
        return Kind.RESERVE
    if said in BALANCE_TYPES or what.startswith(BALANCES):
        return Kind.BALANCE
    return Kind.NON_ORDER if said in NON_ORDER_TYPES else Kind.UNKNOWN


def is_known(transaction_type: str, amount_type: str, description: str) -> bool:
    """The type, the amount type and the description are all in the published tables.

    Structured fees (FBAFees, AmazonFees, Vine) name themselves in the amount type and are known by
    their parts.
    """
    kind = kind_of(transaction_type, description)
    if kind is Kind.UNKNOWN:
        return False
    what = _folded(description)
    if kind is Kind.BALANCE or what in FEE_PARTS:
        return True
    known = DESCRIPTIONS.get(_folded(amount_type))
    return known is not None and (known is ANY or what in known)
