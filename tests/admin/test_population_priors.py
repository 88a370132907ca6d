"""Population priors in the admin: a clinic's own, to be read and never to be written."""

from __future__ import annotations

import pytest
from django.urls import reverse

from baselines.models import PopulationPrior
from tests.admin.pages import list_url, page_url, sign_in
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def prior(cast: Cast) -> PopulationPrior:
    return PopulationPrior.objects.create(
        clinic=cast.clinic, version="clinic-2026-03-01-1", parameters={"policy": "population-1"}, reference_people=12
    )


@pytest.mark.parametrize("caller", ["clinician", "administrator", "superuser"])
def test_staff_of_the_clinic_read_it(cast: Cast, prior: PopulationPrior, caller: str) -> None:
    client = sign_in(getattr(cast, caller))
    listed = client.get(list_url(PopulationPrior)).content.decode()
    assert prior.version in listed
    assert "in use" in listed
    page = client.get(page_url(prior)).content.decode()
    assert prior.version in page
    assert "population-1" not in page  # its parameters are for the arithmetic


def test_another_clinic_finds_none(cast: Cast, prior: PopulationPrior) -> None:
    client = sign_in(cast.stranger)
    assert prior.version not in client.get(list_url(PopulationPrior)).content.decode()
    assert client.get(page_url(prior)).status_code == 404


def test_nobody_writes_one(cast: Cast, prior: PopulationPrior) -> None:
    client = sign_in(cast.superuser)
    assert client.get(reverse("admin:baselines_populationprior_add")).status_code == 403
    assert client.post(page_url(prior), {"version": "mine"}).status_code == 403
    assert client.get(reverse("admin:baselines_populationprior_delete", args=[prior.id])).status_code == 403
