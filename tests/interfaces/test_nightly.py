"""The nightly build: everyone once a local date, whoever was missed caught up, no worker in another's way."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from interfaces import nightly
from interfaces.loading import lock_people
from interfaces.models import InterfaceBuild, UserInterface
from interfaces.nightly import LANES, build_due, overdue_fault, queue_due
from interfaces.queueing import BUILD_DUE, FIND_DUE
from interfaces.services import CHUNK, Outcome, build_interfaces
from resona.accounts.models import User
from risk.models import CrisisEvent
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.interfaces.records import SAD, raise_event, store_days, store_session, store_unreadable_session

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TWO = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # 02:00 of 2 March in Nairobi
TONIGHT = date(2026, 3, 2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def built_at(now: datetime) -> set[UUID]:
    """Who was built, or tried, at this moment."""
    return {result.user_id for result in build_due(now=now)}


def jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name=BUILD_DUE))


@pytest.fixture
def person(db: None) -> User:
    """Built the night before, at two."""
    person = PersonFactory.create()
    assert built_at(TWO - DAY) == {person.id}
    return person


def test_nobody_is_due_before_two(person: User) -> None:
    assert built_at(TWO - timedelta(microseconds=1)) == set()
    assert built_at(TWO) == {person.id}
    assert InterfaceBuild.objects.get().built_for == TONIGHT


def test_everyone_is_built_once_a_night(person: User) -> None:
    assert built_at(TWO) == {person.id}
    assert [built_at(TWO + after) for after in (MINUTE, HOUR, DAY - MINUTE)] == [set()] * 3
    assert built_at(TWO + DAY) == {person.id}


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc"])
def test_a_zone_that_cannot_be_opened_has_the_night_of_utc_and_stops_nobody(person: User, name: str) -> None:
    elsewhere = PersonFactory.create(timezone=name)
    assert built_at(TWO + DAY) == {person.id, elsewhere.id}
    assert InterfaceBuild.objects.filter(failure__isnull=True).count() == 2
    assert [elsewhere.id in built_at(at(f"2026-03-03T0{clock}")) for clock in ("1:59", "2:00")] == [False, True]


def test_each_zone_has_its_own_two_o_clock(db: None) -> None:
    zones = ("Pacific/Kiritimati", "Africa/Nairobi", "UTC", "America/New_York")
    people = [PersonFactory.create(timezone=zone) for zone in zones]
    build_interfaces([person.id for person in people], now=at("2026-03-01T09:00"))
    hours = [at("2026-03-01T12:00") + hour * HOUR for hour in range(24)]
    found = {user_id: now for now in hours for user_id in built_at(now)}
    assert [found[person.id] for person in people] == [
        at(f"2026-03-0{when}") for when in ("1T12:00", "1T23:00", "2T02:00", "2T07:00")
    ]
    assert len(found) == 4


@pytest.mark.parametrize(
    ("zone", "before", "due", "night"),
    [
        ("Europe/Berlin", "2026-03-29T00:59", "2026-03-29T01:00", date(2026, 3, 29)),  # 02:00 is skipped
        ("Europe/Berlin", "2026-10-24T23:59", "2026-10-25T00:00", date(2026, 10, 25)),  # 02:00 comes twice
    ],
)
def test_on_days_when_clocks_change_everyone_is_built_once(
    db: None, zone: str, before: str, due: str, night: date
) -> None:
    person = PersonFactory.create(timezone=zone)
    build_interfaces([person.id], now=at(before) - HOUR)
    assert built_at(at(before)) == set()
    assert built_at(at(due)) == {person.id}
    assert InterfaceBuild.objects.get().built_for == night
    assert [built_at(at(due) + hour * HOUR) for hour in range(1, 23)] == [set()] * 22


def test_what_was_built_by_hand_before_two_does_not_stand_for_the_night(person: User) -> None:
    build_interfaces([person.id], now=TWO - HOUR)  # 01:00 of the same date
    assert built_at(TWO) == {person.id}


def test_what_was_built_by_hand_after_two_does(person: User) -> None:
    build_interfaces([person.id], now=TWO + MINUTE)
    assert built_at(TWO + HOUR) == set()


def test_who_started_before_two_and_had_to_wait_does_not_turn_the_night_back(person: User) -> None:
    build_due(now=TWO)
    store_session(person, at=TWO - HOUR, level="critical")
    build_interfaces([person.id], now=TWO - MINUTE)
    assert InterfaceBuild.objects.get().built_for == TONIGHT
    assert built_at(TWO + MINUTE) == set()


@pytest.mark.parametrize("what", ["built_for", "failed_at"])
def test_a_clock_that_was_years_ahead_for_a_moment_stops_nothing(person: User, what: str) -> None:
    """A server's clock without battery or network: what it noted must not stand for all nights until then."""
    ahead = {"built_for": date(2037, 1, 1), "failed_at": TWO + 4000 * DAY}
    InterfaceBuild.objects.update(**{what: ahead[what]})
    store_days(person, 8, until=TWO, emotion=SAD)
    assert overdue_fault(now=TWO + 4 * HOUR) is not None
    assert built_at(TWO) == {person.id}
    assert InterfaceBuild.objects.values_list("built_for", "failed_at").get() == (TONIGHT, None)
    assert overdue_fault(now=TWO + 4 * HOUR) is None


def test_who_moves_over_the_date_line_is_not_built_for_a_date_twice(db: None) -> None:
    """From the far west of the line to the far east of it the date goes back by a day, or by two."""
    person = PersonFactory.create(timezone="Pacific/Kiritimati")
    assert built_at(at("2026-03-01T12:00")) == {person.id}  # 02:00 of the 2nd there
    User.objects.filter(id=person.id).update(timezone="Etc/GMT+12")  # midnight between the 28th and the 1st there
    hours = [at("2026-03-01T12:00") + hour * HOUR for hour in range(1, 72)]
    assert [now for now in hours if built_at(now)] == [at("2026-03-03T14:00")]  # 02:00 of the 3rd


def raised_by_day(person: User, level: str = "critical", **given: object) -> CrisisEvent:
    event = raise_event(store_session(person, at=TWO + 9 * HOUR, level=level), level)
    CrisisEvent.objects.filter(id=event.id).update(**given)
    return event


def sections_of(person: User) -> list[str]:
    shown = UserInterface.objects.get(user=person, active=True).interface_config
    return [section["section"] for section in shown["layout"]]


def test_an_event_left_open_for_months_is_no_reason_to_build_by_day(person: User) -> None:
    raise_event(store_session(person, at=TWO - 200 * DAY, level="critical"))
    store_days(person, 3, until=TWO)
    assert built_at(TWO) == {person.id}
    assert sections_of(person)[0] == "welcome"
    assert built_at(TWO + HOUR) == set()


@pytest.mark.parametrize(
    ("level", "given", "theme"),
    [
        ("critical", {}, "crisis"),
        ("high", {}, "balanced"),
        ("critical", {"escalation_required": False}, "crisis"),  # its session is of today all the same
    ],
)
def test_a_crisis_does_not_wait_for_the_night(person: User, level: str, given: dict[str, Any], theme: str) -> None:
    build_due(now=TWO)
    raised_by_day(person, level, **given)
    assert queue_due(now=TWO + 10 * HOUR) == 1
    assert built_at(TWO + 10 * HOUR) == {person.id}
    assert sections_of(person)[0] == "safety"
    assert UserInterface.objects.get(active=True).interface_config["theme"]["name"] == theme
    assert built_at(TWO + 10 * HOUR + MINUTE) == set()
    assert built_at(TWO + DAY) == {person.id}


def test_help_that_is_near_already_comes_first_at_once(person: User) -> None:
    raised_by_day(person, "high")
    build_due(now=TWO + 10 * HOUR)
    raised_by_day(person)
    assert built_at(TWO + 11 * HOUR) == {person.id}
    assert UserInterface.objects.get(active=True).interface_config["theme"]["name"] == "crisis"


def test_what_was_resolved_or_cannot_be_built_is_not_tried_all_day(person: User) -> None:
    build_due(now=TWO)
    event = raised_by_day(person, resolved_at=TWO, resolution="confirmed")
    assert built_at(TWO + 10 * HOUR) == set()
    CrisisEvent.objects.filter(id=event.id).update(resolved_at=None)
    store_unreadable_session(person, at=TWO)
    assert [built_at(TWO + hours * HOUR) for hours in (10, 11)] == [{person.id}, set()]


def test_a_crisis_of_this_minute_is_no_fault_of_the_server(person: User) -> None:
    build_due(now=TWO)
    raised_by_day(person)
    assert overdue_fault(now=TWO + 10 * HOUR) is None


def test_two_missed_nights_are_caught_up_by_one_build(person: User) -> None:
    store_days(person, 8, until=TWO, emotion=SAD)
    assert built_at(TWO + 2 * DAY + 9 * HOUR) == {person.id}
    assert InterfaceBuild.objects.get().built_for == TONIGHT + 2 * DAY
    assert UserInterface.objects.count() == 2
    assert built_at(TWO + 2 * DAY + 10 * HOUR) == set()


def test_who_is_new_needs_not_wait_for_the_night(person: User) -> None:
    newcomer = PersonFactory.create()
    assert built_at(TWO - 9 * HOUR) == {newcomer.id}


def test_without_consent_and_for_staff_nothing_is_built(cast: Cast) -> None:
    User.objects.exclude(id=cast.person.id).update(consent_version="")
    User.objects.filter(id=cast.clinician.id).update(consent_version="2026-1")
    assert built_at(TWO) == {cast.person.id}
    User.objects.filter(id=cast.person.id).update(consent_version="")  # withdrawn
    assert built_at(TWO + DAY) == set()
    assert queue_due(now=TWO + DAY) == 0


def test_one_persons_failure_is_told_and_stops_nobody(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    for each in (cast.person, cast.other_person):
        store_unreadable_session(each, at=TWO - DAY)
    with caplog.at_level(logging.ERROR):
        outcomes = Counter(result.outcome for result in build_due(now=TWO))
    assert outcomes == {Outcome.FAILED: 2, Outcome.CHANGED: 2}
    noted = InterfaceBuild.objects.filter(failed_at=TWO).values_list("user_id", flat=True)
    assert set(noted) == {cast.person.id, cast.other_person.id}
    for user_id in noted:
        assert f"interface of {user_id} not built: Unknown" in caplog.text


def test_what_failed_is_tried_again_the_next_night(person: User) -> None:
    session = store_session(person, at=TWO - HOUR, emotion={"elated": 1.0})
    assert [built_at(TWO + after) for after in (MINUTE, HOUR)] == [{person.id}, set()]
    assert InterfaceBuild.objects.get().built_for == TONIGHT - DAY
    session.delete()
    assert built_at(TWO + DAY) == {person.id}
    assert InterfaceBuild.objects.get().failure is None


def test_a_failure_keeps_when_the_latest_build_succeeded(person: User) -> None:
    store_session(person, at=TWO - HOUR, emotion={"elated": 1.0})
    build_due(now=TWO)
    assert InterfaceBuild.objects.values_list("built_for", "built_at").get() == (TONIGHT - DAY, TWO - DAY)


def test_jobs_are_queued_for_chunks_and_name_nobody(db: None) -> None:
    PersonFactory.create_batch(CHUNK + 1)
    assert queue_due(now=TWO) == 2
    assert [(job.queue_name, job.args) for job in jobs()] == [("interfaces", {})] * 2
    assert queue_due(now=TWO) == 0  # they wait


def test_never_are_more_jobs_queued_than_lanes(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "CHUNK", 2)
    PersonFactory.create_batch(2 * LANES + 3)
    assert queue_due(now=TWO) == LANES
    ProcrastinateJob.objects.filter(id=jobs()[0].id).update(status="succeeded")  # under way, and done
    assert len(build_due(now=TWO)) == 2
    assert len([job for job in jobs() if job.status == "todo"]) == LANES


def test_when_all_are_built_nothing_more_is_queued(db: None) -> None:
    PersonFactory.create_batch(3)
    build_due(now=TWO)
    assert jobs() == []
    assert build_due(now=TWO) == []


@pytest.mark.parametrize(("people", "days"), [(2, 1), (2, 12), (30, 3)])
def test_statements_stay_the_same_however_many_people_and_sessions(db: None, people: int, days: int) -> None:
    for person in PersonFactory.create_batch(people):
        store_days(person, days, until=TWO, said=["A good day at work"])
    with CaptureQueriesContext(connection) as first:
        build_due(now=TWO)
    with CaptureQueriesContext(connection) as second:
        build_due(now=TWO + DAY)
    assert (len(first), len(second)) == (25, 19)


@pytest.fixture
def queue_emptied(transactional_db: None) -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def test_whom_another_worker_has_is_left_to_it(queue_emptied: None) -> None:
    mine, others = sorted((PersonFactory.create() for _ in range(2)), key=lambda person: person.id)
    locked, built = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock_people([others.id])
                locked.set()
                assert built.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(10)
    try:
        assert built_at(TWO) == {mine.id}  # without waiting
    finally:
        built.set()
        thread.join()
    assert built_at(TWO) == {others.id}


def test_who_was_built_between_the_look_and_the_lock_is_not_built_again(db: None) -> None:
    """The second statement, under the lock, sees what the first one's snapshot did not."""
    person = PersonFactory.create()
    nights = nightly._nights(TWO)
    build_interfaces([person.id], now=TWO)
    assert nightly._ask(nightly.STILL_DUE, nights, locked=[person.id], events_since=TWO - 30 * DAY) == []


def test_workers_side_by_side_build_everyone_once(queue_emptied: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "CHUNK", 3)
    people = {person.id for person in PersonFactory.create_batch(24)}
    start = threading.Barrier(3)
    built: list[UUID] = []

    def work() -> None:
        start.wait()
        try:
            while results := build_due(now=TWO):
                built.extend(result.user_id for result in results)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(built) == dict.fromkeys(people, 1)
    assert UserInterface.objects.filter(active=True, version=1).count() == UserInterface.objects.count() == 24


def clock_struck(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp) VALUES (%s, %s)",
            [FIND_DUE, int(moment.timestamp())],
        )


def registered(person: User, moment: datetime) -> User:
    User.objects.filter(id=person.id).update(created_at=moment)
    return person


@pytest.mark.parametrize(
    ("after", "is_overdue"), [(-MINUTE, False), (3 * HOUR - MINUTE, False), (3 * HOUR, True), (2 * DAY, True)]
)
def test_a_build_three_hours_late_is_overdue(person: User, after: timedelta, is_overdue: bool) -> None:
    clock_struck(TWO + after)
    fault = "the nightly build has been due for more than 3 h, people: 1; is manage.py worker running?"
    assert overdue_fault(now=TWO + after) == (fault if is_overdue else None)
    build_due(now=TWO + after)
    assert overdue_fault(now=TWO + after) is None


def test_who_consents_by_day_is_no_fault_while_the_clock_strikes(db: None) -> None:
    person = registered(PersonFactory.create(), TWO - 9 * DAY)
    now = TWO + 12 * HOUR
    assert overdue_fault(now=now) is not None
    clock_struck(now - 5 * MINUTE)
    assert overdue_fault(now=now) is None
    assert overdue_fault(now=now + 10 * MINUTE) is not None
    registered(person, now)
    assert overdue_fault(now=now + 10 * MINUTE) is None


def test_who_has_no_consent_and_whose_build_failed_is_not_overdue(person: User) -> None:
    """The failure is told elsewhere: one person's must not take the server out of service."""
    store_unreadable_session(person, at=TWO)
    build_due(now=TWO + 4 * HOUR)
    assert InterfaceBuild.objects.get().failure is not None
    assert overdue_fault(now=TWO + 9 * HOUR) is None
    User.objects.filter(id=person.id).update(consent_version="")
    assert overdue_fault(now=TWO + DAY + 9 * HOUR) is None


def test_health_tells_that_the_build_is_overdue(client: Any, db: None) -> None:
    registered(PersonFactory.create(), TWO - 9 * DAY)
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json()["checks"]["interfaces"].startswith("the nightly build has been due for more than 3 h")
