"""The contract of what people do about what was found, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

OPEN = "cancelled_at IS NULL AND NOT completed"
OUTCOMES = ("done", "partly", "not_reached", "declined", "not_needed")

CARING = (
    Table(
        name="tasks",
        columns="""
            id               uuid         not null  gen_random_uuid()
            user_id          uuid         not null
            title            text         not null
            description      text         null
            completed        boolean      not null  false
            completed_at     timestamptz  null
            completed_by     uuid         null
            cancelled_at     timestamptz  null
            cancelled_by     uuid         null
            outcome          varchar(50)  null
            priority         varchar(10)  not null  'routine'
            due_at           timestamptz  null
            audience         varchar(10)  not null  'team'
            owner_id         uuid         null
            care_team_id     uuid         null
            crisis_event_id  uuid         null
            decision_id      uuid         null
            rule             varchar(50)  null
            version          integer      not null  1
            created_at       timestamptz  not null  now
            updated_at       timestamptz  not null  now
        """,
        indexes={
            "idx_tasks_user_id": "user_id, created_at",
            "idx_tasks_open_owner": f"owner_id, due_at where {OPEN}",
            "idx_tasks_open_care_team": f"care_team_id, due_at where {OPEN}",
            "idx_tasks_open_due": f"due_at, id where {OPEN}",
        },
        foreign_keys={
            "fk_tasks_user": "user_id -> users, CASCADE",
            "fk_tasks_completed_by": "completed_by -> users, SET NULL",
            "fk_tasks_cancelled_by": "cancelled_by -> users, SET NULL",
            "fk_tasks_owner": "owner_id -> users, SET NULL",
            "fk_tasks_care_team": "care_team_id -> care_teams, SET NULL",
            "fk_tasks_crisis_event": "crisis_event_id -> crisis_events, SET NULL",
            "fk_tasks_decision": "decision_id -> decisions, SET NULL",
        },
        unique=(f"user_id, rule, source_uuid where {OPEN} AND rule IS NOT NULL",),
        enumerations={
            "priority": ("routine", "urgent", "asap", "stat"),
            "audience": ("team", "person"),
        },
    ),
    Table(
        name="task_steps",
        columns="""
            id             uuid         not null  gen_random_uuid()
            user_id        uuid         not null
            task_id        uuid         not null
            kind           varchar(20)  not null
            outcome        varchar(50)  null
            text           text         null
            to_staff_id    uuid         null
            to_team_id     uuid         null
            actor_id       uuid         null
            actor_id_uuid  uuid         null
            performer      text         null
            at             timestamptz  not null  now
        """,
        indexes={
            "idx_task_steps_user_id": "user_id, at",
            "idx_task_steps_task_id": "task_id, at",
        },
        foreign_keys={
            "fk_task_steps_user": "user_id -> users, CASCADE",
            "fk_task_steps_task": "task_id -> tasks, CASCADE",
            "fk_task_steps_to_staff": "to_staff_id -> users, SET NULL",
            "fk_task_steps_care_team": "to_team_id -> care_teams, SET NULL",
            "fk_task_steps_actor": "actor_id -> users, SET NULL",
        },
        enumerations={
            "kind": ("created", "taken", "passed", "changed", "completed", "reopened", "cancelled"),
            "outcome": OUTCOMES,
        },
    ),
    Table(
        name="decisions",
        columns="""
            id             uuid         not null  gen_random_uuid()
            user_id        uuid         not null
            decision_type  varchar(30)  not null
            title          text         not null
            description    text         null
            rationale      text         not null
            expected       text         null
            outcome        text         null
            outcome_kind   varchar(20)  null
            status         varchar(20)  not null  'approved'
            evidence       jsonb        not null  '[]'
            decided_at     timestamptz  not null  now
            recorded_at    timestamptz  not null  now
            recorded_by    uuid         null
            review_at      timestamptz  null
            reviewed_at    timestamptz  null
            reviewed_by    uuid         null
            superseded_by  uuid         null
            version        integer      not null  1
            updated_at     timestamptz  not null  now
        """,
        indexes={"idx_decisions_user_id": "user_id, decided_at"},
        foreign_keys={
            "fk_decisions_user": "user_id -> users, CASCADE",
            "fk_decisions_recorded_by": "recorded_by -> users, SET NULL",
            "fk_decisions_reviewed_by": "reviewed_by -> users, SET NULL",
            "fk_decisions_superseded_by": "superseded_by -> decisions, SET NULL",
        },
        enumerations={
            "decision_type": ("safety", "treatment", "medication", "contact", "referral", "setting", "other"),
            "status": ("pending", "approved", "implemented", "cancelled", "reviewed"),
            "outcome_kind": ("as_expected", "better", "partly", "worse", "unclear"),
        },
    ),
    Table(
        name="decision_stakeholders",
        columns="""
            id             uuid         not null  gen_random_uuid()
            user_id        uuid         not null
            decision_id    uuid         not null
            staff_id       uuid         null
            staff_id_uuid  uuid         null
            name           text         null
            part           varchar(20)  not null
            agreed         boolean      null
            reason         text         null
            at             timestamptz  not null  now
        """,
        indexes={
            "idx_decision_stakeholders_user_id": "user_id",
            "idx_decision_stakeholders_decision_id": "decision_id, at",
        },
        foreign_keys={
            "fk_decision_stakeholders_user": "user_id -> users, CASCADE",
            "fk_decision_stakeholders_decision": "decision_id -> decisions, CASCADE",
            "fk_decision_stakeholders_staff": "staff_id -> users, SET NULL",
        },
        unique=("decision_id, staff_id_uuid where staff_id_uuid IS NOT NULL",),
        enumerations={"part": ("decides", "consulted", "informed")},
    ),
    Table(
        name="care_notes",
        columns="""
            id               uuid         not null  gen_random_uuid()
            user_id          uuid         not null
            author_id        uuid         null
            author_id_uuid   uuid         null
            performer        text         null
            kind             varchar(20)  not null  'note'
            content          text         null
            contact_outcome  varchar(20)  null
            about            jsonb        null
            amends_id        uuid         null
            written_at       timestamptz  not null  now
            recorded_at      timestamptz  not null  now
            moved_at         timestamptz  null
            moved_by         uuid         null
            moved_by_uuid    uuid         null
            corrects         uuid         null
        """,
        indexes={
            "idx_care_notes_user_id": "user_id, written_at",
            "idx_care_notes_written_at": "written_at, id",
        },
        foreign_keys={
            "fk_care_notes_user": "user_id -> users, CASCADE",
            "fk_care_notes_author": "author_id -> users, SET NULL",
            "fk_care_notes_amends": "amends_id -> care_notes, SET NULL",
            "fk_care_notes_moved_by": "moved_by -> users, SET NULL",
            "fk_care_notes_corrects": "corrects -> care_notes, SET NULL",
        },
        enumerations={
            "kind": ("note", "contact", "handover", "supervision"),
            "contact_outcome": ("reached", "not_reached", "left_message", "refused"),
        },
    ),
    Table(
        name="note_reads",
        columns="""
            id             uuid         not null  gen_random_uuid()
            user_id        uuid         not null
            note_id        uuid         not null
            staff_id       uuid         null
            staff_id_uuid  uuid         null
            mentioned      boolean      not null  false
            at             timestamptz  null
        """,
        indexes={
            "idx_note_reads_user_id": "user_id",
            "idx_note_reads_unread": "staff_id where at IS NULL",
        },
        foreign_keys={
            "fk_note_reads_user": "user_id -> users, CASCADE",
            "fk_note_reads_care_note": "note_id -> care_notes, CASCADE",
            "fk_note_reads_staff": "staff_id -> users, SET NULL",
        },
        unique=("note_id, staff_id_uuid",),
    ),
    Table(
        name="handovers",
        columns="""
            id            uuid         not null  gen_random_uuid()
            clinic_id     uuid         not null
            care_team_id  uuid         null
            given_by      uuid         null
            taken_by      uuid         null
            given_for     text         null
            taken_for     text         null
            created_at    timestamptz  not null  now
            signed_at     timestamptz  null
            taken_at      timestamptz  null
        """,
        indexes={"idx_handovers_clinic_id": "clinic_id, created_at"},
        foreign_keys={
            "fk_handovers_clinic": "clinic_id -> clinics, RESTRICT",
            "fk_handovers_care_team": "care_team_id -> care_teams, SET NULL",
            "fk_handovers_given_by": "given_by -> users, SET NULL",
            "fk_handovers_taken_by": "taken_by -> users, SET NULL",
        },
    ),
    Table(
        name="handover_items",
        columns="""
            id           uuid         not null  gen_random_uuid()
            handover_id  uuid         not null
            user_id      uuid         not null
            text         text         null
            due_at       timestamptz  null
            accepted     boolean      null
            returned_because  text    null
            created_at   timestamptz  not null  now
        """,
        indexes={"idx_handover_items_user_id": "user_id, created_at"},
        foreign_keys={
            "fk_handover_items_handover": "handover_id -> handovers, CASCADE",
            "fk_handover_items_user": "user_id -> users, CASCADE",
        },
        unique=("handover_id, user_id",),
    ),
    Table(
        name="care_offers",
        columns="""
            id                uuid         not null  gen_random_uuid()
            user_id           uuid         not null
            kind              varchar(10)  not null
            crisis_event_id   uuid         null
            given_by          uuid         null
            given_by_uuid     uuid         null
            to_staff_id       uuid         null
            to_staff_id_uuid  uuid         null
            note              text         null
            offered_at        timestamptz  not null  now
            answer            varchar(10)  null
            answered_at       timestamptz  null
            answer_note       text         null
            performer         text         null
            answer_performer  text         null
        """,
        indexes={"idx_care_offers_user_id": "user_id, offered_at"},
        foreign_keys={
            "fk_care_offers_user": "user_id -> users, CASCADE",
            "fk_care_offers_crisis_event": "crisis_event_id -> crisis_events, CASCADE",
            "fk_care_offers_given_by": "given_by -> users, SET NULL",
            "fk_care_offers_to_staff": "to_staff_id -> users, SET NULL",
        },
    ),
)
