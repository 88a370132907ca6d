"""The session store that keeps each session's user in a column of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from resona.accounts.models import UserSession


class SessionStore(DatabaseSessionStore):
    """Django's database sessions, in our table."""

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        session: UserSession = super().create_model_instance(data)  # type: ignore[assignment]
        session.user_id = data.get(SESSION_KEY)
        return session


def forget_expired_sign_ins(*, now: datetime) -> int:
    """Deletes the sessions that ended by themselves, and returns how many: Django stops taking them but keeps them."""
    deleted, _ = UserSession.objects.filter(expire_date__lt=now).delete()
    return deleted
