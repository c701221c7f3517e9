"""Runs in the environment of PyPI python-quickbooks and intuit-oauth, which know nothing of this
project."""

import json
import os
from decimal import Decimal

from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
)
from quickbooks.objects import (
    Customer,
    EmailAddress,
    Invoice,
    Item,
    Payment,
    PaymentLine,
    RefundReceipt,
    SalesItemLine,
    SalesItemLineDetail,
    SalesReceipt,
)
from quickbooks.objects.base import LinkedTxn, Ref
from quickbooks.objects.detailline import DiscountLine, DiscountLineDetail
from quickbooks.objects.tax import TxnTaxDetail

ENV = os.environ
W1 = [("TEE-BLK", 3, "19.99"), ("MUG-WHT", 1, "12.49"), ("CAP-RED", 2, "24.95")]


def report(check, passed, seen):
    print(json.dumps({"check": check, "passed": bool(passed), "seen": str(seen)}), flush=True)


def session(**changed):
    known = {
        "client_id": ENV["QBO_CLIENT_ID"],
        "client_secret": ENV["QBO_CLIENT_SECRET"],
        "redirect_uri": "https://connector.example.com/callback",
        "environment": ENV["QBO_ENVIRONMENT"],
    }
    return AuthClient(**{**known, **changed})


def company(auth):
    return QuickBooks(
        auth_client=auth,
        refresh_token=auth.refresh_token,
        company_id=ENV["QBO_REALM_ID"],
        minorversion=75,
        use_decimal=True,
    )


def ref(value):
    made = Ref()
    made.value = value
    return made


def goods(item, count, price):
    line, detail = SalesItemLine(), SalesItemLineDetail()
    detail.ItemRef, detail.Qty, detail.UnitPrice = ref(item), count, Decimal(price)
    detail.TaxCodeRef = ref("TAX")
    line.Amount, line.SalesItemLineDetail = count * Decimal(price), detail
    return line


def discount(amount):
    line, detail = DiscountLine(), DiscountLineDetail()
    detail.PercentBased = False
    line.Amount, line.DiscountLineDetail = Decimal(amount), detail
    return line


def form(kind, number, customer, lines, tax):
    made = kind()
    made.DocNumber, made.CustomerRef, made.Line = number, ref(customer.Id), lines
    made.TxnTaxDetail = TxnTaxDetail()
    made.TxnTaxDetail.TotalTax = Decimal(tax)
    made.TxnDate = None
    return made


def w1(kind, number, customer, items):
    lines = [goods(items[sku], count, price) for sku, count, price in W1]
    lines += [goods("SHIPPING_ITEM_ID", 1, "7.95"), discount("12.24")]
    return form(kind, number, customer, lines, "9.75")


auth = session()
auth.refresh(refresh_token=ENV["QBO_REFRESH_TOKEN"])
qb = company(auth)
info = qb.get_single_object("companyinfo", pk=ENV["QBO_REALM_ID"])["CompanyInfo"]
report(
    "authenticate",
    info["CompanyName"] == "Acme Outdoor"
    and auth.expires_in == 3600
    and auth.token_endpoint == "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer",
    (info, auth.expires_in),
)

names, start = [], 1
while True:
    page = Item.all(order_by="Name", start_position=start, max_results=2, qb=qb)
    names += [item.Name for item in page]
    start += 2
    if len(page) < 2:
        break
items = {item.Sku: item.Id for item in Item.filter(Active=True, qb=qb) if item.Type == "Inventory"}
report(
    "page",
    names == sorted(set(names), key=str.lower)
    and len(names) == Item.count(qb=qb)
    and set(items) == {"TEE-BLK", "MUG-WHT", "CAP-RED"},
    (names, items),
)

before = qb.get_single_object("account", pk="4")["Account"]["CurrentBalance"]
customer = Customer()
customer.DisplayName = "Jane O'Roe"
customer.PrimaryEmailAddr = EmailAddress()
customer.PrimaryEmailAddr.Address = "jane@example.com"
customer = customer.save(qb=qb)
same = Customer.filter(DisplayName="Jane O'Roe", qb=qb)
sale = w1(SalesReceipt, "CLIENT-5", customer, items).save(qb=qb, request_id="client-sale-5")
(read,) = SalesReceipt.filter(DocNumber="CLIENT-5", qb=qb)
report(
    "read",
    [each.Id for each in same] == [customer.Id]
    and read.Id == sale.Id
    and (read.TotalAmt, read.TxnTaxDetail.TotalTax) == (Decimal("127.82"), Decimal("9.75"))
    and [
        (line.SalesItemLineDetail["ItemRef"]["name"], line.SalesItemLineDetail["Qty"], line.Amount)
        for line in read.Line[:3]
    ]
    == [
        ("TEE-BLK", 3, Decimal("59.97")),
        ("MUG-WHT", 1, Decimal("12.49")),
        ("CAP-RED", 2, Decimal("49.90")),
    ],
    read.to_json(),
)

given = [goods(items["TEE-BLK"], 1, "19.99"), discount("2.00")]
refund = form(RefundReceipt, "CLIENT-5", customer, given, "1.48")
refund.DepositToAccountRef = ref("4")
first = refund.save(qb=qb, request_id="client-refund-5")
refund.Id = None
again = refund.save(qb=qb, request_id="client-refund-5")
report("refund", first.Id != sale.Id and again.Id == first.Id, (first.Id, again.Id))

back = RefundReceipt.get(first.Id, qb=qb)
rows = RefundReceipt.where("DocNumber = 'CLIENT-5'", qb=qb)
account = qb.get_single_object("account", pk="4")["Account"]
report(
    "read back",
    (back.TotalAmt, back.TxnTaxDetail.TotalTax) == (Decimal("19.47"), Decimal("1.48"))
    and len(rows) == 1
    and account["CurrentBalance"] - before == Decimal("108.35"),
    (back.to_json(), before, account),
)

# A refund receipt is compared with no sale; what has a limit is a payment of an invoice.
invoice = w1(Invoice, "CLIENT-6", customer, items).save(qb=qb)
payment, line, link = Payment(), PaymentLine(), LinkedTxn()
link.TxnId, link.TxnType = invoice.Id, "Invoice"
line.Amount, line.LinkedTxn = Decimal("127.83"), [link]
payment.CustomerRef, payment.TotalAmt, payment.Line = ref(customer.Id), Decimal("127.83"), [line]
try:
    seen, passed = payment.save(qb=qb).to_json(), False
except QuickbooksException as refusal:
    seen = (refusal.error_code, refusal.message, refusal.detail)
    passed = refusal.error_code == 6000
unpaid = Invoice.get(invoice.Id, qb=qb)
report("over-refund", passed and unpaid.Balance == Decimal("127.82"), seen)

stranger = session()
stranger.access_token, stranger.refresh_token = "guessed", "RT1-guessed"
try:
    seen, passed = Item.all(qb=company(stranger)), False
except AuthorizationException as refusal:
    seen = refusal.detail
    passed = refusal.error_code == 401 and "AuthenticationFailed" in seen
try:
    stranger.refresh()
    passed = False
except AuthClientError as refusal:
    passed = passed and refusal.status_code == 400 and b"invalid_grant" in refusal.content
report("wrong credentials", passed, seen)

try:
    seen, passed = Customer.get("999999", qb=qb).to_json(), False
except ObjectNotFoundException as absent:
    seen = (absent.error_code, absent.message, absent.detail)
    passed = absent.error_code == 610 and absent.message == "Object Not Found"
report("404", passed, seen)
