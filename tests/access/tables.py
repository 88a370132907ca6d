"""Reads the tables of what is expected."""

from __future__ import annotations

from collections.abc import Iterator

from tests.access.admin_pages import MODELS, PAGES, STANDARD
from tests.access.care_expectations import CARE_API, CARE_PAGES
from tests.access.expectations import ADMIN_CALLERS, API, API_CALLERS
from tests.access.scene import Line

Expected = dict[Line, dict[str, int]]  # statuses by caller


def expected_of_api() -> Expected:
    return {line: dict(zip(API_CALLERS, statuses, strict=True)) for line, statuses in _lines(API + CARE_API)}


def expected_of_admin() -> Expected:
    """Of the site's pages, of those of every model, and of what our models have beyond."""
    expected = dict(_lines(PAGES + CARE_PAGES))
    for model, kind in MODELS.items():
        for (method, address), statuses in _lines(STANDARD[kind]):
            expected[method, f"{model}/{address}"] = statuses
    return {line: dict(zip(ADMIN_CALLERS, statuses, strict=True)) for line, statuses in expected.items()}


def _lines(table: str) -> Iterator[tuple[Line, list[int]]]:
    for text in filter(None, table.splitlines()):
        method, address, *statuses = text.replace("|", "").split()
        yield (method, "" if address == "." else address), [int(status) for status in statuses]
