"""Privacy requests in the admin: administrators see what is due, say what is done, and fetch archives."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.models import DataAccess, SecurityEvent
from resona.compliance.archives import make_archive
from resona.compliance.holds import is_held
from resona.compliance.request_admin import steps_of
from resona.compliance.requests import read_request_reason
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from resona.postgres.models import new_id
from tests.admin.pages import list_url, page_url, sign_in
from tests.compliance.cases import NAME, ask, live_through
from tests.conftest import Cast
from tests.encryption.keys import make_keyring

WHY = {"reason": "Asked by letter of 3 March"}
LIFT = {"lift": "True"}


def url(view: str, *arguments: object) -> str:
    return reverse(f"admin:compliance_gdprrequest_{view}", args=arguments)


def content_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_an_administrator_asks_for_a_person_and_fetches_the_archive(cast: Cast) -> None:
    live_through(cast.person, cast.superuser, sessions=2)
    client = sign_in(cast.administrator)
    assert cast.person.code in client.get(url("ask", cast.person.id, "access")).content.decode()
    assert client.post(url("ask", cast.person.id, "access"), WHY).status_code == 302
    request = GdprRequest.objects.get()
    assert client.get(url("archive", request.id)).status_code == 404  # not made yet
    make_archive(request.id, now=timezone.now())

    assert url("archive", request.id) in client.get(page_url(request)).content.decode()
    answer = client.get(url("archive", request.id))
    assert answer["Content-Type"] == "application/zip"
    assert NAME in zipfile.ZipFile(io.BytesIO(content_of(answer))).read("records/user_profiles.json").decode()
    assert SecurityEvent.objects.filter(kind="exported", actor=f"staff:{cast.administrator.id}").count() == 2
    # It is the whole record: the person is told who fetched it, as of any other look.
    (look,) = DataAccess.objects.filter(source__endswith="/archive/")
    assert (look.actor, look.subjects) == (f"staff:{cast.administrator.id}", [cast.person.pseudonym])


def test_the_list_shows_what_is_due_and_whose_it_is(cast: Cast) -> None:
    request = ask(cast.person, "rectification", cast.person)
    GdprRequest.objects.filter(id=request.id).update(due_at=timezone.now() - timedelta(days=1))
    page = sign_in(cast.administrator).get(list_url(GdprRequest)).content.decode()
    assert "overdue since" in page
    assert cast.person.code in page


def test_what_waits_is_begun_completed_or_refused(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    erasure, rectification = (ask(cast.person, kind, cast.person) for kind in ("erasure", "rectification"))
    client.post(url("step", rectification.id, "complete"))
    client.post(url("step", erasure.id, "refuse"), {"reason": " "})
    erasure.refresh_from_db()
    assert erasure.state == "received"
    client.post(url("step", erasure.id, "begin"))
    rectification.refresh_from_db()
    erasure.refresh_from_db()
    assert (rectification.state, erasure.state) == ("completed", "in_progress")
    refused = client.post(url("step", erasure.id, "refuse"), WHY, follow=True)
    assert "under way" in refused.content.decode()
    assert client.get(url("step", erasure.id, "burn")).status_code == 404


@pytest.mark.parametrize("kind", PrivacyHold.Kind)
def test_holds_are_placed_with_a_reason_and_lifted(cast: Cast, kind: PrivacyHold.Kind) -> None:
    client, where = sign_in(cast.administrator), url("hold", cast.person.id, kind.value)
    assert client.post(where, {"reason": ""}).status_code == 200
    client.post(where, WHY)
    assert is_held(cast.person.id, kind)
    page = client.get(page_url(cast.person)).content.decode()
    assert where in page
    assert "Lift" in page
    asked = client.get(where).context["form"]
    client.post(where, {name: field.initial for name, field in asked.fields.items()})
    assert not is_held(cast.person.id, kind)


@pytest.mark.parametrize(
    ("hold", "places", "lifts"),
    [
        ("restriction", "Restrict {}: keep the records", "Lift the restriction of {}?"),
        ("legal_hold", "Put {} under legal hold", "Lift the legal hold on {}?"),
    ],
)
def test_it_is_asked_first_what_would_be_done(cast: Cast, hold: str, places: str, lifts: str) -> None:
    client, where = sign_in(cast.administrator), url("hold", cast.person.id, hold)
    page = client.get(where).content.decode()
    assert places.format(cast.person.code) in page
    assert 'name="reason"' in page
    client.post(where, WHY)
    page = client.get(where).content.decode()
    assert lifts.format(cast.person.code) in page
    assert 'name="reason"' not in page
    assert is_held(cast.person.id, PrivacyHold.Kind(hold))


def test_what_there_is_not_is_not_asked(cast: Cast) -> None:
    client, person = sign_in(cast.administrator), cast.person.id
    for where in (url("ask", person, "selling"), url("hold", person, "arrest"), url("ask", new_id(), "access")):
        assert client.get(where).status_code == client.post(where, WHY).status_code == 404
    assert not GdprRequest.objects.exists()


def test_why_it_was_asked_for_is_kept_with_it(cast: Cast) -> None:
    sign_in(cast.administrator).post(url("ask", cast.person.id, "rectification"), WHY)
    request = GdprRequest.objects.get()
    assert read_request_reason(request) == WHY["reason"]
    assert request.requested_by == f"staff:{cast.administrator.id}"
    page = sign_in(cast.administrator).get(page_url(request)).content.decode()
    assert WHY["reason"] in page
    assert url("step", request.id, "complete") in page


def test_an_archive_whose_key_is_lost_says_so_and_nobody_looked(cast: Cast, settings: Any) -> None:
    request = ask(cast.person, "access", cast.person)
    make_archive(request.id, now=timezone.now())
    settings.RESONA_KEYRING = make_keyring("k9")
    client = sign_in(cast.superuser)
    answer = client.get(url("archive", request.id))
    assert answer.status_code == 302
    assert "an encryption key is missing here" in str(next(iter(get_messages(answer.wsgi_request))))
    assert not DataAccess.objects.filter(source__endswith="/archive/").exists()


def test_requests_are_neither_added_nor_changed_in_a_form(cast: Cast) -> None:
    request = ask(cast.person, "rectification", cast.person)
    client = sign_in(cast.superuser)
    assert client.get(reverse("admin:compliance_gdprrequest_add")).status_code == 403
    assert client.post(page_url(request), {"state": "completed"}).status_code == 403
    assert client.post(page_url(request).replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert GdprRequest.objects.get().state == "received"


# By kind, state and whether there is an archive: what an administrator can do.
STEPS_OF = [
    ("erasure", "received", None, ["Begin", "Refuse"]),
    ("erasure", "failed", None, ["Begin", "Refuse"]),
    ("erasure", "in_progress", None, []),
    ("erasure", "completed", None, []),
    ("rectification", "received", None, ["Complete", "Refuse"]),
    ("rectification", "refused", None, []),
    ("access", "failed", None, ["Begin", "Refuse"]),
    ("access", "completed", timedelta(minutes=1), ["Fetch the archive"]),
    ("access", "completed", timedelta(minutes=-1), []),
    ("access", "completed", None, []),
]


@pytest.mark.parametrize(("kind", "state", "expires_in", "words"), STEPS_OF)
def test_what_can_be_done_now_is_offered(kind: str, state: str, expires_in: timedelta | None, words: list[str]) -> None:
    expires_at = None if expires_in is None else timezone.now() + expires_in
    assert [word for word, _ in steps_of(GdprRequest(kind=kind, state=state, expires_at=expires_at))] == words


@pytest.mark.parametrize(
    ("state", "days", "is_late"),
    [("received", -1, True), ("failed", -1, True), ("received", 1, False), ("completed", -1, False)],
)
def test_what_is_open_after_its_day_is_overdue(state: str, days: int, is_late: bool) -> None:
    request = GdprRequest(kind="access", state=state, due_at=timezone.now() + timedelta(days=days))
    assert ("overdue since" in admin.site._registry[GdprRequest].due(request)) is is_late  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", PrivacyHold.Kind)
def test_what_was_asked_is_done_whatever_somebody_else_did_since(cast: Cast, kind: PrivacyHold.Kind) -> None:
    """Two clicks on `Yes`, or two administrators at once, place one hold and do not lift it again."""
    client, where = sign_in(cast.administrator), url("hold", cast.person.id, kind.value)
    for _ in range(2):
        client.post(where, WHY)
    assert is_held(cast.person.id, kind)
    assert PrivacyHold.objects.count() == 1
    client.post(where)
    assert is_held(cast.person.id, kind)
    for _ in range(2):
        client.post(where, LIFT)
    assert not is_held(cast.person.id, kind)


def test_what_is_under_legal_hold_is_not_erased_from_here(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    client.post(url("hold", cast.person.id, "legal_hold"), WHY)
    answer = client.post(url("ask", cast.person.id, "erasure"), {**WHY, "code": cast.person.code}, follow=True)
    assert "under legal hold" in answer.content.decode()
    assert not GdprRequest.objects.exists()


@pytest.mark.parametrize(("caller", "status"), [("clinician", 403), ("outsider", 404), ("stranger", 404)])
def test_clinicians_have_no_part_in_it(cast: Cast, caller: str, status: int) -> None:
    request = ask(cast.person, "access", cast.person)
    make_archive(request.id, now=timezone.now())
    client = sign_in(getattr(cast, caller))
    for where in (url("ask", cast.person.id, "access"), url("hold", cast.person.id, "legal_hold")):
        assert client.post(where, WHY).status_code == status
    for where in (url("archive", request.id), url("step", request.id, "begin"), page_url(request)):
        assert client.get(where).status_code == 404
    if caller == "clinician":
        assert 'id="rights"' not in client.get(page_url(cast.person)).content.decode()
    assert not PrivacyHold.objects.exists()
    assert User.objects.filter(id=cast.person.id).exists()


@pytest.mark.parametrize(("typed", "is_received"), [("", False), ("P-000000", False), ("its own", True)])
def test_an_erasure_is_asked_for_with_the_code_of_the_person_typed(cast: Cast, typed: str, is_received: bool) -> None:
    code = cast.person.code if typed == "its own" else typed
    answer = sign_in(cast.administrator).post(url("ask", cast.person.id, "erasure"), {**WHY, "code": code})
    assert GdprRequest.objects.filter(kind="erasure").exists() is is_received
    assert is_received or WHY["reason"] in answer.content.decode()
