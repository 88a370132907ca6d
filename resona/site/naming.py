"""The names of people on lists and pages of records: read by whoever knows them, a page at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from uuid import UUID

from resona.slots import Slot

# Names by id; whoever has none is left out.
NAMES: Final[Slot[Callable[[Iterable[UUID]], Mapping[UUID, str]]]] = Slot()


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these people."""
    wanted = set(people)
    return {person: name for read in NAMES if wanted for person, name in read(wanted).items()}
