"""User event scripts: order of running, and the one that validates order totals."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import UserError

D = Decimal
SENT = {
    "custbody_fa_order_total": D("127.82"),
    "custbody_fa_tax_total": D("9.75"),
    "custbody_fa_shipping_total": D("7.95"),
    "custbody_fa_subtotal": D("122.36"),
}


class TestOrderTotalValidation:
    def test_without_it_the_cent_is_stored(self, order):
        assert order(override=False, custom=SENT).total == D("127.81")

    def test_with_it_nothing_is_created(self, account, order):
        account.desk.install_order_total_validation()
        before = account.store.fingerprint("netsuite.")
        with pytest.raises(UserError) as refused:
            order(override=False, custom=SENT)
        assert refused.value.detail == (
            "Error while accessing a resource. FA | UE Order Total Validation: "
            "tax total is 9.74, the channel sent 9.75; "
            "order total is 127.81, the channel sent 127.82."
        )
        assert account.store.fingerprint("netsuite.") == before

    def test_equal_totals_pass(self, account, order):
        account.desk.install_order_total_validation()
        assert order(custom=SENT).total == D("127.82")

    def test_orders_that_carry_no_figures_pass(self, account, order):
        account.desk.install_order_total_validation()
        assert order(override=False).total == D("127.81")

    def test_cash_sales_too(self, account, w1):
        account.desk.install_order_total_validation()
        with pytest.raises(UserError, match="Order Total Validation"):
            rules.create(account, "cashSale", w1(override=False) | {"custom": SENT})

    def test_edits_and_other_records_are_not_its_business(self, account, order):
        made = order(override=False, custom=SENT)
        account.desk.install_order_total_validation()
        rules.update(account, "salesOrder", made.id, {"memo": "x"})
        assert account.desk.bill(made.id).record_type == "invoice"

    def test_a_part_of_an_order_may_be_billed(self, account, order):
        account.desk.install_order_total_validation()
        bill = account.desk.bill(order("Cash", custom=SENT).id, {"TEE-BLK": 1})
        assert bill.total == D("28.08")

    def test_uninstalled(self, account, order):
        account.desk.install_order_total_validation()
        account.desk.uninstall_order_total_validation()
        assert order(override=False, custom=SENT).total == D("127.81")


class TestScripts:
    def test_documented_order(self, account, order):
        ran = []
        names = ["Zeta", "FA | Fix Tax Rate", "FA | UE Sync", "Tax Engine"]
        for name in names:

            def script(event, transaction, name=name):
                ran.append((name, event))
                return transaction

            account.scripts.define(name, script)
            account.scripts.install(name)
        order()
        assert ran == [
            ("Tax Engine", "create"),
            ("FA | UE Sync", "create"),
            ("FA | Fix Tax Rate", "create"),
            ("Zeta", "create"),
        ]

    def test_a_script_may_change_what_is_saved(self, account, order):
        account.scripts.define(
            "Free Shipping",
            lambda event, transaction: msgspec.structs.replace(
                transaction, shipping_cost=D("0.00")
            ),
        )
        account.scripts.install("Free Shipping")
        assert order(override=False).total == D("119.20")

    def test_without_code_it_cannot_be_installed(self, account):
        with pytest.raises(KeyError, match="has no code"):
            account.scripts.install("Unknown")

    def test_deployment_is_restored_with_the_world(self, account):
        version = account.store.snapshot()
        account.desk.install_order_total_validation()
        account.store.restore(version)
        assert account.scripts.installed() == []
