"""Token buckets: a minute's worth at once, then as fast as they fill."""

from __future__ import annotations

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.api import buckets
from resona.api.buckets import Buckets


@pytest.mark.parametrize(
    ("times", "waits"),
    [
        # 3 a minute: one each 20 s.
        ([0, 0, 0], [0, 0, 0]),
        ([0, 0, 0, 0], [0, 0, 0, 20]),
        ([0, 0, 0, 15, 20], [0, 0, 0, 5, 0]),
        ([0, 0, 0, 20, 20], [0, 0, 0, 0, 20]),
        ([0, 0, 0, 600, 600, 600, 600], [0, 0, 0, 0, 0, 0, 20]),
    ],
)
def test_it_fills_as_time_goes_on(times: list[float], waits: list[float]) -> None:
    kept = Buckets()
    assert [kept.take("a", 3, now=now) for now in times] == pytest.approx(waits)


def test_nobody_empties_anothers() -> None:
    kept = Buckets()
    assert [kept.take(key, 1, now=0) > 0 for key in ("a", "a", "b")] == [False, True, False]


@given(st.lists(st.floats(0, 5), max_size=200), st.integers(1, 20))
def test_no_more_than_a_bucket_and_what_flowed_in_is_ever_taken(pauses: list[float], per_minute: int) -> None:
    kept, now, taken = Buckets(), 0.0, 0
    for pause in pauses:
        now += pause
        taken += kept.take("a", per_minute, now=now) == 0
    assert taken <= per_minute + now * per_minute / 60 + 1e-6


def test_what_tells_nothing_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "SWEEP_AT", 100)
    kept = Buckets()
    for number in range(1000):
        kept.take(number, 5, now=float(number))
    assert len(kept) <= 160
    assert kept.take(999, 1, now=999.0) == 0
    assert kept.take(999, 1, now=999.0) > 0


def test_threads_take_no_token_twice() -> None:
    kept = Buckets()
    taken: list[bool] = []

    def take() -> None:
        taken.extend(kept.take("a", 500, now=0.0) == 0 for _ in range(200))

    threads = [Thread(target=take) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 500
