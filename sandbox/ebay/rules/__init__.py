"""What eBay allows and does; no HTTP."""
