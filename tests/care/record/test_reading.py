"""The care record tells everything once, in order, with names, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.accounts.on_call import set_lead
from resona.accounts.record.entries import RecordEntry
from resona.accounts.record.reading import Stretch, Wanted, read_stretch, telling_to
from resona.accounts.teams import set_teams
from resona.audit.context import acting
from resona.postgres.models import new_id
from risk.corrections import add_note
from risk.owning import take_event
from risk.services import acknowledge_event, record_action, resolve_event
from tests.admin.records import make_assessment, make_event, make_session
from tests.conftest import Cast

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def read(person: User, caller: Any, **wanted: Any) -> Stretch:
    return read_stretch(person, Wanted(**{"most": 50, **wanted}), telling_to(caller, person, now=NOW, zone=UTC))


def texts(stretch: Stretch) -> list[str]:
    return [entry.text for entry in stretch.entries]


def make_ordinary(person: User, at: datetime) -> None:
    make_assessment(make_session(person, at), "low")


def live(cast: Cast) -> None:
    """A crisis, from the session that raised it until it is resolved."""
    User.objects.filter(id=cast.clinician.id).update(name="Anna Kamau")
    cast.clinician.refresh_from_db()
    session = make_session(cast.person, NOW - 10 * HOUR)
    assessment = make_assessment(session, "high")
    event = make_event(session, "high")
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW - 9 * HOUR)
    add_note(event_id=event.id, note="Called, no answer", caller=cast.clinician, now=NOW - 8 * HOUR)
    take_event(event_id=event.id, caller=cast.administrator, now=NOW - 7 * HOUR)
    resolve_event(
        event_id=event.id, resolution="confirmed", note="Safe at home", caller=cast.administrator, now=NOW - 6 * HOUR
    )
    record_action(assessment_id=assessment.id, action_taken="talked", caller=cast.clinician, now=NOW - 5 * HOUR)


def test_a_crisis_is_told_step_by_step_with_names(cast: Cast) -> None:
    live(cast)

    told = texts(read(cast.person, cast.clinician, kinds=["sessions", "crisis", "actions"]))
    when = f"{NOW - 10 * HOUR + timedelta(minutes=10):%-d %b %Y, %H:%M}"
    began = f"{NOW - 10 * HOUR:%-d %b %Y, %H:%M}"

    assert told == [
        f"Anna Kamau noted what was done about the session of {began}: talked.",
        f"{cast.administrator.email} resolved the crisis event of {when}: confirmed.",
        f"{cast.administrator.email} took the crisis event of {when} over.",
        f"Anna Kamau added a note to the crisis event of {when}.",
        f"Anna Kamau acknowledged the crisis event of {when} and takes care of it.",
        "High crisis event raised: words in a session.",
        "Session of 9 min: high. Positive words over a distressed voice.",
    ]


def test_staff_read_what_was_written_and_systems_that_it_was(cast: Cast) -> None:
    live(cast)

    def words_for(caller: Any) -> list[str]:
        return [entry.words for entry in read(cast.person, caller, kinds=["crisis"]).entries if entry.words]

    assert words_for(cast.clinician) == ["Safe at home", "Called, no answer"]
    assert words_for(ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset())) == []


def test_the_beginnings_and_ends_of_care_teams_leads_and_consents_are_told(cast: Cast) -> None:
    with acting(actor=f"staff:{cast.administrator.id}"):
        set_teams(person_id=cast.person.id, team_ids=[], caller=cast.administrator)
    set_lead(person_id=cast.person.id, staff_id=cast.clinician.id, caller=cast.administrator, now=NOW - 2 * HOUR)
    set_lead(person_id=cast.person.id, staff_id=None, caller=cast.administrator, now=NOW - HOUR)
    told = texts(read(cast.person, cast.administrator, kinds=["team"]))

    assert told[-2:] == [
        f"{cast.clinician.email} is no longer the lead.",
        f"{cast.clinician.email} became the lead: the one who answers for this person first.",
    ]
    ended = f"Administrator {cast.administrator.code} ended that the care team {cast.team.name} is responsible."
    assert ended in told


def test_pages_follow_one_another_and_tell_everything_once(cast: Cast) -> None:
    live(cast)
    for hours in range(20, 30):
        make_session(cast.person, NOW - hours * HOUR)
    whole = read(cast.person, cast.clinician)

    paged: list[RecordEntry] = []
    before = None
    while True:
        page = read(cast.person, cast.clinician, most=3, before=before)
        paged += page.entries
        before = page.ends
        if before is None:
            break

    assert tuple(paged) == whole.entries
    assert len({(entry.source, entry.key) for entry in paged}) == len(paged)


def test_entries_of_one_moment_are_neither_lost_nor_told_twice(cast: Cast) -> None:
    at = NOW - DAY
    for _ in range(5):
        make_event(make_session(cast.person, at, created_at=at), "high", created_at=at)
    whole = read(cast.person, cast.clinician)
    paged: list[RecordEntry] = []
    page = read(cast.person, cast.clinician, most=1)
    while True:
        paged += page.entries
        if page.ends is None:
            break
        page = read(cast.person, cast.clinician, most=1, before=page.ends)

    assert tuple(paged) == whole.entries


def test_sessions_with_nothing_to_note_are_told_together(cast: Cast) -> None:
    for days in range(1, 8):
        make_ordinary(cast.person, NOW - days * DAY)
    make_assessment(make_session(cast.person, NOW - 4 * DAY - HOUR), "medium")
    page = read(cast.person, cast.clinician, folds=True, kinds=["sessions"])

    assert len(page.entries) == 1
    assert len(page.ordinary) == 7


@pytest.mark.parametrize("most", [1, 2])
def test_on_pages_that_follow_one_another_each_is_counted_once(cast: Cast, most: int) -> None:
    for hours in range(1, 41):
        make_ordinary(cast.person, NOW - hours * HOUR)
    for hours in (5, 11, 23):
        make_assessment(make_session(cast.person, NOW - hours * HOUR), "medium")
    counted, before = 0, None
    for _ in range(4):
        page = read(cast.person, cast.clinician, most=most, folds=True, before=before, kinds=["sessions"])
        counted += len(page.ordinary)
        before = page.ends
        if before is None:
            break

    assert counted == 40


def test_what_arrived_late_is_new_though_it_happened_before(cast: Cast) -> None:
    make_session(cast.person, NOW - 3 * DAY, created_at=NOW - HOUR)
    make_session(cast.person, NOW - 2 * DAY)

    assert len(read(cast.person, cast.clinician, known_since=NOW - DAY, kinds=["sessions"]).entries) == 1


def test_a_long_record_takes_as_many_statements_as_a_short_one(cast: Cast) -> None:
    live(cast)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(cast.person, cast.clinician, folds=True)
        return len(queries)

    before = count()
    for hours in range(20, 60):
        make_event(make_session(cast.person, NOW - hours * HOUR), "high")
        make_ordinary(cast.person, NOW - hours * HOUR)

    assert count() == before
    assert before <= 30
