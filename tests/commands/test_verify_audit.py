"""`manage.py verify_audit` and `seal_audit`: as whoever guards the log meets them."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError

from resona.audit.models import SealSignature, SecurityEvent
from resona.audit.sealing import seal_finished
from resona.postgres.roles import APP, ROTATOR
from tests.audit.log import execute
from tests.audit.seals import DAMAGE, add, defenceless, empty_log, three_seals
from tests.audit.test_rights import acting_as


@pytest.fixture(autouse=True)
def _empty_log(db: None) -> None:
    empty_log()


def verify(*options: str) -> str:
    out = StringIO()
    call_command("verify_audit", *options, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_found_and_fails_where_it_should() -> None:
    three_seals()
    add(xid=40, rows=2)
    out = StringIO()
    with acting_as(APP):
        call_command("verify_audit", stdout=out)
    assert "Sound: 3 seals over 15 rows." in out.getvalue()
    assert "Not sealed yet: 2 rows, the oldest" in out.getvalue()
    assert not SecurityEvent.objects.exists()
    with defenceless():
        execute(DAMAGE["a row deleted"][0])
    with pytest.raises(CommandError, match=r"seal \d+, made .*: it covers 5 rows, of which 4 are there\.$"):
        call_command("verify_audit", stdout=out)
    event = SecurityEvent.objects.get()
    assert (event.kind, event.detail) == ("audit_broken", {"faults": 1, "sound_seals": 1})


def test_the_command_looks_for_a_digest_that_was_noted_in_small_letters_or_capitals() -> None:
    seals = three_seals()
    noted = bytes(seals[0].digest).hex()
    first, _, last = (
        signature.rpartition(":")[2] for signature in SealSignature.objects.values_list("signature", flat=True)
    )
    for digest in (noted, noted.upper(), bytes(seals[2].digest).hex(), first, first.upper(), last):
        assert f"Digest of the last sound seal: {last}\n" in verify("--digest", digest)
    for wrong in (noted[:-1], noted + "0", "0" * 64, "x"):
        with pytest.raises(CommandError, match="the end of the log was cut off"):
            verify("--digest", wrong)
    events = SecurityEvent.objects.values_list("actor", "detail")
    assert set(map(str, events)) == {str(("command:verify_audit", {"faults": 1, "sound_seals": 3}))}


def test_of_a_log_without_seals_the_command_prints_no_digest() -> None:
    assert verify() == "Sound: 0 seals over 0 rows.\nNot sealed yet: nothing.\n"
    add(xid=10, seconds_ago=90)
    assert re.fullmatch(r"Sound: 0 .*\nNot sealed yet: 1 rows, the oldest (89|9\d) s old\.\n", verify())


def test_the_application_seals_by_the_function_alone() -> None:
    add(xid=10)
    with acting_as(APP):
        call_command("seal_audit", stdout=(out := StringIO()))
    assert out.getvalue() == "Rows sealed: 1.\n"
    for statement in ("INSERT INTO audit_seals DEFAULT VALUES", "LOCK TABLE audit_seals", "DELETE FROM audit_seals"):
        with pytest.raises(ProgrammingError, match="permission denied"), acting_as(APP):
            execute(statement)
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(ROTATOR):
        seal_finished()
