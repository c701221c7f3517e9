"""Names, order and registry of the documents."""

from __future__ import annotations

import msgspec
import pytest

from sandbox.quickbooks_online.records import (
    ENTITIES,
    ENTITY_NAMES,
    TOLERATED,
    Invoice,
    Payment,
    Ref,
)


def wire_names(struct: type[msgspec.Struct]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(struct)]


def test_members_have_the_wires_names_in_the_schemas_order() -> None:
    assert wire_names(Payment) == [
        "Id", "SyncToken", "MetaData", "CustomField", "DocNumber", "TxnDate", "DepartmentRef",
        "CurrencyRef", "ExchangeRate", "PrivateNote", "TxnStatus", "LinkedTxn", "Line",
        "TxnTaxDetail", "CustomerRef", "DepositToAccountRef", "PaymentMethodRef", "PaymentRefNum",
        "CheckPayment", "TotalAmt", "UnappliedAmt", "ProcessPayment",
    ]  # fmt: skip
    assert wire_names(Invoice)[-6:] == [
        "Deposit", "AllowIPNPayment", "AllowOnlinePayment", "AllowOnlineCreditCardPayment",
        "AllowOnlineACHPayment", "InvoiceLink",
    ]  # fmt: skip


def test_the_registry() -> None:
    assert set(ENTITIES) == {
        "CompanyInfo", "Preferences", "Customer", "Vendor", "Item", "Account", "Class",
        "Department", "Term", "PaymentMethod", "TaxCode", "TaxRate", "TaxAgency", "Invoice",
        "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Deposit", "Purchase",
        "JournalEntry", "Transfer", "Attachable",
    }  # fmt: skip
    assert ENTITY_NAMES["salesreceipt"] == "SalesReceipt"
    voids = {name: entity.void for name, entity in ENTITIES.items() if entity.void}
    assert voids == {"Invoice": "operation", "SalesReceipt": "include", "Payment": "include"}
    deletable = {name for name, entity in ENTITIES.items() if entity.delete}
    assert deletable == {"Attachable"} | {
        name for name, each in ENTITIES.items() if each.kind == "transaction"
    }


@pytest.mark.parametrize("name", sorted(ENTITIES))
def test_every_name_that_is_spoken_of_exists(name: str) -> None:
    entity = ENTITIES[name]
    known = set(wire_names(entity.struct))
    heads = {each.partition(".")[0] for each in (*entity.queryable, *entity.lengths)}
    assert heads <= known
    assert not known & TOLERATED.get(name, frozenset())


def test_a_reference_says_no_more_than_it_must() -> None:
    assert msgspec.json.encode(Ref("4")) == b'{"value":"4"}'
    assert msgspec.json.encode(Ref("4", "Cash")) == b'{"value":"4","name":"Cash"}'
