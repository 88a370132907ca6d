"""Browsers that staff are signed in with."""

from __future__ import annotations

from importlib import import_module
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from resona.accounts.models.users import User
from resona.accounts.querysets import UserSessionQuerySet
from resona.postgres.duties import EMPTIED, WRITE, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex

UserSessionManager = BaseSessionManager.from_queryset(UserSessionQuerySet)


class UserSession(AbstractBaseSession):
    """A signed-in browser; it knows its user, so that deleting the user ends it."""

    # Django's, wide enough for a digest: the key itself would sign in whoever reads this table, or a dump of it.
    session_key = models.CharField(
        primary_key=True, max_length=64, db_comment="SHA-256, in hexadecimal, of the key in the browser's cookie"
    )
    user = DatabaseForeignKey(
        User, null=True, related_name="sign_ins", db_index=False, db_comment="Who signed in; empty: nobody yet"
    )

    objects: ClassVar[BaseSessionManager[Self]] = UserSessionManager()
    duties = Duties(
        seen_by="whoever signed in: its key signs in whoever holds it",
        rights=WRITE,
        not_audited="its keys are what a browser signs in with; sign-ins are security events",
        copies=EMPTIED,
        not_exported="what a signed-in browser shows to be let in",
    )

    class Meta:
        db_table = "user_sessions"
        db_table_comment = "Signed-in browsers"
        # Who signed in where, to end it; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_user_sessions_user_id", fields=("user",))]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore
