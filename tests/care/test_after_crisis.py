"""What follows a confirmed crisis: three follow-ups of an episode, once, for whoever answers for the person."""

from __future__ import annotations

from datetime import timedelta

from resona.accounts.models import PersonLead
from resona.care.models import Task
from risk.corrections import correct_resolution
from risk.models import CrisisEvent
from risk.services import resolve_event
from risk.wrong_person import move_event
from tests.api.records import make_event, make_session
from tests.care.made import NOW
from tests.conftest import Cast


def resolve(event: CrisisEvent, caller: object, resolution: str = "confirmed") -> None:
    resolve_event(event_id=event.id, resolution=resolution, note="She is safe.", caller=caller, now=NOW)  # type: ignore[arg-type]


def test_a_confirmed_crisis_is_followed_after_a_day_three_days_and_a_week(cast: Cast) -> None:
    event = make_event(make_session(cast.person))
    resolve(event, cast.clinician)
    tasks = Task.objects.filter(user=cast.person).order_by("due_at")
    assert [task.due_at for task in tasks] == [NOW + timedelta(hours=hours) for hours in (24, 72, 168)]
    assert {(task.crisis_event_id, task.care_team_id, task.owner_id) for task in tasks} == {
        (event.id, cast.team.id, None)
    }


def test_they_are_the_leads_and_without_lead_or_team_of_whoever_resolved(cast: Cast) -> None:
    PersonLead.objects.create(user=cast.person, staff=cast.administrator)
    resolve(make_event(make_session(cast.person)), cast.clinician)
    resolve(make_event(make_session(cast.unassigned_person)), cast.clinician)
    assert set(Task.objects.filter(user=cast.person).values_list("owner_id", flat=True)) == {cast.administrator.id}
    assert set(Task.objects.filter(user=cast.unassigned_person).values_list("owner_id", flat=True)) == {
        cast.clinician.id
    }


def test_an_episode_is_followed_once(cast: Cast) -> None:
    first = make_event(make_session(cast.person))
    second = make_event(make_session(cast.person, days=1), episode_uuid=first.episode_uuid)
    resolve(first, cast.clinician)
    resolve(second, cast.clinician)
    assert Task.objects.count() == 3


def test_a_false_alarm_is_followed_by_nothing_and_a_correction_takes_them_back(cast: Cast) -> None:
    resolve(make_event(make_session(cast.unassigned_person)), cast.clinician, "false_alarm")
    assert not Task.objects.exists()
    event = make_event(make_session(cast.person))
    resolve(event, cast.clinician)
    correct_resolution(event_id=event.id, resolution="false_alarm", note="A song.", caller=cast.clinician, now=NOW)
    assert not Task.objects.open().exists()
    assert Task.objects.filter(cancelled_at=NOW).count() == 3


def test_what_was_filed_under_the_wrong_person_is_followed_up_no_longer(cast: Cast) -> None:
    event = make_event(make_session(cast.person))
    resolve(event, cast.clinician)
    move_event(event_id=event.id, person_id=cast.other_person.id, caller=cast.administrator, now=NOW)
    assert not Task.objects.open().exists()
