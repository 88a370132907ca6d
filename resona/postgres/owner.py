"""Two logins to one database: the application's, which is the usual one, and the owner's, which migrates.

DATABASES = {"default": {…, "USER": "resona_app", "OWNER": {"USER": "resona", "PASSWORD": …}}}

`OWNER` holds the settings that differ for the owner; without it there is one login for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

OWNER_SETTING = "OWNER"


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside the block this process is connected as the owner; for commands, which have one thread."""
    usual = sign_in_as_owner(connection)
    try:
        yield
    finally:
        _sign_in(connection, usual)


def sign_in_as_owner(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Connects as the owner from now on; returns the settings that were replaced, none where it was so already."""
    owner: Mapping[str, Any] = connection.settings_dict.get(OWNER_SETTING, {})
    differing = {name: value for name, value in owner.items() if connection.settings_dict[name] != value}
    usual = {name: connection.settings_dict[name] for name in differing}
    _sign_in(connection, differing)
    return usual


def _sign_in(connection: BaseDatabaseWrapper, login: Mapping[str, Any]) -> None:
    if not login:
        return
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(login)
