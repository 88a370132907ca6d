"""Pages below that of a person on which staff add a follow-up, a decision, a note or a contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils import timezone

from resona.accounts.models import User
from resona.care.decisions import NewDecision, record_decision
from resona.care.evidence import references_of
from resona.care.follow_ups import NewTask, add_task
from resona.care.models import CareNote, DecisionStakeholder
from resona.care.notes import NewNote, read_notes, unread_by, write_note
from resona.care.pages.asking import Question, ask
from resona.care.pages.forms import AboutPersonForm, ContactForm, DecisionForm, NoteOfPersonForm, TaskForm
from resona.care.stakeholders import NewStakeholder
from resona.site.returning import go_back
from risk.models import CrisisEvent

ADD_TASK: Final = "care.add_task"
ADD_DECISION: Final = "care.add_decision"
ADD_NOTE: Final = "care.add_carenote"

Part = DecisionStakeholder.Part


def show_task_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Adds a follow-up."""
    form = _form(TaskForm, ADD_TASK, request, person)

    def act(filled: Any) -> None:
        add_task(user_id=person.id, new=NewTask(**filled.given()), caller=request.user, now=timezone.now())

    question = Question(
        title=f"Add a follow-up for {person.code}", submit="Add it", said="Follow-up added.", act=act, person=person
    )
    return ask(model_admin, request, form, question, fields={"owner_id": "who", "care_team_id": "who"})


def show_decision_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Records a decision."""
    form = _form(DecisionForm, ADD_DECISION, request, person)

    def act(filled: Any) -> None:
        new = decision_of(filled.cleaned_data, _reader_id(request))
        record_decision(user_id=person.id, new=new, caller=request.user, now=timezone.now())

    question = Question(
        title=f"Record a decision about {person.code}",
        submit="Record it",
        said="Decision recorded.",
        act=act,
        person=person,
    )
    return ask(model_admin, request, form, question, fields={"stakeholders": "others"})


def show_note_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Writes a note."""
    form = _form(NoteOfPersonForm, ADD_NOTE, request, person)
    amended = _read_id(request.GET.get("amends", ""))

    def act(filled: Any) -> None:
        new = NewNote(**filled.given(), amends_id=amended)
        write_note(user_id=person.id, new=new, caller=request.user, now=timezone.now())

    question = Question(
        title=f"Write a note about {person.code}", submit="Sign it", said="Note signed.", act=act, person=person
    )
    return ask(model_admin, request, form, question)


def show_contact_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Records a contact: with a press on the page of the person, or with what was said on a page of its own."""
    form = _form(ContactForm, ADD_NOTE, request, person)
    own_id, event_id = _read_id(request.POST.get("note_id", "")), _read_id(request.GET.get("event", ""))
    about = {"table": CrisisEvent._meta.db_table, "id": event_id} if event_id else None

    def act(filled: Any) -> None:
        new = NewNote(id=own_id, about=about, **filled.given())
        write_note(user_id=person.id, new=new, caller=request.user, now=timezone.now())

    question = Question(
        title=f"Record a contact with {person.code}",
        submit="Record it",
        said="Recorded. It stands among their notes and contacts.",
        act=act,
        person=person,
    )
    return ask(model_admin, request, form, question)


def mark_notes_read(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Marks all notes about the person as read by whoever presses."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    notes = CareNote.objects.visible_to(request.user).filter(user=person, written_at__lte=timezone.now())
    ids = list(unread_by(_reader_id(request), notes).values_list("id", flat=True))
    read_notes(note_ids=ids, caller=request.user, now=timezone.now())
    messages.success(request, "Marked as read.")
    return go_back(request)


def decision_of(given: dict[str, Any], recorder: UUID, *, supersedes_id: UUID | None = None) -> NewDecision:
    """What was filled in, with who took part: whoever records it decides."""
    names = ("title", "decision_type", "rationale", "expected", "description", "status", "decided_at", "review_at")
    took_part = [NewStakeholder(part=Part.DECIDES, staff_id=recorder, agreed=True)]
    took_part += [NewStakeholder(part=Part.CONSULTED, staff_id=UUID(key), agreed=True) for key in given["agreed_with"]]
    took_part += [
        NewStakeholder(part=Part.CONSULTED, staff_id=UUID(key), agreed=False, reason=given["dissent"])
        for key in given["disagreed"]
    ]
    others = (name.strip() for name in given["others"].split(","))
    took_part += [NewStakeholder(part=Part.CONSULTED, name=name) for name in others if name]
    said = {name: given[name] for name in names}
    evidence = references_of(given["evidence"])
    return NewDecision(**said, evidence=evidence, stakeholders=took_part, supersedes_id=supersedes_id)


def _form(
    form_class: Callable[..., AboutPersonForm], permission: str, request: HttpRequest, person: User
) -> AboutPersonForm:
    """Empty, or as it was sent. Raises PermissionDenied."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return form_class(request.POST if request.method == "POST" else None, person=person, reader=request.user)


def _reader_id(request: HttpRequest) -> UUID:
    assert isinstance(request.user, User)
    return request.user.id


def _read_id(text: str) -> UUID | None:
    """An id that a page gave: of a contact, so that a second press records no second one; of a note to add to."""
    try:
        return UUID(text)
    except ValueError:
        return None
