"""Long messages are read a passage at a time, so that reading them takes a time that grows with their length. Pure.

What is found is told by its place in the message as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from risk.crisis.matches import CrisisLanguage, Match
from risk.stated import StatedEmotion
from risk.stated_emotion.values import StatedEvidence

# Characters of the longest passage; the part of its end in which the end of a sentence is looked for; and, where there
# is none, characters that the next one reads again at most: no expression is longer.
LONGEST: Final = 5_000
_CUT_WITHIN: Final = 5
_READ_AGAIN: Final = 500
_SENTENCE_END: Final = re.compile(r"[.!?;\n]+\s")

_Found = TypeVar("_Found", Match, StatedEvidence)


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A part of a message that is read at once."""

    message_index: int
    start: int  # where it stands in the message
    text: str


def passages_of(said: Sequence[str], *, longest: int = LONGEST) -> list[Passage]:
    """All that was said in passages, cut between sentences; where there are none, successive ones overlap."""
    return [
        Passage(message_index=index, start=start, text=text[start:end])
        for index, text in enumerate(said)
        for start, end in _cuts(text, longest)
    ]


def asked_before(passages: Sequence[Passage], asked: Sequence[str]) -> list[str]:
    """What somebody else said right before each passage, of what they said before each message."""
    return ["" if one.start or one.message_index >= len(asked) else asked[one.message_index] for one in passages]


def language_in(found: CrisisLanguage, passages: Sequence[Passage]) -> CrisisLanguage:
    """What was found in passages, by its places in the messages."""
    matches, harm = (tuple(_placed(some, passages)) for some in (found.matches, found.harm))
    return replace(found, matches=matches, harm=harm)


def stated_in(found: StatedEmotion, passages: Sequence[Passage]) -> StatedEmotion:
    """Likewise."""
    return replace(found, evidence=tuple(_placed(found.evidence, passages)))


def _placed(found: Iterable[_Found], passages: Sequence[Passage]) -> Iterator[_Found]:
    """Each once, though it stands in two passages."""
    placed = set[tuple[object, ...]]()
    for one in found:
        passage = passages[one.message_index]
        start, end = one.start + passage.start, one.end + passage.start
        key = (passage.message_index, start, end, one.group)
        if key not in placed:
            placed.add(key)
            yield replace(one, message_index=passage.message_index, start=start, end=end)


def _cuts(text: str, longest: int) -> Iterator[tuple[int, int]]:
    read_again, start = min(_READ_AGAIN, longest // 4), 0
    while len(text) - start > longest:
        limit = start + longest
        ends = [found.end() for found in _SENTENCE_END.finditer(text, limit - longest // _CUT_WITHIN, limit)]
        end = ends[-1] if ends else limit
        yield start, end
        start = end if ends else _word_start(text, limit - read_again, within=read_again)
    yield start, len(text)


def _word_start(text: str, place: int, *, within: int) -> int:
    """Where the word begins that stands there, if that is not long before."""
    space = max(text.rfind(" ", place - within, place), text.rfind("\n", place - within, place))
    return place if space < 0 else space + 1
