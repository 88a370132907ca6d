"""Whoever lacks the keys that records are sealed with is told which, and seals nothing."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from conversations.models import Message, Upload
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.compliance.known_keys import (
    KeysRefusedError,
    check_keys,
    forget_keys_but,
    give_key_up,
    report_key_problem,
    require_keys,
)
from resona.compliance.models import EncryptionKey
from resona.encryption.keyring import Keyring
from resona.encryption.sealing import KeyMissingError, SealedValueError, as_text
from resona.postgres.models import new_id
from resona.postgres.roles import APP
from tests.audit.test_rights import acting_as
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.sessions import make_body, record

pytestmark = pytest.mark.django_db

MISSING = "encryption key 'k1' is missing, and records are sealed with it"
WRONG = "encryption key 'k1' is not the one of that name that records are sealed with"
FAULTS = [
    pytest.param(make_keyring("k2"), MISSING, id="missing"),
    pytest.param(make_keyring("k1", k1="xx"), WRONG, id="wrong"),
]


@pytest.fixture(autouse=True)
def _known(settings: Any) -> None:
    """What there is was sealed with k1."""
    settings.RESONA_KEYRING = make_keyring("k1")
    with acting_as(APP):
        require_keys(now=timezone.now())


def problems() -> list[dict[str, Any]]:
    events = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.KEY_PROBLEM)
    return list(events.values_list("detail", flat=True))


@pytest.mark.parametrize("ids", [("k1",), ("k1", "k2"), ("k2", "k1"), ("k0", "k1", "k2")])
def test_with_the_keys_of_the_records_it_starts_and_notes_the_one_that_seals(settings: Any, ids: tuple[str]) -> None:
    settings.RESONA_KEYRING = make_keyring(*ids)
    for _ in range(2):
        require_keys(now=timezone.now())
    assert set(EncryptionKey.objects.values_list("key_id", flat=True)) == {"k1", ids[0]}
    assert problems() == []


@pytest.mark.parametrize(("keyring", "fault"), FAULTS)
def test_a_missing_or_wrong_key_is_refused_by_name_and_kept_as_an_event(
    settings: Any, keyring: Keyring, fault: str
) -> None:
    settings.RESONA_KEYRING = keyring
    with pytest.raises(KeysRefusedError) as raised:
        require_keys(now=timezone.now())
    assert str(raised.value) == fault
    assert [detail["key"] for detail in problems()] == ["k1"]
    assert EncryptionKey.objects.count() == 1
    assert make_keyring("k1").primary.check_value not in str(problems())


def test_an_event_is_kept_once_an_hour(settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k2")
    now = timezone.now()
    for minutes, expected in ((0, 1), (1, 1), (59, 1), (61, 2)):
        with pytest.raises(KeysRefusedError):
            require_keys(now=now + timedelta(minutes=minutes))
        assert len(problems()) == expected


def test_another_event_with_the_same_words_does_not_stand_for_one() -> None:
    detail, now = {"key": "k1", "fault": "given up"}, timezone.now()
    record_event(SecurityEvent.Kind.CREDENTIAL_REFUSED, detail=detail)
    for _ in range(2):
        report_key_problem(detail, now=now)
    report_key_problem({"key": "k2", "fault": "given up"}, now=now)
    assert sorted(problem["key"] for problem in problems()) == ["k1", "k2"]


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_at_once_with_different_keys_of_one_name_the_second_is_refused(settings: Any) -> None:
    """It waits for the first, whose key it could not see when it asked."""
    noted, release = threading.Event(), threading.Event()
    theirs = make_keyring("k2", k2="xx").primary

    def start() -> None:
        try:
            with transaction.atomic():
                EncryptionKey.objects.create(key_id="k2", check_value=theirs.check_value)
                noted.set()
                assert release.wait(10)
        finally:
            connection.close()

    first = threading.Thread(target=start)
    first.start()
    assert noted.wait(10)
    threading.Timer(0.1, release.set).start()
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    with pytest.raises(KeysRefusedError, match="encryption key 'k2' is not the one of that name"):
        require_keys(now=timezone.now())
    first.join()
    assert EncryptionKey.objects.get(key_id="k2").check_value == theirs.check_value


@pytest.mark.parametrize("databases", [None, [], ["other"]])
def test_who_asks_about_no_database_is_told_of_none(settings: Any, databases: list[str] | None) -> None:
    settings.RESONA_KEYRING = make_keyring("k2")
    assert check_keys(None, databases=databases) == []
    assert len(check_keys(None, databases=["default"])) == 1


def test_a_key_that_nothing_needs_is_forgotten_and_one_that_is_lost_given_up_by_name() -> None:
    for key in make_keyring("k2", "k3").keys.values():
        EncryptionKey.objects.create(key_id=key.id, check_value=key.check_value)
    forget_keys_but({"k1", "k3", "k4"})
    assert set(EncryptionKey.objects.values_list("key_id", flat=True)) == {"k1", "k3"}
    assert (give_key_up("k2"), give_key_up("k3")) == (False, True)
    assert set(EncryptionKey.objects.values_list("key_id", flat=True)) == {"k1"}


@pytest.mark.parametrize(("keyring", "fault"), FAULTS)
def test_health_checks_and_starts_say_so(settings: Any, keyring: Keyring, fault: str) -> None:
    settings.RESONA_KEYRING = keyring
    for address in ("/health/", "/health/ready/"):
        assert Client().get(address).json()["checks"]["keys"] == fault
    (message,) = run_checks(databases=["default"], tags=["database"])
    assert message.msg == f"The {fault}."
    with pytest.raises(CommandError, match="Refused to start: encryption key 'k1'"):
        call_command("worker", "--once", skip_checks=True)
    with pytest.raises(CommandError, match="Refused to start: encryption key 'k1'"):
        call_command("import_sessions", "-", skip_checks=True)
    with pytest.raises(CommandError, match="Refused: encryption key 'k1'"):
        call_command("rotate_keys", skip_checks=True)


def test_with_its_keys_it_is_healthy() -> None:
    assert Client().get("/health/").json()["checks"]["keys"] == "ok"
    assert run_checks(databases=["default"], tags=["database"]) == []


def test_what_a_missing_key_sealed_is_named_by_row_and_key_in_the_log(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    row = new_id()
    sealed = Message.content.seal(row, "Nobody may read this")
    settings.RESONA_KEYRING = make_keyring("k2")
    with pytest.raises(KeyMissingError, match=r"a key that is not configured \('k1'\)"):
        Message.content.open(row, sealed)
    assert f"messages.content of row {row} is sealed with key k1" in caplog.text


@pytest.mark.parametrize("text", ["Jina langu ni Achieng, na ninaishi Kibera", "k1k1k1k1k1k1k1k1", ""])
def test_of_clear_text_nothing_is_taken_for_the_id_of_a_key(text: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SealedValueError, match="not a sealed value") as raised:
        Message.content.open(new_id(), as_text(text.encode()))
    assert caplog.text == ""
    assert not text or text[:5] not in str(raised.value)


def test_what_is_known_of_a_key_is_not_changed_and_tells_nothing(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="cannot be changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE encryption_keys SET check_value = 'x'")


def test_nobody_but_whoever_runs_the_server_sees_which_keys_there_are(cast: Cast) -> None:
    assert EncryptionKey.objects.visible_to(cast.superuser).count() == 1
    for caller in (cast.administrator, cast.clinician, cast.person, AnonymousUser()):
        assert not EncryptionKey.objects.visible_to(caller).exists()


def test_without_any_key_nothing_of_a_session_is_kept(cast: Cast, settings: Any) -> None:
    body = make_body(cast.person, said=("Nobody may read this",))
    settings.RESONA_KEYRING = make_keyring()
    record(cast.superuser, body)
    assert (Message.objects.count(), Upload.objects.count()) == (0, 0)
    settings.RESONA_KEYRING = make_keyring("k1")
    record(cast.superuser, body)
    assert (Message.objects.count(), Upload.objects.count()) == (1, 1)
