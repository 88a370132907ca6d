"""How the care record tells of sessions, and of what staff did about what was found in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from conversations.links import session_url
from conversations.models import Conversation
from resona.accounts.models import User
from resona.accounts.record.entries import RecordKind
from resona.accounts.record.sources import SOURCES, Folding, RecordSource, Telling, Told, one_by_one, sentence
from resona.site.times import short_time, span_in_words
from risk.levels import level_in_words, level_tone
from risk.models import Level, RiskAssessment
from risk.open_findings import has_failed
from risk.triage_findings import read_assessments
from risk.triage_wording import gaps_in_words
from risk.wording import reason_in_words

SESSIONS: Final = RecordKind(name="sessions", title="Sessions")
ACTIONS: Final = RecordKind(name="actions", title="What was done about findings")


def add_session_entries() -> None:
    """Sessions with their levels, and actions on findings."""
    folding = Folding(is_ordinary=_nothing_to_note, gaps="not_assessed")
    sessions = RecordSource(
        kind=SESSIONS, rows=_sessions, at="started_at", tell=_tell_sessions, known_at="created_at", folding=folding
    )
    SOURCES.add("session", sessions, order=10)
    actions = RecordSource(kind=ACTIONS, rows=_acted_on, at="action_taken_at", tell=one_by_one(_acted))
    SOURCES.add("action", actions, order=40)
    looked = RecordSource(kind=ACTIONS, rows=_looked_at, at="reviewed_at", tell=one_by_one(_looked))
    SOURCES.add("looked at", looked, order=40)


def _sessions(person: User) -> QuerySet[Conversation]:
    return Conversation.objects.filter(user=person).defer("voice_features", "emotion_summary", "recorded_result")


def _nothing_to_note() -> Q:
    """Low in what could be assessed, and nothing failed."""
    low = RiskAssessment.objects.filter(session_id=OuterRef("pk"), is_current=True, risk_level=Level.LOW)
    return Q(Exists(low.order_by()), crisis_detected=False) & ~has_failed()


def _acted_on(person: User) -> QuerySet[RiskAssessment]:
    acted = RiskAssessment.objects.filter(user=person, action_taken_at__isnull=False)
    return acted.select_related("session", "action_taken_by").defer("risk_factors")


def _looked_at(person: User) -> QuerySet[Conversation]:
    return _sessions(person).filter(reviewed_at__isnull=False).select_related("reviewed_by")


def _tell_sessions(sessions: Sequence[Conversation], telling: Telling) -> Iterator[Told]:
    assessments = read_assessments(session.id for session in sessions)
    return (_session(session, assessments.get(session.id)) for session in sessions)


def _session(session: Conversation, assessment: RiskAssessment | None) -> Told:
    level, gaps = assessment.risk_level if assessment else None, session.not_assessed
    if session.wrong_person_at is not None:
        mistake = "Session filed here by mistake: somebody else spoke with this person's device."
        return Told(text=mistake, url=session_url(session.id), tone=level_tone(None, gaps))
    lasted = f" of {span_in_words(session.ended_at - session.started_at)}" if session.ended_at else ""
    found = ""
    if assessment is not None and level != Level.LOW:
        found = f" {reason_in_words(assessment.risk_factors)}"
    elif assessment is None:
        found = f" {gaps_in_words(tuple(gaps))}"
    doubt = " Its time is not certain." if session.clock_doubtful else ""
    return Told(
        text=f"Session{lasted}: {level_in_words(level, gaps)}.{found}{doubt}",
        url=session_url(session.id),
        tone=level_tone(level, gaps),
    )


def _acted(assessment: RiskAssessment, telling: Telling) -> Told:
    who = telling.who(assessment.action_taken_by, assessment.action_taken_by_uuid)
    when = short_time(assessment.session.started_at, telling.zone)
    about = f"about the session of {when}: {assessment.action_taken}"
    return Told(
        text=sentence(who, f"noted what was done {about}", f"It was noted what was done {about}"),
        url=session_url(assessment.session_id),
    )


def _looked(session: Conversation, telling: Telling) -> Told:
    who = telling.who(session.reviewed_by, session.reviewed_by_uuid)
    about = f"the session of {short_time(session.started_at, telling.zone)}, which could not be assessed"
    return Told(text=sentence(who, f"looked at {about}", f"Somebody looked at {about}"), url=session_url(session.id))
