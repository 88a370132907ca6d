"""Archives hold everything, in clear, for whoever may have it; taken in elsewhere, they give the same analysis."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.utils import timezone

from baselines.models import Baseline, Deviation
from conversations.models import EmotionReading, Message, Upload
from resona.accounts.models import User, UserProfile
from resona.analysis.import_lines import in_chunks, read_lines
from resona.analysis.importing import LineReader, import_chunk
from resona.audit.accesses import begin_explained
from resona.audit.models import DataAccess, SecurityEvent
from resona.compliance import archives
from resona.compliance.archives import ArchiveGoneError, forget_archives, make_archive, open_archive
from resona.compliance.erasure import erase_person
from resona.compliance.export import FILES, Contents, write_archive
from resona.compliance.person_tables import Names, find_person_tables, read_columns
from resona.compliance.requests import UnknownRequestError
from resona.compliance.rights_models import ArchivePart, GdprRequest
from resona.encryption.fields import sealed_columns
from resona.encryption.sealing import SealedValueError
from resona.postgres.collected import collect
from resona.postgres.models import new_id
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from tests.compliance.cases import CRISIS, NAME, ask, live_through
from tests.compliance.emergencies import REASON, open_record
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.records.catalogue import read_catalogue
from tests.records.rows import Rows
from tests.sessions import LATEST
from tests.slots import added
from tests.system.searching import find_in_tables

NOW = LATEST + timedelta(days=1)
NOT_EXPORTED = {name: duties.not_exported for name, duties in collect().items() if duties.not_exported}
NOT_SHOWN = {(name, column): why for name, duties in collect().items() for column, why in duties.not_shown.items()}


def exported(person: User) -> tuple[zipfile.ZipFile, Contents]:
    file = io.BytesIO()
    names = Names(id=person.id, pseudonym=person.pseudonym)
    contents = write_archive(names, file, now=NOW, on_step=lambda done, total: None)
    return zipfile.ZipFile(file), contents


def records(archive: zipfile.ZipFile, table: str) -> Any:
    return orjson.loads(archive.read(f"records/{table}.json"))


def everything(archive: zipfile.ZipFile) -> str:
    assert archive.testzip() is None
    return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_every_table_there_is_is_exported_or_says_why_not(db: None) -> None:
    """Fails for a table from which no key leads to people, and whose model does not say that it is nobody's."""
    with connection.cursor() as cursor:
        tables, found = set(read_columns(cursor)), set(find_person_tables(cursor))
    nobodys = {name for name, duties in collect().items() if duties.nobody and not duties.not_exported}
    assert tables - found - set(NOT_EXPORTED) == nobodys
    assert not found & nobodys
    reasons = [*NOT_EXPORTED.values(), *(collect()[name].nobody for name in nobodys), *NOT_SHOWN.values()]
    assert all(len(why) > 10 for why in reasons)


def test_every_column_that_says_it_is_sealed_is_known_to_be(db: None) -> None:
    with connection.cursor() as cursor:
        columns = {(table, column.name): column for table, own in read_columns(cursor).items() for column in own}
    says_so = {place for place, column in columns.items() if "sealed" in column.comment.lower()}
    sealed = sealed_columns()
    assert says_so == set(sealed)
    assert {place for place, one in sealed.items() if one.is_bytes} == {
        place for place in sealed if columns[place].type == "bytea"
    }


def test_a_row_in_every_table_is_in_the_archive(cast: Cast) -> None:
    with connection.cursor() as cursor:
        rows = Rows(cursor, read_catalogue(cursor))
        rows.fill_all(cast.person.id, actor=cast.clinician.id)
    DataAccess.objects.create(
        actor=f"staff:{cast.clinician.id}", subjects=[cast.person.pseudonym, cast.other_person.pseudonym],
        source="GET users/", records=2,
    )  # fmt: skip
    ask(cast.person, "rectification", cast.person)
    archive, contents = exported(cast.person)

    personal = (rows.personal | {"users", "gdpr_requests", "data_access_logs"}) - {"procrastinate_periodic_defers"}
    assert set(contents.rows) == personal - set(NOT_EXPORTED)
    for table in contents.rows:
        assert {f"records/{table}.json", f"pages/{table}.html"} <= set(archive.namelist())
        columns = {column.name for column in rows.catalogue.columns[table]}
        assert set(records(archive, table)[0]) == columns - {name for of, name in NOT_SHOWN if of == table}
    assert str(cast.other_person.pseudonym) not in everything(archive)
    assert orjson.loads(archive.read("manifest.json"))["records"] == contents.rows


def test_what_is_sealed_is_in_clear_and_nobody_elses_words_are_in_it(cast: Cast) -> None:
    live_through(cast.person, cast.superuser)
    live_through(cast.other_person, cast.superuser, sessions=2)
    archive, contents = exported(cast.person)

    assert contents.unreadable == 0
    assert {row["content"] for row in records(archive, "messages")} > {CRISIS, "It was a good day."}
    assert records(archive, "user_profiles")[0]["encrypted_data"] == {"name": NAME}
    assert NAME in archive.read("pages/user_profiles.html").decode()
    assert CRISIS in archive.read("pages/messages.html").decode()
    assert str(cast.other_person.id) not in everything(archive)


def test_who_opened_the_record_in_an_emergency_and_looked_is_told(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    begin_explained(cast.outsider, [cast.person.id], records=1, source="GET somewhere").finish()
    archive, _ = exported(cast.person)
    (told,) = records(archive, "emergency_accesses")
    assert (told["reason"], told["opened_by"]) == (REASON, str(cast.outsider.id))
    (look,) = records(archive, "data_access_logs")
    assert look["reason"] == f"emergency access {access.id}"


def test_numbers_and_times_are_those_of_the_database(cast: Cast) -> None:
    live_through(cast.person, cast.superuser)
    archive, _ = exported(cast.person)
    stored = {str(row.id): row for row in Deviation.objects.filter(user=cast.person)}
    for row in records(archive, "session_deviations"):
        assert row["deviation_score"] == stored[row["id"]].deviation_score
        assert row["baseline_value"] == stored[row["id"]].baseline_value
    assert len(stored) > 10


def test_a_value_that_no_key_opens_is_named_and_stops_nothing(cast: Cast) -> None:
    live_through(cast.person, cast.superuser, sessions=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE user_profiles SET encrypted_data = 'x'")
    archive, contents = exported(cast.person)
    assert contents.unreadable == 1
    assert "unreadable" in records(archive, "user_profiles")[0]["encrypted_data"]
    assert len(archive.read("sessions.ndjson").splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"name": "Amina", "children": [2, null]}', {"name": "Amina", "children": [2, None]}),
        ('"अमीना"'.encode(), "अमीना"),
        (b"Amina of Kibera", "Amina of Kibera"),
        ("Amina – \u0905\u092e\u0940\u0928\u093e".encode(), "Amina – अमीना"),
        (b"\xff\x00\x10", "ff0010"),
        (b"", ""),
    ],
    ids=repr,
)
def test_whatever_a_clinic_keeps_of_a_person_is_told_as_it_can_be_read(
    cast: Cast, content: bytes, told: object
) -> None:
    sealed = UserProfile.encrypted_data.seal(cast.person.id, content)
    UserProfile.objects.create(user=cast.person, encrypted_data=sealed)
    archive, contents = exported(cast.person)
    assert records(archive, "user_profiles")[0]["encrypted_data"] == told
    assert contents.unreadable == 0


def found_in(person: User) -> list[Sequence[Any]]:
    """All that the analysis made of the person's sessions, without the ids and times of its own rows."""
    of = {"user_id": person.id}
    return [
        list(Baseline.objects.filter(**of).order_by("baseline_type").values_list("baseline_type", "baseline_value")),
        list(
            Deviation.objects.filter(**of, is_current=True)
            .order_by("session_id", "deviation_type")
            .values_list("session_id", "deviation_type", "deviation_score", "z", "baseline_value", "current_value")
        ),
        list(
            Dissonance.objects.filter(**of, is_current=True)
            .order_by("session_id")
            .values_list("session_id", "interpretation", "dissonance_score", "stated_emotion", "evidence")
        ),
        list(
            RiskAssessment.objects.filter(**of, is_current=True)
            .order_by("session_id")
            .values_list("session_id", "risk_score", "risk_level", "risk_factors", "not_assessed", "needs_review")
        ),
        list(EmotionReading.objects.filter(**of).order_by("created_at").values_list("text_sentiment", "voice_emotion")),
        list(CrisisEvent.objects.filter(**of).values_list("conversation_id", "risk_level", "detection_method")),
        list(Message.objects.filter(conversation__user_id=person.id).order_by("id").values_list("id", "created_at")),
    ]


def test_an_archive_taken_in_by_an_empty_database_gives_the_same_analysis(cast: Cast) -> None:
    live_through(cast.person, cast.superuser, sessions=14)
    before = found_in(cast.person)
    archive, _ = exported(cast.person)
    erase_person(ask(cast.person, "erasure", cast.administrator).id, now=timezone.now())
    PersonFactory.create(id=cast.person.id, clinic=cast.clinic)
    assert not Upload.objects.filter(user_id=cast.person.id).exists()

    file = io.BytesIO(archive.read("sessions.ndjson"))
    imported = [
        line
        for chunk in in_chunks(read_lines(file))
        for line in import_chunk(
            chunk, LineReader(may_import=True), caller=cast.superuser, now=LATEST + timedelta(hours=1)
        )
    ]

    assert [line.status for line in imported] == [201] * 14
    assert found_in(cast.person) == before
    assert len(before[1]) > 50


def made(person: User, caller: User) -> GdprRequest:
    request = ask(person, "export", caller)
    assert make_archive(request.id, now=timezone.now())
    request.refresh_from_db()
    return request


def fetch(request: GdprRequest, caller: User, days: int = 0) -> bytes:
    now = timezone.now() + timedelta(days=days)
    return b"".join(open_archive(request_id=request.id, caller=caller, address="192.0.2.1", now=now))


def test_an_archive_is_kept_sealed_and_comes_out_whole(cast: Cast) -> None:
    live_through(cast.person, cast.superuser)
    request = made(cast.person, cast.person)

    assert (request.state, request.done) == ("completed", request.total)
    assert request.total > 20  # a step a table
    archive = zipfile.ZipFile(io.BytesIO(fetch(request, cast.person)))
    assert NAME in everything(archive)
    assert find_in_tables(NAME) == []
    assert request.receipt["bytes"] == len(fetch(request, cast.administrator))


def test_that_an_archive_was_made_and_fetched_is_kept(cast: Cast) -> None:
    request = made(cast.person, cast.administrator)
    fetch(request, cast.person)
    made_, fetched = SecurityEvent.objects.filter(kind="exported").order_by("id")
    assert made_.detail["request"] == fetched.detail["request"] == str(request.id)
    assert made_.clinic_id == fetched.clinic_id == cast.clinic.id
    assert (made_.actor, made_.address) == (f"staff:{cast.administrator.id}", None)
    assert made_.detail["records"] == sum(exported(cast.person)[1].rows.values())
    assert (fetched.actor, fetched.address) == (f"person:{cast.person.pseudonym}", "192.0.2.1")
    assert fetched.detail["fetched"] == 1


@pytest.mark.parametrize("caller", ["clinician", "other_person", "stranger", "strange_person"])
def test_nobody_else_fetches_it(cast: Cast, caller: str) -> None:
    request = made(cast.person, cast.person)
    with pytest.raises(UnknownRequestError):
        fetch(request, getattr(cast, caller))


def test_an_archive_is_gone_when_its_time_is_over(cast: Cast) -> None:
    request = made(cast.person, cast.person)
    with pytest.raises(ArchiveGoneError):
        fetch(request, cast.person, days=8)
    assert forget_archives(now=timezone.now() + timedelta(days=6)) == 0
    assert forget_archives(now=timezone.now() + timedelta(days=8)) == 1
    assert not ArchivePart.objects.exists()


def test_an_archive_can_be_fetched_for_a_week_to_the_second(cast: Cast) -> None:
    request = ask(cast.person, "access", cast.person)
    make_archive(request.id, now=NOW)
    week = NOW + timedelta(days=7)
    details: dict[str, Any] = {"request_id": request.id, "caller": cast.person, "address": None}
    assert b"".join(open_archive(now=week - timedelta(microseconds=1), **details))
    with pytest.raises(ArchiveGoneError):
        open_archive(now=week, **details)
    assert forget_archives(now=week - timedelta(microseconds=1)) == 0
    assert forget_archives(now=week) == 1
    assert forget_archives(now=week) == 0
    with pytest.raises(ArchiveGoneError):
        open_archive(now=NOW, **details)


def test_of_several_archives_the_one_whose_time_is_over_goes(cast: Cast) -> None:
    old, new = ask(cast.person, "access", cast.person), ask(cast.person, "export", cast.person)
    other = ask(cast.other_person, "access", cast.other_person)
    for request, days in ((old, 0), (new, 3), (other, 3)):
        assert make_archive(request.id, now=NOW + timedelta(days=days))
    assert forget_archives(now=NOW + timedelta(days=8)) == 1
    assert set(ArchivePart.objects.values_list("request_id", flat=True)) == {new.id, other.id}
    details: dict[str, Any] = {"address": None, "now": NOW + timedelta(days=8)}
    told = [
        zipfile.ZipFile(io.BytesIO(b"".join(open_archive(request_id=request.id, caller=person, **details))))
        for request, person in ((new, cast.person), (other, cast.other_person))
    ]
    assert [records(archive, "users")[0]["id"] for archive in told] == [str(cast.person.id), str(cast.other_person.id)]
    assert set(GdprRequest.objects.filter(expires_at=None).values_list("id", flat=True)) == {old.id}


def test_an_archive_is_kept_in_parts_of_one_size_and_put_together_in_their_order(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "PART_BYTES", 1000)
    request = made(cast.person, cast.person)
    parts = ArchivePart.objects.order_by("place")
    sizes = [len(ArchivePart.content.open(part.id, bytes(part.content))) for part in parts]
    assert [part.place for part in parts] == list(range(len(sizes)))
    assert set(sizes[:-1]) == {1000}
    assert len(sizes) > 3
    assert sum(sizes) == request.receipt["bytes"] == len(fetch(request, cast.person))
    assert zipfile.ZipFile(io.BytesIO(fetch(request, cast.person))).testzip() is None


def test_the_receipt_counts_files_and_what_did_not_open(cast: Cast) -> None:
    live_through(cast.person, cast.superuser, sessions=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE user_profiles SET encrypted_data = 'x'")
    request = made(cast.person, cast.person)
    kinds = len(exported(cast.person)[1].rows)
    assert set(request.receipt) == {"files", "bytes", "unreadable"}
    assert (request.receipt["files"], request.receipt["unreadable"]) == (kinds + 1, 1)  # and the sessions


@pytest.mark.parametrize("kind", ["rectification", "erasure", "restriction"])
def test_what_asks_for_no_archive_is_given_none(cast: Cast, kind: str) -> None:
    request = ask(cast.person, kind, cast.person)
    GdprRequest.objects.filter(id=request.id).update(state="in_progress")
    assert not make_archive(request.id, now=NOW)
    GdprRequest.objects.filter(id=request.id).update(state="completed", expires_at=NOW + timedelta(days=1))
    with pytest.raises(UnknownRequestError):
        open_archive(request_id=request.id, caller=cast.person, address=None, now=NOW)
    assert not ArchivePart.objects.exists()


@pytest.mark.parametrize(
    ("state", "is_made"),
    [("received", False), ("in_progress", True), ("failed", True), ("completed", False), ("refused", False)],
)
def test_an_archive_is_made_while_it_is_waited_for(cast: Cast, state: str, is_made: bool) -> None:
    request = ask(cast.person, "access", cast.person)
    GdprRequest.objects.filter(id=request.id).update(state=state)
    assert make_archive(request.id, now=NOW) is is_made
    assert not make_archive(new_id(), now=NOW)
    assert set(ArchivePart.objects.values_list("request_id", flat=True)) == ({request.id} if is_made else set())
    assert SecurityEvent.objects.count() == is_made


def test_of_whoever_is_gone_since_nothing_is_fetched(cast: Cast) -> None:
    """Somebody deleted them by hand: their parts went, and the request still says until when it would be there."""
    request = made(cast.person, cast.person)
    made(cast.other_person, cast.other_person)
    cast.person.delete()
    with pytest.raises(ArchiveGoneError):
        fetch(request, cast.administrator)


def test_of_whoever_is_gone_by_now_no_archive_is_made(cast: Cast) -> None:
    request = ask(cast.person, "access", cast.person)
    cast.person.delete()
    assert not make_archive(request.id, now=NOW)
    assert GdprRequest.objects.get(id=request.id).state == "in_progress"


def test_an_archive_goes_with_its_person(cast: Cast) -> None:
    request = made(cast.person, cast.person)
    erase_person(ask(cast.person, "erasure", cast.administrator).id, now=timezone.now())
    assert not ArchivePart.objects.exists()
    assert GdprRequest.objects.get(id=request.id).expires_at is None
    with pytest.raises(ArchiveGoneError):
        fetch(request, cast.administrator)


def test_a_job_that_died_begins_anew_and_one_that_is_done_is_not_done_again(cast: Cast) -> None:
    live_through(cast.person, cast.superuser, sessions=2)
    request = ask(cast.person, "access", cast.person)
    with connection.cursor() as cursor:
        Rows(cursor, read_catalogue(cursor)).insert(
            "archive_parts", cast.person.id, request_id=request.id, place=0, content=b"half"
        )
    assert make_archive(request.id, now=timezone.now())
    assert zipfile.ZipFile(io.BytesIO(fetch(request, cast.person))).testzip() is None
    assert not make_archive(request.id, now=timezone.now())


def test_a_part_that_was_exchanged_is_refused(cast: Cast) -> None:
    request = made(cast.person, cast.person)
    ArchivePart.objects.filter(request=request).update(content=b"\x01k" + bytes(60))
    with pytest.raises(SealedValueError):
        fetch(request, cast.person)
    assert not SecurityEvent.objects.filter(detail__has_key="fetched").exists()


def test_files_that_apps_add_are_in_the_archive(cast: Cast) -> None:
    with added(FILES, lambda person_id: [str(person_id).encode()]):
        assert str(cast.person.id).encode() in exported(cast.person)[0].read("of a test")
