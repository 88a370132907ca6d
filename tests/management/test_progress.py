"""Progress as a terminal and as a log shows it."""

from __future__ import annotations

from resona.management.progress import Progress


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _show(*, total: int | None, is_terminal: bool, steps: list[tuple[float, int]]) -> list[str]:
    clock, written = _Clock(), list[str]()
    with Progress("Importing", total, write=written.append, is_terminal=is_terminal, clock=clock) as progress:
        for seconds, done in steps:
            clock.now = seconds
            progress.reach(done)
    return written


def test_a_terminal_shows_a_bar_and_its_end() -> None:
    shown = _show(total=200, is_terminal=True, steps=[(1.0, 100), (2.0, 200)])
    assert shown == [
        "\rImporting: [###############...............]  50%",
        "\rImporting: [##############################] 100%",
        "\rImporting: [##############################] 100%\n",
    ]


def test_a_terminal_is_not_redrawn_more_often_than_anyone_can_see() -> None:
    shown = _show(total=100, is_terminal=True, steps=[(0.2, 10), (0.21, 20), (0.22, 30)])
    assert [text[-4:].strip() for text in shown] == ["10%", "30%"]


def test_a_log_gets_a_line_now_and_then() -> None:
    steps = [(1.0, 10), (6.0, 60), (7.0, 70), (12.0, 90)]
    assert _show(total=100, is_terminal=False, steps=steps) == ["Importing:  60%\n", "Importing:  90%\n"]


def test_without_a_total_what_is_done_is_shown() -> None:
    assert _show(total=None, is_terminal=False, steps=[(6.0, 12345)]) == ["Importing: 12,345\n"]


def test_nothing_to_do_is_all_done() -> None:
    assert _show(total=0, is_terminal=True, steps=[])[-1].endswith("100%\n")


def test_more_than_was_expected_is_still_all() -> None:
    assert _show(total=10, is_terminal=False, steps=[(6.0, 15)]) == ["Importing: 100%\n"]
