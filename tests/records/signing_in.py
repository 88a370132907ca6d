"""The contract of what signs in, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

SIGNING_IN = (
    Table(
        name="totp_devices",
        columns="""
            id          uuid         not null  gen_random_uuid()
            user_id     uuid         not null
            secret      bytea        not null
            used_steps  bigint[]     not null  '{}'::bigint[]
            created_at  timestamptz  not null  now
            reset_asked_by  varchar(60)  not null  ''
            reset_asked_at  timestamptz  null
        """,
        foreign_keys={"fk_totp_devices_user": "user_id -> users, CASCADE"},
        unique=("user_id",),
    ),
    Table(
        name="recovery_codes",
        columns="""
            id          uuid         not null  gen_random_uuid()
            user_id     uuid         not null
            digest      bytea        not null
            used_at     timestamptz  null
            created_at  timestamptz  not null  now
        """,
        indexes={"idx_recovery_codes_user_id": "user_id"},
        foreign_keys={"fk_recovery_codes_user": "user_id -> users, CASCADE"},
        unique=("digest",),
    ),
    Table(
        name="guess_counts",
        columns="""
            id        uuid          not null  gen_random_uuid()
            kind      varchar(20)   not null
            key       varchar(100)  not null
            failures  integer       not null
            last_at   timestamptz   not null
        """,
        indexes={"idx_guess_counts_last_at": "last_at", "uq_guess_counts_kind_key": "kind, key"},
        unique=("kind, key",),
        enumerations={
            "kind": (
                "account_address",
                "address",
                "account",
                "browser",
                "code",
                "code_browser",
                "link",
                "enrolment",
                "enrolments",
                "refusal",
            )
        },
    ),
    Table(
        name="oauth_clients",
        columns="""
            id             uuid          not null  gen_random_uuid()
            clinic_id      uuid          not null
            name           varchar(100)  not null
            secret_digest  bytea         not null
            scopes         jsonb         not null  '[]'
            origins        jsonb         not null  '[]'
            created_at     timestamptz   not null  now
            revoked_at     timestamptz   null
        """,
        indexes={"idx_oauth_clients_clinic_id": "clinic_id"},
        foreign_keys={"fk_oauth_clients_clinic": "clinic_id -> clinics, RESTRICT"},
        unique=("secret_digest",),
    ),
    Table(
        name="oauth_tokens",
        columns="""
            id          uuid         not null  gen_random_uuid()
            client_id   uuid         not null
            digest      bytea        not null
            scopes      jsonb        not null  '[]'
            created_at  timestamptz  not null  now
            expires_at  timestamptz  not null
        """,
        indexes={"idx_oauth_tokens_client_id": "client_id", "idx_oauth_tokens_expires_at": "expires_at"},
        foreign_keys={"fk_oauth_tokens_client": "client_id -> oauth_clients, CASCADE"},
        unique=("digest",),
    ),
    Table(
        name="person_tokens",
        columns="""
            id               uuid         not null  gen_random_uuid()
            user_id          uuid         not null
            digest           bytea        not null
            previous_digest  bytea        null
            device           text         null
            issued_by        varchar(60)  not null
            created_at       timestamptz  not null  now
            refreshed_at     timestamptz  null
            confirmed_at     timestamptz  null
            expires_at       timestamptz  not null
            revoked_at       timestamptz  null
        """,
        indexes={"idx_person_tokens_user_id": "user_id"},
        foreign_keys={"fk_person_tokens_user": "user_id -> users, CASCADE"},
        unique=("digest", "previous_digest"),
    ),
    Table(
        name="enrolment_codes",
        columns="""
            id          uuid          not null  gen_random_uuid()
            user_id     uuid          not null
            digest      varchar(100)  not null
            created_by  varchar(60)   not null
            created_at  timestamptz   not null  now
            expires_at  timestamptz   not null
            used_at     timestamptz   null
        """,
        indexes={
            "idx_enrolment_codes_user_id": "user_id",
            "idx_enrolment_codes_expires_at": "expires_at",
        },
        foreign_keys={"fk_enrolment_codes_user": "user_id -> users, CASCADE"},
        unique=("digest",),
    ),
    Table(
        name="staff_invitations",
        columns="""
            id               uuid          not null  gen_random_uuid()
            clinic_id        uuid          not null
            email            varchar(255)  not null
            role             varchar(20)   not null
            digest           bytea         not null
            created_at       timestamptz   not null  now
            expires_at       timestamptz   not null
            accepted_at      timestamptz   null
            invited_by_uuid  uuid          null
        """,
        indexes={
            "idx_staff_invitations_clinic": "clinic_id, created_at",
        },
        foreign_keys={
            "fk_staff_invitations_clinic": "clinic_id -> clinics, RESTRICT",
        },
        unique=("digest",),
        enumerations={"role": ("clinician", "administrator")},
    ),
)
