"""People are erased while they are being recorded: nothing of anybody is left, and everybody is answered.

RESONA_ERASED_PEOPLE=500 makes it the measurement of MEASURED.md; `--junitxml` tells what it took.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event
from uuid import UUID

import orjson
from django.db import connection
from django.utils import timezone

from resona.accounts.models import Clinic, User
from resona.audit.models import SecurityEvent
from resona.compliance.erasure import find_mentions
from resona.compliance.person_tables import find_person_tables
from resona.compliance.requests import receive_request
from resona.compliance.rights_models import GdprRequest
from tests.factories import ClinicFactory, PersonFactory, StaffFactory, make_api_key
from tests.sessions import LATEST, make_body
from tests.system.serving import CHECKOUT, SESSIONS_PATH, Server, environment, manage

PEOPLE = int(os.environ.get("RESONA_ERASED_PEOPLE", "12"))
SESSIONS_BEFORE = 2  # of each, recorded before anybody is erased
CLIENTS, WORKERS = 4, 2
LEAD_IN_SECONDS = 0.2  # between a client's requests, until a worker is there: what it takes to start is not the test
ROUNDS = 5  # of workers: what a conflict put off is done by the next
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 60 + PEOPLE * 4
# Of staff and the queue: not of the people who are gone.
STAYS = {"users", "gdpr_requests", "data_access_logs", "django_admin_log", "procrastinate_events"}


def test_people_erased_while_they_are_recorded_leave_no_row_and_no_orphan(
    server: Server, record_property: Callable[[str, object], None]
) -> None:
    clinic = ClinicFactory.create()
    people = PersonFactory.create_batch(PEOPLE, clinic=clinic)
    key = make_api_key(clinic, "sessions:write")
    with server.client(key) as client:
        for person in people:
            for number in range(SESSIONS_BEFORE):
                client.post(SESSIONS_PATH, orjson.dumps(make_body(person, at=LATEST - timedelta(days=9 - number))))
    ask_for_all(people, clinic)

    at_work, stop, begun = Event(), Event(), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        sending = partial(send, at_work=at_work, stop=stop, server=server, key=key, people=people)
        clients = [threads.submit(sending, seed) for seed in range(CLIENTS)]
        try:
            work_until_done(at_work, stop)
        finally:
            stop.set()
        seconds = time.perf_counter() - begun
        answers = sum((sent.result() for sent in clients), Counter[int]())

    told = f"{PEOPLE} in {seconds:.1f} s, sessions answered meanwhile: {dict(answers)}"
    record_property("people erased", told)
    assert set(answers) == {201, 404}
    assert Counter(GdprRequest.objects.values_list("state", flat=True)) == {"completed": PEOPLE}
    assert SecurityEvent.objects.filter(kind="erased").count() == PEOPLE
    assert rows_left() == {}
    assert [left for person in people for left in mentions(person.id)] == []


def ask_for_all(people: Sequence[User], clinic: Clinic) -> None:
    administrator = StaffFactory.create(clinic=clinic, role=User.Role.ADMINISTRATOR)
    for person in people:
        receive_request(user_id=person.id, kind=GdprRequest.Kind.ERASURE, caller=administrator, now=timezone.now())


def send(seed: int, *, at_work: Event, stop: Event, server: Server, key: str, people: Sequence[User]) -> Counter[int]:
    """How many sessions were answered how, of people erased and not yet erased; from `at_work` on without a pause."""
    rng, answers = random.Random(seed), Counter[int]()
    with server.client(key) as client:
        is_last = False
        while not is_last:
            is_last = stop.is_set()  # and then one more, when everybody is gone
            body = make_body(rng.choice(people), at=LATEST - timedelta(minutes=rng.randrange(5000)))
            status, _ = client.post(SESSIONS_PATH, orjson.dumps(body))
            answers[status] += 1
            if not at_work.is_set():
                stop.wait(LEAD_IN_SECONDS)
    return answers


def work_until_done(at_work: Event, done: Event) -> None:
    """Workers in processes of their own, as in production, with the application's rights."""
    command = [sys.executable, *manage("worker", "--once")[1:]]
    for _ in range(ROUNDS):
        running = [
            subprocess.Popen(command, cwd=CHECKOUT, env=environment(), stderr=subprocess.DEVNULL)
            for _ in range(WORKERS)
        ]
        for reached, event in ((is_anybody_at_work, at_work), (is_everybody_erased, done)):
            while not reached() and any(worker.poll() is None for worker in running):
                time.sleep(POLL_SECONDS)
            if reached():
                event.set()
        assert [worker.wait(PATIENCE_SECONDS) for worker in running] == [0] * WORKERS
        if done.is_set():
            return


def is_anybody_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM procrastinate_workers)")
        row: tuple[bool] = cursor.fetchone()
        return row[0]


def is_everybody_erased() -> bool:
    return not GdprRequest.objects.exclude(state="completed").exists()


def rows_left() -> dict[str, int]:
    """Rows in tables of people, of whom there is none any more."""
    left = {"people": User.objects.people().count()}
    with connection.cursor() as cursor:
        for table in set(find_person_tables(cursor)) - STAYS:
            of_people = "WHERE args ->> 'user_id' IS NOT NULL" if table == "procrastinate_jobs" else ""
            cursor.execute(f'SELECT count(*) FROM "{table}" {of_people}')
            left[table] = cursor.fetchone()[0]
    return {table: count for table, count in left.items() if count}


def mentions(person_id: UUID) -> list[str]:
    with connection.cursor() as cursor:
        return find_mentions(cursor, person_id)
