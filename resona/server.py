"""How gunicorn serves Resona: `gunicorn --config python:resona.server resona.wsgi`.

Behind a proxy that ends TLS. What differs between machines comes from the environment: WEB_BIND, WEB_CONCURRENCY
(gunicorn's own) and WEB_THREADS.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.utils.module_loading import import_string
from gunicorn.http import wsgi

from resona.logs import JSON, ContentFreeFormatter, JsonAccessFormatter, JsonLineFormatter, log_format
from resona.metrics.directory import VARIABLE, count_together, forget

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")

# Threads wait for the database together and share one process's memory and connections; a second process uses a second
# core and serves on while the first is restarted.
worker_class = "resona.server_worker.RequestFirstWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))  # below DATABASE_POOL_SIZE, or threads wait for a connection
preload_app = True  # loaded once, before the fork: no connection is open yet

timeout = 60  # seconds a worker may be stuck; a long upload does not count, its thread alone is busy
graceful_timeout = 30  # seconds for requests under way when the server is stopped
keepalive = 65  # seconds: longer than proxies keep theirs (60), so that none meets a closing connection

# Nothing about a person but the ids in a path: no query strings, referrers, agents or addresses.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms %({x-request-id}o)s"

# What serves is nobody's business.
wsgi.SERVER = "resona"

# With this exit status of a worker gunicorn stops altogether, instead of starting another one.
APP_LOAD_ERROR = 4

# Where its processes count together, before any of them counts.
_counts = count_together()

# No way in but HTTP.
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Called by gunicorn before anything is logged."""
    server.log.access_log.addFilter(_quote_path)
    in_json = log_format() == JSON
    for handler in server.log.error_log.handlers:
        lines = ContentFreeFormatter(server.log.error_fmt, server.log.datefmt)
        handler.setFormatter(JsonLineFormatter() if in_json else lines)
    for handler in server.log.access_log.handlers if in_json else ():
        handler.setFormatter(JsonAccessFormatter())


def child_exit(server: Any, worker: Any) -> None:
    """Called by gunicorn when a process has gone: what it held open it holds no more."""
    if VARIABLE in os.environ:
        import_string("prometheus_client.multiprocess.mark_process_dead")(worker.pid)


def on_exit(server: Any) -> None:
    """Called by gunicorn before it ends."""
    forget(_counts)


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each new process, once Django is there: it serves nobody without the keys it needs."""
    if not apps.ready:  # another application than ours, which seals nothing
        return
    fault = import_string("resona.compliance.known_keys.key_fault_at_start")()
    if fault is not None:
        worker.log.error("Refused to start: %s.", fault)
        sys.exit(APP_LOAD_ERROR)


def _quote_path(record: logging.LogRecord) -> bool:
    """Decoded paths could hold line ends, and with them lines that look like the server's own."""
    if isinstance(record.args, dict):
        record.args["U"] = quote(_bytes_of(str(record.args["U"])))
    return True


def _bytes_of(path: str) -> bytes:
    """As WSGI hands over bytes; of what gunicorn has decoded already, UTF-8."""
    try:
        return path.encode("latin-1")
    except UnicodeEncodeError:
        return path.encode(errors="surrogatepass")
