"""Third-party clients, unmodified, against a served world: evidence from other hands."""
