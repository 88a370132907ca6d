"""The contract of what is kept of deeds, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

AUDITED = (
    Table(
        name="security_events",
        columns="""
            id          uuid         not null  gen_random_uuid()
            created_at  timestamptz  not null  now
            xid         xid8         not null  pg_current_xact_id()
            kind        varchar(30)  not null
            actor       varchar(60)  not null  ''
            clinic_id   uuid         null
            address     inet         null
            detail      jsonb        not null  '{}'
        """,
        indexes={
            "idx_security_events_created_at": "created_at, id",
            "idx_security_events_clinic": "clinic_id, created_at",
            "idx_security_events_xid": "xid",
        },
        foreign_keys={"fk_security_events_clinic": "clinic_id -> clinics, RESTRICT"},
    ),
    Table(
        name="data_access_logs",
        columns="""
            id          uuid          not null  gen_random_uuid()
            created_at  timestamptz   not null  now
            xid         xid8          not null  pg_current_xact_id()
            actor       varchar(60)   not null
            clinic_uuid  uuid         null
            subjects    uuid[]        not null
            source      varchar(200)  not null
            reason      varchar(200)  not null  ''
            records     integer       not null
        """,
        indexes={
            "idx_data_access_logs_subjects": "subjects",
            "idx_data_access_logs_clinic": "clinic_uuid, created_at",
            "idx_data_access_logs_created": "created_at, id",
            "idx_data_access_logs_xid": "xid",
        },
    ),
    Table(
        name="audit_logs",
        columns="""
            id           bigint       not null  identity
            at           timestamptz  not null  now
            xid          xid8         not null  pg_current_xact_id()
            table_name   varchar(63)  not null
            operation    varchar(8)   not null
            subject      uuid         null
            clinic_uuid  uuid         null
            row_ids      text[]       not null
            changed      text[]       not null
            kept         jsonb        not null
            actor        text         not null
            source       text         not null
            reason       text         not null
            db_role      text         not null
        """,
        indexes={
            "idx_audit_logs_xid": "xid, id",
            "idx_audit_logs_subject": "subject, id",
            "idx_audit_logs_clinic": "clinic_uuid, id",
            "idx_audit_logs_changes": "clinic_uuid, xid, id",
            "idx_audit_logs_at": "at",
        },
        enumerations={"operation": ("INSERT", "UPDATE", "DELETE", "TRUNCATE")},
    ),
    Table(
        name="erasure_notices",
        columns="""
            clinic_uuid  uuid         not null
            xid          xid8         not null  pg_current_xact_id()
            id_sha256    varchar(64)  not null
            at           timestamptz  not null  now
        """,
        indexes={
            "idx_erasure_notices_clinic": "clinic_uuid, xid, id",
            "idx_erasure_notices_at": "at",
        },
    ),
    Table(
        name="audit_seals",
        columns="""
            id         bigint       not null  identity
            from_xid   xid8         not null
            until_xid  xid8         not null
            after_id   bigint       not null
            last_id    bigint       not null
            rows       integer      not null
            previous   bytea        not null
            digest     bytea        not null
            sealed_at  timestamptz  not null  now
        """,
        unique=("previous",),
    ),
    Table(
        name="audit_signatures",
        columns="""
            id           bigint       not null  identity
            seal_number  bigint       not null
            rows         integer      not null
            signature    text         not null
            signed_at    timestamptz  not null  now
        """,
        unique=("seal_number",),
    ),
)
