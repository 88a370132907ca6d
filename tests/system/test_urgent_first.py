"""A crisis is announced at once, whatever else waits or is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import Message
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import connector_params
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.types import JSONValue

from resona.analysis.queueing import ANALYSIS, REPLAY_PERSON
from resona.compliance.queueing import queue_erasure
from resona.postgres.jobs import Priority, job_named
from tests.conftest import Cast, make_cast
from tests.outgoing.mail_servers import mail_server
from tests.outgoing.servers import serving
from tests.sessions import make_body, record
from tests.system.outages import RunningWorker, until
from tests.system.serving import environment

ERASURES, REPLAYS = 10, 334
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
