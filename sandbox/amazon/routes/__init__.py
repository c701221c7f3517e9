"""The API families; each only translates."""
