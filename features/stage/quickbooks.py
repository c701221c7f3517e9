"""QuickBooks as the books: a Connex account, what the company holds, and what a run has moved."""

from __future__ import annotations

import asyncio
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from typer.testing import CliRunner, Result

from connector.cli import Surroundings
from connector.cli import app as connector_command
from connector.engine import Engine
from connector.flows.connex.run import Span
from connector.http.intuit_token import TOKEN_URL
from connector.jobs.inline import InlineJobs
from connector.journal import Journal
from connector.run_steps import RunReport
from connector.settings import Settings
from features.expect import StateDiffers
from features.stage.parts import WorldClock
from features.stage.screens import Screens
from features.stage.storefront import CUSTOMER
from sandbox.quickbooks_online.app import QuickBooksOnline
from sandbox.quickbooks_online.records import Transaction
from sandbox.quickbooks_online.rules import operations
from sandbox.quickbooks_online.rules.options import Options

__all__ = ["KINDS", "QuickBooksBooks"]

NOTHING = Decimal("0.00")
KINDS = {
    "sales receipt": "SalesReceipt",
    "invoice": "Invoice",
    "credit memo": "CreditMemo",
    "refund receipt": "RefundReceipt",
    "payment": "Payment",
    "deposit": "Deposit",
    "check": "Purchase",
}
GOODS = ("TEE-BLK", "MUG-WHT", "CAP-RED")


class QuickBooksBooks(Screens):
    """`before`: accounts and shelf as they were when the last run began."""

    before: tuple[dict[str, Decimal], dict[str, Decimal]]
    command: Result | None = None
    report: RunReport | None = None

    @property
    def company(self) -> QuickBooksOnline:
        return self.world.quickbooks_online

    # --- the account ----------------------------------------------------------------------------

    def add_connex_account(self, name: str) -> None:
        """A store under Connex, set up as its help recommends; the company numbers by itself."""
        known = self.world.credentials()
        self.refresh_token = known["QBO_REFRESH_TOKEN"]
        self.company.desk.change_numbering(custom=True)
        self.accounts[name] = {
            "product": "connex",
            "channel": "shopify",
            "shop": known["SHOPIFY_SHOP"],
            "token": known["SHOPIFY_TOKEN"],
            "api_version": known["SHOPIFY_API_VERSION"],
            "time_zone": "America/New_York",
            "payment_methods": {
                "shopify_payments": "Shopify Payments",
                "gift_card": "Gift Card",
                "card": "Credit Card",
            },
            "connex": {},
        }
        self.start_engine()

    def change_connex(self, **settings: Any) -> None:
        known = self.accounts["main"]["connex"]
        self.change_account("main", connex={**known, **settings})

    def connect_company(self) -> None:
        """A person connects the company again; the settings get the new refresh token."""
        known, callback = self.world.credentials(), self.company.auth.app.redirect_uris[0]
        asked = {
            "client_id": known["QBO_CLIENT_ID"],
            "redirect_uri": callback,
            "response_type": "code",
            "scope": "com.intuit.quickbooks.accounting",
            "state": "again",
        }
        back = httpx.URL(self.company.auth.consent(asked))
        form = {"grant_type": "authorization_code", "redirect_uri": callback}

        async def trade() -> str:
            async with httpx.AsyncClient(transport=self.world.transport()) as client:
                answer = await client.post(
                    TOKEN_URL,
                    data={**form, "code": back.params["code"]},
                    auth=(known["QBO_CLIENT_ID"], known["QBO_CLIENT_SECRET"]),
                )
                token: str = answer.raise_for_status().json()["refresh_token"]
                return token

        self.refresh_token = self.run(trade())
        self.start_engine()

    # --- runs -----------------------------------------------------------------------------------

    def run_connex(self, span: Span | None = None) -> None:
        """One run now; a minute passes first, so that what was just done lies before it."""
        self.note_books()
        self.world.advance(minutes=1)

        def work() -> None:
            self.report = self.run(self.engine.run("main", None, span))

        self._attempt(work)

    def note_books(self) -> None:
        self.before = (self.company.desk.trial_balance(), self._shelf())

    def run_two_machines_at_once(self) -> None:
        """Each with a journal of its own, which is empty at first; both are started again after a
        trouble."""
        self.note_books()
        self.world.advance(minutes=1)
        self.use_new_journal()
        journal = Journal(":memory:")

        def sync() -> None:
            other = Engine(
                self.settings(),
                journal,
                WorldClock(self.world),
                InlineJobs(),
                self.transport,
                self.adapters,
            )

            async def both() -> None:
                await asyncio.gather(self.engine.run("main"), other.run("main"))

            try:
                self.run(both())
            finally:
                self.run(other.aclose())

        self._attempt(sync)
        journal.close()

    def type_command(self, words: list[str]) -> None:
        """The connector's own command line, on a journal file; the stage's engine shares it."""
        self.note_books()
        self.world.advance(minutes=1)
        if self.journal_address == ":memory:":
            folder = self.closing.enter_context(tempfile.TemporaryDirectory())
            self.use_journal(str(Path(folder) / "journal.db"))

        def invoke() -> None:
            surroundings = Lent(WorldClock(self.world), self.transport, self.adapters, self)
            self.command = CliRunner().invoke(connector_command, words, obj=surroundings)

        self._attempt(invoke)

    # --- what the company holds -----------------------------------------------------------------

    def documents(self, *kinds: str) -> list[Any]:
        """As the company shows them now, in the order they were made."""
        found = [
            self.company.desk.get(KINDS[kind], each.id)
            for kind in kinds or KINDS
            for each in self.company.records.table(KINDS[kind])
        ]
        return sorted(found, key=lambda each: int(each.id))

    def document(self, kind: str, number: str = "") -> Any:
        """The newest of its kind, or the newest of this number. Raises StateDiffers."""
        found = [each for each in self.documents(kind) if number in ("", each.doc_number)]
        if not found:
            raise StateDiffers(f"QuickBooks holds no {kind} {number}".rstrip())
        return found[-1]

    def moved_accounts(self) -> dict[str, Decimal]:
        """Debits less credits of every account since the last run began; zero ones left out."""
        before, now = self.before[0], self.company.desk.trial_balance()
        moved = {
            name: now.get(name, NOTHING) - before.get(name, NOTHING) for name in {*before, *now}
        }
        return {name: amount for name, amount in moved.items() if amount}

    def moved_shelf(self) -> dict[str, Decimal]:
        before, now = self.before[1], self._shelf()
        return {name: now[name] - before[name] for name in GOODS if now[name] != before[name]}

    def _shelf(self) -> dict[str, Decimal]:
        desk = self.company.desk
        return {name: desk.item(name).qty_on_hand or Decimal(0) for name in GOODS}

    def customer_owes(self) -> Decimal:
        """What the buyer of every scenario owes, whoever wrote the customer down."""
        return sum(
            (
                self.company.desk.customer_balance(each.id)
                for each in self.company.records.customers
                if each.primary_email_addr is not None
                and each.primary_email_addr.address == CUSTOMER
            ),
            NOTHING,
        )

    # --- what a person does there ---------------------------------------------------------------

    def add_product(self, name: str, account: str) -> None:
        """A product that is not on the shelf."""
        found = self.company.records.named("Account", account)
        if found is None:
            raise StateDiffers(f"QuickBooks has no account {account}")
        given = {
            "Name": name,
            "Type": "NonInventory",
            "Taxable": False,
            "IncomeAccountRef": {"value": found.id},
        }
        operations.create(self.company, "Item", given, Options(user="Dana Clerk"))

    def undeposited(self) -> list[Transaction]:
        """What a person ticks on the deposit form: money in Undeposited Funds, not banked yet."""
        banked = {
            (link.txn_type, link.txn_id)
            for each in self.documents("deposit")
            for line in each.line
            for link in line.linked_txn
        }
        found = []
        for each in self.documents("sales receipt", "payment", "refund receipt"):
            account = each.deposit_to_account_ref
            name = account.name if account is not None else "Undeposited Funds"
            if name != "Undeposited Funds" or not each.total_amt:
                continue
            if (type(each).__name__, each.id) not in banked:
                found.append(each)
        return found


class Lent(Surroundings):
    """The stage's own settings instead of a file."""

    def __init__(self, clock: WorldClock, http: Any, adapters: Any, stage: QuickBooksBooks) -> None:
        super().__init__(clock=clock, http=http, adapters=adapters)
        self._stage = stage

    def settings(self) -> Settings:
        return self._stage.settings()
