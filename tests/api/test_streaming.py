"""Streams that fail: at once they are a problem, later they end, and nothing of the error's text is logged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resona.api.streaming import begin

CANARY = "what somebody said"


def failing_after(parts: int) -> Iterator[bytes]:
    for number in range(parts):
        yield b"%d" % number
    raise RuntimeError(CANARY)


def test_stream_that_goes_well_is_unchanged() -> None:
    assert list(begin(iter([b"1", b"2"]))) == [b"1", b"2"]


def test_failure_before_anything_was_sent_is_raised() -> None:
    with pytest.raises(RuntimeError):
        begin(failing_after(0))


def test_later_failure_ends_the_stream_and_is_logged_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    assert list(begin(failing_after(2))) == [b"0", b"1"]
    assert "RuntimeError" in caplog.text
    assert CANARY not in caplog.text
