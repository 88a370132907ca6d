"""Seals over the log: they cover what is final, and whatever is done to it afterwards shows."""

from __future__ import annotations

import tracemalloc

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from resona.accounts.models import Clinic
from resona.audit import verification
from resona.audit.models import AuditEntry, AuditSeal, SealSignature
from resona.audit.sealing import MAX_UNSEALED_SECONDS, overdue_fault, seal_finished
from resona.audit.verification import verify_log
from tests.audit.log import execute
from tests.audit.seals import DAMAGE, add, defenceless, empty_log, three_seals, transactions_up_to


@pytest.fixture(autouse=True)
def _empty_log(db: None) -> None:
    empty_log()


def test_a_seal_covers_what_is_final_and_goes_on_where_the_last_one_ended() -> None:
    first, second, third = three_seals()
    assert [(seal.from_xid, seal.until_xid, seal.rows) for seal in (first, second, third)] == [
        (0, 15, 5),
        (15, 25, 5),
        (25, 35, 5),
    ]
    assert (bytes(first.previous), second.previous, third.previous) == (b"", first.digest, second.digest)
    assert len({bytes(seal.digest) for seal in (first, second, third)}) == 3


def test_what_a_running_transaction_wrote_is_left_for_the_next_seal() -> None:
    add(xid=10)
    Clinic.objects.create(name="Written just now")
    assert seal_finished() == 1
    assert AuditSeal.objects.get().rows == 1
    assert AuditEntry.objects.filter(table_name="clinics").count() == 1


def test_what_began_before_another_transaction_that_still_runs_is_not_final() -> None:
    params = connection.get_connection_params()
    place = {name: params[name] for name in ("host", "port", "user", "password", "dbname") if params.get(name)}
    with psycopg.connect(**place) as other:
        row = other.execute("SELECT pg_current_xact_id()::text").fetchone()
        assert row is not None
        running = int(row[0])
        add(xid=running - 1)
        add(xid=running + 1)
        seal_finished()
        assert not AuditEntry.objects.filter(id__lte=_last_sealed()).filter(xid=running + 1).exists()
        assert all(seal.until_xid <= running for seal in AuditSeal.objects.all())


def test_where_nothing_is_final_nothing_is_sealed() -> None:
    assert seal_finished() == 0
    assert not AuditSeal.objects.exists()


def test_a_log_that_was_left_alone_is_whole() -> None:
    seals = three_seals()
    add(xid=40, rows=4, seconds_ago=60)
    verdict = verify_log(expected_digest=bytes(seals[1].digest).hex())
    assert verdict.faults == ()
    signature = SealSignature.objects.get(seal_number=seals[2].pk).signature
    assert (verdict.seals, verdict.rows, verdict.digest) == (3, 15, signature.partition(":")[2])
    assert verdict.tail is not None
    assert verdict.tail.rows == 4
    assert verdict.tail.since is not None
    assert 55 < (timezone.now() - verdict.tail.since).total_seconds() < 90


def test_an_empty_log_is_whole() -> None:
    verdict = verify_log()
    assert (verdict.faults, verdict.seals, verdict.rows, verdict.digest) == ((), 0, 0, "")


@pytest.mark.parametrize("name", DAMAGE)
def test_whatever_was_done_to_a_sealed_row_or_to_a_seal_shows(name: str) -> None:
    three_seals()
    statement, sound_before = DAMAGE[name]
    with defenceless():
        execute(statement)
    verdict = verify_log()
    assert verdict.faults
    assert verdict.seals == sound_before


MISSING, CHANGED = "the one before it is missing or was changed", "a row it covers was changed, or the seal itself"
TOLD = {
    "a seal deleted": MISSING,
    "the first seal deleted": MISSING,
    "a link changed": MISSING,
    "a row deleted": "it covers 5 rows, of which 4 are there",
    "actor changed": CHANGED,
    "the moment of a seal changed": CHANGED,
    "a row slipped in after the last": "rows written into what was sealed: 1",
    "the beginning of a seal changed": "it does not begin where the one before it ends",
    "a seal said to begin anew": "it does not begin where the one before it ends",
}


@pytest.mark.parametrize(("name", "fault"), TOLD.items())
def test_the_first_fault_is_named(name: str, fault: str) -> None:
    three_seals()
    with defenceless():
        execute(DAMAGE[name][0])
    (told,) = verify_log().faults
    assert told.endswith(fault)


def test_only_a_digest_noted_elsewhere_tells_that_the_end_was_cut_off() -> None:
    seals = three_seals()
    noted = bytes(seals[2].digest).hex()
    with defenceless():
        execute("DELETE FROM audit_logs WHERE xid >= '25'; DELETE FROM audit_seals WHERE from_xid = '25'")
    assert verify_log().faults == ("seals that are signed and gone: 1",)
    with defenceless():
        execute("DELETE FROM audit_signatures WHERE id = (SELECT max(id) FROM audit_signatures)")
    assert verify_log().faults == ()
    assert verify_log(expected_digest=noted).faults == (
        "the digest expected is not among the seals: the end of the log was cut off",
    )


def test_a_log_restored_on_another_server_is_sealed_on() -> None:
    """Transactions are counted anew there, from lower than the last seal."""
    add(xid=5_000, rows=2)
    with transactions_up_to(6_000):
        seal_finished()
    add(xid=6_001, rows=3)  # unsealed when the dump was made
    for xid in (100, 5_500):  # written on the new server
        add(xid=xid)
        with transactions_up_to(xid + 1):
            while seal_finished():
                pass
        verdict = verify_log()
        assert verdict.faults == ()
        assert verdict.tail is not None
        assert verdict.tail.rows == 0
    assert verdict.rows == 7
    with defenceless():
        execute("DELETE FROM audit_logs WHERE xid = '6001' AND row_ids = '{2}'")
    assert verify_log().seals == 1


def test_of_a_log_restored_elsewhere_what_was_written_there_is_not_sealed_yet() -> None:
    add(xid=5_000, rows=2)
    with transactions_up_to(6_000):
        seal_finished()
    add(xid=6_001, rows=3)  # unsealed when the dump was made
    with transactions_up_to(90):
        assert seal_finished() == 3  # the last one of the old server
    add(xid=100, rows=4, seconds_ago=60)
    verdict = verify_log()
    assert (verdict.faults, verdict.seals, verdict.rows) == ((), 2, 5)
    assert verdict.tail is not None
    assert verdict.tail.rows == 4


def test_a_table_whose_triggers_are_off_is_named() -> None:
    execute("ALTER TABLE clinics DISABLE TRIGGER audit_update")
    execute("DROP TRIGGER audit_delete ON messages")
    assert verify_log().faults == (
        "changes of clinics are not logged: its triggers are switched off",
        "changes of messages are not logged: its triggers are missing",
    )


def test_rows_are_read_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    add(xid=10, rows=20_000)
    with transactions_up_to(11):
        seal_finished()
    tracemalloc.start()
    try:
        assert verify_log().rows == 20_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000  # bytes; all rows at once would take more than 10
    monkeypatch.setattr(verification, "BATCH", 7)
    assert verify_log().faults == ()


def test_a_digest_noted_before_what_is_damaged_is_still_among_the_seals() -> None:
    first, _, third = (bytes(seal.digest).hex() for seal in three_seals())
    with defenceless():
        execute(DAMAGE["a row deleted"][0])
    assert len(verify_log(expected_digest=first).faults) == 1
    assert len(verify_log(expected_digest=third).faults) == 2
    signature = SealSignature.objects.order_by("id")[0].signature
    assert verify_log().digest == signature.partition(":")[2]
    assert verify_log().tail is None


def test_the_oldest_of_what_is_not_sealed_tells_since_when() -> None:
    three_seals()
    for xid, seconds in ((41, 30), (40, 300), (42, 60)):
        add(xid=xid, seconds_ago=seconds)
    tail = verify_log().tail
    assert tail is not None
    assert tail.since is not None
    assert (tail.rows, round((timezone.now() - tail.since).total_seconds(), -1)) == (3, 300)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DISABLE TRIGGER audit_insert", "switched off"),
        ("ENABLE REPLICA TRIGGER audit_truncate", "switched off"),
        ("ENABLE ALWAYS TRIGGER audit_delete", None),
    ],
)
def test_triggers_that_do_not_always_fire_are_off(change: str, fault: str | None) -> None:
    execute(f"ALTER TABLE users {change}")
    expected = () if fault is None else (f"changes of users are not logged: its triggers are {fault}",)
    assert verify_log().faults == expected


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_seals SET rows = 9", "DELETE FROM audit_seals", "TRUNCATE audit_seals"]
)
def test_a_seal_is_changed_by_nobody(statement: str) -> None:
    three_seals()
    with pytest.raises(IntegrityError, match="cannot be"), transaction.atomic():
        execute(statement)


@pytest.mark.parametrize(
    ("seconds", "is_overdue"), [(MAX_UNSEALED_SECONDS - 30, False), (MAX_UNSEALED_SECONDS + 30, True)]
)
def test_what_waits_too_long_for_its_seal_is_told(seconds: int, is_overdue: bool) -> None:
    three_seals()
    assert overdue_fault() is None
    add(xid=40, seconds_ago=seconds)
    fault = overdue_fault()
    assert (fault is not None) is is_overdue
    with transactions_up_to(41):
        seal_finished()
    assert overdue_fault() is None


def _last_sealed() -> int:
    last = AuditSeal.objects.last()
    return last.last_id if last else 0
