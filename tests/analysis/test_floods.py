"""Whoever asks for more at once than is their share: others are served, and no word is lost."""

from __future__ import annotations

import time
from threading import Barrier, Thread
from typing import Any, NoReturn

import pytest
from django.test import Client
from django.utils import timezone

from conversations.models import Conversation, Message, Upload
from resona.accounts.purposes import Purpose
from resona.analysis import kept_words
from resona.analysis.kept_words import MOST_KEPT, record_kept
from resona.analysis.work import HEAVY_BYTES, OF_PERSON, analysing_lines
from resona.api.work_limits import ACCOUNT_SECONDS, Share, TooMuchAtOnceError, charged, working
from resona.compliance.consent import Channel, withdraw_consent
from resona.postgres.models import new_id
from risk.models import CrisisEvent
from tests.analysis.faulty_sessions import CRISIS
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.sessions import make_body

SESSIONS = "/api/v1/sessions/"
HEAVY = (CRISIS, "We went for a walk. " * (HEAVY_BYTES // 20))
SHARE = Share(places=1, waiting=1, cpu_seconds=10.0)


@pytest.fixture
def name() -> str:
    return f"person:{new_id()}"


def post(client: Client, body: dict[str, Any], **headers: str) -> Any:
    return client.post(SESSIONS, body, content_type="application/json", headers=headers)


def client_of(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A system whose share is that of a person."""
    monkeypatch.setattr("resona.analysis.work.OF_SYSTEM", OF_PERSON)
    monkeypatch.setattr("resona.api.work_limits.WAIT_SECONDS", 0.1)
    return with_key(cast.clinic, "sessions:write", "records:read")


def held(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """All places for analysis are taken."""
    monkeypatch.setattr("resona.api.work_limits._wait_for_place", refuse)


def refuse(*_: object) -> NoReturn:
    raise TooMuchAtOnceError


def test_what_is_too_much_is_kept_and_its_cry_for_help_is_raised(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client, body = client_of(cast, monkeypatch), make_body(cast.person, said=HEAVY)
    with monkeypatch.context() as patched:
        held(client, patched)
        refused = post(client, body)
    assert (refused.status_code, refused.json()["detail"]) == (429, kept_words.KEPT)
    assert int(refused["Retry-After"]) > 0
    upload = Upload.objects.get(id=body["id"])
    assert (upload.status, upload.encrypted_data is None) == ("pending", False)
    assert not Conversation.objects.exists()

    record_kept(upload.id, now=timezone.now())
    assert CrisisEvent.objects.get(conversation_id=body["id"]).risk_level == "critical"
    upload.refresh_from_db()
    assert (upload.status, upload.encrypted_data) == ("completed", None)
    record_kept(upload.id, now=timezone.now())
    assert post(client, body).status_code == 200
    assert Conversation.objects.count() == 1


def test_sent_again_before_a_worker_came_it_is_recorded_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client, body = client_of(cast, monkeypatch), make_body(cast.person, said=HEAVY)
    with monkeypatch.context() as patched:
        held(client, patched)
        assert post(client, body).status_code == 429
        assert post(client, body).status_code == 429
    assert post(client, body).status_code == 201
    record_kept(Upload.objects.get().id, now=timezone.now())
    assert (Conversation.objects.count(), Message.objects.filter(part_of=None).count()) == (1, len(HEAVY))


def test_other_words_under_an_id_that_is_taken_are_kept_and_read_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, talk = client_of(cast, monkeypatch), "We went for a walk. " * (HEAVY_BYTES // 20)
    first = make_body(cast.person, said=(talk,))
    second = make_body(cast.person, said=HEAVY) | {"id": first["id"]}
    with monkeypatch.context() as patched:
        held(client, patched)
        assert [post(client, body).status_code for body in (first, second, second)] == [429, 429, 429]
    for upload_id in list(Upload.objects.filter(status="pending").values_list("id", flat=True)):
        record_kept(upload_id, now=timezone.now())
    assert CrisisEvent.objects.get().risk_level == "critical"
    assert Conversation.objects.count() == 2
    assert not Upload.objects.exclude(status="completed").exists()
    assert post(client, second).json()["recorded_as"] == str(CrisisEvent.objects.get().conversation_id)


def test_what_is_of_a_usual_size_takes_no_place(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(cast, monkeypatch)
    held(client, monkeypatch)
    assert post(client, make_body(cast.person, said=(CRISIS,))).status_code == 201


def test_no_flood_fills_the_disk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(cast, monkeypatch)
    held(client, monkeypatch)
    answers = [post(client, make_body(cast.person, said=HEAVY)) for _ in range(MOST_KEPT + 1)]
    assert {answer.status_code for answer in answers} == {429}
    assert "Nothing was recorded" in answers[-1].json()["detail"]
    assert Upload.objects.filter(status="pending").count() == MOST_KEPT


def test_nothing_is_kept_of_whom_nobody_may_record(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(cast, monkeypatch)
    held(client, monkeypatch)
    details: dict[str, Any] = {"channel": Channel.APP, "caller": cast.person, "now": timezone.now()}
    withdraw_consent(user_id=cast.person.id, purpose=Purpose.RECORDING, **details)
    assert post(client, make_body(cast.person, said=HEAVY)).status_code == 403
    assert post(client, make_body(cast.strange_person, said=HEAVY)).status_code == 404
    assert post(client, make_body(cast.other_person, said=HEAVY), Prefer="handling=strict").status_code == 429
    assert not Upload.objects.exists()


def test_a_key_that_was_revoked_meanwhile_loses_no_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client, body = client_of(cast, monkeypatch), make_body(cast.person, said=HEAVY)
    held(client, monkeypatch)
    assert post(client, body).status_code == 429
    cast.clinic.api_keys.update(revoked_at=timezone.now())
    record_kept(Upload.objects.get().id, now=timezone.now())
    assert CrisisEvent.objects.filter(conversation_id=body["id"]).exists()


def test_a_place_is_one_at_a_time_and_free_again(name: str) -> None:
    with working(name, SHARE, is_heavy=True):
        begun = time.monotonic()
        with pytest.raises(TooMuchAtOnceError), working(name, SHARE, is_heavy=True):
            raise AssertionError("two at once")
        assert time.monotonic() - begun >= 0.4
        with working(name, SHARE, is_heavy=False):
            pass
    with working(name, SHARE, is_heavy=True):
        pass


def test_no_more_wait_than_may(name: str) -> None:
    """Each that waits holds a thread of the server."""
    refused, all_there = list[float](), Barrier(6)

    def try_it() -> None:
        all_there.wait()
        begun = time.monotonic()
        try:
            with working(name, SHARE, is_heavy=True):
                time.sleep(2)
        except TooMuchAtOnceError:
            refused.append(time.monotonic() - begun)

    threads = [Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 5
    assert sum(seconds > 0.4 for seconds in refused) == 1


def test_processor_time_is_charged_and_comes_back(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    small = Share(places=1, waiting=1, cpu_seconds=0.1)
    with charged(name, small):
        until = time.thread_time() + 0.2
        while time.thread_time() < until:
            pass
    with pytest.raises(TooMuchAtOnceError) as caught, working(name, small, is_heavy=False):
        raise AssertionError("the account is empty")
    assert caught.value.wait > 0
    now += ACCOUNT_SECONDS * 3
    with working(name, small, is_heavy=False):
        pass


def test_a_batch_of_somebody_who_has_used_up_their_time_pauses(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    paused: list[float] = []
    monkeypatch.setattr("resona.analysis.work.seconds_overdrawn", lambda *_: 99.0)
    monkeypatch.setattr("resona.analysis.work.time.sleep", paused.append)
    with analysing_lines(cast.superuser):
        pass
    assert paused == [10.0]
