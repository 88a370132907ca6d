"""The owner's login, which migrates."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from resona.postgres.logins import OWNER_LOGIN, sign_in_as, signed_in_as


def as_owner(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """Inside the block this process is connected as the owner; for commands, which have one thread."""
    return signed_in_as(connection, OWNER_LOGIN)


def sign_in_as_owner(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Connects as the owner from now on; returns the settings that were replaced, none where it was so already."""
    return sign_in_as(connection, OWNER_LOGIN)
