"""Where a session is found in the admin."""

from __future__ import annotations

from uuid import UUID

from conversations.models import Conversation
from resona.site.links import record_url


def session_url(session_id: UUID | None) -> str:
    """The page of a session."""
    return record_url(Conversation, session_id)
