"""API keys: made, found, revoked."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from resona.accounts.keys import UnknownKeyError, UnknownScopeError, create_key, find_caller, revoke_key
from resona.accounts.models import ApiKey
from tests.conftest import Cast


def test_a_new_key_finds_its_clinic_and_scopes(cast: Cast) -> None:
    key = create_key(clinic=cast.clinic, name="app", scopes=["sessions:write", "records:read", "sessions:write"])
    caller = find_caller(key.text)
    assert caller is not None
    assert (caller.id, caller.clinic_id) == (key.id, cast.clinic.id)
    assert caller.scopes == {"records:read", "sessions:write"}


def test_a_key_holds_256_bits_and_is_stored_nowhere(cast: Cast) -> None:
    key = create_key(clinic=cast.clinic, name="app", scopes=["records:read"])
    assert key.text.startswith("rk_")
    assert len(key.text) == len("rk_") + 43  # 32 bytes in base64
    assert key.text not in str(ApiKey.objects.values().get())


def test_every_key_is_another(cast: Cast) -> None:
    texts = {create_key(clinic=cast.clinic, name="app", scopes=["records:read"]).text for _ in range(5)}
    assert len(texts) == 5


@pytest.mark.parametrize("scopes", [[], ["records:write"], ["records:read", "everything"]])
def test_a_scope_that_does_not_exist_is_refused(cast: Cast, scopes: list[str]) -> None:
    with pytest.raises(UnknownScopeError):
        create_key(clinic=cast.clinic, name="app", scopes=scopes)
    assert not ApiKey.objects.exists()


def test_a_revoked_key_is_not_found_and_not_revoked_twice(cast: Cast) -> None:
    key = create_key(clinic=cast.clinic, name="app", scopes=["records:read"])
    revoke_key(key_id=key.id, now=timezone.now())
    assert find_caller(key.text) is None
    with pytest.raises(UnknownKeyError):
        revoke_key(key_id=key.id, now=timezone.now())
    with pytest.raises(UnknownKeyError):
        revoke_key(key_id=uuid4(), now=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "rk_", "rk_nobody", "sk_" + "x" * 43])
def test_what_is_no_key_finds_nobody(text: str) -> None:
    assert find_caller(text) is None


@pytest.mark.parametrize(("characters", "is_found"), [(100, True), (101, False)])
def test_what_is_longer_than_any_key_is_not_even_looked_for(cast: Cast, characters: int, is_found: bool) -> None:
    text = "rk_".ljust(characters, "x")
    digest = hashlib.sha256(text.encode()).digest()
    ApiKey.objects.create(clinic=cast.clinic, name="long", digest=digest, scopes=["records:read"])

    assert (find_caller(text) is not None) is is_found


def test_a_key_without_scopes_is_known_and_may_do_nothing(cast: Cast) -> None:
    key = create_key(clinic=cast.clinic, name="app", scopes=["records:read"])
    ApiKey.objects.update(scopes=[])
    caller = find_caller(key.text)

    assert caller is not None
    assert (caller.scopes, caller.is_authenticated, caller.is_staff) == (frozenset(), True, False)


def test_a_key_keeps_the_time_it_was_revoked_at(cast: Cast) -> None:
    key = create_key(clinic=cast.clinic, name="app", scopes=["records:read"])
    now = timezone.now()
    revoke_key(key_id=key.id, now=now)
    with pytest.raises(UnknownKeyError):
        revoke_key(key_id=key.id, now=now + timedelta(days=1))

    assert ApiKey.objects.get().revoked_at == now
