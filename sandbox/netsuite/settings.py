"""The account's preferences, by name. Values live in the store, so a snapshot restores them.

    netsuite.settings.tax_rate = Decimal("8.875")

A preference named here is either documented by NetSuite (its name says which) or a point that the
public documents leave open; then the default is what integrators report.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.kernel.switches import Switch, Switches, a_time_zone

__all__ = ["Settings", "Switch"]


class Settings(Switches):
    """Every switch of the account."""

    WORD = "NetSuite preference"

    # --- tax -------------------------------------------------------------------------------
    # SuiteTax accounts take taxDetails; legacy accounts know tax codes only, and REST cannot set
    # them (Help Center "REST Web Services: Legacy Tax").
    tax_engine = Switch("suitetax", ("suitetax", "legacy"))
    # Percent that the account's own engine applies, once, to the taxable header amount (K2).
    tax_rate = Switch(Decimal("8.25"))
    # `taxItem`, `taxRate`, `taxCode` in a body: refused (K2), or dropped and named in a header.
    legacy_tax_fields = Switch("refuse", ("refuse", "ignore"))

    # --- orders and billing ------------------------------------------------------------------
    # Preference "Default Sales Order Status": A pending approval, B pending fulfilment.
    default_order_status = Switch("B", ("A", "B"))
    # Preference "Invoice in Advance of Fulfillment". Off: an order bills what was fulfilled.
    invoice_in_advance_of_fulfillment = Switch(True)
    # Without the pick, pack and ship feature a fulfilment is born shipped (C).
    default_ship_status = Switch("C", ("A", "B", "C"))
    # A rate counts only beside `price: {"id": "-1"}`. Off: a line without a price level takes it.
    rate_needs_custom_price_level = Switch(False)
    # A cash sale or invoice of inventory items without an order ships by itself: COGS is posted.
    standalone_sales_relieve_stock = Switch(True)
    # Preference "Allow Override" of document numbers. Off: a `tranId` in a body is ignored.
    allow_transaction_number_override = Switch(False)

    # Preference "Fulfill Based on Commitment": limit to committed, allow uncommitted, or ignore.
    fulfill_based_on_commitment = Switch("ignore", ("limit", "allow", "ignore"))

    # --- returns -----------------------------------------------------------------------------
    # Preference "Default Return Auth. Status": A pending approval, B pending receipt.
    default_return_status = Switch("B", ("A", "B"))
    # Preference "Refund in Advance of Return". Off: a return refunds what was received.
    refund_in_advance_of_return = Switch(False)
    # Preference "Restock Returned Items": what `restock` of a receipt's line starts with.
    restock_item_receipts = Switch(True)

    # --- refunds (K4) ------------------------------------------------------------------------
    # Goods that are refunded by line go back into stock.
    restock_cash_refunds = Switch(True)
    restock_credit_memos = Switch(True)
    # A refund by a payment method that is a check goes through Refunds Payable and writes it.
    checks_for_refunds = Switch(False)
    # Preference "Void Transactions Using Reversing Journals". Off: voiding zeroes in place.
    void_with_reversing_journal = Switch(False)

    # --- periods -----------------------------------------------------------------------------
    # Preference "Allow Transaction Date Outside of the Posting Period": refuse a date in a closed
    # period, or post into the next open one.
    closed_period = Switch("refuse", ("refuse", "next_open"))

    # --- OneWorld ----------------------------------------------------------------------------
    # The account has subsidiaries; `desk.enable_one_world` sets up the first one and turns it on.
    one_world = Switch(False)

    # --- how the account answers ---------------------------------------------------------------
    # `status.id` on the wire: the label (as captured) or the letter (API Browser 2026.1).
    status_id = Switch("label", ("label", "letter"))
    # A transaction that does not exist: 400 "Transaction type specified is incorrect." as
    # captured, or 404.
    missing_transaction_status = Switch(400, (400, 404))
    # Preference "Time Zone" of Company Information: the day of a transaction without `tranDate`;
    # SuiteQL and `q` show and compare moments in it.
    time_zone = Switch("America/Los_Angeles", check=a_time_zone)
    # Sign of `transaction.foreigntotal` of sales documents in SuiteQL; reports contradict.
    sale_foreign_total_sign = Switch(1, (1, -1))
    # `type` of an error body: RFC 9110 links (live captures) or the older w3.org ones (help).
    error_type = Switch("rfc9110", ("rfc9110", "rfc2616"))
    # Seconds in `Retry-After` of a 429; 0 sends none (not documented).
    retry_after_seconds = Switch(0)

    # --- how much at once ----------------------------------------------------------------------
    # The contract: how many requests are served at once (limits.py). Older contracts have numbers.
    service_tier = Switch(
        "Standard",
        (
            "Standard", "Premium", "Enterprise", "Ultimate",
            "Shared", "Tier 3", "Tier 2", "Tier 1", "Tier 1+", "Tier 0",
        ),
    )  # fmt: skip
    suitecloud_plus_licences = Switch(0)
    account_purpose = Switch("production", ("production", "development"))
    # Asynchronous jobs move on with every answer the account gives, one step each, or with the
    # world's time: so many seconds in the queue, then so many for each task.
    async_jobs = Switch("queue", ("queue", "clock"))
    async_queue_seconds = Switch(1)
    async_task_seconds = Switch(1)
    # A RESTlet that returns a string under `application/json`: sent as it is, or as a JSON string.
    restlet_json_strings = Switch("raw", ("raw", "quoted"))
