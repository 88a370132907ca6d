"""The page of a session when something is missing, damaged or hostile, and what each reader may do on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from conversations.models import Conversation
from resona.accounts.models import User
from resona.postgres.models import new_id
from risk.models import CrisisEvent, CrisisEventStep
from risk.services import acknowledge_event, record_action, resolve_event
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import section_of, words_of
from tests.admin.records import (
    INTENDED,
    make_assessment,
    make_deviation,
    make_dissonance,
    make_event,
    make_message,
    make_name,
    make_session,
)
from tests.conftest import Cast

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def session(cast: Cast) -> Conversation:
    return make_session(cast.person, NOW)


def page_of(cast: Cast, session: Conversation) -> str:
    return words_of(sign_in(cast.clinician), page_url(session))


def test_a_session_with_nothing_in_it_says_so_part_by_part(cast: Cast, session: Conversation) -> None:
    words = page_of(cast, session)

    for shown in (
        "not assessed",
        "Nothing of this session could be assessed. Please read it yourself.",
        "No words came with this session.",
        "No voice was measured in this session.",
    ):
        assert shown in words
    for absent in ("Analyses of this session", "Emotions in the voice", "Words against voice", "Distance"):
        assert absent not in words.partition("All records")[0], absent


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (None, "in English"),
        (timedelta(seconds=59), "less than a minute long"),
        (timedelta(minutes=9), "9 min long"),
        (timedelta(hours=2, minutes=5), "2 h 5 min long"),
    ],
)
def test_its_length_is_told_if_it_is_known(cast: Cast, length: timedelta | None, words: str) -> None:
    session = make_session(cast.person, NOW, ended_at=None if length is None else NOW + length)

    assert words in page_of(cast, session)
    assert ("long ·" in page_of(cast, session)) is (length is not None)


def test_messages_stand_in_their_order_with_the_clinics_time(cast: Cast, session: Conversation) -> None:
    make_name(cast.person, "Amina")
    make_message(session, "third", position=2)
    make_message(session, "first", position=0)
    make_message(session, "second", role="assistant", position=1)

    assert "Amina · 15:00 first App · 15:00 second Amina · 15:00 third" in page_of(cast, session)


def test_nothing_said_named_or_noted_becomes_markup(cast: Cast, session: Conversation) -> None:
    make_name(cast.person, HOSTILE)
    said = make_message(session, f"{HOSTILE} I want to end it")
    match = {"message_id": str(said.id), "start": 0, "end": len(HOSTILE), "group": HOSTILE, "severity": 5}
    factor = {**INTENDED, "contribution": 0.9, "evidence": {**INTENDED["evidence"], "matches": [match]}}
    assessment = make_assessment(session, "critical", risk_factors=[factor])
    record_action(assessment_id=assessment.id, action_taken=HOSTILE, caller=cast.clinician, now=NOW)
    event = make_event(session)
    resolve_event(event_id=event.id, resolution="other", note=HOSTILE, caller=cast.clinician, now=NOW)
    html = sign_in(cast.clinician).get(page_url(session)).content.decode()

    assert "<script>alert" not in html
    assert unescape(html).count(HOSTILE) >= 4


def test_a_message_of_another_key_leaves_the_others_readable(cast: Cast, session: Conversation) -> None:
    good = make_message(session, "good morning")
    session.messages.create(role="user", position=1, content=good.content)  # sealed for another row
    words = page_of(cast, session)

    assert "good morning" in words
    assert "These words cannot be opened." in words


def test_a_note_that_cannot_be_opened_is_said_to_be_there(cast: Cast, session: Conversation) -> None:
    event = make_event(session)
    resolve_event(event_id=event.id, resolution="other", note="went well", caller=cast.clinician, now=NOW)
    CrisisEvent.objects.update(resolution_note=CrisisEvent.resolution_note.seal(new_id(), "moved"))
    moved = CrisisEventStep.text.seal(new_id(), "moved")
    CrisisEventStep.objects.create(user=cast.person, event=event, kind=CrisisEventStep.Kind.NOTE, text=moved)

    assert "These words cannot be opened." in page_of(cast, session)
    assert "cannot be opened" in words_of(sign_in(cast.clinician), page_url(event))


def test_what_became_of_an_event_is_told_with_names_and_times(cast: Cast, session: Conversation) -> None:
    event = make_event(session)
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW + timedelta(minutes=20))
    resolve_event(
        event_id=event.id,
        resolution="transferred",
        note="Ward 3",
        caller=cast.administrator,
        now=NOW + timedelta(hours=2),
    )
    words = page_of(cast, session)

    resolved = f"Resolved: transferred Ward 3 Sat 14 Mar 2026, 17:00 by {cast.administrator.email}"
    acknowledged = f"Acknowledged Sat 14 Mar 2026, 15:20 by {cast.clinician.email}"
    raised = "Critical crisis event: transferred Raised Sat 14 Mar 2026, 15:10"
    assert f"{raised} {resolved} {acknowledged}" in words
    about = f"{resolved} · About somebody else?"
    assert f"What was done {about} {acknowledged}" in words_of(sign_in(cast.clinician), page_url(event))


def test_who_acted_stays_unnamed_once_the_account_is_gone(cast: Cast, session: Conversation) -> None:
    assessment = make_assessment(session, "high")
    record_action(assessment_id=assessment.id, action_taken="Called.", caller=cast.clinician, now=NOW)
    assert f"Called. ({cast.clinician.email})" in page_of(cast, session)

    User.objects.filter(id=cast.clinician.id).delete()

    words = words_of(sign_in(cast.administrator), page_url(session))
    assert "Called. current" in words


def test_a_measure_within_its_band_is_not_marked_and_one_outside_is(cast: Cast) -> None:
    session = make_session(cast.person, NOW, voice_features={"pitch_hz": 180.0})
    make_deviation(session, "rate")
    band = {"expected": 0.2, "low": 0.1, "high": 0.3, "k": 5}
    make_deviation(session, "pause", z=0.4, baseline_value=band, current_value={"value": 0.22})
    answer = sign_in(cast.clinician).get(page_url(session))
    voice = {line.title: line for line in section_of(answer, "risk/session/voice.html").lines}

    assert (voice["Speech rate"].is_unusual, voice["Pauses"].is_unusual) == (True, False)
    assert voice["Speech rate"].svg
    assert (voice["Pitch"].words, voice["Pitch"].band, voice["Pitch"].svg) == (
        "nothing to compare with yet",
        "not known yet",
        "",
    )


@pytest.mark.parametrize(
    "evidence", [{}, {"stated_valence": None, "voice_valence": 0.1}, {"stated_valence": "high"}, [], None], ids=str
)
def test_words_and_voice_without_valences_have_no_axis(cast: Cast, session: Conversation, evidence: object) -> None:
    make_dissonance(session, evidence={} if evidence is None else evidence, confidence=None)
    answer = sign_in(cast.clinician).get(page_url(session))

    assert section_of(answer, "risk/session/dissonance.html").axis == ""
    assert "confidence" not in answer.content.decode().partition("Distance")[2][:60]


def test_every_gap_is_named_and_a_failure_told_from_the_rest(cast: Cast) -> None:
    session = make_session(cast.person, NOW, not_assessed=["voice_missing", "detector_failed:dissonance"])
    gaps = section_of(sign_in(cast.clinician).get(page_url(session)), "risk/session/gaps.html")

    assert [is_failure for _, is_failure in gaps] == [False, True]


@pytest.mark.parametrize(
    ("caller", "status"),
    [("clinician", 302), ("administrator", 302), ("outsider", 404), ("stranger", 404)],
)
def test_who_sees_a_session_may_say_that_they_have_looked(cast: Cast, caller: str, status: int) -> None:
    session = make_session(cast.person, NOW, not_assessed=["voice_unusable"])
    url = reverse("admin:conversations_conversation_review", args=[session.pk])

    assert sign_in(getattr(cast, caller)).post(url).status_code == status
    session.refresh_from_db()
    assert (session.reviewed_at is not None) is (status == 302)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_page_is_only_read(cast: Cast, session: Conversation, method: str) -> None:
    assert getattr(sign_in(cast.superuser), method)(page_url(session)).status_code == 405
