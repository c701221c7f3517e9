"""Records as eBay writes them."""
