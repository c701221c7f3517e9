"""The Settlement tab of an Amazon account: how its settlement reports are found and posted.

The names in quotation marks are those of NetSuite Connector's own settings pages (Help Center
"Amazon Settlement Sync Settings in NetSuite Connector").
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from connector.settings_parts import Part, Text

__all__ = ["LISTED_DAYS", "SettlementSettings"]

LISTED_DAYS = 90
"""Amazon lists settlement reports for so long, and no longer."""


class SettlementSettings(Part):
    """`Settings > Other Transactions > Settlement`, with its advanced options."""

    customer_internal_id: Text = Field(
        "",
        description='"Customer Internal ID": the NetSuite customer that is used for settlements '
        "only; fees and credits that belong to no order are written for it.",
    )
    days_back: int = Field(
        20,
        ge=1,
        description='"Days Back to Search for Settlement Reports": reports come every two weeks, '
        f"so at least 20 is recommended; Amazon lists them for {LISTED_DAYS} days.",
    )
    merge_refunds: bool = Field(
        False,
        description='"Merge All Refunds on Report into a Single Summary Refund": one document with '
        "every refunded line; lines are not added together.",
    )
    merge_fees: bool = Field(
        False,
        description='"Merge All Order Fees into a Single Transaction": one document with every fee '
        "and credit of the orders, instead of lines on each billed record.",
    )
    split_months: bool = Field(
        False,
        description='"When Posting Summary Transactions, Split Them into Two" where the report '
        "spans two months: no summary document crosses the end of a month.",
    )
    refunds_as_credit_memos: bool = Field(
        False,
        description='"Post Refunds as Credit Memos": credit memos instead of cash refunds.',
    )
    restock: bool = Field(
        True,
        description='"Restock" of settlement refunds: whether refunded units go back into stock. '
        "Amazon does not say whether they came back.",
    )
    item_mapping: dict[str, str] = Field(
        default_factory=dict,
        description="Kind of fee or credit as the report calls it = NetSuite item (name or "
        "internal ID). Others use the item of their own name, which `connector settlement "
        "create-items` makes.",
        examples=[{"Commission": "Amazon Commission"}],
    )
    posting_style: Literal["netsuite_connector"] = Field(
        "netsuite_connector",
        description="Whose way of posting a settlement: fee lines on the billed records, a cash "
        "refund or credit memo for each refund, one document for what belongs to no order.",
    )

    @field_validator("days_back")
    @classmethod
    def _listed(cls, value: int) -> int:
        if value > LISTED_DAYS:
            raise ValueError(
                f"{value} days back cannot be searched: Amazon lists settlement reports for "
                f"{LISTED_DAYS} days only. Use at most {LISTED_DAYS}; download older settlements "
                "from Seller Central (Payments > All Statements > Download Flat File V2) and "
                "import them with `connector settlement upload`"
            )
        return value

    @property
    def advice(self) -> tuple[str, ...]:
        """Allowed, but not what the vendor recommends."""
        if self.days_back < 20:
            return (
                f"settlement.days_back = {self.days_back}: reports come every two weeks; at least "
                "20 is recommended, or one that comes late is missed.",
            )
        return ()
