"""A check before production: whether PostgreSQL's own log would hold what it is asked and what it refuses.

Values stand within the statements that it is sent. What people say is sealed before, but codes, addresses of staff and
what somebody typed into a search are not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError, connection

# What each setting must be, and what is logged where it is not.
WANTED: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "log_error_verbosity": (lambda value: value == "terse", "the rows that are refused"),
    "log_min_error_statement": (lambda value: value in {"fatal", "panic"}, "the statements that fail"),
    "log_statement": (lambda value: value in {"none", "ddl"}, "every statement"),
    "log_min_duration_statement": (lambda value: value == "-1", "the statements that take long"),
    "log_min_duration_sample": (lambda value: value == "-1", "some of the statements that take long"),
    "log_parameter_max_length_on_error": (lambda value: value == "0", "the values of statements that fail"),
}


def check_server_log(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names each setting under which the log of the database holds values."""
    if not settings.IS_PRODUCTION:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY (%s)", [list(WANTED)])
            found: dict[str, str] = dict(cursor.fetchall())
    except DatabaseError:
        return [CheckWarning("The database could not be asked what it logs.", id="resona.W004")]
    return faults_of(found)


def faults_of(found: Mapping[str, str]) -> list[CheckMessage]:
    """What is wrong with these settings, as pg_settings has them; those of newer servers may be missing."""
    return [
        CheckWarning(f"{name} = {found[name]}: the log of the database holds {logged}.", id="resona.W003")
        for name, (is_wanted, logged) in WANTED.items()
        if name in found and not is_wanted(found[name])
    ]
