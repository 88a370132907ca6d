"""What is found of crisis language: one expression in its place, and all of one session. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from risk.crisis.person import Person
from risk.crisis.tense import Tense

# A passive wish to die: the severity from which a person is looked at.
PASSIVE_WISH: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One expression, with what its surroundings say about it. `start`..`end` are characters of the text as given."""

    message_index: int
    start: int
    end: int
    group: str
    severity: int  # 1..6; a denied act that was named stays at 2. Harm to or by others has none of it: 0
    person: Person
    tense: Tense
    negated: bool
    reported: bool
    idiom: bool
    counts: bool  # False: a mention, shown to the reviewer and not weighed
    is_answer: bool = False  # to what somebody asked; a denying one is shown too


@dataclass(frozen=True, kw_only=True, slots=True)
class CrisisLanguage:
    """What was found in one session."""

    severity: int  # the largest of the matches that count, 0 without any
    present_severity: int  # the largest of those about now or the time to come: an earlier attempt must not hide it
    worry_about_other: bool
    matches: tuple[Match, ...]
    rank: float  # orders people by urgency; never a level
    sentences: int
    harm: tuple[Match, ...] = ()  # to others or by others, by group: neither adds to the severity
    nearness: float = 0.0  # of the words of any message to those of people in crisis, from 0 to 1
    judged: frozenset[int] = frozenset()  # the messages with expressions in them, whatever became of these

    @property
    def is_present_tense(self) -> bool:
        """Whether the severest words are about now or the time to come."""
        return 0 < self.severity == self.present_severity

    def with_more(self, matches: Sequence[Match], harm: Sequence[Match], nearness: float) -> CrisisLanguage:
        """With what another reader found: it raises what was found or leaves it as it is."""
        return found_in(
            (*self.matches, *matches),
            sentences=self.sentences,
            worry_about_other=self.worry_about_other,
            judged=self.judged,
            harm=(*self.harm, *harm),
            nearness=nearness,
        )


def found_in(
    matches: Sequence[Match],
    *,
    sentences: int,
    worry_about_other: bool,
    judged: frozenset[int],
    harm: tuple[Match, ...] = (),
    nearness: float = 0.0,
) -> CrisisLanguage:
    """What matches come to together."""
    counting = [match for match in matches if match.counts]
    severity = max((match.severity for match in counting), default=0)
    return CrisisLanguage(
        severity=severity,
        present_severity=max((match.severity for match in counting if match.tense != "past"), default=0),
        worry_about_other=worry_about_other,
        matches=tuple(matches),
        rank=_rank(counting, severity, sentences) + _NEARNESS_WEIGHT * nearness,
        sentences=sentences,
        harm=harm,
        nearness=nearness,
        judged=judged,
    )


NOTHING_FOUND: Final = CrisisLanguage(
    severity=0, present_severity=0, worry_about_other=False, matches=(), rank=0.0, sentences=0
)

# Weights of the ranking score, chosen on people labelled by clinicians: repetition raises, mere length lowers.
_HIT_WEIGHT: Final = 0.6
_LENGTH_WEIGHT: Final = 0.25
_LENGTH_UNIT: Final = 10  # sentences
_NEARNESS_WEIGHT: Final = 1.5


def _rank(counting: Sequence[Match], severity: int, sentence_count: int) -> float:
    hits = sum(match.severity >= PASSIVE_WISH for match in counting)
    return severity + _HIT_WEIGHT * math.log1p(hits) - _LENGTH_WEIGHT * math.log1p(sentence_count / _LENGTH_UNIT)
