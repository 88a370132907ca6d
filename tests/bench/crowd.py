"""Twenty clients at once, each with a connection of its own, against gunicorn as in production."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from statistics import quantiles
from threading import Barrier

import orjson

from tests.bench.figures import Figure
from tests.bench.session import sessions_of
from tests.bench.stage import SESSIONS_PATH, Stage
from tests.system.serving import PATIENCE_SECONDS, Server

CLIENTS = 20
SESSIONS = 200
WARM_UP = 2  # sessions of each client before: the server loads, its connections open
CREATED = 201
SERVER_ERRORS_FROM = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """How one request went."""

    status: int
    ms: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """What one client saw, and from when to when."""

    answers: list[Answer]
    begun: float
    ended: float


def measure(stage: Stage) -> Iterator[Figure]:
    bodies = [
        [orjson.dumps(body) for body in islice(sessions_of(person_id, seed=number), WARM_UP + SESSIONS // CLIENTS)]
        for number, person_id in enumerate(stage.add_people(CLIENTS))
    ]
    all_warm = Barrier(CLIENTS)
    with Server(stage.directory / "server.log") as server, ThreadPoolExecutor(CLIENTS) as threads:
        courses = list(threads.map(lambda own: _send(server, stage.key, own, all_warm), bodies))
    answers = [answer for course in courses for answer in course.answers]
    seconds = max(course.ended for course in courses) - min(course.begun for course in courses)
    cuts = quantiles([answer.ms for answer in answers], n=20)
    refused = sum(answer.status != CREATED for answer in answers)
    yield Figure(name=f"{CLIENTS} clients at once, sessions a second", value=SESSIONS / seconds, unit="/s")
    yield Figure(name=f"{CLIENTS} clients at once, median answer", value=cuts[9], unit="ms")
    yield Figure(name=f"{CLIENTS} clients at once, 95 % of answers within", value=cuts[18], unit="ms")
    yield Figure(name=f"{CLIENTS} clients at once, answers other than 201", value=refused, unit="", bar=0)


def _send(server: Server, key: str, bodies: list[bytes], all_warm: Barrier) -> Course:
    answers = []
    with server.client(key) as client:
        for body in bodies[:WARM_UP]:
            client.post(SESSIONS_PATH, body)
        all_warm.wait(PATIENCE_SECONDS)
        begun = time.perf_counter()
        for body in bodies[WARM_UP:]:
            sent = time.perf_counter()
            status, _ = client.post(SESSIONS_PATH, body)
            answers.append(Answer(status=status, ms=(time.perf_counter() - sent) * 1000))
        return Course(answers=answers, begun=begun, ended=time.perf_counter())
