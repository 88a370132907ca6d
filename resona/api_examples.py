"""Examples of the main requests, in the order of a first hour: one person, from enrolment to what is followed.

A test sends them, in this order and as they are, and holds the answers to them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

PERSON: Final = "0192b5a0-7c1e-7d7a-8f00-000000000001"
SESSION: Final = "0192b5a0-7c1e-7d7a-8f00-0000000000a1"
LATER: Final = "0192b5a0-7c1e-7d7a-8f00-0000000000a2"
HEARD: Final = "0192b5a0-7c1e-7d7a-8f00-0000000000a3"
WEBHOOK: Final = "0192b5a0-7c1e-7d7a-8f00-0000000000b1"


def _session(session_id: str, at: str, said: str) -> dict[str, Any]:
    return {
        "id": session_id,
        "user_id": PERSON,
        "started_at": at,
        "language": "en",
        "messages": [{"role": "user", "content": said}],
    }


# By method and address: what is sent.
SENT: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "post /api/v1/users/": {
            "id": PERSON,
            "language": "en",
            "identifiers": [{"system": "urn:hospital", "value": "4711"}],
            "consents": [{"purpose": "recording", "decision": "given", "version": "2026-1"}],
        },
        "post /api/v1/users/{id}/consents/": {"purpose": "voice_analysis", "decision": "given", "version": "2026-1"},
        "post /api/v1/webhook-endpoints/": {
            "id": WEBHOOK,
            "name": "Pager of ward 3",
            "url": "https://8.8.8.8/resona",
            "kinds": ["crisis_event.created", "crisis_event.overdue"],
        },
        "post /api/v1/sessions/": _session(SESSION, "2026-03-01T18:20:00Z", "I want to end it all tonight"),
        "post /api/v1/sessions/batch/": json.dumps(_session(LATER, "2026-03-02T18:20:00Z", "I slept well")) + "\n",
        "post /api/v1/sessions/audio/": {
            "session": _session(HEARD, "2026-03-03T18:20:00Z", "I'm fine, just tired"),
            "audio": "(the recording)",
        },
        "post /api/v1/crisis-events/{id}/acknowledge/": {"note": "Ward 3 calls."},
        "post /api/v1/crisis-events/{id}/resolve/": {"resolution": "confirmed", "note": "Seen, safe, at home."},
        "post /api/v1/risk-assessments/{id}/action/": {"action_taken": "called"},
    }
)
EVENT: Final = "0192b5a1-1111-7d7a-8f00-0000000000c1"
_AT: Final = "2026-03-01T18:21:07.250000Z"
_DUE: Final = "2026-03-01T18:36:07.250000Z"
# By method, address and status: what is answered. Ids and times of the server's own differ.
ANSWERED: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "post /api/v1/users/ 201": {"id": PERSON, "is_new": True},
        "get /api/v1/crisis-events/ 200": {
            "results": [
                {
                    "id": EVENT,
                    "user_id": PERSON,
                    "conversation_id": SESSION,
                    "source_kind": "session",
                    "source_id": SESSION,
                    "episode_id": "0192b5a1-1111-7d7a-8f00-0000000000c2",
                    "assessment_id": "0192b5a1-1111-7d7a-8f00-0000000000c3",
                    "risk_level": "critical",
                    "detection_method": "crisis_language",
                    "escalation_required": True,
                    "is_historical": False,
                    "human_reviewed": False,
                    "due_at": _DUE,
                    "acknowledged_by": None,
                    "acknowledged_at": None,
                    "resolved_by": None,
                    "resolved_at": None,
                    "resolution": None,
                    "created_at": _AT,
                }
            ],
            "next": None,
            "page_size": 50,
        },
        "get /api/v1/changes/ 200": {
            "results": [
                {
                    "cursor": "AbCdEf0123456789",
                    "kind": "crisis_event",
                    "id": EVENT,
                    "user_id": PERSON,
                    "operation": "created",
                    "at": _AT,
                }
            ],
            "cursor": "AbCdEf0123456789",
            "has_more": False,
        },
        "post /api/v1/webhook-endpoints/ 201": {
            "id": WEBHOOK,
            "name": "Pager of ward 3",
            "url": "https://8.8.8.8/resona",
            "kinds": ["crisis_event.created", "crisis_event.overdue"],
            "status": "active",
            "failing_since": None,
            "last_ok_at": None,
            "disabled_at": None,
            "secret": "whsec_(shown this once)",
        },
    }
)
