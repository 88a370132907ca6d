"""The contract of what is kept of deeds, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

AUDITED = (
    Table(
        name="security_events",
        columns="""
            id          uuid         not null  gen_random_uuid()
            created_at  timestamptz  not null  now
            kind        varchar(30)  not null
            actor       varchar(60)  not null  ''
            clinic_id   uuid         null
            address     inet         null
            detail      jsonb        not null  '{}'
        """,
        indexes={
            "idx_security_events_created_at": "created_at, id",
            "idx_security_events_clinic": "clinic_id, created_at",
        },
        foreign_keys={"fk_security_events_clinic": "clinic_id -> clinics, RESTRICT"},
    ),
    Table(
        name="data_access_logs",
        columns="""
            id          uuid          not null  gen_random_uuid()
            created_at  timestamptz   not null  now
            actor       varchar(60)   not null
            clinic_id   uuid          null
            subjects    uuid[]        not null
            source      varchar(200)  not null
            reason      varchar(200)  not null  ''
            records     integer       not null
        """,
        indexes={
            "idx_data_access_logs_subjects": "subjects",
            "idx_data_access_logs_clinic": "clinic_id, created_at",
            "idx_data_access_logs_created": "created_at, id",
        },
        foreign_keys={"fk_data_access_logs_clinic": "clinic_id -> clinics, RESTRICT"},
    ),
)
