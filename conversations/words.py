"""Whether staff may read what was said in a session: the person says, in their privacy settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from conversations.models import Conversation
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.compliance.models import PrivacySettings

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

HIDDEN_WORDS: Final = "The person does not let staff read their words."
WORDS_OF_ANOTHER: Final = "Somebody else said this, by mistake with this person's device. Who may see them reads it."
Words = PrivacySettings.Words


def words_are_hidden(session_id: UUID, caller: Caller) -> bool:
    """Whether this caller must not read the words of this session: see why_hidden."""
    return bool(why_hidden(session_id, caller))


def why_hidden(session_id: UUID, caller: Caller) -> str:
    """Why this caller must not read the words of this session, empty if they may; for all but systems a statement.

    The person reads their own, and the app that shows them comes with a key. A session that raised a crisis event is
    one assessed high or critical; findings, and the events themselves, are hidden from nobody. What somebody else said
    is read by who may see them, as they let staff read their words; while nobody knows who it was, by staff, who are
    to find out.
    """
    if isinstance(caller, ApiKeyCaller):
        return ""
    setting = "privacy_settings__words_for_clinicians"
    columns = ("crisis_detected", f"user__{setting}", f"spoken_by__{setting}", "wrong_person_at", "spoken_by_id")
    found = Conversation.objects.filter(id=session_id).values_list(*columns).first()
    if found is None:
        return HIDDEN_WORDS
    is_crisis, of_person, of_speaker, wrong_person_at, spoken_by_id = found
    if wrong_person_at is not None and not _sees_speaker(spoken_by_id, caller):
        return WORDS_OF_ANOTHER
    if not caller.is_staff:
        return ""
    words = of_person if wrong_person_at is None else of_speaker
    is_hidden = words == Words.NEVER or (words == Words.HIGH_RISK and not is_crisis)
    return HIDDEN_WORDS if is_hidden else ""


def _sees_speaker(speaker_id: UUID | None, caller: Caller) -> bool:
    if speaker_id is None:
        return bool(caller.is_staff)
    return User.objects.visible_to(caller).filter(id=speaker_id).exists()
