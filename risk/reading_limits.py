"""How much of a session's words is read, so that no body takes more than its share of a processor. Pure.

Whatever is of a usual length is read whole. Of more, what repeats is read once, what may hold crisis language before
anything else, and what was said last before what was said first; what is left over is a gap for a human to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from risk.crisis.folding import fold, may_be_disguised, skim
from risk.crisis.patterns import may_hold_crisis_language, stems_in
from risk.crisis.text import sentence_ranges
from risk.passages import Passage, asked_before, passages_of

NOT_READ: Final = "words_beyond_limit"
# Characters, and messages, that are always read whole: what an hour of talk holds at most is several times this, and
# most of it weighs little.
ALWAYS_READ: Final = 10_000
ALWAYS_READ_MESSAGES: Final = 200
# What more may cost, in characters of plain talk, and what else costs how many of them.
MOST_COST: Final = 50_000
_SUSPECT_COST: Final = 5  # a character of a sentence that may hold crisis language
_MESSAGE_COST: Final = 40
# Characters of what is chosen or left out as one, and messages.
_STRETCH_CHARACTERS: Final = 1_000
_STRETCH_MESSAGES: Final = 20
# Stretches that are folded to be weighed: it takes a millisecond each.
MOST_FOLDED: Final = 100
# Characters within which expressions of crisis stand.
_CLOSE: Final = 80
_NAMING: Final = re.compile(
    r"kill|suicid|\bdie\b|dying|dead|death|overdos|hang|pill|slit|wrist|harm|unaliv|k[my]s|end it|goodbye"
    r"|jiua|jinyong|kufa|kifo|sumu|danj|dedi|jikat|jidhur|jitoa"
)
_NAMING_WEIGHT: Final = 2
# Said before a passage whose real predecessor is not read: it is no part of the utterance before, and asks nothing.
_GAP: Final = " "


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What of a session is read."""

    passages: Sequence[Passage]
    asked: Sequence[str]  # what was said right before each passage
    is_whole: bool  # but for what repeats


def choose_passages(said: Sequence[str], asked: Sequence[str]) -> Reading:
    """The passages to read of what a person said, in order."""
    characters = sum(map(len, said)) + sum(map(len, asked))
    is_usual = characters <= ALWAYS_READ and len(said) <= ALWAYS_READ_MESSAGES
    passages = passages_of(said) if is_usual else passages_of(said, longest=_STRETCH_CHARACTERS)
    before = asked_before(passages, asked)
    if is_usual:
        return Reading(passages=passages, asked=before, is_whole=True)
    stretches = list(_distinct(_stretches(passages, before)))
    chosen = sorted(_affordable(stretches), key=lambda stretch: stretch.start)
    return Reading(
        passages=[passages[place] for stretch in chosen for place in range(stretch.start, stretch.end)],
        asked=list(_asked_between(chosen, before)),
        is_whole=len(chosen) == len(stretches),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stretch:
    """Successive passages, start..end (half-open) of all, that are read together or not at all."""

    start: int
    end: int
    text: str  # with what was said before each


def _stretches(passages: Sequence[Passage], before: Sequence[str]) -> Iterator[_Stretch]:
    start, texts, length = 0, list[str](), 0
    for place, (passage, asked) in enumerate(zip(passages, before, strict=True)):
        text = f"{asked}\n{passage.text}" if asked else passage.text
        if texts and (length + len(text) > _STRETCH_CHARACTERS or len(texts) == _STRETCH_MESSAGES):
            yield _Stretch(start=start, end=place, text="\n".join(texts))
            start, texts, length = place, [], 0
        texts.append(text)
        length += len(text)
    yield _Stretch(start=start, end=len(passages), text="\n".join(texts))


def _distinct(stretches: Iterable[_Stretch]) -> Iterable[_Stretch]:
    """The first of those that say the same."""
    first: dict[str, _Stretch] = {}
    for stretch in stretches:
        first.setdefault(stretch.text, stretch)
    return first.values()


def _affordable(stretches: Sequence[_Stretch]) -> Iterator[_Stretch]:
    left = MOST_COST
    for weighed in sorted(_weighed(stretches), key=lambda one: (-one.suspicion, -one.stretch.start)):
        if weighed.cost <= left:
            left -= weighed.cost
            yield weighed.stretch


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weighed:
    """A stretch, how suspicious it is, and what it costs."""

    stretch: _Stretch
    suspicion: int
    cost: int


def _weighed(stretches: Sequence[_Stretch]) -> Iterator[_Weighed]:
    """As what they mean: of what may be disguised so many are folded, and all that is left is taken for suspect."""
    folds_left = MOST_FOLDED
    for stretch in reversed(stretches):
        text = skim(stretch.text)
        is_disguised = may_be_disguised(text)
        if is_disguised and folds_left:
            text, is_disguised, folds_left = fold(text).text, False, folds_left - 1
        suspicion = _suspicion_of(text) or int(is_disguised)
        suspect = len(text) if is_disguised else _suspect_characters(text) if suspicion else 0
        cost = len(stretch.text) + (stretch.end - stretch.start) * _MESSAGE_COST + suspect * _SUSPECT_COST
        yield _Weighed(stretch=stretch, suspicion=suspicion, cost=cost)


def _suspect_characters(text: str) -> int:
    sentences = (text[start:end] for start, end in sentence_ranges(text))
    return sum(len(sentence) for sentence in sentences if may_hold_crisis_language(sentence))


def _suspicion_of(text: str) -> int:
    """How many different stems of crisis language stand close together somewhere: everyday talk holds one at a time.

    Those that name death or harm count more.
    """
    stems = stems_in(text)
    most = first = 0
    for last, (place, _) in enumerate(stems):
        while stems[first][0] < place - _CLOSE:
            first += 1
        different = {stem for _, stem in stems[first : last + 1]}
        most = max(most, len(different) + (_NAMING_WEIGHT if _NAMING.search(" ".join(different)) else 0))
    return most


def _asked_between(chosen: Sequence[_Stretch], before: Sequence[str]) -> Iterator[str]:
    reached = 0
    for stretch in chosen:
        for place in range(stretch.start, stretch.end):
            yield before[place] or ("" if place == reached else _GAP)
            reached = place + 1
