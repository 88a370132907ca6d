"""What followers are told: each row once, in order, of whom they may see, and nothing that is no news."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from baselines.models import Deviation
from conversations.models import Conversation
from resona.accounts.models import User
from resona.audit.changes import reading
from resona.audit.changes.notices import expire_notices
from resona.audit.changes.places import Place, ReadAgainError
from resona.audit.changes.reading import place_now, read_changes
from resona.audit.models import AuditEntry, ErasureNotice
from resona.compliance.holds import lift_hold, place_hold
from resona.compliance.rights_models import PrivacyHold
from tests.api.records import make_deviation, make_event, make_session
from tests.audit.changes.following import follower_of, read_all, settle, told
from tests.audit.log import execute
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
RESTRICTION = PrivacyHold.Kind.RESTRICTION


@pytest.fixture
def start(cast: Cast) -> Place:
    """After whatever made the cast."""
    return settle()


def test_rows_that_are_added_changed_and_deleted_are_told_in_that_order(cast: Cast, start: Place) -> None:
    session_id = make_session(cast.person).id
    settle()
    Conversation.objects.filter(id=session_id).update(crisis_detected=True)
    Conversation.objects.filter(id=session_id).delete()
    settle()
    found, _ = read_all(start, follower_of(cast.clinic))
    assert told(found) == [("session", what, session_id, cast.person.id) for what in ("created", "updated", "deleted")]
    places = [(each.place.xid, each.place.number) for each in found]
    assert places == sorted(places)


def test_what_a_running_transaction_wrote_is_not_told_yet(cast: Cast, start: Place) -> None:
    make_session(cast.person)
    found, after = read_all(start, follower_of(cast.clinic))
    assert found == []
    settle()
    assert len(read_all(start, follower_of(cast.clinic))[0]) == 1
    assert after.xid <= place_now().xid


def test_each_row_of_an_entry_is_a_change_and_pages_end_in_the_middle_of_one(cast: Cast, start: Place) -> None:
    session = make_session(cast.person)
    rows = [make_deviation(session, name) for name in ("pitch", "energy", "rate", "pause", "jitter")]
    settle()
    Deviation.objects.filter(session=session).update(is_current=False)
    settle()
    every, _ = read_all(start, follower_of(cast.clinic, "deviation"))
    updated = [each for each in every if each.operation == "updated"]
    assert {each.id for each in updated} == {row.id for row in rows}
    assert len({each.place.number for each in updated}) == 1
    assert [each.place.ordinal for each in updated] == [1, 2, 3, 4, 5]
    for limit in (1, 2, 3):
        assert told(read_all(start, follower_of(cast.clinic, "deviation"), limit=limit)[0]) == told(every)
    for each in every:
        rest, _ = read_all(each.place, follower_of(cast.clinic, "deviation"))
        assert told(rest) == told(every[every.index(each) + 1 :])


def test_a_follower_is_told_of_its_clinic_and_its_kinds_alone(cast: Cast, start: Place) -> None:
    session = make_session(cast.person)
    make_event(session)
    make_session(cast.strange_person)
    settle()
    assert {each.kind for each in read_all(start, follower_of(cast.clinic))[0]} == {"session", "crisis_event"}
    assert {each.user_id for each in read_all(start, follower_of(cast.clinic))[0]} == {cast.person.id}
    assert {each.kind for each in read_all(start, follower_of(cast.clinic, "crisis_event"))[0]} == {"crisis_event"}
    (own,) = read_all(start, follower_of(cast.strange_person.clinic))[0]
    assert own.user_id == cast.strange_person.id


def test_when_somebody_was_last_heard_is_no_news_and_their_language_is(cast: Cast, start: Place) -> None:
    User.objects.filter(id=cast.person.id).update(last_active=timezone.now())
    User.objects.filter(id=cast.person.id).update(last_active=timezone.now(), last_login=timezone.now())
    settle()
    assert read_all(start, follower_of(cast.clinic))[0] == []
    User.objects.filter(id=cast.person.id).update(last_active=timezone.now(), language="sw")
    settle()
    assert told(read_all(start, follower_of(cast.clinic))[0]) == [("person", "updated", cast.person.id, cast.person.id)]


def test_a_change_of_what_is_sealed_alone_is_no_news(cast: Cast, start: Place) -> None:
    event = make_event(make_session(cast.person))
    place = settle()
    sealed = "A" * 60
    execute("UPDATE crisis_events SET resolution_note = %s WHERE id = %s", sealed, event.id)
    settle()
    assert AuditEntry.objects.filter(table_name="crisis_events", changed=["resolution_note"]).exists()
    assert read_all(place, follower_of(cast.clinic))[0] == []


def test_nothing_is_told_of_whom_is_restricted_and_to_read_again_once_it_is_lifted(cast: Cast, start: Place) -> None:
    who: dict[str, Any] = {"user_id": cast.person.id, "kind": RESTRICTION, "caller": cast.administrator}
    place_hold(**who, reason="contested", now=timezone.now())
    make_session(cast.person)
    make_session(cast.other_person)
    place = settle()
    found, _ = read_all(start, follower_of(cast.clinic, "session"))
    assert {each.user_id for each in found} == {cast.other_person.id}
    lift_hold(**who, now=timezone.now())
    settle()
    (again,) = read_all(place, follower_of(cast.clinic, "baseline"))[0]
    assert (again.kind, again.operation, again.id, again.user_id) == (
        "person",
        "read_again",
        cast.person.id,
        cast.person.id,
    )


def test_the_last_word_on_whom_was_erased_is_a_digest(cast: Cast, start: Place) -> None:
    session = make_session(cast.person)
    make_event(session)
    settle()
    person_id = cast.person.id
    execute("DELETE FROM users WHERE id = %s", person_id)
    settle()
    (last,) = read_all(start, follower_of(cast.clinic, "session"))[0]
    assert (last.kind, last.operation, last.id, last.user_id) == ("person.erased", "erased", None, None)
    assert last.user_id_sha256 == hashlib.sha256(str(person_id).encode()).hexdigest()
    assert read_all(start, follower_of(cast.strange_person.clinic))[0] == []


def test_staff_who_are_deleted_leave_no_notice(cast: Cast) -> None:
    execute("DELETE FROM users WHERE id = %s", cast.outsider.id)
    assert not ErasureNotice.objects.exists()


def test_notices_are_kept_for_90_days(cast: Cast) -> None:
    execute("DELETE FROM users WHERE id = %s", cast.person.id)
    now = timezone.now()
    assert expire_notices(now=now + timedelta(days=90) - timedelta(minutes=1)) == 0
    assert expire_notices(now=now + timedelta(days=90, minutes=1)) == 1


def test_a_page_looks_at_so_many_entries_and_leads_on_where_none_of_them_is_told(
    cast: Cast, start: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LOOKED_AT", 3)
    for _ in range(8):
        User.objects.filter(id=cast.person.id).update(last_active=timezone.now())
        settle()
    session = make_session(cast.person)
    settle()
    pages, after = [], start
    while True:
        page = read_changes(after, follower=follower_of(cast.clinic), limit=10)
        pages.append(page)
        after = page.after
        if page.is_all:
            break
    assert len(pages) == 3
    assert [each.id for page in pages for each in page.found] == [session.id]


@pytest.mark.parametrize(
    "place",
    [
        {"at": timezone.now() - timedelta(days=90)},
        {"server": "another-00000001"},
        {"xid": 2**60},
    ],
    ids=["of long ago", "of another database", "of a time to come"],
)
def test_from_a_place_that_is_lost_there_is_only_reading_again(cast: Cast, place: dict[str, Any]) -> None:
    with pytest.raises(ReadAgainError):
        read_changes(replace(place_now(), **place), follower=follower_of(cast.clinic), limit=10)


def test_reading_is_three_statements_however_much_there_is(
    cast: Cast, start: Place, django_assert_num_queries: Any
) -> None:
    for days in range(30):
        make_deviation(make_session(cast.person, days=days))
        settle()
    with django_assert_num_queries(3):
        assert len(read_changes(start, follower=follower_of(cast.clinic), limit=1000).found) == 60


def test_the_log_is_read_by_its_index(cast: Cast, start: Place) -> None:
    values: dict[str, Any] = {"clinic": cast.clinic.id, "xid": "0", "number": 0, "looked_at": 5000}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + reading.EDGE, values)
        assert "idx_audit_logs_changes" in "\n".join(line for (line,) in cursor.fetchall())
