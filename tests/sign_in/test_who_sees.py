"""Who sees how somebody signs in: oneself and the clinic's administrators; of other systems, the latter alone."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from resona.accounts.models import User
from resona.sign_in.guesses import begin_try, subject
from resona.sign_in.models import GuessCount, OAuthClient, OAuthToken, RecoveryCode, TotpDevice
from resona.sign_in.oauth import issue_token
from tests.accounts.test_visibility import key_of
from tests.conftest import Cast
from tests.factories import StaffFactory
from tests.sign_in.clients import make_client

STAFF = ("clinician", "outsider", "administrator", "superuser", "stranger")
# Of whom of STAFF each caller sees the second factor and its codes.
SEEN = {
    "superuser": set(STAFF),
    "administrator": {"clinician", "outsider", "administrator"},
    "clinician": {"clinician"},
    "outsider": {"outsider"},
    "stranger": {"stranger"},
    "person": set[str](),
}


@pytest.fixture
def devices(cast: Cast) -> Cast:
    """The cast, each of the staff with a second factor and a recovery code."""
    users = [getattr(cast, name) for name in STAFF]
    TotpDevice.objects.bulk_create(
        TotpDevice(user=user, secret=TotpDevice.secret.seal(user.id, b"moved")) for user in users
    )
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=hashlib.sha256(user.id.bytes).digest()) for user in users
    )
    return cast


def owners(caller: Any, cast: Cast) -> tuple[set[str], set[str]]:
    """Whose second factors and whose codes this caller sees."""
    names = {getattr(cast, name).id: name for name in STAFF}
    devices, codes = (model.objects.visible_to(caller) for model in (TotpDevice, RecoveryCode))
    return {names[device.user_id] for device in devices}, {names[code.user_id] for code in codes}


@pytest.mark.parametrize("name", SEEN)
def test_a_second_factor_is_seen_by_its_owner_and_whoever_administers_the_clinic(devices: Cast, name: str) -> None:
    assert owners(getattr(devices, name), devices) == (SEEN[name], SEEN[name])


def test_an_administrator_of_no_clinic_sees_no_superusers(devices: Cast) -> None:
    """Neither belongs to a clinic, and that is nothing they share."""
    alone = StaffFactory.create(clinic=None, role=User.Role.ADMINISTRATOR)

    assert owners(alone, devices) == (set(), set())


@pytest.mark.parametrize("name", STAFF)
def test_whoever_is_no_longer_active_sees_not_even_their_own(devices: Cast, name: str) -> None:
    caller = getattr(devices, name)
    caller.is_active = False

    assert owners(caller, devices) == (set(), set())


def test_neither_systems_nor_whoever_is_not_signed_in_see_any(devices: Cast) -> None:
    for caller in (AnonymousUser(), key_of(devices.clinic)):
        assert owners(caller, devices) == (set(), set())


def test_clients_and_their_tokens_are_seen_by_those_who_look_after_them(cast: Cast) -> None:
    for clinic in (cast.clinic, cast.stranger.clinic):
        issue_token(OAuthClient.objects.get(id=make_client(clinic, "records:read").id), scopes=(), now=timezone.now())
    administrator = StaffFactory.create(clinic=cast.stranger.clinic, role=User.Role.ADMINISTRATOR)

    def seen(caller: Any) -> tuple[set[Any], set[Any]]:
        clients, tokens = (model.objects.visible_to(caller) for model in (OAuthClient, OAuthToken))
        return {client.clinic_id for client in clients}, {token.client.clinic_id for token in tokens}

    both = {cast.clinic.id, cast.stranger.clinic_id}
    assert seen(cast.superuser) == (both, both)
    assert seen(cast.administrator) == ({cast.clinic.id}, {cast.clinic.id})
    assert seen(administrator) == ({cast.stranger.clinic_id}, {cast.stranger.clinic_id})
    for caller in (cast.clinician, cast.person, AnonymousUser(), key_of(cast.clinic)):
        assert seen(caller) == (set(), set())


def test_how_often_somebody_failed_is_seen_by_superusers_alone(cast: Cast) -> None:
    begin_try([subject("account", "somebody")], now=timezone.now())

    assert GuessCount.objects.visible_to(cast.superuser).count() == 1
    for caller in (cast.administrator, cast.clinician, cast.person, AnonymousUser(), key_of(cast.clinic)):
        assert not GuessCount.objects.visible_to(caller).exists()
