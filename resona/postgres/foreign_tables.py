"""The duties of tables that other packages bring, whose models cannot declare them. Pure."""

from __future__ import annotations

from typing import Final

from resona.postgres.duties import CLEAR, EMPTIED, READ, WRITE, WholeTable
from resona.postgres.table_duties import Subject, TableDuties

_PERMITTED: Final = "what there is to permit"
_ACCOUNT: Final = Subject(column="user_id")

FOREIGN_TABLES: Final = (
    # Permissions follow the role; through groups nobody gets any.
    TableDuties(table="auth_group", nobody=_PERMITTED, rights=READ, copies=WholeTable.KEPT),
    TableDuties(
        table="auth_group_permissions",
        nobody=_PERMITTED,
        rights=READ,
        kept=("group_id", "permission_id"),
        copies=WholeTable.KEPT,
    ),
    TableDuties(
        table="auth_permission",
        nobody=_PERMITTED,
        rights=READ,
        not_audited="what there is to permit, written by migrations",
        copies=WholeTable.KEPT,
    ),
    TableDuties(table="users_groups", subject=_ACCOUNT, rights=CLEAR, kept=("group_id",), copies=EMPTIED),
    TableDuties(
        table="users_user_permissions", subject=_ACCOUNT, rights=CLEAR, kept=("permission_id",), copies=EMPTIED
    ),
    # Django's own
    TableDuties(table="django_admin_log", subject=_ACCOUNT, kept=("action_flag",), copies=EMPTIED),
    TableDuties(
        table="django_content_type",
        nobody="the models there are",
        rights=READ,
        not_audited="the models there are, written by migrations",
        copies=WholeTable.KEPT,
    ),
    TableDuties(
        table="django_migrations",
        nobody="the migrations there were",
        rights=READ,
        not_audited="the migrations there were",
        copies=WholeTable.KEPT,
    ),
    # The queue
    TableDuties(
        table="procrastinate_jobs",
        found_by="args ->> 'user_id' = %(person_text)s AND args ->> 'user_id' IS NOT NULL",
        rights=WRITE,
        not_audited="jobs, which hold ids only and write in their own name",
        copies=EMPTIED,
        not_exported="work that waits: ids of records that are exported",
    ),
    TableDuties(
        table="procrastinate_events",
        nobody="what a job is about is told by the job",
        rights=WRITE,
        not_audited="the queue's own record of jobs",
        copies=EMPTIED,
        not_exported="the queue's record of its jobs",
    ),
    TableDuties(
        table="procrastinate_periodic_defers",
        nobody="the queue's clock",
        rights=WRITE,
        not_audited="the queue's clock",
        copies=EMPTIED,
    ),
    TableDuties(
        table="procrastinate_workers",
        nobody="the workers there are",
        rights=WRITE,
        not_audited="the workers there are",
        copies=EMPTIED,
    ),
)
