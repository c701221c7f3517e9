"""Notes and files that hang on documents."""

from __future__ import annotations

from sandbox.quickbooks_online.records.parts import CustomField, Part, Ref, Stored

__all__ = ["Attachable", "AttachableRef"]


class AttachableRef(Part, frozen=True, kw_only=True):
    """What it hangs on: `entity_ref` bears the kind of the document."""

    entity_ref: Ref | None = None
    line_info: str | None = None
    include_on_send: bool | None = None
    custom_field: tuple[CustomField, ...] = ()


class Attachable(Stored, frozen=True, kw_only=True):
    """A file, a note, or both. `size` in bytes; `temp_download_uri` is told anew at every read."""

    attachable_ref: tuple[AttachableRef, ...] = ()
    file_name: str | None = None
    file_access_uri: str | None = None
    temp_download_uri: str | None = None
    size: int | None = None
    content_type: str | None = None
    category: str | None = None
    lat: str | None = None
    long: str | None = None
    place_name: str | None = None
    note: str | None = None
    tag: str | None = None
