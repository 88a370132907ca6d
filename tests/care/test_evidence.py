"""What a decision is based on: ticked where it is recorded, and readable from it."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from django.test import Client

from resona.care.evidence import key_of, recent_evidence
from resona.care.models import Decision
from tests.admin.pages import page_url, sign_in
from tests.api.records import make_assessment, make_dissonance, make_event, make_session
from tests.care.made import make_decision
from tests.conftest import Cast

FORM = {"title": "Call every day", "decision_type": "safety", "rationale": "She asked for it", "status": "approved"}


@pytest.fixture
def browser(cast: Cast) -> Client:
    return sign_in(cast.clinician)


def record(browser: Client, cast: Cast, **more: Any) -> str:
    url = f"/admin/accounts/user/{cast.person.id}/record-decision/"
    return str(browser.post(url, {**FORM, **more}, follow=True).content.decode())


def test_what_was_found_of_late_can_be_ticked_and_is_read_from_the_decision(cast: Cast, browser: Client) -> None:
    session = make_session(cast.person)
    event, assessment = make_event(session), make_assessment(session)
    make_dissonance(session)
    words = dict(recent_evidence(cast.person, cast.clinician, UTC))
    form = browser.get(f"/admin/accounts/user/{cast.person.id}/record-decision/").content.decode()
    for key, said in words.items():
        assert key in form
        assert not said.endswith(" ")
    keys = [key_of("crisis_events", event.id), key_of("conversations", session.id)]
    assert set(keys) <= set(words)
    assert "Decision recorded." in record(browser, cast, evidence=keys)
    decision = Decision.objects.get()
    assert decision.evidence == [
        {"table": "crisis_events", "id": str(event.id)}, {"table": "conversations", "id": str(session.id)}
    ]  # fmt: skip
    page = browser.get(page_url(decision)).content.decode()
    assert "Crisis event of" in page
    assert page_url(event) in page
    assert page_url(assessment) not in page


def test_what_takes_its_place_begins_with_what_it_was_based_on(cast: Cast, browser: Client) -> None:
    session = make_session(cast.person)
    evidence = [{"table": "conversations", "id": session.id}]
    decision = make_decision(cast.person, cast.clinician, evidence=evidence)
    form = browser.get(page_url(decision).replace("change/", "supersede/")).content.decode()
    box = form[form.index(f'value="{key_of("conversations", session.id)}"') :]
    assert "checked" in box[: box.index(">")]


def test_nobody_bases_a_decision_on_what_is_not_of_this_person(cast: Cast, browser: Client) -> None:
    other = make_session(cast.unassigned_person)
    assert "Select a valid choice" in record(browser, cast, evidence=[key_of("conversations", other.id)])
    assert not Decision.objects.exists()


def test_what_is_gone_is_said_to_be(cast: Cast, browser: Client) -> None:
    session = make_session(cast.person)
    decision = make_decision(cast.person, cast.clinician, evidence=[{"table": "conversations", "id": session.id}])
    session.delete()
    assert "A session that is gone" in browser.get(page_url(decision)).content.decode()
