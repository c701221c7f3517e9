"""The metadata catalog: what the record service tells about its own record types.

    fields        the properties of a record type, from the definitions that the wire reads and
                  writes with (`wire.schema.RECORDS`), so the catalog cannot say another thing
    catalog       the names with links (`application/json`)
    openapi       OpenAPI 3.0 (`application/swagger+json`)
    json_schema   one record type as JSON Schema (`application/schema+json`)

Source: Help Center "Working with Resource Metadata". Record types that the role may not view are
not listed.
"""

from __future__ import annotations

from sandbox.netsuite.metadata.catalog import entry, names
from sandbox.netsuite.metadata.json_schema import json_schema
from sandbox.netsuite.metadata.openapi import openapi

__all__ = ["entry", "json_schema", "names", "openapi"]
