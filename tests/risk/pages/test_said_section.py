"""However much was said in a session, its page shows a part of it, and leads to the rest."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from conversations.message_pages import MOST_ROWS, pages_of
from conversations.models import Conversation, Message
from resona.compliance.models import PrivacySettings
from risk.corrections import add_note
from tests.admin.pages import page_url, sign_in
from tests.admin.records import SOME_TIME_AGO, make_assessment, make_event, make_session
from tests.conftest import Cast
from tests.sessions import make_body, record

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
LARGEST_BYTES = 1_000_000
CRISIS = "I am going to kill myself tonight."
MEBIBYTE = 2**20 - 2_000
LARGE = {
    "signs that HTML writes longer": ("'\"&<>" * (MEBIBYTE // 5),),
    "letters of four bytes": ("\U0001f600" * (MEBIBYTE // 12),),
    "crisis language": ("I want to die. " * (MEBIBYTE // 15),),
    "very many short messages": ("'",) * 20_000,
    "very many cries": ("I want to die",) * 20_000,
}


def session_of(cast: Cast, *said: str) -> Conversation:
    body = make_body(cast.person, said=said)
    body["messages"] = [{"role": "user", "content": text} for text in said]
    (outcome,) = record(cast.person, body)
    assert outcome.is_recorded
    return Conversation.objects.get(id=outcome.session_id)


def fetch(client: Client, session: Conversation, query: str = "") -> str:
    answer = client.get(f"{page_url(session)}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def words_on(*pages: str) -> str:
    """What was said, as a reader sees it, one after another."""
    lists = "".join(page.partition('<ol class="said">')[2].partition("</ol>")[0] for page in pages)
    return "".join(unescape(re.sub(r"<[^>]*>", "", found)) for found in re.findall(r"(?s)<p>(.*?)</p>", lists))


@pytest.mark.parametrize("said", LARGE.values(), ids=LARGE)
def test_no_page_of_a_session_is_large(cast: Cast, said: tuple[str, ...]) -> None:
    session, client = session_of(cast, *said), sign_in(cast.clinician)
    count = len(pages_of(session))
    for number in (1, count):
        assert len(fetch(client, session, f"?said={number}").encode()) < LARGEST_BYTES
    assert client.get(f"{page_url(session)}?said={count + 1}").status_code == 404
    longest = Message.objects.filter(conversation=session, part_of=None).order_by("-position").first()
    assert longest is not None
    assert len(client.get(page_url(longest)).content) < LARGEST_BYTES


def test_all_that_was_said_stands_on_one_page_or_another(cast: Cast) -> None:
    said = [f"This is the message number {number}." for number in range(450)]
    long = " ".join(f"word{number}" for number in range(30_000))
    session, client = session_of(cast, *said, long), sign_in(cast.clinician)
    pages = [fetch(client, session, f"?said={number}") for number in range(1, len(pages_of(session)) + 1)]
    read = words_on(*pages)
    assert all(text in read for text in said)
    assert long in read
    assert f"messages 1 to {MOST_ROWS} of 451" in pages[0]
    assert f"messages {MOST_ROWS + 1} to {2 * MOST_ROWS} of 451" in pages[1]
    assert "messages 451 to 451 of 451" in pages[-1]
    assert " · continued" in pages[-1]


def test_pages_with_crisis_language_are_named_and_marked_there(cast: Cast) -> None:
    talk = [f"We went for walk number {number} by the river." for number in range(500)]
    session, client = session_of(cast, *talk[:450], CRISIS, *talk[450:]), sign_in(cast.clinician)
    first = re.sub(r"\s+", " ", fetch(client, session))
    assert 'Crisis language was found on page <a class="resona-link" href="?said=3#said">3</a>.' in first
    assert "is-crisis" not in first.partition('<ol class="said">')[2]
    assert re.search(r'<mark class="is-crisis"[^>]*>[^<]*kill myself', fetch(client, session, "?said=3"))


def test_a_mark_in_a_long_message_stands_on_the_page_of_its_part(cast: Cast) -> None:
    before = " ".join(f"We saw bird number {number}." for number in range(9_000))
    session, client = session_of(cast, f"{before} {CRISIS} Then we slept."), sign_in(cast.clinician)
    found = re.findall(r"\?said=(\d+)#said", fetch(client, session))
    marked = fetch(client, session, f"?said={found[0]}")
    assert re.search(r'<mark class="is-crisis"[^>]*>[^<]*kill myself', marked)


@pytest.mark.parametrize("number", ["0", "-1", "x", "2", "99999", "", "１"])
def test_a_page_that_is_not_there_is_not_found(cast: Cast, number: str) -> None:
    session = session_of(cast, "It was a good day.")
    assert sign_in(cast.clinician).get(f"{page_url(session)}?said={number}").status_code == 404


def test_an_ordinary_session_is_one_page(cast: Cast) -> None:
    page = fetch(sign_in(cast.clinician), session_of(cast, "It was a good day.", "I slept well."))
    assert "I slept well." in words_on(page)
    assert "Page 1 of" not in page


def test_words_that_are_hidden_are_opened_on_no_page(cast: Cast) -> None:
    session = session_of(cast, *[f"message {number}" for number in range(300)])
    PrivacySettings.objects.create(user=cast.person, words_for_clinicians="never")
    for number in (1, 2):
        page = fetch(sign_in(cast.clinician), session, f"?said={number}")
        assert "message 2" not in page
        assert "does not let staff read their words" in page


def test_of_very_many_analyses_and_steps_the_latest_are_shown_and_how_many_there_are(cast: Cast) -> None:
    session = make_session(cast.person, SOME_TIME_AGO)
    for number in range(30):
        make_assessment(session, is_current=False, assessed_at=SOME_TIME_AGO + timedelta(days=number))
    event = make_event(session)
    for number in range(30):
        add_note(event_id=event.id, note=f"note {number}", caller=cast.clinician, now=NOW + timedelta(minutes=number))
    page = fetch(sign_in(cast.clinician), session)
    assert "The latest 20 of 30." in page
    assert "The latest 20 of 30 steps" in page
    assert "note 29" in page and "note 9<" not in page
