"""Checks before production (`manage.py check --deploy`): what would make a server unsafe or mute.

A server or worker does not even start with settings that are errors here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured

from resona.outgoing.mail import CONSOLE
from resona.postgres import roles

SECOND_FACTOR = "resona.sign_in.completion.CompleteSignInMiddleware"
SHORTEST_SECRET = 50  # characters, as Django's own check has it
FEWEST_LETTERS = 5  # different ones
INSECURE_PREFIX = "django-insecure-"  # of keys that startproject makes
# Of libpq: the others send passwords and records in clear where the server, or whoever plays it, asks for that.
ENCRYPTING = frozenset({"require", "verify-ca", "verify-full"})
AUTHENTICATING = frozenset({"verify-ca", "verify-full"})
THIS_MACHINE = frozenset({"", "localhost", "127.0.0.1", "::1"})


def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names every setting a production server must not run with."""
    if not settings.IS_PRODUCTION:
        return []
    found = [*_faults_of_site(), *_faults_of_secrets(), *_faults_of_database()]
    return [message for holds, message in found if holds]


def refuse_unsafe_production() -> None:
    """For whatever serves or works: raises ImproperlyConfigured that names every error at once."""
    errors = [message for message in check_production(None) if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(f"{error.id}: {error.msg}" for error in errors))


def _faults_of_site() -> Iterator[tuple[bool, CheckMessage]]:
    yield settings.DEBUG, Error("DEBUG is on: error pages would show what people said.", id="resona.E001")
    yield (
        not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS,
        Error("ALLOWED_HOSTS must name the hosts this server answers to.", id="resona.E002"),
    )
    yield (
        not settings.SITE_URL.startswith("https://"),
        Error("SITE_URL must be the https:// address of this site: crisis e-mails link to it.", id="resona.E003"),
    )
    yield (
        SECOND_FACTOR not in settings.MIDDLEWARE,
        Error("Staff would sign in without a second factor: its middleware is missing.", id="resona.E007"),
    )
    yield (
        min(settings.RATE_LIMIT_CLIENT, settings.RATE_LIMIT_PERSON) < 1,
        Error("RATE_LIMIT_CLIENT and RATE_LIMIT_PERSON must be at least 1.", id="resona.E008"),
    )
    yield (
        settings.EMAIL_BACKEND == CONSOLE,
        CheckWarning("EMAIL_URL is not set: crisis events are announced to nobody.", id="resona.W001"),
    )


def _faults_of_secrets() -> Iterator[tuple[bool, CheckMessage]]:
    key: str = settings.SECRET_KEY
    yield (
        len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_LETTERS or key.startswith(INSECURE_PREFIX),
        Error(f"SECRET_KEY must be a random text of at least {SHORTEST_SECRET} characters.", id="resona.E005"),
    )


def _faults_of_database() -> Iterator[tuple[bool, CheckMessage]]:
    database: Mapping[str, Any] = settings.DATABASES["default"]
    yield (
        database["USER"] != roles.APP,
        Error(
            f"DATABASE_URL must sign in as {roles.APP}: any other role might change the audit log. The owner's "
            "login is for migrate alone, as DATABASE_OWNER_URL.",
            id="resona.E004",
        ),
    )
    logins = (database, database.get("OWNER", {}), database.get("ROTATOR", {}))
    modes = {_ssl_mode(login) for login in logins if _is_elsewhere(login)}
    yield (
        not modes <= ENCRYPTING,
        Error("The database is on another machine: sslmode must be require or stronger.", id="resona.E006"),
    )
    yield (
        modes <= ENCRYPTING and not modes <= AUTHENTICATING,
        CheckWarning(
            "sslmode=require encrypts for whoever answers as the database: verify-full asks who that is.",
            id="resona.W002",
        ),
    )


def _is_elsewhere(login: Mapping[str, Any]) -> bool:
    """Whether any of its hosts is another machine; a path is a socket of this one."""
    options = login.get("OPTIONS", {})
    hosts = [options.get("hostaddr"), options.get("host") or login.get("HOST")]
    each = [host for given in hosts for host in str(given or "").split(",")]
    return any(host not in THIS_MACHINE and not host.startswith("/") for host in each)


def _ssl_mode(login: Mapping[str, Any]) -> str:
    """libpq's own default is "prefer"."""
    return str(login.get("OPTIONS", {}).get("sslmode") or os.environ.get("PGSSLMODE") or "prefer")
