"""Who looked at whose record: kept before the answer leaves, and told to the person."""

from __future__ import annotations

import logging
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from interfaces.services import build_interfaces
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey
from resona.audit.accesses import MAX_SOURCE_CHARACTERS, begin_access, begin_explained
from resona.audit.models import DataAccess
from resona.postgres.models import new_id
from tests.admin.pages import page_url, sign_in
from tests.api.clients import post_json, signed_in, with_key
from tests.api.records import make_session
from tests.compliance.emergencies import open_record
from tests.conftest import Cast
from tests.sessions import make_body

PATH = "/api/v1/users/{}/accesses/"


def look(cast: Cast, people: list[UUID], source: str = "GET somewhere", reason: str = "") -> None:
    begin_access(cast.clinician, people, records=3, source=source, reason=reason).finish()


def test_a_row_names_each_person_once_by_their_pseudonym(cast: Cast) -> None:
    look(cast, [cast.person.id, cast.other_person.id, cast.person.id], "GET " + 300 * "x", "why")
    row = DataAccess.objects.get()
    assert sorted(row.subjects) == sorted([cast.person.pseudonym, cast.other_person.pseudonym])
    assert (row.actor, row.clinic_uuid) == (f"staff:{cast.clinician.id}", cast.clinic.id)
    assert (row.records, row.reason, len(row.source)) == (3, "why", MAX_SOURCE_CHARACTERS)


def test_staff_and_whoever_is_gone_have_no_record_to_be_read(cast: Cast) -> None:
    look(cast, [cast.outsider.id, new_id()])
    assert not DataAccess.objects.exists()


def kept() -> list[tuple[list[UUID], str, int]]:
    """Whom each row names, why, and how many records; in the order of writing."""
    return [(sorted(row.subjects), row.reason, row.records) for row in DataAccess.objects.order_by("id")]


def test_who_is_seen_for_different_reasons_is_kept_in_rows_apart(cast: Cast) -> None:
    """Each row counts its own records; what is shown beside rows of people belongs to the last."""
    opened, also, others = cast.person, cast.other_person, cast.unassigned_person
    reasons = {one.id: f"emergency access {open_record(one, cast.outsider).access.id}" for one in (opened, also)}
    shown = [opened.id, others.id, also.id, opened.id, others.id, others.id]
    begin_explained(cast.outsider, shown, records=len(shown), source="GET somewhere").finish()
    assert sorted(kept()) == sorted(
        [
            ([opened.pseudonym], reasons[opened.id], 2),
            ([others.pseudonym], "", 3),
            ([also.pseudonym], reasons[also.id], 1),
        ]
    )


@pytest.mark.parametrize(("records", "of_the_last"), [(1, 1), (2, 1), (7, 6)])
def test_a_row_counts_one_record_at_least(cast: Cast, records: int, of_the_last: int) -> None:
    why = f"emergency access {open_record(cast.person, cast.outsider).access.id}"
    people = [cast.person.id, cast.unassigned_person.id]
    begin_explained(cast.outsider, people, records=records, source="GET somewhere").finish()
    assert kept() == [([cast.person.pseudonym], why, 1), ([cast.unassigned_person.pseudonym], "", of_the_last)]


def test_where_there_is_no_reason_one_row_names_all(cast: Cast) -> None:
    open_record(cast.other_person, cast.outsider)  # who is not among them
    people = [cast.person.id, cast.unassigned_person.id, cast.person.id]
    begin_explained(cast.outsider, people, records=3, source="GET somewhere").finish()
    assert kept() == [(sorted([cast.person.pseudonym, cast.unassigned_person.pseudonym]), "", 3)]


def test_whoever_has_no_clinic_and_whoever_is_nobody_is_kept_as_that(cast: Cast) -> None:
    begin_access(cast.superuser, [cast.person.id], records=1, source="GET somewhere").finish()
    begin_access(AnonymousUser(), [cast.person.id], records=1, source="").finish()
    rows = DataAccess.objects.order_by("id").values_list("actor", "clinic_uuid", "source")
    assert list(rows) == [(f"staff:{cast.superuser.id}", None, "GET somewhere"), ("", None, "")]


@pytest.mark.parametrize(
    ("path", "status", "looks"),
    [
        ("users/{person}/timeline/", 200, 1),
        ("users/{person}/consents/", 200, 1),
        ("users/{elsewhere}/timeline/", 404, 0),
        ("users/{person}/timeline/?page_size=x", 400, 0),
        ("conversations/", 200, 0),  # where there is none
    ],
)
def test_what_is_answered_about_a_person_is_a_look_and_nothing_else(
    cast: Cast, path: str, status: int, looks: int
) -> None:
    people = {"person": cast.person.id, "elsewhere": cast.strange_person.id}
    assert signed_in(cast.clinician).get(f"/api/v1/{path.format(**people)}").status_code == status
    assert DataAccess.objects.count() == looks


def test_a_row_counts_what_was_shown_once(cast: Cast) -> None:
    """Whether the address names the person, the page does, or both."""
    for days in range(3):
        make_session(cast.person, days=days)
    client = signed_in(cast.clinician)
    for path, records in (
        ("/api/v1/conversations/", 3),
        (f"/api/v1/users/{cast.person.id}/timeline/", 1),
        (f"/api/v1/users/{cast.person.id}/consents/", 1),
        (page_url(cast.person), 1),
        (reverse("admin:accounts_user_accesses", args=[cast.person.id]), 1),
        (reverse("admin:compliance_consentrecord_decide", args=[cast.person.id, "research"]), 1),
    ):
        assert client.get(path).status_code == 200
        assert kept()[-1] == ([cast.person.pseudonym], "", records), path
    assert len(kept()) == 6


def test_what_cannot_be_kept_is_not_shown(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    client = with_key(cast.clinic, "records:read")
    client.raise_request_exception = False
    with transaction.atomic(), connection.cursor() as cursor, caplog.at_level(logging.CRITICAL):
        cursor.execute("ALTER TABLE data_access_logs RENAME TO elsewhere")
        answer = client.get("/api/v1/users/")
        assert answer.status_code == 500
        assert str(cast.person.id).encode() not in answer.content
        transaction.set_rollback(True)
    assert client.get("/api/v1/users/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_only_the_row_itself_does_not_wait_for_the_disk(cast: Cast) -> None:
    look(cast, [cast.person.id])
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
    assert DataAccess.objects.count() == 1


def test_who_has_the_interface_already_is_shown_nothing_of_it(cast: Cast) -> None:
    build_interfaces([cast.person.id], now=make_session(cast.person).started_at)
    client, path = with_key(cast.clinic, "interfaces:read"), f"/api/v1/users/{cast.person.id}/interface/"
    etag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    assert DataAccess.objects.count() == 1


def test_a_session_that_is_sent_again_is_read(cast: Cast) -> None:
    client, body = with_key(cast.clinic, "sessions:write"), make_body(cast.person)
    assert post_json(client, "/api/v1/sessions/", body).status_code == 201
    assert not DataAccess.objects.exists()
    assert post_json(client, "/api/v1/sessions/", body).status_code == 200
    assert DataAccess.objects.get().subjects == [cast.person.pseudonym]


def test_a_person_is_told_who_looked_by_role_and_code(cast: Cast) -> None:
    sign_in(cast.clinician).get(page_url(cast.person))
    with_key(cast.clinic, "records:read").get("/api/v1/users/")
    begin_access(
        ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset()),
        [cast.person.id, cast.other_person.id], records=2, source="GET elsewhere",
    ).finish()  # fmt: skip
    answer = signed_in(cast.person).get(PATH.format(cast.person.id))
    told = [(row["who"], row["source"]) for row in answer.json()["results"]]
    assert told == [
        ("a system", "GET elsewhere"),
        ("system test key", "GET api/v1/users/"),
        (f"clinician {cast.clinician.code}", "GET admin/accounts/user/<path:object_id>/change/"),
    ]
    for secret in (cast.clinician.email, str(cast.clinician.id), str(cast.other_person.pseudonym)):
        assert str(secret).encode() not in answer.content
    again = signed_in(cast.person).get(PATH.format(cast.person.id)).json()["results"]
    assert again[0]["who"] == "the person themselves"


@pytest.mark.parametrize(
    ("caller", "status"),
    [("person", 200), ("administrator", 200), ("clinician", 200), ("outsider", 404), ("other_person", 404)],
)
def test_who_may_ask_who_looked(cast: Cast, caller: str, status: int) -> None:
    assert signed_in(getattr(cast, caller)).get(PATH.format(cast.person.id)).status_code == status


def test_systems_that_keep_privacy_may_ask_too(cast: Cast) -> None:
    path = PATH.format(cast.person.id)
    assert with_key(cast.clinic, ApiKey.Scope.PRIVACY_WRITE).get(path).status_code == 200
    assert with_key(cast.clinic, ApiKey.Scope.RECORDS_READ).get(path).status_code == 403
    assert with_key(cast.stranger.clinic, ApiKey.Scope.PRIVACY_WRITE).get(path).status_code == 404
    assert Client().get(path).status_code == 401


def test_accesses_come_in_pages(cast: Cast) -> None:
    for _ in range(3):
        look(cast, [cast.person.id])
    client = with_key(cast.clinic, ApiKey.Scope.PRIVACY_WRITE)
    first = client.get(PATH.format(cast.person.id), {"page_size": 2}).json()
    second = client.get(first["next"]).json()
    # The look at the first page stands before it by now.
    assert len({row["id"] for row in first["results"] + second["results"]}) == 3
