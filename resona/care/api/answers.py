"""What the views of follow-ups, decisions and notes share: opening rows, and answering with what was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from pydantic import BaseModel
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.performers import Performer, acting_for, opened_performer, read_performer
from resona.api.locations import CREATED, address_of
from resona.api.rows import Row
from resona.care.api.bodies import PerformedBody
from resona.care.task_steps import Doing
from resona.compliance.unreadable import show_opened
from resona.encryption.attributes import SealedTextAttribute

PERFORMERS: Final = frozenset({"performer", "answer_performer", "given_for", "taken_for"})  # columns


def read_sent(model: type[Any], request: Request) -> Any:
    """The body, by this model. Raises InvalidInputError."""
    assert issubclass(model, BaseModel)
    return read_body(model, request.data, Setting.of(None, timezone.now()))


def performer_of(body: PerformedBody, caller: Any) -> Performer | None:
    """On whose behalf it is. Raises InvalidInputError."""
    return read_performer(None if body.performer is None else body.performer.model_dump(), caller)


def doing_of(body: PerformedBody, request: Request) -> Doing:
    """Who does it, and when. Raises InvalidInputError."""
    return Doing(caller=request.user, now=timezone.now(), performer=performer_of(body, request.user))


def caller_of(body: PerformedBody, request: Request) -> Any:
    """Who does it, a system with the member of staff for whom. Raises InvalidInputError."""
    return acting_for(request.user, None if body.performer is None else body.performer.model_dump())


def open_rows(fields: Sequence[SealedTextAttribute], rows: Iterable[Row]) -> list[Row]:
    """The rows with all of these in clear, and a performer by its members."""
    opened, now = list(rows), timezone.now()
    for field in fields:
        opened = show_opened(field, opened, now=now)
    for name in PERFORMERS & {field.sealed_column.column for field in fields}:
        opened = [row | {name: opened_performer(row[name])} for row in opened]
    return opened


def require_row(row: Row | None) -> Row:
    """Raises Http404 where there is none."""
    if row is None:
        raise Http404
    return row


def made(request: Request, response: Response, name: str, row_id: UUID, *, is_new: bool) -> Response:
    """The answer to what was sent in: 201 with where it is found; 200 where it was there before."""
    if is_new:
        response.status_code = CREATED
        response["Location"] = address_of(request, name, id=row_id)
    return response
