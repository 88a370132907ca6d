"""Takes in the sound of a session whose words were recorded before there was a place to measure it.

The session is analysed again with what came after it, and answered anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from django.db import transaction
from django.db.models import QuerySet

from baselines.models import Deviation
from conversations.models import Conversation
from conversations.values import Session
from resona.accounts.models import User
from resona.analysis.courses import load_courses
from resona.analysis.queueing import queue_replays
from resona.analysis.recorded_bodies import Recording
from resona.analysis.recordings import VOICE_WAITING, hear
from resona.analysis.replay import replay_person
from resona.analysis.results import describe
from resona.analysis.rows import SessionRows
from resona.api.renderers import write_json
from risk.models import CrisisEvent, Dissonance, RiskAssessment


def hear_again(recording: Recording, *, now: datetime) -> bytes | None:
    """Measures the sound of a session that waits for it, and returns its new answer; None: it is to wait on."""
    session = hear(recording, is_recorded=True)
    if any(warning.code == VOICE_WAITING for warning in session.warnings):
        return None
    return _take_in(session, now=now)


def leave_unheard(recording: Recording, *, now: datetime) -> None:
    """Measures nothing: the session waits on."""


@transaction.atomic
def _take_in(session: Session, *, now: datetime) -> bytes | None:
    """Keeps the features of the session, and analyses it anew. None where it is gone.

    One whose time is unknown is replayed with nothing, and keeps its answer.
    """
    User.objects.select_for_update(no_key=True).filter(id=session.user_id).order_by("id").first()
    stored = Conversation.objects.filter(id=session.id)
    waiting = stored.filter(not_assessed__contains=["voice_waiting"], is_untimed=False)
    if waiting.update(voice_features=session.voice_features):
        started_at = waiting.values_list("started_at", flat=True)[0]
        queue_replays({session.user_id: started_at})
        replay_person(session.user_id, now=now)
        answer = write_json(describe(_current_rows(session), *_rest(session)))
        stored.update(recorded_result=orjson.loads(answer))
    result = stored.values_list("recorded_result", flat=True).first()
    return None if result is None else write_json(result)


def _rest(session: Session) -> tuple[Any, Any]:
    """The person's state now, and what was wrong with the body."""
    return load_courses([session.user_id])[session.user_id].state, session.warnings


def _current_rows(session: Session) -> SessionRows:
    """What is found in the session now."""
    of_session: dict[str, Any] = {"session_id": session.id, "is_current": True}
    not_assessed = Conversation.objects.filter(id=session.id).values_list("not_assessed", flat=True)[0]
    return SessionRows(
        conversation={"id": session.id, "user_id": session.user_id, "not_assessed": not_assessed},
        messages=[],
        reading=None,
        deviations=[{**row} for row in Deviation.objects.filter(**of_session).order_by("deviation_type").values()],
        dissonance=_first(Dissonance.objects.filter(**of_session)),
        risk=_first(RiskAssessment.objects.filter(**of_session)),
        crisis_event=_first(CrisisEvent.objects.filter(conversation_id=session.id).order_by("-created_at")),
    )


def _first(rows: QuerySet[Any]) -> dict[str, Any] | None:
    found: dict[str, Any] | None = rows.values().first()
    return found
