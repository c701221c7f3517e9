"""What a person does on the account's own screens.

Thin on purpose: the desk knows which buttons a clerk presses and hands them to the rules. Where a
clerk decides something the rules do not (which lines of a bill to give back, an adjustment line
for the rest), the decision stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from sandbox.netsuite.back_office import BackOffice, Quantities
from sandbox.netsuite.errors import UserError
from sandbox.netsuite.records import (
    RECORD_TYPES,
    ZERO,
    Customer,
    Transaction,
)
from sandbox.netsuite.rules import commitment, links, operations
from sandbox.netsuite.rules.lines import NO_LINES
from sandbox.netsuite.scripts import ORDER_TOTAL_VALIDATION
from sandbox.netsuite.seed import ADJUSTMENT_NEGATIVE, ADJUSTMENT_POSITIVE

if TYPE_CHECKING:
    from sandbox.netsuite.auth import AccessToken, LoginAttempt
    from sandbox.netsuite.roles import Role

__all__ = ["Desk"]


class Desk(BackOffice):
    """Every action raises the rules' own refusals, as the screen would show them."""

    # --- looking ---------------------------------------------------------------------------

    def find_order(self, other_ref_num: str) -> Transaction | None:
        """The newest sales order with this PO number."""
        found = self.netsuite.records.transactions_by_other_ref_num.find(other_ref_num)
        orders = [transaction for transaction in found if transaction.type == "SalesOrd"]
        return orders[-1] if orders else None

    # --- orders ----------------------------------------------------------------------------

    def customer(self, **fields: Any) -> Customer:
        """A new customer: `first_name`, `last_name`, `email` ..."""
        made = operations.create(self.netsuite, "customer", fields)
        assert isinstance(made, Customer)  # noqa: S101 - create answers in kind
        return made

    def approve(self, order_id: int) -> Transaction:
        return self._write(order_id, {"order_status": "B"})

    def cancel(self, order_id: int) -> Transaction:
        """Cancel Order, or a return: possible while nothing was moved or billed."""
        order = self.transaction(order_id)
        touched = any(
            line.quantity_picked or line.quantity_billed or line.quantity_received
            for line in order.lines
        )
        if order.type not in ("SalesOrd", "RtnAuth") or touched:
            raise UserError("This order cannot be cancelled.")
        with self.netsuite.store.transaction():
            cancelled = self.netsuite.records.transactions.put(
                msgspec.structs.replace(order, status="C", last_modified=self.netsuite.clock.now())
            )
            commitment.settle(self.netsuite, order, cancelled)
            if order.created_from is not None:
                links.refresh(self.netsuite, order.created_from)
            return self.transaction(order_id)

    def close_order(self, order_id: int) -> Transaction:
        """Close Order: what is left will be neither shipped nor billed."""
        order = self.transaction(order_id)
        return self._write(
            order_id, {"lines": [{"line": line.line, "is_closed": True} for line in order.lines]}
        )

    def set_terms(self, order_id: int, name: str | None) -> Transaction:
        """Raises UserError when the order has a payment method (B4), KeyError for the name."""
        return self._write(order_id, {"terms": self._named("terms_by_name", name)})

    def set_payment_method(self, order_id: int, name: str | None) -> Transaction:
        """Raises UserError when the order has terms (B4), KeyError for the name."""
        return self._write(
            order_id, {"payment_method": self._named("payment_methods_by_name", name)}
        )

    def fulfil(self, order_id: int, lines: Quantities | None = None) -> Transaction:
        """Ship everything left, or these quantities."""
        return self._transform(order_id, "itemFulfillment", lines)

    def bill(self, order_id: int, lines: Quantities | None = None) -> Transaction:
        """The record the order's Billing fields ask for: a payment method makes a cash sale, terms
        or nothing an invoice (B1-B3)."""
        order = self.transaction(order_id)
        target = "invoice" if order.payment_method is None else "cashSale"
        return self._transform(order_id, target, lines)

    # --- refunds ---------------------------------------------------------------------------

    def refund(
        self,
        billed_id: int,
        lines: Quantities | None = None,
        amount: Decimal | None = None,
        everything: bool = False,
        shipping: bool = False,
        restock: bool | None = None,
        external_id: str | None = None,
    ) -> Transaction:
        """Press Refund on a cash sale (cash refund) or Credit on an invoice (credit memo).

        `lines` gives those back; `amount` alone is a goodwill line without tax; `everything` gives
        all that is left, less what earlier goodwill already gave; `shipping` adds the charge.
        `restock` overrides the account's setting. Raises UserError when nothing is left.
        """
        billed = self.transaction(billed_id)
        target = "creditMemo" if billed.type == "CustInvc" else "cashRefund"
        overlay: dict[str, Any] = {"external_id": external_id}
        given: list[dict[str, Any]] = []
        if everything:
            given = self._left(billed, links.REFUNDS)
            goodwill = self._goodwill(billed)
            if goodwill:
                given.append(self._adjustment(-goodwill))
        else:
            given = self._selection(billed, lines or {})
            if not shipping:
                overlay["shipping_cost"] = ZERO
            if amount:
                given.append(self._adjustment(amount))
            if shipping and not given:
                # A refund needs a line; the clerk adds one that is worth nothing.
                given.append(self._adjustment(ZERO))
        if restock is not None:
            for line in given:
                if "line" in line:
                    line["moves_stock"] = restock
        if not given and links.direction(billed.type, RECORD_TYPES[target]) is not None:
            raise UserError(NO_LINES, "item")
        return operations.transform(
            self.netsuite, billed_id, target, {**overlay, "lines": given}, replace={"lines"}
        )

    def standalone_credit_memo(
        self,
        customer: int,
        amount: Decimal | None = None,
        lines: Quantities | None = None,
        other_ref_num: str = "",
    ) -> Transaction:
        """A credit memo that comes from no invoice and is applied to none."""
        return self._by_hand("creditMemo", customer, amount, lines, other_ref_num)

    def standalone_cash_refund(
        self,
        customer: int,
        amount: Decimal | None = None,
        lines: Quantities | None = None,
        other_ref_num: str = "",
    ) -> Transaction:
        """A cash refund typed by hand: the account compares it with no sale (K5)."""
        return self._by_hand("cashRefund", customer, amount, lines, other_ref_num)

    # --- money -----------------------------------------------------------------------------

    def receive_payment(self, invoice_id: int, amount: Decimal | None = None) -> Transaction:
        """Accept Payment on an invoice; None: all that is due. More than that stays unapplied."""
        overlay = {} if amount is None else {"payment": amount}
        return operations.transform(self.netsuite, invoice_id, "customerPayment", overlay)

    def apply_credit(
        self, credit_id: int, invoice_id: int, amount: Decimal | None = None
    ) -> Transaction:
        """Apply a credit memo to an invoice; None: as far as both go."""
        if amount is None:
            amount = min(
                self.transaction(credit_id).amount_remaining,
                self.transaction(invoice_id).amount_remaining,
            )
        return self._write(credit_id, {"applications": [{"doc": invoice_id, "amount": amount}]})

    def pay_back(self, credit_id: int, amount: Decimal | None = None) -> Transaction:
        """Customer refund against a credit memo or an unapplied payment; None: all of it."""
        credit = self.transaction(credit_id)
        due = credit.amount_remaining if amount is None else amount
        made = operations.create(
            self.netsuite,
            "customerRefund",
            {
                "entity": credit.entity,
                "currency": credit.currency,
                "applications": [{"doc": credit.id, "amount": due}],
            },
        )
        assert isinstance(made, Transaction)  # noqa: S101 - create answers in kind
        return made

    # --- the account -----------------------------------------------------------------------

    def delete(self, transaction_id: int) -> None:
        """Raises UserError when other transactions link to it or its period is closed."""
        record_type = self.transaction(transaction_id).record_type
        operations.delete(self.netsuite, record_type, transaction_id)

    def install_order_total_validation(self) -> None:
        """Deploy `FA | UE Order Total Validation`."""
        self.netsuite.scripts.install(ORDER_TOTAL_VALIDATION)

    def uninstall_order_total_validation(self) -> None:
        self.netsuite.scripts.uninstall(ORDER_TOTAL_VALIDATION)

    def login_audit(self) -> list[LoginAttempt]:
        """The login audit trail, oldest first: the only place that tells why a login failed."""
        from sandbox.netsuite.auth import audit_trail

        return audit_trail(self.netsuite)

    def register_certificate(self, public_pem: str, certificate_id: str) -> None:
        """Map a certificate or public key for OAuth 2.0 client credentials."""
        self.netsuite.auth.oauth2.register_certificate(public_pem, certificate_id)

    def create_role(
        self, name: str, permissions: Mapping[str, str], *, web_services_only: bool = False
    ) -> Role:
        """Manage Roles > New: `permissions` by record type, `{"salesOrder": "edit"}`, each one of
        view, create, edit, full. Raises ValueError for another level."""
        return self.netsuite.auth.roles.create(
            name, permissions, web_services_only=web_services_only
        )

    def create_token(self, role: Role, user: str = "", name: str = "") -> AccessToken:
        """Access Tokens > New: a token of a user (the integration's) in a role."""
        auth = self.netsuite.auth
        return auth.create_token(role, user or auth.USER, name or f"Token of {role.name}")

    def set_redirect_uris(self, *uris: str) -> None:
        """Integration > Authorization Code Grant: where the application may be sent back to."""
        auth = self.netsuite.auth
        own = auth.integrations[auth.integration.id]
        auth.integrations.put(msgspec.structs.replace(own, redirect_uris=uris))

    def allow_application(self, authorize_url: str, role: Role | None = None) -> str:
        """What a person does with an authorize URL: log in, choose a role, continue. The URL that
        the browser is sent to. Raises TokenRefused for a URL that the page does not accept."""
        auth = self.netsuite.auth
        query = dict(parse_qsl(urlsplit(authorize_url).query))
        client = auth.integrations.get(query.get("client_id", ""))
        return auth.codes.allow(query, client, auth.USER, role or auth.roles.administrator)

    def allocate_concurrency(self, requests: int | None) -> None:
        """Integration Management > Integration Governance: how many of the account's simultaneous
        requests the integration has for itself; None: it shares. Raises ValueError when nothing
        would be left for the others."""
        self.netsuite.concurrency.allocate(requests)

    # --- how it is done --------------------------------------------------------------------

    def _write(self, transaction_id: int, changes: Mapping[str, Any]) -> Transaction:
        record_type = self.transaction(transaction_id).record_type
        made = operations.update(self.netsuite, record_type, transaction_id, changes)
        assert isinstance(made, Transaction)  # noqa: S101 - update answers in kind
        return made

    def _named(self, index: str, name: str | None) -> int | None:
        if name is None:
            return None
        found = getattr(self.netsuite.records, index).first(name)
        if found is None:
            raise KeyError(f"the account has no {name!r}")
        return int(found.id)

    def _left(self, source: Transaction, kinds: frozenset[str]) -> list[dict[str, Any]]:
        kind = next(iter(kinds))
        left = [
            (line.line, links.remaining(self.netsuite, source, line, kind)) for line in source.lines
        ]
        return [{"line": number, "quantity": units} for number, units in left if units]

    def _goodwill(self, billed: Transaction) -> Decimal:
        """What earlier refunds gave beside lines and shipping."""
        given = ZERO
        for refund in self.netsuite.records.children(billed.id):
            if refund.type in links.REFUNDS:
                given += sum(
                    (line.amount for line in refund.lines if line.order_line is None), ZERO
                )
        return given

    def _adjustment(self, amount: Decimal) -> dict[str, Any]:
        name = ADJUSTMENT_NEGATIVE if amount < 0 else ADJUSTMENT_POSITIVE
        return {"item": self.item(name).id, "quantity": Decimal(1), "amount": amount}

    def _by_hand(
        self,
        record_type: str,
        customer: int,
        amount: Decimal | None,
        lines: Quantities | None,
        other_ref_num: str,
    ) -> Transaction:
        given: list[dict[str, Any]] = [
            {"item": self.item(name).id, "quantity": Decimal(units)}
            for name, units in (lines or {}).items()
        ]
        if amount is not None:
            given.append(self._adjustment(amount))
        made = operations.create(
            self.netsuite,
            record_type,
            {"entity": customer, "lines": given, "other_ref_num": other_ref_num},
        )
        assert isinstance(made, Transaction)  # noqa: S101 - create answers in kind
        return made
