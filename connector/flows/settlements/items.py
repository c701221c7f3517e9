"""Which item of the books stands for which kind of fee or credit.

One item a kind: an item's name is "Amazon" and what the report calls the kind. Descriptions that
several amount types share ("Principal", "Base Fee") are named with their amount type. The mapping
of the account overrides a name; it may use the report's description alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from connector.books.books import ItemRef
from connector.flows.settlements.account import SettlementAccount
from connector.settlements import Kind, Row

__all__ = [
    "KINDS",
    "TAX_ONLY",
    "create_settlement_items",
    "item_for",
    "kind_name",
    "missing_items",
]

BRAND = "Amazon"
LONGEST = 60
"""Characters of an item's name (REST API Browser: itemId)."""
PLAIN = frozenset({"itemprice", "itemfees", "itemwithheldtax", "other-transaction"})
"""Amount types that say nothing which the description does not."""
TAX_ONLY = "Tax"

# What the published tables name, as Amazon spells it: what a new account starts with. A kind that
# is not here gets its item from the rows of a settlement.
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ItemFees", (
        "Commission", "RefundCommission", "FBAPerUnitFulfillmentFee", "FBAPerOrderFulfillmentFee",
        "FBAWeightBasedFee", "ShippingChargeback", "GiftwrapChargeback", "ShippingHB",
        "FixedClosingFee", "VariableClosingFee", "SalesTaxServiceFee", "DigitalServicesFee",
    )),
    ("ItemPrice", (
        "Principal", "Shipping", "GiftWrap", "Tax", "ShippingTax", "GiftWrapTax", "Goodwill",
        "ReturnShipping", "RestockingFee",
    )),
    ("ItemWithheldTax", (
        "MarketplaceFacilitatorTax-Principal", "MarketplaceFacilitatorTax-Shipping",
        "MarketplaceFacilitatorTax-Giftwrap", "MarketplaceFacilitatorTax-Other",
        "MarketplaceFacilitatorVAT-Principal", "MarketplaceFacilitatorVAT-Shipping",
        "LowValueGoodsTax-Principal", "LowValueGoodsTax-Shipping",
    )),
    ("Promotion", ("Principal", "Shipping")),
    ("Cost of Advertising", ("TransactionTotalAmount",)),
    ("FBA Inventory Reimbursement", (
        "WAREHOUSE_LOST", "WAREHOUSE_DAMAGE", "REVERSAL_REIMBURSEMENT", "COMPENSATED_CLAWBACK",
        "MISSING_FROM_INBOUND", "FREE_REPLACEMENT_REFUND_ITEMS", "CS_ERROR_ITEMS",
    )),
    ("other-transaction", (
        "Subscription Fee", "Storage Fee", "StorageRenewalBilling", "RemovalComplete",
        "DisposalComplete", "FBAInboundTransportationFee", "Adjustment",
    )),
)  # fmt: skip


def kind_name(amount_type: str, description: str) -> str:
    """What a kind of amount is called, without the brand."""
    said, what = " ".join(amount_type.split()), " ".join(description.split())
    if not what:
        return said
    if not said or said.casefold() in PLAIN or said.casefold() == what.casefold():
        return what
    return f"{said} - {what}"


def item_for(kind: str, mapping: Mapping[str, str]) -> str:
    """Name or internal id of the item of a kind."""
    folded = {key.casefold(): value for key, value in mapping.items()}
    own = folded.get(kind.casefold()) or folded.get(kind.rpartition(" - ")[2].casefold())
    if own:
        return own
    # A colon would make the item a child of another one.
    name = f"{BRAND} {kind}".replace(":", "-")
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 7]}~{hashlib.sha256(name.encode()).hexdigest()[:6]}"


async def missing_items(account: SettlementAccount, rows: Iterable[Row]) -> list[str]:
    """Items that the rows need and the books do not have (or have as inactive), in the order in
    which the rows name them. What is usually in the billed record already is not counted; where
    it has to be written after all, posting says which item it lacks."""
    wanted = [
        item_for(kind_name(row.amount_type, row.amount_description), account.options.item_mapping)
        for row in rows
        if _needs_item(row)
    ]
    names = list(dict.fromkeys(wanted))
    found = await account.ledger.charge_items(names)
    return [name for name in names if name not in found or found[name].inactive]


async def create_settlement_items(
    account: SettlementAccount, rows: Iterable[Row] = ()
) -> list[ItemRef]:
    """`Create Settlement Items`: makes what is missing of the published kinds and of `rows`; the
    new ones. A kind that the mapping gives to an item of one's own is left alone. Raises Trouble;
    what was made by then stays and is found the next time."""
    kinds = [kind_name(said, what) for said, described in KINDS for what in described]
    kinds += [
        kind_name(row.amount_type, row.amount_description) for row in rows if _needs_item(row)
    ]
    mapping = account.options.item_mapping
    names = list(
        dict.fromkeys(
            name for kind in kinds if (name := item_for(kind, mapping)) == item_for(kind, {})
        )
    )
    found = await account.ledger.charge_items(names)
    return [
        await account.ledger.create_charge_item(name, account.options.customer_internal_id)
        for name in names
        if name not in found
    ]


USUALLY_BILLED = frozenset({
    "principal", "shipping", "giftwrap", "tax", "shippingtax", "giftwraptax", "cod", "codtax",
})  # fmt: skip


def _needs_item(row: Row) -> bool:
    """Not what is usually part of the billed record, or of the goods that are refunded."""
    if row.kind in {Kind.RESERVE, Kind.BALANCE, Kind.UNKNOWN}:
        return False
    if row.kind is Kind.NON_ORDER:
        return True
    said = row.amount_type.casefold()
    if said == "itemprice":
        return row.amount_description.casefold() not in USUALLY_BILLED
    return said not in {"itemwithheldtax", "promotion"}
