"""Why something is as it is: in words for the person, by the key of a text, and apart from that for the clinician."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """The person's words are looked up in their language; the clinician's may hold figures and levels."""

    key: str
    clinical: str
