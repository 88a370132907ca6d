"""Records on which a decision may be based, in words: what is recent of a person, and what a decision names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import QuerySet

from baselines.models import Deviation
from conversations.models import Conversation
from resona.accounts.models import User
from resona.care.models import CareNote, Decision, Task
from resona.care.pages.wording import opened
from resona.care.references import REFERRED
from resona.site.times import short_time
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from risk.wording import dissonance_in_words, reason_in_words

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Of each kind: what a decision of today is about, and no more than one looks through before deciding.
MOST_OF_A_KIND: Final = 6
NOTED_LEVELS: Final = ("medium", "high", "critical")


def recent_evidence(person: User, caller: Caller, zone: tzinfo) -> list[tuple[str, str]]:
    """What the caller may tick, by `key_of` in words, the latest of each kind first; four statements."""
    found: list[QuerySet[Any]] = [
        _of(CrisisEvent, person, caller).order_by("-created_at", "-id"),
        _of(RiskAssessment, person, caller)
        .filter(is_current=True, risk_level__in=NOTED_LEVELS)
        .order_by("-session__started_at", "-id"),
        _of(Dissonance, person, caller)
        .filter(is_current=True, risk_level__in=NOTED_LEVELS)
        .order_by("-session__started_at", "-id"),
        _of(Conversation, person, caller).filter(wrong_person_at__isnull=True).order_by("-started_at", "-id"),
    ]
    return [
        (key_of(row._meta.db_table, row.pk), _in_words(row, zone)) for rows in found for row in rows[:MOST_OF_A_KIND]
    ]


def evidence_in_words(evidence: Sequence[Mapping[str, str]], caller: Caller, zone: tzinfo) -> dict[str, str]:
    """What a decision names, by `key_of`, as far as it is there and the caller sees it; a statement a table."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for one in evidence:
        ids[one["table"]].append(one["id"])
    rows = (
        row
        for table, keys in ids.items()
        if table in REFERRED
        for row in _seen(REFERRED[table], caller).filter(pk__in=keys)
    )
    return {key_of(row._meta.db_table, row.pk): _in_words(row, zone) for row in rows}


def key_of(table: str, row_id: UUID | str) -> str:
    """A reference as a form names it."""
    return f"{table}:{row_id}"


def references_of(keys: Iterable[str]) -> list[dict[str, Any]]:
    """The references that a form names."""
    parts = (key.partition(":") for key in keys)
    return [{"table": table, "id": UUID(row_id)} for table, _, row_id in parts]


def _of(model: Any, person: User, caller: Caller) -> QuerySet[Any]:
    return _seen(model, caller).filter(user=person)


def _seen(model: Any, caller: Caller) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.visible_to(caller)
    return rows.select_related("session") if model in (RiskAssessment, Dissonance, Deviation) else rows


def _in_words(row: Any, zone: tzinfo) -> str:
    return _WORDS[type(row)](row, zone)


def _event(event: CrisisEvent, zone: tzinfo) -> str:
    outcome = event.get_resolution_display() or "open"
    return f"Crisis event of {short_time(event.created_at, zone)}: {event.risk_level}, {outcome}"


def _assessment(assessment: RiskAssessment, zone: tzinfo) -> str:
    reason = reason_in_words(assessment.risk_factors)
    return f"Assessment of the session of {_session_time(assessment, zone)}: {assessment.risk_level}. {reason}"


def _dissonance(found: Dissonance, zone: tzinfo) -> str:
    return f"Words against voice, session of {_session_time(found, zone)}: {dissonance_in_words(found.interpretation)}"


def _deviation(found: Deviation, zone: tzinfo) -> str:
    return f"Unusual for them, session of {_session_time(found, zone)}: {found.deviation_type}"


def _session(session: Conversation, zone: tzinfo) -> str:
    return f"Session of {short_time(session.started_at, zone)}"


def _note(note: CareNote, zone: tzinfo) -> str:
    return f"{str(note.get_kind_display()).capitalize()} of {short_time(note.written_at, zone)}"


def _task(task: Task, zone: tzinfo) -> str:
    return f"Follow-up: {opened(Task, 'title', task)}"


def _decision(decision: Decision, zone: tzinfo) -> str:
    return f"Decision: {opened(Decision, 'title', decision)}"


def _session_time(found: Any, zone: tzinfo) -> str:
    return short_time(found.session.started_at, zone)


_WORDS: Final[Mapping[type[Any], Callable[[Any, tzinfo], str]]] = MappingProxyType(
    {
        CrisisEvent: _event,
        RiskAssessment: _assessment,
        Dissonance: _dissonance,
        Deviation: _deviation,
        Conversation: _session,
        CareNote: _note,
        Task: _task,
        Decision: _decision,
    }
)
