"""Lists of sessions, messages, readings and uploads: what their rows say, and that nothing said stands in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations.models import Conversation, EmotionReading, Message, Upload
from resona.encryption.sealing import as_text
from resona.postgres.models import new_id
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import cells_of, words_of
from tests.admin.records import make_message, make_session
from tests.conftest import Cast

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def make_reading(cast: Cast, **fields: Any) -> EmotionReading:
    values = {"emotion_type": "sad", "confidence_score": 0.7, "created_at": NOW, **fields}
    return EmotionReading.objects.create(user=cast.person, **values)


def test_a_session_tells_when_how_long_and_how_far_it_could_be_assessed(cast: Cast) -> None:
    make_session(cast.person, NOW, language="sw", crisis_detected=True, not_assessed=["voice_missing"])
    [cells] = cells_of(sign_in(cast.clinician), Conversation)

    assert cells == ["14 Mar 2026, 15:00", cast.person.code, "9 min", "Swahili", "in part", "crisis"]


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(None, "-"), (0, "less than a minute"), (0.99, "less than a minute"), (1, "1 min"), (1.6, "1 min"), (600, "10 h")],
)
def test_the_length_of_a_session_is_in_whole_minutes_or_hours_or_not_known(
    cast: Cast, minutes: float | None, shown: str
) -> None:
    ended_at = None if minutes is None else NOW + timedelta(minutes=minutes)
    make_session(cast.person, NOW, ended_at=ended_at)

    assert cells_of(sign_in(cast.clinician), Conversation)[0][2] == shown


@pytest.mark.parametrize("status", list(Conversation.Status))
def test_every_status_is_shown_and_can_be_asked_for(cast: Cast, status: Conversation.Status) -> None:
    sessions = {each: make_session(cast.person, NOW, analysis_status=each) for each in Conversation.Status}
    client = sign_in(cast.clinician)
    page = client.get("/admin/conversations/conversation/", {"analysis_status": status})

    assert [row.pk for row in page.context["cl"].result_list] == [sessions[status].pk]
    assert cells_of(client, Conversation, analysis_status=status)[0][4] == status.label


def test_only_sessions_with_a_crisis_are_listed_when_asked_for(cast: Cast) -> None:
    make_session(cast.person, NOW)
    make_session(cast.person, NOW, crisis_detected=True)

    assert [cells[-1] for cells in cells_of(sign_in(cast.clinician), Conversation, crisis_detected="True")] == [
        "crisis"
    ]
    assert cells_of(sign_in(cast.clinician), Conversation, crisis_detected="False") == []


def test_a_message_is_opened_on_its_own_page_only(cast: Cast) -> None:
    message = make_message(make_session(cast.person, NOW), "I am <b>fine</b> & well")
    client = sign_in(cast.clinician)

    assert "fine" not in words_of(client, "/admin/conversations/message/")
    html = client.get(page_url(message)).content.decode()
    assert "I am &lt;b&gt;fine&lt;/b&gt; &amp; well" in html
    assert str(message.content) not in html


def test_a_message_that_cannot_be_opened_says_so(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    moved = make_message(session, "hello")
    other = Message.objects.create(conversation=session, role="user", content=moved.content)

    assert "cannot be opened" in words_of(sign_in(cast.clinician), page_url(other))


def test_what_the_person_and_what_the_app_said_are_told_apart(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    for position, role in enumerate(("user", "assistant", "user")):
        make_message(session, "hello", role=role, position=position)
    client = sign_in(cast.clinician)

    assert [cells[1] for cells in cells_of(client, Message, role="assistant")] == ["app"]
    assert [cells[1] for cells in cells_of(client, Message, role="user")] == ["person"] * 2
    assert all(cells[2] == cast.person.code for cells in cells_of(client, Message))


def test_a_reading_tells_words_and_voice_apart(cast: Cast) -> None:
    session = make_session(cast.person, NOW, emotion_summary={"sad": 0.7, "calm": 0.3})
    make_reading(
        cast,
        conversation=session,
        confidence_score=0.9,
        voice_emotion={"valence": -0.68},
        text_sentiment={"valence": 0.5, "method": "vader"},
    )
    [cells] = cells_of(sign_in(cast.clinician), EmotionReading)

    assert cells == ["14 Mar 2026, 15:00", cast.person.code, "sad", "70%", "unpleasant", "positive", "session"]


@pytest.mark.parametrize(
    "heard", [None, {}, {"valence": None}, {"valence": "low"}, {"valence": [1]}, [0.5], "text"], ids=str
)
def test_a_reading_without_a_valence_shows_a_dash_and_hides_no_other(cast: Cast, heard: object) -> None:
    make_reading(cast, voice_emotion=heard)
    make_reading(cast, voice_emotion={"valence": 0.25})

    assert {cells[4] for cells in cells_of(sign_in(cast.clinician), EmotionReading)} == {"-", "pleasant"}


def test_a_reading_outlives_its_session(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    make_reading(cast, conversation=session)
    session.delete()

    assert cells_of(sign_in(cast.clinician), EmotionReading)[0][-1] == "-"


def test_an_upload_leads_to_its_session_once_there_is_one(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    done = Upload.objects.create(id=session.id, user=cast.person, operation_type="session", status="completed")
    waiting = Upload.objects.create(user=cast.person, operation_type="session", retry_count=3)
    client = sign_in(cast.superuser)
    rows = {cells[0]: cells for cells in cells_of(client, Upload)}

    assert rows[str(done)][-1] == "session"
    assert rows[str(waiting)][-2:] == ["3", "-"]
    assert len(cells_of(client, Upload, status="pending")) == 1
    assert page_url(session) in client.get("/admin/conversations/upload/").content.decode()


def test_the_page_of_an_upload_shows_nothing_of_its_body(cast: Cast) -> None:
    body = Upload.encrypted_data.seal(new_id(), b"body")
    upload = Upload.objects.create(user=cast.person, encrypted_data=body, body_digest="canary-digest")

    page = sign_in(cast.superuser).get(page_url(upload)).content.decode()
    assert [said for said in ("canary", str(body), body.hex(), as_text(body)) if said in page] == []
