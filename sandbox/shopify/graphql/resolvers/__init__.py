"""What stands behind each field, a file per family of types. No field without a resolver."""
