"""The answer to a recorded session: everything found, as the API gives it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from baselines.policy import BASELINE_POLICY
from baselines.prior import EMOTION
from resona.analysis.rows import SessionRows
from resona.errors import MAX_NAMED_FAULTS, InputWarning
from risk.person_state import PersonState

# Keys of a body that are named as they are; any other is no client's name of anything.
_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_.-]{0,60}")
HIDDEN_KEY: Final = "…"
# Of a pointer, the empty one before its first stroke counted; a session as described has six.
MOST_TOKENS: Final = 9


def describe(rows: SessionRows, state: PersonState, warnings: Sequence[InputWarning]) -> dict[str, Any]:
    """The JSON object of a recorded session; `state` is the person's after it."""
    return {
        "session_id": rows.conversation["id"],
        "user_id": rows.conversation["user_id"],
        "baselines": describe_baselines(state),
        **describe_findings(rows.deviations, rows.dissonance, rows.risk, rows.crisis_event),
        "not_assessed": rows.conversation["not_assessed"],
        "warnings": [
            {"pointer": _shown(one.pointer), "code": one.code, "detail": one.detail}
            for one in warnings[:MAX_NAMED_FAULTS]
        ],
        "warning_count": len(warnings),
    }


def describe_findings(
    deviations: Iterable[Mapping[str, Any]],
    dissonance: Mapping[str, Any] | None,
    risk: Mapping[str, Any] | None,
    crisis_event: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The members of the answer that tell what was found, of rows by column."""
    return {
        "deviations": [_deviation(row) for row in deviations],
        "dissonance": _dissonance(dissonance),
        "risk": _risk(risk),
        "crisis_event": _crisis_event(crisis_event),
    }


def _shown(pointer: str) -> str:
    """A pointer without keys that may be something somebody said, and not too deep: the answer is stored."""
    tokens = pointer.split("/")
    shown = [token if _PLAIN_KEY.fullmatch(token) else HIDDEN_KEY for token in tokens[:MOST_TOKENS]]
    return "/".join(shown if len(tokens) <= MOST_TOKENS else [*shown, HIDDEN_KEY])


def describe_baselines(state: PersonState) -> list[dict[str, Any]]:
    """Each baseline's standing after the session."""
    counts = {name: baseline.current.k for name, baseline in state.normal.voice.items()}
    if state.normal.emotion is not None:
        counts[EMOTION] = state.normal.emotion.current.k
    return [
        {
            "baseline_type": name,
            "status": _status(state, count),
            "session_count": count,
        }
        for name, count in sorted(counts.items())
    ]


def _status(state: PersonState, session_count: int) -> str:
    """Latched: a decline was confirmed, and nothing enters the person's normal until a clinician resets it."""
    if not BASELINE_POLICY.is_established(session_count):
        return "learning"
    return "latched" if state.drift.status == "latched" else "established"


def _deviation(row: Mapping[str, Any]) -> dict[str, Any]:
    return _pick(row, "id", "deviation_type", "deviation_score", "z", "baseline_value", "current_value")


def _dissonance(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return _pick(
        row, "id", "stated_emotion", "actual_emotion", "dissonance_score", "interpretation", "confidence", "risk_level"
    )


def _risk(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return _pick(
        row,
        "id",
        "risk_score",
        "risk_level",
        "dissonance_contribution",
        "baseline_deviation_contribution",
        "pattern_contribution",
        "needs_review",
        "review_due_at",
        "risk_factors",
        "policy_version",
    )


def _crisis_event(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return _pick(row, "id", "risk_level", "detection_method", "escalation_required", "is_historical", "due_at")


def _pick(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}
