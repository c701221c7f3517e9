"""How the connector speaks HTTPS: sending, waiting, logging in, exact numbers."""
