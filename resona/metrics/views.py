"""GET /metrics, for Prometheus: with a token of its own, which opens nothing else."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from resona.metrics.counting import REGISTRY, look_at_pool
from resona.metrics.directory import VARIABLE
from resona.metrics.readings import read_all

_SCHEME: Final = "Bearer "


@csrf_exempt
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What all processes of this server have counted, and how the database stands."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _is_known(request.META.get("HTTP_AUTHORIZATION", "")):
        refusal = HttpResponse("The token is not known here.\n", "text/plain", 401)
        refusal["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return refusal
    look_at_pool()
    body = generate_latest(_counts()) + generate_latest(_Readings.registry())
    return HttpResponse(body, CONTENT_TYPE_PLAIN_0_0_4, headers={"Cache-Control": "no-store"})


class _Readings(Collector):
    """The readings as Prometheus has them."""

    @classmethod
    def registry(cls) -> CollectorRegistry:
        registry = CollectorRegistry()
        registry.register(cls())
        return registry

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # or registering it would ask the database once more

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        for reading in read_all():
            names = tuple(name for name, _ in reading.labels)
            family = families.setdefault(reading.name, GaugeMetricFamily(reading.name, reading.help, labels=names))
            family.add_metric([value for _, value in reading.labels], reading.value)
        yield from families.values()


def _counts() -> CollectorRegistry:
    if VARIABLE not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def _is_known(header: str) -> bool:
    given = header.removeprefix(_SCHEME) if header.startswith(_SCHEME) else ""
    return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
