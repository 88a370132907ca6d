"""Files of people are read as they come, and each line that is wrong is told by its place, and no other."""

from __future__ import annotations

import codecs
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest

from resona.compliance.people_files import PersonRecord, read_people_file
from resona.errors import InvalidInputError

HEADER = "given_name,family_name,identifier_system,identifier,consent_recording,consent_version"
LINE = "Ng'ũgĩ,\"wa Thiong'o, Sr.\",urn:hospital,7,given,2026-1"

SEMICOLONS = "Ng'ũgĩ;wa Thiong'o, Sr.;urn:hospital;7;given;2026-1"


def read(text: str | bytes) -> list[PersonRecord]:
    return list(read_people_file(BytesIO(text if isinstance(text, bytes) else text.encode())).records)


def faults(records: list[PersonRecord]) -> dict[int, str]:
    return {record.line: record.faults[0].detail for record in records if record.faults}


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{LINE}\n".encode(),
        codecs.BOM_UTF8 + f"{HEADER}\r\n{LINE}\r\n".encode(),
        codecs.BOM_UTF16_LE + f"{HEADER}\n{LINE}".encode("utf-16-le"),
        f"\n{HEADER.upper()}\n\n{LINE}\n".encode(),
        f"{HEADER.replace(',', ';')}\n{SEMICOLONS}".encode(),
    ],
)
def test_whatever_it_was_written_with_the_people_are_the_same(content: bytes) -> None:
    (record,) = read(content)
    assert record.body is not None
    assert record.body["profile"] == {"given_name": "Ng'ũgĩ", "family_name": "wa Thiong'o, Sr."}
    assert record.body["identifiers"] == [{"system": "urn:hospital", "value": "7"}]
    assert record.body["consents"] == [
        {"channel": "import", "version": "2026-1", "purpose": "recording", "decision": "given"}
    ]


def test_latin_1_is_read() -> None:
    (record,) = read("given_name\nJosé\n".encode("latin-1"))
    assert record.body == {"profile": {"given_name": "José"}, "contacts": [], "consents": []}


def test_a_quote_that_never_closes_spoils_its_own_line_alone() -> None:
    lines = [HEADER, LINE, 'Rose,"Otieno,urn:hospital,8,given,2026-1', *[LINE] * 100]
    records = read("\n".join(lines))
    assert len(records) == 102
    assert faults(records) == {3: "has a quote that never closes"}


def test_a_field_may_have_lines() -> None:
    (record,) = read('given_name,address\nRose,"Plot 4\nKisumu"\n')
    assert record.body is not None
    assert record.body["profile"]["address"] == "Plot 4\nKisumu"


def test_each_faulty_line_is_told_by_its_number() -> None:
    assert faults(read(f"{HEADER}\n{LINE}\nRose\n{LINE}")) == {3: "has 1 fields where the header has 6"}
    assert faults(read('{"profile": {}}\n{nonsense\n[1]\n')) == {2: "is not JSON", 3: "must be an object"}


@pytest.mark.parametrize("header", ["given_name,shoe_size", "given_name,given_name", ""])
def test_a_header_that_is_not_understood_is_refused_whole(header: str) -> None:
    with pytest.raises(InvalidInputError):
        read(f"{header}\nRose,3\n")


def test_a_line_break_of_another_kind_within_a_field_is_none() -> None:
    (record,) = read("given_name,area\nRose,Kisumu\u2028East\n")
    assert record.body is not None
    assert record.body["profile"]["area"] == "Kisumu\u2028East"


def test_a_line_without_an_end_is_cut_and_the_next_one_read() -> None:
    records = read(f"given_name\n{'x' * 300_000}\nRose\n")
    assert faults(records) == {2: "is longer than 100,000 characters"}
    assert len(records[0].text) == 100_001
    assert records[1].body is not None
    assert faults(read('{"a": 1}\n{"b": "' + "x" * 100_000 + '"}\n')) == {2: "is longer than 100,000 characters"}


LINES, EVERY = 100_000, 1_000
MOST_BYTES = 8 * 2**20  # the file has more


def test_a_hundred_thousand_lines_are_read_in_little_memory_and_every_fault_is_told(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    wrong = {
        EVERY * 1: 'Rose,"Otieno,urn:hospital,8,given,2026-1',
        EVERY * 2: "Rose",
        EVERY * 3: 'Rose "x" y,"b"c,urn:hospital,8,given,2026-1',
        EVERY * 4: "y" * 200_000,
    }
    with path.open("w", encoding="latin-1") as out:
        out.write(f"{HEADER}\r\n")
        out.writelines(
            f"{wrong.get(line, f'José {line},Peña,urn:h,{line},given,1')}\r\n" for line in range(2, LINES + 2)
        )
    tracemalloc.start()
    with path.open("rb") as content:
        found = {}
        good = 0
        for record in read_people_file(content).records:
            if record.faults:
                found[record.line] = record.faults[0].detail
            else:
                good += 1
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert good == LINES - len(wrong)
    assert found == {
        EVERY * 1: "has a quote that never closes",
        EVERY * 2: "has 1 fields where the header has 6",
        EVERY * 3: "is no line of CSV",
        EVERY * 4: "is longer than 100,000 characters",
    }
    assert most < MOST_BYTES
