"""Importing chunks of lines: each line on its own, nothing twice, nothing kept of a check."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from tracemalloc import get_traced_memory, start, stop
from typing import Any
from uuid import uuid4

import orjson
from django.utils import timezone

from baselines.models import Baseline
from conversations.models import Conversation, Message, Upload
from resona.accounts.models import User
from resona.analysis.import_lines import Line, in_chunks, read_lines
from resona.analysis.importing import ImportedLine, LineReader, Tally, check_chunk, import_chunk
from resona.analysis.rejects import write_reject
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.sessions import LATEST, make_body


def _lines(*bodies: Mapping[str, Any] | bytes) -> list[Line]:
    raw = b"\n".join(body if isinstance(body, bytes) else orjson.dumps(body) for body in bodies)
    return list(read_lines(io.BytesIO(raw)))


LENIENT, STRICT = LineReader(), LineReader(handling="strict")


def _import(
    cast: Cast, *bodies: Mapping[str, Any] | bytes, caller: User | None = None, reader: LineReader = LENIENT
) -> list[ImportedLine]:
    return import_chunk(_lines(*bodies), reader, caller=caller or cast.superuser, now=timezone.now())


def _faults(imported: ImportedLine) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.detail) for fault in imported.faults]


def test_sessions_are_recorded_with_everything_found(cast: Cast) -> None:
    bodies = [make_body(cast.person, at=LATEST - timedelta(days=days)) for days in (3, 2, 1)]
    assert [one.faults for one in _import(cast, *bodies)] == [(), (), ()]
    assert Conversation.objects.count() == 3
    assert Baseline.objects.get(user=cast.person, baseline_type="pitch").session_count == 3


def test_a_bad_line_does_not_stop_the_others(cast: Cast) -> None:
    good, also_good = make_body(cast.person), make_body(cast.person, at=LATEST + timedelta(hours=1))
    no_voice = {**make_body(cast.person), "messages": [], "voice": None}
    imported = _import(cast, good, b'{"cut": ', no_voice, b"\xff", also_good)
    assert [bool(one.faults) for one in imported] == [False, True, True, True, False]
    assert _faults(imported[2]) == [("", "messages or voice must be given")]
    assert {str(key) for key in Conversation.objects.values_list("id", flat=True)} == {good["id"], also_good["id"]}


def test_every_fault_of_a_line_is_named_by_pointer(cast: Cast) -> None:
    faulty = make_body(cast.person, emotion={"sad": 0.5, "blue": 0.5}, started_at="yesterday")
    (imported,) = _import(cast, faulty, reader=STRICT)
    assert {pointer for pointer, _ in _faults(imported)} == {"/started_at", "/voice/emotion/blue"}


def test_importing_again_finds_everything_there(cast: Cast) -> None:
    bodies = [make_body(cast.person, at=LATEST - timedelta(days=days)) for days in (2, 1)]
    _import(cast, *bodies)
    before = (Message.objects.count(), Upload.objects.count())
    again = _import(cast, *bodies)
    assert [one.was_there for one in again] == [True, True]
    assert (Message.objects.count(), Upload.objects.count()) == before


def test_a_line_given_twice_in_one_chunk_is_recorded_once(cast: Cast) -> None:
    body = make_body(cast.person)
    assert [one.was_there for one in _import(cast, body, body)] == [False, True]
    assert Conversation.objects.count() == 1


def test_an_id_used_for_something_else_is_rejected_or_recorded_as_another(cast: Cast) -> None:
    body = make_body(cast.person)
    changed = {**body, "messages": [{"role": "user", "content": "Something else."}]}
    for reader, is_rejected in ((STRICT, True), (LENIENT, False)):
        _, second = _import(cast, body, changed, reader=reader)
        assert _faults(second) == [("", "This id is already taken by something else.")]
        assert second.is_rejected is is_rejected
    assert Conversation.objects.count() == 2


def test_people_unknown_out_of_sight_or_without_consent_are_rejected(cast: Cast) -> None:
    silent = PersonFactory.create(clinic=cast.clinic, consent_version="")
    nobody = {**make_body(cast.person), "user_id": str(uuid4())}
    bodies = (nobody, make_body(cast.strange_person), make_body(silent), make_body(cast.person))
    imported = _import(cast, *bodies, caller=User(clinic=cast.clinic, role=User.Role.ADMINISTRATOR))
    assert [_faults(one) for one in imported] == [
        [("", "There is no such person.")],
        [("", "There is no such person.")],
        [("", "The person has not consented to being recorded.")],
        [],
    ]


def test_a_line_too_long_is_rejected(cast: Cast) -> None:
    (imported,) = import_chunk(
        [Line(number=1, offset=0, size=2**21, content=None)], LENIENT, caller=cast.superuser, now=timezone.now()
    )
    assert _faults(imported) == [("", "is longer than 1 MiB")]


def test_rejects_can_be_imported_once_their_reason_is_gone(cast: Cast) -> None:
    person = PersonFactory.create(clinic=cast.clinic, consent_version="")
    (rejected,) = _import(cast, make_body(person))
    file = io.BytesIO()
    write_reject(file, "sessions.ndjson", rejected.line, rejected.faults)
    User.objects.filter(id=person.id).update(consent_version="2026-1")
    (imported,) = _import(cast, file.getvalue())
    assert not imported.faults
    assert Conversation.objects.filter(user=person).count() == 1


def test_a_check_finds_what_an_import_would_and_keeps_nothing(cast: Cast) -> None:
    stored = make_body(cast.person, at=LATEST - timedelta(days=1))
    _import(cast, stored)
    before = Conversation.objects.count(), Message.objects.count(), Upload.objects.count(), _last_active(cast)
    bodies = (stored, make_body(cast.person), make_body(cast.person, started_at="never"))
    checked = check_chunk(_lines(*bodies), STRICT, caller=cast.superuser, now=timezone.now())
    assert [(one.was_there, bool(one.faults)) for one in checked] == [(True, False), (False, False), (False, True)]
    assert before == (
        Conversation.objects.count(), Message.objects.count(), Upload.objects.count(), _last_active(cast)
    )  # fmt: skip


def _last_active(cast: Cast) -> object:
    return User.objects.get(id=cast.person.id).last_active


def test_lines_are_tallied_by_what_became_of_them() -> None:
    (line,) = _lines(b"{}")
    one, there = ImportedLine(line=line), ImportedLine(line=line, status=200)
    tally = Tally().with_lines([one, one, there]).with_lines([there])
    assert (tally.lines, tally.recorded, tally.already_there, tally.rejected) == (4, 2, 2, 0)


class _Generated(io.RawIOBase):
    """A file whose lines are made as they are read."""

    def __init__(self, bodies: Iterable[Mapping[str, Any]]) -> None:
        self._bodies: Iterator[Mapping[str, Any]] = iter(bodies)

    def readline(self, size: int | None = -1, /) -> bytes:
        body = next(self._bodies, None)
        return b"" if body is None else orjson.dumps(body) + b"\n"


def _peak_of_importing(cast: Cast, count: int) -> int:
    """Bytes of memory at the fullest moment of importing so many sessions."""
    began = Conversation.objects.count()
    bodies = (
        make_body(cast.person, at=LATEST - timedelta(days=300) + timedelta(minutes=began + number))
        for number in range(count)
    )
    start()
    try:
        for chunk in in_chunks(read_lines(_Generated(bodies))):
            import_chunk(chunk, LENIENT, caller=cast.superuser, now=timezone.now())
        return get_traced_memory()[1]
    finally:
        stop()


def test_memory_does_not_grow_with_the_file(cast: Cast) -> None:
    _peak_of_importing(cast, 5)  # what is loaded at first use
    few, many = _peak_of_importing(cast, 100), _peak_of_importing(cast, 400)
    assert many - few < 300 * 1_500  # bytes: each of the 300 more is of 2 kB
    assert Conversation.objects.count() == 505
