"""Long records and full days stay readable: what a page weighs, and how many statements it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.models import Conversation
from resona.care.models import CareNote
from resona.postgres.models import new_id
from risk.models import RiskAssessment
from tests.admin.pages import page_url, sign_in
from tests.admin.records import CONCEALED
from tests.conftest import Cast

NOW = datetime.now(UTC)
SESSIONS, ENTRIES = 1000, 500
MOST_BYTES = 300_000  # unpacked


@pytest.fixture
def long_record(cast: Cast) -> Cast:
    """Three years of sessions, every tenth of them medium, and what was written beside them."""
    sessions = [
        Conversation(
            id=new_id(),
            user=cast.person,
            started_at=NOW - timedelta(hours=26 * number + 1),
            created_at=NOW - timedelta(hours=26 * number),
        )
        for number in range(SESSIONS)
    ]
    Conversation.objects.bulk_create(sessions)
    RiskAssessment.objects.bulk_create(
        _assessment(session, number % 10 == 0) for number, session in enumerate(sessions)
    )
    CareNote.objects.bulk_create(_note(cast, number) for number in range(ENTRIES))
    return cast


def test_the_page_of_a_person_with_a_long_record_is_light(long_record: Cast) -> None:
    client = sign_in(long_record.clinician)
    client.get(page_url(long_record.person))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page_url(long_record.person))

    assert len(answer.content) < MOST_BYTES
    assert len(queries) <= 80


def _assessment(session: Conversation, is_medium: bool) -> RiskAssessment:
    score = 0.4 if is_medium else 0.1
    return RiskAssessment(
        user_id=session.user_id,
        session=session,
        risk_level="medium" if is_medium else "low",
        risk_score=score,
        dissonance_contribution=score,
        risk_factors=[{**CONCEALED, "contribution": score}] if is_medium else [],
        action_taken_at=session.created_at,
        policy_version="risk-1",
    )


def _note(cast: Cast, number: int) -> CareNote:
    note_id = new_id()
    return CareNote(
        id=note_id,
        user=cast.person,
        author=cast.clinician,
        content=CareNote.content.seal(note_id, f"Note {number}: slept well, was at work, and will write on Monday."),
        written_at=NOW - timedelta(hours=52 * number + 2),
    )
