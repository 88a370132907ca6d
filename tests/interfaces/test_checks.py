"""In production nobody in a crisis finds a placeholder."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from interfaces.checks import check_crisis_lines
from interfaces.models import SupportResource
from resona.accounts.models import User
from tests.conftest import Cast

LINE: dict[str, Any] = {"kind": "crisis", "title": "Line", "text": "Day and night.", "contact": "0800 000 000"}


@pytest.fixture(autouse=True)
def _production(settings: Settings) -> None:
    settings.IS_PRODUCTION = True


def found() -> list[str]:
    return sorted(f"{message.id} {str(message.msg).partition(':')[0]}" for message in check_crisis_lines(None))


def test_every_clinic_without_a_crisis_line_is_named(cast: Cast) -> None:
    names = sorted((cast.clinic.name, cast.stranger.clinic.name)) if cast.stranger.clinic else []
    assert found() == [f"interfaces.E001 {name}" for name in names]


def test_a_line_in_one_language_is_half_of_it(cast: Cast) -> None:
    SupportResource.objects.create(language="en", **LINE)
    assert {each.partition(" ")[0] for each in found()} == {"interfaces.W002"}
    SupportResource.objects.create(language="sw", **LINE)
    assert found() == []


def test_a_line_that_is_not_shown_is_none(cast: Cast) -> None:
    for language in ("en", "sw"):
        SupportResource.objects.create(language=language, is_active=False, **LINE)
    assert {each.partition(" ")[0] for each in found()} == {"interfaces.E001"}


def test_people_without_a_clinic_need_a_line_for_all(cast: Cast) -> None:
    for clinic in (cast.clinic, cast.stranger.clinic):
        for language in ("en", "sw"):
            SupportResource.objects.create(language=language, clinic=clinic, **LINE)
    assert found() == []
    User.objects.filter(id=cast.person.id).update(clinic=None)
    assert found() == ["interfaces.E001 People without a clinic"]


def test_outside_of_production_nothing_is_asked(cast: Cast, settings: Settings) -> None:
    settings.IS_PRODUCTION = False
    assert found() == []


@pytest.mark.parametrize("contact", [None, "", " \t"])
def test_the_database_takes_no_crisis_line_without_a_contact(cast: Cast, contact: str | None) -> None:
    line = SupportResource(clinic=cast.clinic, kind="crisis", language="en", title="Line", text="Now.", contact=contact)
    with pytest.raises(IntegrityError, match="ck_support_resources_crisis"), transaction.atomic():
        line.save()
