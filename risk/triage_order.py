"""Whom triage names, in which group, by which record, and in what order: one statement, the same for every caller.

Each person is named once: by the most urgent source that has something of theirs, and there by the record that comes
first among their own. Compiling what is asked of all sources takes the ORM far longer than PostgreSQL takes to answer
it, so it is compiled once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

from django.db.models import Case, DateTimeField, F, Model, Q, QuerySet, Value, When, Window
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, RowNumber

from baselines.models import UserDrift
from conversations.models import Conversation
from resona.accounts.models import User
from resona.accounts.seen import SEEN, fetch_seen_by
from resona.accounts.teams import staffed_places
from resona.postgres.compiled import CompiledQuery
from risk.models import CrisisEvent, RiskAssessment
from risk.open_findings import (
    failed_sessions,
    incomplete_sessions,
    is_of_the_past,
    level_rank,
    open_assessments,
    open_events,
    undecided_drifts,
)
from risk.policy import ALERTING
from risk.triage_rows import GroupKey
from risk.unassigned import UnassignedPerson, unassigned_people

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Within so long an event that is due later does not go before a severer one.
SOON: Final = timedelta(hours=1)
# What was found in a session longer ago, and is still open, is no news: it tells how the person was then.
CURRENT_FOR: Final = timedelta(days=30)
# A review that is due later does not go before a severer one that is due within so long.
REVIEWED_SOON: Final = timedelta(hours=24)
# For what is narrowed otherwise to the people whom a caller sees.
EVERYONE: Final = User(is_superuser=True)
# The kind and the id of a record; of someone who has gone quiet, User and theirs; likewise without anyone responsible.
Kind: TypeAlias = type[Model] | type[UnassignedPerson]
Name: TypeAlias = tuple[Kind, UUID]
Order: TypeAlias = tuple[OrderBy | str, ...]
# Of what went a step up: nobody took it on since.
_UNTAKEN_SINCE_STEP_UP: Final = Q(acknowledged_at__isnull=True) | Q(acknowledged_at__lt=F("escalated_at"))


class Place(IntEnum):
    """By what a person is named: the first of these that there is.

    What is current goes before what has been open for long. A person's past findings go before their silence and their
    expected gaps, of any time: a calm row must not hide an open event.
    """

    CRISIS = auto()
    REVIEW = auto()
    DRIFT = auto()
    FAILURE = auto()
    PAST_CRISIS = auto()
    PAST_REVIEW = auto()
    PAST_FAILURE = auto()
    QUIET = auto()
    OLDER_REVIEW = auto()
    OLDER_FAILURE = auto()
    GAP = auto()
    PAST_GAP = auto()
    NOBODY = auto()  # whatever was done, as long as nobody is responsible


_SHOWN: Final[Mapping[Place, tuple[GroupKey, Kind]]] = MappingProxyType(
    {
        Place.CRISIS: ("crisis", CrisisEvent),
        Place.REVIEW: ("review", RiskAssessment),
        Place.DRIFT: ("drift", UserDrift),
        Place.FAILURE: ("failure", Conversation),
        Place.OLDER_REVIEW: ("older", RiskAssessment),
        Place.OLDER_FAILURE: ("older", Conversation),
        Place.PAST_CRISIS: ("historical", CrisisEvent),
        Place.PAST_REVIEW: ("historical", RiskAssessment),
        Place.PAST_FAILURE: ("historical", Conversation),
        Place.QUIET: ("quiet", User),
        Place.GAP: ("gap", Conversation),
        Place.PAST_GAP: ("historical", Conversation),
        Place.NOBODY: ("nobody", UnassignedPerson),
    }
)

# Those with no one responsible come first.
_FIRST_OF_EACH: Final = """
    SELECT place, id FROM (
        SELECT place, id, row_number() OVER (PARTITION BY place ORDER BY person_id IN ({covered}), nth) AS shown_nth
        FROM (
            SELECT DISTINCT ON (person_id) place, person_id, id, nth
            FROM (
                {found} UNION ALL SELECT %s, id, id, nth, nth FROM unnest(%s::uuid[]) WITH ORDINALITY AS quiet (id, nth)
            ) AS found (place, person_id, id, own_nth, nth)
            ORDER BY person_id, place, own_nth
        ) AS named
    ) AS shown
    WHERE shown_nth <= %s
    ORDER BY place, shown_nth
"""


def name_people(caller: Caller, *, quiet: Sequence[UUID], most: int, now: datetime) -> Mapping[GroupKey, list[Name]]:
    """By group the first records of each place in it, at most so many; `quiet` have gone quiet, in their order."""
    covered, of_covered = _COVERED.statement()
    found, of_found = _FOUND.statement(**order_times(now))
    statement = _FIRST_OF_EACH.format(covered=covered, found=found)
    named: defaultdict[GroupKey, list[Name]] = defaultdict(list)
    parameters = [*of_covered, *of_found, Place.QUIET.value, list(quiet), most]
    for place, record_id in fetch_seen_by(caller, statement, parameters):
        key, model = _SHOWN[place]
        named[key].append((model, record_id))
    return named


def order_times(now: datetime) -> dict[str, datetime]:
    """The times that the order depends on."""
    return {"soon": now + SOON, "reviewed_soon": now + REVIEWED_SOON, "current_since": now - CURRENT_FOR}


def _find(*, soon: datetime, reviewed_soon: datetime, current_since: datetime) -> QuerySet[Any, Any]:
    """Of every open record its place, the person, its id, and its number among their own and among all of its kind."""
    late, late_session, past = is_of_the_past(""), is_of_the_past("session__"), Q(is_historical=True)
    newest = ("-started_at", "-id")
    old, old_session = Q(started_at__lt=current_since), Q(session__started_at__lt=current_since)
    firmest = (F("latched_at").desc(nulls_last=True), "-alarmed_at", "user_id")
    reviews = _place(Place.REVIEW, Place.OLDER_REVIEW, old_session)
    unread = _place(Place.FAILURE, Place.OLDER_FAILURE, old)
    events, assessments, drifts = open_events(EVERYONE), open_assessments(EVERYONE), undecided_drifts(EVERYONE)
    failures, gaps = failed_sessions(EVERYONE), incomplete_sessions(EVERYONE)
    by_review = most_urgent_review(current_since=current_since, soon=reviewed_soon)
    return _number(events, _place(Place.CRISIS, Place.PAST_CRISIS, past), most_urgent(soon)).union(
        _number(assessments, _place(reviews, Place.PAST_REVIEW, late_session), by_review),
        _number(drifts, Value(Place.DRIFT), firmest),
        _number(failures, _place(unread, Place.PAST_FAILURE, late), newest),
        _number(gaps, _place(Place.GAP, Place.PAST_GAP, late), newest),
        _number(unassigned_people(), Value(Place.NOBODY), ("-created_at", "-id"), person="id"),
        all=True,
    )


def most_urgent(soon: datetime) -> Order:
    """The order of events, whether somebody has acknowledged them or not: what is overdue or due by then, the severest
    first; then the rest by when it is due."""
    # One acknowledged before its clock ran on has no time by which anybody must have acted.
    due = Coalesce(overdue_time(), "next_due_at", Case(When(human_reviewed=False, then=F("due_at"))))
    is_due = Q(next_due_at__lte=soon) | Q(next_due_at__isnull=True, human_reviewed=False, due_at__lte=soon)
    is_due |= Q(_UNTAKEN_SINCE_STEP_UP, escalated_at__isnull=False)
    severest = Case(When(is_due, then=level_rank()), default=Value(-1)).desc()
    newest = Coalesce("conversation__started_at", "created_at").desc()
    return (severest, due.asc(nulls_last=True), level_rank().desc(), newest, "-id")


def overdue_time() -> Case:
    """Of events when their time first passed without anybody acting since: `risk.clock.overdue_since` in SQL."""
    resolve_by = [
        When(risk_level=level, then=F("acknowledged_at") + Value(within))
        for level, within in ALERTING.resolve_within.items()
    ]
    return Case(
        When(escalated_at__isnull=True, then=Value(None)),
        When(acknowledged_at__isnull=True, then=F("due_at")),
        When(acknowledged_at__lt=F("escalated_at"), then=Case(*resolve_by)),
        output_field=DateTimeField(),
    )


def most_urgent_review(*, current_since: datetime, soon: datetime) -> Order:
    """The order of assessments: current ones first; of these what is overdue or due by then, the severest first; then
    the rest by when it is due."""
    is_old = Case(When(session__started_at__lt=current_since, then=Value(1)), default=Value(0)).asc()
    severest = Case(When(review_due_at__lte=soon, then=level_rank()), default=Value(-1)).desc()
    due = F("review_due_at").asc(nulls_last=True)
    return (is_old, severest, due, level_rank().desc(), "-session__started_at", "-id")


def _place(today: Place | Case, past: Place, is_past: Q) -> Case:
    return Case(When(is_past, then=Value(past)), default=Value(today) if isinstance(today, Place) else today)


def _number(rows: QuerySet[Any], place: Case | Value, order: Order, *, person: str = "user_id") -> QuerySet[Any, Any]:
    """A person's own are ordered as all are; `person` is where they name the person."""
    numbered: QuerySet[Any, Any] = rows.filter(**{f"{person}__in": SEEN}).annotate(
        place=place,
        own_nth=Window(RowNumber(), order_by=order),
        nth=Window(RowNumber(), order_by=order),
    )
    return numbered.order_by().values_list("place", person, "pk", "own_nth", "nth")


_FOUND: Final = CompiledQuery(
    _find,
    soon=datetime(1901, 1, 1, tzinfo=UTC),
    reviewed_soon=datetime(1902, 1, 1, tzinfo=UTC),
    current_since=datetime(1903, 1, 1, tzinfo=UTC),
)
_COVERED: Final = CompiledQuery(lambda: staffed_places().order_by().values("person_id"))
