"""What a clinician does about findings: through the services, by POST, asked for a reason, within their scope."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from risk.models import CrisisEvent, RiskAssessment
from risk.services import read_note
from tests.admin.pages import act_url, list_url, page_url, sign_in
from tests.admin.records import make_assessment, make_event, make_session
from tests.conftest import Cast
from tests.signing_in import sign_in_with_both

NOW = datetime.now(UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    return make_event(make_session(cast.person, NOW - HOUR))


@pytest.fixture
def assessment(cast: Cast) -> RiskAssessment:
    return make_assessment(make_session(cast.person, NOW - HOUR), "medium")


def test_acknowledging_takes_one_press_and_leads_back(cast: Cast, event: CrisisEvent) -> None:
    url = act_url("risk_crisisevent_acknowledge", event)

    answer = sign_in(cast.clinician).post(url, {"next": page_url(cast.person)})

    assert (answer.status_code, answer["Location"]) == (302, page_url(cast.person))
    event.refresh_from_db()
    assert (event.human_reviewed, event.acknowledged_by) == (True, cast.clinician)


def test_nothing_is_acknowledged_by_following_a_link(cast: Cast, event: CrisisEvent) -> None:
    assert sign_in(cast.clinician).get(act_url("risk_crisisevent_acknowledge", event)).status_code == 405
    event.refresh_from_db()
    assert not event.human_reviewed


@pytest.mark.parametrize("name", ["risk_crisisevent_acknowledge", "risk_crisisevent_resolve"])
def test_another_site_cannot_press_the_button(cast: Cast, event: CrisisEvent, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in_with_both(client, cast.clinician)

    assert client.post(act_url(name, event), {"resolution": "confirmed", "note": "x"}).status_code == 403
    event.refresh_from_db()
    assert not event.human_reviewed


@pytest.mark.parametrize("resolution", ["confirmed", "false_alarm", "transferred", "other"])
def test_an_event_is_resolved_with_a_reason(cast: Cast, event: CrisisEvent, resolution: str) -> None:
    url = act_url("risk_crisisevent_resolve", event)

    answer = sign_in(cast.clinician).post(url, {"resolution": resolution, "note": "A line of a song."})

    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:index"))
    event.refresh_from_db()
    assert (event.resolution, event.resolved_by, read_note(event)) == (resolution, cast.clinician, "A line of a song.")
    assert "A line of a song" not in str(event.resolution_note)


@pytest.mark.parametrize(
    "answers",
    [
        {"resolution": "false_alarm", "note": ""},
        {"resolution": "false_alarm", "note": "   "},
        {"note": "because"},
        {"resolution": "done", "note": "because"},
        {"resolution": "other", "note": "a NUL \0 character"},
        {"resolution": "other", "note": "x" * 5001},
    ],
)
def test_without_a_reason_nothing_is_resolved(cast: Cast, event: CrisisEvent, answers: dict[str, str]) -> None:
    answer = sign_in(cast.clinician).post(act_url("risk_crisisevent_resolve", event), answers)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    event.refresh_from_db()
    assert event.resolved_at is None


def test_false_alarm_is_a_choice_already_made_on_its_page(cast: Cast, event: CrisisEvent) -> None:
    page = sign_in(cast.clinician).get(act_url("risk_crisisevent_resolve", event), {"resolution": "false_alarm"})

    assert page.context["form"].initial == {"resolution": "false_alarm"}
    assert page.context["title"] == "False alarm"


def test_what_is_resolved_in_another_way_stays_so(cast: Cast, event: CrisisEvent) -> None:
    client = sign_in(cast.clinician)
    url = act_url("risk_crisisevent_resolve", event)
    client.post(url, {"resolution": "confirmed", "note": "Called."})

    answer = client.post(url, {"resolution": "false_alarm", "note": "No."}, follow=True)

    assert f"{cast.clinician.email} resolved it meanwhile: confirmed." in answer.content.decode()
    event.refresh_from_db()
    assert event.resolution == "confirmed"


def test_chosen_events_are_acknowledged_from_the_list(cast: Cast, event: CrisisEvent) -> None:
    foreign = make_event(make_session(cast.strange_person, NOW - HOUR))
    chosen = {"action": "acknowledge_chosen", "_selected_action": [str(event.id), str(foreign.id)]}

    sign_in(cast.clinician).post(list_url(CrisisEvent), chosen)

    assert set(CrisisEvent.objects.filter(human_reviewed=True)) == {event}


def test_an_action_is_recorded_for_the_assessments_chosen(cast: Cast, assessment: RiskAssessment) -> None:
    others = [make_assessment(make_session(cast.person, NOW - hours * HOUR)) for hours in (2, 3)]
    foreign = make_assessment(make_session(cast.other_person, NOW - HOUR))
    client = sign_in(cast.clinician)
    url = act_url("risk_riskassessment_action", assessment)

    page = client.get(url)
    offered = [key for key, _ in page.context["form"].fields["assessments"].choices]
    assert offered == [str(one.id) for one in (assessment, *others)]
    client.post(url, {"action_taken": "Called, is safe.", "assessments": offered[:2]})

    acted = RiskAssessment.objects.filter(action_taken="Called, is safe.", action_taken_by=cast.clinician)
    assert set(acted) == {assessment, others[0]}
    refused = client.post(url, {"action_taken": "x", "assessments": [str(foreign.id)]})
    assert refused.status_code == 200
    foreign.refresh_from_db()
    assert foreign.action_taken is None


@pytest.mark.parametrize(
    "answers",
    [
        {"action_taken": ""},
        {"action_taken": "x" * 101},
        {"action_taken": "a\0b"},
        {"action_taken": "x", "assessments": []},
    ],
)
def test_an_action_needs_words_and_something_to_cover(
    cast: Cast, assessment: RiskAssessment, answers: dict[str, object]
) -> None:
    given = {"assessments": [str(assessment.id)], **answers}

    answer = sign_in(cast.clinician).post(act_url("risk_riskassessment_action", assessment), given)

    assert answer.status_code == 200
    assessment.refresh_from_db()
    assert assessment.action_taken is None


def test_two_clinicians_do_not_overwrite_one_another(cast: Cast, assessment: RiskAssessment) -> None:
    url = act_url("risk_riskassessment_action", assessment)
    given = {"assessments": [str(assessment.id)]}
    sign_in(cast.clinician).post(url, {"action_taken": "Called.", **given})

    answer = sign_in(cast.administrator).post(url, {"action_taken": "Wrote.", **given}, follow=True)

    assert "Another action is already recorded" in answer.content.decode()
    assessment.refresh_from_db()
    assert (assessment.action_taken, assessment.action_taken_by) == ("Called.", cast.clinician)


@pytest.mark.parametrize("caller", ["outsider", "stranger"])
@pytest.mark.parametrize(
    "name", ["risk_crisisevent_acknowledge", "risk_crisisevent_resolve", "risk_riskassessment_action"]
)
def test_nobody_acts_on_people_they_do_not_see(
    cast: Cast, event: CrisisEvent, assessment: RiskAssessment, caller: str, name: str
) -> None:
    record = assessment if "assessment" in name else event

    answer = sign_in(getattr(cast, caller)).post(act_url(name, record), {"resolution": "other", "note": "x"})

    assert answer.status_code == 404


def test_people_in_care_and_visitors_are_asked_to_sign_in(cast: Cast, event: CrisisEvent) -> None:
    for client in (Client(), sign_in(cast.person)):
        answer = client.post(act_url("risk_crisisevent_acknowledge", event))

        assert answer["Location"].startswith(reverse("admin:login"))
    event.refresh_from_db()
    assert not event.human_reviewed


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_way_back_never_leaves_the_site(cast: Cast, event: CrisisEvent, elsewhere: str) -> None:
    answer = sign_in(cast.clinician).post(act_url("risk_crisisevent_acknowledge", event), {"next": elsewhere})

    assert answer["Location"] == reverse("admin:index")


def test_one_press_says_that_someone_has_looked_at_what_could_not_be_assessed(cast: Cast) -> None:
    session = make_session(cast.person, NOW - DAY, not_assessed=["voice_unusable"])
    browser = Client()
    sign_in_with_both(browser, cast.clinician)
    triage = reverse("triage")
    url = reverse("admin:conversations_conversation_review", args=[session.id])

    assert url in browser.get(triage).content.decode()
    assert url in browser.get(reverse("admin:conversations_conversation_change", args=[session.id])).content.decode()
    assert browser.get(url).status_code == 405
    assert browser.post(url, {"next": triage}).headers["Location"] == triage
    session.refresh_from_db()
    assert session.reviewed_by == cast.clinician
    assert url not in browser.get(triage).content.decode()


def test_nobody_looks_for_those_of_another_team(cast: Cast) -> None:
    session = make_session(cast.person, NOW - DAY, not_assessed=["voice_unusable"])
    browser = Client()
    sign_in_with_both(browser, cast.outsider)
    url = reverse("admin:conversations_conversation_review", args=[session.id])

    assert browser.post(url).status_code in {302, 404}
    session.refresh_from_db()
    assert session.reviewed_at is None
