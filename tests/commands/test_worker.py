"""`manage.py worker` does what waits in the queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from baselines.models import Baseline, BaselineReplay
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, record, record_course


@pytest.fixture
def waiting(transactional_db: None, cast: Cast) -> Cast:
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
