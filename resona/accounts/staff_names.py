"""How pages name whoever did something, whose account may be gone."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from resona.accounts.models import User

GONE: Final = "an account that is gone"
# Of what systems do, the id of their key stands where that of an account does.
NOT_KNOWN: Final = f"another system, or {GONE}"


def actor_in_words(user: User | None, kept_id: UUID | None) -> str:
    """As colleagues know them; of whom only an id was kept, what it may be of; empty: it was done of itself."""
    if user is not None:
        return user.called
    return NOT_KNOWN if kept_id is not None else ""
