"""Production settings that would make a server unsafe are named, and nothing starts with them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from resona.checks import SECOND_FACTOR, check_production, refuse_unsafe_production

PATIENCE_SECONDS = 60
SOUND: dict[str, Any] = {
    "IS_PRODUCTION": True,
    "DEBUG": False,
    "SECRET_KEY": "a-long-random-text-" * 3,
    "ALLOWED_HOSTS": ["resona.example"],
    "SITE_URL": "https://resona.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
# What OPERATIONS.md shows, but for the database, which need not be there to be refused.
ENVIRONMENT = {
    "DATABASE_URL": "postgresql://resona_app:secret@database.example/resona?sslmode=verify-full",
    "SECRET_KEY": SOUND["SECRET_KEY"],
    "RESONA_KEYS": "main:" + "A" * 43 + "=",
    "ALLOWED_HOSTS": "resona.example",
    "CSRF_TRUSTED_ORIGINS": "https://resona.example",
    "SITE_URL": "https://resona.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
}
# The server, the asynchronous one, and the worker; what each is refused with is a line.
ENTRANCES = (
    "import resona.wsgi",
    "import resona.asgi",
    "from django.core.management import call_command; call_command('worker', '--once', skip_checks=True)",
)
TRY_ALL = """
import gc, sys
from django.core.exceptions import ImproperlyConfigured
for entrance in sys.argv[1:]:
    try:
        exec(entrance)
    except ImproperlyConfigured as error:
        print(repr(str(error)))
print(gc.isenabled(), gc.get_freeze_count() > 100_000)
"""


@pytest.fixture
def database(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Sound settings, and the database among them, to be changed."""
    for name, value in SOUND.items():
        setattr(settings, name, value)
    login = {"USER": "resona_app", "HOST": "", "OPTIONS": {}}
    monkeypatch.setitem(settings.DATABASES, "default", login)
    return login


def faults() -> list[str | None]:
    return [message.id for message in check_production(None)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"DEBUG": True}, ["resona.E001"]),
        ({"ALLOWED_HOSTS": []}, ["resona.E002"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["resona.E002"]),
        ({"ALLOWED_HOSTS": ["resona.example", "*"]}, ["resona.E002"]),
        ({"SITE_URL": ""}, ["resona.E003"]),
        ({"SITE_URL": "http://resona.example"}, ["resona.E003"]),
        ({"SECRET_KEY": "short but various"}, ["resona.E005"]),
        ({"SECRET_KEY": "ab" * 40}, ["resona.E005"]),
        ({"SECRET_KEY": "django-insecure-" + SOUND["SECRET_KEY"]}, ["resona.E005"]),
        ({"MIDDLEWARE": [each for each in project.MIDDLEWARE if each != SECOND_FACTOR]}, ["resona.E007"]),
        ({"RATE_LIMIT_CLIENT": 0}, ["resona.E008"]),
        ({"RATE_LIMIT_PERSON": -1}, ["resona.E008"]),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, ["resona.W001"]),
        ({"DEBUG": True, "SITE_URL": ""}, ["resona.E001", "resona.E003"]),
        ({"IS_PRODUCTION": False, "DEBUG": True}, []),
    ],
)
def test_each_unsafe_setting_is_named(
    settings: Settings, database: dict[str, Any], changed: dict[str, Any], expected: list[str]
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    assert faults() == expected


def test_a_server_that_signs_in_as_another_role_than_the_application_is_named(database: dict[str, Any]) -> None:
    database["USER"] = "resona"
    assert faults() == ["resona.E004"]


@pytest.mark.parametrize(
    ("host", "options", "expected"),
    [
        ("", {}, []),
        ("localhost", {}, []),
        ("", {"host": "/run/postgresql"}, []),
        ("database.example", {}, ["resona.E006"]),
        ("database.example", {"sslmode": "prefer"}, ["resona.E006"]),
        ("localhost,database.example", {}, ["resona.E006"]),
        ("", {"host": "database.example"}, ["resona.E006"]),
        ("localhost", {"hostaddr": "192.0.2.1"}, ["resona.E006"]),
        ("database.example", {"sslmode": "require"}, ["resona.W002"]),
        ("database.example", {"sslmode": "verify-ca"}, []),
        ("database.example", {"sslmode": "verify-full"}, []),
    ],
)
def test_a_database_elsewhere_is_spoken_to_in_cipher(
    database: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    options: dict[str, str],
    expected: list[str],
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    database |= {"HOST": host, "OPTIONS": options}
    assert faults() == expected


def test_the_owners_login_goes_in_cipher_too_and_libpqs_own_variable_counts(
    database: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    database["OWNER"] = {"USER": "resona", "HOST": "database.example", "OPTIONS": {}}
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert faults() == ["resona.E006"]
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert faults() == []


def test_nothing_starts_with_an_error_and_every_one_is_named(settings: Settings, database: dict[str, Any]) -> None:
    refuse_unsafe_production()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    refuse_unsafe_production()  # a warning stops nobody
    settings.DEBUG, settings.SITE_URL = True, ""
    with pytest.raises(ImproperlyConfigured) as refused:
        refuse_unsafe_production()
    assert "resona.E001" in str(refused.value)
    assert "resona.E003" in str(refused.value)


def test_neither_server_nor_worker_starts_with_debug_on() -> None:
    """One after the other in one process: loading Django takes longer than all of them."""
    done = subprocess.run(
        [sys.executable, "-c", TRY_ALL, *ENTRANCES],
        cwd=project.BASE_DIR,
        env={**os.environ, **ENVIRONMENT, "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    *refused, garbage = done.stdout.splitlines()
    assert len(refused) == len(ENTRANCES)
    assert all("resona.E001: DEBUG is on" in line for line in refused)
    assert garbage == "True True"  # is collected, but not what was loaded
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("abcde" * 10, []),
        (("abcde" * 10)[:-1], ["resona.E005"]),
        ("abcd" * 20, ["resona.E005"]),
    ],
)
def test_a_secret_is_as_long_and_as_various_as_is_asked(
    settings: Settings, database: dict[str, Any], key: str, expected: list[str]
) -> None:
    settings.SECRET_KEY = key
    assert faults() == expected


def test_one_request_a_minute_is_a_limit_and_none_is_not(settings: Settings, database: dict[str, Any]) -> None:
    settings.RATE_LIMIT_CLIENT = settings.RATE_LIMIT_PERSON = 1
    assert faults() == []


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "/run/postgresql", "localhost,/tmp,::1"])
def test_this_machine_is_spoken_to_as_it_likes(
    database: dict[str, Any], monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    database["HOST"] = host
    assert faults() == []


@pytest.mark.parametrize(
    ("own", "variable", "expected"),
    [
        ("verify-full", "disable", []),  # what an address says counts more than the variable
        ("require", "verify-full", ["resona.W002"]),
        ("disable", "verify-full", ["resona.E006"]),
        (None, "require", ["resona.W002"]),
    ],
)
def test_no_login_goes_in_clear(
    database: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    own: str | None,
    variable: str,
    expected: list[str],
) -> None:
    monkeypatch.setenv("PGSSLMODE", variable)
    elsewhere = {"HOST": "database.example", "OPTIONS": {"sslmode": own} if own else {}}
    for login in ("OWNER", "ROTATOR"):
        database.pop("OWNER", None)
        database[login] = elsewhere
        assert faults() == expected


def test_of_logins_the_least_protected_counts(database: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    database |= {"HOST": "database.example", "OPTIONS": {"sslmode": "verify-full"}}
    database["OWNER"] = {"HOST": "database.example", "OPTIONS": {"sslmode": "require"}}
    assert faults() == ["resona.W002"]
    database["ROTATOR"] = {"HOST": "database.example", "OPTIONS": {}}
    assert faults() == ["resona.E006"]
