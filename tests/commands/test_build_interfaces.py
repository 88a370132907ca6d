"""`manage.py build_interfaces`: the nightly build, now."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from interfaces.models import InterfaceBuild, UserInterface
from interfaces.services import BuildResult, build_interfaces
from resona.accounts.models import User
from resona.management.commands import build_interfaces as command
from resona.management.interruption import INTERRUPTED
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.interfaces.records import store_session, store_unreadable_session


def _run(*arguments: object) -> str:
    written = io.StringIO()
    call_command("build_interfaces", *(str(argument) for argument in arguments), stdout=written, stderr=io.StringIO())
    return written.getvalue()


def _failure(*arguments: object) -> CommandError:
    with pytest.raises(CommandError) as caught:
        _run(*arguments)
    return caught.value


def test_everyone_is_built_and_again_changes_nothing(cast: Cast) -> None:
    User.objects.filter(id=cast.other_person.id).update(consent_version="")
    assert _run() == "Interfaces: 3 changed, 0 unchanged, 1 left alone without consent, 0 failed.\n"
    assert _run() == "Interfaces: 0 changed, 3 unchanged, 1 left alone without consent, 0 failed.\n"
    assert UserInterface.objects.filter(version=1, active=True).count() == UserInterface.objects.count() == 3


def test_only_those_named_are_built(cast: Cast) -> None:
    assert _run("--user", cast.person.id, "--user", cast.person.id).startswith("Interfaces: 1 changed, 0 unchanged,")
    assert UserInterface.objects.get().user_id == cast.person.id


def test_a_dry_run_tells_and_keeps_nothing(cast: Cast) -> None:
    told = _run("--dry-run")
    assert told == "Interfaces: 4 changed, 0 unchanged, 0 left alone without consent, 0 failed. Nothing was kept.\n"
    assert not UserInterface.objects.exists()
    assert not InterfaceBuild.objects.exists()


def test_a_failure_is_named_and_stops_nobody(cast: Cast) -> None:
    store_unreadable_session(cast.person, at=timezone.now())
    failure = _failure()
    counted, named = str(failure).splitlines()
    assert counted == "Interfaces: 3 changed, 0 unchanged, 0 left alone without consent, 1 failed."
    assert named.startswith(f"{cast.person.id}: UnknownEmotionError: ")
    assert failure.returncode == 1


def test_of_many_failures_some_are_named(cast: Cast) -> None:
    for person in PersonFactory.create_batch(command.NAMED_FAILURES + 1):
        store_unreadable_session(person, at=timezone.now())
    lines = str(_failure()).splitlines()
    assert (len(lines), lines[-1]) == (command.NAMED_FAILURES + 2, "… and more")


def test_an_interrupted_run_finishes_the_chunk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "CHUNK", 2)

    def interrupted(people: Sequence[UUID], *, now: datetime) -> list[BuildResult]:
        os.kill(os.getpid(), signal.SIGINT)
        return build_interfaces(people, now=now)

    monkeypatch.setattr(command, "build_interfaces", interrupted)
    failure = _failure()
    assert failure.returncode == INTERRUPTED
    assert str(failure) == (
        "Interrupted. Interfaces: 2 changed, 0 unchanged, 0 left alone without consent, 0 failed. "
        "Run it again to go on."
    )
    assert UserInterface.objects.count() == 2


def test_a_damaged_configuration_is_mended(cast: Cast) -> None:
    _run()
    UserInterface.objects.filter(user=cast.person).update(interface_config={})
    store_session(cast.other_person, at=cast.person.created_at, emotion={"elated": 1.0})
    told = str(_failure())
    assert told.startswith("Interfaces: 1 changed, 2 unchanged, 0 left alone without consent, 1 failed.")


@pytest.mark.parametrize("user", ["Achieng", uuid4()])
def test_an_unknown_person_is_named_and_nothing_done(cast: Cast, user: object) -> None:
    failure = str(_failure("--user", cast.person.id, "--user", user))
    assert failure in (
        "Error: argument --user: 'Achieng' is no id of a person.",
        f"There is no person {user}. Nothing was done.",
    )
    assert not UserInterface.objects.exists()


def test_staff_have_no_interface(cast: Cast) -> None:
    assert str(_failure("--user", cast.clinician.id)).startswith("There is no person")
