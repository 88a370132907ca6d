"""What is loaded for good is not searched for garbage; what comes later is."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest
from django.conf import settings

from resona.loading import loading_for_good


class _Ring:
    """Refers to itself, so that only a collection ends it."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()


def test_what_is_loaded_stays_and_later_garbage_is_found() -> None:
    before = gc.get_freeze_count()
    with loading_for_good():
        assert not gc.isenabled()
        loaded = [_Ring() for _ in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(loaded)
    ended = weakref.ref(_Ring())
    gc.collect()
    assert ended() is None


def test_a_command_takes_the_settings_it_is_given() -> None:
    command = [sys.executable, "manage.py", "diffsettings", "--settings=no.such.module"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "No module named 'no'" in done.stderr


def test_a_program_that_cannot_be_loaded_collects_garbage_all_the_same() -> None:
    with pytest.raises(ImportError), loading_for_good():
        raise ImportError
    assert gc.isenabled()
