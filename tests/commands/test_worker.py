"""`manage.py worker` does what waits in the queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.core import mail
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from baselines.models import Baseline, BaselineReplay
from interfaces.models import UserInterface
from interfaces.services import CHUNK
from interfaces.tasks import find_due_interfaces
from resona.accounts.models import User
from resona.postgres.jobs import Priority
from resona.postgres.tasks import requeue_stalled
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.sessions import LATEST, make_body, record, record_course


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """The queue's tables, emptied afterwards: they are not Django's to empty."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def waiting(queue: None, cast: Cast) -> Cast:
    """A replay waits: a session arrived that was before one recorded earlier."""
    record_course(cast.superuser, cast.person, 4)
    record(cast.superuser, make_body(cast.person, at=LATEST - timedelta(days=30)), now=LATEST)
    assert BaselineReplay.objects.count() == 1
    return cast


def test_what_waits_is_done_and_leaves_nothing_behind(waiting: Cast) -> None:
    call_command("worker", "--once")
    assert not ProcrastinateJob.objects.exists()
    assert not BaselineReplay.objects.exists()
    assert Baseline.objects.get(user=waiting.person, baseline_type="pitch").session_count == 5


def test_a_worker_for_one_queue_leaves_the_others_alone(waiting: Cast) -> None:
    call_command("worker", "--once", "--queue", "alerts")
    assert [job.queue_name for job in ProcrastinateJob.objects.all()] == ["analysis"]


def test_interfaces_that_are_due_are_built_chunk_after_chunk(queue: None, cast: Cast) -> None:
    PersonFactory.create_batch(2 * CHUNK, clinic=cast.clinic)
    find_due_interfaces.func(timestamp=1)
    jobs = ProcrastinateJob.objects.all()
    assert [(job.queue_name, job.args) for job in jobs] == [("interfaces", {})] * 3
    call_command("worker", "--once")
    assert not ProcrastinateJob.objects.exists()
    people = User.objects.people().count()
    assert UserInterface.objects.filter(active=True).count() == UserInterface.objects.count() == people


@pytest.fixture
def crisis(queue: None, cast: Cast) -> Cast:
    """An announcement waits."""
    record(cast.superuser, make_body(cast.person, said=("I want to kill myself tonight",)))
    assert ProcrastinateJob.objects.get().queue_name == "alerts"
    return cast


def _take_all(*, heartbeat_seconds_ago: int | None) -> None:
    """Jobs are under way at a worker last heard of then; None: it has been struck off."""
    with connection.cursor() as cursor:
        worker_id = None
        if heartbeat_seconds_ago is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 s') RETURNING id",
                [heartbeat_seconds_ago],
            )
            worker_id = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker_id])


@pytest.mark.parametrize("heartbeat_seconds_ago", [None, 40])
def test_a_crisis_left_by_a_killed_worker_is_announced_by_the_next(
    crisis: Cast, heartbeat_seconds_ago: int | None
) -> None:
    _take_all(heartbeat_seconds_ago=heartbeat_seconds_ago)
    call_command("worker", "--once")
    assert not ProcrastinateJob.objects.exists()
    assert [message.to for message in mail.outbox] == [[crisis.clinic.crisis_email]]


def test_a_job_of_a_living_worker_stays_with_it(crisis: Cast) -> None:
    _take_all(heartbeat_seconds_ago=15)
    call_command("worker", "--once")
    assert ProcrastinateJob.objects.get().status == "doing"
    assert mail.outbox == []


def test_the_clock_puts_back_what_was_left_but_never_two_of_its_own(crisis: Cast) -> None:
    by_clock = app.configure_task("requeue_stalled")
    by_clock.defer(timestamp=1)
    _take_all(heartbeat_seconds_ago=None)
    by_clock.defer(timestamp=2)
    async_to_sync(requeue_stalled.func)(timestamp=2)
    jobs = ProcrastinateJob.objects.order_by("id")
    assert [(job.task_name, job.status) for job in jobs] == [("announce_crisis", "todo"), ("requeue_stalled", "todo")]
    call_command("worker", "--once", "--queue", "alerts")  # every worker sees to the upkeep
    assert not ProcrastinateJob.objects.exists()


def test_the_clock_strikes_for_workers_that_stay() -> None:
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert {name: cron for name, cron in crons.items() if not name.startswith("builtin")} == {
        "requeue_stalled": "* * * * *",
        "sweep_alerts": "* * * * *",
        "seal_audit": "* * * * *",
        "export_audit_digest": "17 * * * *",
        "find_due_interfaces": "*/5 * * * *",
        "learn_priors": "37 1 * * *",
        "forget_sign_ins": "7 * * * *",
        "forget_archives": "23 * * * *",
        "expire_records": "47 2 * * *",
        "expire_erasure_notices": "37 3 * * *",
        "follow_feed": "* * * * * */10",
        "sweep_webhooks": "* * * * *",
        "forget_webhooks": "41 2 * * *",
    }


def test_every_task_has_one_of_the_priorities_and_nothing_comes_before_alerts() -> None:
    priorities = {name: task.priority for name, task in app.tasks.items() if "builtin" not in name}
    assert set(priorities.values()) <= set(Priority)
    highest = max(priorities.values())
    assert {name for name in priorities if priorities[name] == highest} == {"announce_crisis", "announce_emergency"}


def test_what_is_queued_has_the_priority_of_its_task(waiting: Cast) -> None:
    record(waiting.superuser, make_body(waiting.person, said=("I want to kill myself tonight",)))
    jobs = ProcrastinateJob.objects.order_by("id").values_list("task_name", "priority")
    assert list(jobs) == [("replay_person", Priority.ANALYSIS), ("announce_crisis", Priority.ALERT)]


def test_jobs_that_were_queued_before_an_upgrade_find_their_task_again() -> None:
    found = {name: (task.queue, task.queueing_lock) for name, task in app.tasks.items() if "builtin" not in name}
    assert found == {
        "announce_crisis": ("alerts", None),
        "announce_emergency": ("alerts", None),
        "requeue_stalled": ("alerts", "requeue_stalled"),
        "sweep_alerts": ("alerts", "sweep_alerts"),
        "record_kept": ("alerts", None),
        "replay_person": ("analysis", None),
        "make_archive": ("privacy", None),
        "erase_person": ("privacy", None),
        "mail_invitation": ("account_mail", None),
        "mail_notice": ("account_mail", None),
        "build_due_interfaces": ("interfaces", None),
        "send_webhooks": ("webhooks", None),
        "tell_of_webhook": ("upkeep", None),
        **{
            by_clock: ("upkeep", by_clock)
            for by_clock in (
                "expire_erasure_notices",
                "expire_records",
                "export_audit_digest",
                "find_due_interfaces",
                "forget_archives",
                "forget_sign_ins",
                "forget_webhooks",
                "learn_priors",
                "seal_audit",
                "follow_feed",
                "sweep_webhooks",
            )
        },
    }
