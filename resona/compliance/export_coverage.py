"""What of the tables is not in a person's archive, and why; a table neither found nor named here fails a test. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Tables with rows that lead to a person, or name them by their pseudonym, which are not theirs to have.
NOT_EXPORTED: Final[Mapping[str, str]] = {
    "archive_parts": "the archives themselves",
    "audit_logs": "who changed which row when, without its values; who looked is exported",
    "audit_seals": "digests of the audit log",
    "procrastinate_events": "the queue's record of its jobs",
    "person_tokens": "digests of what opens an account",
    "procrastinate_jobs": "work that waits: ids of records that are exported",
    "recovery_codes": "digests of what opens an account",
    "security_events": "what happened at the doors of the house; receipts of exports and erasures",
    "sync_queue": "claims that make an upload safe to repeat: the sessions are exported",
    "totp_devices": "what opens an account",
    "user_sessions": "what a signed-in browser shows to be let in",
}
# Of no person in care.
NOBODYS: Final[Mapping[str, str]] = {
    "api_keys": "keys of other systems",
    "auth_group": "what there is to permit",
    "auth_group_permissions": "what there is to permit",
    "auth_permission": "what there is to permit",
    "care_teams": "how a clinic is organised",
    "clinics": "organisations",
    "consent_texts": "what everybody is asked; the decisions are exported",
    "django_content_type": "the models there are",
    "django_migrations": "the migrations there were",
    "encryption_keys": "which keys there are, and none of them",
    "guess_counts": "failed sign-ins, by a digest that names nobody",
    "interface_texts": "a clinic's own words",
    "oauth_clients": "other systems",
    "oauth_tokens": "what other systems come in with",
    "population_priors": "aggregates of many people, nobody's own values",
    "procrastinate_periodic_defers": "the queue's clock",
    "procrastinate_workers": "the workers there are",
    "support_resources": "a clinic's own resources",
}
# Columns that are left out of rows that are exported.
NOT_SHOWN: Final[Mapping[tuple[str, str], str]] = {
    ("data_access_logs", "subjects"): "names everybody else whose record was read in the same request",
    ("gdpr_requests", "subject"): "the name in logs that outlive the account",
    ("users", "password"): "opens the account",
    ("users", "pseudonym"): "the name in logs that outlive the account",
}
