"""Real dialogues of emotional support (ESConv, Liu et al. 2021), imported as sessions of words without a voice."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.conf import settings
from django.core.management import call_command

from conversations.models import Conversation, Message
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.sessions import LATEST

DIALOGUES = Path(settings.BASE_DIR).parent / "shared" / "data" / "esconv" / "dialogues.json"
ROLES = {"speaker": "user", "listener": "assistant"}
PEOPLE = 7  # who share the dialogues between them
# People in distress talk here, and almost none of them of wanting to die: more than this would be false alarms.
MOST_ALARMS_SHARE = 0.05

pytestmark = pytest.mark.skipif(not DIALOGUES.exists(), reason=f"The dialogues are not here: {DIALOGUES.name}.")


@pytest.fixture
def bodies(cast: Cast) -> list[dict[str, Any]]:
    people = PersonFactory.create_batch(PEOPLE, clinic=cast.clinic)
    dialogues = enumerate(json.loads(DIALOGUES.read_text()))
    return [
        {
            "id": str(uuid4()),
            "user_id": str(people[number % PEOPLE].id),
            "started_at": (LATEST - timedelta(days=number)).isoformat(),
            "messages": list(_messages(dialogue["dialog"])),
        }
        for number, dialogue in dialogues
    ]


@pytest.fixture
def path(bodies: list[dict[str, Any]], tmp_path: Path) -> Path:
    path = tmp_path / "dialogues.ndjson"
    path.write_bytes(b"".join(orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE) for body in bodies))
    return path


def _messages(dialogue: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for turn in dialogue:
        yield {"role": ROLES[turn["speaker"]], "content": turn["content"].strip()}


def _import(path: Path) -> str:
    printed = io.StringIO()
    call_command("import_sessions", str(path), stdout=printed)
    return printed.getvalue()


def test_real_dialogues_are_recorded_and_their_words_assessed(path: Path, bodies: list[dict[str, Any]]) -> None:
    count = len(bodies)
    assert _import(path) == f"{count} lines: {count} recorded, 0 already there, 0 rejected.\n"
    assert Conversation.objects.count() == count
    for session in Conversation.objects.all():
        assert session.analysis_status == Conversation.Status.PARTIAL
        assert "voice_missing" in session.not_assessed
    assessments = RiskAssessment.objects.filter(is_current=True)
    assert assessments.count() == count
    for assessment in assessments:
        assert assessment.pattern_contribution is not None
        assert assessment.dissonance_contribution is None
        assert assessment.baseline_deviation_contribution is None
        assert assessment.needs_review
    assert not Dissonance.objects.exists()
    assert CrisisEvent.objects.count() <= MOST_ALARMS_SHARE * count


def test_what_was_said_is_kept_to_the_letter(path: Path, bodies: list[dict[str, Any]]) -> None:
    _import(path)
    body = bodies[0]
    messages = Message.objects.filter(conversation_id=body["id"]).order_by("position")
    kept = [(message.role, Message.content.open(message.id, message.content)) for message in messages]
    assert kept == [(message["role"], message["content"]) for message in body["messages"]]


def test_importing_them_again_records_nothing(path: Path, bodies: list[dict[str, Any]]) -> None:
    _import(path)
    before = Message.objects.count()
    assert _import(path) == f"{len(bodies)} lines: 0 recorded, {len(bodies)} already there, 0 rejected.\n"
    assert Message.objects.count() == before
