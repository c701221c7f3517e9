"""The switches of the account, by name. Values live in the store, so a snapshot restores them.

    world.amazon.settings.refund_commission_cap = Decimal("3.00")

A switch stands for what the API does not show, or what the public documents leave open; then the
default is what integrators report.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.amazon.static_sandbox.examples import has_models
from sandbox.kernel.switches import Switch, Switches

__all__ = ["Settings", "Switch"]


class Settings(Switches):
    """Every switch of the account."""

    WORD = "Amazon switch"

    # --- money -----------------------------------------------------------------------------
    # Percent of sales tax on orders of the United States, which Amazon collects and keeps.
    tax_rate = Switch(Decimal("8.25"))
    # On: European prices are written net, with the tax in rows of its own.
    vat_calculation_service = Switch(False)
    # Percent of the returned referral fee that Amazon keeps, and the most of it (0: no limit).
    refund_commission_percent = Switch(Decimal(20))
    refund_commission_cap = Switch(Decimal("5.00"))
    # A period that ends with a debt: the card on file pays it. Off: it stays open.
    card_pays_debts = Switch(True)

    # --- settlement files --------------------------------------------------------------------
    # Dates and decimals; "": as the marketplace writes them. Follows the account's language.
    settlement_dialect = Switch("", ("", "english", "european", "japanese", "day_first", "iso"))
    # What ends a line of a flat file, of the API's document and of Seller Central's alike: they are
    # one. "\n"; importers have met "\r\n" in files that people had saved.
    settlement_line_end = Switch("\n", ("\n", "\r\n"))
    # Off: 23 columns, as the attribute page has them.
    promotion_id_column = Switch(True)
    # Off: the account gets no V2 report; its seller has to ask Amazon for them.
    flat_file_v2 = Switch(True)
    # Hours between the end of a period and its report.
    report_delay_hours = Switch(0)
    # On: a `createdSince` of more than 90 days ago is refused. Off: it finds what is left.
    old_created_since_refused = Switch(False)
    # Off: the list has reports of other marketplaces too, as integrators see it.
    report_marketplaces_filter = Switch(False)

    # --- feeds -------------------------------------------------------------------------------
    # Seconds that a feed or a report that was asked for waits, and then is worked on.
    feed_queue_seconds = Switch(0)
    feed_work_seconds = Switch(0)

    # --- orders ------------------------------------------------------------------------------
    # On: v0 writes IsReplacementOrder as a string, as some replies do.
    replacement_flag_as_string = Switch(False)

    # --- Seller Central ------------------------------------------------------------------------
    # Minutes without a click after which it asks to sign in again.
    seller_central_session_minutes = Switch(60)

    # --- Amazon's own sandbox ------------------------------------------------------------------
    # Folder of the models that Amazon publishes: their examples are what the sandbox hosts answer.
    # "": they have none, and refuse every request.
    sandbox_models = Switch("", check=has_models)

    # --- how much at once ----------------------------------------------------------------------
    # Off: no bucket is asked.
    throttling = Switch(True)
