"""The page that asks whose a note is that was filed under the wrong person."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from resona.accounts.teams import UnknownPersonError
from resona.care.models import CareNote
from resona.care.moved_notes import move_note
from resona.care.pages.asking import Question, ask
from resona.care.pages.person_pages import ADD_NOTE
from risk.pages.moving import NOT_FOUND, WhomForm
from risk.wrong_person import find_person


def ask_whose(model_admin: Any, request: HttpRequest, note: CareNote) -> HttpResponseBase:
    """Asks, then moves the note. Raises PermissionDenied."""
    if not request.user.has_perm(ADD_NOTE):
        raise PermissionDenied

    def act(form: Any) -> None:
        try:
            person = find_person(form.cleaned_data["person"], request.user)
        except UnknownPersonError as error:
            raise UnknownPersonError(NOT_FOUND) from error
        move_note(note_id=note.id, person_id=person.id, caller=request.user, now=timezone.now())

    title = f"A note about somebody else than {note.user.code}"
    question = Question(title=title, submit="Move the note", said="Moved to the right record.", act=act)
    return ask(model_admin, request, WhomForm(request.POST or None), question)
