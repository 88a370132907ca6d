"""Every address there is, read off the resolver: a route that is added is walked without anyone writing it down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

API, ADMIN = "api/v1/", "admin/"
# The places of parameters in patterns, as paths and as regular expressions write them.
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
HTTP_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One address, as its patterns have it: `api/v1/users/<uuid:id>/`."""

    pattern: str
    name: str
    methods: tuple[str, ...]  # that its view declares; of views that declare none, those a browser sends

    def address(self, values: Mapping[str, object]) -> str:
        """The path, with these values in its places."""
        pattern = GROUP.sub(r"<\1>", self.pattern).replace("^", "").replace("$", "")
        return "/" + PLACE.sub(lambda place: str(values[place[1]]), pattern)


def routes_below(prefix: str) -> list[Route]:
    """The routes whose address begins so; patterns that catch what nothing else does are routes too."""
    return [route for route in _walk(get_resolver().url_patterns, "") if route.pattern.startswith(prefix)]


def routes_besides(*prefixes: str) -> list[Route]:
    return [route for route in _walk(get_resolver().url_patterns, "") if not route.pattern.startswith(prefixes)]


def _walk(patterns: Iterable[Any], prefix: str) -> Iterator[Route]:
    for each in patterns:
        pattern = f"{prefix}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, pattern)
        elif isinstance(each, URLPattern):
            yield Route(pattern=pattern, name=each.name or "", methods=_methods_of(each.callback))


def _methods_of(callback: Any) -> tuple[str, ...]:
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None)
    if view is None:
        return ("GET", "POST")
    return tuple(method for method in HTTP_METHODS if hasattr(view, method.lower()))
