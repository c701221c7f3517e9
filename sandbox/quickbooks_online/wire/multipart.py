"""Bodies in several sections (RFC 7578), as clients really write them: python-quickbooks ends its
lines with a bare line feed and encodes files in base64, Node's client sends bytes."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from email.message import Message
from email.parser import BytesHeaderParser
from itertools import pairwise

import msgspec

from sandbox.quickbooks_online.errors import Malformed

__all__ = ["Section", "sections"]

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """`content_type` is empty when the section says none."""

    name: str
    file_name: str
    content_type: str
    content: bytes


def sections(content_type: str, body: bytes) -> list[Section]:
    """Raises Malformed."""
    head = Message()
    head["content-type"] = content_type
    boundary = head.get_param("boundary")
    if head.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise Malformed("The request is not multipart/form-data with a boundary.")
    mark = re.compile(rb"(?:^|\r?\n)[ \t]*--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*")
    found: list[Section] = []
    begins = list(mark.finditer(body))
    if not begins or begins[-1].group(1) is None:
        raise Malformed("The multipart body has no end.")
    for here, following in pairwise(begins):
        found.append(_section(body[here.end() : following.start()]))
    return found


def _section(raw: bytes) -> Section:
    raw = raw.removeprefix(b"\r").removeprefix(b"\n")
    end = _END_OF_HEAD.search(raw)
    if end is None:
        raise Malformed("A section of the multipart body has no head.")
    head = BytesHeaderParser().parsebytes(raw[: end.start()] + b"\n\n")
    name = head.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise Malformed("A section of the multipart body has no name.")
    content = raw[end.end() :]
    if head.get("content-transfer-encoding", "").strip().lower() == "base64":
        try:
            content = b64decode(b"".join(content.split()), validate=True)
        except binascii.Error:
            raise Malformed("The content of a file is no base64.") from None
    return Section(
        name=name,
        file_name=head.get_filename() or "",
        content_type=head.get_content_type() if "content-type" in head else "",
        content=content,
    )
