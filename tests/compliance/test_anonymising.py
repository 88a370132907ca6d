"""A copy for development: nobody can be found in it, and it is as it was to whoever counts and draws."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from baselines.models import Baseline, Deviation
from conversations.models import Conversation, Message
from resona.accounts.models import CareTeamPerson, User
from resona.accounts.profiles import read_names
from resona.accounts.purposes import Purpose
from resona.analysis.replay import replay_person
from resona.compliance.anonymising import ID, anonymise, treated_tables
from resona.compliance.consent import Channel, withdraw_consent
from resona.compliance.person_tables import read_columns
from resona.encryption.fields import sealed_columns
from resona.postgres.collected import collect
from resona.postgres.duties import Treatment
from risk.models import RiskAssessment
from tests.api.records import make_message, make_session
from tests.compliance.cases import CRISIS, NAME, ask, live_through
from tests.conftest import Cast
from tests.factories import make_api_key
from tests.records.catalogue import read_catalogue, read_objects
from tests.records.rows import Rows
from tests.sessions import LATEST
from tests.system.searching import find_in_tables


def columns() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        return {table: {column.name for column in own} for table, own in read_columns(cursor).items()}


def statistics() -> list[Any]:
    """What whoever develops an analysis looks at."""
    return [
        sorted(Deviation.objects.values_list("deviation_type", "deviation_score", "z")),
        sorted(RiskAssessment.objects.values_list("risk_score", "risk_level")),
        sorted(map(str, Baseline.objects.values_list("baseline_value", flat=True))),
        sorted(str(at.time()) for at in Conversation.objects.values_list("started_at", flat=True)),
        sorted(at.weekday() for at in Conversation.objects.values_list("started_at", flat=True)),
        Message.objects.count(),
    ]


def test_every_column_there_is_has_a_treatment(db: None) -> None:
    """Fails for a column of which neither class nor model tells; `manage.py check` says what to write."""
    present = columns()
    assert set(present) == set(collect())
    assert len(treated_tables()) > 20
    for duties in treated_tables():
        assert set(duties.treatments) == present[duties.table], duties.table


def test_every_sealed_column_that_stays_is_sealed_anew(db: None) -> None:
    treatments = {(duties.table, name): how for duties in treated_tables() for name, how in duties.treatments.items()}
    sealed = {place for place, how in treatments.items() if how in {Treatment.SEALED, Treatment.PROFILE}}
    assert sealed == set(sealed_columns()) & set(treatments)
    assert len(sealed) > 5


def test_nothing_that_tells_of_anybody_is_left(cast: Cast) -> None:
    live_through(cast.person, cast.superuser)
    User.objects.filter(id=cast.person.id).update(email="wanjiru@people.example", phone="+254 700 123456")
    make_api_key(cast.clinic, "records:read")
    ask(cast.person, "rectification", cast.person, reason="It is Wanjiru")
    assert cast.clinic is not None
    told = [
        "wanjiru@people.example", "+254 700 123456", cast.clinic.name, str(cast.clinician.email),
        *(str(user.id) for user in User.objects.all()), *(str(user.pseudonym) for user in User.objects.all()),
        *map(str, Conversation.objects.values_list("id", flat=True)),
        *map(str, Message.objects.values_list("id", flat=True)),
    ]  # fmt: skip
    assert all(find_in_tables(text) for text in told)
    anonymise()
    assert [text for text in told if find_in_tables(text)] == []
    assert set(User.objects.values_list("password", flat=True)) == {"!"}
    addresses = User.objects.people().values_list("email", flat=True)
    assert sum(address is not None for address in addresses) == 1


def test_words_are_others_of_the_same_length_under_the_key_in_use(cast: Cast) -> None:
    live_through(cast.person, cast.superuser)
    lengths = sorted(len(Message.content.open(one.id, one.content)) for one in Message.objects.all())
    anonymise()
    texts = [Message.content.open(one.id, one.content) for one in Message.objects.all()]
    assert sorted(map(len, texts)) == lengths
    assert CRISIS not in texts
    (person,) = User.objects.filter(profile__isnull=False)
    name = read_names([person.id])[person.id]
    assert name.startswith("Person ")
    assert name != NAME


def test_structure_and_statistics_stay(cast: Cast) -> None:
    live_through(cast.person, cast.superuser, sessions=10)
    before, places = statistics(), CareTeamPerson.objects.count()
    started = sorted(Conversation.objects.values_list("started_at", flat=True))
    anonymise()
    assert statistics() == before
    assert CareTeamPerson.objects.filter(person__role="person", team__name__startswith="Name").count() == places
    moved = sorted(Conversation.objects.values_list("started_at", flat=True))
    (shift,) = {was - now for was, now in zip(started, moved, strict=True)}
    assert (shift.days % 7, shift.seconds) == (0, 0)
    assert 7 <= shift.days <= 364


def test_ids_inside_of_json_lead_where_they_did(cast: Cast) -> None:
    live_through(cast.person, cast.superuser)
    anonymise()
    messages = set(Message.objects.values_list("id", flat=True))
    risk = RiskAssessment.objects.get(risk_level="critical")
    named = set(map(UUID, re.findall(ID, orjson.dumps(risk.risk_factors).decode())))
    assert named
    assert named <= messages
    result = Conversation.objects.get(id=risk.session_id).recorded_result
    assert result is not None
    assert result["session_id"] == str(risk.session_id)


def test_times_inside_of_json_move_as_far_as_those_beside_it(cast: Cast) -> None:
    """However they are written; what merely looks like a number or a word stays."""
    kept = {"score": 0.25, "version": "2026-1", "words": "at 18:20", "day": "2026-03-01"}
    for person, day in ((cast.person, 1), (cast.other_person, 2)):
        at = f"2026-03-0{day}T18:20:00"
        times = {"at": f"{at}Z", "list": [f"{at}.250000+00:00", {"there": f"2026-03-0{day}T21:20+03:00"}]}
        make_session(person, days=day - 1, recorded_result={**kept, **times})
    anonymise()
    for session in Conversation.objects.all():
        told = session.recorded_result
        assert told is not None
        assert {name: told[name] for name in kept} == kept
        moved = session.started_at.isoformat()
        assert datetime.fromisoformat(told["at"]) == session.started_at
        assert told["list"][0] == moved.replace("+00:00", ".250000+00:00")
        assert datetime.fromisoformat(told["list"][1]["there"]) == session.started_at
        assert told["list"][1]["there"].endswith("T21:20:00+03:00")
        assert session.started_at < datetime(2026, 2, 24, tzinfo=UTC)  # a week at least


def test_words_of_any_length_are_replaced_and_what_was_never_sealed_is_too(cast: Cast) -> None:
    said = ["", "a", "x" * 45, "x" * 46, "é" * 500, "Habari 🙂"]
    session = make_session(cast.person)
    for position, text in enumerate(said):
        make_message(session, text, position=position)
    clear = make_message(session, "x", position=len(said))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE messages DISABLE TRIGGER USER")
        cursor.execute("UPDATE messages SET content = 'I am Wanjiru' WHERE id = %s", [clear.id])
    told: list[str] = []
    counts = anonymise(on_table=told.append)
    texts = [Message.content.open(one.id, one.content) for one in Message.objects.order_by("position")]
    assert [len(text) for text in texts] == [len(text.encode()) for text in said] + [0]
    assert all("These words stand in place of what was said. ".startswith(text[:45]) for text in texts)
    assert told == list(counts) == [duties.table for duties in treated_tables()]
    assert (counts["messages"], counts["conversations"], counts["users"], counts["clinics"]) == (7, 1, 9, 2)


def test_what_is_empty_stays_so_and_what_is_not_leads_nowhere(cast: Cast) -> None:
    for person, email, phone in (
        (cast.person, "wanjiru@people.example", "+254 700 123456"),
        (cast.other_person, "", ""),
        (cast.unassigned_person, None, None),
    ):
        User.objects.filter(id=person.id).update(email=email, phone=phone)
    anonymise()
    found = sorted(User.objects.people().values_list("email", "phone"), key=str)
    (address,) = {email for email, _ in found if email}
    assert re.fullmatch(r"[0-9a-f]{12}@example\.invalid", address)
    assert found == sorted([("", ""), (address, "+000 000"), (None, None), (None, None)], key=str)


def test_the_copy_works_on(cast: Cast) -> None:
    live_through(cast.person, cast.superuser)
    with connection.cursor() as cursor:
        before = read_objects(cursor)
    anonymise()
    with connection.cursor() as cursor:
        assert read_objects(cursor) == before
    person = User.objects.get(profile__isnull=False)
    assert replay_person(person.id, now=LATEST) == 0
    withdraw_consent(user_id=person.id, purpose=Purpose.RECORDING, channel=Channel.APP, caller=person, now=LATEST)
    person.refresh_from_db()
    assert Purpose.RECORDING not in person.consents_given


def test_a_row_in_every_table_is_treated(cast: Cast) -> None:
    with connection.cursor() as cursor:
        rows = Rows(cursor, read_catalogue(cursor))
        rows.fill_all(cast.person.id, actor=cast.clinician.id)
    anonymise()
    assert not find_in_tables(str(cast.person.id))
    assert not find_in_tables(str(cast.clinician.id))


def test_the_configured_database_is_refused_and_so_is_what_was_not_said_twice(db: None) -> None:
    configured = connection.settings_dict["NAME"]
    for line, why in (((configured, "--yes"), "configured database"), (("another",), "--yes")):
        with pytest.raises(CommandError, match=why):
            call_command("anonymise_database", *line, stdout=io.StringIO())
