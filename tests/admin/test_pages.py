"""The start page, the page of a person, and the page of a session, as a clinician reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from conversations.models import Message
from resona.accounts.models import User, UserProfile
from resona.postgres.models import new_id
from resona.sign_in.second_factor import begin_enrolment, enrol
from risk.pages.dashboard import more_url
from risk.services import resolve_event
from risk.triage_rows import GroupKey
from risk.triage_wording import GROUPS
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import section_of
from tests.admin.records import (
    INTENDED,
    make_assessment,
    make_deviation,
    make_dissonance,
    make_drift,
    make_event,
    make_message,
    make_name,
    make_session,
)
from tests.conftest import Cast
from tests.factories import join_team

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def text_of(client: Client, url: str) -> str:
    """What stands on a page, without its markup."""
    answer = client.get(url)
    assert answer.status_code == 200
    body = answer.content.decode().partition('id="content"')[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))


def start_page(user: User) -> str:
    return text_of(sign_in(user), reverse("triage"))


def test_the_start_page_tells_who_why_and_what_is_asked(cast: Cast) -> None:
    make_name(cast.person, "Amina Odhiambo")
    session = make_session(cast.person, datetime.now(UTC) - 3 * HOUR)
    make_assessment(session, "critical", risk_factors=[{**INTENDED, "contribution": 0.9}])
    make_event(session)

    page = start_page(cast.clinician)

    for words in (
        "Crisis events 1",
        "critical",
        "overdue by 1 h 5",
        f"Amina Odhiambo {cast.person.code} {cast.team.name}",
        "Language of suicidal intent, a plan or self-harm, present tense.",
        "Acknowledge it, read the session now, and decide who contacts this person.",
        "Acknowledge Resolve False alarm Open session",
    ):
        assert words in page, words


def test_no_one_responsible_is_said_and_can_be_mended_by_administrators(cast: Cast) -> None:
    make_event(make_session(cast.unassigned_person, NOW - HOUR))

    assert "No one responsible" in start_page(cast.clinician)
    assert "Assign a care team" not in start_page(cast.clinician)
    assert "Assign a care team" in start_page(cast.administrator)


def test_what_could_not_be_assessed_is_never_called_low(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR, not_assessed=["detector_failed:crisis_language", "voice_missing"])
    make_assessment(session, "low", risk_factors=[])

    for page in (start_page(cast.clinician), text_of(sign_in(cast.clinician), page_url(session))):
        assert "The search for crisis language failed" in page
        assert not re.search(r"\blow\b(?! medium)", page)  # the scale of levels names it too
    person = text_of(sign_in(cast.clinician), page_url(cast.person))
    assert "incomplete" in person


@pytest.mark.parametrize(
    ("subject", "words"), [("person", "Nobody is waiting"), ("strange_person", "nobody here for you yet")]
)
def test_an_empty_list_says_what_it_means(cast: Cast, subject: str, words: str) -> None:
    if subject == "strange_person":
        User.objects.filter(clinic=cast.clinic, role="person").update(clinic_id=cast.stranger.clinic_id)

    else:
        join_team(cast.team, people=[cast.unassigned_person])

    page = start_page(cast.clinician)

    assert words in page
    assert "Made at" in page


def test_times_are_those_of_the_clinic(cast: Cast) -> None:
    session = make_session(cast.person, datetime(2026, 2, 28, 22, 5, tzinfo=UTC))

    assert "Session of Sun 1 Mar 2026, 01:05" in sign_in(cast.clinician).get(page_url(session)).content.decode()
    assert "Nairobi time" in start_page(cast.clinician)


def test_a_person_has_their_course_and_all_sessions(cast: Cast) -> None:
    make_name(cast.person, "Amina Odhiambo")
    session = make_session(
        cast.person,
        NOW - DAY,
        voice_features={"rate_sps": 3.1, "pitch_hz": 180.0},
        emotion_summary={"sad": 0.7, "calm": 0.3},
    )
    make_deviation(session)
    make_dissonance(session)
    make_assessment(session, "medium")
    make_session(cast.person, NOW - 200 * DAY)
    client = sign_in(cast.clinician)
    answer = client.get(page_url(cast.person))
    page = text_of(client, page_url(cast.person))

    assert [chart.key for chart in section_of(answer, "risk/person/course.html").charts] == [
        "risk",
        "dissonance",
        "emotions",
        "rate",
        "pitch",
    ]
    for words in (
        cast.team.name,
        "Open findings 1",
        "Speech rate syllables a second latest: 3.1 syllables a second",
        "Positive words over a distressed voice.",
        "Speech rate: 3.1 syllables a second, usually 3.6 to 4.8 syllables a second: slower than usual.",
        "3.1 (3.6 to 4.8)",
        "180 (learning)",
        "Sessions 1",
    ):
        assert words in page, words
    assert "Sessions 2" in text_of(client, f"{page_url(cast.person)}?period=all")
    assert "There is no session in this time." in text_of(sign_in(cast.administrator), page_url(cast.other_person))


def test_a_session_shows_the_words_the_evidence_and_what_it_is_made_of(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR, emotion_summary={"sad": 1.0})
    said = make_message(session, "I am fine & well. I want to <b>end</b> it.")
    make_message(session, "I hear you.", role="assistant", position=1)
    match = {"message_id": str(said.id), "start": 18, "end": 41, "group": "intent", "severity": 5, "counts": True}
    factor = {**INTENDED, "contribution": 0.6, "evidence": {**INTENDED["evidence"], "matches": [match]}}
    floor = {"factor": "crisis_language_floor", "column": "pattern", "contribution": 0.3, "evidence": {}}
    make_assessment(
        session, "critical", risk_factors=[factor, floor], pattern_contribution=0.9, dissonance_contribution=None
    )
    make_dissonance(session)
    make_deviation(session)
    client = sign_in(cast.clinician)

    html, page = client.get(page_url(session)).content.decode(), text_of(client, page_url(session))

    marked = '<mark class="is-crisis" title="Suicidal intent">I want to &lt;b&gt;end&lt;/b&gt; it</mark>'
    assert marked in html
    for words in (
        "0.60 Language of suicidal intent",
        "0.30 The person's own words alone call for at least this level",
        "0.90 score of 1",
        "Positive words over a distressed voice.",
        "slower than usual",
        "usually 3.6 to 4.8 syllables a second",
    ):
        assert words in page, words


def test_pages_lead_to_all_records_they_are_made_of(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR)
    make_message(session, "hello")
    make_assessment(session)
    make_dissonance(session)
    make_deviation(session)
    make_event(session)
    client = sign_in(cast.clinician)

    def found(page: str, name: str) -> int:
        app = "accounts" if page == page_url(cast.person) else "conversations"
        links = dict(section_of(client.get(page), f"{app}/records.html"))
        return len(client.get(links[name]).context["cl"].result_list)

    for page in (page_url(cast.person), page_url(session)):
        for name in ("Messages", "Assessments", "Words against voice", "Deviations", "Crisis events"):
            assert found(page, name) == 1, name
    assert found(page_url(cast.person), "Sessions") == 1
    assert "Uploads" not in dict(section_of(client.get(page_url(cast.person)), "accounts/records.html"))


def test_superseded_analyses_are_told_from_the_current_one(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR)
    make_assessment(session, "high", is_current=False, policy_version="risk-0")
    make_assessment(session, "medium", assessed_at=NOW)

    page = text_of(sign_in(cast.clinician), page_url(session))

    assert re.search(r"medium 0\.40 current", page)
    assert re.search(r"high 0\.70 superseded", page)


def test_how_a_crisis_event_ended_stays_on_its_session(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR)
    make_assessment(session, "critical")
    event = make_event(session)
    resolve_event(event_id=event.id, resolution="false_alarm", note="A song.", caller=cast.clinician, now=NOW)

    page = text_of(sign_in(cast.clinician), page_url(session))

    assert "Critical crisis event: false alarm" in page
    assert "Resolved: false alarm A song." in page
    assert f"by {cast.clinician.email}" in page
    assert "Record action" not in page


def test_expected_gaps_ask_for_nothing_and_failures_do(cast: Cast) -> None:
    gap, failure = (
        make_session(cast.person, NOW - hours * HOUR, not_assessed=[code])
        for hours, code in ((1, "words_uncertain"), (2, "voice_unusable"))
    )
    for session in (gap, failure):
        make_assessment(session, "low")
    client = sign_in(cast.clinician)

    assert "Record action" not in text_of(client, page_url(gap))
    assert "Record action" in text_of(client, page_url(failure))


def test_words_that_cannot_be_opened_are_said_to_be_there(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR)
    Message.objects.create(conversation=session, role="user", content=Message.content.seal(new_id(), "moved"))

    assert "These words cannot be opened." in text_of(sign_in(cast.clinician), page_url(session))


def test_a_name_that_cannot_be_opened_hides_nobody(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    UserProfile.objects.create(user=cast.person, encrypted_data=UserProfile.encrypted_data.seal(new_id(), b"moved"))
    make_event(make_session(cast.person, NOW - HOUR))

    assert cast.person.code in start_page(cast.clinician)
    assert "cannot be opened" in caplog.text


def test_nothing_that_was_said_is_on_any_list(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR)
    make_message(session, "canary words")
    make_assessment(session)
    client = sign_in(cast.clinician)

    for url in (
        reverse("admin:index"),
        reverse("triage"),
        page_url(cast.person),
        reverse("admin:conversations_message_changelist"),
        reverse("admin:conversations_conversation_changelist"),
    ):
        assert "canary" not in client.get(url).content.decode()
    assert "canary words" in client.get(page_url(Message.objects.get())).content.decode()


def test_pages_load_nothing_from_elsewhere(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR, voice_features={"rate_sps": 3.1})
    client = sign_in(cast.clinician)

    for url in (reverse("admin:index"), page_url(cast.person), page_url(session), reverse("admin:login")):
        html = client.get(url, follow=True).content.decode()
        assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", html), url


@pytest.mark.parametrize("key", GROUPS)
def test_the_rest_of_every_group_is_a_list(cast: Cast, key: GroupKey) -> None:
    make_event(make_session(cast.person, NOW - HOUR))
    make_event(make_session(cast.person, NOW - 9 * DAY, created_at=NOW), is_historical=True)
    make_assessment(make_session(cast.person, NOW - HOUR))
    make_session(cast.person, NOW, not_assessed=["voice_unusable"])
    make_session(cast.person, NOW, not_assessed=["voice_missing"])
    make_drift(cast.person)
    for weeks in range(8, 16):
        make_session(cast.unassigned_person, NOW - weeks * 7 * DAY)

    answer = sign_in(cast.clinician).get(more_url(key))

    assert len(answer.context["cl"].result_list) == 1


def test_signing_in_leads_to_triage(cast: Cast) -> None:
    client = Client()
    page = client.get(reverse("admin:login")).content.decode()
    action = re.search(r'<form action="([^"]*)"', page)
    assert action is not None

    codes = enrol(cast.clinician, begin_enrolment(), step=0)

    client.post(unescape(action[1]), {"username": cast.clinician.email, "password": "staff password"})
    answer = client.post(reverse("sign_in:code"), {"code": codes[0]})

    assert answer["Location"] == reverse("admin:index")


def test_a_time_zone_of_the_database_is_not_used(cast: Cast) -> None:
    """The clinic's time is set for one page only."""
    make_session(cast.person, NOW)
    sign_in(cast.clinician).get(page_url(cast.person))
    with connection.cursor() as cursor:
        cursor.execute("SHOW timezone")

        assert cursor.fetchone() == ("UTC",)
