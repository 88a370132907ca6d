"""The pages that clinicians live in: My day and triage of a large clinic on a full day, and a person's long record.

Server time is from the request to the last byte, with all middleware.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import islice, repeat
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import CareTeamMember, CareTeamPerson, Clinic, User, UserProfile
from resona.audit.actors import name_actor
from resona.audit.models import DataAccess
from resona.postgres.owner import as_owner
from risk.services import acknowledge_event
from tests.admin.pages import page_url, sign_in
from tests.admin.records import make_assessment, make_drift, make_event, make_session
from tests.bench.application import Application
from tests.bench.figures import Figure
from tests.bench.timing import in_turns
from tests.care.long_record import ENTRIES, SESSIONS, make_long_record
from tests.care.made import make_note, make_task
from tests.factories import CareTeamFactory, StaffFactory

PEOPLE, OPEN = 4_000, 400
SESSIONS_OF_EACH = 13  # as many as a silence is measured by
QUIET, EVENTS, REVIEWS, DRIFTS, TASKS = 40, 80, 140, 20, 120  # OPEN in all
NOTES = 10
TIMES = 40
DAY_MS, PERSON_MS, PERSON_KB = 150, 250, 300
HOUR = timedelta(hours=1)

# Whoever is quiet came weekly, and has not come for five weeks.
SESSIONS_SO_FAR = """
INSERT INTO conversations (id, user_id, started_at, created_at, analysis_status)
SELECT gen_random_uuid(), person, at, at, 'complete'
FROM unnest(%(people)s::uuid[]) WITH ORDINALITY AS people (person, nth), generate_series(1, %(sessions)s) AS number,
    LATERAL (SELECT now() - number * interval '6 days' + interval '4 days'
        - CASE WHEN nth <= %(quiet)s THEN interval '5 weeks' ELSE interval '0' END) AS times (at)
"""


def measure() -> Iterator[Figure]:
    now = timezone.now()
    clinic = Clinic.objects.create(name="Bench of pages", timezone="Africa/Nairobi")
    reader, colleague = StaffFactory.create_batch(2, clinic=clinic)
    people = _fill(clinic, reader, colleague, now)
    make_long_record(people[-1], colleague, now=now)
    with as_owner(connection), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    browser = _browser_of(reader)
    of_clinic = f"of {PEOPLE:,} people, {OPEN} open items"
    yield from _measure(
        browser, {f"My day {of_clinic}": reverse("my-day"), f"triage {of_clinic}": reverse("triage")}, DAY_MS
    )
    page, of_person = page_url(people[-1]), f"of {SESSIONS:,} sessions, {ENTRIES} entries"
    record = reverse("admin:accounts_user_record", args=[people[-1].id])
    yield from _measure(browser, {f"person's page {of_person}": page, f"care record {of_person}": record}, PERSON_MS)
    weight = len(browser.get(page)) / 1000
    yield Figure(name=f"person's page {of_person}, unpacked", value=weight, unit="kB", bar=PERSON_KB)


def _measure(browser: Application, addresses: Mapping[str, str], bar: int) -> Iterator[Figure]:
    """Two pages in turns."""
    first, second = (partial(browser.get, address) for address in addresses.values())
    in_turns([(first, second)])  # loads templates
    for name, cost in zip(addresses, in_turns(repeat((first, second), TIMES)), strict=True):
        yield Figure(name=f"{name}, server time", value=cost.wall_ms, unit="ms", bar=bar)
        yield Figure(name=f"{name}, of that client CPU", value=cost.cpu_ms, unit="ms")


def _browser_of(user: User) -> Application:
    session = sign_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    return Application(cookie=f"{settings.SESSION_COOKIE_NAME}={session}")


def _fill(clinic: Clinic, reader: User, colleague: User, now: datetime) -> list[User]:
    """All in the care of the reader's team, with a name, a number and sessions; of them OPEN have something open."""
    team = CareTeamFactory.create(clinic=clinic, name="Bench team")
    CareTeamMember.objects.bulk_create(CareTeamMember(team=team, staff=staff) for staff in (reader, colleague))
    people = User.objects.bulk_create(User(clinic=clinic, consent_version="bench") for _ in range(PEOPLE))
    CareTeamPerson.objects.bulk_create(CareTeamPerson(team=team, person=person) for person in people)
    UserProfile.objects.bulk_create(_profile(person, number) for number, person in enumerate(people))
    with connection.cursor() as cursor:
        cursor.execute(
            SESSIONS_SO_FAR,
            {"people": [person.id for person in people], "sessions": SESSIONS_OF_EACH, "quiet": QUIET},
        )
    busy = iter(people[QUIET:])
    for number, person in enumerate(islice(busy, EVENTS)):
        session, level = make_session(person, now - number * HOUR), ("high", "critical")[number % 2]
        event = make_event(session, level)
        make_assessment(session, level)
        if number % 4 == 0:
            acknowledge_event(event_id=event.id, caller=reader, now=now)
    for number, person in enumerate(islice(busy, REVIEWS)):
        make_assessment(make_session(person, now - number * HOUR), ("medium", "high")[number % 2])
    for person in islice(busy, DRIFTS):
        make_drift(person)
    for number, person in enumerate(islice(busy, TASKS)):
        whose: dict[str, Any] = {"owner_id": reader.id} if number % 2 else {"care_team_id": team.id}
        make_task(person, colleague, now=now - 2 * HOUR, due_at=now + (number - 20) * 2 * HOUR, **whose)
    with as_owner(connection):  # who alone may say when it was
        _look(reader, people[0], now - 12 * HOUR)
    for person in islice(busy, NOTES):
        make_note(person, colleague, f"She slept. @{reader.email}", now - HOUR, mentions=[reader.id])
    return people


def _look(reader: User, person: User, at: datetime) -> None:
    """Keeps that they were here: what happened since is news."""
    subjects = [person.pseudonym]
    DataAccess.objects.create(
        created_at=at, actor=name_actor(reader), clinic_uuid=reader.clinic_id, subjects=subjects, source="", records=1
    )


def _profile(person: User, number: int) -> UserProfile:
    telecom = [{"kind": "phone", "value": f"+2547{number:08}"}]
    profile = {"given_name": f"Wanjiru {number}", "family_name": "Ngugi", "telecom": telecom}
    return UserProfile(user=person, encrypted_data=UserProfile.encrypted_data.seal(person.id, orjson.dumps(profile)))
