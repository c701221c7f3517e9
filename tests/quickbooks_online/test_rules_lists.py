"""Lists: names, inactive objects, items and accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

D = Decimal

TAKEN = (
    "6240",
    "The name supplied already exists. : Another customer, vendor or employee is already using "
    "this name. Please use a different name.",
)


def test_a_display_name_is_made_of_the_parts(books: Any) -> None:
    made = books.create("Customer", {"Title": "Dr.", "GivenName": "Ann", "FamilyName": "Lee"})
    assert made.display_name == made.fully_qualified_name == "Dr. Ann Lee"
    assert made.print_on_check_name == "Dr. Ann Lee"
    assert made.active is True


def test_a_customer_needs_a_name(books: Any) -> None:
    assert books.refused(lambda: books.create("Customer", {"Notes": "x"}))[0] == "6080"


@pytest.mark.parametrize("name", ["a:b", "a\tb", "a\nb"])
def test_characters_a_name_may_not_hold(books: Any, name: str) -> None:
    assert books.refused(lambda: books.create("Customer", {"DisplayName": name}))[0] == "2040"


def test_customers_and_vendors_share_their_names(books: Any, jane: Any) -> None:
    for entity in ("Customer", "Vendor"):
        assert (
            books.refused(lambda entity=entity: books.create(entity, {"DisplayName": "jane ROE"}))
            == TAKEN
        )


def test_an_apostrophe_is_no_trouble(books: Any) -> None:
    assert books.create("Customer", {"DisplayName": "O'Brien"}).display_name == "O'Brien"


def test_an_inactive_name_gets_a_suffix_and_is_free(books: Any, jane: Any) -> None:
    gone = books.update(jane, {"Active": False})
    assert (gone.active, gone.display_name) == (False, "Jane Roe (deleted)")
    second = books.create("Customer", {"DisplayName": "Jane Roe"})
    gone = books.update(second, {"Active": False})
    assert gone.display_name == "Jane Roe (deleted-2)"
    back = books.update(jane, {"Active": True})
    assert (back.active, back.display_name) == (True, "Jane Roe")


def test_a_name_that_is_taken_meanwhile_does_not_come_back(books: Any, jane: Any) -> None:
    books.update(jane, {"Active": False})
    books.create("Customer", {"DisplayName": "Jane Roe"})
    assert books.refused(lambda: books.update(jane, {"Active": True})) == TAKEN


def test_or_an_inactive_name_keeps_its_place(books: Any, jane: Any) -> None:
    books.settings.inactive_names_reusable = False
    assert books.update(jane, {"Active": False}).display_name == "Jane Roe"
    again = {"DisplayName": "Jane Roe"}
    assert books.refused(lambda: books.create("Customer", again)) == TAKEN


def test_a_full_update_leaves_a_customer_active_and_named(books: Any, jane: Any) -> None:
    changed = books.update(jane, {"sparse": False, "Notes": "x"})
    assert (changed.active, changed.display_name) == (True, "Jane Roe")
    assert (changed.given_name, changed.notes) == (None, "x")


def test_balances_are_the_ledgers(books: Any, jane: Any) -> None:
    books.create("Invoice", books.w1(jane.id))
    job = books.create(
        "Customer", {"DisplayName": "Tent", "Job": True, "ParentRef": {"value": jane.id}}
    )
    books.create("Invoice", books.w2(job.id))
    shown = books.desk.get("Customer", jane.id)
    assert (shown.balance, shown.balance_with_jobs) == (D("127.82"), D("147.29"))


def test_a_job_needs_its_parent(books: Any) -> None:
    given = {"DisplayName": "Tent", "Job": True}
    assert books.refused(lambda: books.create("Customer", given))[0] == "2020"


def test_what_lies_below_a_renamed_customer_is_renamed(books: Any, jane: Any) -> None:
    job = books.create(
        "Customer", {"DisplayName": "Tent", "Job": True, "ParentRef": {"value": jane.id}}
    )
    books.update(jane, {"DisplayName": "Jane Doe"})
    assert books.again(job).fully_qualified_name == "Jane Doe:Tent"
    assert books.again(job).sync_token == 1


# --- items -----------------------------------------------------------------------------------


def inventory(books: Any, **more: Any) -> dict[str, Any]:
    return {
        "Name": "SOCK-GRY",
        "Sku": "SOCK-GRY",
        "Type": "Inventory",
        "TrackQtyOnHand": True,
        "QtyOnHand": 10,
        "InvStartDate": "2026-11-01",
        "PurchaseCost": "2.50",
        "UnitPrice": "6.00",
        "IncomeAccountRef": books.account("Sales of Product Income"),
        "ExpenseAccountRef": books.account("Cost of Goods Sold"),
        "AssetAccountRef": books.account("Inventory Asset"),
        **more,
    }


def test_an_inventory_item_starts_with_its_worth(books: Any) -> None:
    made = books.create("Item", inventory(books))
    assert books.desk.get("Item", made.id).qty_on_hand == 10
    (start,) = (each for each in books.records.adjustments if each.item == made.id)
    assert (start.day, start.opening) == (date(2026, 11, 1), True)
    assert books.rows(start) == [
        ("Opening Balance Equity", "", "25.00"),
        ("Inventory Asset", "25.00", ""),
    ]


@pytest.mark.parametrize(
    "member",
    [
        "TrackQtyOnHand",
        "QtyOnHand",
        "InvStartDate",
        "IncomeAccountRef",
        "ExpenseAccountRef",
        "AssetAccountRef",
    ],
)
def test_what_an_inventory_item_needs(books: Any, member: str) -> None:
    given = inventory(books)
    del given[member]
    assert books.refused(lambda: books.create("Item", given)) == (
        "2020",
        f"Required parameter {member} is missing in the request",
    )


@pytest.mark.parametrize(
    ("member", "account"),
    [
        ("IncomeAccountRef", "Checking"),
        ("ExpenseAccountRef", "Sales of Product Income"),
        ("AssetAccountRef", "Undeposited Funds"),
    ],
)
def test_accounts_of_the_wrong_type(books: Any, member: str, account: str) -> None:
    given = inventory(books, **{member: books.account(account)})
    assert books.refused(lambda: books.create("Item", given))[0] == "6430"


def test_an_item_name_is_unique_and_a_service_needs_income(books: Any) -> None:
    income = {"IncomeAccountRef": books.account("Shipping Income")}
    assert books.refused(lambda: books.create("Item", {"Name": "tee-blk", **income})) == (
        "6240",
        "The name supplied already exists. : Another product or service is already using this "
        "name. Please use a different name.",
    )
    assert books.refused(lambda: books.create("Item", {"Name": "Advice"}))[0] == "2020"
    assert books.create("Item", {"Name": "Advice", **income}).type == "Service"
    wrong = {"Name": "X", "Type": "Gadget", **income}
    assert books.refused(lambda: books.create("Item", wrong))[0] == "2170"


def test_a_quantity_that_is_written_is_a_correction(books: Any) -> None:
    tee = books.desk.item("TEE-BLK")
    books.update(tee, {"QtyOnHand": 990})
    assert books.desk.item("TEE-BLK").qty_on_hand == 990
    assert books.desk.balance("Inventory Shrinkage") == D("80.00")
    books.update(tee, {"UnitPrice": 20})
    assert books.desk.item("TEE-BLK").qty_on_hand == 990


def test_an_inventory_item_stays_one(books: Any) -> None:
    tee = books.desk.item("TEE-BLK")
    assert books.refused(lambda: books.update(tee, {"Type": "Service"}))[0] == "6000"


def test_an_item_below_a_category(books: Any) -> None:
    shirts = books.create("Item", {"Name": "Shirts", "Type": "Category"})
    made = books.create("Item", inventory(books, ParentRef={"value": shirts.id}, Name="Socks"))
    assert (made.fully_qualified_name, made.level) == ("Shirts:Socks", 1)


# --- accounts and the rest -----------------------------------------------------------------------


def test_an_account_has_a_type_and_a_class(books: Any) -> None:
    made = books.create("Account", {"Name": "PayPal", "AccountType": "Bank"})
    assert (made.classification, made.account_sub_type) == ("Asset", "CashOnHand")
    assert books.refused(lambda: books.create("Account", {"Name": "X"}))[0] == "6010"
    wrong = {"Name": "X", "AccountType": "Piggy"}
    assert books.refused(lambda: books.create("Account", wrong))[0] == "2170"
    taken = {"Name": "Checking", "AccountType": "Bank"}
    assert books.refused(lambda: books.create("Account", taken))[0] == "6240"


def test_an_account_shows_its_balance_on_its_normal_side(books: Any, jane: Any) -> None:
    books.create("SalesReceipt", books.w1(jane.id))
    balances = {
        name: books.desk.get("Account", books.account(name)["value"]).current_balance
        for name in ("Undeposited Funds", "Sales Tax Payable", "Opening Balance Equity")
    }
    assert balances == {
        "Undeposited Funds": D("127.82"),
        "Sales Tax Payable": D("9.75"),
        "Opening Balance Equity": D("21500.00"),
    }


def test_terms_methods_classes_and_departments(books: Any) -> None:
    assert books.create("Term", {"Name": "Net 15", "DueDays": 15}).type == "STANDARD"
    assert books.refused(lambda: books.create("Term", {"Name": "Never"}))[0] == "2020"
    assert books.create("PaymentMethod", {"Name": "PayPal"}).type == "NON_CREDIT_CARD"
    wrong = {"Name": "Barter", "Type": "SHELLS"}
    assert books.refused(lambda: books.create("PaymentMethod", wrong))[0] == "2170"
    west = books.create("Class", {"Name": "West"})
    inner = books.create("Class", {"Name": "Reno", "ParentRef": {"value": west.id}})
    assert (inner.fully_qualified_name, inner.sub_class) == ("West:Reno", True)
    assert books.create("Department", {"Name": "Shop"}).fully_qualified_name == "Shop"
    own = {"ParentRef": {"value": west.id}}
    assert books.refused(lambda: books.update(west, own))[0] == "6000"
