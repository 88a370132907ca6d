"""Versions of a clinic's prior: written when something changed, one in use, old ones kept, read once a process."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.db import IntegrityError, transaction

from baselines.models import PopulationPrior
from baselines.population import ReferencePerson
from baselines.prior import DEFAULT_PRIOR
from baselines.prior_parameters import UnreadablePriorError
from baselines.priors import learn_clinic_prior, load_prior
from resona.accounts.models import Clinic
from tests.baselines.clinic import make_clinic
from tests.factories import ClinicFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def people(number: int, seed: int = 1) -> list[ReferencePerson]:
    return make_clinic(np.random.default_rng(seed), number, 5)


@pytest.fixture
def clinic() -> Clinic:
    return ClinicFactory.create()


def test_a_version_says_what_it_rests_on(clinic: Clinic) -> None:
    prior = learn_clinic_prior(clinic.id, people(9), now=NOW)
    assert prior is not None
    assert (prior.version, prior.learned_at) == ("clinic-2026-03-01-1", NOW)
    assert (prior.reference_people, prior.reference_sessions) == (9, 45)
    assert prior.is_current


def test_nothing_is_written_when_nothing_changed(clinic: Clinic) -> None:
    first = learn_clinic_prior(clinic.id, people(9), now=NOW)
    assert learn_clinic_prior(clinic.id, people(9), now=NOW + timedelta(days=1)) == first
    assert PopulationPrior.objects.count() == 1


def test_nothing_is_written_when_less_changed_than_is_known(clinic: Clinic) -> None:
    first = learn_clinic_prior(clinic.id, people(9), now=NOW)
    moved = [replace(one, series={name: rows * (1 + 1e-7) for name, rows in one.series.items()}) for one in people(9)]
    assert learn_clinic_prior(clinic.id, moved, now=NOW + timedelta(days=1)) == first


def test_a_change_is_a_new_version_and_the_old_one_stays(clinic: Clinic) -> None:
    first = learn_clinic_prior(clinic.id, people(9), now=NOW)
    second = learn_clinic_prior(clinic.id, people(10), now=NOW)
    assert first is not None
    assert second is not None
    assert second.version == "clinic-2026-03-01-2"
    assert list(PopulationPrior.objects.filter(is_current=True)) == [second]
    assert PopulationPrior.objects.get(id=first.id).parameters == first.parameters


def test_seven_people_teach_nothing(clinic: Clinic) -> None:
    assert learn_clinic_prior(clinic.id, people(7), now=NOW) is None
    assert not PopulationPrior.objects.exists()


def test_a_prior_goes_out_of_use_when_too_few_people_are_left(clinic: Clinic) -> None:
    learn_clinic_prior(clinic.id, people(9), now=NOW)
    assert learn_clinic_prior(clinic.id, people(5), now=NOW) is None
    assert not PopulationPrior.objects.filter(is_current=True).exists()
    assert PopulationPrior.objects.count() == 1


def test_clinics_do_not_meet(clinic: Clinic) -> None:
    other = ClinicFactory.create()
    mine = learn_clinic_prior(clinic.id, people(9), now=NOW)
    theirs = learn_clinic_prior(other.id, people(9, seed=2), now=NOW)
    assert mine is not None
    assert theirs is not None
    assert set(PopulationPrior.objects.filter(is_current=True)) == {mine, theirs}
    assert load_prior(mine.id).of("pitch", "praat/1") != load_prior(theirs.id).of("pitch", "praat/1")


def test_a_prior_is_read_once(clinic: Clinic, django_assert_num_queries: pytest.FixtureRequest) -> None:
    prior = learn_clinic_prior(clinic.id, people(9), now=NOW)
    assert prior is not None
    with django_assert_num_queries(1):  # type: ignore[operator]
        first = load_prior(prior.id)
        assert load_prior(prior.id) is first
    assert (first.version, first.reference_people) == (prior.version, 9)


def test_without_a_version_it_is_the_shipped_constants() -> None:
    assert load_prior(None) is DEFAULT_PRIOR


def test_a_damaged_prior_is_not_read_as_if_it_were_none(clinic: Clinic) -> None:
    row = PopulationPrior.objects.create(clinic=clinic, version="v", parameters={}, reference_people=9)
    with pytest.raises(UnreadablePriorError):
        load_prior(row.id)
    with pytest.raises(PopulationPrior.DoesNotExist):
        load_prior(uuid4())


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"version": "v"}, "uq_population_priors_clinic_version"),
        ({"version": "w", "is_current": True}, "uq_population_priors_current"),
        ({"version": "w", "reference_people": 1}, "ck_population_priors_people"),
        ({"version": "w", "reference_sessions": -1}, "ck_population_priors_sessions"),
    ],
)
def test_the_database_holds_the_rules(clinic: Clinic, values: dict[str, object], constraint: str) -> None:
    PopulationPrior.objects.create(clinic=clinic, version="v", parameters={}, reference_people=8)
    row = {"is_current": False, "reference_people": 8, "parameters": {}, **values}
    with transaction.atomic(), pytest.raises(IntegrityError, match=constraint):
        PopulationPrior.objects.create(clinic=clinic, **row)
