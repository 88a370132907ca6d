"""Where somebody looked, in words: the routes that are kept with accesses, as staff know the pages."""

from __future__ import annotations

import re
from typing import Final

from django.apps import apps

ADMIN: Final = re.compile(r"(GET|POST) admin/(?P<path>.*)")
API: Final = re.compile(r"(?P<method>[A-Z]+) api/v1/(?P<path>.*)")
PLACE: Final = re.compile(r"<[^>]*>")
START_PAGE: Final = "Triage"
THE_RECORD: Final = ["change"]  # the page that every model has of a row
SMALL: Final = frozenset({"of"})
PERSON: Final = "accounts.user"


def place_in_words(source: str) -> str:
    """`Sessions` for a list, `Session` for one of it, `Session: review`, `API: users, timeline`; else as it is kept."""
    if (of_admin := ADMIN.fullmatch(source)) is not None:
        return _page_in_words(of_admin["path"])
    of_api = API.fullmatch(source)
    return f"API: {', '.join(_words_of(of_api['path']))}" if of_api else source


def _words_of(path: str) -> list[str]:
    return [part for part in PLACE.sub("", path).split("/") if part and part not in SMALL]


def _page_in_words(path: str) -> str:
    parts = _words_of(path)
    label, rest = ".".join(parts[:2]), parts[2:]
    try:
        names = apps.get_model(label)._meta
    except (LookupError, ValueError):
        return " ".join(parts).capitalize() or START_PAGE
    one, many = ("person", "people") if label == PERSON else (names.verbose_name, names.verbose_name_plural)
    words = str(one if "<" in path else many)
    more = f": {' '.join(rest).replace('_', ' ').replace('-', ' ')}" if rest and rest != THE_RECORD else ""
    return f"{words[:1].upper()}{words[1:]}{more}"
