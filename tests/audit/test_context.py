"""Who, from where and why stands beside what was done, whichever way it was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import orjson
import pytest
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from resona.accounts.models import Clinic, User
from resona.audit.context import acting, acting_as_command
from resona.audit.middleware import ActingMiddleware
from resona.audit.models import AuditEntry
from tests.conftest import Cast
from tests.factories import make_api_key
from tests.sessions import LATEST, make_body, record, record_course
from tests.signing_in import sign_in_with_both
from tests.system.serving import SESSIONS_PATH, run_command


def latest() -> tuple[str, str, str]:
    """Who, from where and why, of the latest entry."""
    entry = AuditEntry.objects.latest("id")
    return entry.actor, entry.source, entry.reason


def write() -> None:
    User.objects.update(language="sw")


def test_what_is_done_inside_the_block_is_the_actors(cast: Cast) -> None:
    with acting(actor="staff:1", source="POST admin/", reason="asked"), transaction.atomic():
        write()
    assert latest() == ("staff:1", "POST admin/", "asked")


def test_what_an_inner_block_leaves_out_stays(cast: Cast) -> None:
    with acting_as_command("demo"), acting(reason="erasure"), transaction.atomic():
        write()
    assert latest() == ("command:demo", "command:demo", "erasure")


def test_after_the_block_nobody_is_named(cast: Cast) -> None:
    with acting(actor="staff:1", source="here", reason="why"), transaction.atomic():
        write()
    with transaction.atomic():
        write()
    assert latest() == ("", "", "")


def test_a_block_that_was_taken_back_leaves_no_name_and_takes_none_away(cast: Cast) -> None:
    with acting(actor="staff:1"):
        with transaction.atomic():
            with acting(actor="staff:2"), transaction.atomic():
                transaction.set_rollback(True)
            write()
            assert latest()[0] == "staff:1"
        with transaction.atomic():
            write()
    assert latest()[0] == "staff:1"


def test_a_claim_is_one_statement_a_transaction_and_none_without_a_context(cast: Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured, transaction.atomic():
            for _ in range(3):
                with transaction.atomic():
                    write()
        return len(captured)

    without = statements()
    with acting(actor="staff:1", source="here"):
        assert statements() == without + 1


def test_a_claim_is_cut_to_what_it_may_be(cast: Cast) -> None:
    with acting(actor="a" * 61, source="s" * 201, reason="r" * 201), transaction.atomic():
        write()
    assert latest() == ("a" * 60, "s" * 200, "r" * 200)


def test_a_claim_of_psql_is_told_beside_the_role(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL resona.actor = 'staff:someone else'")
    write()
    assert latest()[0] == "staff:someone else"
    assert AuditEntry.objects.latest("id").db_role == connection.get_connection_params()["user"]


def test_a_session_is_recorded_by_its_key_at_its_route(cast: Cast) -> None:
    key = make_api_key(cast.clinic, "sessions:write")
    response = Client().post(
        f"{SESSIONS_PATH}?secret=1",
        make_body(cast.person),
        "application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert response.status_code == 201
    entry = AuditEntry.objects.filter(table_name="messages").latest("id")
    assert (entry.actor, entry.source) == (f"key:{cast.clinic.api_keys.get().id}", "POST api/v1/sessions/")


def test_what_is_written_while_the_answer_is_sent_is_the_keys_too(cast: Cast) -> None:
    key = make_api_key(cast.clinic, "sessions:write")
    body = b"\n".join(orjson.dumps(make_body(person)) for person in (cast.person, cast.other_person))
    response = Client().post(
        f"{SESSIONS_PATH}batch/", body, "application/x-ndjson", headers={"Authorization": f"Bearer {key}"}
    )
    answers = [orjson.loads(line) for line in b"".join(response.streaming_content).splitlines()]  # type: ignore[attr-defined]
    assert sum(answer.get("status") == 201 for answer in answers) == 2
    people = (cast.person.pseudonym, cast.other_person.pseudonym)
    entries = AuditEntry.objects.filter(table_name="messages", subject__in=people)
    key_id = cast.clinic.api_keys.get().id
    assert {(entry.actor, entry.source) for entry in entries} == {(f"key:{key_id}", "POST api/v1/sessions/batch/")}


def test_what_is_written_after_the_view_has_returned_is_still_the_requests(cast: Cast) -> None:
    def parts() -> Iterator[bytes]:
        with transaction.atomic():
            write()
        yield b"done"

    response = ActingMiddleware(lambda _: StreamingHttpResponse(parts()))(RequestFactory().post("/?name=Jane"))
    assert b"".join(response.streaming_content) == b"done"  # type: ignore[attr-defined]
    assert latest() == ("", "POST", "")


def test_a_change_in_the_admin_is_the_staffs_and_names_no_id_in_its_route(cast: Cast, client: Client) -> None:
    sign_in_with_both(client, cast.administrator)
    address = f"/admin/accounts/clinic/{cast.clinic.id}/change/"
    response = client.post(
        address, {"name": "Renamed", "timezone": cast.clinic.timezone, "crisis_email": "a@b.example"}
    )
    assert response.status_code == 302
    entry = AuditEntry.objects.filter(table_name="clinics").latest("id")
    assert (entry.operation, set(entry.changed)) == ("UPDATE", {"name", "crisis_email"})
    assert entry.actor == f"staff:{cast.administrator.id}"
    assert entry.source == "POST admin/accounts/clinic/<path:object_id>/change/"
    assert entry.clinic_uuid == cast.clinic.id


def test_reading_a_list_claims_nothing(cast: Cast, client: Client) -> None:
    sign_in_with_both(client, cast.administrator)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/api/v1/conversations/").status_code == 200
    assert not any("set_config" in query["sql"] for query in captured)


@pytest.fixture
def shared_clinic(transactional_db: None) -> Clinic:
    return Clinic.objects.create(name="Shared")


def test_a_command_acts_in_its_own_name_though_it_writes_without_a_transaction(shared_clinic: Clinic) -> None:
    completed = run_command("create_api_key", "--clinic", "Shared", "--name", "app", "--scope", "records:read")
    assert completed.returncode == 0, completed.stderr
    entry = AuditEntry.objects.filter(table_name="api_keys").latest("id")
    assert (entry.actor, entry.db_role) == ("command:create_api_key", "resona_app")
    assert entry.clinic_uuid == shared_clinic.id


def test_a_job_acts_in_its_own_name(transactional_db: None, cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=30)), now=LATEST)
    completed = run_command("worker", "--once")
    assert completed.returncode == 0, completed.stderr
    entry = AuditEntry.objects.filter(table_name="user_baselines").latest("id")
    assert (entry.actor, entry.source) == ("job:replay_person", "job:replay_person")
    assert (entry.subject, entry.db_role) == (cast.person.pseudonym, "resona_app")
