"""My day: what is due, what nobody has taken, what is passed to the reader, what is new, and who needs somebody now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from resona.accounts.alerting_gaps import gap_banners
from resona.accounts.models import User
from resona.accounts.people.contact_card import ContactCard
from resona.accounts.record.reading import telling_to
from resona.audit.last_looks import last_visit_to_anybody
from resona.care.handover.offer_lines import OfferLine, offers_to, returned_to
from resona.care.handover.shift_lines import shifts_to_take
from resona.care.models import CareNote, Task
from resona.care.my_day.news import NewsItem, read_news
from resona.care.my_day.work import DayWork, Work, due_of, read_work
from resona.care.notes import notes_for
from resona.care.pages.sections import Press, short_presses, whose
from resona.care.pages.wording import opened, signed_by
from resona.showing import show
from resona.site.links import person_url, record_url, records_url
from resona.site.naming import names_of
from resona.site.records import clinic_zone
from resona.site.times import ago_in_words, due_in_words, exact_time
from risk.pages.row_view import act_url, event_url
from risk.triage import most_urgent_rows
from risk.triage_rows import GroupKey, TriageRow
from risk.triage_wording import level_in_words, tone_of

MOST_OF_TRIAGE: Final = 5
# Of what is overdue, due today or this week: more than anybody looks through before starting.
MOST_OF_A_PART: Final = 25
MOST_NOTES: Final = 8
WORDS_OF_A_NOTE: Final = 24
SHOWN_GROUPS: Final[tuple[GroupKey, ...]] = ("crisis", "review", "drift", "failure")


@dataclass(frozen=True, kw_only=True, slots=True)
class DayLine:
    """One line of the day."""

    what: str
    url: str
    person: str
    person_url: str
    when: str = ""
    when_title: str = ""
    tone: str = "low"
    about: str = ""
    text: str = ""
    presses: tuple[Press, ...] = ()
    card: ContactCard | None = None  # how the person is reached
    is_overdue: bool = False
    is_nobodys: bool = False  # no care team with staff cares for the person


@dataclass(frozen=True, kw_only=True, slots=True)
class DayPart:
    """Lines of one kind."""

    key: str
    title: str
    lines: tuple[DayLine, ...]
    more: str = ""  # how many there are besides, in words
    more_url: str = ""


def my_day_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the page. The number of statements depends on nothing that waits."""
    assert isinstance(request.user, User)
    reader, now, zone = request.user, timezone.now(), clinic_zone(request.user)
    work = read_work(reader, now=now, zone=zone)
    notes = list(notes_for(reader.pk, reader).select_related("user", "author")[:MOST_NOTES])
    triage = most_urgent_rows(reader, now=now, groups=SHOWN_GROUPS, most=MOST_OF_TRIAGE)
    offers, returned = offers_to(reader, now=now, zone=zone), returned_to(reader, now=now)
    since = last_visit_to_anybody(reader, now=now)
    news = read_news(reader, since, telling_to(reader, reader, now=now, zone=zone)) if since else []
    people = _people(work, notes, news, (*offers, *returned))
    show(request, [*people, *(row.finding.person_id for row in triage)], records=len(people) + len(triage))
    made = _Making(names=_names(people), now=now, zone=zone, here=request.path)
    return {
        **context,
        "title": "My day",
        "gaps": gap_banners(request, now=now),
        "parts": [part for part in made.parts(work) if part.lines or part.key == "today"],
        "offers": [offer.named(made.name(offer.person)) for offer in offers],
        "returned": [offer.named(made.name(offer.person)) for offer in returned],
        "shifts": shifts_to_take(reader, now=now, zone=zone),
        "notes": [made.note_line(note) for note in notes],
        "triage": [made.triage_line(row) for row in triage],
        "news": [made.news_line(item) for item in news],
        "last_here": exact_time(since, zone) if since else "",
        "made_at": exact_time(now, zone),
        "here": request.path,
    }


def _people(
    work: DayWork, notes: Sequence[CareNote], news: Sequence[NewsItem], offers: Sequence[OfferLine]
) -> dict[UUID, Any]:
    """Of whom the page tells anything, beside the top of triage."""
    rows = [*work.overdue, *work.today, *work.this_week, *work.unclaimed, *notes]
    people = {row.user_id: row.user for row in rows}
    return people | {item.person.id: item.person for item in news} | {offer.person.id: offer.person for offer in offers}


def _names(people: dict[UUID, Any]) -> dict[UUID, str]:
    names = names_of(people)
    return {person_id: names.get(person_id) or person.code for person_id, person in people.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Making:
    """What all lines need."""

    names: dict[UUID, str]
    now: datetime
    zone: tzinfo
    here: str

    def name(self, person: Any) -> str:
        return self.names[person.id]

    def parts(self, work: DayWork) -> list[DayPart]:
        return [
            self._own_part("overdue", "Overdue", work.overdue),
            self._own_part("today", "Due today", work.today),
            self._own_part("week", "Due this week", work.this_week, later=work.later),
            DayPart(
                key="unclaimed",
                title="Nobody has taken it",
                lines=self._lines(work.unclaimed),
                more="All that nobody has taken" if work.more_unclaimed else "",
                more_url=records_url(Task, state="unclaimed"),
            ),
        ]

    def _own_part(self, key: str, title: str, work: Sequence[Work], *, later: int = 0) -> DayPart:
        """The first of them; all are in the list of follow-ups."""
        hidden = len(work) - MOST_OF_A_PART
        more = [f"{hidden} more"] if hidden > 0 else []
        more += [f"{later} later, or whenever"] if later else []
        mine = records_url(Task, state="open", whose="mine")
        lines = self._lines(work[:MOST_OF_A_PART])
        return DayPart(key=key, title=title, lines=lines, more=", ".join(more), more_url=mine)

    def note_line(self, note: CareNote) -> DayLine:
        text = Truncator(opened(CareNote, "content", note)).words(WORDS_OF_A_NOTE)
        who = signed_by(note.author, note.author_id_uuid)
        return self._line(
            note.user,
            what=f"{who or 'Somebody'} mentions you",
            url=record_url(CareNote, note.id),
            when=ago_in_words(note.written_at, self.now),
            when_title=exact_time(note.written_at, self.zone),
            text=text,
        )

    def triage_line(self, row: TriageRow) -> DayLine:
        finding = row.finding
        return DayLine(
            what=level_in_words(finding),
            url=event_url(finding.id) if finding.kind == "crisis" else person_url(finding.person_id),
            person=row.name or row.code,
            person_url=person_url(finding.person_id),
            when=due_in_words(finding.due_at, self.now) if finding.due_at else "",
            when_title=exact_time(finding.due_at, self.zone) if finding.due_at else "",
            tone=tone_of(finding),
            is_overdue=finding.due_at is not None and finding.due_at < self.now,
            is_nobodys=not row.teams,
            text=finding.reason,
            card=row.card,
        )

    def news_line(self, item: NewsItem) -> DayLine:
        when, title = ago_in_words(item.at, self.now), exact_time(item.at, self.zone)
        return self._line(item.person, what=item.text, url=item.url, when=when, when_title=title, tone=item.tone)

    def _lines(self, work: Sequence[Work]) -> tuple[DayLine, ...]:
        return tuple(self._task(one) if isinstance(one, Task) else self._event(one) for one in work)

    def _task(self, task: Task) -> DayLine:
        urgency = "" if task.priority == Task.Priority.ROUTINE else str(task.get_priority_display())
        about = " · ".join(part for part in ("" if task.owner_id else whose(task), urgency) if part)
        return self._line(
            task.user,
            what=opened(Task, "title", task),
            url=record_url(Task, task.id),
            about=about,
            presses=short_presses(task, self.here),
            **self._due(task),
        )

    def _event(self, event: Any) -> DayLine:
        resolve = Press(label="Resolve", url=act_url("risk_crisisevent_resolve", event.id, next=self.here))
        to = f"{reverse('admin:care_careoffer_event', args=[event.id])}?next={self.here}"
        return self._line(
            event.user,
            what=f"Crisis event, {event.risk_level}: you answer for it",
            url=event_url(event.id),
            presses=(resolve, Press(label="Pass to …", url=to)),
            **self._due(event) | {"tone": event.risk_level},
        )

    def _due(self, work: Work) -> dict[str, str]:
        due_at = due_of(work)
        if due_at is None:
            return {"when": "whenever"}
        tone = "critical" if due_at < self.now else "low"
        return {"when": due_in_words(due_at, self.now), "when_title": exact_time(due_at, self.zone), "tone": tone}

    def _line(self, person: Any, **parts: Any) -> DayLine:
        return DayLine(person=self.names[person.id], person_url=person_url(person.id), **parts)
