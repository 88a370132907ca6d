"""From a crisis recorded to the other system's 200: with nothing else to do, beside an import and erasures, and among a
thousand webhooks of which a hundred hang; what recording costs more, and looking whether there is something to tell."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import islice
from statistics import median
from typing import Final
from uuid import UUID, uuid4

import orjson
import psutil
from django.conf import settings
from django.utils import timezone

from resona.accounts.keys import create_key
from resona.accounts.models import ApiKey, Clinic, User
from resona.audit.changes.reading import place_now
from resona.compliance.requests import receive_request
from resona.compliance.rights_models import GdprRequest
from resona.integrations.feed import follow_feed
from resona.integrations.models import Integration, WebhookAttempt, WebhookEndpoint, WebhookMessage
from resona.integrations.queueing import queue_sending
from resona.integrations.signatures import make_signing_secret, write_secrets
from tests.bench.application import Application
from tests.bench.figures import Figure
from tests.bench.session import sessions_of
from tests.bench.stage import SESSIONS_PATH, Stage
from tests.bench.timing import Work, in_turns, wall_seconds
from tests.integrations.receiving import HERE, ReceiverProcess, add_endpoint, receiving
from tests.system.outages import RunningWorker
from tests.system.serving import CHECKOUT, PATIENCE_SECONDS, environment

EVENTS: Final = 15
ERASURES: Final = 10
SESSIONS: Final = 20  # of each person who is erased
IMPORTED_PEOPLE, IMPORTED_SESSIONS = 200, 4_000
MEDIAN_SECONDS: Final = 2.0
MANY, HANGING = 1_000, 100
MANY_SECONDS: Final = 60.0
TIMES_SLOWER: Final = 1.5  # of those that answer, for those that hang
RECORDED, WARMING = 200, 20
MORE_TO_RECORD: Final = 1.02
OF_CLINIC, SWEEPS = 100, 5
SWEEP_SECONDS: Final = 1.0  # of the ten until the next
FOLLOWED: Final = "risk_assessment"
SAID: Final = "I want to kill myself tonight"
CREATED: Final = "crisis_event.created"


def measure(stage: Stage) -> Iterator[Figure]:
    settings.OUTGOING_ALLOWED_NETWORKS = HERE
    yield from _cost_of_recording(stage)
    with receiving(stage.directory) as receiver, _worker(stage):
        add_endpoint(stage.clinic, receiver, "/ok/bench", kinds=[CREATED])
        _seconds(stage, receiver, 1)  # until the worker is there
        yield _figure("with nothing else to do", _seconds(stage, receiver, EVENTS))
        with _busy(stage):
            yield _figure("beside an import and erasures", _seconds(stage, receiver, EVENTS))
        Integration.objects.all().delete()
        without, beside = _many(receiver, hanging=0), _many(receiver, hanging=HANGING)
        yield Figure(
            name=f"{MANY - HANGING} webhooks told, beside {HANGING} that hang",
            value=beside,
            unit="s",
            floor=without,
            bar=TIMES_SLOWER,
        )
    yield from _sweep()


def _figure(when: str, seconds: list[float]) -> Figure:
    return Figure(
        name=f"a crisis recorded to the other system's 200, {when}, median",
        value=median(seconds),
        unit="s",
        bar=MEDIAN_SECONDS,
    )


@contextmanager
def _worker(stage: Stage) -> Iterator[None]:
    place = environment(OUTGOING_ALLOWED_NETWORKS="127.0.0.0/8")
    with RunningWorker(place, stage.directory / "webhooks.log"):
        yield


def _seconds(stage: Stage, receiver: ReceiverProcess, events: int) -> list[float]:
    """From the answer to the receiver's, one event after the other, each of a person of its own."""
    seconds = []
    for person_id in stage.add_people(events):
        body = next(sessions_of(person_id, seed=3))
        body["messages"][0]["content"] = SAID
        stage.application.post(SESSIONS_PATH, orjson.dumps(body))
        answered = time.time()
        seconds.append(max(0.0, _received(receiver, person_id) - answered))
    return seconds


def _received(receiver: ReceiverProcess, person_id: UUID) -> float:
    """When the receiver read what it is told of this person."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for line in receiver.received("/ok/bench"):
            if str(person_id) in line["body"]:
                assert line["fault"] is None
                at: float = line["at"]
                return at
        time.sleep(0.02)
    raise TimeoutError


@contextmanager
def _busy(stage: Stage) -> Iterator[None]:
    """Erasures in the worker, and an import in a process of its own."""
    operator = User(is_superuser=True, role=User.Role.ADMINISTRATOR, is_pseudonymous=False)
    for person_id in stage.add_people(ERASURES):
        for body in islice(sessions_of(person_id, seed=4), SESSIONS):
            stage.application.post(SESSIONS_PATH, orjson.dumps(body))
        receive_request(user_id=person_id, kind=GdprRequest.Kind.ERASURE, caller=operator, now=timezone.now())
    people = [sessions_of(person_id, seed=5) for person_id in stage.add_people(IMPORTED_PEOPLE)]
    path = stage.directory / "webhooks.ndjson"
    path.write_bytes(b"\n".join(orjson.dumps(next(people[nth % len(people)])) for nth in range(IMPORTED_SESSIONS)))
    command = [sys.executable, "manage.py", "import_sessions", str(path)]
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment(), stdout=subprocess.DEVNULL) as running:
        yield
        assert running.poll() is None, "the import was over before the events were"
        psutil.Process(running.pid).kill()


def _many(receiver: ReceiverProcess, *, hanging: int) -> float:
    """Seconds until the endpoints that answer have each had a message, and `hanging` more have not."""
    clinic = Clinic.objects.create(name=f"Bench of webhooks, {hanging} hang")
    answering = [_endpoint(clinic, receiver.url(f"/ok/{nth}")) for nth in range(MANY - HANGING)]
    # Those that hang have waited longer: whoever went by waiting alone would begin with them.
    endpoints = [*(_endpoint(clinic, receiver.url(f"/hangs/{nth}")) for nth in range(hanging)), *answering]
    now = timezone.now()
    messages = [
        WebhookMessage(
            endpoint=endpoint,
            clinic=clinic,
            kind=CREATED,
            record_uuid=uuid4(),
            created_at=now - timedelta(seconds=10) if nth < hanging else now,
        )
        for nth, endpoint in enumerate(endpoints)
        for _ in range(3 if nth < hanging else 1)
    ]
    WebhookMessage.objects.bulk_create(messages)
    WebhookAttempt.objects.bulk_create(
        WebhookAttempt(message=one, endpoint=one.endpoint, clinic=clinic, next_at=one.created_at) for one in messages
    )
    began = time.perf_counter()
    queue_sending()
    taken = WebhookAttempt.objects.filter(endpoint__in=[one.id for one in answering], status_code=200)
    while taken.count() < len(answering):
        if time.perf_counter() - began > MANY_SECONDS:
            return MANY_SECONDS
        time.sleep(0.1)
    seconds = time.perf_counter() - began
    Integration.objects.filter(clinic=clinic).delete()
    return seconds


def _endpoint(clinic: Clinic, url: str, *, kinds: Sequence[str] = (CREATED,)) -> WebhookEndpoint:
    integration = Integration.objects.create(clinic=clinic, kind=Integration.Kind.WEBHOOK, name=url)
    endpoint = WebhookEndpoint(integration=integration, url=url, kinds=list(kinds))
    endpoint.secrets = WebhookEndpoint.secrets.seal(endpoint.id, write_secrets([make_signing_secret()]))
    endpoint.save(force_insert=True)
    return endpoint


def _cost_of_recording(stage: Stage) -> Iterator[Figure]:
    """Session by session, in turns: in a clinic with a webhook, and in one without."""
    clinic = Clinic.objects.create(name="Bench of webhooks, told")
    key = create_key(clinic=clinic, name="bench", scopes=[ApiKey.Scope.SESSIONS_WRITE]).text
    _endpoint(clinic, "http://127.0.0.1:9/")
    told = replace(stage, clinic=clinic, key=key, application=Application(key))
    for name, said, bar in (("a session", None, MORE_TO_RECORD), ("a crisis", SAID, None)):
        sides = zip(_recordings(told, said), _recordings(stage, said), strict=True)
        in_turns(islice(sides, WARMING))
        cost, without = in_turns(sides)
        yield Figure(
            name=f"{name} recorded with a webhook, against one without, wall time",
            value=cost.wall_ms,
            unit="ms",
            floor=without.wall_ms,
            bar=bar,
        )
    Integration.objects.filter(clinic=clinic).delete()


def _recordings(stage: Stage, said: str | None) -> Iterator[Work]:
    """One session of each of many people, in which this is said."""
    for person_id in stage.add_people(WARMING + RECORDED):
        body = next(sessions_of(person_id, seed=6))
        if said is not None:
            body["messages"][0]["content"] = said
        yield partial(stage.application.post, SESSIONS_PATH, orjson.dumps(body))


def _sweep() -> Iterator[Figure]:
    """Of the feed, for webhooks that have nothing to be told."""
    clinics = Clinic.objects.bulk_create([Clinic(name=f"Bench of webhooks, {nth}") for nth in range(MANY // OF_CLINIC)])
    for clinic in clinics:
        for _ in range(OF_CLINIC):
            _endpoint(clinic, "http://127.0.0.1:9/", kinds=[FOLLOWED])
    WebhookEndpoint.objects.update(position=place_now().write())
    yield Figure(
        name=f"looking whether {MANY:,} webhooks have something to be told",
        value=median(wall_seconds(partial(follow_feed, now=timezone.now())) for _ in range(SWEEPS)),
        unit="s",
        bar=SWEEP_SECONDS,
    )
    Integration.objects.all().delete()
