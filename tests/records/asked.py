"""The contract of what people ask for under the law, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

ASKED = (
    Table(
        name="gdpr_requests",
        columns="""
            id            uuid         not null  gen_random_uuid()
            clinic_id     uuid         null
            subject       uuid         not null
            kind          varchar(20)  not null
            state         varchar(20)  not null  'received'
            reason        text         null
            requested_by  varchar(60)  not null  ''
            handled_by    varchar(60)  not null  ''
            created_at    timestamptz  not null  now
            due_at        timestamptz  not null  now
            ended_at      timestamptz  null
            expires_at    timestamptz  null
            done          integer      not null  0
            total         integer      not null  0
            receipt       jsonb        not null  '{}'
        """,
        indexes={
            "idx_gdpr_requests_subject": "subject, created_at",
            "idx_gdpr_requests_clinic": "clinic_id, due_at",
        },
        foreign_keys={"fk_gdpr_requests_clinic": "clinic_id -> clinics, RESTRICT"},
        enumerations={
            "kind": ("access", "export", "rectification", "erasure", "restriction"),
            "state": ("received", "in_progress", "completed", "refused", "failed", "withdrawn"),
        },
    ),
    Table(
        name="privacy_holds",
        columns="""
            id         uuid         not null  gen_random_uuid()
            user_id    uuid         not null
            kind       varchar(20)  not null
            reason     text         not null
            placed_at  timestamptz  not null  now
            placed_by  varchar(60)  not null  ''
            lifted_at  timestamptz  null
            lifted_by  varchar(60)  not null  ''
        """,
        indexes={"idx_privacy_holds_user_id": "user_id, placed_at"},
        foreign_keys={"fk_privacy_holds_user": "user_id -> users, CASCADE"},
        unique=("user_id, kind where lifted_at IS NULL",),
        enumerations={"kind": ("restriction", "legal_hold")},
    ),
    Table(
        name="emergency_accesses",
        columns="""
            id              uuid         not null  gen_random_uuid()
            user_id         uuid         not null
            opened_by       uuid         null
            opened_by_uuid  uuid         null
            reason          text         not null
            started_at      timestamptz  not null
            expires_at      timestamptz  not null
            ended_at        timestamptz  null
        """,
        indexes={
            "idx_emergency_accesses_user_id": "user_id, started_at",
            "idx_emergency_accesses_opened_by": "opened_by where opened_by IS NOT NULL",
        },
        foreign_keys={
            "fk_emergency_accesses_user": "user_id -> users, CASCADE",
            "fk_emergency_accesses_opened_by": "opened_by -> users, SET NULL",
        },
        unique=("opened_by, user_id where ended_at IS NULL",),
    ),
    Table(
        name="archive_parts",
        columns="""
            id          uuid     not null  gen_random_uuid()
            user_id     uuid     not null
            request_id  uuid     not null
            place    integer  not null
            content     bytea    not null
        """,
        indexes={
            "idx_archive_parts_user_id": "user_id",
            "uq_archive_parts_place": "request_id, place",
        },
        foreign_keys={
            "fk_archive_parts_user": "user_id -> users, CASCADE",
            "fk_archive_parts_gdpr_request": "request_id -> gdpr_requests, CASCADE",
        },
        unique=("request_id, place",),
    ),
)
