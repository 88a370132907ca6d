"""Twenty clients at once: nothing is lost, nothing is stored twice, and nobody waits for ever."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import Any
from uuid import uuid4

import orjson
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from baselines.models import Baseline
from conversations.models import Conversation, Message
from resona.accounts.models import Clinic, User
from tests.factories import ClinicFactory, PersonFactory, StaffFactory, make_api_key
from tests.postgres.house import wait_until
from tests.sessions import LATEST, make_body, record
from tests.system.serving import SESSIONS_PATH, Server, run_command

CLIENTS = 20
SESSIONS = 200
TWICE = 20  # of them are sent by two clients at the same time
PEOPLE = 11
BATCH_CLIENTS, BATCHES = 10, 2
NDJSON = "application/x-ndjson"
SAID, MESSAGES = "I went to the market.", 3

Body = dict[str, Any]


def test_sessions_of_twenty_clients_at_once_end_as_if_sent_one_by_one(server: Server) -> None:
    clinic = ClinicFactory.create()
    people = PersonFactory.create_batch(PEOPLE, clinic=clinic)
    bodies = shuffled_sessions(people)
    answers = send_all(server, clinic, bodies)

    assert Counter(status for status, _ in answers) == {201: SESSIONS, 200: TWICE}
    assert Conversation.objects.count() == SESSIONS
    assert Message.objects.count() == SESSIONS * MESSAGES
    assert one_answer_each(answers)

    own = {person.id: [body for body in bodies if body["user_id"] == str(person.id)] for person in people}
    assert sum(late_sessions(person) for person in people) > 0
    for person in people:  # the lock: each session went into the baselines, or waits for the replay
        assert session_counts(person) == {len(own[person.id]) - late_sessions(person)}

    worker = run_command("worker", "--once")
    assert worker.returncode == 0, worker.stderr
    for person in people:
        assert session_counts(person) == {len(own[person.id])}
        assert baselines(person) == baselines(recorded_in_order(own[person.id], clinic))


def test_batches_of_the_same_people_in_every_order_do_not_wait_for_each_other_in_circles(new_server: Server) -> None:
    clinic = ClinicFactory.create()
    people = PersonFactory.create_batch(PEOPLE, clinic=clinic)
    keys = [make_api_key(clinic, "sessions:write") for _ in range(BATCH_CLIENTS)]  # each has places of its own
    others = other_connections()
    with ThreadPoolExecutor(BATCH_CLIENTS) as threads:
        answers = list(threads.map(lambda key: send_batches(new_server, key, people, random.Random(key)), keys))
    lines = [orjson.loads(line) for answer in answers for line in answer.splitlines()]
    assert Counter(line["status"] for line in lines if "status" in line) == {201: BATCH_CLIENTS * BATCHES * PEOPLE}
    new_server.kill()  # its connections end, and with them what they have counted is there to be read
    wait_until(lambda: other_connections() <= others)
    assert deadlocks() == 0


def shuffled_sessions(people: Sequence[User]) -> list[Body]:
    """As many sessions of the first person as of all the others together, in no order."""
    rng = random.Random(20)
    owners = [people[0] if number % 2 else rng.choice(people[1:]) for number in range(SESSIONS)]
    bodies = [
        make_body(person, at=LATEST - timedelta(hours=number), said=(SAID,) * MESSAGES, seed=number)
        for number, person in enumerate(owners)
    ]
    rng.shuffle(bodies)
    return bodies


def send_all(server: Server, clinic: Clinic, bodies: Sequence[Body]) -> list[tuple[int, bytes]]:
    """The answers, in no order, to all sessions; every tenth comes from two clients, one right after the other."""
    waiting: SimpleQueue[bytes] = SimpleQueue()
    for number, body in enumerate(bodies):
        for _ in range(2 if number % (SESSIONS // TWICE) == 0 else 1):
            waiting.put(orjson.dumps(body))
    key = make_api_key(clinic, "sessions:write")

    def send() -> list[tuple[int, bytes]]:
        answers = []
        with server.client(key) as client, suppress(Empty):
            while True:
                answers.append(client.post(SESSIONS_PATH, waiting.get_nowait()))
        return answers

    with ThreadPoolExecutor(CLIENTS) as threads:
        running = [threads.submit(send) for _ in range(CLIENTS)]
        return [answer for client in running for answer in client.result()]


def one_answer_each(answers: Sequence[tuple[int, bytes]]) -> bool:
    """Whether the client that came second was told the same, word for word."""
    told: dict[str, Any] = {}
    found = [orjson.loads(answer) for _, answer in answers]
    return all(told.setdefault(one["session_id"], one) == one for one in found)


def recorded_in_order(bodies: Sequence[Body], clinic: Clinic) -> User:
    """A twin of the person, whose same sessions arrived in the order of time."""
    twin = PersonFactory.create(clinic=clinic)
    changed = {"user_id": str(twin.id), "messages": [{"role": "user", "content": SAID}] * MESSAGES}
    in_order = sorted(bodies, key=lambda body: body["started_at"])
    record(StaffFactory.create(is_superuser=True), *({**body, **changed, "id": str(uuid4())} for body in in_order))
    return twin


def send_batches(server: Server, key: str, people: Sequence[User], rng: random.Random) -> bytes:
    """A session of every person in each batch, in an order of its own; returns all the answers."""
    answers = b""
    with server.client(key) as client:
        for number in range(BATCHES):
            bodies = [make_body(person, at=LATEST + timedelta(hours=number)) for person in people]
            rng.shuffle(bodies)
            status, answer = client.post(f"{SESSIONS_PATH}batch/", b"\n".join(map(orjson.dumps, bodies)), NDJSON)
            assert status == 200
            answers += answer
    return answers


def deadlocks() -> int:
    """Those that PostgreSQL has resolved; the application tries again, so that nobody else would notice."""
    return count_of("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def other_connections() -> int:
    return count_of(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def count_of(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        count: int = cursor.fetchone()[0]
        return count


def late_sessions(person: User) -> int:
    """How many of the person's sessions came after a later one: each has queued a replay."""
    return ProcrastinateJob.objects.filter(task_name="replay_person", args__user_id=str(person.id)).count()


def session_counts(person: User) -> set[int]:
    return set(Baseline.objects.filter(user=person).values_list("session_count", flat=True))


def baselines(person: User) -> list[tuple[object, ...]]:
    columns = ("baseline_type", "baseline_value", "session_count", "established_at")
    return list(Baseline.objects.filter(user=person).order_by("baseline_type").values_list(*columns))
