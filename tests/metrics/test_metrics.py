"""What Prometheus reads: with its token alone, counts by route, and nothing of anybody."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from environ import Env
from prometheus_client.parser import text_string_to_metric_families

from resona.accounts.models import ApiKey
from resona.env import metrics_token
from resona.metrics.counting import MetricsMiddleware
from resona.metrics.readings import READINGS
from tests.api.clients import with_key
from tests.api.records import make_event, make_session
from tests.conftest import Cast
from tests.factories import ClinicFactory, PersonFactory
from tests.postgres.house import wait_until
from tests.slots import added

TOKEN = "t" * 32
NAME = "Amina Odhiambo"


@pytest.fixture
def scraper(settings: Any, db: None) -> Client:
    settings.METRICS_TOKEN = TOKEN
    return Client(headers={"authorization": f"Bearer {TOKEN}"})


def read(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value_of(read_: dict[Any, float], name: str, **labels: str) -> float | None:
    return read_.get((name, frozenset(labels.items())))


def test_without_its_token_nothing_is_told(scraper: Client, cast: Cast, settings: Any) -> None:
    assert Client().get("/metrics").status_code == 401
    assert Client(headers={"authorization": "Bearer wrong"}).get("/metrics").status_code == 401
    assert with_key(cast.clinic, *ApiKey.Scope.values).get("/metrics").status_code == 401
    assert scraper.post("/metrics").status_code == 405
    settings.METRICS_TOKEN = ""
    assert scraper.get("/metrics").status_code == 404
    assert Client(headers={"authorization": "Bearer "}).get("/metrics").status_code == 404


def test_the_token_opens_nothing_else(scraper: Client) -> None:
    assert scraper.get("/api/v1/users/").status_code == 401


def test_requests_are_counted_by_route_and_hold_nothing_of_anybody(scraper: Client, cast: Cast) -> None:
    client = with_key(cast.clinic, *ApiKey.Scope.values)
    before = read(scraper.get("/metrics").content.decode())
    for path in (f"/api/v1/users/{cast.person.id}/", f"/api/v1/users/{uuid4()}/", f"/api/v1/{NAME}/", "/admin/login/"):
        client.get(path, headers={"user-agent": NAME})
    text = scraper.get("/metrics").content.decode()
    after = read(text)

    def counted(**labels: str) -> float:
        name = "resona_http_requests_total"
        return (value_of(after, name, **labels) or 0) - (value_of(before, name, **labels) or 0)

    assert counted(method="GET", route="/api/v1/users/{id}/", status="200") == 1
    assert counted(method="GET", route="/api/v1/users/{id}/", status="404") == 1
    assert counted(method="GET", route="unknown", status="404") == 1
    assert counted(method="GET", route="/admin/", status="200") == 1
    assert "resona_http_request_seconds_bucket" in text
    for secret in (NAME, NAME.split(maxsplit=1)[0], str(cast.person.id), TOKEN):
        assert secret not in text


def test_a_method_that_nobody_knows_is_no_label(scraper: Client) -> None:
    counting = MetricsMiddleware(lambda request: HttpResponse("ok"))
    request = HttpRequest()
    request.method = "AMINA"
    counting(request)
    assert "AMINA" not in scraper.get("/metrics").content.decode()


def test_queues_alerts_workers_and_events_are_read(scraper: Client, cast: Cast) -> None:
    make_event(make_session(cast.person))
    found = read(scraper.get("/metrics").content.decode())
    assert value_of(found, "resona_database_up") == 1
    assert value_of(found, "resona_workers", state="heard") == 0
    assert {state for name, labels in found if name == "resona_alerts_undelivered" for _, state in labels} == {
        "failed",
        "tried_again",
        "waiting",
        "left",
    }
    assert value_of(found, "resona_crisis_events", state="open") == 1
    assert value_of(found, "resona_database_connections", state="open") is not None


def test_a_change_that_an_earlier_transaction_holds_back_is_read(shared_database: None, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    scraper = Client(headers={"authorization": f"Bearer {TOKEN}"})
    name = "resona_changes_held_back_seconds"
    assert value_of(read(scraper.get("/metrics").content.decode()), name) == 0
    held, ended = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
                held.set()
                ended.wait(20)
        finally:
            connection.close()

    earlier = threading.Thread(target=hold)
    earlier.start()
    try:
        assert held.wait(20)
        PersonFactory.create(clinic=ClinicFactory.create())
        assert (value_of(read(scraper.get("/metrics").content.decode()), name) or 0) > 0
    finally:
        ended.set()
        earlier.join()
    # A transaction in another database of the same server holds changes back, too.
    wait_until(lambda: value_of(read(scraper.get("/metrics").content.decode()), name) == 0)


def test_a_database_that_cannot_be_asked_is_a_reading_not_an_error(scraper: Client) -> None:
    def fail() -> Iterator[Any]:
        raise DatabaseError
        yield

    with added(READINGS, fail):
        found = read(scraper.get("/metrics").content.decode())
    assert value_of(found, "resona_database_up") == 0


def test_without_a_token_nothing_is_counted(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    with pytest.raises(MiddlewareNotUsed):
        MetricsMiddleware(lambda request: HttpResponse())


def test_a_token_that_could_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "short")
    with pytest.raises(ImproperlyConfigured):
        metrics_token(Env())


APP = """
import os, django
django.setup()
from resona.metrics.counting import REQUESTS
from resona.metrics.views import _counts
from prometheus_client import generate_latest

def app(environ, start_response):
    REQUESTS.labels("GET", "/counted/", str(os.getpid())).inc()
    body = generate_latest(_counts()) if environ["PATH_INFO"] == "/metrics" else b"ok"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
"""


def test_all_processes_of_a_server_are_counted_and_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "counting_app.py").write_text(APP)
    kept = tmp_path / "kept"
    kept.mkdir()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
    environment = {**os.environ, "METRICS_TOKEN": TOKEN, "TMPDIR": str(kept), "WEB_CONCURRENCY": "2"}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:resona.server", "--pythonpath", str(tmp_path)]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "counting_app:app"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def get(path: str) -> str:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as client:
            client.request("GET", path)
            return client.getresponse().read().decode()

    def both_have_answered() -> bool:
        try:
            with ThreadPoolExecutor(8) as asking:  # at once, so that no process can answer all of them
                list(asking.map(get, ["/"] * 16))
            return len(re.findall(r'resona_http_requests_total\{.*status="\d+"', get("/metrics"))) == 2
        except OSError:
            return False

    try:
        wait_until(both_have_answered, patience_seconds=90)  # two processes that load Django first
        asked = sum(float(number) for number in re.findall(r"requests_total\{.*counted.*\} ([\d.]+)", get("/metrics")))
        again = sum(float(number) for number in re.findall(r"requests_total\{.*counted.*\} ([\d.]+)", get("/metrics")))
        assert again == asked + 1
        assert list(kept.glob("resona-metrics-*"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert not list(kept.glob("resona-metrics-*"))
