"""The contract of what people are shown, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

SHOWN = (
    Table(
        name="user_interfaces",
        columns="""
            id                uuid         not null  gen_random_uuid()
            user_id           uuid         not null
            interface_config  jsonb        not null
            generated_at      timestamptz  not null  now
            version           integer      not null  1
            active            boolean      not null  true
        """,
        indexes={
            "idx_user_interfaces_user_id": "user_id …",
            "idx_user_interfaces_active": "active …",
        },
        foreign_keys={
            "fk_user_interfaces_user": "user_id -> users, CASCADE",
            "fk_user_interfaces_decided_by": "decided_by -> users, SET NULL",
        },
        unique=("user_id, version", "user_id where active"),
    ),
    Table(
        name="interface_builds",
        columns="""
            user_id        uuid          not null
            inputs_digest  varchar(64)   not null  ''
            built_for      date          null
            built_at       timestamptz   null
            failure        varchar(200)  null
            failed_at      timestamptz   null
        """,
        indexes={"idx_interface_builds_failed": "failed_at where failed_at IS NOT NULL"},
        foreign_keys={"fk_interface_builds_user": "user_id -> users, CASCADE"},
    ),
    Table(
        name="interface_texts",
        columns="""
            id         uuid          not null  gen_random_uuid()
            clinic_id  uuid          null
            language   varchar(10)   not null
            key        varchar(60)   not null
            text       varchar(300)  not null
        """,
        foreign_keys={"fk_interface_texts_clinic": "clinic_id -> clinics, RESTRICT"},
        unique=("clinic_id, language, key",),
        enumerations={"language": ("en", "sw")},
    ),
    Table(
        name="support_resources",
        columns="""
            id         uuid          not null  gen_random_uuid()
            clinic_id  uuid          null
            kind       varchar(10)   not null
            topic      varchar(20)   null
            language   varchar(10)   not null
            title      varchar(80)   not null
            text       varchar(300)  not null
            contact    varchar(200)  null
            position   integer       not null  0
            is_active  boolean       not null  true
        """,
        indexes={"idx_support_resources_clinic_id": "clinic_id …"},
        foreign_keys={"fk_support_resources_clinic": "clinic_id -> clinics, RESTRICT"},
        enumerations={"kind": ("crisis", "support"), "language": ("en", "sw")},
    ),
    Table(
        name="interface_evolution_log",
        columns="""
            id            uuid         not null  gen_random_uuid()
            user_id       uuid         not null
            version       integer      not null
            changes       jsonb        not null
            generated_at  timestamptz  not null  now
        """,
        indexes={
            "idx_interface_evolution_user_id": "user_id …",
            "idx_interface_evolution_version": "version …",
        },
        foreign_keys={"fk_interface_evolution_log_user": "user_id -> users, CASCADE"},
    ),
)
