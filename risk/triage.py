"""Triage: the people who need a human, most urgent first, a row a person: their most urgent event or newest finding.

The number of SQL statements does not depend on how many people or findings there are, and nothing is counted but what
is open of the people shown. Each group leaves out the people whom a more urgent one has already named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from baselines.models import UserDrift
from conversations.models import Conversation
from resona.accounts.models import CareTeamPerson, User
from resona.compliance.profiles import read_names
from risk.findings import (
    assessment_finding,
    drift_finding,
    event_finding,
    read_assessments,
    session_finding,
    silence_finding,
)
from risk.models import CrisisEvent, RiskAssessment
from risk.open_findings import (
    arrived_late,
    failed_sessions,
    first_per_person,
    has_responsible_staff,
    incomplete_sessions,
    level_rank,
    open_assessments,
    open_events,
    undecided_drifts,
)
from risk.pattern_wording import silence_in_words
from risk.quiet import QuietPerson, find_quiet
from risk.rhythm import Silence
from risk.triage_rows import Finding, GroupKey, Triage, TriageGroup, TriageRow

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

ROWS_PER_GROUP = 25  # more than anyone works through before looking again

Record: TypeAlias = CrisisEvent | RiskAssessment | UserDrift | Conversation | QuietPerson
NO_SILENCES: Mapping[UUID, Silence] = MappingProxyType({})
# Rows that name people are not narrowed to those the caller sees: of whom one row is seen, all are.
EVERYONE = User(is_superuser=True)
# What a group reads, or has read.
Source: TypeAlias = QuerySet[Any] | list[QuietPerson]


def build_triage(caller: Caller, *, now: datetime, rows_per_group: int = ROWS_PER_GROUP) -> Triage:
    """The triage list of this caller."""
    *urgent, _ = _naming()
    quiet = find_quiet(caller, now=now, named=urgent)
    found = {key: _read(sources, rows_per_group + 1) for key, sources in _sources(caller, quiet).items()}
    shown = {key: records[:rows_per_group] for key, records in found.items()}
    silences = {person.user_id: person.silence for person in quiet}
    rows = iter(describe([record for records in shown.values() for record in records], caller, silences=silences))
    return Triage(
        made_at=now,
        groups=tuple(
            TriageGroup(key=key, rows=tuple(next(rows) for _ in records), has_more=len(found[key]) > len(records))
            for key, records in shown.items()
        ),
    )


def findings_of(person_id: UUID, caller: Caller, *, most: int = ROWS_PER_GROUP) -> list[TriageRow]:
    """Everything open of one person, a row each: crisis events first, then assessments, then failures."""
    own = Q(user_id=person_id)
    events = with_people(open_events(caller).filter(own))
    assessments = with_people(open_assessments(caller).filter(own))
    failures = with_people(failed_sessions(caller).filter(own))
    sources = [
        events.order_by("is_historical", "human_reviewed", "due_at", "-created_at"),
        assessments.order_by("-session__started_at"),
        failures.order_by("-started_at"),
    ]
    return describe(_read(sources, most), caller)


def with_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with all that describing them reads of other tables."""
    if rows.model is CrisisEvent:
        return rows.select_related("user", "conversation", "acknowledged_by")
    if rows.model is RiskAssessment:
        return rows.select_related("user", "session")
    if rows.model is UserDrift:
        return rows.select_related("user").defer("state")
    return rows.select_related("user").defer("voice_features", "recorded_result")


def describe(
    records: Sequence[Record], caller: Caller, *, silences: Mapping[UUID, Silence] = NO_SILENCES
) -> list[TriageRow]:
    """Rows of these records, in their order; `silences` are those of the people who have gone quiet."""
    explained = read_assessments(session_id for record in records if (session_id := _session_to_explain(record)))
    people = {record.user_id for record in records}
    names, teams, counts = read_names(people), teams_of(people), _count_open(people, caller)
    return [
        TriageRow(
            finding=_finding_of(record, explained),
            code=record.user.code,
            name=names.get(record.user_id),
            teams=tuple(teams.get(record.user_id, [])),
            open_findings=counts[record.user_id],
            silence=_silence_beside(record, silences),
        )
        for record in records
    ]


def teams_of(people: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Names of the care teams, with someone in them, of each of these people; one statement."""
    places = CareTeamPerson.objects.filter(person_id__in=people, team__memberships__staff__is_active=True)
    teams: defaultdict[UUID, list[str]] = defaultdict(list)
    for person_id, name in places.order_by("team__name").values_list("person_id", "team__name").distinct():
        teams[person_id].append(name)
    return teams


def _urgent(caller: Caller) -> list[tuple[GroupKey, QuerySet[Any]]]:
    """What is open and who it is about, by group, the most urgent first.

    A person's past findings go before their silence and their expected gaps, of any time: a calm row must not hide an
    open event.
    """
    late, late_session = arrived_late(""), arrived_late("session__")
    events, assessments, failures = open_events(caller), open_assessments(caller), failed_sessions(caller)
    return [
        ("crisis", events.filter(is_historical=False)),
        ("review", assessments.exclude(late_session)),
        ("drift", undecided_drifts(caller)),
        ("failure", failures.exclude(late)),
        ("historical", events.filter(is_historical=True)),
        ("historical", assessments.filter(late_session)),
        ("historical", failures.filter(late)),
    ]


@cache
def _naming() -> tuple[RawSQL, ...]:
    """Whom each urgent group names, and last whom recent gaps name; the ids of people, as SQL.

    The same for every caller and at all times, so compiled once: every group leaves out all those before it, and
    compiling them anew for each took most of the time that triage takes.
    """
    recent_gaps = incomplete_sessions(EVERYONE).exclude(arrived_late(""))
    groups = [*(rows for _, rows in _urgent(EVERYONE)), recent_gaps]
    return tuple(RawSQL(*rows.order_by().values("user_id").query.sql_with_params()) for rows in groups)


def _sources(caller: Caller, quiet: Sequence[QuietPerson]) -> dict[GroupKey, list[Source]]:
    """What each group reads, ordered; the groups in the order they are shown."""
    late = arrived_late("")
    gaps = incomplete_sessions(caller).exclude(user_id__in=[person.user_id for person in quiet])
    sources: dict[GroupKey, list[Source]] = {
        "crisis": [],
        "review": [],
        "drift": [],
        "failure": [],
        "quiet": [[person for person in quiet if not person.is_named]],
        "gap": [],
        "historical": [],
    }
    groups = [*_urgent(caller), ("gap", gaps.exclude(late)), ("historical", gaps.filter(late))]
    for place, (key, rows) in enumerate(groups):
        own = rows
        for others in _naming()[:place]:
            own = own.exclude(user_id__in=others)
        sources[key].append(_most_urgent_first(own))
    return sources


def _most_urgent_first(rows: QuerySet[Any]) -> QuerySet[Any]:
    """One row a person: those with no one responsible first, then by time due or level, then the newest."""
    order: tuple[Any, ...]
    own_order: tuple[Any, ...]
    if rows.model is UserDrift:  # already one a person
        drifts: QuerySet[Any] = with_people(rows).annotate(is_covered=has_responsible_staff())
        return drifts.order_by("is_covered", F("latched_at").desc(nulls_last=True), "-alarmed_at", "user_id")
    if rows.model is CrisisEvent:
        # The same order within a person: an event that someone has acknowledged hides none that waits.
        newest = Coalesce("conversation__started_at", "created_at").desc()
        order = ("human_reviewed", F("due_at").asc(nulls_last=True), level_rank().desc(), newest)
        own_order = order
    elif rows.model is RiskAssessment:
        order, own_order = (level_rank().desc(), "-session__started_at"), ("-session__started_at",)
    else:
        order = own_order = ("-started_at",)
    shown = with_people(rows.model._default_manager.filter(id__in=first_per_person(rows, *own_order)))
    ordered: QuerySet[Any] = shown.annotate(is_covered=has_responsible_staff()).order_by("is_covered", *order)
    return ordered


def _read(sources: Iterable[Source], most: int) -> list[Record]:
    """The first rows of these sources, one after the other."""
    return [record for source in sources for record in source[:most]][:most]


def _session_to_explain(record: Record) -> UUID | None:
    """The session whose assessment explains this record; an assessment explains itself."""
    if isinstance(record, CrisisEvent):
        return record.conversation_id
    return record.id if isinstance(record, Conversation) else None


def _silence_beside(record: Record, silences: Mapping[UUID, Silence]) -> str:
    """That the person has gone quiet since; empty where they have not, or the row says so itself."""
    silence = silences.get(record.user_id)
    return "" if silence is None or isinstance(record, QuietPerson) else f"{silence_in_words(silence)}."


def _finding_of(record: Record, explained: Mapping[UUID, RiskAssessment]) -> Finding:
    if isinstance(record, RiskAssessment):
        return assessment_finding(record)
    if isinstance(record, UserDrift):
        return drift_finding(record)
    if isinstance(record, QuietPerson):
        return silence_finding(record)
    session_id = _session_to_explain(record)
    assessment = explained.get(session_id) if session_id else None
    if isinstance(record, CrisisEvent):
        return event_finding(record, assessment)
    return session_finding(record, assessment)


def _count_open(people: Iterable[UUID], caller: Caller) -> Counter[UUID]:
    """How much is open of each of these people; expected gaps are not. One statement."""
    kinds: tuple[QuerySet[Any], ...] = (
        open_events(caller),
        open_assessments(caller),
        undecided_drifts(caller),
        failed_sessions(caller),
    )
    first, *others = (
        rows.filter(user_id__in=people)
        .order_by()
        .values("user_id")
        .annotate(open=Count("pk"))
        .values_list("user_id", "open")
        for rows in kinds
    )
    counts: Counter[UUID] = Counter()
    for user_id, count in first.union(*others, all=True):
        counts[user_id] += count
    return counts
