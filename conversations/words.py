"""Whether staff may read what was said in a session: the person says, in their privacy settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from conversations.models import Conversation
from resona.accounts.callers import ApiKeyCaller
from resona.compliance.models import PrivacySettings

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

HIDDEN_WORDS: Final = "The person does not let staff read their words."
Words = PrivacySettings.Words


def words_are_hidden(session_id: UUID, caller: Caller) -> bool:
    """Whether this caller must not read the words of this session; for staff it takes a statement.

    The person reads their own, and the app that shows them comes with a key. A session that raised a crisis event is
    one assessed high or critical; findings, and the events themselves, are hidden from nobody.
    """
    if isinstance(caller, ApiKeyCaller) or not caller.is_staff:
        return False
    asked = Conversation.objects.filter(id=session_id)
    found = asked.values_list("crisis_detected", "user__privacy_settings__words_for_clinicians").first()
    if found is None:
        return True
    is_crisis, words = found
    return words == Words.NEVER or (words == Words.HIGH_RISK and not is_crisis)
