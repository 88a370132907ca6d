"""Whether staff read what a person said: the person says, wherever words are opened."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.models import Conversation, Message
from conversations.words import HIDDEN_WORDS, words_are_hidden
from resona.accounts.callers import ApiKeyCaller
from resona.compliance.models import PrivacySettings
from tests.admin.pages import page_url, sign_in
from tests.api.clients import signed_in, with_key
from tests.api.records import make_message, make_session
from tests.conftest import Cast

SAID = "canary in a coal mine"


def let(cast: Cast, words: str) -> None:
    PrivacySettings.objects.update_or_create(user=cast.person, defaults={"words_for_clinicians": words})


@pytest.fixture
def message(cast: Cast) -> Message:
    return make_message(make_session(cast.person), SAID)


@pytest.mark.parametrize(
    ("words", "is_crisis", "is_hidden"),
    [
        (None, False, False),
        ("always", False, False),
        ("high_risk", False, True),
        ("high_risk", True, False),
        ("never", False, True),
        ("never", True, True),
    ],
)
def test_staff_read_what_the_person_lets_them(
    cast: Cast, message: Message, words: str | None, is_crisis: bool, is_hidden: bool
) -> None:
    if words is not None:
        let(cast, words)
    Conversation.objects.update(crisis_detected=is_crisis)
    session_id = message.conversation_id
    key = ApiKeyCaller(id=cast.team.id, clinic_id=cast.clinic.id, scopes=frozenset())
    for staff in (cast.clinician, cast.administrator, cast.superuser):
        assert words_are_hidden(session_id, staff) == is_hidden
    assert not words_are_hidden(session_id, cast.person)
    assert not words_are_hidden(session_id, key)


def test_nothing_hides_what_is_not_there(cast: Cast) -> None:
    assert words_are_hidden(cast.team.id, cast.clinician)


def test_every_place_that_opens_words_asks(cast: Cast, message: Message) -> None:
    path = f"/api/v1/conversations/{message.conversation_id}/messages/"
    pages = [page_url(message), page_url(message.conversation)]
    browser = sign_in(cast.clinician)
    assert all(SAID in browser.get(page).content.decode() for page in pages)
    let(cast, "never")
    for page in pages:
        shown = browser.get(page).content.decode()
        assert SAID not in shown
        assert HIDDEN_WORDS in shown
    contents: list[Any] = [
        caller.get(path).json()["results"][0]["content"]
        for caller in (browser, signed_in(cast.person), with_key(cast.clinic, "records:read"))
    ]
    assert contents == [None, SAID, SAID]
