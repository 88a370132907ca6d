"""What people did about sessions that could not be assessed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from conversations.models import Conversation
from resona.accounts.callers import account_of
from resona.accounts.models import User
from resona.accounts.teams import NotInYourCareError
from resona.errors import ResonaError

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class UnknownSessionError(ResonaError):
    """There is no such session, or none that you may see."""

    status = 404


@transaction.atomic
def review_session(*, session_id: UUID, caller: Caller, now: datetime) -> Conversation:
    """Someone has looked at what could not be assessed. Whoever was first stays; again, it changes nothing.

    Raises UnknownSessionError, NotInYourCareError.
    """
    sessions = Conversation.objects.visible_to(caller).select_for_update(of=("self",), no_key=True)
    session = sessions.filter(id=session_id).first()
    if session is None:
        raise UnknownSessionError
    if not User.objects.in_care_of(caller).filter(id=session.user_id).exists():
        raise NotInYourCareError
    if session.reviewed_at is None:
        session.reviewed_at = now
        session.reviewed_by_id, session.reviewed_by_uuid = account_of(caller)
        session.save(update_fields=["reviewed_at", "reviewed_by_id", "reviewed_by_uuid"])
    return session
