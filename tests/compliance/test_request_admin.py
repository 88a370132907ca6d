"""Privacy requests in the admin: administrators see what is due, say what is done, and fetch archives."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.models import DataAccess, SecurityEvent
from resona.compliance.archives import make_archive
from resona.compliance.holds import is_held
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from tests.admin.pages import list_url, page_url, sign_in
from tests.compliance.cases import NAME, ask, live_through
from tests.conftest import Cast

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
    answer = client.post(url("ask", cast.person.id, "erasure"), WHY, follow=True)
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
