"""Pages that ask before something is recorded: what they show, what they refuse, and who may use them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from risk.models import CrisisEvent, RiskAssessment
from risk.pages.assessment_admin import MOST_COVERED
from risk.services import acknowledge_event, record_action, resolve_event
from risk.step_models import MAX_NOTE_CHARACTERS
from tests.admin.pages import act_url, list_url, page_url, sign_in
from tests.admin.reading import cells_of, words_of
from tests.admin.records import make_assessment, make_event, make_name, make_session
from tests.conftest import Cast

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    return make_event(make_session(cast.person, NOW - HOUR))


@pytest.fixture
def assessment(cast: Cast) -> RiskAssessment:
    return make_assessment(make_session(cast.person, NOW - HOUR), "high")


@pytest.mark.parametrize("name", ["risk_crisisevent_resolve", "risk_riskassessment_action"])
def test_a_page_that_asks_shows_whom_it_is_about(
    cast: Cast, event: CrisisEvent, assessment: RiskAssessment, name: str
) -> None:
    make_name(cast.person, HOSTILE)
    record = assessment if "assessment" in name else event
    html = sign_in(cast.clinician).get(act_url(name, record)).content.decode()

    assert HOSTILE not in html
    assert HOSTILE in unescape(html)
    assert cast.person.code in html


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"resolution": "", "note": "x"}, "resolution"),
        ({"resolution": "forgotten", "note": "x"}, "resolution"),
        ({"resolution": "confirmed", "note": "  \n "}, "note"),
        ({"resolution": "confirmed", "note": "x" * (MAX_NOTE_CHARACTERS + 1)}, "note"),
        ({"resolution": "confirmed", "note": "a\0b"}, "note"),
        ({}, "resolution"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_resolution_that_is_none_is_told_at_its_field(
    cast: Cast, event: CrisisEvent, answers: dict[str, str], field: str
) -> None:
    answer = sign_in(cast.clinician).post(act_url("risk_crisisevent_resolve", event), {**answers, "next": "/admin/"})

    assert answer.status_code == 200
    if answers:
        assert field in answer.context["form"].errors
    event.refresh_from_db()
    assert event.resolved_at is None


def test_what_was_written_is_still_there_after_a_fault(cast: Cast, event: CrisisEvent) -> None:
    answers = {"resolution": "", "note": f"Spoke with {HOSTILE} for long"}
    html = sign_in(cast.clinician).post(act_url("risk_crisisevent_resolve", event), answers).content.decode()

    assert answers["note"] in unescape(html)
    assert HOSTILE not in html


@pytest.mark.parametrize(
    ("query", "title"), [({"resolution": "false_alarm"}, "False alarm"), ({}, "Resolve a crisis event")]
)
def test_the_title_says_what_is_asked(cast: Cast, event: CrisisEvent, query: dict[str, str], title: str) -> None:
    page = sign_in(cast.clinician).get(act_url("risk_crisisevent_resolve", event), query)

    assert page.context["title"] == title


@pytest.mark.parametrize("name", ["risk_crisisevent_resolve", "risk_riskassessment_action"])
@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_the_form_leads_back_within_the_site_only(
    cast: Cast, event: CrisisEvent, assessment: RiskAssessment, name: str, wanted: str
) -> None:
    record = assessment if "assessment" in name else event
    page = sign_in(cast.clinician).get(act_url(name, record), {"next": wanted})

    assert page.context["next_url"] == "/admin/"
    assert "elsewhere.example" not in page.content.decode().partition('class="ask"')[2]


def test_one_action_covers_at_most_fifty_and_the_one_it_was_asked_for(cast: Cast, assessment: RiskAssessment) -> None:
    for hours in range(MOST_COVERED + 5):
        make_assessment(make_session(cast.person, NOW - (hours + 2) * HOUR))
    client = sign_in(cast.clinician)
    url = act_url("risk_riskassessment_action", assessment)

    offered = [key for key, _ in client.get(url).context["form"].fields["assessments"].choices]
    client.post(url, {"action_taken": "Called.", "assessments": offered})

    assert offered[0] == str(assessment.id)
    assert len(offered) == MOST_COVERED
    assert RiskAssessment.objects.filter(action_taken="Called.").count() == MOST_COVERED
    assert RiskAssessment.objects.filter(action_taken=None).count() == 6


def test_if_one_of_them_cannot_be_recorded_none_is(cast: Cast, assessment: RiskAssessment) -> None:
    other = make_assessment(make_session(cast.person, NOW - 2 * HOUR))
    client = sign_in(cast.clinician)
    url = act_url("risk_riskassessment_action", assessment)
    client.get(url)
    record_action(assessment_id=assessment.id, action_taken="Wrote.", caller=cast.administrator, now=NOW)

    answer = client.post(
        url, {"action_taken": "Called.", "assessments": [str(other.id), str(assessment.id)]}, follow=True
    )

    assert "Another action is already recorded" in answer.content.decode()
    other.refresh_from_db()
    assert other.action_taken is None


def test_an_action_on_a_superseded_assessment_is_refused(cast: Cast, assessment: RiskAssessment) -> None:
    RiskAssessment.objects.update(is_current=False)
    url = act_url("risk_riskassessment_action", assessment)

    answer = sign_in(cast.clinician).post(url, {"action_taken": "x", "assessments": [str(assessment.id)]}, follow=True)

    assert answer.status_code == 200
    assessment.refresh_from_db()
    assert assessment.action_taken is None


def test_buttons_go_once_nothing_is_left_to_do(cast: Cast, event: CrisisEvent, assessment: RiskAssessment) -> None:
    client = sign_in(cast.clinician)
    assert "Acknowledge" in words_of(client, page_url(event))
    assert "Record action" in words_of(client, page_url(assessment))

    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW)
    assert "Acknowledge " not in words_of(client, page_url(event)).replace("Acknowledged", "")
    resolve_event(event_id=event.id, resolution="other", note="x", caller=cast.clinician, now=NOW)
    record_action(assessment_id=assessment.id, action_taken="Called.", caller=cast.clinician, now=NOW)

    assert "False alarm" not in words_of(client, page_url(event))
    assert "Record action" not in words_of(client, page_url(assessment))


def test_the_list_of_events_tells_where_each_stands(cast: Cast) -> None:
    sessions = [make_session(cast.person, NOW - hours * HOUR) for hours in range(1, 6)]
    make_event(sessions[0])
    make_event(sessions[1], human_reviewed=True, acknowledged_at=NOW)
    make_event(sessions[2], is_historical=True, due_at=None)
    make_event(sessions[3], "high", resolved_at=NOW, resolution="confirmed")
    make_event(sessions[4], detection_method="risk_score", resolved_at=NOW, resolution="false_alarm")
    rows = [cells[-7:] for cells in cells_of(sign_in(cast.clinician), CrisisEvent)]

    assert [(row[1], row[3], row[5]) for row in rows] == [
        ("critical", "open", "crisis language"),
        ("critical", "acknowledged", "crisis language"),
        ("critical", "open, from the past", "crisis language"),
        ("high", "confirmed", "crisis language"),
        ("critical", "false alarm", "risk score"),
    ]
    assert rows[2][4] == "-"


def test_the_list_of_assessments_tells_level_reason_and_action(cast: Cast) -> None:
    whole = make_session(cast.person, NOW - HOUR)
    make_assessment(whole, "low")
    make_assessment(make_session(cast.person, NOW - 2 * HOUR, not_assessed=["voice_unusable"]), "low", risk_factors=[])
    done = make_assessment(make_session(cast.person, NOW - 3 * HOUR), "high")
    record_action(assessment_id=done.id, action_taken=HOSTILE, caller=cast.clinician, now=NOW)
    rows = [cells[1:] for cells in cells_of(sign_in(cast.clinician), RiskAssessment)]

    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("low", "0.10", "-"),
        ("incomplete", "0.10", "waits"),
        ("high", "0.70", HOSTILE),
    ]
    assert rows[0][3] == "Positive words over a distressed voice."
    assert HOSTILE not in sign_in(cast.clinician).get(list_url(RiskAssessment)).content.decode()


@pytest.mark.parametrize(
    ("state", "expected"), [("waiting", {"high"}), ("acted", {"medium"}), ("incomplete", {"low"}), ("nonsense", set())]
)
def test_assessments_are_narrowed_by_what_was_done(cast: Cast, state: str, expected: set[str]) -> None:
    make_assessment(make_session(cast.person, NOW - HOUR), "high")
    acted = make_assessment(make_session(cast.person, NOW - 2 * HOUR), "medium")
    record_action(assessment_id=acted.id, action_taken="Called.", caller=cast.clinician, now=NOW)
    make_assessment(make_session(cast.person, NOW - 3 * HOUR, not_assessed=["words_uncertain"]), "low")
    answer = sign_in(cast.clinician).get(list_url(RiskAssessment), {"state": state})

    assert {row.risk_level for row in answer.context["cl"].result_list} == expected


def test_chosen_events_of_others_are_not_acknowledged(cast: Cast, event: CrisisEvent) -> None:
    foreign = make_event(make_session(cast.strange_person, NOW - HOUR))
    form = {"action": "acknowledge_chosen", "_selected_action": [str(event.id), str(foreign.id)]}

    sign_in(cast.clinician).post(list_url(CrisisEvent), form)

    foreign.refresh_from_db()
    event.refresh_from_db()
    assert (event.human_reviewed, foreign.human_reviewed) == (True, False)


def test_pressing_twice_keeps_who_was_first(cast: Cast, event: CrisisEvent) -> None:
    url = act_url("risk_crisisevent_acknowledge", event)
    sign_in(cast.clinician).post(url)
    sign_in(cast.administrator).post(url)
    sign_in(cast.administrator).post(
        list_url(CrisisEvent), {"action": "acknowledge_chosen", "_selected_action": [str(event.id)]}
    )

    event.refresh_from_db()
    assert event.acknowledged_by == cast.clinician
