"""What is audited: for each table whom a row is about, and which columns' values may be kept; and what is not, and why.

A value is kept only of columns that hold a level, a state, a role or a membership: never a text, a time, a measurement
or anybody's id. A table that is in neither list fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PSEUDONYMS: Final = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Audited:
    """How the rows of one table are told."""

    # The column that leads to whom a row is about, and where it leads: to people, to a table with a `user_id`, or to
    # nothing, for it holds the pseudonym itself.
    subject: str | None = None
    through: str = "users"
    clinic: str | None = None  # the column that names the clinic, where no row of a person does
    kept: tuple[str, ...] = ()


_BY_USER: Final = Audited(subject="user_id")

AUDITED: Final[Mapping[str, Audited]] = {
    # Who there is
    "users": Audited(
        subject="id",
        kept=("role", "is_active", "is_superuser", "is_anonymous", "clinic_id", "consent_version"),
    ),
    "user_profiles": _BY_USER,
    "clinics": Audited(clinic="id"),
    "care_teams": Audited(clinic="clinic_id"),
    "care_team_members": Audited(subject="staff_id", kept=("team_id",)),
    "care_team_people": Audited(subject="person_id", kept=("team_id",)),
    "api_keys": Audited(clinic="clinic_id"),
    "oauth_clients": Audited(clinic="clinic_id"),
    "person_tokens": _BY_USER,
    "totp_devices": _BY_USER,
    "recovery_codes": _BY_USER,
    "auth_group": Audited(),
    "auth_group_permissions": Audited(kept=("group_id", "permission_id")),
    "users_groups": Audited(subject="user_id", kept=("group_id",)),
    "users_user_permissions": Audited(subject="user_id", kept=("permission_id",)),
    "django_admin_log": Audited(subject="user_id", kept=("action_flag",)),
    # What people agreed to
    "consent_texts": Audited(clinic="clinic_id", kept=("purpose", "language", "version")),
    "consent_records": Audited(subject="user_id", kept=("purpose", "decision", "version", "channel")),
    "privacy_settings": Audited(subject="user_id", kept=("words_for_clinicians",)),
    "emergency_accesses": _BY_USER,
    # What people asked for
    "gdpr_requests": Audited(subject="subject", through=PSEUDONYMS, clinic="clinic_id", kept=("kind", "state")),
    "privacy_holds": Audited(subject="user_id", kept=("kind",)),
    "archive_parts": _BY_USER,
    "encryption_keys": Audited(kept=("key_id",)),
    # What was said and measured
    "conversations": Audited(subject="user_id", kept=("analysis_status", "crisis_detected", "escalated_to_human")),
    "messages": Audited(subject="conversation_id", through="conversations", kept=("role",)),
    "emotion_history": _BY_USER,
    "sync_queue": Audited(subject="user_id", kept=("status", "operation_type")),
    # What is normal for a person
    "user_baselines": Audited(subject="user_id", kept=("baseline_type",)),
    "session_deviations": Audited(subject="user_id", kept=("is_current",)),
    "user_drifts": Audited(subject="user_id", kept=("status",)),
    "drift_decisions": Audited(subject="user_id", kept=("decision",)),
    "population_priors": Audited(clinic="clinic_id", kept=("is_current",)),
    # What it means
    "dissonance_records": Audited(subject="user_id", kept=("risk_level", "is_current")),
    "risk_assessments": Audited(subject="user_id", kept=("risk_level", "is_current", "needs_review")),
    "crisis_events": Audited(
        subject="user_id",
        kept=("risk_level", "detection_method", "escalation_required", "human_reviewed", "resolution"),
    ),
    # What the person sees
    "user_interfaces": Audited(subject="user_id", kept=("version", "active", "origin")),
    "interface_evolution_log": Audited(subject="user_id", kept=("version",)),
    "interface_builds": _BY_USER,
    "interface_texts": Audited(clinic="clinic_id", kept=("language",)),
    "support_resources": Audited(clinic="clinic_id", kept=("kind", "language", "is_active")),
}

EXEMPT: Final[Mapping[str, str]] = {
    "audit_logs": "is the log",
    "audit_seals": "are over the log",
    "security_events": "a log that is only added to",
    "data_access_logs": "a log that is only added to",
    "user_sessions": "its keys are what a browser signs in with; sign-ins are security events",
    "guess_counts": "counts of failures, which are security events; names nobody",
    "oauth_tokens": "what an audited client holds for an hour",
    "baseline_replays": "a note that a replay waits, and since when",
    "auth_permission": "what there is to permit, written by migrations",
    "django_content_type": "the models there are, written by migrations",
    "django_migrations": "the migrations there were",
    "procrastinate_events": "the queue's own record of jobs",
    "procrastinate_jobs": "jobs, which hold ids only and write in their own name",
    "procrastinate_periodic_defers": "the queue's clock",
    "procrastinate_workers": "the workers there are",
}
