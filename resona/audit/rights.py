"""What the application's role may do with each table: declared here, granted after every migration.

A table that is not named here is closed to it. Rows that go with their parent go by the owner's rights, so that taking
a person's records away needs no right to delete from each of their tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from resona.postgres.roles import APP

Rights = tuple[str, ...]

READ: Final[Rights] = ("SELECT",)
APPEND: Final[Rights] = ("SELECT", "INSERT")
CLEAR: Final[Rights] = ("SELECT", "DELETE")
WRITE: Final[Rights] = ("SELECT", "INSERT", "UPDATE", "DELETE")
APPEND_AND_END: Final[Rights] = ("SELECT", "INSERT", "UPDATE (ended_at)")  # nothing else of a row changes

RIGHTS: Final[Mapping[str, Rights]] = {
    # Who there is
    "api_keys": WRITE,
    "care_team_members": WRITE,
    "care_team_people": WRITE,
    "care_teams": WRITE,
    "clinics": WRITE,
    "guess_counts": WRITE,
    "oauth_clients": WRITE,
    "oauth_tokens": WRITE,
    "person_tokens": WRITE,
    "recovery_codes": WRITE,
    "totp_devices": WRITE,
    "user_profiles": WRITE,
    "user_sessions": WRITE,
    "users": WRITE,
    # Permissions follow the role; through groups nobody gets any.
    "auth_group": READ,
    "auth_group_permissions": READ,
    "auth_permission": READ,
    "users_groups": CLEAR,
    "users_user_permissions": CLEAR,
    # What was done
    "audit_logs": READ,
    "audit_seals": READ,
    "data_access_logs": APPEND,
    "django_admin_log": APPEND,
    "security_events": APPEND,
    # Which keys sealed what there is
    "encryption_keys": APPEND,
    # What people agreed to
    "consent_records": APPEND,
    "consent_texts": APPEND,
    "emergency_accesses": APPEND_AND_END,
    "privacy_settings": WRITE,
    # What people asked for
    "archive_parts": WRITE,
    "gdpr_requests": WRITE,
    "privacy_holds": WRITE,
    # What was said and measured
    "conversations": WRITE,
    "emotion_history": WRITE,
    "messages": APPEND,
    "sync_queue": WRITE,
    # What is normal for a person
    "baseline_replays": WRITE,
    "drift_decisions": APPEND,
    "population_priors": WRITE,
    "session_deviations": WRITE,
    "user_baselines": WRITE,
    "user_drifts": WRITE,
    # What it means
    "crisis_events": WRITE,
    "dissonance_records": WRITE,
    "risk_assessments": WRITE,
    # What the person sees
    "interface_builds": WRITE,
    "interface_evolution_log": APPEND,
    "interface_texts": WRITE,
    "support_resources": WRITE,
    "user_interfaces": WRITE,
    # The machinery
    "django_content_type": READ,
    "django_migrations": READ,
    "procrastinate_events": WRITE,
    "procrastinate_jobs": WRITE,
    "procrastinate_periodic_defers": WRITE,
    "procrastinate_workers": WRITE,
}

# Functions that do with the owner's rights what the application may not: each does one thing.
FUNCTIONS: Final = ("resona_analyse_sessions()", "resona_seal_audit()")

# One at a time: two that change the rights of one table at once fail.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('resona rights'))"
# Of PostgreSQL 14 and earlier everybody might make tables; temporary ones everybody may still.
CLOSE = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {app};
GRANT USAGE ON SCHEMA public TO {app};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {app};
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
# Those that number the rows of a table (serial); identity columns need no right.
SEQUENCES = """
SELECT sequence.relname FROM pg_depend
JOIN pg_class sequence ON sequence.oid = objid AND sequence.relkind = 'S'
JOIN pg_class counted ON counted.oid = refobjid AND counted.relname = ANY (%s)
WHERE deptype = 'a' AND sequence.relnamespace = 'public'::regnamespace
"""


def grant_rights(connection: BaseDatabaseWrapper) -> None:
    """Gives the application's role what is declared for the tables there are, and nothing else. Called as the owner."""
    quote = connection.ops.quote_name
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(CLOSE.format(database=quote(_database(cursor)), app=APP))
        cursor.execute(TABLES)
        present = {name for (name,) in cursor.fetchall()}
        for rights in (READ, APPEND, CLEAR, WRITE, APPEND_AND_END):
            names = [name for name, declared in RIGHTS.items() if declared == rights and name in present]
            _grant(cursor, ", ".join(rights), "TABLE", map(quote, names))
        counting = [name for name, declared in RIGHTS.items() if "INSERT" in declared and name in present]
        for function in FUNCTIONS:
            cursor.execute("SELECT to_regprocedure(%s)", [f"public.{function}"])
            if cursor.fetchone() != (None,):
                cursor.execute(f"GRANT EXECUTE ON FUNCTION public.{function} TO {APP}")
        cursor.execute(SEQUENCES, [counting])
        _grant(cursor, "USAGE", "SEQUENCE", [quote(name) for (name,) in cursor.fetchall()])


def _database(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_database()")
    name: str = cursor.fetchone()[0]
    return name


def _grant(cursor: CursorWrapper, rights: str, kind: str, quoted_names: Iterable[str]) -> None:
    names = ", ".join(quoted_names)
    if names:
        cursor.execute(f"GRANT {rights} ON {kind} {names} TO {APP}")
