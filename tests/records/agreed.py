"""The contract of what people agreed to, and of the keys that seal it, as `expectations` reads."""

from __future__ import annotations

from tests.records.people import PEOPLE
from tests.records.promises import Table

PURPOSES = ("recording", "voice_analysis", "personalisation", "care_team_sharing", "research", "crisis_contact")

AGREED = (
    *PEOPLE,
    Table(
        name="consent_texts",
        columns="""
            id          uuid         not null  gen_random_uuid()
            clinic_id   uuid         not null
            purpose     varchar(30)  not null
            language    varchar(10)  not null
            version     varchar(10)  not null
            text        text         not null
            created_at  timestamptz  not null  now
        """,
        indexes={"uq_consent_texts_version": "clinic_id, purpose, language, version"},
        foreign_keys={"fk_consent_texts_clinic": "clinic_id -> clinics, RESTRICT"},
        unique=("clinic_id, purpose, language, version",),
        enumerations={"purpose": PURPOSES},
    ),
    Table(
        name="consent_records",
        columns="""
            id               uuid         not null  gen_random_uuid()
            user_id          uuid         not null
            purpose          varchar(30)  not null
            decision         varchar(10)  not null
            version          varchar(10)  not null  ''
            text_id          uuid         null
            channel          varchar(20)  not null
            reason           text         null
            decided_at       timestamptz  not null  now
            decided_by       uuid         null
            decided_by_uuid  uuid         null
        """,
        indexes={
            "uq_consent_records_order": "user_id, purpose, decided_at",
            "idx_consent_records_text": "text_id where text_id IS NOT NULL",
            "idx_consent_records_decided_by": "decided_by where decided_by IS NOT NULL",
        },
        foreign_keys={
            "fk_consent_records_user": "user_id -> users, CASCADE",
            "fk_consent_records_consent_text": "text_id -> consent_texts, RESTRICT",
            "fk_consent_records_decided_by": "decided_by -> users, SET NULL",
        },
        unique=("user_id, purpose, decided_at",),
        enumerations={
            "purpose": PURPOSES,
            "decision": ("given", "withdrawn"),
            "channel": ("app", "clinic_staff", "paper", "import", "integration"),
        },
    ),
    Table(
        name="privacy_settings",
        columns="""
            user_id               uuid         not null
            words_for_clinicians  varchar(10)  not null  'always'
            retention_days        integer      null
            chosen_by_person      boolean      not null  false
            updated_at            timestamptz  not null  now
        """,
        indexes={"privacy_settings_pkey": "user_id"},
        foreign_keys={"fk_privacy_settings_user": "user_id -> users, CASCADE"},
        enumerations={"words_for_clinicians": ("always", "high_risk", "never")},
    ),
    Table(
        name="encryption_keys",
        columns="""
            id           uuid         not null  gen_random_uuid()
            key_id       varchar(16)  not null
            check_value  varchar(64)  not null
            created_at   timestamptz  not null  now
        """,
        indexes={"uq_encryption_keys_key_id": "key_id"},
        unique=("key_id",),
    ),
)
