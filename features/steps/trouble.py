"""Planned misfortune."""

from __future__ import annotations

from datetime import timedelta

from pytest_bdd import given, parsers, when

from features.stage import Stage
from features.stage.quickbooks import KINDS


@given("the storefront's answer to the refund will be lost after the write")
def _(stage: Stage) -> None:
    stage.world.faults.plan("shopify", "lost_answer", contains="refundCreate")


@given("the connection to the storefront will be reset before the refund is written")
def _(stage: Stage) -> None:
    stage.world.faults.plan("shopify", "reset", contains="refundCreate")


@given("the request for the refund will arrive twice at the storefront")
def _(stage: Stage) -> None:
    stage.world.faults.plan("shopify", "duplicate", contains="refundCreate")


@given("NetSuite's answer to the refund document will be lost after the write")
def _(stage: Stage) -> None:
    stage.world.faults.plan("netsuite", "lost_answer", method="POST", path="*!transform/cashRefund")


@given("the engine will be killed after the storefront has paid")
def _(stage: Stage) -> None:
    stage.transport.kill_after = "refundCreate"


@when("the engine is started again")
def _(stage: Stage) -> None:
    stage.start_engine()


@given("another machine with an empty journal takes over")
@when("another machine with an empty journal takes over")
def _(stage: Stage) -> None:
    stage.use_new_journal()


@given(parsers.parse("{count:d} hours pass"))
def _(stage: Stage, count: int) -> None:
    stage.world.clock.advance(timedelta(hours=count))


@given("the storefront pays the refund but cannot be reached afterwards")
def _(stage: Stage) -> None:
    stage.transport.cut_after = "refundCreate"


@when(parsers.parse("{count:d} hours pass and the storefront can be reached again"))
def _(stage: Stage, count: int) -> None:
    stage.transport.cut_host = ""
    stage.world.clock.advance(timedelta(hours=count))


@given(parsers.parse("{platform} will throttle the next {times:d} calls"))
def _(stage: Stage, platform: str, times: int) -> None:
    stage.world.faults.plan(platform, "throttle", times=times)


FATES = {
    "is answered, and the answer is lost": "lost_answer",
    "is lost on its way": "reset",
    "arrives twice": "duplicate",
    "is refused as one too many": "throttle",
    "meets an expired token": "expired_token",
}


@given(parsers.parse("the next {kind} that QuickBooks is asked to write {fate}"))
def _(stage: Stage, kind: str, fate: str) -> None:
    path = f"*/{KINDS[kind].lower()}"
    stage.world.faults.plan("quickbooks_online", FATES[fate], method="POST", path=path)


@given(parsers.parse("the next token renewal at QuickBooks {fate}"))
def _(stage: Stage, fate: str) -> None:
    stage.world.faults.plan("quickbooks_online", FATES[fate], path="/oauth2/v1/tokens/bearer")


@given(parsers.parse("the engine will be killed after QuickBooks has written a {kind}"))
def _(stage: Stage, kind: str) -> None:
    """Told by a word that only its body has."""
    words = {"refund receipt": "nsc_refund", "sales receipt": "nsc_order", "payment": "_payment"}
    stage.transport.kill_after = words[kind]
