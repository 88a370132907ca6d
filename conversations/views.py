"""Reading sessions and what was said in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from conversations.models import Conversation, Message
from conversations.rows import ConversationRow, MessageRow
from conversations.words import words_are_hidden
from resona.api.filters import before, by_id, by_truth, since
from resona.api.lists import DetailView, ListView, Path
from resona.api.rows import Row
from resona.compliance.encryption import open_text


class ConversationList(ListView):
    """The sessions the caller may see, newest first."""

    model = Conversation
    serializer_class = ConversationRow
    filters = (
        by_id("user", "user_id"),
        since("started_after", "started_at"),
        before("started_before", "started_at"),
        by_truth("crisis_detected"),
    )
    orderings = ("started_at",)


class ConversationDetail(DetailView):
    """One session."""

    serializer_class = ConversationRow

    @classmethod
    def find(cls, caller: Any) -> QuerySet[Conversation]:
        return Conversation.objects.visible_to(caller)


class MessageList(ListView):
    """What was said in one session, in its order."""

    model = Message
    serializer_class = MessageRow
    fixed_ordering = "position"

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[Message]:
        session_id = path["id"]
        if not Conversation.objects.visible_to(caller).filter(id=session_id).exists():
            raise Http404
        return Message.objects.filter(conversation_id=session_id)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        is_hidden = words_are_hidden(self.kwargs["id"], self.request.user)
        for row in rows:
            content = None if is_hidden else open_text("messages", "content", row["id"], row["content"])
            yield row | {"content": content}
