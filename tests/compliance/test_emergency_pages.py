"""Emergency access over the admin and the API: asked for, seen while it lasts, ended; and what it does not allow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from baselines.models import UserDrift
from conversations.models import Conversation
from interfaces.models import UserInterface
from interfaces.services import build_interfaces
from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.audit.models import AuditEntry, DataAccess, SecurityEvent
from resona.compliance.emergency import MOST_TRIES, REASON_KEPT
from resona.compliance.emergency_models import LASTS, EmergencyAccess
from resona.compliance.models import ConsentRecord
from resona.sign_in.models import PersonToken
from resona.sign_in.person_tokens import make_token
from resona.site.links import day_and_time
from resona.site.pages import begin_page
from risk.models import CrisisEvent
from tests.admin.pages import act_url, list_url, page_url, sign_in
from tests.admin.records import make_drift, make_name
from tests.api.clients import post_json, signed_in, with_csrf, with_key
from tests.api.records import make_assessment, make_event, make_session
from tests.compliance.emergencies import REASON, make_emergency_access, open_record
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.factories import StaffFactory
from tests.sessions import make_body

OPEN = "/admin/compliance/emergencyaccess/open/"
NAME = "Wanjiru wa Kweli"


def api(person: User) -> str:
    return f"/api/v1/users/{person.id}/emergency-access/"


def send(client: Client, path: str, body: object) -> Any:
    return post_json(client, path, body)


def ask(client: Client, who: object, reason: str = REASON, **more: Any) -> Any:
    return client.post(OPEN, {"who": str(who), "reason": reason}, **more)


@pytest.mark.parametrize("by", ["id", "code"])
def test_a_clinician_asks_and_is_led_to_the_record(cast: Cast, by: str) -> None:
    make_name(cast.person, NAME)
    client = sign_in(cast.outsider)
    assert client.get(page_url(cast.person)).status_code == 404
    form = client.get(OPEN).content.decode()
    assert "told at once" in form
    assert NAME not in form

    answer = ask(client, getattr(cast.person, by), follow=True)
    assert answer.redirect_chain == [(page_url(cast.person), 302)]
    page = answer.content.decode()
    assert NAME in page
    assert "You see this record until" in page
    assert page.count(REASON) == 1  # one's own, among what the record tells

    access = EmergencyAccess.objects.get()
    end = act_url("compliance_emergencyaccess_end", access)
    assert end in page
    assert client.post(end).status_code == 302
    assert client.get(page_url(cast.person)).status_code == 404


def test_nothing_is_told_of_whoever_is_not_found(cast: Cast) -> None:
    make_name(cast.strange_person, NAME)
    client = sign_in(cast.outsider)
    pages = [ask(client, who).content.decode() for who in (uuid4(), cast.strange_person.id, cast.strange_person.code)]
    assert all("Nobody of your clinic has this id or code" in page for page in pages)
    assert not any(NAME in page for page in pages)
    assert not EmergencyAccess.objects.exists()
    assert "Nobody" not in ask(client, cast.person.id, follow=True).content.decode()


@pytest.mark.parametrize("reason", ["", "short", "x" * 501, "long enough, but\0"])
def test_without_a_fit_reason_the_form_is_shown_again(cast: Cast, reason: str) -> None:
    answer = ask(sign_in(cast.outsider), cast.person.id, reason)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not EmergencyAccess.objects.exists()


def test_whom_one_sees_anyway_needs_none(cast: Cast) -> None:
    answer = ask(sign_in(cast.clinician), cast.person.code, follow=True)
    assert answer.redirect_chain == [(page_url(cast.person), 302)]
    assert "Nothing was opened" in answer.content.decode()
    assert not EmergencyAccess.objects.exists()


def test_too_many_tries_are_answered_with_whom_to_ask(cast: Cast) -> None:
    client = sign_in(cast.outsider)
    for _ in range(MOST_TRIES):
        ask(client, uuid4())
    assert "ask them" in ask(client, cast.person.id).content.decode()
    assert not EmergencyAccess.objects.exists()


def test_a_form_from_elsewhere_opens_nothing(cast: Cast) -> None:
    assert ask(signed_in(cast.outsider), cast.person.id).status_code == 403
    assert send(signed_in(cast.outsider), api(cast.person), {"reason": REASON}).status_code == 403
    assert not EmergencyAccess.objects.exists()


def test_those_who_care_see_who_looks_and_administrators_may_end_it(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    end = act_url("compliance_emergencyaccess_end", access)
    page = sign_in(cast.clinician).get(page_url(cast.person)).content.decode()
    assert f"{cast.outsider.email} sees this record until" in page
    assert end not in page
    administrator = sign_in(cast.administrator)
    assert end in administrator.get(page_url(cast.person)).content.decode()
    page = administrator.get(page_url(access)).content.decode()
    assert REASON in page
    assert end in page
    assert cast.person.code in administrator.get(list_url(EmergencyAccess)).content.decode()
    back = administrator.post(end, {"next": page_url(cast.person)})
    assert back["Location"] == page_url(cast.person)
    assert "sees this record until" not in administrator.get(page_url(cast.person)).content.decode()
    assert sign_in(cast.outsider).get(page_url(cast.person)).status_code == 404


def test_why_one_looked_is_not_for_another_who_merely_looks(cast: Cast) -> None:
    other = StaffFactory.create(clinic=cast.clinic)
    first, second = (open_record(cast.person, each).access for each in (cast.outsider, other))
    for reader, accesses in ((other, {second}), (cast.outsider, {first}), (cast.clinician, {first, second})):
        client = sign_in(reader)
        read = {each for each in (first, second) if REASON in client.get(page_url(each)).content.decode()}
        assert read == accesses
        # The care record on the person's page tells of both, and why of the same.
        record = client.get(page_url(cast.person)).content.decode()
        assert record.count("opened this record in an emergency") == 2
        assert record.count(REASON) == len(accesses)


def test_every_look_is_kept_with_the_access_it_was_made_by(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    session = make_session(cast.person)
    make_session(cast.unassigned_person)
    client = sign_in(cast.outsider)
    assert client.get(page_url(session)).status_code == 200
    assert client.get(f"/api/v1/users/{cast.person.id}/timeline/").status_code == 200
    assert len(client.get("/api/v1/conversations/").json()["results"]) == 2
    kept = {(tuple(row.subjects), row.reason, row.records) for row in DataAccess.objects.all()}
    why = f"emergency access {access.id}"
    own, other = (cast.person.pseudonym,), (cast.unassigned_person.pseudonym,)
    assert kept == {(own, why, 1), (other, "", 1)}
    assert DataAccess.objects.count() == 4
    told = signed_in(cast.person).get(f"/api/v1/users/{cast.person.id}/accesses/").json()["results"]
    assert [(row["who"], row["reason"]) for row in told] == 3 * [(f"clinician {cast.outsider.code}", why)]


def test_over_the_api_it_is_opened_answered_again_and_ended(cast: Cast) -> None:
    client = with_csrf(cast.outsider)
    conversation = make_session(cast.person)
    first = send(client, api(cast.person), {"reason": REASON})
    again = send(client, api(cast.person), {"reason": "Still the same emergency"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    access = EmergencyAccess.objects.get()
    assert first.json().keys() == {"id", "user_id", "started_at", "expires_at"}
    assert first.json()["id"] == str(access.id)
    assert client.get(f"/api/v1/conversations/{conversation.id}/").status_code == 200
    assert client.delete(api(cast.person)).status_code == 204
    assert client.delete(api(cast.person)).status_code == 404
    assert client.get(f"/api/v1/conversations/{conversation.id}/").status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": "short"}, {"reason": 1}, {"reason": REASON, "who": "x"}]
)
def test_over_the_api_a_body_without_a_fit_reason_is_refused(cast: Cast, body: dict[str, object]) -> None:
    answer = send(with_csrf(cast.outsider), api(cast.person), body)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not SecurityEvent.objects.filter(kind="break_glass").exists()


def test_over_the_api_who_is_not_there_and_who_is_elsewhere_are_one(cast: Cast) -> None:
    client = with_csrf(cast.outsider)
    answers = [
        send(client, f"/api/v1/users/{person_id}/emergency-access/", {"reason": REASON})
        for person_id in (uuid4(), cast.strange_person.id, cast.clinician.id)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["detail"] for answer in answers}) == 1


def test_no_key_opens_a_record(cast: Cast) -> None:
    client = with_key(cast.clinic, "staff", "risk:write", "privacy:write", "records:read")
    assert send(client, api(cast.person), {"reason": REASON}).status_code == 403


def test_what_a_crisis_asks_is_done_and_nothing_else(cast: Cast) -> None:
    """Each is tried once more by the clinician who cares for the person, so that it is the care that decides."""
    now = timezone.now()
    session = make_session(cast.person, analysis_status="failed")
    make_drift(cast.person)
    make_token(cast.person, device="", issued_by=f"staff:{cast.administrator.id}", now=now)
    build_interfaces([cast.person.id], now=now)
    open_record(cast.person, cast.outsider)
    person = f"/api/v1/users/{cast.person.id}"
    why = {"reason": "as they asked"}
    consent = {"purpose": "research", "decision": "given", "version": "1", "channel": "paper", **why}
    for caller, status in ((with_csrf(cast.outsider), 403), (with_csrf(cast.clinician), 200)):
        for path, body in (
            (f"{person}/consents/", consent),
            (f"{person}/drift/accept/", why),
            (f"{person}/interface/rebuild/", {}),
            (f"{person}/interface/pin/", why),
        ):
            assert send(caller, path, body).status_code == status, path
    outsider = with_csrf(cast.outsider)
    assert send(outsider, "/api/v1/sessions/", make_body(cast.person)).status_code == 403
    assert outsider.delete(f"{person}/tokens/").status_code == 403
    assert outsider.get(f"{person}/accesses/").status_code == 403
    assert PersonToken.objects.get().revoked_at is None

    event, assessment = make_event(make_session(cast.person)), make_assessment(make_session(cast.person))
    for path, body in (
        (f"crisis-events/{event.id}/acknowledge/", {}),
        (f"crisis-events/{event.id}/resolve/", {"resolution": "transferred", "note": "with the ambulance"}),
        (f"risk-assessments/{assessment.id}/action/", {"action_taken": "called an ambulance"}),
    ):
        assert send(outsider, f"/api/v1/{path}", body).status_code == 200, path
    assert CrisisEvent.objects.get().resolved_by == cast.outsider
    assert Conversation.objects.get(id=session.id).reviewed_at is None


def test_what_is_done_meanwhile_is_kept_with_the_access_and_what_the_care_team_does_is_not(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    event, assessment = make_event(make_session(cast.person)), make_assessment(make_session(cast.person))
    act_on, resolve = f"risk-assessments/{assessment.id}/action/", f"crisis-events/{event.id}/resolve/"
    for caller, path, body in (
        (cast.clinician, f"crisis-events/{event.id}/acknowledge/", {}),
        (cast.outsider, act_on, {"action_taken": "called an ambulance"}),
        (cast.outsider, resolve, {"resolution": "transferred", "note": "with the ambulance"}),
    ):
        assert send(with_csrf(caller), f"/api/v1/{path}", body).status_code == 200, path
    tables, changed = ("crisis_events", "risk_assessments"), AuditEntry.Operation.UPDATE
    done = AuditEntry.objects.filter(table_name__in=tables, operation=changed, subject=cast.person.pseudonym)
    by_access = f"{REASON_KEPT}{access.id}"
    assert list(done.order_by("id").values_list("actor", "table_name", "reason")) == [
        (name_actor(cast.clinician), "crisis_events", ""),
        (name_actor(cast.outsider), "risk_assessments", by_access),
        (name_actor(cast.outsider), "crisis_events", by_access),
    ]


def test_pages_of_the_admin_offer_and_do_as_little(cast: Cast) -> None:
    now = timezone.now()
    session = make_session(cast.person, analysis_status="failed", not_assessed=["detector_failed:voice"])
    drift = make_drift(cast.person)
    build_interfaces([cast.person.id], now=now)
    make_token(cast.person, device="", issued_by=f"staff:{cast.administrator.id}", now=now)
    open_record(cast.person, cast.outsider)
    client = sign_in(cast.outsider)
    page = client.get(page_url(cast.person)).content.decode()
    review = act_url("conversations_conversation_review", session)
    accept = act_url("baselines_userdrift_accept", drift)
    decide = reverse("admin:compliance_consentrecord_decide", args=[cast.person.id, "research"])
    pin = act_url("interfaces_userinterface_pin", UserInterface.objects.get())
    assert not [url for url in (review, accept, decide) if url in page]
    assert review not in client.get(page_url(session)).content.decode()
    told = sign_in(cast.clinician).get(page_url(cast.person)).content.decode()
    assert all(url in told for url in (review, accept, decide))

    assert client.get(decide).status_code == 404
    for url in (review, accept, pin):
        assert "by emergency access" in client.post(url, {"reason": "as they asked"}, follow=True).content.decode()
    tokens = {"action": "revoke", "_selected_action": [PersonToken.objects.get().pk]}
    assert "by emergency access" in client.post(list_url(PersonToken), tokens, follow=True).content.decode()
    assert PersonToken.objects.get().revoked_at is None
    assert UserDrift.objects.get().status == drift.status
    assert UserInterface.objects.get().kept_version is None
    assert Conversation.objects.get().reviewed_at is None
    assert not ConsentRecord.objects.filter(purpose="research").exists()


def test_in_an_emergency_all_is_shown_and_what_a_crisis_asks_is_offered(cast: Cast) -> None:
    open_record(cast.person, cast.outsider)
    request = RequestFactory().get("/")
    request.user = cast.outsider
    page = begin_page(request, cast.person, cast.person.id)
    assert page.may("conversations.view_conversation")
    assert page.may("risk.change_crisisevent")
    assert not page.may("conversations.change_conversation")


def test_who_has_no_part_in_it_is_told_so_and_a_link_ends_nothing(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    end = act_url("compliance_emergencyaccess_end", access)
    administrator = sign_in(cast.administrator)
    assert administrator.get(OPEN).status_code == ask(administrator, cast.person.id).status_code == 403
    assert administrator.get(end).status_code == 405
    assert administrator.post(end.replace(str(access.id), str(uuid4()))).status_code == 404
    assert sign_in(cast.clinician).post(end).status_code == 404
    access.refresh_from_db()
    assert access.ended_at is None


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("began", "ended", "state", "until"),
    [
        (-30 * MINUTE, None, "open", 30 * MINUTE),
        (-30 * MINUTE, -20 * MINUTE, "over", -20 * MINUTE),
        (-LASTS - MINUTE, None, "over", -MINUTE),
    ],
)
def test_a_row_says_whether_it_is_open_and_until_when_it_was(
    began: timedelta, ended: timedelta | None, state: str, until: timedelta
) -> None:
    now = timezone.now()
    access = EmergencyAccess(
        started_at=now + began, expires_at=now + began + LASTS, ended_at=None if ended is None else now + ended
    )
    page: Any = admin.site._registry[EmergencyAccess]
    assert f">{state}<" in page.state(access)
    assert page.until(access) == day_and_time(now + until)
    assert page.when(access) == day_and_time(now + began)
    assert page.who(access) == "somebody whose account is gone"


def test_what_was_said_under_a_lost_key_says_so(cast: Cast, settings: Any) -> None:
    access = open_record(cast.person, cast.outsider).access
    settings.RESONA_KEYRING = make_keyring("k9")
    page: Any = admin.site._registry[EmergencyAccess]
    access.is_hidden = False  # type: ignore[attr-defined]
    assert page.said(access) == "What was said cannot be opened."


def test_what_is_over_is_not_ended_once_more(cast: Cast) -> None:
    access = make_emergency_access(cast.person, started_at=timezone.now() - 2 * LASTS, opened_by=cast.outsider)
    client = sign_in(cast.administrator)
    assert "End it now" not in client.get(page_url(access)).content.decode()
    assert client.post(act_url("compliance_emergencyaccess_end", access)).status_code == 302
    access.refresh_from_db()
    assert access.ended_at is None


def test_a_row_says_who_and_until_when_whatever_became_of_it(cast: Cast) -> None:
    make_emergency_access(cast.person, started_at=timezone.now() - 2 * LASTS)
    sealed_wrong = make_emergency_access(cast.person, started_at=timezone.now() - timedelta(days=3))
    client = sign_in(cast.administrator)
    assert client.get(list_url(EmergencyAccess)).content.decode().count(">over<") == 2
    assert REASON in client.get(page_url(sealed_wrong)).content.decode()
