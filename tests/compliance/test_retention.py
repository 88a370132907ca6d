"""What has expired goes, in whatever order it came; what is held, or still asks for somebody, stays."""

from __future__ import annotations

import io
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from baselines.models import Baseline
from conversations.models import Conversation, EmotionReading, Message, Upload
from resona.accounts.models import Clinic, User
from resona.compliance import retention
from resona.compliance.holds import place_hold
from resona.compliance.models import PrivacySettings
from resona.compliance.retention import Purged, overdue_fault, purge_expired
from resona.compliance.rights_models import PrivacyHold
from risk.models import CrisisEvent
from tests.api.records import make_session
from tests.compliance.cases import CRISIS
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.sessions import LATEST, make_body, record, record_course

NOW = LATEST


def keep_for(clinic: Clinic | None, days: int | None) -> None:
    assert clinic is not None
    Clinic.objects.filter(id=clinic.id).update(retention_days=days)


def ages(person: User) -> list[int]:
    """Of the sessions that are there, in days, the oldest first."""
    started = Conversation.objects.filter(user=person).order_by("started_at").values_list("started_at", flat=True)
    return [(NOW - at).days for at in started]


def purge(now: datetime = NOW) -> Purged:
    return purge_expired(now=now)


def test_a_time_zone_that_cannot_be_opened_keeps_nothing_longer(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 3)
    keep_for(cast.clinic, 1)
    Clinic.objects.update(timezone="Mars/Olympus")
    User.objects.update(timezone="")
    purge(LATEST + timedelta(days=9))
    assert ages(cast.person) == []


@pytest.mark.parametrize(
    ("of_clinic", "own", "kept"),
    [
        (None, None, [6, 5, 4, 3, 2, 1]),
        (4, None, [4, 3, 2, 1]),
        (None, 2, [2, 1]),
        (4, 2, [2, 1]),
        (2, 4, [2, 1]),  # nobody may ask for more than their clinic keeps
        (100, None, [6, 5, 4, 3, 2, 1]),
        (3_000_000, None, [6, 5, 4, 3, 2, 1]),  # before the calendar began
        (2**31 - 1, 2, [2, 1]),
    ],
)
def test_the_shorter_time_counts(cast: Cast, of_clinic: int | None, own: int | None, kept: list[int]) -> None:
    record_course(cast.superuser, cast.person, 6)
    record_course(cast.superuser, cast.strange_person, 6)
    keep_for(cast.clinic, of_clinic)
    PrivacySettings.objects.create(user=cast.person, retention_days=own)
    purge()
    assert ages(cast.person) == kept
    assert len(ages(cast.strange_person)) == 6


def test_what_is_gone_is_gone_with_all_that_was_found_in_it_and_counted(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    before = {baseline.baseline_type: baseline.baseline_value for baseline in Baseline.objects.all()}
    keep_for(cast.clinic, 2)

    purged = purge()

    assert purged.people == 1
    assert (purged.rows["conversations"], purged.rows["messages"], purged.rows["emotion_history"]) == (2, 2, 2)
    assert purged.rows["risk_assessments"] == 2
    assert Message.objects.count() == EmotionReading.objects.count() == 2
    assert {baseline.baseline_type: baseline.baseline_value for baseline in Baseline.objects.all()} == before
    assert purge() == Purged(people=0, rows={})


def test_a_session_that_expired_is_not_brought_back(cast: Cast) -> None:
    body = make_body(cast.person, at=NOW - timedelta(days=5))
    record(cast.superuser, body)
    keep_for(cast.clinic, 2)
    purge()
    assert record(cast.superuser, body)[0].status == 410
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("kind", PrivacyHold.Kind)
def test_nothing_that_is_held_goes(cast: Cast, kind: PrivacyHold.Kind) -> None:
    record_course(cast.superuser, cast.person, 3)
    keep_for(cast.clinic, 1)
    place_hold(user_id=cast.person.id, kind=kind, reason="Court order", caller=cast.administrator, now=NOW)
    assert purge() == Purged(people=0, rows={})
    assert len(ages(cast.person)) == 3


def test_a_session_that_somebody_must_still_act_on_stays_until_they_have(cast: Cast) -> None:
    record(cast.superuser, make_body(cast.person, at=NOW - timedelta(days=5), said=(CRISIS,)))
    keep_for(cast.clinic, 2)
    purge()
    assert ages(cast.person) == [5]
    assert CrisisEvent.objects.count() == 1
    CrisisEvent.objects.update(
        resolved_at=NOW, resolved_by_uuid=cast.clinician.id, resolution="confirmed", human_reviewed=True
    )
    purge()
    assert ages(cast.person) == []
    assert not CrisisEvent.objects.exists()


def test_after_the_day_until_which_a_person_is_kept_nothing_is(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 3)
    User.objects.filter(id=cast.person.id).update(data_retention_until=NOW + timedelta(hours=1))
    assert purge().rows == {}
    purge(now=NOW + timedelta(hours=2))
    assert ages(cast.person) == []
    assert not EmotionReading.objects.exists()


def test_many_people_go_in_batches_and_a_run_that_ended_is_gone_on_with(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PEOPLE_AT_ONCE", 2)
    people = PersonFactory.create_batch(5, clinic=cast.clinic)
    for person in people:
        record(cast.superuser, make_body(person, at=NOW - timedelta(days=5)))
    keep_for(cast.clinic, 2)

    def interrupt(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        purge_expired(now=NOW, on_people=interrupt)
    assert purge().people == 3
    assert not Conversation.objects.exists()


def test_a_rehearsal_says_what_would_go_and_deletes_nothing(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    keep_for(cast.clinic, 2)
    would_go = purge_expired(now=NOW, is_rehearsal=True)
    assert len(ages(cast.person)) == 4
    assert purge() == would_go


def test_a_rehearsal_in_batches_counts_everybody_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PEOPLE_AT_ONCE", 2)
    for person in PersonFactory.create_batch(5, clinic=cast.clinic):
        make_session(person)
    keep_for(cast.clinic, 2)
    told: list[int] = []
    would_go = purge_expired(now=NOW + timedelta(days=9), is_rehearsal=True, on_people=told.append)
    assert would_go == Purged(people=5, rows={"conversations": 5})
    assert told == [2, 4, 5]
    assert Conversation.objects.count() == 5


# How old a session is, and whether it is kept for two days.
AGES = [(timedelta(days=2), True), (timedelta(days=2, microseconds=1), False), (timedelta(0), True)]


@pytest.mark.parametrize(("age", "is_kept"), AGES)
def test_a_session_goes_when_it_is_older_than_its_days_to_the_microsecond(
    cast: Cast, age: timedelta, is_kept: bool
) -> None:
    make_session(cast.person, started_at=NOW - age)
    keep_for(cast.clinic, 2)
    purge()
    assert Conversation.objects.exists() is is_kept


@pytest.mark.parametrize(("until", "is_kept"), [(timedelta(microseconds=1), True), (timedelta(0), False)])
def test_a_day_until_which_a_person_is_kept_ends_what_was_before_it(
    cast: Cast, until: timedelta, is_kept: bool
) -> None:
    for started_at in (NOW - timedelta(days=9), NOW - timedelta(microseconds=1)):
        make_session(cast.person, started_at=started_at)
    make_session(cast.other_person)
    User.objects.filter(id=cast.person.id).update(data_retention_until=NOW + until)
    purge()
    assert Conversation.objects.filter(user=cast.person).count() == (2 if is_kept else 0)
    assert Conversation.objects.filter(user=cast.other_person).exists()


def test_days_are_counted_over_a_change_of_clocks_and_a_leap_day(cast: Cast) -> None:
    """Nairobi has none; where the clinic has, a day is a day of 24 hours all the same."""
    assert cast.clinic is not None
    Clinic.objects.filter(id=cast.clinic.id).update(retention_days=31, timezone="Europe/London")
    spring = datetime(2028, 3, 31, 12, tzinfo=UTC)  # clocks went forward on the 26th
    for days in (31, 32):
        make_session(cast.person, started_at=spring - timedelta(days=days))
    purge(now=spring)
    assert Conversation.objects.get().started_at == datetime(2028, 2, 29, 12, tzinfo=UTC)


def test_a_hold_that_is_placed_while_the_purge_waits_keeps_everything(shared_database: None) -> None:
    """Limits and holds are read once the person is locked."""
    person = PersonFactory.create()
    make_session(person)
    keep_for(person.clinic, 2)
    placed, release = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                place_hold(
                    user_id=person.id, kind=PrivacyHold.Kind.LEGAL_HOLD, reason="Court order", caller=person, now=NOW
                )
                placed.set()
                assert release.wait(10)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert placed.wait(10)
    threading.Timer(0.1, release.set).start()
    assert purge(now=NOW + timedelta(days=9)).rows == {}
    holder.join()
    assert Conversation.objects.count() == 1


def test_the_command_says_what_goes_table_by_table(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    keep_for(cast.clinic, 2)
    told = io.StringIO()
    call_command("purge_expired", "--dry-run", stdout=told, stderr=told)
    assert "4  conversations" in told.getvalue()  # by today's clock all are old
    assert "Nothing was deleted" in told.getvalue()
    call_command("purge_expired", stdout=told, stderr=told)
    assert "rows of 1 people are gone" in told.getvalue()
    assert ages(cast.person) == []


def test_whoever_watches_is_told_when_records_stay_too_long(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    keep_for(cast.clinic, 3)
    assert overdue_fault(now=NOW) is None
    assert "2 days longer" in (overdue_fault(now=NOW + timedelta(days=2)) or "")
    purge(now=NOW + timedelta(days=2))
    assert overdue_fault(now=NOW + timedelta(days=2)) is None


def test_whose_records_are_due_is_found_without_reading_them_all(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        statement = retention._DUE.format(
            limits=retention._LIMITS,
            anything="EXISTS (SELECT FROM conversations "
            "WHERE user_id = limits.limited_person AND started_at < limits.limited_until)",
        )
        cursor.execute(f"EXPLAIN {statement}", {"now": NOW, "after": retention.FIRST_ID, "limit": 50})
        assert "idx_conversations_user_id" in str(cursor.fetchall())
