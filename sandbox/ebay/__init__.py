"""eBay: one seller account, Sell APIs, Post-Order and what stands around them."""
