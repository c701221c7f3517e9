"""Where a client reached us: what it signs, and where links lead back to."""

from __future__ import annotations

from sandbox.kernel.routing import Request


def test_a_request_to_the_platform_s_own_host() -> None:
    request = Request("GET", "Acme.myshopify.com", "/admin/x", "a=1")
    assert request.origin == "https://acme.myshopify.com"
    assert request.url == "https://acme.myshopify.com/admin/x?a=1"


def test_a_request_under_another_address() -> None:
    base = "http://127.0.0.1:8800/shopify"
    request = Request("GET", "acme.myshopify.com", "/admin/x", base=base)
    assert request.origin == base
    assert request.url == "https://acme.myshopify.com/admin/x"  # what the log says
