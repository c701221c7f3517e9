"""Notes and files on documents.

An upload makes the Attachable and keeps the file; metadata may come with it. A note needs no file.
The link to the file's bytes is signed, works without a login and ends after fifteen minutes: it is
told anew whenever the Attachable is read. Source: developer.intuit.com "Attachable", "Attach
images and notes".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from sandbox.quickbooks_online.domain import Domain
from sandbox.quickbooks_online.errors import InvalidReference, RequiredMissing
from sandbox.quickbooks_online.records import (
    ENTITIES,
    ENTITY_NAMES,
    Attachable,
    AttachableRef,
    Deleted,
    File,
)
from sandbox.quickbooks_online.rules.fields import read_entity
from sandbox.quickbooks_online.rules.options import Options
from sandbox.quickbooks_online.rules.saving import discard, stamp, store

__all__ = ["delete_attachable", "is_signed", "link_of", "save_attachable", "upload"]

_LINK_LIFE = timedelta(minutes=15)


def save_attachable(
    company: Domain, old: Attachable | None, draft: dict[str, Any], options: Options
) -> Attachable:
    """Raises RequiredMissing, InvalidReference."""
    members = dict(draft)
    if not members.get("file_name") and not members.get("note"):
        raise RequiredMissing("Note")
    members["attachable_ref"] = tuple(
        _checked(company, each) for each in members.get("attachable_ref") or ()
    )
    if old is not None:
        for member in ("file_access_uri", "size"):
            members[member] = getattr(old, member)
        if old.size is not None:
            members["file_name"] = members.get("file_name") or old.file_name
            members["content_type"] = members.get("content_type") or old.content_type
    members.update(stamp(company, "Attachable", old))
    return store(company, old, Attachable(**members), options)


def upload(
    company: Domain,
    given: Mapping[str, Any],
    file: tuple[str, str, bytes],
    place: str,
    options: Options,
) -> Attachable:
    """`file`: its name and content type, which `given` may say as well, and its bytes; `place`:
    where downloads are asked for. Raises QuickBooksFault."""
    name, kind, content = file
    draft = read_entity(ENTITIES["Attachable"], given)
    draft["file_name"] = draft.get("file_name") or name or None
    draft["content_type"] = draft.get("content_type") or kind
    if draft["file_name"] is None:
        raise RequiredMissing("FileName")
    with company.store.transaction():
        made = save_attachable(company, None, draft, options)
        kept = msgspec.structs.replace(
            made, size=len(content), file_access_uri=f"{place}/{made.id}"
        )
        company.records.table("Attachable").put(kept)
        company.records.files.put(File(made.id, content))
    return kept


def delete_attachable(company: Domain, document: Attachable) -> Deleted:
    if document.id in company.records.files:
        company.records.files.delete(document.id)
    return discard(company, document)


def link_of(company: Domain, document: Attachable, host: str) -> str | None:
    """Where the bytes are for a while; None for a note."""
    if document.size is None:
        return None
    end = int((company.clock.now() + _LINK_LIFE).timestamp())
    name = quote(document.file_name or "", safe="")
    sign = _signature(company, document.id, str(end))
    return f"https://{host}/attachments/{document.id}/{name}?Expires={end}&Signature={sign}"


def is_signed(company: Domain, key: str, query: Mapping[str, str]) -> bool:
    """Whether a link was made here for this file and this end."""
    return query.get("Signature") == _signature(company, key, query.get("Expires", ""))


def _signature(company: Domain, key: str, end: str) -> str:
    return company.ids.fixed(f"quickbooks_online.file.{key}.{end}", 40, "0123456789abcdef")


def _checked(company: Domain, ref: AttachableRef) -> AttachableRef:
    target = ref.entity_ref
    if target is None:
        return ref
    if not target.type:
        raise RequiredMissing("EntityRef.type")
    entity = ENTITY_NAMES.get(target.type.lower())
    if entity is None or target.value not in company.records.table(entity):
        raise InvalidReference.unknown(target.type, target.value)
    return msgspec.structs.replace(
        ref, entity_ref=msgspec.structs.replace(target, type=entity, name="")
    )
