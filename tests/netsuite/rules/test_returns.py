"""Return authorizations: their letters, and what caps what: sale, return, receipt, refund."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import NetSuiteError

D = Decimal
EXCEEDS = r"The quantity of line 1 exceeds the quantity that remains \({}\)"


def refused(account, sentence, call, *arguments):
    before = account.store.fingerprint("netsuite.")
    with pytest.raises(NetSuiteError, match=sentence):
        call(*arguments)
    assert account.store.fingerprint("netsuite.") == before


@pytest.fixture
def status(account):
    return lambda document: account.desk.transaction(document.id).status


class TestStatus:
    def test_by_receipts_and_refunds(self, account, cash_sale, status):
        desk = account.desk
        rma = desk.authorize_return(cash_sale.id, {"TEE-BLK": 2, "MUG-WHT": 1})
        assert status(rma) == "B"
        desk.receive(rma.id, {"TEE-BLK": 1})
        assert status(rma) == "E"
        desk.refund_return(rma.id, {"TEE-BLK": 1})
        assert status(rma) == "D"
        desk.receive(rma.id)
        assert status(rma) == "F"
        last = desk.refund_return(rma.id)
        assert status(rma) == "G"
        desk.delete(last.id)
        assert status(rma) == "F"

    def test_services_need_no_receipt(self, account, jane, status):
        service = rules.create(account, "serviceSaleItem", {"itemId": "", "item_id": "Fitting"})
        line = {"item": service.id, "amount": D("30.00")}
        sale = rules.create(account, "cashSale", {"entity": jane.id, "lines": [line]})
        assert status(account.desk.authorize_return(sale.id)) == "F"

    def test_closed_and_cancelled(self, account, cash_sale, status):
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 1})
        account.desk.cancel(rma.id)
        assert status(rma) == "C"
        again = account.desk.authorize_return(cash_sale.id)
        assert again.line_at(1).quantity == 3
        account.desk.close_order(again.id)
        assert status(again) == "H"

    def test_approval(self, account, cash_sale, status):
        account.settings.default_return_status = "A"
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 1})
        assert status(rma) == "A"
        refused(account, "invalid reference", account.desk.receive, rma.id)
        account.desk.approve(rma.id)
        account.desk.receive(rma.id)
        assert status(rma) == "F"


class TestCaps:
    def test_a_return_takes_what_was_sold(self, account, cash_sale):
        desk = account.desk
        desk.authorize_return(cash_sale.id, {"TEE-BLK": 2})
        refused(account, EXCEEDS.format(1), desk.authorize_return, cash_sale.id, {"TEE-BLK": 2})

    def test_what_is_authorized_is_not_refunded_from_the_sale_too(self, account, cash_sale):
        desk = account.desk
        desk.authorize_return(cash_sale.id, {"TEE-BLK": 2})
        refused(account, EXCEEDS.format(1), desk.refund, cash_sale.id, {"TEE-BLK": 2})
        desk.refund(cash_sale.id, {"TEE-BLK": 1})
        refused(account, EXCEEDS.format(0), desk.authorize_return, cash_sale.id, {"TEE-BLK": 1})

    def test_a_receipt_takes_what_was_authorized(self, account, cash_sale):
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 2})
        refused(account, EXCEEDS.format(2), account.desk.receive, rma.id, {"TEE-BLK": 3})

    def test_a_refund_takes_what_was_received(self, account, cash_sale):
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 2})
        refused(account, "at least one valid line item", account.desk.refund_return, rma.id)
        account.desk.receive(rma.id, {"TEE-BLK": 1})
        refused(account, EXCEEDS.format(1), account.desk.refund_return, rma.id, {"TEE-BLK": 2})

    def test_refund_in_advance_of_return(self, account, cash_sale):
        account.settings.refund_in_advance_of_return = True
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 2})
        assert account.desk.refund_return(rma.id).total == D("38.95")

    def test_parts_add_up_to_the_cent(self, account, cash_sale):
        """W2: 19.47 + 19.48 + 19.47, whether straight from the sale or by way of returns."""
        desk = account.desk
        account.settings.refund_in_advance_of_return = True
        totals = [desk.refund(cash_sale.id, {"TEE-BLK": 1}).total]
        for _ in range(2):
            rma = desk.authorize_return(cash_sale.id, {"TEE-BLK": 1})
            totals.append(desk.refund_return(rma.id).total)
        assert sum(totals) == D("58.42")
        assert totals == [D("19.47"), D("19.48"), D("19.47")]

    @pytest.mark.parametrize("first", [1, 2])
    def test_refunded_one_by_one_a_return_gives_the_sales_cents(self, account, cash_sale, first):
        """Units 1 to 3 of the sale are worth 19.47, 19.48 and 19.47, in that order."""
        desk = account.desk
        totals = []
        for units in (first, 3 - first):
            rma = desk.authorize_return(cash_sale.id, {"TEE-BLK": units})
            desk.receive(rma.id)
            totals += [desk.refund_return(rma.id, {"TEE-BLK": 1}).total for _ in range(units)]
        assert totals == [D("19.47"), D("19.48"), D("19.47")]

    def test_an_order_returns_what_was_shipped(self, account, order):
        sold = order("Cash")
        refused(account, "at least one valid line", account.desk.authorize_return, sold.id)
        account.desk.fulfil(sold.id, {"TEE-BLK": 2})
        rma = account.desk.authorize_return(sold.id)
        assert [(line.order_line, line.quantity) for line in rma.lines] == [(1, D(2))]

    def test_a_received_line_keeps_its_quantity(self, account, cash_sale):
        rma = account.desk.authorize_return(cash_sale.id, {"TEE-BLK": 2})
        account.desk.receive(rma.id)
        less = {"lines": [{"line": 1, "quantity": D(1)}]}
        refused(
            account, "cannot fall below", rules.update, account, "returnAuthorization", rma.id, less
        )
        refused(account, "linked to by one or more", account.desk.delete, rma.id)

    def test_a_credit_memo_of_a_return_lowers_its_invoice(self, account, invoice):
        rma = account.desk.authorize_return(invoice.id, {"TEE-BLK": 1})
        account.desk.receive(rma.id)
        credit = account.desk.refund_return(rma.id)
        assert (credit.type, credit.total, credit.status) == ("CustCred", D("19.47"), "B")
        assert account.desk.transaction(invoice.id).amount_remaining == D("108.35")

    def test_a_receipt_exists_only_from_a_return(self, account, jane):
        refused(
            account,
            r"Please enter value\(s\) for: Created From",
            rules.create,
            account,
            "itemReceipt",
            {"entity": jane.id},
        )
