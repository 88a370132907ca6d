"""`manage.py rotate_keys`: as whoever runs the server meets it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from conversations.models import Message
from resona.accounts.models import User
from resona.audit.models import SecurityEvent
from resona.compliance.known_keys import require_keys
from resona.compliance.models import EncryptionKey
from resona.postgres.logins import ROTATOR_LOGIN
from tests.encryption.keys import make_keyring
from tests.factories import PersonFactory, StaffFactory
from tests.sessions import make_body, record

WORDS = "Leo nimechoka sana"


@pytest.fixture(autouse=True)
def _a_session_under_k1(transactional_db: None, settings: Any) -> Iterator[None]:
    """Not in a transaction: the command signs in anew, as another role."""
    settings.RESONA_KEYRING = make_keyring("k1")
    require_keys(now=timezone.now())
    staff = StaffFactory.create(clinic=None, role="administrator", is_superuser=True)
    record(staff, make_body(PersonFactory.create(), said=(WORDS, WORDS)))
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def run(*arguments: str) -> str:
    written = io.StringIO()
    call_command("rotate_keys", *arguments, stdout=written, stderr=io.StringIO())
    return written.getvalue()


def failure(*arguments: str) -> str:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


def texts() -> set[str]:
    return {Message.content.open(message.id, message.content) for message in Message.objects.all()}


def known_keys() -> set[str]:
    return set(EncryptionKey.objects.values_list("key_id", flat=True))


def key_problems() -> list[dict[str, Any]]:
    events = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.KEY_PROBLEM)
    return list(events.values_list("detail", flat=True))


def test_check_counts_by_key_and_fails_while_another_is_needed(settings: Any) -> None:
    assert failure("--check") == "2 values need key k1."
    settings.RESONA_KEYRING = make_keyring("k1")
    told = run("--check")
    assert "messages.content: k1 2\n" in told
    assert "dissonance_records.transcript: empty\n" in told
    assert "digests of uploads, which stay as they are: k1 1\n" in told


def test_after_it_the_old_key_can_go(settings: Any) -> None:
    told = run()
    assert told.startswith("2 values sealed anew with key k2.\n")
    assert "messages.content: k2 2\n" in told
    assert known_keys() == {"k2"}
    settings.RESONA_KEYRING = make_keyring("k2")
    require_keys(now=timezone.now())
    assert texts() == {WORDS}
    assert run().startswith("0 values sealed anew")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("resona",)  # as tests are signed in, again


def test_each_call_of_it_is_kept(settings: Any) -> None:
    run("--batch", "1")
    events = SecurityEvent.objects.filter(kind=SecurityEvent.Kind.KEYS_ROTATED)
    assert list(events.values_list("detail", flat=True)) == 2 * [
        {"table": "messages", "column": "content", "rows": 1, "role": "resona_rotator"}
    ]


def test_what_another_key_of_that_name_sealed_is_left_and_named(settings: Any) -> None:
    """Only rows tell, where keys were changed before it was noted which there are."""
    EncryptionKey.objects.all().delete()
    before = set(Message.objects.values_list("content", flat=True))
    settings.RESONA_KEYRING = make_keyring("k2", "k1", k1="xx")
    assert failure() == "2 values of messages.content do not open with key k1; 2 values need key k1."
    assert set(Message.objects.values_list("content", flat=True)) == before
    assert key_problems() == [{"key": "k1", "column": "messages.content", "rows": 2}]


def test_a_key_that_something_still_needs_is_asked_for_still(settings: Any) -> None:
    """A message with the content of another does not open, and is sealed with k1 for good."""
    settings.RESONA_KEYRING = make_keyring("k1")
    one = Message.objects.earliest("id")
    Message.objects.create(
        conversation=one.conversation, role="user", position=9, content=one.content, created_at=one.created_at
    )
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    assert failure() == "1 values of messages.content do not open with key k1; 1 values need key k1."
    assert known_keys() == {"k1", "k2"}
    assert key_problems() == [{"key": "k1", "column": "messages.content", "rows": 1}]
    User.objects.filter(role="person").delete()
    assert run().startswith("0 values sealed anew with key k2.\n")
    assert known_keys() == {"k2"}  # which seals from now on, though nothing is sealed with it


@pytest.mark.parametrize(("ids", "secret"), [(("k2",), ""), (("k2", "k1"), "xx")])
def test_a_known_key_that_is_missing_or_wrong_is_refused_before_anything(
    settings: Any, ids: tuple[str, ...], secret: str
) -> None:
    settings.RESONA_KEYRING = make_keyring(*ids, **({"k1": secret} if secret else {}))
    before = set(Message.objects.values_list("content", flat=True))
    assert "Refused: encryption key 'k1' is" in failure()
    assert set(Message.objects.values_list("content", flat=True)) == before
    assert [detail["key"] for detail in key_problems()] == ["k1"]


def test_a_lost_key_is_given_up_by_name_and_what_it_sealed_stays(settings: Any) -> None:
    assert failure("--give-up", "k1") == "Key 'k1' is there: what it sealed opens."
    settings.RESONA_KEYRING = make_keyring("k2")
    assert failure("--give-up", "k9") == "Nothing is known to be sealed with a key 'k9'."
    assert "Key k1 is not asked for any more" in run("--give-up", "k1")
    assert key_problems() == [{"key": "k1", "fault": "given up"}]
    require_keys(now=timezone.now())
    assert failure("--check") == "2 values need key k1."
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    assert texts() == {WORDS}


def test_without_the_rotators_login_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(connection.settings_dict, ROTATOR_LOGIN)
    assert "DATABASE_ROTATOR_URL must be set" in failure()


@pytest.mark.parametrize("number", ["0", "-1", "10001", "x", "²"])
def test_a_batch_is_of_a_sensible_number_of_rows(number: str) -> None:
    assert "--batch" in failure("--batch", number)
