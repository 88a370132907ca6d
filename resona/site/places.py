"""What an admin class says of itself: where it stands in the sidebar, and what each role may do with its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# The groups of the sidebar below its first lines, from the top: closed until somebody opens them.
GROUPS: Final = ("People", "Findings", "Records", "Clinic")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A line of the sidebar, shown to those who may view the records."""

    group: str  # one of GROUPS
    title: str
    icon: str  # of Material Symbols
    order: int  # within the group
    view: str = "changelist"  # of the admin class: its list, or a page of its own
    query: str = ""  # of the address, with its question mark
    role: str = ""  # whose alone it is, superusers left out; empty: of whoever may view the records
    # By role, where it stands among the few first lines instead; start pages stand there by the order of their slot.
    first: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Permissions:
    """What roles may do with the records they see, as words: view, add, change, delete. Superusers may do all.

    Which records they see, `visible_to` says.
    """

    staff: str = ""  # clinicians and administrators
    administrators: str = ""  # beside what all staff may
    # What of it pages offer, beside a view, to whoever sees the person by emergency access alone. What is not offered,
    # services refuse by `in_care_of`.
    offered_in_emergency: str = ""
