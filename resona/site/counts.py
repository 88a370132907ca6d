"""Numbers of things, in words. Pure."""

from __future__ import annotations


def count_of(number: int, one: str, many: str = "") -> str:
    """`1 person`, `2 people`, `1,204 sessions`; without the second word it is the first with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
