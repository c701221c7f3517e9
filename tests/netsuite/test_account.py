"""The account as handed over: lists, catalogue, customers, items, preferences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sandbox.netsuite import rules
from sandbox.netsuite.errors import InvalidContent, NonexistentId, UserError
from sandbox.netsuite.rules.customers import balance, unbilled_orders
from sandbox.netsuite.seed import customers

D = Decimal


class TestSeed:
    def test_catalogue(self, account):
        found = {
            item.item_id: (item.base_price, item.average_cost, item.quantity_on_hand)
            for item in account.records.items_of("inventoryItem")
        }
        assert found == {
            "TEE-BLK": (D("19.99"), D("8.00"), D(1000)),
            "MUG-WHT": (D("12.49"), D("4.00"), D(1000)),
            "CAP-RED": (D("24.95"), D("9.50"), D(1000)),
        }

    def test_lists(self, account):
        records = account.records
        assert [method.name for method in records.payment_methods] == [
            "Cash",
            "Shopify Payments",
            "Gift Card",
        ]
        assert [term.name for term in records.terms] == ["Net 30"]
        assert [currency.symbol for currency in records.currencies] == ["USD", "EUR"]
        assert records.accounts_by_name.first("Sales Discounts").acct_type == "Income"

    def test_periods(self, account):
        assert account.records.period_of(date(2016, 2, 29)).period_name == "Feb 2016"
        assert account.records.period_of(date(2027, 12, 31)).period_name == "Dec 2027"
        assert account.records.period_of(date(2024, 1, 1)) is None

    def test_equal_seeds_make_equal_people(self, new_account):
        first, second = (
            [(each.entity_id, each.email) for each in customers(new_account()[0], 5)]
            for _ in range(2)
        )
        assert first == second
        assert len({email for _, email in first}) == 5


class TestCustomers:
    def test_a_person_needs_both_names(self, account):
        with pytest.raises(UserError) as refused:
            rules.create(account, "customer", {"email": "x@example.com"})
        assert refused.value.detail == (
            "Error while accessing a resource. Please enter value(s) for: First Name, Last Name."
        )

    def test_a_company_needs_its_name(self, account):
        with pytest.raises(UserError, match="Company Name"):
            rules.create(account, "customer", {"is_person": False})
        made = rules.create(account, "customer", {"company_name": "Acme"})
        assert (made.is_person, made.display_name) == (False, f"{made.entity_id} Acme")

    def test_external_ids_are_unique(self, account):
        fields = {"first_name": "A", "last_name": "B", "external_id": "C-1"}
        rules.create(account, "customer", fields)
        with pytest.raises(UserError) as refused:
            rules.create(account, "customer", fields)
        assert refused.value.detail == (
            "Error while accessing a resource. This entity already exists."
        )

    def test_upsert(self, account):
        fields = {"first_name": "A", "last_name": "B"}
        first = rules.upsert(account, "customer", "C-1", fields)
        second = rules.upsert(account, "customer", "C-1", {"phone": "555-0100"})
        assert (second.id, second.phone, second.last_name) == (first.id, "555-0100", "B")

    def test_address_book(self, account, jane):
        def write(addresses, replace=()):
            made = rules.update(account, "customer", jane.id, {"addresses": addresses}, replace)
            return [(address.line, address.city) for address in made.addresses]

        assert write([{"city": "Oslo"}, {"city": "Rome"}]) == [(1, "Oslo"), (2, "Rome")]
        assert write([{"line": 1, "city": "Bern"}]) == [(1, "Bern"), (2, "Rome")]
        assert write([{"city": "Lima"}]) == [(1, "Bern"), (2, "Rome"), (3, "Lima")]
        assert write([{"line": 2}], {"addresses"}) == [(2, "Rome")]

    def test_unknown_terms(self, account, jane):
        with pytest.raises(InvalidContent, match="9 for the following field: terms"):
            rules.update(account, "customer", jane.id, {"terms": 9})

    def test_terms_reach_the_order(self, account, jane, order):
        rules.update(account, "customer", jane.id, {"terms": 1})
        assert order().terms == 1
        assert order("Cash").terms is None

    def test_balances(self, account, jane, order):
        made = order()
        assert unbilled_orders(account, jane) == D("122.36")
        invoice = account.desk.bill(made.id)
        assert (unbilled_orders(account, jane), balance(account, jane)) == (0, D("127.82"))
        account.desk.receive_payment(invoice.id, D("130.00"))
        assert balance(account, jane) == D("-2.18")

    def test_missing(self, account):
        with pytest.raises(NonexistentId, match="Provide a valid record instance ID"):
            rules.get(account, "customer", 9999)


class TestItems:
    def test_create(self, account):
        made = rules.create(
            account, "otherChargeSaleItem", {"item_id": "Gift Wrap", "base_price": D("3.00")}
        )
        assert (made.item_type, made.is_fulfillable) == ("OthCharge", False)
        assert rules.get(account, "otherChargeSaleItem", made.id) == made

    def test_names_are_unique(self, account):
        with pytest.raises(UserError, match="Uniqueness error"):
            rules.create(account, "inventoryItem", {"item_id": "TEE-BLK"})

    def test_a_name_of_more_than_sixty_characters(self, account):
        long = "N" * 61
        said = (
            "The field itemid contained more than the maximum number ( 60 ) of characters allowed."
        )
        with pytest.raises(UserError) as refused:
            rules.create(account, "otherChargeSaleItem", {"item_id": long})
        assert said in str(refused.value)
        assert (
            rules.create(account, "otherChargeSaleItem", {"item_id": long[1:]}).item_id == "N" * 60
        )

    def test_an_account_of_the_wrong_kind(self, account):
        fields = {"item_id": "X", "income_account": 1}
        with pytest.raises(InvalidContent, match="incomeAccount"):
            rules.create(account, "inventoryItem", fields)

    def test_under_another_item_type(self, account, item):
        with pytest.raises(NonexistentId):
            rules.get(account, "serviceSaleItem", item("TEE-BLK"))


class TestTransactionsThatDoNotExist:
    def test_answer_is_a_preference(self, account):
        with pytest.raises(UserError, match="Transaction type specified is incorrect"):
            rules.get(account, "invoice", 999999)
        account.settings.missing_transaction_status = 404
        with pytest.raises(NonexistentId):
            rules.get(account, "invoice", 999999)


class TestSettings:
    def test_an_unknown_switch_or_value_is_refused(self, account):
        with pytest.raises(AttributeError, match="no NetSuite preference is called 'tax'"):
            account.settings.tax = 1
        with pytest.raises(ValueError, match="closed_period is one of"):
            account.settings.closed_period = "maybe"

    def test_values_are_restored_with_the_world(self, account):
        version = account.store.snapshot()
        account.settings.tax_rate = D("10")
        account.store.restore(version)
        assert account.settings.tax_rate == D("8.25")


class TestDesk:
    def test_find_order(self, account, order):
        first = order("Cash")
        account.desk.bill(first.id)
        assert account.desk.find_order("#1001").id == first.id
        second = order("Cash")
        assert account.desk.find_order("#1001").id == second.id
        assert account.desk.find_order("#9") is None

    def test_names_that_do_not_exist(self, account, order):
        made = order()
        with pytest.raises(KeyError, match="no item is called 'HAT'"):
            account.desk.bill(made.id, {"HAT": 1})
        with pytest.raises(KeyError, match="Net 90"):
            account.desk.set_terms(made.id, "Net 90")

    def test_external_id_of_a_refund(self, account, cash_sale):
        refund = account.desk.refund(cash_sale.id, everything=True, external_id="RF-9")
        assert rules.find(account, "cashRefund", "RF-9") == refund

    def test_snapshots_take_everything_back(self, account, cash_sale):
        version, before = account.store.snapshot(), account.store.fingerprint("netsuite.")
        account.desk.refund(cash_sale.id, everything=True)
        account.desk.close_period(2026, 11)
        account.store.restore(version)
        assert account.store.fingerprint("netsuite.") == before
        assert account.desk.refund(cash_sale.id, everything=True).tran_id == "CR1001"
