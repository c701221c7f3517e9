"""The seller's account: what a sale brings, what a refund takes, what goes to the bank."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.ebay.desk import Wanted
from sandbox.ebay.errors import FinancesError
from sandbox.ebay.records import Buyer
from sandbox.ebay.rules import finance_search, ledger
from sandbox.ebay.wire.finances import (
    funds_document,
    payout_document,
    payout_totals,
    summary,
    transaction_document,
)

D = Decimal


def usd(value: str) -> dict[str, str]:
    return {"value": value, "currency": "USD"}


def test_a_sale_of_the_recorded_size(account: Any) -> None:
    """162.36 = 195.0 - 32.64; fees of 214.5, the tax of 19.5 included."""
    account.settings.international_fee_percent = D("1.0443")
    account.settings.collected_tax_percent = D(0)
    account.desk.list_product("EB-REC", "Camera", D("195.00"), fee_percent=D("13.967"))
    abroad = account.desk.place_order(
        [Wanted(sku="EB-REC", collected_tax=D("19.50"))], buyer=_buyer("AU")
    )
    told = transaction_document(account, account.records.transactions[abroad.id])
    assert told["transactionId"] == abroad.id == told["orderId"]
    assert told["transactionType"] == "SALE"
    assert told["bookingEntry"] == "CREDIT"
    assert told["amount"] == usd("162.36")
    assert told["totalFeeBasisAmount"] == usd("195.0")
    assert told["totalFeeAmount"] == usd("32.64")
    assert told["ebayCollectedTaxAmount"] == usd("19.5")
    assert told["salesRecordReference"] == "0"
    assert "payoutId" not in told
    assert told["orderLineItems"] == [
        {
            "lineItemId": abroad.lines[0].id,
            "feeBasisAmount": usd("214.5"),
            "marketplaceFees": [
                {"feeType": "FINAL_VALUE_FEE", "amount": usd("29.96")},
                {"feeType": "INTERNATIONAL_FEE", "amount": usd("2.24")},
                {"feeType": "FINAL_VALUE_FEE_FIXED_PER_ORDER", "amount": usd("0.44")},
            ],
        }
    ]


def _buyer(country: str) -> Buyer:
    return Buyer(
        username="down_under", name="Ann Roe", line1="1 George St", city="Sydney", region="NSW",
        postal_code="2000", country=country,
    )  # fmt: skip


def test_a_small_order_has_a_smaller_fixed_fee(account: Any) -> None:
    small = account.desk.buy("EB-SOCK-L", price=D("10.00"))
    large = account.desk.buy("EB-SOCK-L", price=D("10.01"))
    assert [order.lines[0].fees[-1].amount for order in (small, large)] == [D("0.30"), D("0.44")]


def test_a_refund_is_a_debit_without_a_sign(account: Any, one_item: Any) -> None:
    order = account.sold()
    account.issue(order, one_item(order.lines[0].id))
    assert len(account.records.transactions) == 1  # nothing moves while it is PENDING
    account.later(minutes=1)
    told = transaction_document(account, account.records.transactions["5136618796"])
    assert told["transactionType"] == "REFUND"
    assert told["bookingEntry"] == "DEBIT"
    assert told["amount"] == usd("8.51")
    assert told["totalFeeBasisAmount"] == usd("10.0")
    assert told["totalFeeAmount"] == usd("1.49")
    assert told["ebayCollectedTaxAmount"] == usd("0.82")
    assert told["transactionDate"] == "2026-11-24T09:01:00.000Z"
    assert told["transactionStatus"] == "FUNDS_PROCESSING"


def test_a_switch_writes_the_gross(account: Any, one_item: Any) -> None:
    account.settings.refund_transaction_amount = "gross"
    order = account.sold()
    account.issue(order, one_item(order.lines[0].id))
    account.later(minutes=1)
    assert account.records.transactions["5136618796"].amount == D("10.00")


def test_an_advertisement_is_a_charge_of_no_order(account: Any) -> None:
    made = account.desk.charge(
        "NON_SALE_CHARGE",
        D("1.07"),
        fee_type="PREMIUM_AD_FEES",
        memo="Promoted Listings - Priority fee",
        item="256100000001",
    )
    told = transaction_document(account, made)
    assert told["transactionId"] == "FEE-5601000000001_11"
    assert told["feeType"] == "PREMIUM_AD_FEES"
    assert told["references"] == [{"referenceId": "256100000001", "referenceType": "ITEM_ID"}]
    assert told["bookingEntry"] == "DEBIT"
    assert "orderId" not in told
    label = account.desk.charge("SHIPPING_LABEL", D("4.00"), booking="CREDIT")
    assert label.signed == D("4.00")  # a label that is given back


@pytest.mark.parametrize(
    ("type", "amount", "booking"),
    [("SALE", "1", ""), ("GIFT", "1", ""), ("CREDIT", "0", ""), ("CREDIT", "1.001", ""),
     ("CREDIT", "1", "BOTH")],
)  # fmt: skip
def test_charges_that_nobody_books(account: Any, type: str, amount: str, booking: str) -> None:
    account.not_offered(lambda: account.desk.charge(type, D(amount), booking=booking))


def test_funds_wait_two_days_and_a_refund_waits_with_its_sale(account: Any, one_item: Any) -> None:
    order = account.sold()
    account.issue(order, one_item(order.lines[0].id))
    account.later(hours=47, minutes=59)
    assert funds_document(account.desk.funds()) == {
        "totalFunds": usd("29.33"),
        "availableFunds": usd("0.0"),
        "fundsOnHold": usd("0.0"),
        "processingFunds": usd("29.33"),
    }
    account.later(minutes=1)
    funds = account.desk.funds()
    assert (funds.processing, funds.available) == (D(0), D("29.33"))


def test_money_that_is_held(account: Any) -> None:
    order = account.sold()
    account.desk.hold(order.id)
    account.later(days=5)
    assert account.desk.funds().on_hold == D("37.84")
    sale = account.records.transactions[order.id]
    assert ledger.status_of(account, sale) == "FUNDS_ON_HOLD"
    (hold,) = account.document(order)["paymentSummary"]["payments"][0]["paymentHolds"]
    assert hold["holdAmount"] == usd("37.84")
    account.not_offered(account.desk.pay_out)
    account.desk.release(order.id)
    assert account.desk.funds().available == D("37.84")


def test_a_payout_begins_and_a_day_later_the_bank_has_it(account: Any) -> None:
    order = account.sold()
    account.desk.charge("NON_SALE_CHARGE", D("2.00"), fee_type="AD_FEE")
    account.later(days=2)
    payout = account.desk.pay_out()
    assert (payout.status, payout.amount, payout.count) == ("INITIATED", D("35.84"), 2)
    told = transaction_document(account, account.records.transactions[order.id])
    assert (told["payoutId"], told["transactionStatus"]) == ("5900000001", "PAYOUT")
    account.later(days=1)
    assert payout_document(account.records.payouts[payout.id]) == {
        "payoutId": "5900000001",
        "payoutStatus": "SUCCEEDED",
        "payoutStatusDescription": "Funds sent",
        "amount": usd("35.84"),
        "payoutDate": "2026-11-26T09:00:00.000Z",
        "transactionCount": 2,
        "payoutInstrument": {
            "instrumentType": "BANK",
            "nickname": "Acme checking",
            "accountLastFourDigits": "4321",
        },
        "bankReference": "EBAY5900000001",
    }
    assert account.desk.funds().total == D(0)
    account.not_offered(lambda: account.desk.hold(order.id))


def test_a_payout_is_tried_again(account: Any) -> None:
    account.sold()
    account.later(days=2)
    account.settings.payout_outcome = "RETRYABLE_FAILED"
    payout = account.desk.pay_out()
    account.later(days=1)
    told = payout_document(account.records.payouts[payout.id])
    assert told["payoutStatusDescription"] == "Waiting to retry"
    assert told["lastAttemptedPayoutDate"] == "2026-11-27T09:00:00.000Z"
    account.settings.payout_outcome = "SUCCEEDED"
    account.later(days=1)
    assert account.records.payouts[payout.id].status == "SUCCEEDED"


def test_failed_payouts_by_their_last_attempt(account: Any) -> None:
    """The older payout was tried last."""
    account.settings.payout_outcome = "RETRYABLE_FAILED"
    account.settings.payout_hours = 50
    account.sold()
    account.later(days=2)
    older = account.desk.pay_out().id
    account.sold()
    account.later(days=2)
    newer = account.desk.pay_out().id
    account.later(hours=53)  # the older for the second time, after the newer's first
    account.settings.payout_outcome = "SUCCEEDED"
    tried = {each.id: each.attempted for each in account.records.payouts}
    assert tried[older] > tried[newer]
    filters = ["payoutStatus:{RETRYABLE_FAILED}"]
    dates = "lastAttemptedPayoutDate:[2026-11-24T00:00:00.000Z..]"

    def asked(query: dict[str, str], *more: str) -> list[str]:
        page = finance_search.payouts(account, query, [*filters, *more])
        return [each.id for each in page.payouts]

    assert asked({}) == [newer, older]
    assert asked({"sort": "payoutDate"}) == [older, newer]
    assert asked({"sort": "lastAttemptedPayoutDate"}) == [newer, older]
    assert asked({}, dates) == [older, newer]


def test_a_payout_that_is_refused_for_good_is_money_again(account: Any) -> None:
    account.sold()
    account.later(days=2)
    account.settings.payout_outcome = "TERMINAL_FAILED"
    account.desk.pay_out()
    account.later(days=1)
    assert account.desk.funds().available == D("37.84")


class TestAsking:
    @pytest.fixture(autouse=True)
    def _story(self, account: Any, one_item: Any) -> None:
        self.account = account
        self.first = account.sold()
        account.later(days=3)
        self.payout = account.desk.pay_out()
        self.second = account.sold()
        account.issue(self.second, one_item(self.second.lines[0].id))
        account.later(days=1)
        account.desk.charge("NON_SALE_CHARGE", D("2.00"), fee_type="AD_FEE")

    def asked(self, *filters: str, **query: str) -> list[str]:
        page = finance_search.transactions(self.account, query, filters)
        return [each.type for each in page.transactions]

    def test_newest_first_unless_sorted(self) -> None:
        assert self.asked() == ["NON_SALE_CHARGE", "REFUND", "SALE", "SALE"]
        assert self.asked(sort="transactionDate") == ["SALE", "SALE", "REFUND", "NON_SALE_CHARGE"]

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            (["transactionType:{REFUND}"], ["REFUND"]),
            (["transactionStatus:{PAYOUT}"], ["SALE"]),
            (["payoutId:{5900000001}"], ["SALE"]),
            (["payoutId:{1}"], []),
            (["buyerUsername:{trailblazer_or}"], ["REFUND", "SALE", "SALE"]),
            (["transactionType:{SALE},buyerUsername:{nobody}"], []),
            (["transactionDate:[2026-11-27T00:00:00.000Z..]"],
             ["NON_SALE_CHARGE", "REFUND", "SALE"]),
            (["transactionDate:[2026-11-24T09:00:00.000Z..2026-11-24T09:00:00.000Z]"], ["SALE"]),
            (["transactionId:{5136618796}", "transactionType:{REFUND}"], ["REFUND"]),
            (["transactionId:{5136618796},transactionType:{SALE}"], []),
            (["salesRecordReference:{0}"], ["NON_SALE_CHARGE", "REFUND", "SALE", "SALE"]),
            (["salesRecordReference:{7}"], []),
            (["payoutReference:{7}"], []),
        ],
    )  # fmt: skip
    def test_filters(self, filters: list[str], found: list[str]) -> None:
        assert self.asked(*filters) == found

    def test_of_one_order_whatever_the_limit(self) -> None:
        assert self.asked(f"orderId:{{{self.second.id}}}", limit="1") == ["REFUND", "SALE"]

    def test_pages(self) -> None:
        page = finance_search.transactions(self.account, {"limit": "2", "offset": "1"}, [])
        assert page.total == 4
        assert [each.type for each in page.transactions] == ["REFUND", "SALE"]

    @pytest.mark.parametrize(
        ("filters", "query", "code"),
        [
            (["transactionType:{GIFT}"], {}, 135006),
            (["transactionType:REFUND"], {}, 135006),
            (["transactionStatus:{GONE}"], {}, 135007),
            (["transactionDate:2026-11-24"], {}, 135008),
            (["transactionDate:[..2026-11-24T00:00:00.000Z]"], {}, 135008),
            (["transactionDate:[2026-11-24T00:00:00.000Z..2026-11-23T00:00:00.000Z]"], {}, 135008),
            (["transactionDate:[2026-13-24T00:00:00.000Z..]"], {}, 135008),
            (["transactionId:{1}"], {}, 135009),
            ([], {"limit": "1001"}, 135003),
            ([], {"limit": "0"}, 135003),
            ([], {"limit": "x"}, 135003),
            ([], {"offset": "-1"}, 135003),
            ([], {"sort": "amount"}, 135005),
        ],
    )  # fmt: skip
    def test_wrong_questions(self, filters: list[str], query: dict[str, str], code: int) -> None:
        with pytest.raises(FinancesError) as raised:
            finance_search.transactions(self.account, query, filters)
        assert raised.value.error_id == code

    def test_sums(self) -> None:
        sums = finance_search.transaction_summary(
            self.account, ["transactionStatus:{FUNDS_PROCESSING}"]
        )
        told = summary(sums, "USD")
        assert told["creditCount"] == 1
        assert told["creditAmount"] == usd("37.84")
        assert told["refundCount"] == 1
        assert told["refundAmount"] == usd("8.51")
        assert told["refundBookingEntry"] == "DEBIT"
        assert told["disputeCount"] == 0
        assert "disputeAmount" not in told
        assert "onHoldCount" not in told
        with pytest.raises(FinancesError) as raised:
            finance_search.transaction_summary(self.account, [])
        assert raised.value.error_id == 135011

    def test_sums_of_one_type_and_of_what_is_held(self) -> None:
        account = self.account
        sales = finance_search.transaction_summary(
            account, ["transactionStatus:{PAYOUT}", "transactionType:{SALE}"]
        )
        assert summary(sales, "USD") == {
            "creditCount": 1,
            "creditAmount": usd("37.84"),
            "creditBookingEntry": "CREDIT",
        }
        account.desk.hold(self.second.id)
        told = summary(
            finance_search.transaction_summary(account, ["transactionStatus:{FUNDS_ON_HOLD}"]),
            "USD",
        )
        assert (told["onHoldCount"], told["onHoldAmount"]) == (1, usd("37.84"))

    def test_payouts(self) -> None:
        page = finance_search.payouts(self.account, {}, ["payoutStatus:{SUCCEEDED}"])
        assert [each.id for each in page.payouts] == ["5900000001"]
        assert finance_search.payouts(self.account, {}, ["payoutStatus:{INITIATED}"]).total == 0
        totals = finance_search.payout_summary(
            self.account, ["payoutDate:[2026-11-01T00:00:00.000Z..]"]
        )
        assert payout_totals(totals, "USD") == {
            "payoutCount": 1,
            "transactionCount": 1,
            "amount": usd("37.84"),
        }

    def test_payouts_newest_first_or_as_the_switch_says(self) -> None:
        account = self.account
        account.later(days=2)
        later = account.desk.pay_out()

        def seen(**query: str) -> list[str]:
            return [each.id for each in finance_search.payouts(account, query, []).payouts]

        assert seen() == [later.id, self.payout.id]
        assert seen(sort="payoutDate") == [self.payout.id, later.id]
        account.settings.payouts_oldest_first = True
        assert seen() == [self.payout.id, later.id]

    @pytest.mark.parametrize(
        ("filters", "query", "code"),
        [
            (["payoutStatus:{GONE}"], {}, 135002),
            (["lastAttemptedPayoutDate:[2026-11-24T00:00:00.000Z..]"], {}, 135002),
            (["payoutDate:[yesterday..]"], {}, 135004),
            ([], {"limit": "201"}, 135003),
            ([], {"sort": "payoutStatus"}, 135005),
        ],
    )
    def test_wrong_questions_about_payouts(
        self, filters: list[str], query: dict[str, str], code: int
    ) -> None:
        with pytest.raises(FinancesError) as raised:
            finance_search.payouts(self.account, query, filters)
        assert raised.value.error_id == code
