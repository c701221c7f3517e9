"""Order sync: W1 to the cent, mappings, cut-off, totals read back, never a second order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connector.lifecycle import ActionRefused
from connector.model import BilledKind
from connector.trouble import Refused


def retrieved(bench: Any, order: Any) -> Any:
    bench.channel.place(order)
    return bench.run(bench.engine.retrieve_order("acme", order.name))


def test_retrieve_then_post_gives_w1_to_the_cent(bench: Any) -> None:
    found = retrieved(bench, bench.w1_order())
    assert found.ok
    assert found.rows[0].status == "In FarApp (Automatic Sync Disabled)"
    row = bench.posted(found)
    assert row.status == "Order Posted, Waiting for Shipment"
    assert (str(row.source_amount), str(row.target_amount)) == ("127.82 USD", "127.82 USD")
    held = bench.books.orders[row.target_id]
    assert str(held.discount) == "12.24 USD"
    assert str(held.shipping) == "7.95 USD"
    assert str(held.tax) == "9.75 USD"
    assert [str(each.amount.amount) for each in held.lines] == ["59.97", "12.49", "49.90"]
    assert held.external_id == "nsc_order_shopify_acme_5001"
    assert held.order_name == "#1001"


def test_an_order_that_is_not_there(bench: Any) -> None:
    found = bench.run(bench.engine.retrieve_order("acme", "#9"))
    assert not found.ok
    assert found.message == "Order #9 was not found in Shopify."
    assert found.problem.remedy
    assert bench.engine.rows("orders") == []


def test_retrieving_twice_makes_one_row(bench: Any) -> None:
    order = bench.w1_order()
    retrieved(bench, order)
    again = retrieved(bench, order)
    assert again.ok
    assert len(bench.engine.rows("orders")) == 1


def test_one_unknown_sku_refuses_the_whole_order_and_names_it(bench: Any) -> None:
    bench.books.catalogue.remove("MUG-WHT")
    row = bench.posted(retrieved(bench, bench.w1_order()))
    assert row.status == "Error Posting to NetSuite"
    assert "MUG-WHT" in row.problem.sentence
    assert bench.books.orders == {}
    bench.books.catalogue.append("MUG-WHT")
    assert bench.run(bench.engine.post(row.id)).status == "Order Posted, Waiting for Shipment"


def test_a_mapped_sku_finds_its_item(bench: Any) -> None:
    bench.books.catalogue[1] = "MUG-WHITE"
    bench.restart(skus={"MUG-WHT": "MUG-WHITE"})
    row = bench.posted(retrieved(bench, bench.w1_order()))
    assert row.status == "Order Posted, Waiting for Shipment"
    assert [each.sku for each in bench.books.orders[row.target_id].lines][1] == "MUG-WHITE"


def test_header_tax_is_corrected_with_the_override(bench: Any) -> None:
    bench.books.header_tax = 1
    row = bench.posted(retrieved(bench, bench.w1_order()))
    assert row.status == "Order Posted, Waiting for Shipment"
    assert str(row.target_amount) == "127.82 USD"
    assert any("127.81" in warning for warning in row.warnings)


def test_127_81_never_stands_silently(bench: Any) -> None:
    bench.books.header_tax = 5
    row = bench.posted(retrieved(bench, bench.w1_order()))
    assert row.status == "Error Posting to NetSuite"
    assert row.problem.figures == {
        "storefront tax": "9.75 USD",
        "storefront total": "127.82 USD",
        "NetSuite tax": "9.74 USD",
        "NetSuite total": "127.81 USD",
    }
    assert "taxDetailsOverride" in row.problem.remedy
    assert row.target_number


def test_the_text_of_a_refused_correction_is_shown(bench: Any) -> None:
    bench.books.header_tax = 5
    bench.books.refuse_updates = "Order total 127.81 does not match 127.82"
    row = bench.posted(retrieved(bench, bench.w1_order()))
    assert row.status == "Error Posting to NetSuite"
    assert row.problem.verbatim == "Order total 127.81 does not match 127.82"


def test_the_validation_script_speaks_verbatim(bench: Any) -> None:
    text = "Error while accessing a resource. The order total does not match."
    bench.books.mishaps.queue = [Refused("NetSuite refused the order.", "NetSuite", text)]
    row = bench.posted(retrieved(bench, bench.w1_order()))
    assert row.status == "Error Posting to NetSuite"
    assert row.problem.source == "NetSuite"
    assert row.problem.verbatim == text


def test_orders_before_the_cutoff_are_not_imported(bench: Any) -> None:
    bench.restart(import_orders_created_after="2026-11-24T08:30:00+00:00")
    found = retrieved(bench, bench.w1_order())
    assert not found.ok
    assert found.problem.code == "before_cutoff"


def test_cancelled_before_sync_gives_nothing(bench: Any) -> None:
    found = retrieved(bench, bench.w1_order(cancelled_at=bench.clock.now()))
    assert not found.ok
    assert found.problem.code == "cancelled_before_sync"


def test_a_currency_the_books_do_not_keep_is_refused(bench: Any) -> None:
    bench.raw = {**bench.raw, "netsuite": {**bench.raw["netsuite"], "currencies": ["EUR"]}}
    bench.restart()
    row = bench.posted(retrieved(bench, bench.w1_order()))
    assert row.problem.code == "currency"
    assert bench.books.orders == {}


def test_sums_that_do_not_tie_are_refused(bench: Any) -> None:
    row = bench.posted(retrieved(bench, bench.w1_order(total=bench.usd("130.00"))))
    assert row.problem.figures == {"parts": "127.82 USD", "order": "130.00 USD"}


def test_pos_orders_become_cash_sales(bench: Any) -> None:
    row = bench.posted(retrieved(bench, bench.w1_order(source="pos")))
    assert row.status == "Complete"
    assert bench.books.orders[row.target_id].kind == "cash sale"


def test_an_unmapped_payment_method_warns(bench: Any) -> None:
    bench.restart(payment_methods={})
    row = bench.posted(retrieved(bench, bench.w1_order()))
    assert any("'shopify_payments' is not mapped" in warning for warning in row.warnings)


def test_the_oldest_customer_with_the_email_is_used(bench: Any) -> None:
    bench.books.customers["jane@example.com"] = ["11", "12"]
    bench.run(bench.synced())
    assert bench.books.names == {}


def test_a_new_customer_carries_the_order_id(bench: Any) -> None:
    bench.run(bench.synced())
    assert bench.books.names == {"nsc_customer_shopify_acme_77": "Jane Roe [1001]"}


def test_after_delete_the_order_is_recognised(bench: Any) -> None:
    bench.run(bench.synced())
    (row,) = bench.engine.rows("orders")
    bench.engine.delete(row.id)
    again = bench.posted(retrieved(bench, bench.w1_order()))
    assert again.status == "Order Posted, Waiting for Shipment"
    assert bench.books.order_writes == 1
    assert any("Recognised as NetSuite" in warning for warning in again.warnings)


def test_an_order_typed_by_hand_is_not_doubled(bench: Any) -> None:
    held = bench.run(bench.synced())
    bench.books.orders = {held.id: replace(held, external_id="")}
    bench.channel.orders.clear()
    row = bench.posted(retrieved(bench, bench.w1_order(order_id="6001")))
    assert row.problem.code == "foreign_order"
    assert bench.books.order_writes == 1


def test_update_order_writes_the_present_mapping(bench: Any) -> None:
    bench.run(bench.synced())
    (row,) = bench.engine.rows("orders")
    bench.books.header_tax = 1
    held = bench.books.orders[row.target_id]
    bench.books.orders[row.target_id] = replace(held, total=bench.usd("1.00"))
    updated = bench.run(bench.engine.update_order(row.id))
    assert updated.status == "Error Posting to NetSuite"
    assert str(bench.run(bench.engine.update_order(row.id)).target_amount) == "127.82 USD"


def test_fulfilment_completes_the_order(bench: Any) -> None:
    held = bench.run(bench.synced())
    bench.books.ship(held.id, ((1, "TEE-BLK", 3),))
    report = bench.run(bench.engine.run("acme", "fulfilment"))
    assert report.waiting == 1
    bench.books.ship(held.id, ((2, "MUG-WHT", 1), (3, "CAP-RED", 2)))
    bench.run(bench.engine.run("acme", "fulfilment"))
    (row,) = bench.engine.rows("orders")
    assert row.status == "Complete"
    assert [each.lines for each in bench.channel.reports] == [
        (("1", 3),),
        (("2", 1), ("3", 2)),
    ]


def test_a_shipment_whose_answer_was_lost_is_not_reported_twice(bench: Any) -> None:
    held = bench.run(bench.synced())
    bench.books.ship(held.id, ((1, "TEE-BLK", 3), (2, "MUG-WHT", 1), (3, "CAP-RED", 2)))
    bench.channel.mishaps.queue = ["lost"]
    bench.run(bench.engine.run("acme", "fulfilment"))
    (row,) = bench.engine.rows("orders")
    assert row.status == "Complete"
    assert len(bench.channel.reports) == 1


def test_a_refused_shipment_is_an_error_posting_fulfillment(bench: Any) -> None:
    held = bench.run(bench.synced())
    bench.books.ship(held.id, ((1, "TEE-BLK", 3),))
    bench.channel.mishaps.queue = [Refused("No.", "Shopify", "Invalid quantity requested.")]
    bench.run(bench.engine.run("acme", "fulfilment"))
    (row,) = bench.engine.rows("orders")
    assert row.status == "Error Posting Fulfillment"
    assert row.problem.verbatim == "Invalid quantity requested."


@pytest.mark.parametrize("billed", [True, False])
def test_cancelled_and_unpaid(bench: Any, billed: bool) -> None:
    unpaid = bench.w1_order(tenders=())
    held = bench.run(bench.synced(unpaid))
    if billed:
        bench.books.bill(held.id, BilledKind.INVOICE)
    bench.channel.place(
        replace(unpaid, cancelled_at=bench.clock.now(), updated_at=bench.clock.now())
    )
    bench.clock.advance(minutes=1)
    bench.run(bench.engine.run("acme", "order"))
    (row,) = bench.engine.rows("orders")
    assert bench.books.cancelled == ([] if billed else [held.id])
    assert bench.books.refunds == {}
    if billed:
        assert any("please review" in warning for warning in row.warnings)
    else:
        assert (row.status, row.cancelled_by) == ("Canceled", "Shopify")


def test_cancelled_but_never_refunded_is_flagged(bench: Any) -> None:
    order = bench.w1_order()
    bench.run(bench.synced(order))
    bench.channel.place(
        replace(order, cancelled_at=bench.clock.now(), updated_at=bench.clock.now())
    )
    bench.clock.advance(minutes=1)
    bench.run(bench.engine.run("acme", "order"))
    (row,) = bench.engine.rows("orders")
    assert any("cancelled but never refunded" in warning for warning in row.warnings)
    assert bench.books.refunds == {}


def test_a_posted_row_stays_and_complete_cannot_be_cancelled(bench: Any) -> None:
    row = bench.posted(retrieved(bench, bench.w1_order(source="pos")))
    assert bench.run(bench.engine.post(row.id)) == row
    with pytest.raises(ActionRefused, match="Complete"):
        bench.engine.cancel(row.id)
