"""What a seller account allows and does; no HTTP."""
