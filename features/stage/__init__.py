"""The stage: one world, one engine, and the hands of a tester. The only place that knows both.

The engine gets production URLs, a transport and a clock, nothing else. What the tester reads on
the connector's screens comes from the engine; what the books and the storefront hold is read from
the world; whether both agree is said by the judge.

    base        the world, the engine and its journal       storefront   where orders come from
    screens     the connector's screens and schedule        messages     logins and webhooks
    netsuite    NetSuite as the books                       quickbooks   QuickBooks as the books
    seller      Amazon as the storefront             settlements  its payouts, and Seller Central
    ebay_seller eBay as the storefront         ebay_calls   calls of the seller's other programs
    judgement   what both sides hold when a scenario ends   corner_shop  a second storefront
"""

from features.stage.storefront import W1_LINES
from features.stage.whole import Stage
from features.wire import EngineKilled

__all__ = ["W1_LINES", "EngineKilled", "Stage"]
