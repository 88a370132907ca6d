"""Members of staff who sign in: with a second factor, and quick hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import override_settings
from django.utils import timezone

from resona.accounts.models import User
from resona.sign_in.second_factor import begin_enrolment, enrol
from resona.sign_in.totp import STEP_SECONDS, code_at
from tests.conftest import Cast

# A hash that is meant to be slow would take most of the time.
QUICK_HASHERS = [f"django.contrib.auth.hashers.{name}" for name in ("MD5PasswordHasher", "PBKDF2PasswordHasher")]
SECRET = b"12345678901234567890"  # of the examples in RFC 6238


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """A member of staff with an app whose secret the tests know, and their recovery codes."""

    user: User
    recovery_codes: tuple[str, ...]

    def code(self, steps: int = 0) -> str:
        """The code that the app shows now, or so many steps from now."""
        return code_at(SECRET, timezone.now().timestamp() + steps * STEP_SECONDS)


def steps_around(moment: datetime) -> list[int]:
    """All whose codes may open at this moment, and some more for a test that takes its time."""
    now = int(moment.timestamp() // STEP_SECONDS)
    return [*range(now - 2, now + 20)]


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        yield


@pytest.fixture
def enrolled(cast: Cast) -> Enrolled:
    codes = enrol(cast.clinician, begin_enrolment(SECRET), step=0)
    return Enrolled(user=cast.clinician, recovery_codes=codes)
