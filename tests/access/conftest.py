"""The scene, made once: what each request does to it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.scene import Scene, make_scene
from tests.emptying import kept_for_a_module


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), kept_for_a_module():
        yield make_scene()


@pytest.fixture(autouse=True)
def no_limits(settings: Any) -> None:
    """As many requests as there are addresses, within a minute, are no misuse here."""
    settings.RATE_LIMIT_CLIENT = settings.RATE_LIMIT_PERSON = 1_000_000
