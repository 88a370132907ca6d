"""The session store: knows each session's user, keeps no key that opens anything, and ends what is idle.

A session lasts for SESSION_IDLE_SECONDS after it was last used, and for SESSION_COOKIE_AGE in all, however busy it is.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.utils import timezone

from resona.accounts.models import UserSession
from resona.postgres.compiled import CompiledQuery

BEGUN_AT = "begun_at"  # in the session: seconds since 1970
# A session that is used moves its end no more often than this: to read a page need not be to write.
MOVES_AFTER = timedelta(minutes=1)
# What a session holds and when it ends, by the digest of its key; asked at every request of whoever is signed in.
_FOUND = CompiledQuery(
    lambda *, key, now: UserSession.objects.filter(session_key=key, expire_date__gt=now).values_list(
        "session_data", "expire_date"
    ),
    key="",
    now=datetime.min.replace(tzinfo=UTC),
)


def stored_key(session_key: str) -> str:
    """What the table holds in place of a key. Keys are random (165 bits), so a plain digest is enough."""
    return hashlib.sha256(session_key.encode()).hexdigest()


class SessionStore(DatabaseSessionStore):
    """Django's database sessions, in our table; the key itself is in the browser's cookie only."""

    _ends_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        return UserSession

    def load(self) -> dict[str, Any]:
        found = _find(self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
            return {}
        data, self._ends_at = found
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        return UserSession.objects.filter(session_key=stored_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            UserSession.objects.filter(session_key=stored_key(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        data.setdefault(BEGUN_AT, timezone.now().timestamp())
        session: UserSession = super().create_model_instance(data)  # type: ignore[assignment]
        session.session_key = stored_key(session.session_key)
        session.user_id = data.get(SESSION_KEY)
        return session

    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    async def acreate_model_instance(self, data: dict[str, Any]) -> UserSession:
        return await sync_to_async(self.create_model_instance)(data)

    def get_session_cookie_age(self) -> int:
        """Seconds until the session ends by itself, if it is not used any more."""
        now = timezone.now().timestamp()
        left = self.get(BEGUN_AT, now) + settings.SESSION_COOKIE_AGE - now
        return max(0, int(min(settings.SESSION_IDLE_SECONDS, left)))

    def keep_alive(self) -> None:
        """The session was used: its end moves."""
        if self._ends_at is not None and self.get_expiry_date() - self._ends_at > MOVES_AFTER:
            self.modified = True


def _find(session_key: str | None, *, now: datetime) -> tuple[str, datetime] | None:
    if session_key is None:
        return None
    rows = _FOUND.fetch(key=stored_key(session_key), now=now)
    return (rows[0][0], rows[0][1]) if rows else None


def forget_expired_sign_ins(*, now: datetime) -> int:
    """Deletes the sessions that ended by themselves, and returns how many: Django stops taking them but keeps them."""
    deleted, _ = UserSession.objects.filter(expire_date__lt=now).delete()
    return deleted
