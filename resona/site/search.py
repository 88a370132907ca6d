"""What may be searched for: ids and codes, never personal text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

SEARCH_HELP = "An id, or a code such as P-1A2B3C"
CODE_DIGITS = 6  # of the id's random tail, as in User.code
_CODE = re.compile(r"(?:[PS]-?)?([0-9A-F]{6})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """An id, or the tail of the id of a person or of a member of staff; neither: nothing can be found."""

    id: UUID | None = None
    code_tail: str | None = None


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
