"""Erasure: nothing of a person is left, that it is so is looked at, and what is kept of it tells of nobody."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from resona.accounts.models import Clinic, User
from resona.audit.events import record_event
from resona.audit.models import DataAccess, SecurityEvent
from resona.compliance import person_tables
from resona.compliance.erasure import ErasureIncompleteError, Receipt, erase_person, find_mentions
from resona.compliance.holds import LegalHoldError, lift_hold, place_hold
from resona.compliance.person_tables import Names, count_rows
from resona.compliance.requests import begin_request, read_request_reason
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from resona.postgres.collected import collect
from resona.postgres.duties import EMPTIED
from resona.postgres.models import new_id
from resona.postgres.table_duties import TableDuties
from tests.compliance.cases import ask, live_through
from tests.conftest import Cast
from tests.records.catalogue import read_catalogue
from tests.records.rows import Rows
from tests.sessions import LATEST, make_body, record

HOLD: dict[str, Any] = {"kind": PrivacyHold.Kind.LEGAL_HOLD}


def mentions(person: User) -> list[str]:
    with connection.cursor() as cursor:
        return find_mentions(cursor, person.id, email=person.email)


def counted(person: User) -> dict[str, int]:
    with connection.cursor() as cursor:
        return count_rows(cursor, Names(id=person.id, pseudonym=person.pseudonym))


def test_nothing_of_an_erased_person_is_left_and_everything_of_another(cast: Cast) -> None:
    for person in (cast.person, cast.other_person):
        live_through(person, cast.superuser)
    before = counted(cast.other_person)
    request = ask(cast.person, "erasure", cast.administrator, reason="Wanjiru asked by telephone")

    receipt = erase_person(request.id, now=timezone.now())

    assert receipt is not None
    assert receipt.rows["conversations"] == 8
    assert receipt.rows["users"] == 1
    assert mentions(cast.person) == []
    assert counted(cast.person) == {"gdpr_requests": 1}
    assert counted(cast.other_person) == before


def test_the_receipt_is_kept_without_anything_personal(cast: Cast) -> None:
    live_through(cast.person, cast.superuser, sessions=2)
    request = ask(cast.person, "erasure", cast.administrator, reason="Wanjiru asked by telephone")
    erase_person(request.id, now=timezone.now())
    request.refresh_from_db()

    assert (request.state, request.reason) == ("completed", None)
    assert set(request.receipt) == {"rows", "columns_searched"}
    assert request.receipt["columns_searched"] > 100
    event = SecurityEvent.objects.get(kind="erased")
    assert (event.actor, event.clinic_id) == (f"staff:{cast.administrator.id}", cast.clinic.id)
    assert event.detail == {"request": str(request.id), "rows": sum(request.receipt["rows"].values())}


def test_a_row_in_every_table_there_is_goes_and_is_counted(cast: Cast) -> None:
    with connection.cursor() as cursor:
        rows = Rows(cursor, read_catalogue(cursor))
        rows.fill_all(cast.person.id, actor=cast.clinician.id)
    filled = counted(cast.person)
    by_pseudonym = {"gdpr_requests"}
    # A handover names staff alone; what it says of people stands in its items.
    nobodys = {"procrastinate_periodic_defers", "handovers"}
    assert set(filled) | by_pseudonym >= (rows.personal | {"users"}) - nobodys

    receipt = erase_person(ask(cast.person, "erasure", cast.administrator).id, now=timezone.now())

    assert receipt is not None
    assert receipt.rows == {table: count for table, count in filled.items() if table not in by_pseudonym}
    assert mentions(cast.person) == []


def test_rows_that_outlive_the_account_are_not_counted_as_gone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = TableDuties(table="new_logs", found_by="whose = %(pseudonym)s", copies=EMPTIED)
    monkeypatch.setattr(person_tables, "collect", lambda: {**collect(), "new_logs": logs})
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE new_logs (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), whose uuid)")
        cursor.execute("INSERT INTO new_logs (whose) VALUES (%s)", [cast.person.pseudonym])

    receipt = erase_person(ask(cast.person, "erasure", cast.administrator).id, now=timezone.now())

    assert receipt is not None
    assert receipt.rows["users"] == 1
    assert "new_logs" not in receipt.rows


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("security_events", "detail", '{{"about": "{id}"}}'),
        ("clinics", "name", "The clinic of {id}"),
        ("care_teams", "name", "Team {hex}"),
        ("data_access_logs", "subjects", "{{{id}}}"),
        ("crisis_events", "resolved_by_uuid", "{id}"),
        ("consent_texts", "text", "ask {email}"),
    ],
)
def test_what_still_tells_of_the_person_is_found_and_nothing_is_erased(
    cast: Cast, table: str, column: str, value: str
) -> None:
    User.objects.filter(id=cast.person.id).update(email="wanjiru@people.example")
    written = value.format(id=cast.person.id, hex=cast.person.id.hex, email="wanjiru@people.example")
    with connection.cursor() as cursor:
        Rows(cursor, read_catalogue(cursor)).insert(table, cast.other_person.id, **{column: written})
    request = ask(cast.person, "erasure", cast.administrator)

    with pytest.raises(ErasureIncompleteError, match=rf"{table}\.{column}"):
        erase_person(request.id, now=timezone.now())

    request.refresh_from_db()
    assert User.objects.filter(id=cast.person.id).exists()
    assert (request.state, request.receipt) == ("failed", {"because": "incomplete", "left": [f"{table}.{column}"]})


@pytest.mark.parametrize(
    ("email", "written", "is_theirs"),
    [
        ("ann@people.example", "ann@people.example", True),
        ("ann@people.example", "Write to ann@people.example.", True),
        ("ann@people.example", "<ann@people.example>, or 0722", True),
        ("ann@people.example", "Ask:\nann@people.example", True),
        ("ann@people.example", "-ann@people.example", True),
        ("ann@people.example", "see _ann@people.example_", True),
        ("ann@people.example", "...ann@people.example-", True),
        ("ann@people.example", "joann@people.example", False),
        ("ann@people.example", "jo-ann@people.example", False),
        ("ann@people.example", "jo.ann@people.example", False),
        ("ann@people.example", "ann@people.example.org", False),
        ("ann@people.example", "ann@people-example", False),
        ("ann_b@people.example", "annXb@people.example", False),
        ("ann_b@people.example", "Ask ann_b@people.example", True),
        ("ann+b@people.example", "Ask ann+b@people.example", True),
        ("50%@people.example", "505@people.example", False),
    ],
)
def test_the_address_of_somebody_else_is_not_taken_for_theirs(
    db: None, email: str, written: str, is_theirs: bool
) -> None:
    Clinic.objects.create(name=written)
    record_event(SecurityEvent.Kind.SIGNED_IN, detail={"about": written})
    with connection.cursor() as cursor:
        found = find_mentions(cursor, new_id(), email=email)
    assert found == (["clinics.name", "security_events.detail"] if is_theirs else [])


def test_whose_address_ends_as_anothers_is_erased(cast: Cast) -> None:
    for person, email in ((cast.person, "ann@people.example"), (cast.other_person, "joann@people.example")):
        User.objects.filter(id=person.id).update(email=email)
    assert erase_person(ask(cast.person, "erasure", cast.administrator).id, now=timezone.now()) is not None
    assert User.objects.get(id=cast.other_person.id).email == "joann@people.example"


def test_what_the_admin_wrote_about_a_person_goes_with_them(cast: Cast) -> None:
    """Its log names what was changed in a column of text."""
    kind = ContentType.objects.get_for_model(User)
    for person in (cast.person, cast.other_person):
        LogEntry.objects.create(
            user=cast.clinician, content_type=kind, object_id=str(person.id), object_repr="P-1", action_flag=CHANGE
        )
    erase_person(ask(cast.person, "erasure", cast.administrator).id, now=timezone.now())
    assert [entry.object_id for entry in LogEntry.objects.all()] == [str(cast.other_person.id)]


def test_erasing_again_changes_nothing(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.administrator)
    assert erase_person(request.id, now=timezone.now()) is not None
    ended_at = GdprRequest.objects.get(id=request.id).ended_at
    assert erase_person(request.id, now=timezone.now()) is None
    assert GdprRequest.objects.get(id=request.id).ended_at == ended_at


def test_a_person_whom_somebody_deleted_by_hand_is_erased(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.administrator)
    cast.person.delete()
    receipt = erase_person(request.id, now=timezone.now())
    assert receipt == Receipt(rows={}, columns_searched=0)


def test_the_receipt_counts_what_went_and_not_what_stays_without_a_name(cast: Cast) -> None:
    DataAccess.objects.create(actor="key:1", subjects=[cast.person.pseudonym], source="GET users/", records=1)
    ask(cast.person, "rectification", cast.person)
    receipt = erase_person(ask(cast.person, "erasure", cast.administrator).id, now=timezone.now())
    assert receipt is not None
    assert set(receipt.rows) == {"care_team_people", "consent_records", "users"}
    assert DataAccess.objects.count() == 1


def test_other_requests_of_the_person_end_with_them(cast: Cast) -> None:
    waiting = ask(cast.person, "rectification", cast.person, reason="My name is Wanjiru")
    now = timezone.now()
    erase_person(ask(cast.person, "erasure", cast.administrator).id, now=now)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason, waiting.receipt) == ("refused", None, {"because": "erased"})
    assert waiting.ended_at == now


def test_records_under_legal_hold_are_not_erased_by_anybody(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.person)
    place_hold(user_id=cast.person.id, reason="Court order", caller=cast.administrator, now=timezone.now(), **HOLD)

    with pytest.raises(LegalHoldError):
        begin_request(request_id=request.id, caller=cast.administrator, now=timezone.now())
    with pytest.raises(LegalHoldError):
        erase_person(request.id, now=timezone.now())
    with pytest.raises(IntegrityError, match="under legal hold"), transaction.atomic():
        connection.cursor().execute("DELETE FROM users")
    request.refresh_from_db()
    assert (request.state, request.receipt) == ("refused", {"because": "legal_hold"})

    assert lift_hold(user_id=cast.person.id, caller=cast.administrator, now=timezone.now(), **HOLD)
    assert erase_person(ask(cast.person, "erasure", cast.administrator).id, now=timezone.now()) is not None


def test_why_one_erasure_is_refused_or_fails_is_noted_with_that_one_alone(cast: Cast) -> None:
    now = timezone.now()
    held, named, other = (
        ask(person, "erasure", person) for person in (cast.person, cast.other_person, cast.unassigned_person)
    )
    done = ask(cast.person, "rectification", cast.person)
    place_hold(user_id=cast.person.id, reason="Court order", caller=cast.administrator, now=now, **HOLD)
    record_event(SecurityEvent.Kind.SIGNED_IN, detail={"about": str(cast.other_person.id)})
    with pytest.raises(LegalHoldError):
        erase_person(held.id, now=now)
    with pytest.raises(ErasureIncompleteError):
        erase_person(named.id, now=now)
    found = GdprRequest.objects.in_bulk([held.id, named.id, other.id, done.id])
    assert {id_: (request.state, request.ended_at) for id_, request in found.items()} == {
        held.id: ("refused", now),
        named.id: ("failed", None),
        other.id: ("received", None),
        done.id: ("received", None),
    }
    assert found[other.id].receipt == found[done.id].receipt == {}


def test_an_erasure_that_failed_is_done_once_nothing_tells_of_the_person_any_more(cast: Cast) -> None:
    clinic = Clinic.objects.create(name=f"The clinic of {cast.person.id}")
    request = ask(cast.person, "erasure", cast.administrator)
    with pytest.raises(ErasureIncompleteError):
        erase_person(request.id, now=timezone.now())
    clinic.delete()
    assert erase_person(request.id, now=timezone.now()) is not None
    request.refresh_from_db()
    assert (request.state, set(request.receipt)) == ("completed", {"rows", "columns_searched"})
    assert (request.done, request.total) == (1, 1)


@pytest.mark.parametrize(
    ("kind", "state"), [("erasure", "refused"), ("erasure", "completed"), ("rectification", "in_progress")]
)
def test_nobody_is_erased_who_did_not_ask_for_it_or_was_refused(cast: Cast, kind: str, state: str) -> None:
    request = ask(cast.person, kind, cast.person)
    GdprRequest.objects.filter(id=request.id).update(state=state)
    assert erase_person(request.id, now=timezone.now()) is None
    assert erase_person(new_id(), now=timezone.now()) is None
    assert User.objects.filter(id=cast.person.id).exists()
    assert GdprRequest.objects.get().state == state


def test_of_what_others_asked_nothing_ends_with_an_erasure(cast: Cast) -> None:
    earlier = ask(cast.unassigned_person, "erasure", cast.unassigned_person)
    theirs = ask(cast.other_person, "rectification", cast.other_person, reason="My name is Achieng")
    before = ask(cast.person, "restriction", cast.person, reason="Wanjiru asks")
    now = timezone.now()
    erase_person(ask(cast.person, "erasure", cast.administrator).id, now=now)
    for request in (earlier, theirs, before):
        request.refresh_from_db()
    assert earlier.state == "received"
    assert User.objects.filter(id=cast.unassigned_person.id).exists()
    assert (theirs.state, theirs.ended_at) == ("received", None)
    assert read_request_reason(theirs) == "My name is Achieng"
    # What was done before stays done, and what was said about it does not stay.
    assert (before.state, before.reason, before.receipt) == ("completed", None, {})


@pytest.mark.usefixtures("shared_database")
def test_who_is_recorded_while_they_are_erased_is_not_found(cast: Cast) -> None:
    """The session waits for the erasure, and is answered 404; no row of it is left."""
    request = ask(cast.person, "erasure", cast.administrator)
    body = make_body(cast.person, at=LATEST)
    outcomes: list[int] = []

    def send() -> None:
        try:
            outcomes.append(record(cast.superuser, body, now=LATEST + timedelta(hours=1))[0].status)
        finally:
            connection.close()

    sender = threading.Thread(target=send)
    with transaction.atomic():
        User.objects.select_for_update().get(id=cast.person.id)
        sender.start()
        sender.join(timeout=0.5)
        assert sender.is_alive()  # it waits for the person
        erase_person(request.id, now=timezone.now())
    sender.join(timeout=30)

    assert outcomes == [404]
    assert mentions(cast.person) == []


def test_an_erasure_asked_for_by_an_administrator_is_queued_without_naming_the_person(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.administrator)
    job = ProcrastinateJob.objects.get(task_name="erase_person")
    assert job.args == {"request_id": str(request.id)}
    assert request.state == "in_progress"
