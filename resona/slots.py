"""Slots: what apps add to one place of a page, an answer or an archive, whose owner names none of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Slot(Generic[Item]):
    """Named items in order, added by apps when they are ready (`AppConfig.ready`)."""

    def __init__(self) -> None:
        self._items: dict[str, tuple[int, Item]] = {}

    def add(self, name: str, item: Item, *, order: int = 0) -> None:
        """Items of the same order stay as they were added. Raises ValueError for a name that another has."""
        if name in self._items:
            raise ValueError(f"two items of a slot are called {name}")
        self._items = dict(sorted({**self._items, name: (order, item)}.items(), key=lambda added: added[1][0]))

    def items(self) -> Iterator[tuple[str, Item]]:
        """Each with its name."""
        return ((name, item) for name, (_, item) in self._items.items())

    def __iter__(self) -> Iterator[Item]:
        return (item for _, item in self._items.values())
