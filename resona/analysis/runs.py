"""Runs of the analysis: a new one takes the place of what was found before, which stays beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import orjson
from django.db.models import Model

from baselines.models import Deviation
from conversations.models import EmotionReading
from resona.analysis.rows import Row, SessionRows
from risk.factors import level_said_in
from risk.models import LEVELS, Dissonance, RiskAssessment
from risk.policy import RiskLevel

ACTION_COLUMNS: Final = ("action_taken", "action_taken_by", "action_taken_by_uuid", "action_taken_at")
FINDINGS: Final = (Deviation, Dissonance, RiskAssessment)
# What two runs that found the same differ in, and what a person adds.
_OF_ITS_RUN: Final = frozenset({"id", "analysis_run", "detected_at", "assessed_at", "review_due_at", *ACTION_COLUMNS})

# One of a session's rows: its table and, of a deviation, its type.
_Kind = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierRun:
    """What stands of a session so far."""

    rows: Mapping[_Kind, Row] = field(default_factory=dict)
    # It has taken the place of another one.
    is_repetition: bool = False

    @property
    def risk(self) -> Row | None:
        """Its assessment."""
        return self.rows.get((RiskAssessment._meta.db_table, ""))

    def says_the_same(self, found: SessionRows) -> bool:
        """Whether a later run found nothing else, under the same policy."""
        later = dict(_kinds(found))
        return later.keys() == self.rows.keys() and all(_is_same(row, self.rows[kind]) for kind, row in later.items())

    def says_less_than(self, said: RiskLevel | None) -> bool:
        """Whether words that call for this level call for more than what was read in them so far."""
        stands = level_said_in(self.risk["risk_factors"]) if self.risk else None
        return said is not None and (stands is None or LEVELS.index(said) > LEVELS.index(stands))

    def handling_for(self, later: Row) -> Row:
        """What a clinician did about a finding holds for the new one too, and so does the time to act, unless that is
        more urgent; where nothing stands, than low."""
        level = self.risk["risk_level"] if self.risk else "low"
        if self.risk is None or LEVELS.index(later["risk_level"]) > LEVELS.index(level):
            return dict.fromkeys(ACTION_COLUMNS)
        return {column: self.risk[column] for column in (*ACTION_COLUMNS, "review_due_at")}


def load_earlier_runs(session_ids: Collection[UUID]) -> dict[UUID, EarlierRun]:
    """What stands of these sessions, each with an entry."""
    rows: defaultdict[UUID, dict[_Kind, Row]] = defaultdict(dict)
    repetitions: set[UUID] = set()
    for model in FINDINGS:
        stored = model._default_manager.filter(session_id__in=session_ids)
        repetitions.update(stored.filter(is_current=False).values_list("session_id", flat=True))
        for row in stored.filter(is_current=True).values(*_columns(model)):
            rows[row["session_id"]][model._meta.db_table, row.get("deviation_type", "")] = row
    readings = EmotionReading.objects.filter(conversation_id__in=session_ids, message_id__isnull=True)
    for row in readings.values(*_columns(EmotionReading)):
        rows[row["conversation_id"]][EmotionReading._meta.db_table, ""] = row
    return {key: EarlierRun(rows=rows[key], is_repetition=key in repetitions) for key in session_ids}


def supersede(session_ids: Collection[UUID]) -> None:
    """Makes way for a new run of these sessions."""
    for model in FINDINGS:
        model._default_manager.filter(session_id__in=session_ids, is_current=True).update(is_current=False)
    EmotionReading.objects.filter(conversation_id__in=session_ids, message_id__isnull=True).delete()


def _columns(model: type[Model]) -> list[str]:
    return [column for column in (one.column for one in model._meta.concrete_fields) if column]


def _kinds(found: SessionRows) -> Iterator[tuple[_Kind, Row]]:
    for row in found.deviations:
        yield (Deviation._meta.db_table, row["deviation_type"]), row
    for model, one in ((Dissonance, found.dissonance), (RiskAssessment, found.risk), (EmotionReading, found.reading)):
        if one is not None:
            yield (model._meta.db_table, ""), one


def _is_same(later: Row, stored: Row) -> bool:
    names = later.keys() - _OF_ITS_RUN
    one, other = ({name: row[name] for name in sorted(names)} for row in (later, stored))
    same: bool = orjson.loads(orjson.dumps(one)) == orjson.loads(orjson.dumps(other))
    return same
