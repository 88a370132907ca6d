"""Notes over the API: written, read, and marked as read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey
from resona.accounts.permissions import SIGNED_IN_STAFF
from resona.api.filters import before, by_choice, by_id, by_ids, read_parameters, since
from resona.api.lists import ListView
from resona.api.rows import Row, find_row
from resona.api.serializers import NothingBody
from resona.api.views import ApiView
from resona.care.api.answers import caller_of, made, open_rows, performer_of, read_sent, require_row
from resona.care.api.bodies import CareNoteBody, MoveNoteBody
from resona.care.api.rows import NoteRow
from resona.care.models import CareNote
from resona.care.moved_notes import move_note
from resona.care.notes import NewNote, read_notes, write_note
from resona.showing import show_and_no_more

READ: Final = ApiKey.Scope.CARE_READ
WRITE: Final = ApiKey.Scope.CARE_WRITE
SEALED: Final = (CareNote.content, CareNote.performer)
DETAIL: Final = "note"


class NoteList(ListView):
    """Notes, the newest first; and one that is written. A note is never changed: what puts it right amends it."""

    read_scope = READ
    write_scope = WRITE
    holds_findings = True
    model = CareNote
    serializer_class = NoteRow
    filters = (
        by_id("user", "user_id"),
        by_choice("kind", CareNote.Kind.values),
        by_choice("contact_outcome", CareNote.ContactOutcome.values),
        since("written_after", "written_at"),
        before("written_before", "written_at"),
        by_ids(),
    )
    more_problems = (404, 409)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        return open_rows(SEALED, rows)

    @extend_schema(
        request={"application/json": CareNoteBody},
        responses={201: OpenApiResponse(NoteRow, "Written"), 200: OpenApiResponse(NoteRow, "Written before")},
    )
    def post(self, request: Request) -> Response:
        body = read_sent(CareNoteBody, request)
        about = None if body.about is None else body.about.model_dump()
        written = write_note(
            user_id=body.user_id,
            new=NewNote(**body.given("user_id", "about"), about=about),
            caller=request.user,
            now=timezone.now(),
            performer=performer_of(body, request.user),
        )
        return made(request, _answer(request, written.id), DETAIL, written.id, is_new=written.is_new)


class NoteDetail(ApiView):
    """One note."""

    read_scope = READ
    holds_findings = True

    @extend_schema(responses=NoteRow)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return _answer(request, path["id"])


class MoveNote(ApiView):
    """Moves a note to the record of whom it is about; where it stood, that is said, and what it said is there no more.

    Answers the note of the right record.
    """

    guards = CareNote
    guarded_view = NoteDetail
    write_scope = WRITE
    holds_findings = True
    more_problems = (409,)

    @extend_schema(request={"application/json": MoveNoteBody}, responses=NoteRow)
    def post(self, request: Request, **path: UUID) -> Response:
        body = read_sent(MoveNoteBody, request)
        caller = caller_of(body, request)
        moved = move_note(note_id=path["id"], person_id=body.user_id, caller=caller, now=timezone.now())
        return _answer(request, moved.id)


class ReadNote(ApiView):
    """That the caller, one of staff, has read a note."""

    write_scope = SIGNED_IN_STAFF
    holds_findings = True

    @extend_schema(request=NothingBody, responses=NoteRow)
    def post(self, request: Request, **path: UUID) -> Response:
        NothingBody(data=request.data).is_valid(raise_exception=True)
        read_notes(note_ids=[path["id"]], caller=request.user, now=timezone.now())
        return _answer(request, path["id"])


def _answer(request: Request, note_id: UUID) -> Response:
    row = require_row(find_row(CareNote.objects.visible_to(request.user).filter(id=note_id), NoteRow))
    (shown,) = open_rows(SEALED, [row])
    show_and_no_more(request, [row["user_id"]], records=1)
    return Response(shown)
