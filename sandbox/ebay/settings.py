"""The switches of the account, by name. Values live in the store, so a snapshot restores them.

    world.ebay.settings.refund_seconds = 30

A switch stands for what the API does not show, or what documents and recordings say differently;
then the default is the recorded one.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.kernel.switches import Switch, Switches

__all__ = ["Settings", "Switch"]


class Settings(Switches):
    """Every switch of the account."""

    WORD = "eBay switch"

    # --- the seller --------------------------------------------------------------------------
    # Where the seller is at home. In the United Kingdom and the EU calls about money are signed.
    seller_country = Switch("US")
    # On: every call that a seller there signs is signed here too, as the sandbox once asked.
    signatures_everywhere = Switch(False)
    # HTTP status of a signature that is missing or does not hold. Threads show the numbers without
    # it; some clients have met 403.
    signature_refusal_status = Switch(400, (400, 403))
    # On: shipping is refused (32400).
    seller_suspended = Switch(False)
    # Off: this user may not refund (34919).
    seller_may_refund = Switch(True)
    # The account the payouts go to.
    bank_nickname = Switch("Acme checking")
    bank_account_tail = Switch("4321")

    # --- tax and fees --------------------------------------------------------------------------
    # Percent that eBay collects and remits on what a buyer pays; 0: nothing.
    collected_tax_percent = Switch(Decimal("8.25"))
    # Percent of all that the buyer pays, tax too. The recorded orders have 13.8; the page of
    # selling fees says 13.6 for most categories.
    final_value_fee_percent = Switch(Decimal("13.8"))
    # Per order: above `small_order`, and up to it.
    fixed_fee = Switch(Decimal("0.44"))
    fixed_fee_small = Switch(Decimal("0.30"))
    small_order = Switch(Decimal("10.00"))
    # Percent for a buyer in another country; the recorded order has about 1.045.
    international_fee_percent = Switch(Decimal(0))
    # On: what is due to the seller holds the tax that eBay collects, as the document says.
    # Recorded orders do not.
    collected_tax_in_due_seller = Switch(False)

    # --- privacy -----------------------------------------------------------------------------
    # Off: the application may not see who the buyer is; town, state, code and country remain.
    buyer_details = Switch(True)

    # --- refunds -------------------------------------------------------------------------------
    # Seconds until a refund is no longer PENDING, and what becomes of it then.
    refund_seconds = Switch(60)
    refund_outcome = Switch("REFUNDED", ("REFUNDED", "FAILED"))
    # Where the money for refunds comes from; another than 0 is why it does not come.
    refund_funding = Switch(0, (0, 34925, 34926, 34927, 34928, 34930))
    # Days after the payment in which a seller can give money back.
    refund_days = Switch(90)
    # On: the line shows a refund that is not through. It has no status to say so.
    line_refunds_while_pending = Switch(False)
    # What is seen of a refund by hand that no buyer asked for: its net amount under the order
    # (the line stays as it was), everything, or nothing at all. It is in Finances in any case.
    external_refunds = Switch("order", ("order", "everywhere", "nowhere"))
    # Whether a REFUND transaction has the amount that left the purse, or the gross.
    refund_transaction_amount = Switch("net", ("net", "gross"))
    # On: with a cancelled order the fixed fee comes back too. Off: it is kept as with a refund.
    cancellation_returns_fixed_fee = Switch(False)

    # --- returns and cancellations -------------------------------------------------------------
    # Days for the seller to answer a return, for the buyer to send it, for the seller to refund
    # what arrived, and for the seller to answer a buyer who cancels.
    return_answer_days = Switch(3)
    return_shipping_days = Switch(15)
    return_refund_days = Switch(2)
    cancellation_answer_days = Switch(3)
    # What a seller hears who cancels an order that is not eligible: an answer without a cancelId
    # that says why, as the types of the document have it, or an error.
    ineligible_cancellations = Switch("answered", ("answered", "refused"))
    # Minutes after the purchase in which a buyer can ask to cancel.
    buyer_cancellation_minutes = Switch(60)
    # Days after the payment in which a seller can cancel.
    cancellation_days = Switch(30)

    # --- payouts ---------------------------------------------------------------------------------
    # Hours until the money of a sale can be paid out, and until the bank has a payout.
    funds_hours = Switch(48)
    payout_hours = Switch(24)
    payout_outcome = Switch(
        "SUCCEEDED", ("SUCCEEDED", "RETRYABLE_FAILED", "TERMINAL_FAILED", "REVERSED")
    )
    # Off: the newest payout comes first, as the document says; clients have seen the other order.
    payouts_oldest_first = Switch(False)

    # --- how much at once ------------------------------------------------------------------------
    # Off: no daily allowance is asked.
    call_limits = Switch(True)
