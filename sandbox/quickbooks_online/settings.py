"""The switches of the company, by name. Values live in the store, so a snapshot restores them.

    world.quickbooks_online.settings.honour_total_tax = False

What a person chooses on the company's own screens and the API shows is a preference and is changed
at the desk. A switch stands for what the API does not show, or what the public documents leave
open; then the default is what integrators report.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.kernel.switches import Switch, Switches, a_time_zone

__all__ = ["Settings", "Switch"]


class Settings(Switches):
    """Every switch of the company."""

    WORD = "QuickBooks switch"

    # --- tax -------------------------------------------------------------------------------
    # A TotalTax that is sent stands (K11). Off: the company's own engine overrides it.
    honour_total_tax = Switch(True)
    # Percent that the engine applies, once, to the taxable header amount.
    tax_rate = Switch(Decimal("8.25"))

    # --- document numbers --------------------------------------------------------------------
    # Invoice, SalesReceipt, CreditMemo and RefundReceipt count on together. Off: one each.
    shared_number_counter = Switch(True)
    # Setting "Warn if duplicate number is used", which the API does not show.
    warn_duplicate_numbers = Switch(True)
    # On: the number of an invoice cannot be used for a sales receipt either (K10).
    duplicate_numbers_across_types = Switch(False)

    # --- books -------------------------------------------------------------------------------
    # Code for books that were closed without a password; with one it is always 6210.
    closed_without_password_code = Switch("6210", ("6200", "6210"))
    # The deposit form refuses a total below zero.
    negative_deposit_refused = Switch(True)
    # A name that was made inactive gets the suffix " (deleted)" and is free again. Off: it keeps
    # its name and blocks it.
    inactive_names_reusable = Switch(True)
    # The day of a transaction without TxnDate, and the offset of every moment on the wire.
    time_zone = Switch("America/Los_Angeles", check=a_time_zone)

    # --- tokens --------------------------------------------------------------------------------
    # Two refreshes with one token: the second kills the first one's new token as well.
    strict_concurrent_refresh = Switch(False)
    # Off: a refresh token stays the same for a day.
    rotate_every_refresh = Switch(False)

    # --- how much at once ----------------------------------------------------------------------
    # Requests that are answered; one more is refused. 0 sets no limit.
    requests_a_second = Switch(10)  # a realm and application
    requests_a_minute = Switch(500)  # a realm
    batches_a_minute = Switch(40)  # a realm and application
    company_batches_a_minute = Switch(120)  # a realm
    sandbox_emails_a_day = Switch(40)  # a sandbox company
    # Milliseconds that a call takes on the platform: who waits for each answer cannot ask sooner.
    answer_time_ms = Switch(100)

    # --- how the company answers -----------------------------------------------------------------
    # A Fault arrives with HTTP 200, as integrators report.
    fault_inside_200 = Switch(False)
    # A query is refused whole (4002) when a form on its page has an e-mail address that is none.
    invalid_email_breaks_query = Switch(False)

    # --- webhooks --------------------------------------------------------------------------------
    # The body of messages; the classic one was retired in the summer of 2026.
    webhook_format = Switch("cloudevents", ("cloudevents", "classic", "both"))
    # Seconds that events are collected before they are told in one message.
    webhook_collect_seconds = Switch(5)
    # How often a message is tried again before it is dropped; 0: every six hours without end.
    webhook_retries = Switch(0)
    # On: every message is delivered twice.
    webhooks_twice = Switch(False)
    # On: events come one by one, the newest that waits first.
    webhooks_backwards = Switch(False)
    # On: messages are not sent at all, and nobody is told.
    webhooks_lost = Switch(False)
