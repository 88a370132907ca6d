"""The page on which staff issue a code for a person's app."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.models import DataAccess
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from resona.sign_in.models import EnrolmentCode, PersonToken
from tests.admin.pages import sign_in
from tests.api.clients import post_json
from tests.compliance.emergencies import open_record
from tests.conftest import Cast
from tests.sign_in.clients import with_app


def page_of(person: User) -> str:
    return reverse("admin:accounts_user_enrolment-code", args=[person.pk])


def test_the_code_is_shown_once_and_drawn_and_opens(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    answer = client.post(page_of(cast.person), {"minutes": "15"})
    page = answer.content.decode()
    code = page.partition('enrolment-code"><code>')[2][:9]

    assert "<svg" in page
    assert "no-store" in answer["Cache-Control"]
    assert code not in client.get(page_of(cast.person)).content.decode()
    assert post_json(Client(), "/api/v1/enrolments/", {"code": code}).status_code == 201


def test_the_persons_page_leads_there(cast: Cast) -> None:
    page = sign_in(cast.clinician).get(reverse("admin:accounts_user_change", args=[cast.person.pk])).content.decode()
    assert page_of(cast.person) in page


def test_issuing_stands_in_the_access_list_as_what_it_is(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    client.post(page_of(cast.person), {"minutes": "15"})
    look = DataAccess.objects.latest("created_at")
    assert (look.actor, look.source) == (
        f"staff:{cast.clinician.pk}",
        "POST admin/accounts/user/<uuid:person_id>/enrolment-code/",
    )
    accesses = client.get(reverse("admin:accounts_user_accesses", args=[cast.person.pk])).content.decode()
    assert "Person: enrolment code" in accesses


@pytest.mark.parametrize("minutes", ["", "5", "99999", "soon"])
def test_no_other_time_is_taken(cast: Cast, minutes: str) -> None:
    assert sign_in(cast.clinician).post(page_of(cast.person), {"minutes": minutes}).status_code == 200
    assert not EnrolmentCode.objects.exists()


def test_a_restricted_person_gets_none_and_the_page_says_why(cast: Cast) -> None:
    place_hold(
        user_id=cast.person.pk,
        kind=PrivacyHold.Kind.RESTRICTION,
        reason="contested",
        caller=cast.administrator,
        now=timezone.now(),
    )
    page = sign_in(cast.administrator).post(page_of(cast.person), {"minutes": "60"}).content.decode()
    assert "is restricted: no app comes in" in unescape(page)
    assert not EnrolmentCode.objects.exists()


def test_who_only_looks_in_an_emergency_issues_none(cast: Cast) -> None:
    open_record(cast.other_person, cast.clinician)
    assert sign_in(cast.clinician).post(page_of(cast.other_person), {"minutes": "60"}).status_code == 403
    assert not EnrolmentCode.objects.exists()


def test_a_lost_device_is_ended_by_its_name(cast: Cast) -> None:
    apps = [with_app(cast.person, by=cast.administrator, device=name) for name in ("lost", "kept")]
    client = sign_in(cast.clinician)
    assert {"lost", "kept"} <= set(client.get(page_of(cast.person)).content.decode().replace("<", ">").split(">"))
    lost = PersonToken.objects.earliest("created_at")
    for _ in range(2):
        assert client.post(page_of(cast.person), {"end": str(lost.pk)}).status_code == 302
    assert client.post(page_of(cast.person), {"end": "nothing"}).status_code == 302

    assert [app.get("/api/v1/users/me/").status_code for app in apps] == [401, 200]
