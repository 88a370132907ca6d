"""What is asked before a privacy request or a hold is acted on, and what was done, as administrators read it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from resona.site.counts import count_of

# `{}` is the person's code.
REQUEST_QUESTIONS: Final[Mapping[str, str]] = {
    "access": "Make an archive of everything held on {}, for access?",
    "export": "Make an archive of everything held on {}, to take along?",
    "rectification": "Note that {} asks for a correction?",
    "erasure": "Erase {} and everything of theirs, for good?",
    "restriction": "Restrict {}: keep the records, record and analyse nothing more?",
}
# By the kind of hold, and whether it stands.
HOLD_QUESTIONS: Final[Mapping[tuple[str, bool], str]] = {
    ("restriction", False): "Restrict {}: keep the records, record and analyse nothing more?",
    ("restriction", True): "Lift the restriction of {}?",
    ("legal_hold", False): "Put {} under legal hold: nothing of theirs is erased or expires?",
    ("legal_hold", True): "Lift the legal hold on {}?",
}
# `{}` is what was asked for.
STEP_QUESTIONS: Final[Mapping[str, str]] = {
    "begin": "Do now what was asked for: {}?",
    "complete": "Is it done: {}?",
    "refuse": "Refuse what was asked for: {}?",
}
HOLD_TITLES: Final[Mapping[str, str]] = {"restriction": "Restriction", "legal_hold": "Legal hold"}
# Why a request ended as it did, or did not.
_BECAUSE: Final[Mapping[str, str]] = {
    "legal_hold": "refused: a legal hold stands",
    "incomplete": "nothing was erased",
    "erased": "the person was erased meanwhile",
}
_COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "columns_searched": ("column searched", "columns searched"),
    "files": ("file", "files"),
    "bytes": ("byte", "bytes"),
    "unreadable": ("value could not be opened", "values could not be opened"),
}


def receipt_in_words(receipt: Mapping[str, object]) -> str:
    """What was done about a request: `1,204 rows of 14 tables removed, 31 columns searched`."""
    return ", ".join(_told(name, value) for name, value in receipt.items())


def _told(name: str, value: object) -> str:
    if name == "rows" and isinstance(value, Mapping):
        return f"{count_of(sum(value.values()), 'row')} of {count_of(len(value), 'table')} removed"
    if name in _COUNTED and isinstance(value, int):
        return count_of(value, *_COUNTED[name])
    if name == "because":
        return _BECAUSE.get(str(value), str(value))
    if name == "left" and isinstance(value, Sequence):
        return f"still found in {', '.join(map(str, value))}"
    return f"{name.replace('_', ' ')}: {value}"
