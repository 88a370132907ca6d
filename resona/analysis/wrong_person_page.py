"""What pages show of sessions that were recorded with the wrong person's device, and where that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextInputWidget

from conversations.links import session_url
from conversations.models import Conversation
from conversations.session_page import WRONG_PERSON, view_url
from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError
from resona.analysis.wrong_person import say_who_spoke, take_back
from resona.errors import ResonaError
from resona.site.links import person_url
from resona.site.pages import Page
from resona.site.returning import go_back, safe_next
from resona.site.times import exact_time
from risk.pages.moving import NOT_FOUND, called
from risk.wrong_person import find_person

REVIEW: Final = "conversations.change_conversation"
SAID: Final = "Noted. The session counts for nothing in this record."
TAKEN_BACK: Final = "Noted: it was them after all. The session is analysed again."


class WhoSpokeForm(forms.Form):
    """Who spoke, where that is known."""

    person = forms.CharField(
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True, "autocomplete": "off"}),
        label="Who spoke?",
        help_text="Their code, as it stands beside their name: P-1A2B3C. Leave it empty while nobody knows.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class WrongPerson:
    """That somebody else spoke in a session."""

    is_known: bool
    speaker: str  # name and code; empty: not known, or the reader does not see them
    speaker_url: str
    url: str  # where it is said who it was, or that it was them after all; empty: not by this reader


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """A session of the person in somebody else's record."""

    when: str
    url: str  # empty: the reader does not see that record


def wrong_person_on(page: Page) -> WrongPerson | None:
    """That somebody else spoke in the session of this page; None where nobody says so."""
    session: Conversation = page.record
    if session.wrong_person_at is None:
        return None
    known = [session.spoken_by_id] if session.spoken_by_id else []
    speaker = User.objects.visible_to(page.request.user).filter(id__in=known).first()
    return WrongPerson(
        is_known=session.spoken_by_id is not None,
        speaker=called(speaker) if speaker else "",
        speaker_url=person_url(speaker.id) if speaker else "",
        url=_url(page) if page.may(REVIEW) else "",
    )


def wrong_person_link(page: Page) -> str | None:
    """To where it is said that somebody else spoke."""
    return _url(page) if page.record.wrong_person_at is None and page.may(REVIEW) else None


def sessions_elsewhere_on(page: Page) -> list[Elsewhere] | None:
    """What the person of this page said with somebody else's device; None where they did not."""
    spoken = Conversation.objects.filter(spoken_by_id=page.person_id).order_by("-started_at", "-id")
    sessions = list(spoken.values_list("id", "started_at"))
    if not sessions:
        return None
    seen = set(spoken.visible_to(page.request.user).values_list("id", flat=True))
    return [
        Elsewhere(when=exact_time(started_at, page.zone), url=session_url(session_id) if session_id in seen else "")
        for session_id, started_at in sessions
    ]


def show_wrong_person_page(model_admin: Any, request: HttpRequest, session: Conversation) -> HttpResponseBase:
    """Asks who spoke, and notes it."""
    if not request.user.has_perm(REVIEW):
        raise PermissionDenied
    form = WhoSpokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = _say(request, session, form)
        if said:
            messages.success(request, said)
            return go_back(request)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Somebody else spoke",
        "form": form,
        "rows": [],
        "person": called(session.user),
        "started_at": session.started_at,
        "submit": "Note it",
        "others": [],
        "next_url": safe_next(request),
        "is_marked": session.wrong_person_at is not None,
    }
    return TemplateResponse(request, "analysis/ask_who_spoke.html", context)


def _say(request: HttpRequest, session: Conversation, form: WhoSpokeForm) -> str:
    """What is to be told; empty where it was refused, which the form says."""
    now, written = timezone.now(), form.cleaned_data["person"]
    try:
        if "was_them" in request.POST:
            take_back(session_id=session.id, caller=request.user, now=now)
            return TAKEN_BACK
        person = find_person(written, request.user) if written else None
        person_id = person.id if person else None
        say_who_spoke(session_id=session.id, person_id=person_id, caller=request.user, now=now)
    except UnknownPersonError:
        form.add_error("person", NOT_FOUND)
    except ResonaError as error:
        form.add_error(None, str(error))
    else:
        return f"{SAID} It was {called(person)}." if person else f"{SAID} Say who it was once that is known."
    return ""


def _url(page: Page) -> str:
    return view_url(WRONG_PERSON, page.record.id, next=page.request.path) or ""
