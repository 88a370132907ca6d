"""`manage.py reset_second_factor`: for whoever lost theirs."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from resona.audit.models import SecurityEvent
from resona.sign_in.second_factor import begin_enrolment, enrol, has_second_factor
from tests.conftest import Cast


def test_it_is_taken_away_and_kept_as_an_event(cast: Cast) -> None:
    enrol(cast.superuser, begin_enrolment(), step=0)
    assert cast.superuser.email is not None
    told = io.StringIO()
    call_command("reset_second_factor", cast.superuser.email.upper(), stdout=told)

    assert not has_second_factor(cast.superuser.pk)
    assert "at the next sign-in" in told.getvalue()
    event = SecurityEvent.objects.get()
    assert (event.kind, event.actor) == ("second_factor_changed", "command:reset_second_factor")


def test_who_has_none_or_is_not_there_is_told_so(cast: Cast) -> None:
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", cast.clinician.email)
    with pytest.raises(CommandError, match="Nobody on the staff"):
        call_command("reset_second_factor", "nobody@clinic.example")
    assert not SecurityEvent.objects.exists()
