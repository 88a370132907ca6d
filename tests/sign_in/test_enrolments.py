"""Codes by which people's apps come in: issued on the record, exchanged once, and by nobody but the app."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.log_models import AuditEntry
from resona.audit.models import SecurityEvent
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from resona.sign_in.credentials import Maker, make_credential, revoke_credential
from resona.sign_in.delays import POLICIES
from resona.sign_in.enrolments import TOLD_FOR, issue_code
from resona.sign_in.models import EnrolmentCode, GuessCount, PersonToken
from resona.sign_in.person_tokens import CONFIRMS_AFTER
from resona.sign_in.tasks import forget_sign_ins
from tests.api.clients import post_json, with_csrf, with_key
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.sign_in.clients import with_bearer

ENROLMENTS = "/api/v1/enrolments/"
REFRESH = "/api/v1/tokens/refresh/"
ME = "/api/v1/users/me/"
ISSUER = "people:issue"


def issue_for(person: User, client: Client, **body: object) -> Any:
    return post_json(client, f"/api/v1/users/{person.pk}/enrolment-code/", body)


def code_for(person: User, by: User) -> str:
    return issue_code(user_id=person.pk, minutes=60, caller=by, now=timezone.now()).text


def come_with(code: str, device: str = "") -> Any:
    return post_json(Client(), ENROLMENTS, {"code": code, "device": device})


def test_an_app_comes_in_with_a_code_and_then_with_its_token(cast: Cast) -> None:
    code = issue_for(cast.person, with_key(cast.clinic, ISSUER), minutes=15).json()
    answer = come_with(code["code"], device="Pixel of mine")

    assert answer.status_code == 201
    assert answer.json()["user_id"] == str(cast.person.pk)
    app = with_bearer(answer.json()["token"])
    assert app.get(ME).json()["id"] == str(cast.person.pk)
    token = PersonToken.objects.get()
    assert token.device is not None
    assert PersonToken.device.open(token.id, token.device) == "Pixel of mine"
    assert token.issued_by == EnrolmentCode.objects.get().created_by


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_opens_however_it_is_typed(cast: Cast, typed: Any) -> None:
    code = issue_for(cast.person, with_csrf(cast.clinician)).json()["code"]
    assert come_with(typed(code)).status_code == 201


@pytest.mark.parametrize(("minutes", "status"), [(14, 400), (15, 201), (10_080, 201), (10_081, 400), ("soon", 400)])
def test_a_code_is_good_for_a_quarter_of_an_hour_to_a_week(cast: Cast, minutes: object, status: int) -> None:
    assert issue_for(cast.person, with_csrf(cast.clinician), minutes=minutes).status_code == status


def test_a_code_opens_once(cast: Cast) -> None:
    code = code_for(cast.person, cast.clinician)
    answers = [come_with(code) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 410]
    assert "has been used" in answers[1].json()["detail"]
    assert PersonToken.objects.count() == 1


def test_a_code_that_is_over_opens_nothing_and_says_so(cast: Cast) -> None:
    code = code_for(cast.person, cast.clinician)
    EnrolmentCode.objects.update(expires_at=timezone.now())
    answer = come_with(code)

    assert answer.status_code == 410
    assert "no longer valid" in answer.json()["detail"]
    assert not PersonToken.objects.exists()


def test_a_new_code_ends_the_one_before(cast: Cast) -> None:
    first, second = (code_for(cast.person, cast.clinician) for _ in range(2))
    assert [come_with(code).status_code for code in (first, second)] == [410, 201]


def test_nobody_guesses_a_code(cast: Cast) -> None:
    """By address: after the free ones each guess waits longer, a right code too."""
    code, free = code_for(cast.person, cast.clinician), POLICIES["enrolment"].free_failures
    statuses = [
        come_with(f"2345-67{number:02}".replace("0", "A").replace("1", "B")).status_code for number in range(free + 3)
    ]

    assert statuses == [404] * free + [429] * 3
    assert come_with(code).status_code == 429
    GuessCount.objects.update(last_at=timezone.now() - timedelta(seconds=2))
    assert come_with(code).status_code == 201
    assert SecurityEvent.objects.filter(kind="sign_in_locked").count() == 1


def test_right_codes_are_no_guesses(cast: Cast) -> None:
    for _ in range(POLICIES["enrolment"].free_failures + 5):
        assert come_with(code_for(cast.person, cast.clinician)).status_code == 201


def test_a_stolen_dump_holds_no_code(cast: Cast) -> None:
    code = code_for(cast.person, cast.clinician)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(enrolment_codes)::text FROM enrolment_codes")
        row = cursor.fetchone()[0]
    assert code not in row
    with override_settings(RESONA_KEYRING=make_keyring("another")):
        assert come_with(code).status_code == 404


def test_a_code_opens_after_the_keys_were_changed(cast: Cast, settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("old")
    code = code_for(cast.person, cast.clinician)
    settings.RESONA_KEYRING = make_keyring("new", "old")
    assert come_with(code).status_code == 201


@pytest.mark.parametrize(
    "body", [{}, {"code": 23456789}, {"code": "2345-6789", "device": "x" * 61}, {"code": "", "x": 1}]
)
def test_a_faulty_body_is_named(db: None, body: object) -> None:
    assert post_json(Client(), ENROLMENTS, body).status_code == 400


@pytest.mark.parametrize("text", ["nothing", "0000-0000", "' OR 1=1 --", "２３４５６７８９", "x" * 40])
def test_what_is_no_code_opens_nothing(cast: Cast, text: str) -> None:
    code_for(cast.person, cast.clinician)
    assert come_with(text).status_code == 404


def test_no_code_is_issued_nor_exchanged_while_the_person_is_restricted(cast: Cast) -> None:
    code = code_for(cast.person, cast.administrator)
    place_hold(
        user_id=cast.person.pk,
        kind=PrivacyHold.Kind.RESTRICTION,
        reason="contested",
        caller=cast.administrator,
        now=timezone.now(),
    )
    for client in (with_key(cast.clinic, ISSUER), with_csrf(cast.administrator)):
        answer = issue_for(cast.person, client)
        assert answer.status_code == 403
        assert "restricted" in answer.json()["detail"]
    assert come_with(code).status_code == 403
    assert EnrolmentCode.objects.get().used_at is None


def test_issuing_stands_in_the_persons_access_list_and_the_app_says_by_whose_code(cast: Cast) -> None:
    code = issue_for(cast.person, with_csrf(cast.administrator)).json()["code"]
    app = with_bearer(come_with(code).json()["token"])
    assert app.get(ME).status_code == 200
    looks = app.get(f"/api/v1/users/{cast.person.pk}/accesses/").json()["results"]

    told = [(look["who"], look["source"], look["reason"]) for look in looks]
    assert told == [
        (f"the person's app, code issued by administrator {cast.administrator.code}", "GET api/v1/users/me/", ""),
        (f"administrator {cast.administrator.code}", "POST api/v1/users/<uuid:id>/enrolment-code/", ""),
    ]


def test_coming_in_is_kept_as_the_persons_own_doing(cast: Cast) -> None:
    come_with(code_for(cast.person, cast.clinician), device="mine")

    events = SecurityEvent.objects.filter(kind="credential_changed").order_by("id")
    assert [event.detail["change"] for event in events] == ["code issued", "device came in"]
    assert [event.actor for event in events] == [
        f"staff:{cast.clinician.pk}",
        f"person:{cast.person.pseudonym}",
    ]
    made = AuditEntry.objects.filter(subject=cast.person.pseudonym, table_name="person_tokens", operation="INSERT")
    assert made.get().actor == f"person:{cast.person.pseudonym}"


@pytest.mark.parametrize("kind", ["key", "client"])
def test_what_a_revoked_system_issued_ends_unless_the_device_has_confirmed_it(cast: Cast, kind: Any) -> None:
    """A stolen key mints codes, comes in with one and refreshes it at once: all of that goes with the key."""
    maker, now = Maker(actor="staff:1"), timezone.now()
    made = make_credential(kind, clinic=cast.clinic, name="app server", scopes=[ISSUER], maker=maker)
    by, others = f"key:{made.id}", f"staff:{cast.clinician.pk}"
    codes = [code_for(person, cast.clinician) for person in (cast.person, cast.unassigned_person)]
    apps = [with_bearer(come_with(code).json()["token"]) for code in codes]
    PersonToken.objects.filter(user=cast.person).update(issued_by=by)
    assert post_json(apps[0], REFRESH, {}).status_code == 201
    open_code = code_for(cast.person, cast.clinician)
    EnrolmentCode.objects.filter(used_at=None).update(created_by=by)
    revoke_credential(kind, credential_id=made.id, maker=maker, now=now)

    assert [app.get(ME).status_code for app in apps] == [401, 200]
    assert come_with(open_code).status_code == 410
    assert PersonToken.objects.get(revoked_at=None).issued_by == others


def test_a_device_that_was_confirmed_outlives_the_key_by_which_it_came(cast: Cast) -> None:
    maker = Maker(actor="staff:1")
    made = make_credential("key", clinic=cast.clinic, name="app server", scopes=[ISSUER], maker=maker)
    app = with_bearer(come_with(code_for(cast.person, cast.clinician)).json()["token"])
    PersonToken.objects.update(issued_by=f"key:{made.id}", created_at=timezone.now() - CONFIRMS_AFTER)
    refreshed: Any = post_json(app, REFRESH, {})
    app = with_bearer(refreshed.json()["token"])
    revoke_credential("key", credential_id=made.id, maker=maker, now=timezone.now())

    assert app.get(ME).status_code == 200


def test_codes_that_are_long_over_are_deleted(cast: Cast) -> None:
    for person in (cast.person, cast.unassigned_person):
        code_for(person, cast.clinician)
    EnrolmentCode.objects.filter(user=cast.person).update(expires_at=timezone.now() - TOLD_FOR)
    forget_sign_ins(timestamp=0)

    assert EnrolmentCode.objects.get().user_id == cast.unassigned_person.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
def test_of_many_who_come_with_a_code_at_once_one_gets_in(cast: Cast) -> None:
    code = code_for(cast.person, cast.clinician)

    def come(_: int) -> int:
        try:
            return int(come_with(code).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(come, range(6)))
    assert statuses == [201, *[410] * 5]
    assert PersonToken.objects.count() == 1
