"""What may be searched for: ids and codes, never personal text.

A list's address holds what was sought, and with it a browser's history and the log of any proxy. So a browser sends
nothing else: the search box has the same pattern that a list holds its address to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

SEARCH_HELP = "An id, or a code such as P-1A2B3C"
CODE_DIGITS = 6  # of the id's random tail, as in User.code
# As browsers read a pattern too: all of what was typed.
SEARCH_PATTERN = r"\s*(?:(?:[PSps]-?)?[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12})\s*"
# Of lists that hold nothing personal.
ANYTHING = r"[\s\S]*"
_CODE = re.compile(r"(?:[PS]-?)?([0-9A-F]{6})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """An id, or the tail of the id of a person or of a member of staff; neither: nothing can be found."""

    id: UUID | None = None
    code_tail: str | None = None


def may_be_sought(term: str, pattern: str) -> bool:
    """Whether this may stand in an address: nothing at all, or what the pattern of the search box lets through."""
    return not term.strip() or re.fullmatch(pattern, term) is not None


def read_search(term: str) -> Sought:
    """What was written into the search box."""
    words = term.strip()
    match = _CODE.fullmatch(words)
    if match is not None:
        return Sought(code_tail=match[1].lower())
    try:
        return Sought(id=UUID(words))
    except ValueError:
        return Sought()
