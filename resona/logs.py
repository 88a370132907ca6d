"""How lines of the log are written: of an error its kind and places, never its own words.

An error's text quotes what it was about: PostgreSQL's name the values of a row ("Failing row contains …"), Python's the
value that could not be read. Any of them may be somebody's name or words.
"""

from __future__ import annotations

import json
import logging
import os
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import psycopg

from resona.request_ids import asked_now

# What PostgreSQL tells of an error besides values: names of the schema.
SCHEMA_NAMES = ("table_name", "column_name", "constraint_name", "datatype_name")
JSON: Final = "json"

logger = logging.getLogger(__name__)


class ContentFreeFormatter(logging.Formatter):
    """Writes tracebacks without the texts of errors and without the lines of the source, and of which request."""

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = "\n".join(describe_chain(record.exc_info[1]))
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 # the name is logging's
        asked = asked_now()
        line = super().formatMessage(record)
        return line if asked is None else f"{line} [{asked.request_id}]"


class JsonLineFormatter(logging.Formatter):
    """Writes each record as one object of JSON on one line, as content-free as the other."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            **self.told(record),
        }
        if (asked := asked_now()) is not None:
            line["request_id"] = asked.request_id
            line |= {"trace_id": asked.trace_id} if asked.trace_id else {}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = list(describe_chain(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)

    def told(self, record: logging.LogRecord) -> dict[str, object]:
        return {"message": record.getMessage()}


class JsonAccessFormatter(JsonLineFormatter):
    """The same of gunicorn's lines about requests, whose parts have names of a letter there."""

    NAMES: Final = {"method": "m", "path": "U", "status": "s", "bytes": "B", "milliseconds": "M"}

    def told(self, record: logging.LogRecord) -> dict[str, object]:
        parts = record.args
        assert isinstance(parts, Mapping)
        return {name: parts[letter] for name, letter in self.NAMES.items()}


def log_format() -> str:
    """How lines are written: `line` or `json`."""
    return os.environ.get("LOG_FORMAT", "line")


def log_unforeseen(error: Exception) -> None:
    """Logs an error that nobody foresaw; no message and no local variables, which may hold what somebody said."""
    logger.error("%s", describe(error))


def describe_chain(error: BaseException) -> Iterator[str]:
    """One line for the error and each that it came of, the first one last."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield describe(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def describe(error: BaseException) -> str:
    """`module.Kind [22P02 table=users] at file:line function < …`, the place where it was raised first."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    names = " ".join(_names_of(error))
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind}{f' [{names}]' if names else ''} at {places}"


def _names_of(error: BaseException) -> Iterator[str]:
    if not isinstance(error, psycopg.Error):
        return
    if error.sqlstate:
        yield error.sqlstate
    diagnostic: Any = error.diag
    for name in SCHEMA_NAMES:
        if value := getattr(diagnostic, name):
            yield f"{name.removesuffix('_name')}={value}"
