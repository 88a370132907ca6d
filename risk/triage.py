"""Triage: the people who need a human, most urgent first, a row a person: their most urgent event or newest finding.

The number of SQL statements does not depend on how many people or findings there are, and nothing is counted but what
is open of the people shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet

from baselines.models import UserDrift
from conversations.models import Conversation
from resona.accounts.models import User
from resona.accounts.people.cards import read_cards
from resona.accounts.teams import teams_of
from resona.postgres.compiled import CompiledQuery, any_of
from risk.episodes import read_episodes
from risk.models import CrisisEvent, RiskAssessment
from risk.open_findings import failed_sessions, open_assessments, open_events, undecided_drifts
from risk.pattern_wording import silence_in_words
from risk.quiet import QuietPerson, find_quiet
from risk.rhythm import Silence
from risk.triage_findings import (
    assessment_finding,
    drift_finding,
    event_finding,
    nobody_finding,
    read_assessments,
    session_finding,
    silence_finding,
)
from risk.triage_order import EVERYONE, Kind, Name, most_urgent, most_urgent_review, name_people, order_times
from risk.triage_rows import Finding, GroupKey, Triage, TriageGroup, TriageRow
from risk.unassigned import UnassignedPerson, read_unassigned

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

ROWS_PER_GROUP = 25  # more than anyone works through before looking again
# As they are shown; how urgent they are is for risk.triage_order.
GROUP_KEYS: Final[tuple[GroupKey, ...]] = (
    "crisis", "review", "drift", "failure", "quiet", "older", "nobody", "gap", "historical"
)  # fmt: skip

# What a person is named by before their silence is (risk.triage_order.Place).
BEFORE_SILENCES: Final = frozenset[GroupKey]({"crisis", "review", "drift", "failure"})

Record: TypeAlias = CrisisEvent | RiskAssessment | UserDrift | Conversation | QuietPerson | UnassignedPerson
NO_SILENCES: Mapping[UUID, Silence] = MappingProxyType({})


def build_triage(caller: Caller, *, now: datetime, rows_per_group: int = ROWS_PER_GROUP) -> Triage:
    """The triage list of this caller."""
    quiet = find_quiet(caller, now=now)
    named = name_people(caller, quiet=[person.user_id for person in quiet], most=rows_per_group + 1, now=now)
    shown = {key: named.get(key, [])[:rows_per_group] for key in GROUP_KEYS}
    records = _read([name for names in shown.values() for name in names], quiet)
    silences = {person.user_id: person.silence for person in quiet}
    rows = dict(zip(records, describe(list(records.values()), silences=silences, now=now), strict=True))
    return Triage(
        made_at=now,
        groups=tuple(
            TriageGroup(
                key=key,
                rows=tuple(rows[name] for name in names if name in rows),
                has_more=len(named.get(key, [])) > len(names),
            )
            for key, names in shown.items()
        ),
    )


def most_urgent_rows(caller: Caller, *, now: datetime, groups: Sequence[GroupKey], most: int) -> list[TriageRow]:
    """The first rows of these groups, as the whole list has them; of no other is anything read.

    Raises ValueError for a group that a silence might stand in: who has gone quiet is not looked for.
    """
    if not set(groups) <= BEFORE_SILENCES:
        raise ValueError("a silence goes before some of these")
    named = name_people(caller, quiet=(), most=most, now=now)
    names = [name for key in groups for name in named.get(key, [])][:most]
    records = _read(names, ())
    return describe([records[name] for name in names if name in records], now=now)


def findings_of(person_id: UUID, caller: Caller, *, now: datetime, most: int = ROWS_PER_GROUP) -> list[TriageRow]:
    """What is open of one person, a row each, the most urgent first: episodes of crisis events, assessments, an alarm
    of gradual decline, failures."""
    if not _count_open([person_id]):
        return []
    own = Q(user_id=person_id)
    events = with_people(open_events(caller).filter(own))
    times = order_times(now)
    events = events.order_by("is_historical", *most_urgent(times["soon"]))
    review_order = most_urgent_review(current_since=times["current_since"], soon=times["reviewed_soon"])
    others = [
        with_people(open_assessments(caller).filter(own)).order_by(*review_order),
        with_people(undecided_drifts(caller).filter(own)),
        with_people(failed_sessions(caller).filter(own)).order_by("-started_at"),
    ]
    records: list[Record] = [*_one_an_episode(events), *(record for source in others for record in source[:most])]
    return describe(records[:most], now=now)


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
    records: Sequence[Record], *, now: datetime, silences: Mapping[UUID, Silence] = NO_SILENCES
) -> list[TriageRow]:
    """Rows of these records, in their order; `silences` are those of the people who have gone quiet."""
    if not records:
        return []
    explained = read_assessments(session_id for record in records if (session_id := _session_to_explain(record)))
    people = {record.user_id for record in records}
    cards, teams, counts = read_cards(people), teams_of(people), _count_open(people)
    episodes = read_episodes(record.episode_uuid for record in records if isinstance(record, CrisisEvent))
    return [
        TriageRow(
            finding=_finding_of(record, explained, now),
            episode=episodes.get(record.episode_uuid) if isinstance(record, CrisisEvent) else None,
            code=record.user.code,
            name=cards[record.user_id].name or None,
            teams=tuple(teams.get(record.user_id, [])),
            open_findings=counts[record.user_id],
            silence=_silence_beside(record, silences),
            card=cards[record.user_id],
        )
        for record in records
    ]


def _one_an_episode(events: Iterable[CrisisEvent]) -> list[CrisisEvent]:
    """The first event of each episode, in their order."""
    first: dict[UUID, CrisisEvent] = {}
    for event in events:
        first.setdefault(event.episode_uuid, event)
    return list(first.values())


def _read(names: Iterable[Name], quiet: Iterable[QuietPerson]) -> dict[Name, Record]:
    """The records of these names, a statement a kind; what has gone since it was named is left out."""
    ids: defaultdict[Kind, list[UUID]] = defaultdict(list)
    for model, record_id in names:
        ids[model].append(record_id)
    named_quiet, unassigned = set(ids.pop(User, [])), ids.pop(UnassignedPerson, [])
    records: dict[Name, Record] = {(User, one.user_id): one for one in quiet if one.user_id in named_quiet}
    if unassigned:
        records |= {(UnassignedPerson, one.user_id): one for one in read_unassigned(unassigned)}
    for model, keys in ids.items():
        assert issubclass(model, Model)
        for record in with_people(model._default_manager.filter(pk__in=keys)).order_by():
            records[model, record.pk] = record
    return records


def _session_to_explain(record: Record) -> UUID | None:
    """The session whose assessment explains this record; an assessment explains itself."""
    if isinstance(record, CrisisEvent):
        return record.conversation_id
    if isinstance(record, QuietPerson):
        return record.last_session_id
    return record.id if isinstance(record, Conversation) else None


def _silence_beside(record: Record, silences: Mapping[UUID, Silence]) -> str:
    """That the person has gone quiet since; empty where they have not, or the row says so itself."""
    silence = silences.get(record.user_id)
    return "" if silence is None or isinstance(record, QuietPerson) else f"{silence_in_words(silence)}."


def _finding_of(record: Record, explained: Mapping[UUID, RiskAssessment], now: datetime) -> Finding:
    if isinstance(record, RiskAssessment):
        return assessment_finding(record, now=now)
    if isinstance(record, UserDrift):
        return drift_finding(record)
    if isinstance(record, UnassignedPerson):
        return nobody_finding(record)
    session_id = _session_to_explain(record)
    assessment = explained.get(session_id) if session_id else None
    if isinstance(record, QuietPerson):
        return silence_finding(record, assessment)
    if isinstance(record, CrisisEvent):
        return event_finding(record, assessment)
    return session_finding(record, assessment, now=now)


def _count_open(people: Iterable[UUID]) -> Counter[UUID]:
    """How much is open of each of these people; expected gaps are not. One statement."""
    counts: Counter[UUID] = Counter()
    for user_id, count in _OPEN.fetch(people=list(people)):
        counts[user_id] += count
    return counts


def _open_of(*, people: list[UUID]) -> QuerySet[Any, Any]:
    """For everyone alike: whoever sees one record of a person sees all."""
    kinds: tuple[tuple[QuerySet[Any], str], ...] = (
        (open_events(EVERYONE), "episode_uuid"),
        (open_assessments(EVERYONE), "pk"),
        (undecided_drifts(EVERYONE), "pk"),
        (failed_sessions(EVERYONE), "pk"),
    )
    first, *others = (
        rows.filter(any_of("user_id", people))
        .order_by()
        .values("user_id")
        .annotate(open=Count(counted, distinct=True))
        .values_list("user_id", "open")
        for rows, counted in kinds
    )
    union: QuerySet[Any, Any] = first.union(*others, all=True)
    return union


_OPEN: Final = CompiledQuery(_open_of, people=[UUID(int=1)])
