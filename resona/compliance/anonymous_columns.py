"""What becomes of every column when a copy is made safe for development; one that is not listed fails a test. Pure.

Kept is what has a handful of values or is a number; everything else is put in place of, renamed, moved or emptied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final


class Treatment(Enum):
    """What becomes of a column."""

    KEEP = "stays"
    RENAME = "an id: another one, the same wherever it stands"
    MOVE = "a time: as many weeks earlier as all others of the person"
    DAY = "a day, likewise"
    JSON = "JSON whose ids are renamed and whose times are moved"
    TEXT = "other words of the same length"
    SEALED = "other words of the same length, sealed with the key in use"
    PROFILE = "a sealed profile with another name"
    NAME = "a name made of the row's new id"
    EMAIL = "an address that leads nowhere, made of the row's new id"
    PHONE = "a number that leads nowhere"
    NONE = "empty"
    NO_SIGN_IN = "no password fits"
    FRESH = "a new random id, which nothing else has"


# Whose rows all go: keys, tokens, sign-ins, logs, queues, and what stands for a wish or a claim of a real person.
EMPTIED: Final = frozenset(
    """
    api_keys archive_parts audit_logs audit_seals data_access_logs django_admin_log encryption_keys gdpr_requests
    guess_counts oauth_clients oauth_tokens person_tokens procrastinate_events procrastinate_jobs
    procrastinate_periodic_defers procrastinate_workers recovery_codes security_events sync_queue totp_devices
    user_sessions users_groups users_user_permissions
    """.split()
)
# What the code itself brings along.
KEPT: Final = frozenset(
    "auth_group auth_group_permissions auth_permission django_content_type django_migrations".split()
)

_T = Treatment
_RUN: Final = {_T.RENAME: "id analysis_run session_id user_id", _T.KEEP: "policy_version is_current"}
# The column that leads to whose rows they are, where it is not `user_id`.
PERSON_OF: Final[Mapping[str, str]] = {
    "care_team_members": "staff_id",
    "care_team_people": "person_id",
    "messages": "(SELECT user_id FROM conversations WHERE conversations.id = messages.conversation_id)",
    "users": "id",
}
TREATED: Final[Mapping[str, Mapping[Treatment, str]]] = {
    # Children first: a row finds its person by the ids of before.
    "messages": {
        _T.RENAME: "id conversation_id",
        _T.KEEP: "position role",
        _T.SEALED: "content",
        _T.JSON: "emotion_data",
        _T.MOVE: "created_at",
    },
    "session_deviations": {
        _T.RENAME: _RUN[_T.RENAME],
        _T.KEEP: f"{_RUN[_T.KEEP]} deviation_type deviation_score z",
        _T.JSON: "baseline_value current_value",
        _T.MOVE: "detected_at",
    },
    "dissonance_records": {
        _T.RENAME: _RUN[_T.RENAME],
        _T.KEEP: f"{_RUN[_T.KEEP]} stated_emotion actual_emotion dissonance_score interpretation risk_level confidence",
        _T.SEALED: "transcript",
        _T.JSON: "evidence",
        _T.MOVE: "detected_at",
    },
    "risk_assessments": {
        _T.RENAME: f"{_RUN[_T.RENAME]} action_taken_by action_taken_by_uuid",
        _T.KEEP: f"{_RUN[_T.KEEP]} risk_score risk_level dissonance_contribution baseline_deviation_contribution "
        "pattern_contribution needs_review language_severity",
        _T.TEXT: "action_taken",
        _T.JSON: "risk_factors not_assessed",
        _T.MOVE: "assessed_at action_taken_at",
    },
    "crisis_events": {
        _T.RENAME: "id user_id conversation_id acknowledged_by acknowledged_by_uuid resolved_by resolved_by_uuid",
        _T.KEEP: "risk_level detection_method escalation_required is_historical human_reviewed resolution",
        _T.SEALED: "resolution_note",
        _T.MOVE: "due_at acknowledged_at resolved_at created_at",
    },
    "emotion_history": {
        _T.RENAME: "id user_id conversation_id message_id",
        _T.KEEP: "emotion_type confidence_score",
        _T.JSON: "voice_emotion text_sentiment",
        _T.MOVE: "created_at",
    },
    "conversations": {
        _T.RENAME: "id user_id reviewed_by reviewed_by_uuid",
        _T.KEEP: "language stated_emotion crisis_detected escalated_to_human analysis_status",
        _T.JSON: "emotion_summary voice_features not_assessed recorded_result",
        _T.MOVE: "started_at ended_at reviewed_at created_at updated_at",
    },
    "user_baselines": {
        _T.RENAME: "id user_id",
        _T.KEEP: "baseline_type session_count",
        _T.JSON: "baseline_value",
        _T.MOVE: "established_at updated_at",
    },
    "user_drifts": {
        _T.RENAME: "user_id",
        _T.KEEP: "status chart direction",
        _T.JSON: "state",
        _T.MOVE: "onset_at alarmed_at latched_at updated_at",
    },
    "drift_decisions": {
        _T.RENAME: "id user_id after_session_uuid decided_by decided_by_uuid",
        _T.KEEP: "decision",
        _T.SEALED: "reason",
        _T.MOVE: "after_started_at onset_at decided_at",
    },
    "baseline_replays": {_T.RENAME: "user_id", _T.MOVE: "since requested_at"},
    "user_interfaces": {
        _T.RENAME: "id user_id decided_by decided_by_uuid",
        _T.KEEP: "version active kept_version origin",
        _T.SEALED: "reason",
        _T.JSON: "interface_config",
        _T.MOVE: "generated_at",
    },
    "interface_evolution_log": {
        _T.RENAME: "id user_id",
        _T.KEEP: "version",
        _T.JSON: "changes",
        _T.MOVE: "generated_at",
    },
    "interface_builds": {
        _T.RENAME: "user_id",
        _T.KEEP: "inputs_digest",
        _T.TEXT: "failure",
        _T.DAY: "built_for",
        _T.MOVE: "built_at failed_at",
    },
    "consent_records": {
        _T.RENAME: "id user_id text_id decided_by decided_by_uuid",
        _T.KEEP: "purpose decision version channel",
        _T.SEALED: "reason",
        _T.MOVE: "decided_at",
    },
    "privacy_settings": {
        _T.RENAME: "user_id",
        _T.KEEP: "words_for_clinicians retention_days",
        _T.MOVE: "updated_at",
    },
    "privacy_holds": {
        _T.RENAME: "id user_id",
        _T.KEEP: "kind",
        _T.SEALED: "reason",
        _T.MOVE: "placed_at lifted_at",
        _T.NONE: "placed_by lifted_by",
    },
    "emergency_accesses": {
        _T.RENAME: "id user_id opened_by opened_by_uuid",
        _T.SEALED: "reason",
        _T.MOVE: "started_at expires_at ended_at",
    },
    "user_profiles": {_T.RENAME: "user_id", _T.PROFILE: "encrypted_data", _T.MOVE: "created_at updated_at"},
    "care_team_members": {_T.RENAME: "id staff_id team_id", _T.MOVE: "created_at"},
    "care_team_people": {_T.RENAME: "id person_id team_id", _T.MOVE: "created_at"},
    "users": {
        _T.RENAME: "id clinic_id",
        _T.KEEP: "role consent_version is_anonymous timezone language is_active is_superuser consents_given "
        "consents_withdrawn is_restricted",
        _T.NO_SIGN_IN: "password",
        _T.EMAIL: "email",
        _T.PHONE: "phone",
        _T.FRESH: "pseudonym",
        _T.MOVE: "last_login created_at last_active data_retention_until",
    },
    # Of clinics: nobody's own, and yet it tells where they are.
    "consent_texts": {_T.RENAME: "id clinic_id", _T.KEEP: "purpose language version created_at", _T.TEXT: "text"},
    "interface_texts": {_T.RENAME: "id clinic_id", _T.KEEP: "language key text"},
    "support_resources": {
        _T.RENAME: "id clinic_id",
        _T.KEEP: "kind topic language position is_active",
        _T.TEXT: "title text",
        _T.PHONE: "contact",
    },
    "population_priors": {
        _T.RENAME: "id clinic_id",
        _T.KEEP: "version parameters reference_people reference_sessions is_current learned_at created_at",
    },
    "care_teams": {_T.RENAME: "id clinic_id", _T.NAME: "name", _T.KEEP: "created_at"},
    "clinics": {
        _T.RENAME: "id",
        _T.NAME: "name",
        _T.EMAIL: "crisis_email",
        _T.KEEP: "timezone created_at retention_days",
    },
}


def treatments_of(table: str) -> Iterator[tuple[str, Treatment]]:
    """The columns of a table, each with what becomes of it."""
    for treatment, columns in TREATED[table].items():
        for column in columns.split():
            yield column, treatment
