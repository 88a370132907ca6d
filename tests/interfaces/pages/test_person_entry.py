"""From a person's page to what they see now; where there is nothing yet, why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from interfaces.models import InterfaceBuild
from resona.accounts.models import User
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import words_of
from tests.conftest import Cast
from tests.interfaces.configs import config_for, store_version


def entry(person: User) -> str:
    return reverse("admin:interfaces_userinterface_of", args=[person.id])


def test_the_page_of_a_person_leads_to_what_they_see_now(cast: Cast) -> None:
    store_version(cast.person, config_for())
    shown = store_version(cast.person, config_for())
    client = sign_in(cast.clinician)
    assert entry(cast.person) in client.get(page_url(cast.person)).content.decode()
    assert client.get(entry(cast.person)).headers["Location"] == page_url(shown)


def test_who_has_no_interface_yet_gets_one_in_the_night(cast: Cast) -> None:
    words = words_of(sign_in(cast.clinician), entry(cast.person))
    assert "No interface of their own yet They see the one that everybody begins with" in words
    assert "The first one of their own is built in the coming night, at 02:00 where they are" in words


def test_who_did_not_consent_gets_none(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(consent_version="")
    assert "Without their consent none is adapted to them." in words_of(sign_in(cast.clinician), entry(cast.person))


def test_a_build_that_failed_is_told(cast: Cast) -> None:
    InterfaceBuild.objects.create(user=cast.person, failed_at=datetime.now(UTC), failure="UnknownTimeZoneError: Mars")
    words = words_of(sign_in(cast.clinician), entry(cast.person))
    assert "The latest build failed just now: UnknownTimeZoneError: Mars. It is tried again every night." in words


@pytest.mark.parametrize(
    ("caller", "status"), [("clinician", 200), ("administrator", 200), ("outsider", 404), ("stranger", 404)]
)
def test_only_those_who_see_the_person_open_it(cast: Cast, caller: str, status: int) -> None:
    assert sign_in(getattr(cast, caller)).get(entry(cast.person)).status_code == status
    assert Client().get(entry(cast.person)).status_code == 302
    assert sign_in(cast.person).get(entry(cast.person)).status_code == 302


def test_staff_have_none(cast: Cast) -> None:
    assert sign_in(cast.superuser).get(entry(cast.clinician)).status_code == 404
