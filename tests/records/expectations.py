"""The contract of the records, written by hand: tables, columns, indexes and keys that other teams build against.

A column's line reads: name, type, `null` or `not null`, default; `now` is any default that is the time of insertion.
An index reads `columns [where predicate]`; `…` after the columns allows more of them, where only the first is promised.
A key reads `column -> table, ON DELETE`.
"""

from __future__ import annotations

from tests.records.agreed import AGREED
from tests.records.asked import ASKED
from tests.records.audited import AUDITED
from tests.records.caring import CARING
from tests.records.drifting import DRIFTING
from tests.records.learned import LEARNED
from tests.records.on_call import ON_CALL
from tests.records.promises import Table
from tests.records.shown import SHOWN
from tests.records.signing_in import SIGNING_IN

LEVELS = ("low", "medium", "high", "critical")
SENTIMENTS = ("positive", "neutral", "negative")
INTERPRETATIONS = (
    "authentic",
    "defensive_concealment",
    "minimization",
    "intensity_mismatch",
    "recovery_indicator",
    "exaggeration",
    "unclear",
)
# What deviations, dissonance and risk rows carry of the analysis that made them.
RUN = """
    analysis_run    uuid         not null  gen_random_uuid()
    policy_version  varchar(20)  not null  ''
    is_current      boolean      not null  true
"""

CONTRACT = (
    Table(
        name="users",
        columns="""
            id                    uuid          not null  gen_random_uuid()
            email                 varchar(255)  null
            phone                 varchar(20)   null
            name                  varchar(200)  not null  ''
            password              varchar(128)  not null  '!'
            created_at            timestamptz   not null  now
            last_active           timestamptz   null
            consent_version       varchar(10)   not null  ''
            consents_given        varchar(30)[]  not null  '{}'
            consents_withdrawn    varchar(30)[]  not null  '{}'
            is_restricted         boolean       not null  false
            data_retention_until  timestamptz   null
            is_anonymous          boolean       not null  true
            timezone              varchar(50)   not null  'UTC'
            language              varchar(10)   not null  'en'
            clinic_id             uuid          null
        """,
        foreign_keys={"fk_users_clinic": "clinic_id -> clinics, RESTRICT"},
        indexes={"uq_users_email_lower": "lower(email::text)"},
        unique=("email",),
        enumerations={"role": ("person", "clinician", "administrator")},
    ),
    Table(
        name="user_profiles",
        columns="""
            user_id         uuid         not null
            encrypted_data  bytea        not null
            created_at      timestamptz  not null  now
            updated_at      timestamptz  not null  now
        """,
        indexes={"user_profiles_pkey": "user_id"},
        foreign_keys={"fk_user_profiles_user": "user_id -> users, CASCADE"},
    ),
    Table(
        name="conversations",
        columns="""
            id                  uuid         not null  gen_random_uuid()
            user_id             uuid         not null
            started_at          timestamptz  not null  now
            ended_at            timestamptz  null
            language            varchar(10)  not null  'en'
            emotion_summary     jsonb        null
            voice_features      jsonb        null
            crisis_detected     boolean      not null  false
            escalated_to_human  boolean      not null  false
            analysis_status     varchar(10)  not null  'complete'
            not_assessed        jsonb        not null  '[]'
            created_at          timestamptz  not null  now
            updated_at          timestamptz  not null  now
        """,
        indexes={
            "idx_conversations_user_id": "user_id, started_at",
            "idx_conversations_started_at": "started_at …",
            "idx_conversations_crisis": "… where crisis_detected",
            "idx_conversations_incomplete": "… where NOT analysis_status::text = 'complete'::text",
        },
        foreign_keys={
            "fk_conversations_user": "user_id -> users, CASCADE",
            "fk_conversations_reviewed_by": "reviewed_by -> users, SET NULL",
            "fk_conversations_wrong_person_by": "wrong_person_by -> users, SET NULL",
            "fk_conversations_spoken_by": "spoken_by -> users, CASCADE",
        },
        enumerations={"analysis_status": ("complete", "partial", "failed"), "stated_emotion": SENTIMENTS},
    ),
    Table(
        name="messages",
        columns="""
            id               uuid         not null  gen_random_uuid()
            conversation_id  uuid         not null
            role             varchar(10)  not null
            content          text         not null
            emotion_data     jsonb        null
            created_at       timestamptz  not null  now
        """,
        indexes={
            "idx_messages_conversation_id": "conversation_id …",
            "idx_messages_created_at": "created_at …",
        },
        foreign_keys={
            "fk_messages_conversation": "conversation_id -> conversations, CASCADE",
            "fk_messages_part_of": "part_of -> messages, CASCADE",
        },
        enumerations={"role": ("user", "assistant")},
    ),
    Table(
        name="emotion_history",
        columns="""
            id                uuid              not null  gen_random_uuid()
            user_id           uuid              not null
            conversation_id   uuid              null
            message_id        uuid              null
            emotion_type      varchar(50)       not null
            confidence_score  double precision  not null
            voice_emotion     jsonb             null
            text_sentiment    jsonb             null
            created_at        timestamptz       not null  now
        """,
        indexes={
            "idx_emotion_history_user_id": "user_id …",
            "idx_emotion_history_conversation_id": "conversation_id …",
            "idx_emotion_history_created_at": "created_at …",
        },
        foreign_keys={
            "fk_emotion_history_user": "user_id -> users, CASCADE",
            "fk_emotion_history_conversation": "conversation_id -> conversations, SET NULL",
            "fk_emotion_history_message": "message_id -> messages, SET NULL",
        },
        shares=("confidence_score",),
    ),
    Table(
        name="sync_queue",
        columns="""
            id              uuid          not null  gen_random_uuid()
            user_id         uuid          not null
            operation_type  varchar(50)   not null  'session'
            body_digest     varchar(100)  not null  ''
            encrypted_data  bytea         null
            status          varchar(10)   not null  'pending'
            created_at      timestamptz   not null  now
            processed_at    timestamptz   null
            retry_count     integer       not null  0
        """,
        indexes={
            "idx_sync_queue_user_id": "user_id …",
            "idx_sync_queue_pending": "status, created_at where status::text = 'pending'::text",
        },
        foreign_keys={"fk_sync_queue_user": "user_id -> users, CASCADE"},
        enumerations={"status": ("pending", "processing", "completed", "failed")},
    ),
    Table(
        name="user_baselines",
        columns="""
            id              uuid         not null  gen_random_uuid()
            user_id         uuid         not null
            baseline_type   varchar(50)  not null
            baseline_value  jsonb        not null
            session_count   integer      not null  0
            established_at  timestamptz  null      now
            updated_at      timestamptz  not null  now
        """,
        indexes={
            "idx_user_baselines_user_id": "user_id …",
            "idx_user_baselines_type": "baseline_type …",
            "uq_user_baselines_user_type": "user_id, baseline_type",
        },
        foreign_keys={"fk_user_baselines_user": "user_id -> users, CASCADE"},
        unique=("user_id, baseline_type",),
    ),
    Table(
        name="session_deviations",
        columns=f"""
            id               uuid              not null  gen_random_uuid()
            user_id          uuid              not null
            session_id       uuid              not null
            deviation_type   varchar(50)       not null
            baseline_value   jsonb             null
            current_value    jsonb             null
            deviation_score  double precision  not null
            detected_at      timestamptz       not null  now
            {RUN}
        """,
        indexes={
            "idx_session_deviations_user_id": "user_id …",
            "idx_session_deviations_session_id": "session_id …",
            "idx_session_deviations_score": "deviation_score …",
        },
        foreign_keys={
            "fk_session_deviations_user": "user_id -> users, CASCADE",
            "fk_session_deviations_conversation": "session_id -> conversations, CASCADE",
        },
        unique=("session_id, deviation_type where is_current",),
        shares=("deviation_score",),
    ),
    Table(
        name="dissonance_records",
        columns=f"""
            id                uuid              not null  gen_random_uuid()
            user_id           uuid              not null
            session_id        uuid              not null
            transcript        text              null
            stated_emotion    varchar(50)       not null
            actual_emotion    varchar(50)       not null
            dissonance_score  double precision  not null
            interpretation    varchar(100)      not null
            risk_level        varchar(20)       not null
            detected_at       timestamptz       not null  now
            {RUN}
        """,
        indexes={
            "idx_dissonance_records_user_id": "user_id …",
            "idx_dissonance_records_score": "dissonance_score …",
            "idx_dissonance_records_risk": "risk_level …",
        },
        foreign_keys={
            "fk_dissonance_records_user": "user_id -> users, CASCADE",
            "fk_dissonance_records_conversation": "session_id -> conversations, CASCADE",
        },
        unique=("session_id where is_current",),
        enumerations={
            "stated_emotion": SENTIMENTS,
            "actual_emotion": SENTIMENTS,
            "interpretation": INTERPRETATIONS,
            "risk_level": LEVELS,
        },
        shares=("dissonance_score", "confidence"),
    ),
    Table(
        name="risk_assessments",
        columns=f"""
            id                               uuid              not null  gen_random_uuid()
            user_id                          uuid              not null
            session_id                       uuid              not null
            risk_score                       double precision  not null
            risk_level                       varchar(20)       not null
            risk_factors                     jsonb             not null  '[]'
            dissonance_contribution          double precision  null
            baseline_deviation_contribution  double precision  null
            pattern_contribution             double precision  null
            language_severity                smallint          null
            not_assessed                     jsonb             not null  '[]'
            needs_review                     boolean           not null  false
            review_due_at                    timestamptz  null
            assessed_at                      timestamptz       not null  now
            action_taken                     varchar(100)      null
            action_taken_by                  uuid              null
            action_taken_by_uuid             uuid              null
            action_taken_at                  timestamptz       null
            {RUN}
        """,
        indexes={
            "idx_risk_assessments_user_id": "user_id …",
            "idx_risk_assessments_level": "risk_level …",
            "idx_risk_assessments_score": "risk_score …",
        },
        foreign_keys={
            "fk_risk_assessments_user": "user_id -> users, CASCADE",
            "fk_risk_assessments_conversation": "session_id -> conversations, CASCADE",
            "fk_risk_assessments_action_taken_by": "action_taken_by -> users, SET NULL",
        },
        unique=("session_id where is_current",),
        enumerations={"risk_level": LEVELS},
        shares=("dissonance_contribution", "baseline_deviation_contribution", "pattern_contribution", "risk_score"),
    ),
    Table(
        name="crisis_events",
        columns="""
            id                    uuid         not null  gen_random_uuid()
            user_id               uuid         not null
            conversation_id       uuid         null
            source_kind           varchar(20)  not null  'session'
            source_id             uuid         not null  gen_random_uuid()
            episode_id            uuid         not null  gen_random_uuid()
            words                 text         null
            risk_level            varchar(20)  not null
            detection_method      varchar(50)  not null
            escalation_required   boolean      not null  true
            human_reviewed        boolean      not null  false
            due_at                timestamptz  null
            acknowledged_by       uuid         null
            acknowledged_by_uuid  uuid         null
            acknowledged_at       timestamptz  null
            resolved_by           uuid         null
            resolved_by_uuid      uuid         null
            resolved_at           timestamptz  null
            resolution            varchar(20)  null
            resolution_note       text         null
            reopened_by           uuid         null
            reopened_by_uuid      uuid         null
            reopened_at           timestamptz  null
            corrected_to          uuid         null
            owner_id              uuid         null
            owner_id_uuid         uuid         null
            next_due_at           timestamptz  null
            escalation_step       smallint     not null  0
            escalated_at          timestamptz  null
            told_at               timestamptz  null
            created_at            timestamptz  not null  now
        """,
        indexes={
            "idx_crisis_events_user_id": "user_id …",
            "idx_crisis_events_episode_id": "episode_id …",
            "idx_crisis_events_created_at": "created_at …",
            "idx_crisis_events_unreviewed": "human_reviewed, created_at where NOT human_reviewed",
            "idx_crisis_events_unresolved": "… where resolved_at IS NULL",
        },
        foreign_keys={
            "fk_crisis_events_user": "user_id -> users, CASCADE",
            "fk_crisis_events_conversation": "conversation_id -> conversations, SET NULL",
            "fk_crisis_events_acknowledged_by": "acknowledged_by -> users, SET NULL",
            "fk_crisis_events_resolved_by": "resolved_by -> users, SET NULL",
            "fk_crisis_events_owner": "owner_id -> users, SET NULL",
            "fk_crisis_events_reopened_by": "reopened_by -> users, SET NULL",
            "fk_crisis_events_corrected_to": "corrected_to -> crisis_events, SET NULL",
        },
        unique=("user_id, source_kind, source_id where resolved_at IS NULL",),
        enumerations={
            "source_kind": ("session", "questionnaire", "help_request", "safety_check", "staff"),
            "risk_level": LEVELS,
            "resolution": ("confirmed", "false_alarm", "transferred", "other", "wrong_person", "to_review"),
        },
    ),
    Table(
        name="crisis_event_steps",
        columns="""
            id             uuid         not null  gen_random_uuid()
            user_id        uuid         not null
            event_id       uuid         not null
            kind           varchar(20)  not null
            resolution     varchar(20)  null
            text           text         null
            actor_id       uuid         null
            actor_id_uuid  uuid         null
            performer      text         null
            at             timestamptz  not null  now
            corrects       uuid         null
        """,
        indexes={
            "idx_crisis_event_steps_user_id": "user_id, at",
            "idx_crisis_event_steps_event_id": "event_id, at",
            "idx_crisis_event_steps_actor_id": "actor_id where actor_id IS NOT NULL",
            "idx_crisis_event_steps_corrects": "corrects where corrects IS NOT NULL",
        },
        foreign_keys={
            "fk_crisis_event_steps_user": "user_id -> users, CASCADE",
            "fk_crisis_event_steps_crisis_event": "event_id -> crisis_events, CASCADE",
            "fk_crisis_event_steps_actor": "actor_id -> users, SET NULL",
            "fk_crisis_event_steps_corrects": "corrects -> crisis_event_steps, SET NULL",
        },
        enumerations={
            "kind": (
                "acknowledged",
                "undone",
                "note",
                "taken",
                "passed",
                "escalated",
                "told",
                "resolved",
                "reopened",
                "corrected",
                "moved",
            ),
            "resolution": ("confirmed", "false_alarm", "transferred", "other", "wrong_person", "to_review"),
        },
    ),
    *SHOWN,
    *AUDITED,
    *(*AGREED, *ON_CALL),
    *ASKED,
    *SIGNING_IN,
    *LEARNED,
    *DRIFTING,
    *CARING,
)
