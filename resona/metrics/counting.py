"""What each process counts while it serves: requests by route, how long they took, connections to the database.

Nothing of a request becomes a label but its method, its route and its status: no id, no address, no caller.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY: Final = CollectorRegistry()
# Seconds: from a list's page to a batch's first line.
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# By name, and the rest together: the pages of the admin are hundreds.
BY_ROUTE: Final = ("api/", "health/")
KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
LOOK_AFTER_SECONDS: Final = 1.0

REQUESTS: Final = Counter(
    "resona_http_requests_total", "Requests answered.", ("method", "route", "status"), registry=REGISTRY
)
SECONDS: Final = Histogram(
    "resona_http_request_seconds",
    "Seconds until an answer, or the first part of one, was there.",
    ("method", "route"),
    buckets=BOUNDS,
    registry=REGISTRY,
)
CONNECTIONS: Final = Gauge(
    "resona_database_connections",
    "Connections of the pools: open, free, and requests that wait for one.",
    ("state",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
# What psycopg's pool calls them.
_POOL_STATES: Final = {"open": "pool_size", "free": "pool_available", "waiting": "requests_waiting"}
_PLACE: Final = re.compile(r"<(?:\w+:)?(\w+)>")


class MetricsMiddleware:
    """Counts every request, where there is a token by which anybody may read the counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self._get_response = get_response
        self._looked_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self._get_response(request)
        ended = time.perf_counter()
        method = request.method if request.method in KNOWN_METHODS else "other"
        route = _name_of(request.resolver_match.route) if request.resolver_match else "unknown"
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        SECONDS.labels(method, route).observe(ended - begun)
        if ended - self._looked_at > LOOK_AFTER_SECONDS:
            self._looked_at = ended
            look_at_pool()
        return response


def look_at_pool() -> None:
    """Notes how the connections of this process stand."""
    pool = getattr(connections["default"], "pool", None)
    stats = pool.get_stats() if pool is not None else {}
    for state, name in _POOL_STATES.items():
        CONNECTIONS.labels(state).set(stats.get(name, 0))


@lru_cache(maxsize=1024)
def _name_of(route: str) -> str:
    """`/api/v1/users/{id}/` of `api/v1/users/<uuid:id>/`; patterns that catch the rest are unknown."""
    if route.startswith("^"):
        return "unknown"
    if not route.startswith(BY_ROUTE):
        return "/admin/" if route.startswith("admin/") else "other"
    return "/" + _PLACE.sub(r"{\1}", route)
