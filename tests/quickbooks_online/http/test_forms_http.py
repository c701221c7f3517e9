"""PDF, e-mail and the trial balance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest


@pytest.fixture
def invoice(api: Any) -> dict[str, Any]:
    customer = api.create("Customer", {"DisplayName": "Dana (Reyes)"})
    [tee] = api.query("select * from Item where Name = 'TEE-BLK'").body["QueryResponse"]["Item"]
    line = {
        "Amount": 19.99,
        "Description": "Tee",
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": tee["Id"]}, "UnitPrice": 19.99, "Qty": 1},
    }
    return dict(api.create("Invoice", {"CustomerRef": {"value": customer["Id"]}, "Line": [line]}))


class TestPdf:
    def test_is_one(self, api: Any, invoice: dict[str, Any]) -> None:
        answer = api.call(
            "GET", f"invoice/{invoice['Id']}/pdf", headers={"accept": "application/pdf"}
        )
        assert answer.status == 200
        assert answer.header("content-type") == "application/pdf;charset=UTF-8"
        assert answer.raw.startswith(b"%PDF-1.4\n")
        assert answer.raw.endswith(b"%%EOF\n")
        assert b"(Customer: Dana \\(Reyes\\)) Tj" in answer.raw
        assert b"(Tee  19.99) Tj" in answer.raw
        start = int(answer.raw.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
        assert answer.raw[start:].startswith(b"xref\n0 6\n")
        first = int(answer.raw[start:].split(b"\n")[3][:10])
        assert answer.raw[first:].startswith(b"1 0 obj")

    def test_of_nothing(self, api: Any) -> None:
        api.refused("610", lambda: api.get("invoice/424242/pdf"))
        api.refused("500", lambda: api.get("customer/1/pdf"))


class TestSend:
    def send(self, api: Any, invoice: dict[str, Any], **query: Any) -> Any:
        headers = {"content-type": "application/octet-stream"}
        return api.call("POST", f"invoice/{invoice['Id']}/send", headers=headers, **query)

    def test_notes_the_delivery(self, api: Any, invoice: dict[str, Any]) -> None:
        answer = self.send(api, invoice, sendTo="dana@example.com")
        assert answer.status == 200
        now = api.get(f"invoice/{invoice['Id']}").body["Invoice"]
        assert now == answer.body["Invoice"]
        assert (now["EmailStatus"], now["SyncToken"]) == ("EmailSent", "1")
        assert now["BillEmail"] == {"Address": "dana@example.com"}
        assert now["DeliveryInfo"]["DeliveryType"] == "Email"
        assert now["DeliveryInfo"]["DeliveryTime"].endswith("-08:00")
        assert self.send(api, invoice).status == 200  # to the address that it has now

    def test_needs_an_address_and_a_form(self, api: Any, invoice: dict[str, Any]) -> None:
        api.refused("6000", lambda: self.send(api, invoice))
        api.refused("6000", lambda: self.send(api, invoice, sendTo="nobody"))
        api.refused("610", lambda: self.send(api, {"Id": "424242"}, sendTo="a@example.com"))
        api.refused("500", lambda: api.post("customer/1/send"))

    def test_is_done_once(self, api: Any, invoice: dict[str, Any]) -> None:
        first = self.send(api, invoice, sendTo="dana@example.com", requestid="s")
        again = self.send(api, invoice, sendTo="dana@example.com", requestid="s")
        assert first.raw == again.raw


class TestLink:
    def test_is_told_when_it_is_asked_for(self, api: Any, invoice: dict[str, Any]) -> None:
        path = f"invoice/{invoice['Id']}"
        assert "InvoiceLink" not in api.get(path, include="invoiceLink").body["Invoice"]
        api.call("POST", f"{path}/send", sendTo="dana@example.com")
        told = api.get(path, include="invoiceLink").body["Invoice"]["InvoiceLink"]
        assert told.startswith("https://connect.intuit.com/t/scs-v1-")
        assert told == api.get(path, include="invoiceLink").body["Invoice"]["InvoiceLink"]
        assert "InvoiceLink" not in api.get(path).body["Invoice"]


class TestTrialBalance:
    def test_columns_end_alike(self, api: Any, invoice: dict[str, Any]) -> None:
        report = api.get("reports/TrialBalance").body
        assert report["Header"]["ReportName"] == "TrialBalance"
        assert report["Header"]["EndPeriod"] == "2026-11-24"
        *rows, total = report["Rows"]["Row"]
        by_name = {
            row["ColData"][0]["value"]: [cell["value"] for cell in row["ColData"][1:]]
            for row in rows
        }
        assert by_name["Sales of Product Income"] == ["", "19.99"]
        _, debit, credit = (cell["value"] for cell in total["Summary"]["ColData"])
        assert debit == credit
        assert sum(Decimal(debit or 0) for debit, _ in by_name.values()) == Decimal(debit)

    def test_of_a_day_before_everything_is_empty(self, api: Any) -> None:
        report = api.get("reports/TrialBalance", end_date="1999-12-31").body
        assert report["Rows"] == {"Row": []}
        assert report["Header"]["Option"] == [{"Name": "NoReportData", "Value": "true"}]

    def test_is_refused(self, api: Any) -> None:
        api.refused("500", lambda: api.get("reports/Nonsense"))
        api.refused("2060", lambda: api.get("reports/TrialBalance", end_date="soon"))


class TestProfitAndLoss:
    def test_adds_up_to_net_income(self, api: Any, invoice: dict[str, Any]) -> None:
        """A tee for 19.99 that had cost 8.00."""
        assert invoice["TotalAmt"] == Decimal("19.99")
        report = api.get("reports/ProfitAndLoss", start_date="2026-11-24").body
        assert report["Header"]["StartPeriod"] == report["Header"]["EndPeriod"] == "2026-11-24"
        totals = {
            row["group"]: row["Summary"]["ColData"][1]["value"] for row in report["Rows"]["Row"]
        }
        assert totals == {
            "Income": "19.99",
            "COGS": "8.00",
            "GrossProfit": "11.99",
            "NetOperatingIncome": "11.99",
            "NetOtherIncome": "0.00",
            "NetIncome": "11.99",
        }
        [data] = report["Rows"]["Row"][0]["Rows"]["Row"]
        assert data == {
            "ColData": [{"value": "Sales of Product Income", "id": "79"}, {"value": "19.99"}],
            "type": "Data",
        }

    def test_of_a_quiet_day_is_empty(self, api: Any) -> None:
        report = api.get("reports/profitandloss", start_date="2026-11-24").body
        assert report["Rows"] == {"Row": []}
