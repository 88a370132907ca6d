"""My day tells a clinician what is due, what nobody has taken, what is passed to them and what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from resona.accounts.models import ApiKey, User
from resona.care.handover.offering import offer_event
from risk.clock import go_step_up
from risk.services import acknowledge_event
from tests.admin.pages import sign_in
from tests.admin.records import make_event, make_session
from tests.admin.test_pages import text_of
from tests.api.clients import post_json, with_key
from tests.audit.test_last_looks import look
from tests.care.made import make_note, make_task
from tests.conftest import Cast
from tests.factories import PersonFactory, join_team

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MY_DAY = reverse("my-day")


def statements_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def test_what_is_ones_own_stands_by_when_it_is_due(cast: Cast) -> None:
    for title, due_at in (("Late", NOW - HOUR), ("Week", NOW + 3 * DAY), ("Month", NOW + 30 * DAY)):
        make_task(cast.person, cast.clinician, title, NOW - 2 * DAY, due_at=due_at, owner_id=cast.clinician.id)
    page = text_of(sign_in(cast.clinician), MY_DAY)

    overdue, _, rest = page.partition("Due today")
    assert "Late" in overdue.partition("Overdue")[2]
    assert "Nothing of yours is due today." in rest
    assert "Week" in rest.partition("Due this week")[2]
    assert "Month" not in page
    assert "1 later, or whenever" in page


def test_what_nobody_of_ones_teams_has_taken_can_be_taken(cast: Cast) -> None:
    make_task(cast.person, cast.clinician, "Ask the GP", NOW, due_at=NOW + DAY, care_team_id=cast.team.id)
    client = sign_in(cast.clinician)
    page = text_of(client, MY_DAY)

    assert "Ask the GP" in page.partition("Nobody has taken it")[2]
    assert "Take it" in page
    assert "Ask the GP" not in text_of(sign_in(cast.outsider), MY_DAY)


def test_events_one_answers_for_notes_that_mention_one_and_offers_are_there(cast: Cast) -> None:
    User.objects.filter(id=cast.clinician.id).update(name="Anna Kamau")
    event = make_event(make_session(cast.person, NOW - 3 * HOUR), "high")
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW - 2 * HOUR)
    other = make_event(make_session(cast.person, NOW - 4 * HOUR), "critical")
    offer_event(event_id=other.id, to_id=cast.clinician.id, note="Please.", caller=cast.administrator, now=NOW - HOUR)
    make_note(cast.person, cast.administrator, "@Anna Kamau have a look", NOW - HOUR)
    page = text_of(sign_in(cast.clinician), MY_DAY)

    assert "Crisis event, high: you answer for it" in page
    assert f"{cast.administrator.email} offers you a crisis event, critical" in page
    assert f"{cast.administrator.email} mentions you" in page
    assert page.index("Who needs somebody now") < page.index("Passed to you"), "a telephone shows it last"


def test_an_event_whose_time_passed_stays_overdue_when_a_step_up_begins_another(cast: Cast) -> None:
    session = make_session(cast.person, NOW - 9 * HOUR)
    offered = make_event(session, "critical", due_at=NOW - 8 * HOUR, next_due_at=NOW - 8 * HOUR)
    own = make_event(make_session(cast.person, NOW - 9 * HOUR), "critical")
    acknowledge_event(event_id=own.id, caller=cast.clinician, now=NOW - 8 * HOUR)
    offer_event(event_id=offered.id, to_id=cast.clinician.id, note="", caller=cast.administrator, now=NOW - HOUR)
    for event in (offered, own):
        assert go_step_up(event.id, now=NOW) is not None
    page = text_of(sign_in(cast.clinician), MY_DAY)

    passed, _, rest = page.partition("Due today")
    assert "overdue by 8 h" in passed.partition("Overdue")[0]
    assert "you answer for it overdue by 4 h" in passed.partition("Overdue")[2]
    assert "Until you take it, nobody answers for it." in passed
    assert "you answer for it" not in rest


def test_what_others_did_since_the_last_visit_is_told(cast: Cast) -> None:
    look(cast.clinician, cast.person, 5 * 60)
    make_note(cast.person, cast.administrator, "She slept.", NOW - HOUR)
    make_note(cast.person, cast.clinician, "My own.", NOW - HOUR)
    page = text_of(sign_in(cast.clinician), MY_DAY).partition("Since you were last here")[2]

    assert f"{cast.administrator.email} wrote a note" in page
    assert str(cast.clinician.email) not in page


def test_what_another_system_did_is_told_by_its_name_to_who_is_of_no_clinic_too(cast: Cast) -> None:
    event = make_event(make_session(cast.person, NOW - 3 * HOUR), "high")
    post_json(with_key(cast.clinic, "risk:write"), f"/api/v1/crisis-events/{event.id}/acknowledge/", {})
    system = ApiKey.objects.latest("id").name
    for reader in (cast.clinician, cast.superuser):
        look(reader, cast.person, 5 * 60)
        page = text_of(sign_in(reader), MY_DAY).partition("Since you were last here")[2]

        assert f"{system} acknowledged" in page


def test_clinicians_begin_with_it_and_others_with_triage(cast: Cast) -> None:
    start = reverse("admin:index")

    assert "Who needs somebody now" in sign_in(cast.clinician).get(start).content.decode()
    assert 'class="day"' not in sign_in(cast.administrator).get(start).content.decode()


def test_a_full_day_takes_as_many_statements_as_an_empty_one(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    look(cast.clinician, cast.person, 5 * 60)

    User.objects.filter(id=cast.clinician.id).update(name="Anna Kamau")

    def fill(count: int) -> None:
        for person in PersonFactory.create_batch(count, clinic=cast.clinic):
            join_team(cast.team, people=[person])
            event = make_event(make_session(person, NOW - 3 * HOUR), "high")
            acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW - 2 * HOUR)
            make_task(person, cast.clinician, "Mine", NOW - HOUR, due_at=NOW + HOUR, owner_id=cast.clinician.id)
            make_task(person, cast.clinician, "Ours", NOW - HOUR, due_at=NOW + HOUR, care_team_id=cast.team.id)
            make_note(person, cast.administrator, "@Anna Kamau look", NOW - HOUR)

    fill(1)
    before = statements_of(lambda: client.get(MY_DAY))
    fill(6)

    assert statements_of(lambda: client.get(MY_DAY)) == before
    assert before <= 45
