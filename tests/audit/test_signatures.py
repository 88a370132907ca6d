"""Seals are signed with a key that the logs' owner has not, and cover who looked and what happened."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from resona.audit.exporting import export_digest
from resona.audit.models import AuditSeal, DataAccess, SealSignature, SecurityEvent
from resona.audit.sealing import seal_finished
from resona.audit.verification import verify_log
from resona.encryption.keyring import Key, Keyring
from tests.audit.log import execute
from tests.audit.seals import add, defenceless, empty_log, transactions_up_to

ADD_OTHERS = """
INSERT INTO data_access_logs (id, xid, created_at, actor, subjects, source, records)
SELECT gen_random_uuid(), '{0}'::xid8, now() - interval '1 s', 'staff:1', ARRAY[gen_random_uuid()], 'page', number
FROM generate_series(1, 3) AS number;
INSERT INTO security_events (id, xid, created_at, kind, actor)
VALUES (gen_random_uuid(), '{0}'::xid8, now() - interval '1 s', 'signed_in', 'staff:1');
"""
NOT_OURS = "it was not signed here as it is, or a row of who looked or of security was changed"
GONE = "its signature covers 4 rows of who looked and of security, of which {} are there"
SECOND, LATEST = "xid = '20'", "(SELECT max(id) FROM audit_signatures)"
DAMAGE = {
    "who looked": (f"UPDATE data_access_logs SET actor = 'staff:2' WHERE {SECOND}", NOT_OURS),
    "at whom": (f"UPDATE data_access_logs SET subjects = ARRAY[gen_random_uuid()] WHERE {SECOND}", NOT_OURS),
    "when": (f"UPDATE data_access_logs SET created_at = created_at - interval '1 us' WHERE {SECOND}", NOT_OURS),
    "how many": (f"UPDATE data_access_logs SET records = 9 WHERE {SECOND} AND records = 1", NOT_OURS),
    "a look deleted": (f"DELETE FROM data_access_logs WHERE {SECOND} AND records = 1", GONE.format(3)),
    "a look of long ago": (f"UPDATE data_access_logs SET created_at = '2020-01-01' WHERE {SECOND}", NOT_OURS),
    "a look moved": (f"UPDATE data_access_logs SET xid = '10' WHERE {SECOND} AND records = 1", GONE.format(5)),
    "a look slipped in": (ADD_OTHERS.format(20), GONE.format(8)),
    "what happened": (f"UPDATE security_events SET actor = '' WHERE {SECOND}", NOT_OURS),
    "an event deleted": (f"DELETE FROM security_events WHERE {SECOND}", GONE.format(3)),
    "a signature": ("UPDATE audit_signatures SET signature = left(signature, -1) || 'x'", NOT_OURS),
    "a signature deleted": (f"DELETE FROM audit_signatures WHERE id = {LATEST}", "it is not signed"),
}


@pytest.fixture(autouse=True)
def _signed_logs(db: None) -> None:
    empty_log()
    for begin in (10, 20):
        add(xid=begin, rows=2)
        execute(ADD_OTHERS.format(begin))
        with transactions_up_to(begin + 5):
            assert seal_finished() == 2


def noted() -> str:
    line = export_digest(now=timezone.now())
    assert line is not None
    return line.rpartition(" ")[2]


def test_what_was_left_alone_is_whole() -> None:
    assert [one.rows for one in SealSignature.objects.all()] == [4, 4]
    assert verify_log(expected_digest=noted()).faults == ()


@pytest.mark.parametrize("name", DAMAGE)
def test_whatever_was_done_to_either_log_or_to_a_signature_shows(name: str) -> None:
    statement, fault = DAMAGE[name]
    with defenceless():
        execute(statement)
    (told,) = verify_log().faults
    assert told.endswith(fault)


def test_whoever_chains_seals_anew_cannot_sign_them() -> None:
    with defenceless():
        execute("UPDATE audit_logs SET actor = 'staff:2'; DELETE FROM audit_seals")
        execute("ALTER SEQUENCE audit_seals_id_seq RESTART WITH 1")
        with transactions_up_to(25), connection.cursor() as cursor:
            cursor.execute("SELECT resona_seal_audit()")
    faults = verify_log().faults
    assert faults
    assert "it is not signed" in faults[0] or NOT_OURS in faults[0]


def test_what_is_chained_anew_and_signed_by_a_worker_lacks_the_digest_that_was_told() -> None:
    digest = noted()
    with defenceless():
        execute("UPDATE audit_logs SET actor = 'staff:2'; DELETE FROM audit_seals; DELETE FROM audit_signatures")
        with transactions_up_to(25):
            assert seal_finished() == 4
    assert verify_log().faults == ()
    (told,) = verify_log(expected_digest=digest).faults
    assert "is not among the seals" in told


def test_another_key_signs_nothing_of_ours(settings: Any) -> None:
    known = settings.RESONA_KEYRING.primary.id
    settings.RESONA_KEYRING = Keyring(keys={known: Key(id=known, secret=b"x" * 32)})
    (told,) = verify_log().faults
    assert told.endswith(NOT_OURS)


def test_on_another_server_the_logs_are_signed_on() -> None:
    """Transactions are counted anew there, from lower than the last seal; what came along is not signed twice."""
    add(xid=26, rows=1)
    execute(ADD_OTHERS.format(26))
    with transactions_up_to(8):
        assert seal_finished() == 1
    add(xid=5, rows=1)
    execute(ADD_OTHERS.format(5).replace("now() - interval '1 s'", "clock_timestamp()"))
    with transactions_up_to(8):
        assert seal_finished() == 1
    assert [one.rows for one in SealSignature.objects.all()] == [4, 4, 4, 4]
    assert verify_log().faults == ()


def test_the_digest_is_told_to_the_log_a_file_and_by_mail(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.AUDIT_DIGEST_FILE = str(tmp_path / "digests")
    settings.AUDIT_DIGEST_MAIL = "auditor@example.org"
    with caplog.at_level(logging.WARNING, "resona.audit.digest"):
        digests = {noted(), noted()}
    assert len(digests) == 1
    digest = digests.pop()
    assert [digest in line for line in (tmp_path / "digests").read_text().splitlines()] == [True, True]
    assert digest in caplog.text
    assert digest in mail.outbox[0].body
    assert mail.outbox[0].to == ["auditor@example.org"]


def test_where_nothing_is_signed_nothing_is_told() -> None:
    empty_log()
    assert export_digest(now=timezone.now()) is None


@pytest.mark.parametrize("statement", ["UPDATE audit_signatures SET rows = 9", "DELETE FROM audit_signatures"])
def test_a_signature_is_changed_by_nobody(statement: str) -> None:
    with pytest.raises(Exception, match="audit_signatures"):
        execute(statement)


def test_the_times_of_the_logs_are_the_databases() -> None:
    long_ago = timezone.now() - timedelta(days=99)
    execute("SET LOCAL ROLE resona_app")
    look = DataAccess.objects.create(created_at=long_ago, actor="staff:1", subjects=[], source="", records=1)
    event = SecurityEvent.objects.create(created_at=long_ago, kind="signed_in")
    for row in (look, event):
        row.refresh_from_db()
        assert abs(row.created_at - timezone.now()) < timedelta(minutes=1)


def test_seals_of_before_are_signed_by_the_next_run() -> None:
    with defenceless():
        execute("DELETE FROM audit_signatures")
    seal_finished()
    assert SealSignature.objects.count() == AuditSeal.objects.count() == 2
