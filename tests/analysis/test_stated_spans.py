"""Where the words stand that decided what was stated: spans are stored, never words, with a voice and without."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import orjson

from conversations.models import EmotionReading
from risk.models import Dissonance
from tests.conftest import Cast
from tests.sessions import DISTRESSED, make_body, record

FINE, TIRED = "I'm fine, really happy.", "Just tired. It is what it is."


def sentiment_after(cast: Cast, body: dict[str, Any]) -> dict[str, Any]:
    """What is stored of the words once this session is recorded."""
    (outcome,) = record(cast.superuser, body)
    assert outcome.status == 201
    sentiment = EmotionReading.objects.get(conversation_id=body["id"]).text_sentiment
    assert sentiment is not None
    return dict(sentiment)


def cut(body: dict[str, Any], spans: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    texts = {message["id"]: message["content"] for message in body["messages"]}
    return [(texts[span["message_id"]][span["start"] : span["end"]], span["kind"], span["group"]) for span in spans]


def test_spans_lie_in_the_messages_the_person_said(cast: Cast) -> None:
    body = make_body(cast.person, said=(FINE, TIRED), features=None, emotion=None)
    body["messages"].insert(1, {"id": str(uuid4()), "role": "assistant", "content": "You sound just tired."})

    spans = sentiment_after(cast, body)["spans"]

    assert cut(body, spans)[-2:] == [
        ("Just tired", "deflection", "only_tired"),
        ("It is what it is", "deflection", "resigned_saying"),
    ]
    assert len(spans) <= 5
    assert spans[0]["weight"] > 0.0 == spans[-1]["weight"]
    assert {key for span in spans for key in span} == {"message_id", "start", "end", "weight", "kind", "group"}


def test_words_against_voice_cite_the_same_spans_and_quote_nothing(cast: Cast) -> None:
    body = make_body(cast.person, said=(FINE, TIRED), emotion=DISTRESSED)

    sentiment = sentiment_after(cast, body)
    evidence = Dissonance.objects.get(session_id=body["id"]).evidence

    assert evidence["spans"] == sentiment["spans"] != []
    for stored in (evidence, sentiment):
        assert not {"tired", "happy"} & set(orjson.dumps(stored).decode().lower().replace('"', " ").split())


def test_a_clients_label_is_owed_to_no_word(cast: Cast) -> None:
    body = make_body(cast.person, said=(FINE,), stated_emotion="negative")

    sentiment = sentiment_after(cast, body)

    assert (sentiment["label"], sentiment["method"], sentiment["spans"]) == ("negative", "client label", [])


def test_words_that_were_not_read_leave_no_sentiment(cast: Cast) -> None:
    body = make_body(cast.person, said=("Zum Glück.",), language="de")
    record(cast.superuser, body)

    assert EmotionReading.objects.get(conversation_id=body["id"]).text_sentiment is None


def test_uncertain_words_have_no_valence_but_are_shown(cast: Cast) -> None:
    body = make_body(cast.person, said=("I am happy. I feel awful.",))

    sentiment = sentiment_after(cast, body)

    assert (sentiment["label"], sentiment["valence"]) == (None, None)
    assert sentiment["confidence"] < 0.45
    assert [kind for _, kind, _ in cut(body, sentiment["spans"])].count("claim") == 2
