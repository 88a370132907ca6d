"""Signals wait for what is shielded, and for nothing else."""

from __future__ import annotations

import os
import signal

import pytest

from resona.management.interruption import SIGNALS, Interruption


class _Work:
    """Work that is sent signals while it is shielded, or not; notes how far it comes."""

    def __init__(self, *signals: signal.Signals) -> None:
        self._signals = signals
        self.reached: list[str] = []

    def run_shielded(self, error: Exception | None = None) -> None:
        with Interruption() as interruption:
            with interruption.shielded():
                self._receive()
                if error is not None:
                    raise error
            self.reached.append("the rest")

    def run_openly(self) -> None:
        with Interruption():
            self._receive()

    def _receive(self) -> None:
        for number in self._signals:
            os.kill(os.getpid(), number)
        self.reached.append("end of the chunk")


@pytest.mark.parametrize("number", SIGNALS)
def test_outside_of_the_shield_a_signal_acts_at_once(number: signal.Signals) -> None:
    work = _Work(number)
    with pytest.raises(KeyboardInterrupt):
        work.run_openly()
    assert work.reached == []


@pytest.mark.parametrize("number", SIGNALS)
def test_what_is_shielded_is_finished_first(number: signal.Signals) -> None:
    work = _Work(number)
    with pytest.raises(KeyboardInterrupt):
        work.run_shielded()
    assert work.reached == ["end of the chunk"]


def test_a_second_signal_does_not_wait() -> None:
    work = _Work(signal.SIGINT, signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        work.run_shielded()
    assert work.reached == []


def test_without_a_signal_the_work_is_done() -> None:
    work = _Work()
    work.run_shielded()
    assert work.reached == ["end of the chunk", "the rest"]


def test_an_error_inside_the_shield_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        _Work(signal.SIGTERM).run_shielded(ZeroDivisionError())


def test_signals_do_afterwards_what_they_did_before() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with Interruption():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before
