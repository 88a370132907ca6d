"""Tokens of people's apps: reach that person and nobody else, are given to no one but the app, and end one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from resona.accounts.models import User
from resona.accounts.teams import NotInYourCareError
from resona.audit.models import SecurityEvent
from resona.sign_in.models import PersonToken
from resona.sign_in.person_tokens import (
    CONFIRMS_AFTER,
    LASTS,
    OLD_TOKEN_LASTS,
    NotForPeopleError,
    forget_dead_tokens,
    revoke_person_token,
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
REFRESH = "/api/v1/tokens/refresh/"


def tokens_of(person: User) -> str:
    return f"{PEOPLE}{person.pk}/tokens/"


def refreshed(app: Client) -> Client:
    answer: Any = post_json(app, REFRESH, {})
    return with_bearer(answer.json()["token"])


@pytest.mark.parametrize("caller", ["clinician", "administrator", "superuser", "key", "person"])
def test_nobody_is_given_a_token_for_a_person_any_more_and_is_told_what_to_ask_for(cast: Cast, caller: str) -> None:
    system = with_key(cast.clinic, "privacy:write")
    client = system if caller == "key" else with_csrf(getattr(cast, caller))
    answer: Any = post_json(client, tokens_of(cast.person), {"days": 7})

    assert answer.status_code == 410
    assert "enrolment-code/" in answer.json()["detail"]
    assert not PersonToken.objects.exists()


def test_a_key_that_keeps_consents_issues_no_code(cast: Cast) -> None:
    path = f"{PEOPLE}{cast.person.pk}/enrolment-code/"
    assert post_json(with_key(cast.clinic, "privacy:write"), path, {}).status_code == 403


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


def test_devices_are_listed_and_ended_one_by_one(cast: Cast) -> None:
    lost, kept = (with_app(cast.person, by=cast.clinician, device=name) for name in ("lost", "kept"))
    with_app(cast.other_person, by=cast.administrator, device="of another")
    for client in (with_csrf(cast.clinician), with_key(cast.clinic, "people:issue"), kept):
        rows = client.get(tokens_of(cast.person)).json()["results"]
        assert {row["device"] for row in rows} == {"lost", "kept"}
        assert {row["issued_by"] for row in rows} == {f"clinician {cast.clinician.code}"}
        assert not {"digest", "previous_digest"} & set(rows[0])
    (of_lost,) = (row["id"] for row in rows if row["device"] == "lost")
    assert kept.delete(f"{tokens_of(cast.person)}{of_lost}/").status_code == 204

    assert [app.get(PEOPLE).status_code for app in (lost, kept)] == [401, 200]
    assert kept.delete(f"{tokens_of(cast.person)}{of_lost}/").status_code == 404
    assert SecurityEvent.objects.get(detail__change="revoked").detail["token"] == of_lost


def test_a_token_is_ended_at_its_own_person_only(cast: Cast) -> None:
    with_app(cast.other_person, by=cast.administrator)
    token = PersonToken.objects.get()
    client = with_csrf(cast.administrator)

    assert client.delete(f"{tokens_of(cast.person)}{token.pk}/").status_code == 404
    assert client.delete(f"{tokens_of(cast.person)}{uuid4()}/").status_code == 404
    assert PersonToken.objects.get().revoked_at is None


def test_a_refreshed_token_takes_the_place_of_the_old_one_which_opens_a_day_longer(cast: Cast) -> None:
    old = with_app(cast.person, by=cast.administrator, device="mine")
    answer: Any = post_json(old, REFRESH, {})
    assert answer.status_code == 201
    new = with_bearer(answer.json()["token"])

    assert [app.get(PEOPLE).status_code for app in (old, new)] == [200, 200]
    assert PersonToken.objects.get().expires_at - timezone.now() > LASTS - timedelta(minutes=1)
    PersonToken.objects.update(refreshed_at=timezone.now() - OLD_TOKEN_LASTS)
    assert [app.get(PEOPLE).status_code for app in (old, new)] == [401, 200]


def test_a_device_whose_answer_was_lost_refreshes_again(cast: Cast) -> None:
    old = with_app(cast.person, by=cast.administrator)
    lost, found = (refreshed(old) for _ in range(2))

    assert [app.get(PEOPLE).status_code for app in (old, lost, found)] == [200, 401, 200]
    assert PersonToken.objects.count() == 1


def test_a_token_that_was_ended_is_not_refreshed(cast: Cast) -> None:
    app = with_app(cast.person, by=cast.administrator)
    PersonToken.objects.update(revoked_at=timezone.now())
    assert post_json(app, REFRESH, {}).status_code == 401
    assert post_json(with_csrf(cast.person), REFRESH, {}).status_code == 403  # signed in, with no token


@pytest.mark.parametrize(
    ("age", "is_confirmed"), [(CONFIRMS_AFTER - timedelta(minutes=1), False), (CONFIRMS_AFTER, True)]
)
def test_a_device_is_confirmed_by_a_refresh_a_day_after_it_came_in(
    cast: Cast, age: timedelta, is_confirmed: bool
) -> None:
    app = with_app(cast.person, by=cast.administrator)
    PersonToken.objects.update(created_at=timezone.now() - age)
    assert post_json(app, REFRESH, {}).status_code == 201
    assert (PersonToken.objects.get().confirmed_at is not None) is is_confirmed


def test_all_tokens_of_a_person_are_ended_at_once(cast: Cast) -> None:
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


def test_what_was_ended_before_keeps_its_time_when_the_rest_is_ended(cast: Cast) -> None:
    with_app(cast.person, by=cast.administrator)
    earlier = timezone.now() - timedelta(days=3)
    revoke_person_tokens(user_id=cast.person.pk, caller=cast.administrator, now=earlier)
    with_app(cast.person, by=cast.administrator)
    now = timezone.now()

    assert revoke_person_tokens(user_id=cast.person.pk, caller=cast.administrator, now=now) == 1
    assert list(PersonToken.objects.order_by("created_at").values_list("revoked_at", flat=True)) == [earlier, now]


def test_only_tokens_that_have_expired_are_deleted(cast: Cast) -> None:
    with_app(cast.person, by=cast.administrator)
    with_app(cast.other_person, by=cast.administrator)
    first = PersonToken.objects.get(user=cast.person).expires_at

    assert forget_dead_tokens(now=first - timedelta(seconds=1)) == 0
    assert forget_dead_tokens(now=first) == 1
    assert PersonToken.objects.get().user_id == cast.other_person.id


def test_an_app_does_not_end_all_tokens_and_neither_does_a_person_in_a_browser(cast: Cast) -> None:
    for caller in (cast.person, AnonymousUser()):
        with pytest.raises(NotForPeopleError):
            revoke_person_tokens(user_id=cast.person.pk, caller=caller, now=timezone.now())


def test_who_only_looks_in_an_emergency_ends_no_tokens(cast: Cast) -> None:
    with_app(cast.other_person, by=cast.administrator)
    open_record(cast.other_person, cast.clinician)
    now = timezone.now()

    with pytest.raises(NotInYourCareError):
        revoke_person_tokens(user_id=cast.other_person.pk, caller=cast.clinician, now=now)
    with pytest.raises(NotInYourCareError):
        revoke_person_token(
            user_id=cast.other_person.pk, token_id=PersonToken.objects.get().pk, caller=cast.clinician, now=now
        )
    assert PersonToken.objects.get().revoked_at is None
