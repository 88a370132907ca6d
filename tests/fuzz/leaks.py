"""What tells of somebody: ids, codes, names and words that stand in an answer. No Django."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

# Ids of rows, codes of people, the words and names that a scene gives them, and addresses of staff.
TRACE: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[PS]-[0-9A-F]{6}"
    r"|(?:name|words) of \w+|[\w.]+@clinic\.example"
)


def find_leaks(answer: bytes, *, sent: bytes, hidden: Collection[str]) -> list[str]:
    """The traces in an answer that its caller may not see and did not send; `hidden` are those of everybody else."""
    found = _traces_in(answer) & set(hidden)
    return sorted(found - _traces_in(sent)) if found else []


def _traces_in(content: bytes) -> set[str]:
    return set(TRACE.findall(content.decode(errors="replace")))
