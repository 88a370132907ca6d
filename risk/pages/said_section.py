"""What was said in a session, a page at a time, with what was found in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404

from conversations.message_pages import MessagePages, pages_of
from conversations.models import EmotionReading
from conversations.words import why_hidden
from resona.accounts.profiles import name_on
from resona.site.pages import Page
from resona.site.records import read_mapping
from risk.pages.course import CourseSession, with_findings
from risk.pages.highlights import find_matches, find_spans
from risk.pages.session_lines import Said, hidden_lines, said_lines
from risk.stated_wording import DEFLECTION_NOTE, sentiment_in_words

SOMEBODY_ELSE: Final = "Somebody else"  # who spoke with this person's device
PAGE: Final = "said"  # in the query: the page of what was said
MOST_DIGITS: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidPage:
    """Which of several pages is shown."""

    number: int
    count: int
    first: int  # message of all, counted from 1
    last: int
    total: int
    marked: list[int]  # pages with crisis language

    @property
    def before(self) -> int | None:
        return self.number - 1 or None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidSection:
    """The messages of a page; `name` is that of the person."""

    name: str | None
    messages: list[Said]
    page: SaidPage | None  # None: these are all


@dataclass(frozen=True, kw_only=True, slots=True)
class MoodSection:
    """What the words of the whole session stated."""

    words: str
    note: str  # empty: nothing in them turns away from a question


def said_on(page: Page) -> SaidSection:
    """What was said, or why it is not read here."""
    session, why = page.record, page.once(_why_hidden)
    pages, number = pages_of(session), _number_in(page.request.GET.get(PAGE, "1"))
    if number > max(len(pages), 1):
        raise Http404("Less was said than that.")
    stretches = pages.read(number) if len(pages) else []
    assessment = page.once(found_on).assessment
    lines = (
        hidden_lines(stretches, page.zone, why)
        if why
        else said_lines(stretches, assessment, page.once(_sentiment), page.zone)
    )
    marked = [] if why or assessment is None else pages.holding(_starts(find_matches(assessment.risk_factors)))
    return SaidSection(
        name=page.once(name_on) if session.wrong_person_at is None else SOMEBODY_ELSE,
        messages=lines,
        page=_shown(pages, number, marked) if len(pages) > 1 else None,
    )


def mood_on(page: Page) -> MoodSection | None:
    """None where the words stated no mood."""
    sentiment = page.once(_sentiment)
    words = sentiment_in_words(sentiment)
    spans = [span for found in find_spans(sentiment).values() for span in found]
    is_deflecting = not page.once(_why_hidden) and any(span.get("kind") == "deflection" for span in spans)
    return MoodSection(words=words, note=DEFLECTION_NOTE if is_deflecting else "") if words else None


def found_on(page: Page) -> CourseSession:
    """The session of the page with what is found in it: `page.once(found_on)`."""
    [found] = with_findings([page.record])
    return found


def _shown(pages: MessagePages, number: int, marked: list[int]) -> SaidPage:
    first, last, total = pages.counts(number)
    return SaidPage(number=number, count=len(pages), first=first, last=last, total=total, marked=marked)


def _starts(matches: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    return (
        (message_id, match["start"])
        for message_id, found in matches.items()
        for match in found
        if isinstance(match.get("start"), int)
    )


def _number_in(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text)):
        raise Http404("There is no such page.")
    return int(text)


def _why_hidden(page: Page) -> str:
    return why_hidden(page.record.id, page.request.user)


def _sentiment(page: Page) -> Mapping[str, Any]:
    """What the words of the whole session stated."""
    readings = EmotionReading.objects.filter(conversation_id=page.record.id, message_id__isnull=True)
    return read_mapping(readings.order_by("-created_at", "-id").values_list("text_sentiment", flat=True).first())
