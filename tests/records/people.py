"""The contract of how people come in and are reached, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

PEOPLE = (
    Table(
        name="person_identifiers",
        columns="""
            id            uuid          not null  gen_random_uuid()
            user_id       uuid          not null
            clinic_id     uuid          not null
            system        varchar(200)  not null
            value         text          not null
            value_digest  varchar(81)   not null
            created_at    timestamptz   not null  now
        """,
        indexes={
            "uq_person_identifiers_value": "clinic_id, system, value_digest",
            "idx_person_identifiers_user_id": "user_id",
        },
        foreign_keys={
            "fk_person_identifiers_user": "user_id -> users, CASCADE",
            "fk_person_identifiers_clinic": "clinic_id -> clinics, RESTRICT",
        },
        unique=("clinic_id, system, value_digest",),
    ),
    Table(
        name="person_contacts",
        columns="""
            id                uuid         not null  gen_random_uuid()
            user_id           uuid         not null
            kind              varchar(20)  not null
            relation          varchar(50)  not null  ''
            details           text         not null
            may_be_contacted  varchar(10)  not null
            priority          smallint     not null  1
            created_at        timestamptz  not null  now
            ended_at          timestamptz  null
        """,
        indexes={"idx_person_contacts_user_id": "user_id"},
        foreign_keys={"fk_person_contacts_user": "user_id -> users, CASCADE"},
        enumerations={
            "kind": ("next_of_kin", "emergency", "gp", "school", "other"),
            "may_be_contacted": ("in_crisis", "always", "never"),
        },
    ),
    Table(
        name="care_periods",
        columns="""
            id             uuid         not null  gen_random_uuid()
            user_id        uuid         not null
            started_at     timestamptz  not null  now
            ended_at       timestamptz  null
            ended_because  varchar(20)  not null  ''
            begun_for      text         null
            ended_for      text         null
        """,
        indexes={
            "idx_care_periods_user_id": "user_id, started_at",
            "uq_care_periods_open": "user_id where ended_at IS NULL",
        },
        foreign_keys={"fk_care_periods_user": "user_id -> users, CASCADE"},
    ),
    Table(
        name="time_zone_changes",
        columns="""
            id       uuid         not null  gen_random_uuid()
            user_id  uuid         not null
            from     varchar(50)  not null
            to       varchar(50)  not null
            at       timestamptz  not null  now
        """,
        indexes={"idx_time_zone_changes_user_id": "user_id, at"},
        foreign_keys={"fk_time_zone_changes_user": "user_id -> users, CASCADE"},
    ),
)
