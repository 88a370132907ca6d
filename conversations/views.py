"""Reading sessions and what was said in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.models import Conversation, Message
from conversations.own_sessions import withhold_findings
from conversations.parts import with_parts
from conversations.rows import ConversationRow, MessageRow
from conversations.words import words_are_hidden
from resona.accounts.callers import is_person_in_care
from resona.api.filters import before, by_choice, by_id, by_ids, by_truth, read_parameters, since
from resona.api.lists import DetailView, ListView, Path
from resona.api.rows import Row, Values
from resona.compliance.unreadable import show_opened


class ConversationList(ListView):
    """The sessions the caller may see, newest first."""

    model = Conversation
    serializer_class = ConversationRow
    filters = (
        by_ids(),
        by_id("user", "user_id"),
        since("started_after", "started_at"),
        before("started_before", "started_at"),
        since("updated_after", "updated_at"),
        by_truth("crisis_detected"),
        by_truth("is_historical"),
        by_choice("analysis_status", Conversation.Status.values),
    )
    orderings = ("started_at",)

    def get(self, request: Request, **path: Any) -> Response:
        if "crisis_detected" in request.GET and is_person_in_care(request.user):
            raise PermissionDenied
        page = super().get(request, **path)
        withhold_findings(page.data["results"], request.user)
        return page


class ConversationDetail(DetailView):
    """One session."""

    serializer_class = ConversationRow

    @classmethod
    def find(cls, caller: Any) -> QuerySet[Conversation]:
        return Conversation.objects.visible_to(caller)

    def get(self, request: Request, **path: UUID) -> Response:
        found = super().get(request, **path)
        withhold_findings([found.data], request.user)
        return found


class MessageList(ListView):
    """What was said in one session, in its order."""

    model = Message
    serializer_class = MessageRow
    fixed_ordering = "position"
    speaker_id: UUID | None = None

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[Message]:
        return Message.objects.filter(conversation_id=path["id"], part_of__isnull=True)

    def get(self, request: Request, **path: Any) -> Response:
        read_parameters(request.GET, self.parameters())  # faults go before what is not found
        session = Conversation.objects.visible_to(request.user).filter(id=path["id"])
        self.speaker_id = session.values_list("user_id", flat=True).first()
        if self.speaker_id is None:
            raise Http404
        return super().get(request, **path)

    def people_in(self, found: list[Values]) -> list[UUID]:
        assert self.speaker_id is not None
        return [self.speaker_id] if found else []

    def show(self, rows: list[Row]) -> Iterable[Row]:
        if words_are_hidden(self.kwargs["id"], self.request.user):
            rows = [row | {"content": None} for row in rows]
        opened = show_opened(Message.content, rows, now=timezone.now())
        whole = with_parts({row["id"]: row["content"] for row in opened if row["content"] is not None})
        return [_whole(row, whole) for row in opened]


def _whole(row: Row, whole: Mapping[UUID, str]) -> Row:
    """The row with the whole text; one of which a part cannot be opened says so as if none could."""
    if row["content"] is None or row["id"] in whole:
        return row | {"content": whole.get(row["id"])}
    return row | {"content": None, "unreadable": ["content"]}
