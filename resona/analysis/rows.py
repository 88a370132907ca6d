"""What a session leaves in the database: its rows, as values by column. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from baselines.deviations import FoundDeviation
from baselines.drift_json import drift_columns
from baselines.normal import measure
from baselines.normal_json import emotion_json, voice_json
from baselines.prior import EMOTION
from conversations.emotions import read_emotion_shares
from conversations.models import Conversation, Message
from conversations.parts import split_messages
from conversations.values import Session
from resona.postgres.models import new_id
from risk.crisis.harm import HARM_GROUPS
from risk.crisis_events import Source, crisis_row
from risk.dissonance import heard_valence
from risk.factors import CRISIS_LANGUAGE, level_said
from risk.gaps import FAILED
from risk.models import CrisisEvent
from risk.person_state import PersonState
from risk.policy import POLICY, RiskLevel
from risk.session_findings import Evident, Findings, in_turns
from risk.stated import StatedEmotion

Row = dict[str, Any]

# Levels at which a human should look, unless the alarm of a decline that stands has asked already.
REVIEWED_LEVELS = frozenset({"medium", "high", "critical"})
# Codes that say an analysis failed, rather than that there was nothing, or not yet enough, to analyse.
FAILURES = (FAILED, "voice_unusable", "language_unsupported")


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The session that rows are about, and whether it tells of the past."""

    session_id: UUID
    user_id: UUID
    is_historical: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRows:
    """The rows of one recorded session."""

    conversation: Row
    messages: list[Row]
    reading: Row | None
    deviations: list[Row]
    dissonance: Row | None
    risk: Row | None
    crisis_event: Row | None
    said: RiskLevel | None = None  # the level that the person's words alone call for
    answer: bytes = b""  # the JSON the session is answered with


def evident_in(session: Session, *, language: str) -> Evident:
    """What a session gives to go by."""
    shares = read_emotion_shares(session.emotion) if session.emotion else None
    said, asked = in_turns((message.id, message.role, message.content) for message in session.messages)
    return Evident(
        measured=measure(
            started_at=session.started_at,
            features=session.voice_features,
            shares=shares,
            valence=heard_valence(shares),
        ),
        said=said,
        asked=asked,
        language=language,
        stated_emotion=session.stated_emotion,
    )


def session_rows(session: Session, evident: Evident, findings: Findings, *, run: UUID, now: datetime) -> SessionRows:
    """All rows of a session recorded now."""
    origin = Origin(session_id=session.id, user_id=session.user_id, is_historical=session.is_historical)
    found = finding_rows(origin, evident, findings, run=run, now=now)
    event = event_row(origin, found.said, now=now)
    conversation: Row = {
        "id": session.id,
        "user_id": session.user_id,
        "started_at": session.started_at,
        "claimed_started_at": session.placed.claimed_started_at,
        "clock_doubtful": session.placed.clock_doubtful,
        "is_untimed": session.placed.is_untimed,
        "is_historical": session.is_historical,
        "ended_at": session.ended_at,
        "language": evident.language,
        "emotion_summary": session.emotion,
        "voice_features": session.voice_features,
        "stated_emotion": session.stated_emotion,
        "created_at": now,
        "crisis_detected": event is not None,
        "escalated_to_human": bool(event and event["escalation_required"]),
        **assessment_columns(findings),
    }
    return replace(
        found,
        conversation=conversation,
        messages=_message_rows(session),
        crisis_event=event,
    )


def assessment_columns(findings: Findings) -> Row:
    """The columns of a conversation that say whether everything could be assessed."""
    return {"analysis_status": _status(findings), "not_assessed": list(findings.not_assessed)}


def finding_rows(origin: Origin, evident: Evident, findings: Findings, *, run: UUID, now: datetime) -> SessionRows:
    """The rows of what was found, of a new session or of an old one analysed again."""
    common: Row = {
        "user_id": origin.user_id,
        "session_id": origin.session_id,
        "analysis_run": run,
        "policy_version": POLICY.version,
        "is_current": True,
    }
    said = _level_said(findings)
    risk = _risk_row(findings, common, now)
    return SessionRows(
        conversation={},
        messages=[],
        reading=_reading_row(origin.session_id, origin.user_id, evident, findings),
        deviations=[
            {"id": new_id(), **common, "detected_at": now, **_deviation_columns(found)} for found in findings.deviations
        ],
        dissonance=_dissonance_row(findings, evident, common, now),
        risk=risk and {**risk, "review_due_at": _review_due_at(risk, said, origin, now)},
        crisis_event=None,
        said=said,
    )


def event_row(origin: Origin, said: RiskLevel | None, *, now: datetime) -> Row | None:
    """The crisis event that the words of a session call for, if any: nothing else raises one."""
    if said is None:
        return None
    return crisis_row(
        user_id=origin.user_id,
        source=Source(kind=CrisisEvent.SourceKind.SESSION, id=origin.session_id),
        level=said,
        detection_method=CRISIS_LANGUAGE,
        is_historical=origin.is_historical,
        now=now,
    )


def baseline_rows(user_id: UUID, before: PersonState, after: PersonState) -> list[Row]:
    """The baselines that changed between two states."""
    rows = [
        _baseline_row(user_id, name, voice_json(name, baseline), baseline.current.k, baseline.established_at)
        for name, baseline in after.normal.voice.items()
        if before.normal.voice.get(name) is not baseline
    ]
    emotion = after.normal.emotion
    if emotion is not None and emotion is not before.normal.emotion:
        rows.append(_baseline_row(user_id, EMOTION, emotion_json(emotion), emotion.current.k, emotion.established_at))
    return rows


def drift_row(user_id: UUID, state: PersonState) -> Row:
    """The person's charts of gradual decline, and the alarm that stands."""
    return {"user_id": user_id, **drift_columns(state.charts)}


def _baseline_row(user_id: UUID, name: str, value: Row, count: int, established_at: datetime | None) -> Row:
    return {
        "id": new_id(),
        "user_id": user_id,
        "baseline_type": name,
        "baseline_value": value,
        "session_count": count,
        "established_at": established_at,
    }


def _message_rows(session: Session) -> list[Row]:
    return [
        {
            "id": part.id,
            "conversation_id": session.id,
            "position": position,
            "part_of": part.part_of,
            "role": part.role,
            "content": Message.content.seal(part.id, part.content),
            "created_at": part.created_at,
        }
        for position, part in enumerate(split_messages(session.messages))
    ]


def _reading_row(session_id: UUID, user_id: UUID, evident: Evident, findings: Findings) -> Row | None:
    """The session's emotional reading: what the voice showed or, without a voice, what the words stated."""
    voice, stated = findings.voice, findings.stated
    has_words = stated is not None and stated.label is not None
    if voice is None and not has_words:
        return None
    return {
        "id": new_id(),
        "user_id": user_id,
        "conversation_id": session_id,
        "emotion_type": voice.label if voice else stated and stated.label,
        "confidence_score": voice.confidence if voice else stated and stated.confidence,
        "voice_emotion": {"valence": voice.valence, "confidence": voice.confidence} if voice else None,
        "text_sentiment": _text_sentiment(stated, evident) if stated is not None else None,
        "created_at": evident.measured.started_at,
    }


def _text_sentiment(stated: StatedEmotion, evident: Evident) -> Row | None:
    """What the words said; words too uncertain for a mood have no valence, and none at all where nothing was read."""
    spans = _spans(stated, evident)
    if stated.label is None and not spans:
        return None
    return {
        "label": stated.label,
        "valence": None if stated.label is None else stated.valence,
        "confidence": stated.confidence,
        "method": stated.method,
        "spans": spans,
    }


def _spans(stated: StatedEmotion, evident: Evident) -> list[Row]:
    """Where the words that decided stand, never the words."""
    return [
        {
            "message_id": str(evident.said[one.message_index][0]),
            "start": one.start,
            "end": one.end,
            "weight": one.weight,
            "kind": one.kind,
            "group": one.group,
        }
        for one in stated.evidence
    ]


def _deviation_columns(found: FoundDeviation) -> Row:
    return {
        "deviation_type": found.deviation_type,
        "baseline_value": {
            "expected": found.expected,
            "low": found.low,
            "high": found.high,
            "k": found.k,
            "prior": found.backing.version,
            "reference_people": found.backing.reference_people,
            "extractor": found.extractor,
        },
        "current_value": {"value": found.value},
        "deviation_score": found.comparison.score,
        "z": found.comparison.z,
    }


def _dissonance_row(findings: Findings, evident: Evident, common: Row, now: datetime) -> Row | None:
    dissonance, stated = findings.dissonance, findings.stated
    if dissonance is None or stated is None:
        return None
    return {
        "id": new_id(),
        **common,
        "stated_emotion": dissonance.stated_emotion,
        "actual_emotion": dissonance.actual_emotion,
        "dissonance_score": dissonance.score,
        "interpretation": dissonance.interpretation,
        "risk_level": dissonance.risk_level,
        "confidence": dissonance.confidence,
        "evidence": {
            "stated_valence": dissonance.stated_valence,
            "voice_valence": dissonance.voice_valence,
            "method": stated.method,
            "spans": _spans(stated, evident),
        },
        "detected_at": now,
    }


def _risk_row(findings: Findings, common: Row, now: datetime) -> Row | None:
    risk = findings.risk
    if risk is None:
        return None
    return {
        "id": new_id(),
        **common,
        "risk_score": risk.score,
        "risk_level": risk.level,
        "risk_factors": [
            {
                "factor": part.factor,
                "column": part.column,
                "contribution": part.contribution,
                "evidence": dict(part.evidence),
            }
            for part in risk.contributions
        ],
        "dissonance_contribution": risk.dissonance_contribution,
        "baseline_deviation_contribution": risk.baseline_deviation_contribution,
        "pattern_contribution": risk.pattern_contribution,
        "language_severity": findings.language_severity,
        "not_assessed": list(findings.not_assessed),
        "needs_review": bool(findings.not_assessed)
        or (risk.level in REVIEWED_LEVELS and not findings.is_known_decline),
        "assessed_at": now,
    }


def _level_said(findings: Findings) -> RiskLevel | None:
    language = findings.language
    if language is None or findings.language_severity is None:
        return None
    return level_said(
        severity=language.severity,
        present_severity=language.present_severity,
        worry_about_other=language.worry_about_other,
        harms={HARM_GROUPS[match.group] for match in language.harm},
    )


def _review_due_at(risk: Row, said: RiskLevel | None, origin: Origin, now: datetime) -> datetime | None:
    """By when a human should have looked; None where nobody is asked to, or it tells of the past."""
    within = POLICY.review.within(risk["risk_level"], said=said) if risk["needs_review"] else None
    return None if within is None or origin.is_historical else now + within


def _status(findings: Findings) -> str:
    if not findings.not_assessed:
        return Conversation.Status.COMPLETE
    failed = any(code.startswith(FAILURES) for code in findings.not_assessed)
    return Conversation.Status.FAILED if findings.risk is None and failed else Conversation.Status.PARTIAL
