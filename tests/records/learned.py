"""The contract of what is learned about people in general, as `expectations` reads."""

from __future__ import annotations

from tests.records.promises import Table

LEARNED = (
    Table(
        name="population_priors",
        columns="""
            id                  uuid         not null  gen_random_uuid()
            clinic_id           uuid         not null
            version             varchar(40)  not null
            parameters          jsonb        not null
            reference_people    integer      not null
            reference_sessions  integer      not null  0
            is_current          boolean      not null  true
            learned_at          timestamptz  not null  now
            created_at          timestamptz  not null  now
        """,
        indexes={"uq_population_priors_clinic_version": "clinic_id, version"},
        foreign_keys={"fk_population_priors_clinic": "clinic_id -> clinics, RESTRICT"},
        unique=("clinic_id, version", "clinic_id where is_current"),
    ),
)
