"""Answers that wait: until something is found, no longer than asked, and never more than two of a process."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from resona.audit.changes import waiting
from resona.audit.changes.waiting import MAX_WAITING, wait_for


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.02)


def looks(*found: str) -> Callable[[], str]:
    rest = iter(found)
    return lambda: next(rest, "")


def test_what_is_there_is_answered_at_once_and_who_does_not_wait_is_too() -> None:
    assert wait_for(looks("a"), bool, seconds=30) == "a"
    assert wait_for(looks("", "b"), bool, seconds=0) == ""


def test_what_comes_meanwhile_ends_the_wait() -> None:
    assert wait_for(looks("", "", "c"), bool, seconds=30) == "c"


def test_where_nothing_comes_the_answer_comes_in_time() -> None:
    begun = time.monotonic()
    assert wait_for(looks(), bool, seconds=0.2) == ""
    assert 0.2 <= time.monotonic() - begun < 2


def test_who_comes_third_is_answered_at_once_and_a_place_is_free_again_afterwards() -> None:
    with ThreadPoolExecutor(MAX_WAITING) as threads:
        holding = [threads.submit(wait_for, looks(), bool, seconds=0.5) for _ in range(MAX_WAITING)]
        time.sleep(0.1)
        begun = time.monotonic()
        assert wait_for(looks("", "d"), bool, seconds=30) == ""
        assert time.monotonic() - begun < 0.3
        assert [each.result() for each in holding] == ["", ""]
    assert wait_for(looks("", "e"), bool, seconds=30) == "e"


def test_a_look_that_fails_frees_its_place() -> None:
    def fail() -> str:
        raise RuntimeError

    def fail_later() -> Callable[[], str]:
        rest = iter([looks(), fail])

        def look() -> str:
            return next(rest)()

        return look

    for _ in range(MAX_WAITING + 1):
        with pytest.raises(RuntimeError):
            wait_for(fail_later(), bool, seconds=1)
    assert wait_for(looks("", "f"), bool, seconds=30) == "f"
