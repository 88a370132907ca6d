"""Outages of the database: a worker lives through them, and what was under way is done all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import DjangoDbBlocker

from tests.system.outages import Outages, RunningWorker, outages_of_own, until

ANNOUNCE = "announce_crisis"  # one of an event that is gone ends at once
# Without the mark no test database is made when these tests run alone.
pytestmark = pytest.mark.django_db

SOON_SECONDS = 30  # a busy machine's: five are usual
# What PostgreSQL says where nothing can be written; queueing goes on, so that there is something to do.
FULL_DISK = """
CREATE FUNCTION tests_full_disk() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER tests_full_disk BEFORE UPDATE ON procrastinate_jobs EXECUTE FUNCTION tests_full_disk();
CREATE TRIGGER tests_full_disk BEFORE INSERT OR UPDATE ON procrastinate_workers EXECUTE FUNCTION tests_full_disk();
"""


@pytest.fixture(scope="module")
def outages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Outages]:
    with django_db_blocker.unblock(), outages_of_own() as outages:
        yield outages


@pytest.fixture
def worker(outages: Outages, tmp_path: Path) -> Iterator[RunningWorker]:
    """At work on its three shares."""
    outages.query("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    with RunningWorker(outages.environment(), tmp_path / "worker.log") as worker:
        until(lambda: len(workers(outages)) == 3, worker)
        yield worker


def workers(outages: Outages) -> set[int]:
    return {number for (number,) in outages.query("SELECT id FROM procrastinate_workers")}


def announce(outages: Outages) -> None:
    outages.queue(ANNOUNCE, "alerts", user_id=str(uuid4()), event_id=str(uuid4()))


def test_a_worker_works_on_after_its_database_was_killed_and_restarted(outages: Outages, worker: RunningWorker) -> None:
    for lose in (outages.kill, outages.restart):
        lose()
        until(lambda: outages.query("SELECT 1"), worker)
        announce(outages)
        until(lambda: outages.jobs(ANNOUNCE) == [], worker, within_seconds=SOON_SECONDS)
    assert "begins again in" in worker.log
    assert "has the database again" in worker.log
    assert worker.end() == 0


def test_a_job_under_way_in_the_outage_is_taken_up_again(outages: Outages, worker: RunningWorker) -> None:
    with closing(outages.connect()) as holding:
        holding.execute("BEGIN")
        holding.execute("LOCK TABLE crisis_events IN ACCESS EXCLUSIVE MODE")
        announce(outages)
        until(lambda: outages.jobs(ANNOUNCE) == ["doing"], worker)
        outages.kill()
    until(lambda: outages.jobs(ANNOUNCE) == [], worker, within_seconds=SOON_SECONDS)


def test_a_worker_outlasts_the_loss_of_each_of_its_connections(outages: Outages, worker: RunningWorker) -> None:
    of_the_app = "SELECT pid FROM pg_stat_activity WHERE usename = 'resona_app'"
    listening = outages.query(f"{of_the_app} AND query LIKE 'LISTEN%%'")
    assert listening
    for (pid,) in outages.query(of_the_app):
        outages.query("SELECT pg_terminate_backend(%s)", pid)
        announce(outages)
        until(lambda: outages.jobs(ANNOUNCE) == [], worker, within_seconds=SOON_SECONDS)
    assert worker.process.poll() is None


def test_a_worker_waits_until_a_full_disk_is_not_full_any_more(outages: Outages, worker: RunningWorker) -> None:
    outages.query(FULL_DISK)
    announce(outages)
    until(lambda: "53100" in worker.log, worker)
    outages.query("DROP FUNCTION tests_full_disk CASCADE")
    until(lambda: outages.jobs(ANNOUNCE) == [], worker, within_seconds=SOON_SECONDS)
    assert worker.end() == 0


def test_a_worker_works_on_after_its_database_stood_still(outages: Outages, worker: RunningWorker) -> None:
    with outages.paused():
        pass
    announce(outages)
    until(lambda: outages.jobs(ANNOUNCE) == [], worker, within_seconds=SOON_SECONDS)
    assert worker.end() == 0
