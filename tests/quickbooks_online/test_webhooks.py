"""Messages: what they tell, how they are signed, when they go out, and what failing means."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from sandbox.kernel.outbound import Call
from sandbox.kernel.routing import Response
from sandbox.kernel.universe import Universe
from sandbox.quickbooks_online.deliveries import Deliveries
from sandbox.quickbooks_online.events import Happening
from sandbox.quickbooks_online.records import (
    Customer,
    DeliveryInfo,
    Invoice,
    MetaData,
    Records,
    TaxCode,
)
from sandbox.quickbooks_online.settings import Settings

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REALM = "9341453172058822"
URL = "https://hooks.example.com/quickbooks"
META = MetaData(create_time=START, last_updated_time=START)


class Company:
    """A company that only has documents, an app that listens, and a server for its messages."""

    name = "quickbooks_online"
    realm_id = REALM

    def __init__(self) -> None:
        self.universe = Universe("t", 7, START, date(2026, 11, 24), ["quickbooks_online"])
        self.store = self.universe.store
        self.clock = self.universe.clock
        self.ids = self.universe.ids
        self.records = Records(self.store)
        self.settings = Settings(self.records)
        self.connection = SimpleNamespace(app_id="ABapp", ended=False)
        self.auth = SimpleNamespace(app=SimpleNamespace(id="ABapp"), connections=[self.connection])
        self.deliveries = Deliveries(self)  # type: ignore[arg-type]  # what it needs of one
        self.status: int | None = 200
        self.calls: list[Call] = []

    def write(self, document: Any) -> None:
        with self.store.transaction():
            self.records.table(type(document).__name__).put(document)

    def rewrite(self, document: Any, **members: Any) -> Any:
        found = replace(document, sync_token=document.sync_token + 1, **members)
        self.write(found)
        return found

    def pump(self, **step: float) -> int:
        """What the world does: queued work whose time has come."""
        self.clock.advance(timedelta(**step))
        done = 0
        while (task := self.universe.queue.due()) is not None:
            call = self.deliveries.perform(task)
            self.universe.queue.remove(task)
            done += 1
            if call is not None:
                self.calls.append(call)
                answer = None if self.status is None else Response(self.status, b"")
                self.deliveries.performed(task, answer)
        return done

    def bodies(self) -> list[Any]:
        found = [json.loads(call.body) for call in self.calls]
        self.calls.clear()
        return found

    def told(self, **step: float) -> list[str]:
        """`type id` of each event that arrives, in order."""
        self.pump(**(step or {"seconds": 5}))
        return [
            f"{each['type']} {each['intuitentityid']}" for body in self.bodies() for each in body
        ]


def invoice(number: int = 145, **members: Any) -> Invoice:
    return Invoice(id=str(number), sync_token=0, meta_data=META, **members)


@pytest.fixture
def company() -> Company:
    return Company()


class TestSubscribing:
    def test_the_page_offers_what_the_documents_list(self, company: Company) -> None:
        found = company.deliveries.subscribe(URL)
        assert found.events["Invoice"] == ("Create", "Delete", "Emailed", "Update", "Void")
        assert found.events["Customer"] == ("Create", "Delete", "Merge", "Update")
        assert "TaxCode" not in found.events

    def test_the_token_stays_when_the_page_is_saved_again(self, company: Company) -> None:
        first = company.deliveries.subscribe(URL)
        second = company.deliveries.subscribe(URL, {"Invoice": ["Create"]})
        assert first.verifier_token == second.verifier_token
        assert len(first.verifier_token) == 36
        assert company.universe.secrets.occur_in(first.verifier_token)
        assert second.events == {"Invoice": ("Create",)}

    @pytest.mark.parametrize(
        ("url", "events", "sentence"),
        [
            ("http://hooks.example.com", None, "not an https"),
            (URL, {"TaxCode": ["Create"]}, "no webhooks for 'TaxCode'"),
            (URL, {"Invoice": ["Merge"]}, "Invoice has no 'Merge'"),
        ],
    )
    def test_what_the_page_does_not_offer(
        self, company: Company, url: str, events: Any, sentence: str
    ) -> None:
        with pytest.raises(ValueError, match=sentence):
            company.deliveries.subscribe(url, events)

    def test_nobody_listens(self, company: Company) -> None:
        company.write(invoice())
        assert company.pump(hours=1) == 0

    def test_a_company_that_has_let_the_app_go_tells_nothing(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        company.connection.ended = True
        company.write(invoice())
        assert company.pump(hours=1) == 0

    def test_what_waits_goes_with_the_subscription(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        company.write(invoice())
        company.deliveries.unsubscribe()
        company.pump(hours=1)
        assert company.calls == []
        assert len(company.universe.queue) == 0

    def test_another_app_has_its_own_token_and_messages(self, company: Company) -> None:
        company.auth.connections.append(SimpleNamespace(app_id="ABother", ended=False))
        mine = company.deliveries.subscribe(URL, {"Invoice": ["Create"]})
        other = company.deliveries.subscribe(URL + "/2", {"Invoice": ["Delete"]}, "ABother")
        assert mine.verifier_token != other.verifier_token
        company.write(invoice())
        company.pump(seconds=5)
        assert [call.url for call in company.calls] == [URL]


class TestBodies:
    def test_cloud_events(self, company: Company) -> None:
        token = company.deliveries.subscribe(URL).verifier_token
        company.write(invoice())
        company.pump(seconds=5)
        (call,) = company.calls
        headers = {name.lower(): value for name, value in call.headers}
        assert headers["content-type"] == "application/cloudevents+json"
        digest = hmac.new(token.encode(), call.body, hashlib.sha256).digest()
        assert headers["intuit-signature"] == base64.b64encode(digest).decode()
        ((event),) = json.loads(call.body)
        assert len(event.pop("id")) == 36
        source = event.pop("source")
        assert source.startswith("intuit.")
        assert len(source) == len("intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=")
        assert event == {
            "specversion": "1.0",
            "type": "qbo.invoice.created.v1",
            "datacontenttype": "application/json",
            "time": "2026-11-24T09:00:00.000000000Z",
            "intuitentityid": "145",
            "intuitaccountid": REALM,
            "data": {},
        }

    def test_the_classic_body(self, company: Company) -> None:
        company.settings.webhook_format = "classic"
        token = company.deliveries.subscribe(URL).verifier_token
        company.write(invoice())
        company.rewrite(invoice(), private_note="x")
        company.pump(seconds=5)
        (call,) = company.calls
        headers = {name.lower(): value for name, value in call.headers}
        assert headers["content-type"] == "application/json"
        digest = hmac.new(token.encode(), call.body, hashlib.sha256).digest()
        assert headers["intuit-signature"] == base64.b64encode(digest).decode()
        entity = {"name": "Invoice", "id": "145", "lastUpdated": "2026-11-24T09:00:00.000Z"}
        assert json.loads(call.body) == {
            "eventNotifications": [
                {
                    "realmId": REALM,
                    "dataChangeEvent": {
                        "entities": [
                            {**entity, "operation": "Create"},
                            {**entity, "operation": "Update"},
                        ]
                    },
                }
            ]
        }

    def test_both(self, company: Company) -> None:
        company.settings.webhook_format = "both"
        company.deliveries.subscribe(URL)
        company.write(invoice())
        company.pump(seconds=5)
        classic, cloud = company.bodies()
        assert classic["eventNotifications"][0]["realmId"] == REALM
        assert cloud[0]["intuitaccountid"] == REALM

    def test_a_merge_is_announced(self, company: Company) -> None:
        company.settings.webhook_format = "both"
        company.deliveries.subscribe(URL)
        with company.store.transaction():
            company.deliveries.announce(Happening("Customer", "7", "Merge", "9"))
        company.pump(seconds=5)
        classic, cloud = company.bodies()
        (entity,) = classic["eventNotifications"][0]["dataChangeEvent"]["entities"]
        assert (entity["operation"], entity["id"], entity["deletedId"]) == ("Merge", "7", "9")
        assert cloud[0]["type"] == "qbo.customer.merged.v1"


class TestWhatHappened:
    def test_a_life(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        document = invoice(total_amt=Decimal("19.47"))
        company.write(document)
        assert company.told() == ["qbo.invoice.created.v1 145"]
        document = company.rewrite(document, private_note="paid by phone")
        assert company.told() == ["qbo.invoice.updated.v1 145"]
        sent = DeliveryInfo(delivery_type="Email", delivery_time=START)
        document = company.rewrite(document, email_status="EmailSent", delivery_info=sent)
        assert company.told() == ["qbo.invoice.emailed.v1 145"]
        document = company.rewrite(document, private_note="Voided", total_amt=Decimal(0))
        assert company.told() == ["qbo.invoice.voided.v1 145"]
        document = company.rewrite(document, private_note="Voided - twice")
        assert company.told() == ["qbo.invoice.updated.v1 145"]
        with company.store.transaction():
            company.records.table("Invoice").delete("145")
        assert company.told() == ["qbo.invoice.deleted.v1 145"]

    def test_a_customer_that_is_made_inactive(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        document = Customer(id="7", sync_token=0, meta_data=META, active=True)
        company.write(document)
        document = company.rewrite(document, active=False)
        company.rewrite(document, active=True)
        assert company.told() == [
            "qbo.customer.created.v1 7", "qbo.customer.deleted.v1 7", "qbo.customer.updated.v1 7",
        ]  # fmt: skip

    def test_a_figure_that_follows_is_no_event(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        document = Customer(id="7", sync_token=0, meta_data=META, balance=Decimal(0))
        company.write(document)
        company.told()
        company.write(replace(document, balance=Decimal("19.47")))
        assert company.told() == []

    def test_a_refused_change_tells_nothing(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        with pytest.raises(LookupError), company.store.transaction():
            company.records.table("Invoice").put(invoice())
            raise LookupError
        assert company.told() == []

    def test_an_entity_without_webhooks(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        company.write(TaxCode(id="2", sync_token=0, meta_data=META))
        assert company.told() == []

    def test_an_operation_that_was_not_chosen(self, company: Company) -> None:
        company.deliveries.subscribe(URL, {"Invoice": ["Update"]})
        company.write(invoice())
        assert company.told() == []


class TestCollecting:
    def test_events_are_told_together_in_order(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        for number in (3, 1, 2):
            company.write(invoice(number))
            company.clock.advance(timedelta(seconds=1))
        assert company.pump(seconds=1) == 0
        company.pump(seconds=1)
        (body,) = company.bodies()
        assert [each["intuitentityid"] for each in body] == ["3", "1", "2"]

    def test_the_latest_of_the_same_event(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        document = invoice()
        company.write(document)
        for _ in range(3):
            document = company.rewrite(document)
            company.clock.advance(timedelta(seconds=1))
        company.pump(seconds=5)
        (body,) = company.bodies()
        assert [(each["type"], each["time"][17:19]) for each in body] == [
            ("qbo.invoice.created.v1", "00"), ("qbo.invoice.updated.v1", "02"),
        ]  # fmt: skip

    def test_the_time_is_a_switch(self, company: Company) -> None:
        company.settings.webhook_collect_seconds = 0
        company.deliveries.subscribe(URL)
        company.write(invoice())
        assert company.told(seconds=0) == ["qbo.invoice.created.v1 145"]


class TestFailing:
    def test_when_it_is_tried_again(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        company.write(invoice())
        company.status = 500
        company.pump(seconds=5)
        waits = (10, 20, 30, 300, 1200, 7200, 14400, 21600, 21600, 21600)
        for wait in waits:
            assert company.pump(seconds=wait - 1) == 0
            assert company.pump(seconds=1) == 1
        bodies = company.bodies()
        assert len(bodies) == 11
        assert all(body == bodies[0] for body in bodies)  # the id of the event too

    @pytest.mark.parametrize("status", [None, 201, 204, 301, 401, 503])
    def test_anything_but_200_is_a_failure(self, company: Company, status: int | None) -> None:
        company.deliveries.subscribe(URL)
        company.write(invoice())
        company.status = status
        company.pump(seconds=5)
        assert len(company.universe.queue) == 1
        company.status = 200
        company.pump(seconds=10)
        assert len(company.universe.queue) == 0
        assert len(company.deliveries.messages) == len(company.deliveries.events) == 0

    def test_later_events_wait_until_the_first_message_is_taken(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        company.status = 500
        company.write(invoice(1))
        company.pump(seconds=5)
        company.write(invoice(2))
        company.write(invoice(3))
        company.pump(seconds=9)
        assert len(company.bodies()) == 1
        company.status = 200
        company.pump(seconds=1)
        first, rest = company.bodies()
        assert [each["intuitentityid"] for each in first] == ["1"]
        assert [each["intuitentityid"] for each in rest] == ["2", "3"]

    def test_a_number_of_tries(self, company: Company) -> None:
        company.settings.webhook_retries = 2
        company.deliveries.subscribe(URL)
        company.status = 500
        company.write(invoice(1))
        for wait in (5, 10, 20):
            company.pump(seconds=wait)
        assert len(company.bodies()) == 3
        assert company.pump(days=9) == 0
        company.status = 200
        company.write(invoice(2))
        assert company.told() == ["qbo.invoice.created.v1 2"]


class TestUnreliable:
    def test_lost(self, company: Company) -> None:
        company.deliveries.subscribe(URL)
        company.settings.webhooks_lost = True
        company.write(invoice(1))
        assert company.told() == []
        company.settings.webhooks_lost = False
        company.write(invoice(2))
        assert company.told() == ["qbo.invoice.created.v1 2"]

    def test_twice(self, company: Company) -> None:
        company.settings.webhooks_twice = True
        company.deliveries.subscribe(URL)
        company.write(invoice())
        company.pump(seconds=5)
        first, second = company.bodies()
        assert first == second

    def test_backwards(self, company: Company) -> None:
        company.settings.webhooks_backwards = True
        company.deliveries.subscribe(URL)
        for number in (1, 2, 3):
            company.write(invoice(number))
        company.pump(seconds=5)
        assert [body[0]["intuitentityid"] for body in company.bodies()] == ["3", "2", "1"]


def test_a_restore_takes_messages_back(company: Company) -> None:
    company.deliveries.subscribe(URL)
    version = company.store.snapshot()
    company.write(invoice())
    company.store.restore(version)
    assert company.pump(hours=1) == 0
