"""What people of the demo say and what the app answers: exchanges by mood, dealt so that sessions differ. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

# Exchanges of an ordinary session: a few minutes of talk.
FEWEST_EXCHANGES: Final = 3
MOST_EXCHANGES: Final = 6


class Mood(StrEnum):
    """What the words of an exchange are like."""

    GOOD = "good"
    ORDINARY = "ordinary"
    LOW = "low"
    ANXIOUS = "anxious"
    MASKING = "masking"  # all is well, in words
    HOPELESS = "hopeless"
    GIVING_UP = "giving up"
    RECOVERING = "recovering"


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """One thing said, in any of a few wordings, and fitting answers of the app. `{name}`s are the person's details."""

    said: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """One exchange as it happened."""

    said: str
    answer: str


Bank = Mapping[Mood, Sequence[Exchange]]


def exchange(*said: str, answers: tuple[str, ...]) -> Exchange:
    """An exchange, as the banks write it."""
    return Exchange(said=said, answers=answers)


class Talk:
    """Deals one person's exchanges: none of a mood comes again before all of that mood have been."""

    def __init__(self, bank: Bank, details: Mapping[str, str], random: np.random.Generator) -> None:
        self._bank = bank
        self._details = details
        self._random = random
        self._decks: dict[Mood, list[Exchange]] = {}

    def session(self, moods: Mapping[Mood, float]) -> tuple[Spoken, ...]:
        """The exchanges of one session; `moods` are shares that sum to 1."""
        exchanges = int(self._random.integers(FEWEST_EXCHANGES, MOST_EXCHANGES, endpoint=True))
        names = list(moods)
        drawn = self._random.choice(len(names), size=exchanges, p=list(moods.values()))
        dealt: list[Exchange] = []
        for index in drawn:
            dealt.append(self._deal(names[index], dealt))
        return tuple(self.speak(chosen) for chosen in dealt)

    def speak(self, chosen: Exchange) -> Spoken:
        """One wording of an exchange, with the person's details in place."""
        said = chosen.said[self._random.integers(len(chosen.said))]
        answer = chosen.answers[self._random.integers(len(chosen.answers))]
        return Spoken(said=said.format_map(self._details), answer=answer.format_map(self._details))

    def _deal(self, mood: Mood, dealt: Sequence[Exchange]) -> Exchange:
        """The next of the mood's deck that this session has not had; a small deck may leave no other choice."""
        deck = self._decks.setdefault(mood, [])
        if all(card in dealt for card in deck):
            exchanges = self._bank[mood]
            deck[:0] = [exchanges[index] for index in self._random.permutation(len(exchanges))]
        fresh = [position for position, card in enumerate(deck) if card not in dealt]
        return deck.pop(fresh[-1] if fresh else -1)
