"""Passwords are kept with Argon2, those of before too once they are given."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, identify_hasher, make_password
from django.test import override_settings

from resona import settings
from resona.accounts.models import User
from tests.conftest import Cast


@pytest.fixture(autouse=True)
def _real_hashers() -> object:
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        yield


def test_a_new_password_is_kept_with_argon2(db: None) -> None:
    kept = make_password("a long pass phrase")

    assert kept.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert len(kept) <= 128  # what the column holds
    assert get_hasher().verify("a long pass phrase", kept)
    assert not get_hasher().verify("a long pass phrases", kept)


def test_an_older_password_is_hashed_anew_when_it_is_given(cast: Cast) -> None:
    old = PBKDF2PasswordHasher().encode("a long pass phrase", "salt", iterations=1)
    User.objects.filter(pk=cast.clinician.pk).update(password=old)

    assert authenticate(username=cast.clinician.email, password="a long pass phrase") == cast.clinician
    cast.clinician.refresh_from_db()
    assert identify_hasher(cast.clinician.password).algorithm == "argon2"
