"""What is read from a person's words: the value other modules see, and the pieces it is made of. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from risk.policy import Sentiment

Gap: TypeAlias = Literal["words_missing", "words_uncertain", "language_unsupported"]
# "word": a word of the model; "claim": a plain statement about oneself; "deflection": a way of not saying.
EvidenceKind: TypeAlias = Literal["word", "claim", "deflection"]
Language: TypeAlias = Literal["en", "sw"]
# Of each sentiment in the order of SENTIMENTS; they sum to 1.
Probabilities: TypeAlias = tuple[float, float, float]

SENTIMENTS: Final[tuple[Sentiment, ...]] = ("positive", "neutral", "negative")
LANGUAGES: Final[tuple[Language, ...]] = ("en", "sw")


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedEvidence:
    """A place in what was said that decided how it was read. Spans and numbers, never words."""

    message_index: int  # into the texts as given
    start: int  # characters of that text, half-open
    end: int
    weight: float  # above 0 towards positive, below towards negative; a deflection's is 0
    kind: EvidenceKind
    group: str | None  # which group of deflections; None for the other kinds


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedEmotion:
    """What the words say; `label` is None, and `gap` says why, when that is not known."""

    label: Sentiment | None
    valence: float  # -1..1: P(positive) - P(negative); 0 when nothing was read
    confidence: float  # 0..1: the largest of the three probabilities; 0 when nothing was read
    method: str  # name and version of what read the words
    gap: Gap | None
    evidence: tuple[StatedEvidence, ...] = ()  # the strongest, in the order they were said


def mix(parts: Sequence[tuple[Probabilities, float]]) -> Probabilities:
    """The mean of probabilities, each with its weight: 0 or more, and not all of them 0."""
    total = sum(weight for _, weight in parts)
    positive, neutral, negative = (
        sum(chances[place] * weight for chances, weight in parts) / total for place in range(len(SENTIMENTS))
    )
    return positive, neutral, negative
