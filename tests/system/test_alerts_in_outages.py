"""Crises recorded while the database, the mail server and the workers restart, stand still and die.

Every event reaches somebody before it is due, none is lost, and none is told twice but where a worker died after the
mail had been taken. What would come by the clock within minutes is made due at once.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import orjson
import psycopg
import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from resona.accounts.models import User
from tests.factories import ClinicFactory, PersonFactory, make_api_key
from tests.outgoing.mail_servers import CLOSE, CONTENT, HANG
from tests.sessions import make_body
from tests.system.mail_process import MailProcess
from tests.system.outages import Outages, RunningWorker, outages_of_own, until
from tests.system.serving import PATIENCE_SECONDS, SESSIONS_PATH, Server

# Without the mark no test database is made when these tests run alone.
pytestmark = pytest.mark.django_db

SAID = "I want to kill myself tonight"
PEOPLE = 8
PAUSE_SECONDS = 0.7  # between two crises, and between two outages
HURRY_SECONDS = 2.0
# What a minute's passing does, without the minute.
HURRY = (
    "UPDATE alert_deliveries SET next_at = now() WHERE next_at IS NOT NULL AND status <> 'sent'",
    "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND queue_name = 'alerts'",
)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Whose crises are recorded, with which key, in which database."""

    outages: Outages
    people: Sequence[User]
    key: str


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), outages_of_own() as outages:
        with outages.connected():
            clinic = ClinicFactory.create()
            people = PersonFactory.create_batch(PEOPLE, clinic=clinic)
            key = make_api_key(clinic, "sessions:write")
        yield Scene(outages=outages, people=people, key=key)


class Workers:
    """Two of them; who is killed is replaced."""

    def __init__(self, scene: Scene, mail: MailProcess, logs: Path) -> None:
        self._environment = scene.outages.environment(EMAIL_URL=f"smtp://127.0.0.1:{mail.port}")
        self._logs = logs
        self._started = 0
        self.running = [self._start(), self._start()]

    def replace(self, place: int) -> None:
        self.running[place].kill()
        self.running[place] = self._start()

    def end(self) -> None:
        for worker in self.running:
            worker.kill()

    def _start(self) -> RunningWorker:
        self._started += 1
        return RunningWorker(self._environment, self._logs / f"worker-{self._started}.log")


def test_every_crisis_reaches_somebody_through_outages_in_turn_and_together(scene: Scene, tmp_path: Path) -> None:
    outages = scene.outages
    with (
        MailProcess(tmp_path / "mail") as mail,
        Server(tmp_path / "server.log", DATABASE_URL=outages.url) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        workers = Workers(scene, mail, tmp_path)
        try:
            until(lambda: len(outages.query("SELECT id FROM procrastinate_workers")) == 6, workers.running[0])
            mail.kill()
            recording = threads.submit(record_crises, server, scene)
            until(lambda: outages.query("SELECT id FROM alert_deliveries"), workers.running[0])
            assert _health_of_delivery(server, outages).startswith("crisis events of which nobody could be told: ")
            _break_things(outages, mail, workers)
            assert recording.result() == {201}
            until(lambda: _all_told(scene), workers.running[0], within_seconds=PATIENCE_SECONDS)
        finally:
            workers.end()
        _require_told_once(outages, mail)


def record_crises(server: Server, scene: Scene) -> set[int]:
    """One crisis a person, at an even pace, each sent until it is answered; the statuses."""
    statuses = set()
    with server.client(scene.key) as client:
        for person in scene.people:
            body = make_body(person, at=timezone.now() - timedelta(minutes=11), said=(SAID,))
            status, _ = client.post(SESSIONS_PATH, orjson.dumps(body))
            statuses.add(201 if status == 200 else status)  # answered the second time
            time.sleep(PAUSE_SECONDS)
    return statuses


def _break_things(outages: Outages, mail: MailProcess, workers: Workers) -> None:
    """One thing after the other, then all at once; in the end everything works."""
    workers.replace(0)
    mail.start()
    mail.answer({"RCPT": "450 later"})
    outages.restart()
    time.sleep(PAUSE_SECONDS)
    mail.answer({CONTENT: HANG})
    with outages.paused():
        time.sleep(PAUSE_SECONDS)
    mail.answer({CONTENT: CLOSE})
    time.sleep(PAUSE_SECONDS)
    mail.kill()
    workers.replace(1)
    outages.kill()
    mail.answer({})
    mail.start()


def _health_of_delivery(server: Server, outages: Outages) -> str:
    """What a monitor reads while the mail server is away, two minutes later."""
    outages.query("UPDATE crisis_events SET created_at = created_at - interval '2 minutes'")
    with server.client("") as client:
        _, answer = client.get("/health/")
    return str(orjson.loads(answer)["checks"]["delivery"])


def _all_told(scene: Scene) -> bool:
    """Whether somebody was told of everybody's crisis; makes what waits for its time due before it looks."""
    with suppress(psycopg.Error):
        for statement in HURRY:
            scene.outages.query(statement)
        scene.outages.queue("sweep_alerts", "alerts", priority=50, timestamp="0")
    time.sleep(HURRY_SECONDS)
    told = "SELECT count(DISTINCT user_id) FROM crisis_events WHERE told_at < due_at"
    return scene.outages.query(told) == [(PEOPLE,)]


def _require_told_once(outages: Outages, mail: MailProcess) -> None:
    """Of every event a mail was taken; more than one only where a try was lost, or thought so."""
    told = Counter(str(message["Message-ID"]) for message in mail.taken())
    events = outages.query("SELECT id FROM crisis_events")
    assert len(events) == PEOPLE
    for (event_id,) in events:
        tries = outages.query(
            "SELECT message_id, status, error_code FROM alert_deliveries WHERE event_id = %s ORDER BY attempt", event_id
        )
        [message_id] = {each for each, _, _ in tries}
        assert told[message_id] >= 1
        ended_unknown = [code for _, _, code in tries if code is not None]
        assert told[message_id] == 1 or ended_unknown, tries
