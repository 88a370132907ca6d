"""People and systems are told of a crisis at once, whatever else waits or is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import Message
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import connector_params
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.types import JSONValue

from resona.analysis.queueing import ANALYSIS, REPLAY_PERSON
from resona.compliance.queueing import queue_erasure
from resona.integrations.again import send_test
from resona.postgres.jobs import Priority, job_named
from tests.conftest import Cast, make_cast
from tests.integrations.receiving import HERE, add_endpoint, receiving
from tests.outgoing.mail_servers import mail_server
from tests.outgoing.servers import serving
from tests.sessions import make_body, record
from tests.system.outages import RunningWorker, until
from tests.system.serving import environment

ERASURES, REPLAYS, HANGING = 10, 334, 20
MOST_SECONDS = 10.0


@pytest.fixture
def cast(shared_database: None) -> Cast:
    return make_cast()


@pytest.mark.parametrize(("arguments", "shares"), [((), 3), (("--queue", "alerts"), 2)])
def test_a_crisis_is_announced_while_erasures_and_replays_wait_and_run(
    cast: Cast, tmp_path: Path, arguments: tuple[str, ...], shares: int
) -> None:
    for _ in range(ERASURES):
        queue_erasure(request_id=uuid4())
    replays = job_named(REPLAY_PERSON, queue=ANALYSIS, priority=Priority.ANALYSIS)
    waiting: list[dict[str, JSONValue]] = [{"user_id": str(uuid4())} for _ in range(REPLAYS)]
    replays.batch_defer(*waiting)
    taken: list[Message] = []
    with serving(mail_server(taken)) as mail, erasures_that_do_not_end():
        variables = environment(EMAIL_URL=f"smtp://127.0.0.1:{mail.port}")
        with RunningWorker(variables, tmp_path / "worker.log", *arguments) as worker:
            until(lambda: workers_at_work() == shares, worker)
            if not arguments:
                until(lambda: ProcrastinateJob.objects.filter(status="doing", task_name="erase_person").count(), worker)
            record(cast.superuser, make_body(cast.person, said=("I want to kill myself tonight",)))
            until(lambda: taken, worker, within_seconds=MOST_SECONDS)
    assert taken[0]["To"] == cast.clinic.crisis_email
    assert ProcrastinateJob.objects.filter(task_name=REPLAY_PERSON).count() == REPLAYS


def test_another_system_is_told_of_a_crisis_while_erasures_run_and_others_hang(
    cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.OUTGOING_ALLOWED_NETWORKS = HERE
    for _ in range(ERASURES):
        queue_erasure(request_id=uuid4())
    with receiving(tmp_path) as receiver, erasures_that_do_not_end():
        for nth in range(HANGING):
            hanging = add_endpoint(cast.clinic, receiver, f"/hangs/{nth}", kinds=["crisis_event.created"])
            for _ in range(3):  # and more wait
                send_test(endpoint_id=hanging.id, caller=cast.administrator, now=timezone.now())
        add_endpoint(cast.clinic, receiver, "/ok/pager", kinds=["crisis_event.created"])
        with RunningWorker(environment(OUTGOING_ALLOWED_NETWORKS="127.0.0.0/8"), tmp_path / "worker.log") as worker:
            until(lambda: len(receiver.received()) >= HANGING, worker)
            record(cast.superuser, make_body(cast.person, said=("I want to kill myself tonight",)))
            until(lambda: receiver.received("/ok/pager"), worker, within_seconds=MOST_SECONDS)
    (told,) = receiver.received("/ok/pager")
    assert told["fault"] is None
    assert str(cast.person.id) in told["body"]


@contextmanager
def erasures_that_do_not_end() -> Iterator[None]:
    """Each waits for a table that another transaction holds."""
    with closing(psycopg.connect(**connector_params())) as holding:
        holding.execute("LOCK TABLE gdpr_requests IN ACCESS EXCLUSIVE MODE")
        yield


def workers_at_work() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        count: int = cursor.fetchone()[0]
        return count
