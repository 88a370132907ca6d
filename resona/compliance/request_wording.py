"""What is asked before a privacy request or a hold is acted on, as administrators read it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
