"""Keys, clients and app tokens in the admin: made and shown once, revoked, each on the record."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resona.accounts.keys import find_caller
from resona.accounts.models import ApiKey, User
from resona.audit.models import SecurityEvent
from resona.sign_in.models import OAuthClient, PersonToken
from tests.admin.pages import list_url, page_url, sign_in
from tests.compliance.emergencies import open_record
from tests.conftest import Cast
from tests.factories import StaffFactory
from tests.sign_in.clients import ask_for_token, make_client, with_app

KINDS = [ApiKey, OAuthClient]
by_kind = pytest.mark.parametrize("model", KINDS, ids=["key", "client"])


def add(client: Client, model: type[Model], **form: Any) -> HttpResponse:
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    answer: Any = client.post(url, {"name": "their system", "scopes": ["records:read", "privacy:write"], **form})
    return answer  # type: ignore[no-any-return]


def shown_on(answer: HttpResponse) -> list[str]:
    return [unescape(text) for text in re.findall(r'sign-in-secret">([^<]*)<', answer.content.decode())]


def test_an_administrator_makes_a_key_that_is_shown_once(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    answer = add(client, ApiKey)
    (text,) = shown_on(answer)
    caller = find_caller(text)

    assert caller is not None
    assert caller.clinic_id == cast.clinic.id
    assert caller.scopes == {"records:read", "privacy:write"}
    assert "no-store" in answer["Cache-Control"]
    for url in (list_url(ApiKey), page_url(ApiKey.objects.get())):
        assert text not in client.get(url).content.decode()
    event = SecurityEvent.objects.get(kind="credential_changed")
    assert (event.actor, event.clinic_id) == (f"staff:{cast.administrator.pk}", cast.clinic.id)
    assert event.detail == {"change": "made", "key": str(caller.id)}


def test_an_administrator_makes_a_client_whose_credentials_open(cast: Cast) -> None:
    client_id, secret, place = shown_on(add(sign_in(cast.administrator), OAuthClient))
    answer = ask_for_token("grant_type=client_credentials", basic=(client_id, secret))

    assert (answer.status_code, place) == (200, "/api/v1/oauth/token/")


@by_kind
def test_whoever_makes_one_says_of_which_pages_it_is(cast: Cast, model: type[Model]) -> None:
    client = sign_in(cast.administrator)
    assert "This is no origin of a page" in add(client, model, origins="https://app.example\n*").content.decode()
    add(client, model, origins="https://b.example/\n https://a.example ")
    made: Any = model._default_manager.get()

    assert made.origins == ["https://a.example", "https://b.example"]
    assert "https://a.example, https://b.example" in client.get(page_url(made)).content.decode()


@by_kind
def test_a_superuser_says_for_which_clinic(cast: Cast, model: type[Model]) -> None:
    client = sign_in(cast.superuser)

    assert shown_on(add(client, model)) == []
    assert shown_on(add(client, model, clinic=str(cast.stranger.clinic_id)))
    made: Any = model._default_manager.get()
    assert made.clinic_id == cast.stranger.clinic_id


@by_kind
def test_an_administrator_makes_none_for_another_clinic(cast: Cast, model: type[Model]) -> None:
    add(sign_in(cast.administrator), model, clinic=str(cast.stranger.clinic_id))
    made: Any = model._default_manager.get()

    assert made.clinic_id == cast.clinic.id


@by_kind
@pytest.mark.parametrize("form", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"name": "x" * 101}])
def test_a_faulty_form_makes_none(cast: Cast, model: type[Model], form: dict[str, Any]) -> None:
    assert add(sign_in(cast.administrator), model, **form).status_code == 200
    assert not model._default_manager.exists()


@by_kind
@pytest.mark.parametrize("caller", ["clinician", "outsider", "stranger"])
def test_clinicians_make_and_see_none(cast: Cast, model: type[Model], caller: str) -> None:
    make_client(cast.clinic, "records:read")
    client = sign_in(getattr(cast, caller))

    assert add(client, model).status_code == 403
    assert client.get(list_url(model)).status_code == 403


def test_a_client_is_revoked_on_the_record_and_by_its_own_clinic_only(cast: Cast) -> None:
    new = make_client(cast.clinic, "records:read")
    theirs = StaffFactory.create(clinic_id=cast.stranger.clinic_id, role=User.Role.ADMINISTRATOR)
    form = {"action": "revoke", "_selected_action": [str(new.id)]}
    sign_in(theirs).post(list_url(OAuthClient), form)
    assert OAuthClient.objects.get().revoked_at is None
    sign_in(cast.administrator).post(list_url(OAuthClient), form)

    assert OAuthClient.objects.get().revoked_at is not None
    assert SecurityEvent.objects.get().detail == {"change": "revoked", "client": str(new.id)}


def test_a_clinician_ends_the_tokens_of_a_lost_telephone(cast: Cast) -> None:
    apps = [with_app(cast.person, by=cast.administrator) for _ in range(2)]
    token = PersonToken.objects.first()
    assert token is not None
    form = {"action": "revoke", "_selected_action": [str(token.pk)]}
    sign_in(cast.outsider).post(list_url(PersonToken), form)
    assert [app.get("/api/v1/users/").status_code for app in apps] == [200, 200]
    sign_in(cast.clinician).post(list_url(PersonToken), form)

    assert [app.get("/api/v1/users/").status_code for app in apps] == [401, 401]


def test_an_administrator_of_no_clinic_makes_none(cast: Cast) -> None:
    client = sign_in(StaffFactory.create(clinic=None, role=User.Role.ADMINISTRATOR))

    assert [add(client, model).status_code for model in KINDS] == [403, 403]


def test_app_tokens_tell_whether_they_open(cast: Cast) -> None:
    now = timezone.now()
    for changed in ({}, {"expires_at": now}, {"revoked_at": now}, {"revoked_at": now, "expires_at": now}):
        with_app(cast.person, by=cast.administrator)
        PersonToken.objects.filter(pk=PersonToken.objects.latest("id").pk).update(**changed)
    page = sign_in(cast.administrator).get(list_url(PersonToken)).content.decode()

    assert re.findall(r'rs-badge tone-(\w+)">([^<]*)<', page) == [
        ("missing", "ended"),
        ("missing", "ended"),
        ("missing", "expired"),
        ("low", "in use"),
    ]


def test_who_only_looks_in_an_emergency_is_told_that_tokens_are_not_theirs_to_end(cast: Cast) -> None:
    app = with_app(cast.other_person, by=cast.administrator)
    open_record(cast.other_person, cast.clinician)
    form = {"action": "revoke", "_selected_action": [str(PersonToken.objects.get().pk)]}
    page = sign_in(cast.clinician).post(list_url(PersonToken), form, follow=True).content.decode()

    assert "You see this record by emergency access" in unescape(page)
    assert app.get("/api/v1/users/").status_code == 200


@by_kind
def test_a_credential_is_never_changed_and_never_deleted(cast: Cast, model: type[Model]) -> None:
    client = sign_in(cast.administrator)
    add(client, model)
    made: Any = model._default_manager.get()

    assert client.post(page_url(made), {"name": "another", "scopes": ["risk:write"]}).status_code == 403
    assert client.post(page_url(made).replace("change", "delete"), {"post": "yes"}).status_code == 403
    made.refresh_from_db()
    assert (made.name, made.scopes) == ("their system", ["privacy:write", "records:read"])
