"""Consent in the admin: read on the person's page, recorded by staff, texts succeeded by new versions."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from resona.accounts.models import User
from resona.compliance.consent import read_reason
from resona.compliance.models import ConsentRecord, ConsentText
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.reading import section_of
from tests.conftest import Cast

PAPER = {"decision": "withdrawn", "version": "", "channel": "paper", "reason": "Form of 3 March, in the file."}


def decide_url(person: User, purpose: str = "voice_analysis") -> str:
    return reverse("admin:compliance_consentrecord_decide", args=[person.id, purpose])


def faults(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def test_the_page_of_a_person_says_what_they_agreed_to(cast: Cast) -> None:
    sign_in(cast.clinician).post(decide_url(cast.person), PAPER)
    page = sign_in(cast.clinician).get(page_url(cast.person))
    states = {line.title: line.state for line in section_of(page, "compliance/consent.html").lines}
    assert states == {
        "Recording": "given",
        "Voice analysis": "withdrawn",
        "Personalisation": "given",
        "Sharing with the care team": "given",
        "Research": "never asked",
        "Contact in a crisis": "given",
    }
    newest = section_of(page, "compliance/consent.html").history[0]
    assert (newest.decision, newest.how, newest.who) == ("withdrawn", "on paper", cast.clinician.email)
    assert newest.reason == PAPER["reason"]
    assert decide_url(cast.person) in page.content.decode()


def test_what_was_given_on_paper_is_recorded_with_who_and_why(cast: Cast) -> None:
    given = PAPER | {"decision": "given", "version": "P-1"}
    answer = sign_in(cast.clinician).post(decide_url(cast.person, "research"), {**given, "next": page_url(cast.person)})
    assert (answer.status_code, answer["Location"]) == (302, page_url(cast.person))
    record = ConsentRecord.objects.get(purpose="research")
    assert (record.decision, record.version, record.channel) == ("given", "P-1", "paper")
    assert (record.decided_by, read_reason(record)) == (cast.clinician, PAPER["reason"])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"decision": "given"}, "version"),
        ({"reason": " "}, "reason"),
        ({"reason": "nul\0"}, "reason"),
        ({"channel": "app"}, "channel"),
        ({"decision": "maybe"}, "decision"),
    ],
)
def test_what_is_missing_is_said_and_nothing_recorded(cast: Cast, changed: dict[str, str], field: str) -> None:
    answer = sign_in(cast.clinician).post(decide_url(cast.person), PAPER | changed)
    assert set(faults(answer)) == {field}
    assert not ConsentRecord.objects.exclude(channel="integration").exists()


def test_only_versions_of_the_clinic_are_offered_where_it_has_any(cast: Cast) -> None:
    ConsentText.objects.create(clinic=cast.clinic, purpose="research", language="en", version="R-1", text="May we?")
    client = sign_in(cast.clinician)
    assert "R-1" in client.get(decide_url(cast.person, "research")).content.decode()
    given = PAPER | {"decision": "given", "version": "R-2"}
    assert set(faults(client.post(decide_url(cast.person, "research"), given))) == {"version"}


def test_who_does_not_see_the_person_records_nothing(cast: Cast) -> None:
    for caller in (cast.outsider, cast.stranger):
        for method in ("get", "post"):
            assert getattr(sign_in(caller), method)(decide_url(cast.person), PAPER).status_code == 404
    assert sign_in(cast.clinician).get(decide_url(cast.person, "selling")).status_code == 404
    assert sign_in(cast.clinician).get(decide_url(cast.clinician)).status_code == 404


def test_whose_sharing_was_refused_administrators_still_see(cast: Cast) -> None:
    sign_in(cast.clinician).post(decide_url(cast.person, "care_team_sharing"), PAPER)
    assert sign_in(cast.clinician).get(page_url(cast.person)).status_code == 404
    assert sign_in(cast.administrator).get(page_url(cast.person)).status_code == 200


TEXT = {"purpose": "recording", "language": "en", "version": "2026-1", "text": "We keep what you say."}


def test_administrators_add_versions_and_nobody_changes_one(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    add = reverse("admin:compliance_consenttext_add")
    assert client.post(add, TEXT).status_code == 302
    text = ConsentText.objects.get()
    assert text.clinic == cast.clinic
    page = client.post(add, TEXT | {"text": "Other words."})
    assert set(page.context["adminform"].form.errors) == {"version"}
    assert client.post(add, TEXT | {"version": "2026-2"}).status_code == 302
    for caller in (cast.administrator, cast.superuser):
        assert sign_in(caller).post(page_url(text), TEXT | {"text": "Other words."}).status_code == 403
        assert sign_in(caller).post(page_url(text).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert "We keep what you say." in client.get(page_url(text)).content.decode()
    assert sign_in(cast.clinician).get(list_url(ConsentText)).status_code == 200
    assert sign_in(cast.clinician).post(add, TEXT | {"version": "3"}).status_code == 403
    assert ConsentText.objects.count() == 2


def test_a_language_that_is_none_is_refused(cast: Cast) -> None:
    page = sign_in(cast.administrator).post(reverse("admin:compliance_consenttext_add"), TEXT | {"language": "English"})
    assert set(page.context["adminform"].form.errors) == {"language"}


def test_the_page_of_a_decision_shows_the_words_agreed_to(cast: Cast) -> None:
    ConsentText.objects.create(clinic=cast.clinic, **(TEXT | {"purpose": "research", "version": "R-1"}))
    client = sign_in(cast.clinician)
    client.post(decide_url(cast.person, "research"), PAPER | {"decision": "given", "version": "R-1"})
    page = client.get(page_url(ConsentRecord.objects.get(purpose="research"))).content.decode()
    assert "We keep what you say." in page
    assert PAPER["reason"] not in page
