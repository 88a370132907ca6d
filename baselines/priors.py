"""The population priors of clinics: a new version when something changed, and the one in use from memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db import transaction

from baselines.models import PopulationPrior
from baselines.policy import POPULATION_POLICY
from baselines.population import ReferencePerson, learn_prior
from baselines.prior import DEFAULT_PRIOR, Prior
from baselines.prior_parameters import prior_parameters, read_prior, reference_sessions
from resona.accounts.models import Clinic

# Priors kept in memory, some hundred kilobytes each with what is computed from them: more than a server has clinics.
KEPT_PRIORS: Final = 128
VERSION: Final = "clinic-{date}-{number}"
# Named before it is known whether it will be a version at all.
UNNAMED: Final = "clinic"


def learn_clinic_prior(
    clinic_id: UUID,
    people: Sequence[ReferencePerson],
    *,
    now: datetime,
    minimum_people: int = POPULATION_POLICY.minimum_people,
) -> PopulationPrior | None:
    """Learns from these people of the clinic; returns the version in use afterwards, None where there is none.

    A new version is written only if it says something else than the one in use. Where the people have become too few,
    the one in use is put out of use: what a withdrawn consent leaves behind must not go on counting.
    """
    learned = learn_prior(people, version=UNNAMED, minimum_people=minimum_people)
    return store_prior(clinic_id, learned, now=now)


@transaction.atomic
def store_prior(clinic_id: UUID, learned: Prior | None, *, now: datetime) -> PopulationPrior | None:
    """Puts what was learned in use; nothing is written where it is in use already."""
    # Learners of the same clinic take turns; sessions recorded meanwhile only refer to the clinic, and do not wait.
    Clinic.objects.select_for_update(no_key=True).filter(id=clinic_id).values_list("id").get()
    priors = PopulationPrior.objects.filter(clinic_id=clinic_id)
    current = priors.filter(is_current=True).first()
    parameters = None if learned is None else prior_parameters(learned)
    if current is not None and current.parameters == parameters:
        return current
    priors.filter(is_current=True).update(is_current=False)
    if learned is None:
        return None
    return PopulationPrior.objects.create(
        clinic_id=clinic_id,
        version=_next_version(clinic_id, now),
        parameters=parameters,
        reference_people=learned.reference_people,
        reference_sessions=reference_sessions(learned),
        learned_at=now,
    )


@lru_cache(maxsize=KEPT_PRIORS)
def load_prior(prior_id: UUID | None) -> Prior:
    """The prior with this id, from memory after the first time: rows never change. None: the shipped constants.

    Raises UnreadablePriorError for a damaged one, PopulationPrior.DoesNotExist for none at all.
    """
    if prior_id is None:
        return DEFAULT_PRIOR
    version, parameters = PopulationPrior.objects.values_list("version", "parameters").get(id=prior_id)
    return read_prior(parameters, version=version)


def _next_version(clinic_id: UUID, now: datetime) -> str:
    date = now.date().isoformat()
    begun = PopulationPrior.objects.filter(
        clinic_id=clinic_id, version__startswith=VERSION.format(date=date, number="")
    )
    return VERSION.format(date=date, number=begun.count() + 1)
