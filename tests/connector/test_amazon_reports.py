"""A settlement's document, as it arrives: packed, in pieces, broken off, under a dead link."""

from __future__ import annotations

import asyncio
import gzip
import io
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

import httpx
import pytest

from connector.channels.amazon_api import AmazonApi
from connector.channels.amazon_reports import AmazonReports
from connector.channels.settlement_source import ReportInfo
from connector.trouble import Refused, Unreachable

TEXT = b"settlement-id\ttotal-amount\n" + b"10000000001\t24.30\n" * 4000
STORE = "tortuga-prod-na.s3-external-1.amazonaws.com"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Ticking:
    def now(self) -> datetime:
        return NOW

    async def sleep(self, seconds: float) -> None:
        return None


class NoLogin(httpx.Auth):
    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["x-amz-access-token"] = "Atza|x"
        yield request


class Pieces(httpx.AsyncByteStream):
    """A body in pieces; an exception among them is where the line breaks."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece


class Store:
    """The document host: its answers in turn, the last one again and again."""

    def __init__(self, *answers: httpx.Response, algorithm: str = "GZIP") -> None:
        self.answers = list(answers)
        self.algorithm = algorithm
        self.links = 0
        self.fetched: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == STORE:
            self.fetched.append(request)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.links += 1
        told = {"reportDocumentId": "doc", "url": f"https://{STORE}/doc?X-Amz-Signature=hidden"}
        if self.algorithm:
            told["compressionAlgorithm"] = self.algorithm
        return httpx.Response(200, json=told)


def info(document: str = "doc") -> ReportInfo:
    return ReportInfo(
        report_id="50021",
        created_at=NOW,
        data_start=NOW - timedelta(days=14),
        data_end=NOW,
        document_id=document,
        status="DONE" if document else "FATAL",
    )


def download(store: Store, into: BinaryIO, document: str = "doc") -> None:
    async def main() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(store), auth=NoLogin()) as http:
            api = AmazonApi(http, Ticking(), host="sellingpartnerapi-na.amazon.com", auth=NoLogin())
            await AmazonReports(api, http).download(info(document), into)

    asyncio.run(main())


def fetched(store: Store) -> bytes:
    into = io.BytesIO()
    download(store, into)
    return into.getvalue()


def ok(*pieces: bytes | Exception, **headers: str) -> httpx.Response:
    return httpx.Response(200, stream=Pieces(*pieces), headers=headers)


def pieces_of(content: bytes, size: int = 100) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


def test_unpacked_piece_by_piece_and_without_a_login() -> None:
    store = Store(ok(*pieces_of(gzip.compress(TEXT))))
    assert fetched(store) == TEXT
    assert "x-amz-access-token" not in store.fetched[0].headers
    assert "authorization" not in store.fetched[0].headers


def test_a_file_that_is_not_packed() -> None:
    assert fetched(Store(ok(*pieces_of(TEXT)), algorithm="")) == TEXT


def test_packed_by_the_host_only() -> None:
    answer = ok(gzip.compress(TEXT), **{"content-encoding": "gzip"})
    assert fetched(Store(answer, algorithm="")) == TEXT


def test_packed_and_told_so_twice_is_unpacked_once() -> None:
    assert fetched(Store(ok(gzip.compress(TEXT), **{"content-encoding": "gzip"}))) == TEXT


def test_two_members_are_one_file() -> None:
    packed = gzip.compress(TEXT[:999]) + gzip.compress(TEXT[999:])
    assert fetched(Store(ok(*pieces_of(packed, 7)))) == TEXT


def test_no_piece_is_large_however_well_it_was_packed() -> None:
    class Counting(io.BytesIO):
        largest = 0

        def write(self, content: Any) -> int:
            self.largest = max(self.largest, len(content))
            return len(content)

    into = Counting()
    download(Store(ok(gzip.compress(bytes(40_000_000)))), into)
    assert into.largest == 1 << 20


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (gzip.compress(TEXT)[:-9], "is cut off"),
        (b"", "is cut off"),
        (gzip.compress(TEXT)[:-8] + b"\0" * 8, "is damaged"),
        (TEXT, "is damaged"),
        (zlib.compress(TEXT), "is damaged"),
    ],
)
def test_a_broken_file_is_refused(packed: bytes, said: str) -> None:
    with pytest.raises(Refused, match=f"The file of report 50021 {said}") as refused:
        fetched(Store(ok(packed)))
    assert "hidden" not in refused.value.sentence + refused.value.verbatim


def test_a_plain_file_shorter_than_announced() -> None:
    answer = ok(TEXT[:100], **{"content-length": str(len(TEXT))})
    with pytest.raises(Refused, match="is cut off"):
        fetched(Store(answer, algorithm=""))


def test_a_link_that_ran_out_is_fetched_anew() -> None:
    store = Store(httpx.Response(403, text="<Error/>"), ok(gzip.compress(TEXT)))
    assert fetched(store) == TEXT
    assert store.links == 2


def test_links_that_are_refused_every_time() -> None:
    store = Store(httpx.Response(403))
    with pytest.raises(Unreachable, match="the link was refused every time") as told:
        fetched(store)
    assert store.links == 3
    assert "hidden" not in str(told.value)


def test_a_line_that_breaks_begins_again_where_it_began() -> None:
    packed = gzip.compress(TEXT)
    store = Store(ok(packed[:200], httpx.ReadError("reset")), ok(packed))
    into = io.BytesIO(b"before|")
    into.seek(0, io.SEEK_END)
    download(store, into)
    assert into.getvalue() == b"before|" + TEXT


def test_a_line_that_always_breaks() -> None:
    store = Store(*(ok(b"", httpx.ReadError("reset")) for _ in range(3)))
    with pytest.raises(Unreachable, match="ReadError"):
        fetched(store)


def test_a_report_without_a_document() -> None:
    with pytest.raises(Refused, match="has no document: Amazon says FATAL"):
        download(Store(ok()), io.BytesIO(), document="")


def test_a_document_that_the_host_does_not_have() -> None:
    with pytest.raises(Refused, match="The document host answered 404"):
        fetched(Store(httpx.Response(404)))
