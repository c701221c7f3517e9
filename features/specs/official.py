"""The published schema of Shopify's Admin API, from the folder that VENDOR_SPECS names."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from graphql import GraphQLSchema, build_schema

__all__ = ["FILE", "VERSION", "MissingSpecs", "official_schema", "official_text"]

VERSION = "2026-07"
FILE = f"shopify/admin-{VERSION}.schema.graphql.gz"


class MissingSpecs(RuntimeError):
    """VENDOR_SPECS is not set, or the file is not there; the message says what to do."""


def official_text() -> str:
    """Raises MissingSpecs."""
    folder = os.environ.get("VENDOR_SPECS", "")
    if not folder:
        raise MissingSpecs(
            f"set VENDOR_SPECS to a folder that holds {FILE}: the SDL of an introspection of the "
            f"Admin API {VERSION}, compressed with gzip"
        )
    path = Path(folder) / FILE
    if not path.exists():
        raise MissingSpecs(f"{path} is not there")
    return gzip.decompress(path.read_bytes()).decode()


def official_schema() -> GraphQLSchema:
    """Takes some seconds: the text has 130,000 lines. Raises MissingSpecs."""
    return build_schema(official_text(), assume_valid=True)
