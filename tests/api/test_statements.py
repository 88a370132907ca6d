"""Statements that are made once and run with other values."""

from __future__ import annotations

import pytest

from resona.accounts.models import Clinic
from resona.api.statements import Slot, make_statement
from tests.factories import ClinicFactory

ODD_NAMES = ("50 % of 'all' \\ %s", "%(name)s", "100%%")


@pytest.mark.parametrize("name", ODD_NAMES)
def test_values_written_into_the_text_are_those_asked_for(db: None, name: str) -> None:
    for each in ODD_NAMES:
        ClinicFactory.create(name=each)
    statement = make_statement(Clinic.objects.filter(name=name, timezone=Slot("zone")).values_list("name"))
    assert statement.slots == ("zone",)
    assert statement.fetch({"zone": "Africa/Nairobi"}) == [(name,)]
    assert statement.fetch({"zone": "'; DROP TABLE clinics; --"}) == []


def test_slots_are_filled_in_the_order_of_their_places(db: None) -> None:
    ClinicFactory.create(name="one", timezone="Africa/Kampala")
    statement = make_statement(Clinic.objects.filter(timezone=Slot("zone"), name=Slot("name")).values_list("name"))
    assert statement.fetch({"name": "one", "zone": "Africa/Kampala"}) == [("one",)]
    assert statement.fetch({"name": "Africa/Kampala", "zone": "one"}) == []


def test_where_nothing_can_be_found_nothing_is_asked(db: None) -> None:
    statement = make_statement(Clinic.objects.filter(id__in=[]).values_list("name"))
    assert statement.sql is None
    assert statement.fetch({}) == []
