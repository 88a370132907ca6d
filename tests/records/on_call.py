"""The contract of who is told of a crisis, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

ON_CALL = (
    Table(
        name="on_call_shifts",
        columns="""
            id            uuid         not null  gen_random_uuid()
            care_team_id  uuid         not null
            staff_id      uuid         not null
            starts_at     timestamptz  not null
            ends_at       timestamptz  not null
            step          smallint     not null  1
        """,
        indexes={
            "idx_on_call_shifts_care_team_id": "care_team_id, ends_at",
            "idx_on_call_shifts_staff_id": "staff_id",
        },
        foreign_keys={
            "fk_on_call_shifts_care_team": "care_team_id -> care_teams, CASCADE",
            "fk_on_call_shifts_user": "staff_id -> users, CASCADE",
        },
    ),
    Table(
        name="person_leads",
        columns="""
            id          uuid         not null  gen_random_uuid()
            user_id     uuid         not null
            staff_id    uuid         null
            staff_id_uuid  uuid      null
            since       timestamptz  not null  now
            until       timestamptz  null
        """,
        indexes={
            "idx_person_leads_user_id": "user_id, since",
            "idx_person_leads_staff": "staff_id where staff_id IS NOT NULL",
        },
        foreign_keys={
            "fk_person_leads_user": "user_id -> users, CASCADE",
            "fk_person_leads_staff": "staff_id -> users, SET NULL",
        },
        unique=("user_id where until IS NULL",),
    ),
    Table(
        name="alert_deliveries",
        columns="""
            id                 uuid          not null  gen_random_uuid()
            user_id            uuid          not null
            event_id           uuid          not null
            step               smallint      not null  0
            role               varchar(30)   not null  ''
            recipient_id       uuid          null
            recipient_id_uuid  uuid          null
            recipient          text          null
            channel            varchar(20)   not null
            attempt            smallint      not null  1
            status             varchar(10)   not null  'queued'
            error_code         varchar(30)   null
            message_id         varchar(255)  not null
            queued_at          timestamptz   not null  now
            sent_at            timestamptz   null
            next_at            timestamptz   null
        """,
        indexes={
            "idx_alert_deliveries_user_id": "user_id",
            "idx_alert_deliveries_event_id": "event_id, queued_at",
            "idx_alert_deliveries_next": "next_at where next_at IS NOT NULL",
        },
        foreign_keys={
            "fk_alert_deliveries_user": "user_id -> users, CASCADE",
            "fk_alert_deliveries_crisis_event": "event_id -> crisis_events, CASCADE",
            "fk_alert_deliveries_staff": "recipient_id -> users, SET NULL",
        },
        unique=("message_id, channel, attempt",),
        enumerations={"status": ("queued", "sent", "failed")},
    ),
)
