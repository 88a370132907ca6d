"""Lines of NDJSON as they are found in files, good and bad ones."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.analysis.import_lines import CHUNK_BYTES, CHUNK_LINES, MAX_LINE_BYTES, Line, in_chunks, read_lines


def _contents(raw: bytes) -> list[bytes | None]:
    return [line.content for line in read_lines(io.BytesIO(raw))]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", []),
        (b"{}", [b"{}"]),
        (b"{}\n[]\n", [b"{}", b"[]"]),
        (b"{}\r\n[]\r\n", [b"{}", b"[]"]),
        (b"\n\n{}\n  \r\n\t[]", [b"{}", b"[]"]),
        (b"\xef\xbb\xbf{}\n[]", [b"{}", b"[]"]),
        (b"\xef\xbb\xbf\n{}", [b"{}"]),
        (b"{}\n\xef\xbb\xbf[]", [b"{}", b"\xef\xbb\xbf[]"]),  # a mark is one at the very beginning only
        (b'{"cut": ', [b'{"cut":']),
    ],
)
def test_byte_order_mark_line_ends_and_blank_lines_are_passed_over(raw: bytes, expected: list[bytes]) -> None:
    assert _contents(raw) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_in_utf_16_are_lines(encoding: str, end: str) -> None:
    """Letters that hold the byte of a line end are none, nor are what else some take for line ends."""
    texts = ['{"a": "\u0a0a\u010a"}', '{"b": "\u2028\x85"}', "", '{"c": 1}']
    file = io.BytesIO(end.join(texts).encode(encoding))
    found = [(line.content or b"").decode() for line in read_lines(file)]
    assert found == [texts[0], texts[1], texts[3]]


def test_a_first_line_of_odd_bytes_says_nothing_of_those_after_it() -> None:
    assert _contents(b'\xff\xfe\xfd\n{"a": 1}') == [b"\xff\xfe\xfd", b'{"a": 1}']
    assert _contents(b'\0{"a": 1}\n{"a": 1}') == [b'\0{"a": 1}', b'{"a": 1}']


def test_a_long_line_in_utf_16_is_passed_over_whole() -> None:
    long, after = read_lines(io.BytesIO(f'{{"x{"y" * MAX_LINE_BYTES}\n{{}}'.encode("utf-16")))
    assert (long.content, after.content, after.number) == (None, b"{}", 2)


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    lines = list(read_lines(io.BytesIO(b"\n{}\r\n\n[]\n")))
    assert [(line.number, line.offset, line.size) for line in lines] == [(2, 1, 4), (4, 6, 3)]


@given(st.lists(st.binary(max_size=30).filter(lambda text: b"\n" not in text), max_size=8))
def test_every_line_stands_where_it_is_said_to(texts: list[bytes]) -> None:
    raw = b"\n".join(texts)
    for line in read_lines(io.BytesIO(raw)):
        assert line.content is not None
        assert line.content in raw[line.offset : line.end]


@pytest.mark.parametrize(
    ("length", "is_read"), [(MAX_LINE_BYTES, True), (MAX_LINE_BYTES + 1, False), (3 * MAX_LINE_BYTES, False)]
)
@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_line_longer_than_a_mebibyte_is_passed_over_whole(length: int, is_read: bool, end: bytes) -> None:
    long, after = read_lines(io.BytesIO(b"x" * length + b"\n" + b"{}" + end))
    assert (long.content is not None) == is_read
    assert (long.size, after.content, after.number, after.offset) == (length + 1, b"{}", 2, length + 1)


class _Endless(io.RawIOBase):
    """A line of many mebibytes that is nowhere in memory; notes the largest piece asked for."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.largest = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0
        self.largest = max(self.largest, size)
        piece = b"x" * min(size, self.left)
        self.left -= len(piece)
        return piece


def test_a_long_line_is_never_held_whole() -> None:
    file = _Endless(200 * MAX_LINE_BYTES)
    (line,) = read_lines(file)
    assert line.content is None
    assert line.size == 200 * MAX_LINE_BYTES
    assert file.largest == MAX_LINE_BYTES + 1


def _lines(count: int, size: int) -> list[Line]:
    return [Line(number=number, offset=0, size=size, content=b"x" * size) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [
        (0, 10, []),
        (CHUNK_LINES, 10, [CHUNK_LINES]),
        (2 * CHUNK_LINES + 1, 10, [CHUNK_LINES, CHUNK_LINES, 1]),
        (9, CHUNK_BYTES // 4, [4, 4, 1]),
    ],
)
def test_chunks_are_bounded_in_lines_and_in_bytes(count: int, size: int, expected: list[int]) -> None:
    chunks = list(in_chunks(_lines(count, size)))
    assert [len(chunk) for chunk in chunks] == expected
    assert [line.number for chunk in chunks for line in chunk] == list(range(1, count + 1))
