"""Every entity over HTTP: created, read, changed, deleted, voided; and refused without a trace."""

from __future__ import annotations

from typing import Any

import pytest

CHECKING, INCOME, FEES, UNDEPOSITED = "35", "79", "92", "4"


def ref(value: str) -> dict[str, str]:
    return {"value": value}


def found(api: Any, entity: str, name: str) -> str:
    """The id of a list object."""
    answer = api.query(f"select * from {entity} where Name = '{name}'")
    [row] = answer.body["QueryResponse"][entity]
    return str(row["Id"])


def sold(api: Any, **more: Any) -> dict[str, Any]:
    return {
        "CustomerRef": ref(api.create("Customer", {"DisplayName": "Dana Reyes"})["Id"]),
        "Line": [
            {
                "Amount": 39.98,
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": ref(found(api, "Item", "TEE-BLK")),
                    "UnitPrice": 19.99,
                    "Qty": 2,
                },
            }
        ],
        **more,
    }


def line(kind: str, **detail: Any) -> dict[str, Any]:
    return {"Amount": 12.5, "DetailType": kind, kind: detail}


def journal(side: str, account: str) -> dict[str, Any]:
    return line("JournalEntryLineDetail", PostingType=side, AccountRef=ref(account))


def body(api: Any, entity: str) -> dict[str, Any]:
    """What creates one."""
    match entity:
        case "Customer" | "Vendor":
            return {"DisplayName": f"A {entity}"}
        case "Attachable":
            return {"Note": "Called twice"}
        case "TaxAgency":
            return {"DisplayName": "Oregon Department of Revenue"}
        case "Item":
            return {"Name": "Strap", "Type": "Service", "IncomeAccountRef": ref(INCOME)}
        case "Account":
            return {"Name": "Petty cash", "AccountType": "Bank"}
        case "Class" | "Department":
            return {"Name": "East"}
        case "Term":
            return {"Name": "Net 45", "Type": "STANDARD", "DueDays": 45}
        case "PaymentMethod":
            return {"Name": "Voucher", "Type": "NON_CREDIT_CARD"}
        case "Invoice" | "SalesReceipt" | "CreditMemo":
            return sold(api)
        case "RefundReceipt":
            return sold(api, DepositToAccountRef=ref(CHECKING))
        case "Payment":
            customer = api.create("Customer", {"DisplayName": "Dana Reyes"})["Id"]
            return {"CustomerRef": ref(customer), "TotalAmt": 12.5}
        case "Deposit":
            lines = [line("DepositLineDetail", AccountRef=ref(INCOME))]
            return {"DepositToAccountRef": ref(CHECKING), "Line": lines}
        case "Purchase":
            lines = [line("AccountBasedExpenseLineDetail", AccountRef=ref(FEES))]
            return {"AccountRef": ref(CHECKING), "PaymentType": "Cash", "Line": lines}
        case "JournalEntry":
            return {"Line": [journal("Debit", FEES), journal("Credit", CHECKING)]}
        case "Transfer":
            return {
                "FromAccountRef": ref(UNDEPOSITED),
                "ToAccountRef": ref(CHECKING),
                "Amount": 12.5,
            }
    raise AssertionError(entity)


LISTS = (
    "Customer", "Vendor", "Item", "Account", "Class", "Department", "Term", "PaymentMethod",
    "TaxAgency",
)  # fmt: skip
TRANSACTIONS = (
    "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Deposit", "Purchase",
    "JournalEntry", "Transfer",
)  # fmt: skip
EVERY = (*LISTS, "Attachable", *TRANSACTIONS)
READ_ONLY = ("TaxCode", "TaxRate")
SINGLE = ("CompanyInfo", "Preferences")

# What a sparse update says, and what an answer then shows.
CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "Customer": ({"CompanyName": "Reyes Ltd"}, "CompanyName"),
    "Vendor": ({"CompanyName": "Paper Ltd"}, "CompanyName"),
    "Item": ({"Description": "A strap"}, "Description"),
    "Account": ({"Description": "In the drawer"}, "Description"),
    "Class": ({"Name": "West"}, "Name"),
    "Department": ({"Name": "West"}, "Name"),
    "Term": ({"DueDays": 50}, "DueDays"),
    "PaymentMethod": ({"Name": "Coupon"}, "Name"),
    "Attachable": ({"Note": "Called three times"}, "Note"),
    "TaxAgency": ({"DisplayName": "Oregon DOR"}, "DisplayName"),
}
NOTE: tuple[dict[str, Any], str] = ({"PrivateNote": "changed"}, "PrivateNote")


def changed(api: Any, entity: str, document: dict[str, Any], **more: Any) -> Any:
    change, _ = CHANGES.get(entity, NOTE)
    return api.post(
        entity.lower(),
        {
            "Id": document["Id"],
            "SyncToken": document["SyncToken"],
            "sparse": True,
            **change,
            **more,
        },
        operation="update",
    )


@pytest.mark.parametrize("entity", EVERY)
class TestEvery:
    def test_is_created_and_read(self, api: Any, entity: str) -> None:
        made = api.create(entity, body(api, entity))
        assert (made["domain"], made["sparse"], made["SyncToken"]) == ("QBO", False, "0")
        assert made["MetaData"]["CreateTime"].endswith("-08:00")
        answer = api.get(f"{entity.lower()}/{made['Id']}")
        assert answer.body[entity] == made
        assert api.get(f"{entity.upper()}/{made['Id']}").body[entity] == made

    def test_is_not_created_with_an_unknown_property(self, api: Any, entity: str) -> None:
        wrong = {**body(api, entity), "Colour": "red"}
        answer = api.refused("2010", lambda: api.post(entity.lower(), wrong))
        assert "Colour" in answer.error["Detail"]

    def test_is_changed_sparsely(self, api: Any, entity: str) -> None:
        made = api.create(entity, body(api, entity))
        answer = changed(api, entity, made)
        assert answer.status == 200, answer.text
        change, shown = CHANGES.get(entity, NOTE)
        now = api.get(f"{entity.lower()}/{made['Id']}").body[entity]
        assert (now[shown], now["SyncToken"]) == (change[shown], "1")
        rest = {"SyncToken", "MetaData", shown, "FullyQualifiedName"}
        assert {name: value for name, value in now.items() if name not in rest} == {
            name: value for name, value in made.items() if name not in rest
        }

    def test_is_not_changed_by_who_is_late(self, api: Any, entity: str) -> None:
        made = api.create(entity, body(api, entity))
        assert changed(api, entity, made).status == 200
        answer = api.refused("5010", lambda: changed(api, entity, made))
        assert answer.error["Message"] == "Stale Object Error"
        assert answer.error["Detail"].startswith("Stale Object Error : You and ")

    def test_is_sent_back_whole(self, api: Any, entity: str) -> None:
        """What an answer shows may be sent again: an update that changes nothing."""
        made = api.create(entity, body(api, entity))
        answer = api.post(entity.lower(), made)
        assert answer.status == 200, answer.text
        rest = {"SyncToken", "MetaData"}
        assert {k: v for k, v in answer.body[entity].items() if k not in rest} == {
            k: v for k, v in made.items() if k not in rest
        }


@pytest.mark.parametrize("entity", [*EVERY, *READ_ONLY])
def test_an_id_that_nobody_has_is_not_found(api: Any, entity: str) -> None:
    answer = api.refused("610", lambda: api.get(f"{entity.lower()}/424242"))
    assert answer.error["Message"] == "Object Not Found"
    assert "has been made inactive" in answer.error["Detail"]


@pytest.mark.parametrize("entity", TRANSACTIONS)
class TestDelete:
    def test_answers_with_the_status(self, api: Any, entity: str) -> None:
        made = api.create(entity, body(api, entity))
        gone = {"Id": made["Id"], "SyncToken": "0"}
        answer = api.post(entity.lower(), gone, operation="delete")
        assert answer.body[entity] == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
        assert list(answer.body) == [entity, "time"]
        assert entity not in api.query(f"select * from {entity}").body["QueryResponse"]
        told = api.get(f"{entity.lower()}/{made['Id']}")
        assert told.code == "610"
        assert "Another user has deleted this transaction." in told.error["Detail"]

    def test_takes_the_whole_object_too(self, api: Any, entity: str) -> None:
        made = api.create(entity, body(api, entity))
        assert api.post(entity.lower(), made, operation="delete").status == 200

    def test_is_refused_to_who_is_late(self, api: Any, entity: str) -> None:
        made = api.create(entity, body(api, entity))
        assert changed(api, entity, made).status == 200
        gone = {"Id": made["Id"], "SyncToken": "0"}
        api.refused("5010", lambda: api.post(entity.lower(), gone, operation="delete"))


@pytest.mark.parametrize("entity", [*LISTS, *SINGLE])
def test_lists_are_not_deleted(api: Any, entity: str) -> None:
    given = {"Id": "1", "SyncToken": "0"}
    api.refused("500", lambda: api.post(entity.lower(), given, operation="delete"))


VOIDS = {
    "Invoice": {"operation": "void"},
    "SalesReceipt": {"operation": "update", "include": "void"},
    "Payment": {"operation": "update", "include": "void"},
}


@pytest.mark.parametrize("entity", VOIDS)
class TestVoid:
    def given(self, document: dict[str, Any], entity: str) -> dict[str, Any]:
        given = {"Id": document["Id"], "SyncToken": document["SyncToken"]}
        return given if entity == "Invoice" else {**given, "sparse": True}

    def test_leaves_a_document_of_zero(self, api: Any, entity: str) -> None:
        made = api.create(entity, body(api, entity))
        answer = api.post(entity.lower(), self.given(made, entity), **VOIDS[entity])
        assert answer.status == 200, answer.text
        now = api.get(f"{entity.lower()}/{made['Id']}").body[entity]
        assert now == answer.body[entity]
        assert (now["TotalAmt"], now["SyncToken"]) == (0, "1")
        assert now["PrivateNote"].startswith("Voided")
        assert now.get("DocNumber") == made.get("DocNumber")

    def test_is_refused_to_who_is_late(self, api: Any, entity: str) -> None:
        made = api.create(entity, body(api, entity))
        assert changed(api, entity, made).status == 200
        api.refused(
            "5010",
            lambda: api.post(entity.lower(), self.given(made, entity), **VOIDS[entity]),
        )


@pytest.mark.parametrize("entity", ["CreditMemo", "RefundReceipt", "Deposit", "Payment"])
def test_operation_void_is_for_invoices(api: Any, entity: str) -> None:
    made = api.create(entity, body(api, entity))
    given = {"Id": made["Id"], "SyncToken": "0"}
    api.refused("500", lambda: api.post(entity.lower(), given, operation="void"))


def test_a_credit_memo_that_is_voided_the_wrong_way_is_only_updated(api: Any) -> None:
    made = api.create("CreditMemo", body(api, "CreditMemo"))
    given = {"Id": made["Id"], "SyncToken": "0", "sparse": True}
    answer = api.post("creditmemo", given, operation="update", include="void")
    assert answer.status == 200
    assert answer.body["CreditMemo"]["TotalAmt"] == made["TotalAmt"]


@pytest.mark.parametrize("entity", READ_ONLY)
class TestReadOnly:
    def test_is_read(self, api: Any, entity: str) -> None:
        rows = api.query(f"select * from {entity}").body["QueryResponse"][entity]
        for row in rows:
            assert api.get(f"{entity.lower()}/{row['Id']}").body[entity] == row

    def test_is_not_written(self, api: Any, entity: str) -> None:
        api.refused("500", lambda: api.post(entity.lower(), {"Name": "New"}))
        given = {"Id": "1", "SyncToken": "0", "sparse": True, "Name": "New"}
        api.refused("500", lambda: api.post(entity.lower(), given))


class TestCompany:
    def test_is_read_under_its_realm(self, api: Any) -> None:
        answer = api.get("companyinfo/9341453172058822")
        assert answer.body["CompanyInfo"]["CompanyName"] == "Acme Outdoor"
        assert answer.body["CompanyInfo"]["Id"] == "1"
        assert api.get("CompanyInfo/1").body["CompanyInfo"] == answer.body["CompanyInfo"]

    def test_preferences_need_no_id(self, api: Any) -> None:
        found = api.get("preferences").body["Preferences"]
        assert found["SalesFormsPrefs"]["AutoApplyCredit"] is True
        assert found["SalesFormsPrefs"]["CustomTxnNumbers"] is False
        assert api.get("preferences/1").body["Preferences"] == found

    def test_its_own_number_is_no_other_s(self, api: Any) -> None:
        api.refused("610", lambda: api.get("companyinfo/123"))
        api.refused("610", lambda: api.get("preferences/123"))

    @pytest.mark.parametrize("entity", SINGLE)
    def test_there_is_one_whatever_is_asked(self, api: Any, entity: str) -> None:
        assert api.get(entity.lower()).body == {
            **api.get(f"{entity.lower()}/1").body,
            "time": ("2026-11-24T01:00:01.000-08:00"),
        }
        refused = api.call("GET", entity.lower(), headers={"authorization": "Bearer x"})
        assert refused.status == 401

    @pytest.mark.parametrize("entity", SINGLE)
    def test_is_changed_and_stale_like_everything(self, api: Any, entity: str) -> None:
        change = (
            {"LegalName": "Acme Outdoor Inc"}
            if entity == "CompanyInfo"
            else {"SalesFormsPrefs": {"AutoApplyCredit": False}}
        )
        token = api.query(f"select * from {entity}").body["QueryResponse"][entity][0]["SyncToken"]
        given = {"Id": "1", "SyncToken": token, "sparse": True, **change}
        answer = api.post(entity.lower(), given)
        assert answer.status == 200, answer.text
        path = "preferences" if entity == "Preferences" else "companyinfo/9341453172058822"
        now = api.get(path).body[entity]
        assert now["SyncToken"] == str(int(token) + 1)
        if entity == "Preferences":
            assert now["SalesFormsPrefs"]["AutoApplyCredit"] is False
            assert now["SalesFormsPrefs"]["CustomTxnNumbers"] is False
        else:
            assert now["LegalName"] == "Acme Outdoor Inc"
        api.refused("5010", lambda: api.post(entity.lower(), given))

    @pytest.mark.parametrize("entity", SINGLE)
    def test_is_not_created(self, api: Any, entity: str) -> None:
        api.refused("2020", lambda: api.post(entity.lower(), {}))


class TestRename:
    @pytest.mark.parametrize(
        ("entity", "name"),
        [
            ("Customer", "DisplayName"),
            ("Vendor", "DisplayName"),
            ("Item", "Name"),
            ("Account", "Name"),
            ("Term", "Name"),
        ],
    )
    def test_a_name_may_be_changed(self, api: Any, entity: str, name: str) -> None:
        made = api.create(entity, body(api, entity))
        given = {"Id": made["Id"], "SyncToken": "0", "sparse": True, name: "Another name"}
        assert api.post(entity.lower(), given).status == 200
        now = api.get(f"{entity.lower()}/{made['Id']}").body[entity]
        assert now[name] == "Another name"
        assert now.get("FullyQualifiedName", "Another name") == "Another name"


class TestNames:
    @pytest.mark.parametrize("path", ["estimate", "nonsense", "invoices"])
    def test_unknown_entities_are_unsupported(self, api: Any, path: str) -> None:
        api.refused("500", lambda: api.post(path, {}))
        api.refused("500", lambda: api.get(f"{path}/1"))
        api.refused("500", lambda: api.get(path))

    def test_a_list_is_asked_for_by_query(self, api: Any) -> None:
        api.refused("500", lambda: api.get("customer"))

    def test_an_operation_that_nobody_knows(self, api: Any) -> None:
        api.refused("500", lambda: api.post("customer", {}, operation="merge"))

    def test_an_update_needs_an_id_and_a_token(self, api: Any) -> None:
        answer = api.refused("2020", lambda: api.post("customer", {}, operation="update"))
        assert answer.error["Detail"] == "Required parameter Id is missing in the request"
        made = api.create("Customer", {"DisplayName": "Dana Reyes"})
        api.refused("2020", lambda: api.post("customer", {"Id": made["Id"]}))
