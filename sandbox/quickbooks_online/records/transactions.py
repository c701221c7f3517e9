"""Every transaction of the company."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from sandbox.quickbooks_online.records.lines import Line, TxnTaxDetail
from sandbox.quickbooks_online.records.parts import (
    CashBackInfo,
    CheckPayment,
    DeliveryInfo,
    EmailAddress,
    LinkedTxn,
    MemoRef,
    PhysicalAddress,
    Ref,
    Stored,
)

__all__ = [
    "CreditMemo",
    "Deposit",
    "Invoice",
    "JournalEntry",
    "Payment",
    "Purchase",
    "RefundReceipt",
    "SalesForm",
    "SalesReceipt",
    "Transaction",
    "Transfer",
]


class Transaction(Stored, frozen=True, kw_only=True):
    """What all transactions have. Amounts are in `currency_ref`, positive, two decimals."""

    doc_number: str | None = None
    txn_date: date | None = None
    department_ref: Ref | None = None
    currency_ref: Ref | None = None
    exchange_rate: Decimal | None = None
    private_note: str | None = None
    txn_status: str | None = None
    linked_txn: tuple[LinkedTxn, ...] = ()
    line: tuple[Line, ...] = ()
    txn_tax_detail: TxnTaxDetail | None = None


class SalesForm(Transaction, frozen=True, kw_only=True):
    """What the four sales forms have."""

    auto_doc_number: bool | None = None
    customer_ref: Ref | None = None
    customer_memo: MemoRef | None = None
    bill_addr: PhysicalAddress | None = None
    ship_addr: PhysicalAddress | None = None
    free_form_address: bool | None = None
    ship_from_addr: PhysicalAddress | None = None
    class_ref: Ref | None = None
    sales_term_ref: Ref | None = None
    due_date: date | None = None
    ship_method_ref: Ref | None = None
    ship_date: date | None = None
    tracking_num: str | None = None
    global_tax_calculation: str | None = None
    total_amt: Decimal | None = None
    home_total_amt: Decimal | None = None
    apply_tax_after_discount: bool | None = None
    print_status: str | None = None
    email_status: str | None = None
    bill_email: EmailAddress | None = None
    bill_email_cc: EmailAddress | None = None
    bill_email_bcc: EmailAddress | None = None
    balance: Decimal | None = None
    home_balance: Decimal | None = None
    payment_method_ref: Ref | None = None
    payment_ref_num: str | None = None
    check_payment: CheckPayment | None = None
    deposit_to_account_ref: Ref | None = None
    delivery_info: DeliveryInfo | None = None


class Invoice(SalesForm, frozen=True, kw_only=True):
    """A bill: `balance` is what is left to pay."""

    deposit: Decimal | None = None
    allow_ipn_payment: bool | None = msgspec.field(name="AllowIPNPayment", default=None)
    allow_online_payment: bool | None = None
    allow_online_credit_card_payment: bool | None = None
    allow_online_ach_payment: bool | None = msgspec.field(
        name="AllowOnlineACHPayment", default=None
    )
    invoice_link: str | None = None


class SalesReceipt(SalesForm, frozen=True, kw_only=True):
    """A sale that is paid at once."""


class CreditMemo(SalesForm, frozen=True, kw_only=True):
    """Owed to the customer: `remaining_credit` is what no payment has used."""

    remaining_credit: Decimal | None = None
    invoice_ref: Ref | None = None


class RefundReceipt(SalesForm, frozen=True, kw_only=True):
    """Money given back from `deposit_to_account_ref`."""

    remaining_credit: Decimal | None = None


class Payment(Transaction, frozen=True, kw_only=True):
    """Money received; each line links a charge or a credit. A total of zero only links."""

    customer_ref: Ref | None = None
    deposit_to_account_ref: Ref | None = None
    payment_method_ref: Ref | None = None
    payment_ref_num: str | None = None
    check_payment: CheckPayment | None = None
    total_amt: Decimal | None = None
    unapplied_amt: Decimal | None = None
    process_payment: bool | None = None


class Deposit(Transaction, frozen=True, kw_only=True):
    """Money taken to the bank."""

    deposit_to_account_ref: Ref | None = None
    cash_back: CashBackInfo | None = None
    total_amt: Decimal | None = None
    home_total_amt: Decimal | None = None


class Purchase(Transaction, frozen=True, kw_only=True):
    """A check, an expense or a card charge; `credit` turns it round."""

    account_ref: Ref | None = None
    payment_method_ref: Ref | None = None
    payment_ref_num: str | None = None
    payment_type: str | None = None
    check_payment: CheckPayment | None = None
    entity_ref: Ref | None = None
    credit: bool | None = None
    total_amt: Decimal | None = None
    print_status: str | None = None


class JournalEntry(Transaction, frozen=True, kw_only=True):
    """Debits and credits as written."""

    adjustment: bool | None = None
    total_amt: Decimal | None = None
    home_total_amt: Decimal | None = None


class Transfer(Transaction, frozen=True, kw_only=True):
    """Money moved between two accounts."""

    from_account_ref: Ref | None = None
    to_account_ref: Ref | None = None
    amount: Decimal | None = None
