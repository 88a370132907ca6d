"""The page of a session: when it was and whose, and the sections that apps add to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from conversations.models import Conversation
from resona.accounts.people.cards import language_in_words
from resona.accounts.profiles import name_on
from resona.site.filters import ChoiceFilter
from resona.site.links import person_url
from resona.site.pages import FilledSection, Page, Section, begin_page, fill
from resona.site.record_links import Links, records_of
from resona.site.times import MINUTE, ago_in_words, exact_time, span_in_words
from resona.slots import Slot

# Uploads come later than that only from devices that were offline.
LATE: Final = timedelta(days=1)

NAMING_IT: Final = frozenset({"session_id", "conversation_id"})  # columns of records


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionHead:
    """The top of the page."""

    name: str | None
    code: str
    person_url: str
    ago: str
    length: str  # empty: it is not known
    clock: str  # empty: there is nothing to say of it
    language: str
    badges: tuple[SafeString, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionColumns:
    """What was said, and beside it how it sounded and what it tells."""

    words: list[FilledSection]
    voice: list[FilledSection]


# The slots of the page. The head stands at 10 of the sections, the columns at 60, the links to all records at 80.
SECTIONS: Final[Slot[Section]] = Slot()
BADGES: Final[Slot[Callable[[Page], SafeString]]] = Slot()  # in the head
WORDS: Final[Slot[Section]] = Slot()  # the left column
VOICE: Final[Slot[Section]] = Slot()  # the right one
# Further pages of a session that the caller may see, at their name below the page's address.
VIEWS: Final[Slot[Callable[[Any, HttpRequest, Conversation], HttpResponseBase]]] = Slot()
WRONG_PERSON: Final = "wrong-person"  # of these, where it is said that somebody else spoke
# Of the list of sessions.
FILTERS: Final[Slot[type[ChoiceFilter]]] = Slot()


def view_url(name: str, session_id: UUID, **query: str) -> str | None:
    """The address of a further page of a session; None where no app adds one of this name."""
    if name not in dict(VIEWS.items()):
        return None
    url = reverse(f"admin:conversations_conversation_{name}", args=[session_id])
    return f"{url}?{urlencode(query)}" if query else url


def show_session_page(model_admin: Any, request: HttpRequest, session: Conversation) -> HttpResponseBase:
    """Everything the page shows, as its slots are filled."""
    page = begin_page(request, session, session.user_id)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Session of {exact_time(session.started_at, page.zone)}",
        "sections": fill(SECTIONS, page),
    }
    return TemplateResponse(request, "conversations/session.html", context)


def head_of(page: Page) -> SessionHead:
    """Whose session it is, and when it was."""
    session: Conversation = page.record
    return SessionHead(
        name=page.once(name_on),
        code=session.user.code,
        person_url=person_url(session.user_id),
        ago=ago_in_words(session.started_at, page.now),
        length=length_in_words(session),
        clock=_clock_in_words(session, page.zone),
        language=language_in_words(session.language),
        badges=tuple(read(page) for read in BADGES),
    )


def columns_of(page: Page) -> SessionColumns:
    """Both columns."""
    return SessionColumns(words=fill(WORDS, page), voice=fill(VOICE, page))


def records_of_session(page: Page) -> Links:
    """The lists of records that came of it."""
    return records_of(page, NAMING_IT)


def length_in_words(session: Conversation) -> str:
    """How long it was; empty where that is not known."""
    if session.ended_at is None:
        return ""
    length = session.ended_at - session.started_at
    return span_in_words(length) if length >= MINUTE else "less than a minute"


def _clock_in_words(session: Conversation, zone: tzinfo) -> str:
    """What is to be known of the session's time: that it is doubtful, or how old it was when it arrived."""
    if session.clock_doubtful:
        claimed = session.claimed_started_at
        said = f"said {exact_time(claimed, zone)}" if claimed else "said no time that can be"
        return f"The clock of the device is doubtful: it {said}. It arrived {exact_time(session.created_at, zone)}."
    late = session.created_at - (session.ended_at or session.started_at)
    return f"It arrived {span_in_words(late)} after it was." if late > LATE else ""
