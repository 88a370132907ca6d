"""Tokens of people's apps: reach that person and nobody else, and are not issued by an app for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from resona.accounts.models import ApiKey, User
from resona.accounts.teams import NotInYourCareError
from resona.audit.models import SecurityEvent
from resona.sign_in.models import PersonToken
from resona.sign_in.person_tokens import (
    NotForPeopleError,
    forget_dead_tokens,
    issue_person_token,
    revoke_person_tokens,
)
from resona.sign_in.tasks import forget_sign_ins
from tests.api.clients import post_json, with_csrf, with_key
from tests.api.records import make_session
from tests.compliance.emergencies import open_record
from tests.conftest import Cast
from tests.sessions import make_body
from tests.sign_in.clients import with_app, with_bearer

PEOPLE = "/api/v1/users/"


def tokens_of(person: User) -> str:
    return f"{PEOPLE}{person.pk}/tokens/"


def test_a_system_that_may_act_for_people_is_given_a_token_for_one(cast: Cast) -> None:
    system = with_key(cast.clinic, "privacy:write")
    answer: Any = post_json(system, tokens_of(cast.person), {"days": 7})

    assert answer.status_code == 201
    token = answer.json()
    assert token["token"].startswith("rp_")
    kept = PersonToken.objects.get()
    assert str(kept.id) == token["id"]
    assert timedelta(days=6.9) < kept.expires_at - timezone.now() < timedelta(days=7)
    app = with_bearer(token["token"])
    assert [person["id"] for person in app.get(PEOPLE).json()["results"]] == [str(cast.person.pk)]
    event = SecurityEvent.objects.get(kind="credential_changed")
    assert event.detail == {"person": str(cast.person.pseudonym), "change": "issued", "token": token["id"]}


@pytest.mark.parametrize("scopes", [["records:read", "sessions:write", "interfaces:read"], []])
def test_a_system_that_only_reads_or_records_is_given_none(cast: Cast, scopes: list[str]) -> None:
    assert post_json(with_key(cast.clinic, *scopes), tokens_of(cast.person), {}).status_code == 403
    assert not PersonToken.objects.exists()


@pytest.mark.parametrize(
    ("caller", "person", "status"),
    [
        ("clinician", "person", 403),  # who holds one acts as the person
        ("clinician", "other_person", 404),
        ("outsider", "person", 404),
        ("stranger", "person", 404),
        ("administrator", "person", 201),
        ("administrator", "clinician", 404),  # staff have no app
        ("person", "person", 403),
    ],
)
def test_administrators_issue_tokens_for_people_they_see(cast: Cast, caller: str, person: str, status: int) -> None:
    answer = post_json(with_csrf(getattr(cast, caller)), tokens_of(getattr(cast, person)), {})

    assert answer.status_code == status
    assert PersonToken.objects.exists() is (status == 201)


def test_an_app_issues_and_ends_no_tokens(cast: Cast) -> None:
    app = with_app(cast.person, by=cast.administrator)

    assert post_json(app, tokens_of(cast.person), {}).status_code == 403
    assert app.delete(tokens_of(cast.person)).status_code == 403
    assert PersonToken.objects.count() == 1


@pytest.mark.parametrize("body", [{"days": 0}, {"days": 366}, {"days": "soon"}, {"user": "x"}])
def test_a_faulty_wish_is_named(cast: Cast, body: dict[str, object]) -> None:
    assert post_json(with_key(cast.clinic, "privacy:write"), tokens_of(cast.person), body).status_code == 400


def test_an_app_reads_and_records_for_its_person_only(cast: Cast) -> None:
    mine, other = (make_session(person) for person in (cast.person, cast.other_person))
    app = with_app(cast.person, by=cast.administrator)
    now = timezone.now() - timedelta(hours=2)

    assert app.get(f"/api/v1/conversations/{mine.pk}/").status_code == 200
    assert app.get(f"/api/v1/conversations/{other.pk}/").status_code == 404
    assert app.get(f"{PEOPLE}{cast.other_person.pk}/").status_code == 404
    for person in (cast.person, cast.other_person):
        assert app.get(f"{PEOPLE}{person.pk}/timeline/").status_code == 403
    assert post_json(app, "/api/v1/sessions/", make_body(cast.person, at=now)).status_code == 201
    assert post_json(app, "/api/v1/sessions/", make_body(cast.other_person, at=now)).status_code == 404
    assert post_json(app, f"{PEOPLE}{cast.person.pk}/interface/rebuild/", {}).status_code == 403


def test_a_token_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    app = with_app(cast.person, by=cast.administrator)
    with django_assert_num_queries(2):  # and one for the list
        assert app.get(PEOPLE).status_code == 200


def test_a_token_that_was_ended_opens_nothing_from_then_on(cast: Cast) -> None:
    apps = [with_app(cast.person, by=cast.administrator) for _ in range(2)]
    other = with_app(cast.other_person, by=cast.administrator)
    assert with_key(cast.clinic, "privacy:write").delete(tokens_of(cast.person)).status_code == 204

    assert [app.get(PEOPLE).status_code for app in (*apps, other)] == [401, 401, 200]
    assert revoke_person_tokens(user_id=cast.person.pk, caller=cast.clinician, now=timezone.now()) == 0
    assert SecurityEvent.objects.filter(detail__change="revoked").count() == 1


def test_a_token_ends_by_itself_and_is_deleted(cast: Cast) -> None:
    app = with_app(cast.person, by=cast.administrator)
    PersonToken.objects.update(expires_at=timezone.now())

    assert app.get(PEOPLE).status_code == 401
    forget_sign_ins(timestamp=0)
    assert not PersonToken.objects.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "clinician"}, {"role": "administrator"}])
def test_a_token_opens_only_while_its_owner_is_a_person_in_care(cast: Cast, change: dict[str, object]) -> None:
    app = with_app(cast.person, by=cast.administrator)
    User.objects.filter(pk=cast.person.pk).update(**change)

    assert app.get(PEOPLE).status_code == 401


def test_a_token_goes_with_its_person(cast: Cast) -> None:
    app = with_app(cast.person, by=cast.administrator)
    User.objects.filter(pk=cast.person.pk).delete()

    assert app.get(PEOPLE).status_code == 401
    assert not PersonToken.objects.exists()


def test_an_app_does_not_enter_the_admin(cast: Cast) -> None:
    assert with_app(cast.person, by=cast.administrator).get("/admin/").status_code == 302


@pytest.mark.parametrize(("body", "days"), [({}, 90), ({"days": 1}, 1), ({"days": 365}, 365)])
def test_a_token_opens_for_as_long_as_is_wished(cast: Cast, body: dict[str, int], days: int) -> None:
    asked_at = timezone.now()
    answer = post_json(with_key(cast.clinic, "privacy:write"), tokens_of(cast.person), body)

    assert answer.status_code == 201
    lasts = PersonToken.objects.get().expires_at - asked_at
    assert timedelta(days=days) <= lasts < timedelta(days=days, minutes=1)


def test_a_token_keeps_who_asked_for_it(cast: Cast) -> None:
    with_app(cast.person, by=cast.administrator)
    post_json(with_key(cast.clinic, "privacy:write"), tokens_of(cast.other_person), {})
    key = ApiKey.objects.get()

    asked = dict(PersonToken.objects.values_list("user_id", "issued_by"))
    assert asked == {cast.person.id: f"staff:{cast.administrator.id}", cast.other_person.id: f"key:{key.id}"}
    actors = SecurityEvent.objects.order_by("id").values_list("actor", "clinic_id")
    assert list(actors) == [(issued_by, cast.clinic.id) for issued_by in asked.values()]


def test_what_was_ended_before_keeps_its_time_when_the_rest_is_ended(cast: Cast) -> None:
    with_app(cast.person, by=cast.administrator)
    earlier = timezone.now() - timedelta(days=3)
    revoke_person_tokens(user_id=cast.person.pk, caller=cast.administrator, now=earlier)
    with_app(cast.person, by=cast.administrator)
    now = timezone.now()

    assert revoke_person_tokens(user_id=cast.person.pk, caller=cast.administrator, now=now) == 1
    assert list(PersonToken.objects.order_by("created_at").values_list("revoked_at", flat=True)) == [earlier, now]


def test_only_tokens_that_have_expired_are_deleted(cast: Cast) -> None:
    with_app(cast.person, by=cast.administrator, days=1)
    with_app(cast.other_person, by=cast.administrator, days=2)
    first = PersonToken.objects.get(user=cast.person).expires_at

    assert forget_dead_tokens(now=first - timedelta(seconds=1)) == 0
    assert forget_dead_tokens(now=first) == 1
    assert PersonToken.objects.get().user_id == cast.other_person.id


def test_an_app_asks_for_no_token_and_neither_does_a_person_in_a_browser(cast: Cast) -> None:
    for caller in (cast.person, AnonymousUser()):
        with pytest.raises(NotForPeopleError):
            issue_person_token(user_id=cast.person.pk, days=1, caller=caller, now=timezone.now())
        with pytest.raises(NotForPeopleError):
            revoke_person_tokens(user_id=cast.person.pk, caller=caller, now=timezone.now())


def test_who_only_looks_in_an_emergency_ends_no_tokens(cast: Cast) -> None:
    with_app(cast.other_person, by=cast.administrator)
    open_record(cast.other_person, cast.clinician)

    with pytest.raises(NotInYourCareError):
        revoke_person_tokens(user_id=cast.other_person.pk, caller=cast.clinician, now=timezone.now())
    assert PersonToken.objects.get().revoked_at is None
