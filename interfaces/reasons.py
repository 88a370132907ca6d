"""Why something is as it is: in words for the person, by the key of a text, and apart from that for the clinician.

Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Movement(StrEnum):
    """Which way a component or its lines changed: what explains that something comes does not explain that it goes."""

    COMES = "comes"
    GOES = "goes"
    GROWS = "grows"
    SHRINKS = "shrinks"
    GAINS = "gains"  # a line that was not there
    LOSES = "loses"  # lines, and nothing new instead
    REORDERS = "reorders"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """The person's words are looked up in their language; the clinician's may hold figures and levels."""

    key: str
    clinical: str
    # Keys of other words for the person, where the change goes such a way.
    when: Mapping[Movement, str] = field(default_factory=dict)

    def key_for(self, movement: Movement | None) -> str:
        """The key of the words that are true of a change this way."""
        return self.key if movement is None else self.when.get(movement, self.key)
