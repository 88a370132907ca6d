"""Long messages are read a passage at a time, so that reading them takes a time that grows with their length. Pure.

What is found is told by its place in the message as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from risk.language import CrisisLanguage, Match
from risk.stated import StatedEmotion
from risk.stated_emotion.values import StatedEvidence

# Characters of the longest passage, and of its end in which a place to cut is looked for.
LONGEST: Final = 5_000
_CUT_WITHIN: Final = 1_000
_ENDS: Final = (re.compile(r"[.!?;\n]+\s"), re.compile(r"\s"))

_Found = TypeVar("_Found", Match, StatedEvidence)


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A part of a message that is read at once."""

    message_index: int
    start: int  # where it stands in the message
    text: str


def passages_of(said: Sequence[str]) -> list[Passage]:
    """All that was said in passages, cut between sentences or at least between words where there are any."""
    return [
        Passage(message_index=index, start=start, text=text[start:end])
        for index, text in enumerate(said)
        for start, end in _cuts(text)
    ]


def asked_before(passages: Sequence[Passage], asked: Sequence[str]) -> list[str]:
    """What somebody else said right before each passage, of what they said before each message."""
    return ["" if one.start or one.message_index >= len(asked) else asked[one.message_index] for one in passages]


def language_in(found: CrisisLanguage, passages: Sequence[Passage]) -> CrisisLanguage:
    """What was found in passages, by its places in the messages."""
    return replace(found, matches=tuple(_placed(found.matches, passages)))


def stated_in(found: StatedEmotion, passages: Sequence[Passage]) -> StatedEmotion:
    """Likewise."""
    return replace(found, evidence=tuple(_placed(found.evidence, passages)))


def _placed(found: Iterable[_Found], passages: Sequence[Passage]) -> Iterator[_Found]:
    for one in found:
        passage = passages[one.message_index]
        yield replace(
            one,
            message_index=passage.message_index,
            start=one.start + passage.start,
            end=one.end + passage.start,
        )


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(text) - start > LONGEST:
        end = _cut_before(text, start + LONGEST)
        yield start, end
        start = end
    yield start, len(text)


def _cut_before(text: str, limit: int) -> int:
    """The last place up to the limit where a sentence or else a word ends, not long before it."""
    for end in _ENDS:
        places = [found.end() for found in end.finditer(text, limit - _CUT_WITHIN, limit)]
        if places:
            return places[-1]
    return limit
