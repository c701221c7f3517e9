"""Documents to JSON, as each API and version writes them."""
