"""Other logins to a database than its usual one, which is the application's.

DATABASES = {"default": {…, "USER": "resona_app", "OWNER": {"USER": "resona", "PASSWORD": …}, "ROTATOR": {…}}}

Each holds the settings that differ; where one is not set, the usual login serves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

OWNER_LOGIN: Final = "OWNER"
ROTATOR_LOGIN: Final = "ROTATOR"


@contextmanager
def signed_in_as(connection: BaseDatabaseWrapper, login: str) -> Iterator[None]:
    """Inside the block this process is connected by that login; for commands, which have one thread."""
    usual = sign_in_as(connection, login)
    try:
        yield
    finally:
        _sign_in(connection, usual)


def sign_in_as(connection: BaseDatabaseWrapper, login: str) -> dict[str, Any]:
    """Connects by that login from now on; returns the settings replaced, none where they were the same already."""
    settings: Mapping[str, Any] = connection.settings_dict.get(login, {})
    differing = {name: value for name, value in settings.items() if connection.settings_dict[name] != value}
    usual = {name: connection.settings_dict[name] for name in differing}
    _sign_in(connection, differing)
    return usual


def _sign_in(connection: BaseDatabaseWrapper, settings: Mapping[str, Any]) -> None:
    if not settings:
        return
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(settings)
