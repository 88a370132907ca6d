"""Slots that hold one item more for the length of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from resona.slots import Slot

Item = TypeVar("Item")


@contextmanager
def added(slot: Slot[Item], item: Item, *, order: int = 0) -> Iterator[None]:
    """The slot holds this item too, as `of a test`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slot, "_items", slot._items)
        slot.add("of a test", item, order=order)
        yield
