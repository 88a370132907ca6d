"""The admin, page after page: every link and form that only reads, as far as they lead.

Each address is asked for with ids of somebody else's too, in the place of the caller's own: they must open nothing.
"""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import requests

from tests.fuzz.leaks import find_leaks
from tests.fuzz.plan import Observed

ADMIN: Final = "/admin/"
SERVER_ERROR_FROM: Final = 500
REFUSED: Final = frozenset({302, 403, 404, 405})
ALIKE: Final = 4  # pages that differ in ids and values of parameters alone
TIMEOUT_SECONDS: Final = 30
ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NUMBER: Final = re.compile(r"/\d+/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """Through the admin, as one member of staff."""

    url: str  # of the server
    headers: Mapping[str, str]
    hidden: Collection[str]  # traces of whoever this caller may not see
    others: Mapping[str, str]  # an id of somebody else's for one of the caller's own
    terms: Collection[str]  # what is searched for
    seen: Counter[str] = field(default_factory=Counter)  # how many pages of a kind

    def go(self, seconds: float) -> list[Observed]:
        """What was answered, and each fault once more; ends when there is nothing new, or after so many seconds."""
        end = time.monotonic() + seconds
        waiting, known, observed = deque([ADMIN]), {ADMIN}, list[Observed]()
        with requests.Session() as session:
            session.headers.update(self.headers)
            while waiting and time.monotonic() < end:
                path = waiting.popleft()
                answer = session.get(f"{self.url}{path}", allow_redirects=False, timeout=TIMEOUT_SECONDS)
                observed += self.observe(path, answer)
                for link in self.links(path, answer):
                    if link not in known and self._is_wanted(link):
                        known.add(link)
                        waiting.append(link)
        return observed

    def observe(self, path: str, answer: requests.Response) -> Iterator[Observed]:
        seen = Observed(operation=f"GET {_kind(path)}", status=answer.status_code, request=f"GET {path}")
        yield seen
        for fault in self._faults(path, answer):
            yield Observed(operation=seen.operation, status=seen.status, request=seen.request, fault=fault)

    def _faults(self, path: str, answer: requests.Response) -> Iterator[str]:
        if answer.status_code >= SERVER_ERROR_FROM:
            yield "Server error"
        headers = repr(dict(answer.headers)).encode()
        leaks = find_leaks(answer.content + headers, sent=path.encode(), hidden=self.hidden)
        if leaks:
            yield f"tells of {', '.join(leaks)}"
        # A filter may name anybody, and finds nothing.
        if answer.status_code not in REFUSED and self._names_others(urlsplit(path).path):
            yield "opens what is somebody else's"

    def links(self, path: str, answer: requests.Response) -> Iterator[str]:
        """What the page leads to, the same of others, and what its search finds."""
        page = _Page()
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            page.feed(answer.text)
        for link in [*page.links, answer.headers.get("Location", "")]:
            parts = urlsplit(urljoin(path, link))
            if parts.netloc and not self.url.endswith(parts.netloc):
                continue
            address = f"{parts.path}?{parts.query}" if parts.query else parts.path
            yield address
            yield ID.sub(lambda own: self.others.get(own[0], own[0]), address)
            if "term=" in parts.query or "q=" in parts.query:
                yield from (_with_term(parts.path, parts.query, term) for term in self.terms)

    def _is_wanted(self, address: str) -> bool:
        kind = _kind(address) + (" of others" if self._names_others(address) else "")
        self.seen[kind] += 1
        return address.startswith(ADMIN) and self.seen[kind] <= ALIKE

    def _names_others(self, address: str) -> bool:
        return not set(self.others.values()).isdisjoint(ID.findall(address))


class _Page(HTMLParser):
    """The addresses that a page leads to by reading."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._form: str | None = None  # the address of the form of searching that is open
        self._fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in ("href", "src", "hx-get") if name in given]
        if "data-ajax--url" in given:
            names = {"app_label": "data-app-label", "model_name": "data-model-name", "field_name": "data-field-name"}
            query = {name: given.get(place, "") for name, place in names.items()}
            self.links.append(f"{given['data-ajax--url']}?{urlencode({**query, 'term': ''})}")
        if tag == "form" and given.get("method", "get").lower() == "get":
            self._form, self._fields = given.get("action", ""), []
        elif tag in {"input", "select"} and self._form is not None and given.get("name"):
            self._fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.links.append(f"{self._form}?{urlencode(self._fields)}")
            self._form = None


def _with_term(path: str, query: str, term: str) -> str:
    return f"{path}?{urlencode([(n, term if n in ('q', 'term') else v) for n, v in parse_qsl(query, True)])}"


def _kind(address: str) -> str:
    """The address without what pages of one kind differ in."""
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return NUMBER.sub("/{n}/", ID.sub("{id}", parts.path)) + (f"?{'&'.join(names)}" if names else "")
