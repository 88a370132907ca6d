"""The contract of charts of gradual decline, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

DRIFTING = (
    Table(
        name="user_drifts",
        columns="""
            user_id     uuid         not null
            state       jsonb        not null
            status      varchar(10)  not null  'watching'
            chart       varchar(10)  null
            direction   varchar(10)  null
            onset_at    timestamptz  null
            alarmed_at  timestamptz  null
            latched_at  timestamptz  null
            updated_at  timestamptz  not null  now
        """,
        indexes={
            "user_drifts_pkey": "user_id",
            "idx_user_drifts_alarmed": "alarmed_at, user_id where alarmed_at IS NOT NULL",
        },
        foreign_keys={"fk_user_drifts_user": "user_id -> users, CASCADE"},
    ),
    Table(
        name="drift_decisions",
        columns="""
            id                  uuid         not null  gen_random_uuid()
            user_id             uuid         not null
            decision            varchar(10)  not null
            reason              text         not null
            after_started_at    timestamptz  not null
            after_session_uuid  uuid         null
            onset_at            timestamptz  null
            decided_at          timestamptz  not null  now
            decided_by          uuid         null
            decided_by_uuid     uuid         null
        """,
        indexes={
            "idx_drift_decisions_user_id": "user_id, after_started_at, decided_at",
            "idx_drift_decisions_decided_by": "decided_by where decided_by IS NOT NULL",
        },
        foreign_keys={
            "fk_drift_decisions_user": "user_id -> users, CASCADE",
            "fk_drift_decisions_decided_by": "decided_by -> users, SET NULL",
        },
        enumerations={"decision": ("accept", "reset")},
    ),
)
