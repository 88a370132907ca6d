"""Files of people as other systems write them, CSV or NDJSON: record by record, each with where it stands.

CSV is read as it comes: with a byte order mark, in UTF-8, UTF-16 or Latin-1, with commas, semicolons or tabs. A quote
that never closes spoils the line it stands on and no other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import orjson

from resona.compliance.lines_of_files import MAX_LINE_CHARACTERS, CutLine, Lines
from resona.errors import Fault, InvalidInputError

_DELIMITERS: Final = (",", ";", "\t")
# A field with line breaks in it, such as an address, takes so many lines at most.
_MOST_LINES: Final = 20
# What an import of rejects reads past.
REJECT_COLUMNS: Final = ("reject_line", "reject_reason")

_PROFILE: Final = (
    "given_name", "family_name", "preferred_name", "birth_date", "pronouns", "address", "area", "interpreter", "note",
)  # fmt: skip
_CONTACT: Final = ("kind", "relation", "name", "telephone", "email", "times", "may_be_contacted")
_PURPOSES: Final = (
    "recording", "voice_analysis", "personalisation", "care_team_sharing", "research", "crisis_contact",
)  # fmt: skip
_CONSENT: Final = ("version", "given_by", "channel", "note")
CONTACTS: Final = 3
COLUMNS: Final = frozenset(
    {
        "id", "language", "timezone", *_PROFILE, "telephone", "telephone_times", "email",
        "identifier_system", "identifier", "care_teams", *REJECT_COLUMNS,
        *(f"contact_{number}_{part}" for number in range(1, CONTACTS + 1) for part in _CONTACT),
        *(f"consent_{part}" for part in (*_PURPOSES, *_CONSENT)),
    }
)  # fmt: skip
_DECISIONS: Final = {
    "given": "given",
    "yes": "given",
    "withdrawn": "withdrawn",
    "refused": "withdrawn",
    "no": "withdrawn",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRecord:
    """One person of a file: what is told of them, or why it cannot be read."""

    line: int  # the first of it, from 1
    text: str  # as it stands in the file
    body: Mapping[str, Any] | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PeopleFile:
    """A file that was read."""

    header: str  # of CSV, as it stands; of NDJSON empty
    delimiter: str
    records: Iterator[PersonRecord]


def read_people_file(content: BinaryIO) -> PeopleFile:
    """The people of a file, read as they are asked for. Raises InvalidInputError where its header has no, unknown or
    repeated columns."""
    lines = Lines(content)
    while (first := lines.look()) is not None and not first.strip():
        lines.take(1)
    header = first or ""
    if header.lstrip().startswith("{"):
        return PeopleFile(header="", delimiter="", records=_read_ndjson(lines))
    delimiter = max(_DELIMITERS, key=header.count)
    columns = _columns_in(header, delimiter)
    lines.take(1)
    return PeopleFile(header=header, delimiter=delimiter, records=_read_csv(lines, columns, delimiter))


def _columns_in(header: str, delimiter: str) -> list[str]:
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    unknown = sorted({name for name in names if name not in COLUMNS})
    if not names or unknown or len(set(names)) < len(names):
        detail = "is no column here" if unknown else "must name each column once"
        raise InvalidInputError([Fault(pointer=f"/{name[:60]}", detail=detail) for name in unknown or [""]])
    return names


def _read_ndjson(lines: Lines) -> Iterator[PersonRecord]:
    while (line := lines.look()) is not None:
        lines.take(1)
        if line.strip():
            yield _read_object(lines.taken, line)


def _read_object(number: int, line: str) -> PersonRecord:
    if isinstance(line, CutLine):
        return _too_long(number, line)
    try:
        told: Any = orjson.loads(line)
        told = orjson.loads(told["body"]) if isinstance(told, dict) and "reject_reason" in told else told
    except (orjson.JSONDecodeError, TypeError, KeyError):
        return PersonRecord(line=number, text=line, faults=(Fault(pointer="", detail="is not JSON"),))
    if isinstance(told, dict):
        return PersonRecord(line=number, text=line, body=_with_channel(told))
    return PersonRecord(line=number, text=line, faults=(Fault(pointer="", detail="must be an object"),))


def _read_csv(lines: Lines, columns: Sequence[str], delimiter: str) -> Iterator[PersonRecord]:
    while (first := lines.look()) is not None:
        count, number = _lines_of_record(lines), lines.taken + 1
        text = lines.take(max(count, 1))
        if isinstance(first, CutLine):
            yield _too_long(number, first)
        elif not count:
            fault = Fault(pointer="", detail="has a quote that never closes")
            yield PersonRecord(line=number, text=text, faults=(fault,))
        elif text.strip():
            yield _read_record(number, text, columns, delimiter)


def _too_long(number: int, line: CutLine) -> PersonRecord:
    detail = f"is longer than {MAX_LINE_CHARACTERS:,} characters"
    return PersonRecord(line=number, text=line, faults=(Fault(pointer="", detail=detail),))


def _lines_of_record(lines: Lines) -> int:
    """How many lines the record takes that begins here; 0 where a quote in it never closes."""
    quotes = 0
    for count in range(1, _MOST_LINES + 1):
        line = lines.look(count - 1)
        if line is None or isinstance(line, CutLine):
            return 0
        quotes += line.count('"')
        if quotes % 2 == 0:
            return count
    return 0


def _read_record(number: int, text: str, columns: Sequence[str], delimiter: str) -> PersonRecord:
    try:
        (values,) = csv.reader(
            [text] if "\n" not in text else text.splitlines(keepends=True), delimiter=delimiter, strict=True
        )
    except (csv.Error, ValueError):
        return PersonRecord(line=number, text=text, faults=(Fault(pointer="", detail="is no line of CSV"),))
    if len(values) != len(columns):
        detail = f"has {len(values)} fields where the header has {len(columns)}"
        return PersonRecord(line=number, text=text, faults=(Fault(pointer="", detail=detail),))
    told = {name: value.strip() for name, value in zip(columns, values, strict=True) if value.strip()}
    return PersonRecord(line=number, text=text, body=body_of(told))


def body_of(told: Mapping[str, str]) -> dict[str, Any]:
    """The body that these columns amount to; empty ones are left out before."""
    profile: dict[str, Any] = {name: told[name] for name in _PROFILE if name in told}
    telecom = []
    if "telephone" in told:
        telecom.append({"kind": "phone", "value": told["telephone"], "times": told.get("telephone_times")})
    if "email" in told:
        telecom.append({"kind": "email", "value": told["email"]})
    body: dict[str, Any] = {name: told[name] for name in ("id", "language", "timezone") if name in told}
    body["profile"] = {**profile, **({"telecom": telecom} if telecom else {})}
    if "identifier" in told:
        body["identifiers"] = [{"system": told.get("identifier_system", ""), "value": told["identifier"]}]
    body["contacts"] = list(_contacts(told))
    if "care_teams" in told:
        body["care_teams"] = [name.strip() for name in told["care_teams"].split("|") if name.strip()]
    body["consents"] = list(_consents(told))
    return body


def _contacts(told: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for number in range(1, CONTACTS + 1):
        parts = {part: told[f"contact_{number}_{part}"] for part in _CONTACT if f"contact_{number}_{part}" in told}
        if parts:
            yield parts


def _consents(told: Mapping[str, str]) -> Iterator[dict[str, str]]:
    shared = {part: told[f"consent_{part}"] for part in _CONSENT if f"consent_{part}" in told}
    for purpose in _PURPOSES:
        decision = told.get(f"consent_{purpose}")
        if decision is not None:
            answer = _DECISIONS.get(decision.lower(), decision)
            yield {"channel": "import", **shared, "purpose": purpose, "decision": answer}


def _with_channel(told: Mapping[str, Any]) -> dict[str, Any]:
    """What comes in a file was brought along, unless it says otherwise."""
    consents = told.get("consents")
    if not isinstance(consents, list):
        return dict(told)
    brought = [{"channel": "import", **each} if isinstance(each, dict) else each for each in consents]
    return {**told, "consents": brought}
