"""Learns each clinic's population prior from the ordinary sessions of its people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connection, transaction

from baselines.models import PopulationPrior
from baselines.policy import POPULATION_POLICY
from baselines.population import ReferencePerson, ReferenceSession, gather_person
from baselines.priors import learn_clinic_prior
from resona.accounts.models import Clinic
from resona.analysis.courses import measure_stored
from resona.logs import log_unforeseen

# Rows in memory at a time, of which each is a kilobyte.
ROWS_AT_ONCE: Final = 2000

# People of the clinic whose recording and voice analysis stand, for the prior is a part of how a voice is analysed:
# numbers about all of them, in which nobody is found again. Whoever refuses research refuses this too. Of each their
# latest sessions that entered their own normal: as in courses.EARLIER_SESSIONS, none that was assessed critical or that
# a detector could not assess; nor any of a decline, which stands, or was reset: from its onset to the person's latest
# session when somebody decided so.
ORDINARY_SESSIONS: Final = """
SELECT users.id, latest.started_at, latest.voice_features, latest.emotion_summary
FROM users
CROSS JOIN LATERAL (
    SELECT conversations.started_at, conversations.id, voice_features, emotion_summary
    FROM conversations
    LEFT JOIN risk_assessments ON risk_assessments.session_id = conversations.id AND risk_assessments.is_current
    WHERE conversations.user_id = users.id AND wrong_person_at IS NULL
        AND coalesce(risk_assessments.risk_level <> 'critical', true)
        AND conversations.not_assessed::text NOT LIKE '%%detector_failed:%%'
        AND NOT EXISTS (
            SELECT FROM user_drifts WHERE user_id = users.id AND user_drifts.onset_at <= conversations.started_at
        )
        AND NOT EXISTS (
            SELECT FROM drift_decisions
            WHERE drift_decisions.user_id = users.id AND decision = 'reset'
                AND conversations.started_at BETWEEN drift_decisions.onset_at AND after_started_at
        )
    ORDER BY conversations.started_at DESC, conversations.id DESC
    LIMIT %s
) AS latest
WHERE users.clinic_id = %s AND users.role = 'person'
    AND users.consents_given @> '{recording,voice_analysis}' AND NOT 'research' = ANY(users.consents_withdrawn)
ORDER BY users.id, latest.started_at, latest.id
"""


def learn_priors(*, now: datetime) -> int:
    """Learns the prior of every clinic; returns in how many that gave one to use. A clinic is one transaction.

    One clinic's failure stops no other's: it is logged, and the clinic keeps the prior it has.
    """
    learned = 0
    for clinic_id in Clinic.objects.order_by("id").values_list("id", flat=True):
        try:
            learned += learn_prior_of_clinic(clinic_id, now=now) is not None
        except OperationalError:
            raise  # the database is gone: every other clinic would fail with this one
        except Exception as error:
            log_unforeseen(error)
    return learned


def learn_prior_of_clinic(
    clinic_id: UUID, *, now: datetime, minimum_people: int = POPULATION_POLICY.minimum_people
) -> PopulationPrior | None:
    """Learns from the clinic's people; returns the version in use afterwards. One statement reads their sessions."""
    people = list(read_reference_people(clinic_id))
    return learn_clinic_prior(clinic_id, people, now=now, minimum_people=minimum_people)


def read_reference_people(clinic_id: UUID) -> Iterator[ReferencePerson]:
    """The people of a clinic, each as the numbers that are learned from; those without ordinary sessions are not."""
    for _, rows in groupby(_ordinary_sessions(clinic_id), key=itemgetter(0)):
        yield gather_person(
            _as_reference_session(started_at, features, summary) for _, started_at, features, summary in rows
        )


def _ordinary_sessions(clinic_id: UUID) -> Iterator[tuple[Any, ...]]:
    """Row by row from the server: a clinic's sessions are never in memory together."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(ORDINARY_SESSIONS, [POPULATION_POLICY.sessions_per_person, clinic_id])
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from rows


def _as_reference_session(started_at: datetime, features: str | None, summary: str | None) -> ReferenceSession:
    """One that is damaged is logged, and teaches nothing."""
    measured = measure_stored(started_at, features, summary)
    return ReferenceSession(
        extractor=measured.extractor, instrument=measured.instrument, values=measured.values, shares=measured.shares
    )
