"""Acting on a crisis event in the admin: nothing moves under the pointer, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from risk.event_steps import read_step
from risk.models import CrisisEvent
from risk.services import acknowledge_event, resolve_event
from tests.admin.pages import act_url, page_url, sign_in
from tests.admin.reading import words_of
from tests.admin.records import make_event, make_session
from tests.conftest import Cast

HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    return make_event(make_session(cast.person, datetime.now(UTC) - timedelta(hours=1)))


def press(client: Client, event: CrisisEvent, name: str) -> str:
    """What htmx puts in the place of the row."""
    answer = client.post(act_url(f"risk_crisisevent_{name}", event), {"next": "/admin/"}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


def texts_of(event: CrisisEvent) -> list[str]:
    return [read_step(step) for step in event.steps.order_by("at", "id")]


def test_acknowledging_gives_the_row_with_its_buttons_where_they_were_and_an_undo(
    cast: Cast, event: CrisisEvent
) -> None:
    client = sign_in(cast.clinician)
    row = press(client, event, "acknowledge")
    assert "<html" not in row
    assert 'aria-disabled="true"' in row
    assert row.index(">Acknowledge<") < row.index(">Resolve<") < row.index(">False alarm<")
    assert "Undo" in row
    assert "until-10" in row

    row = press(client, event, "undo")
    assert "Undone: it waits again." in row
    assert 'aria-disabled="true"' not in row
    event.refresh_from_db()
    assert not event.human_reviewed


def test_whoever_comes_second_is_told_who_was_first_and_offered_no_undo(cast: Cast, event: CrisisEvent) -> None:
    acknowledge_event(event_id=event.id, caller=cast.administrator, now=datetime.now(UTC))
    client = sign_in(cast.clinician)
    row = press(client, event, "acknowledge")
    assert f"{cast.administrator.email} acknowledged it before you." in row
    assert "until-" not in row
    assert "Only whoever acknowledged a crisis event can undo it" in press(client, event, "undo")


def test_what_was_typed_is_kept_when_somebody_resolved_it_meanwhile(cast: Cast, event: CrisisEvent) -> None:
    resolve_event(
        event_id=event.id, resolution="confirmed", note="safe", caller=cast.administrator, now=datetime.now(UTC)
    )
    typed = {"resolution": "false_alarm", "note": "It was a song.", "next": page_url(event)}
    client = sign_in(cast.clinician)
    page = client.post(act_url("risk_crisisevent_resolve", event), typed).content.decode()
    assert f"{cast.administrator.email} resolved it meanwhile: confirmed." in page
    assert "It was a song." in page
    note_url = act_url("risk_crisisevent_note", event)
    assert f'formaction="{note_url}"' in page

    client.post(note_url, typed)
    assert texts_of(event) == ["safe", "It was a song."]


def test_an_event_is_noted_corrected_and_reopened_from_its_page(cast: Cast, event: CrisisEvent) -> None:
    client = sign_in(cast.clinician)
    sent = {
        "note": {"note": "Called her."},
        "resolve": {"resolution": "confirmed", "note": "Safe."},
        "correct": {"resolution": "false_alarm", "note": "A song."},
        "reopen": {"reason": "No song."},
    }
    for name, answers in sent.items():
        page = client.get(page_url(event)).content.decode()
        assert act_url(f"risk_crisisevent_{name}", event) in page, name
        answer = client.post(act_url(f"risk_crisisevent_{name}", event), {**answers, "next": page_url(event)})
        assert answer["Location"] == page_url(event)
    assert texts_of(event) == ["Called her.", "Safe.", "A song.", "No song."]
    words = words_of(client, page_url(event))
    for line in (
        "Note Called her.",
        "Resolved: confirmed Safe.",
        "Corrected: false alarm A song.",
        "Reopened No song.",
    ):
        assert line in words


def test_only_what_is_resolved_offers_to_be_reopened(cast: Cast, event: CrisisEvent) -> None:
    page = sign_in(cast.clinician).get(page_url(event)).content.decode()
    assert act_url("risk_crisisevent_note", event) in page
    assert act_url("risk_crisisevent_reopen", event) not in page
    answer = sign_in(cast.clinician).post(
        act_url("risk_crisisevent_correct", event), {"resolution": "other", "note": "x"}
    )
    assert "is not resolved" in answer.content.decode()
