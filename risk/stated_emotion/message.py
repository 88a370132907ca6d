"""One message, read: how likely it is positive, neutral or negative, and which of its places decided. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from risk.stated_emotion.claims import Claim, find_claims
from risk.stated_emotion.deflection import Deflection, find_deflections
from risk.stated_emotion.languages import SpokenLanguages, keep_language, tell_languages
from risk.stated_emotion.lexicon import LEXICON_READERS
from risk.stated_emotion.model_files import load_model
from risk.stated_emotion.values import LANGUAGES, EvidenceKind, Language, Probabilities, mix
from risk.stated_emotion.words import Words, hash_features, is_punctuation, read_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """A place in the message that decided; half-open."""

    start: int
    end: int
    weight: float
    kind: EvidenceKind
    group: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadMessage:
    """What one message says."""

    probabilities: Probabilities
    words: int  # how many it counts as: those it has, and a claim as no fewer than _CLAIM_REACH
    languages: tuple[Language, ...]  # of the models that read it; empty when only deflections were understood
    decided: tuple[Decided, ...]  # every claim and deflection, and the words that weigh most


def read_message(text: str, assumed: Language | None) -> ReadMessage | None:
    """None when no word of it is understood. `assumed`: the language unknown words are taken for; None: neither."""
    deflections = tuple(find_deflections(text))
    claims = tuple(claim for claim in find_claims(text) if not _overlaps(claim, deflections))
    plain = _blank(text, deflections) if deflections else text
    words = read_words(plain)
    languages = tell_languages(words, assumed)
    spoken = max((words if plain is text else read_words(text)).spoken, 1)
    parts = [] if languages is None else _read_with_models(plain, words, languages)
    rest = _mix_parts(parts)
    chances = _with_deflections(_with_claims(rest, claims, spoken), deflections, text, has_claim=bool(claims))
    if chances is None:
        return None
    return ReadMessage(
        probabilities=chances,
        words=max(spoken, _CLAIM_REACH) if claims else spoken,
        languages=tuple(part.language for part in parts),
        decided=(*_of_claims(claims), *_of_deflections(deflections), *_strongest(parts, claims)),
    )


# What a plain statement about oneself is taken for: clear, and short of certain.
_WELL: Final[Probabilities] = (0.75, 0.2, 0.05)
_UNWELL: Final[Probabilities] = (0.05, 0.2, 0.75)
# A claim counts as so many words, within a long message and among others.
_CLAIM_REACH: Final = 8
# What a deflection alone is taken for: not positive, more likely neutral than not, and a little towards negative. It is
# just above the least confidence, so that an unhappy voice beside it is found to be minimised.
_DEFLECTED: Final[Probabilities] = (0.2, 0.48, 0.32)
# Beside a claim a deflection takes at most this part: who says "I'm fine, just tired" still says they are fine.
_MOST_BESIDE_CLAIM: Final = 1.0 / 3.0
# Words that moved the logit of positive against negative by less decided nothing.
_LEAST_EFFECT: Final = 0.15
_MOST_WORDS: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What the model of one language reads."""

    language: Language
    share: float
    probabilities: Probabilities
    effects: tuple[tuple[tuple[int, int], float], ...]  # span of each word, and how far it moved the logits


def _read_with_models(text: str, words: Words, languages: SpokenLanguages) -> list[_Part]:
    """Each model reads the words of its own language."""
    parts = []
    for language in LANGUAGES:
        share = languages.share_of(language)
        if share == 1.0:
            return [_read_with_model(text, words, language, share)]
        if share > 0.0:
            own = keep_language(text, words, languages, language)
            parts.append(_read_with_model(own, read_words(own), language, share))
    return parts


def _read_with_model(text: str, words: Words, language: Language, share: float) -> _Part:
    scores = LEXICON_READERS[language](text, words)
    chances, effects = load_model(language).read(hash_features(words.texts), scores)
    return _Part(
        language=language,
        share=share,
        probabilities=chances,
        effects=tuple(
            (span, effect * share)
            for word, span, effect in zip(words.texts, words.spans, effects, strict=True)
            if abs(effect) >= _LEAST_EFFECT and not is_punctuation(word)
        ),
    )


def _mix_parts(parts: Sequence[_Part]) -> Probabilities | None:
    if len(parts) == 1:
        return parts[0].probabilities
    return mix([(part.probabilities, part.share) for part in parts]) if parts else None


def _with_claims(rest: Probabilities | None, claims: Sequence[Claim], spoken: int) -> Probabilities | None:
    if not claims:
        return rest
    claimed = mix([(_WELL if claim.is_positive else _UNWELL, 1.0) for claim in claims])
    weight = min(1.0, _CLAIM_REACH * len(claims) / spoken)
    return claimed if rest is None else mix([(claimed, weight), (rest, 1.0 - weight)])


def _with_deflections(
    read: Probabilities | None, deflections: Sequence[Deflection], text: str, *, has_claim: bool
) -> Probabilities | None:
    """A deflection weighs as much of the message as it takes of its letters."""
    if not deflections:
        return read
    if read is None:
        return _DEFLECTED
    part = sum(_letters(text[one.start : one.end]) for one in deflections) / _letters(text)
    if has_claim:
        part = min(part, _MOST_BESIDE_CLAIM)
    return mix([(_DEFLECTED, part), (read, 1.0 - part)])


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _overlaps(claim: Claim, deflections: Sequence[Deflection]) -> bool:
    return any(claim.start < one.end and one.start < claim.end for one in deflections)


def _blank(text: str, deflections: Sequence[Deflection]) -> str:
    """The text without them, every other letter where it was."""
    for one in deflections:
        text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    return text


def _of_claims(claims: Sequence[Claim]) -> Iterator[Decided]:
    size = math.log(_WELL[0] / _WELL[2])
    for one in claims:
        weight = size if one.is_positive else -size
        yield Decided(start=one.start, end=one.end, weight=weight, kind="claim")


def _of_deflections(deflections: Sequence[Deflection]) -> Iterator[Decided]:
    for one in deflections:
        yield Decided(start=one.start, end=one.end, weight=0.0, kind="deflection", group=one.group)


def _strongest(parts: Sequence[_Part], claims: Sequence[Claim]) -> Iterator[Decided]:
    """The words that weigh most, outside of claims."""
    effects = sorted((one for part in parts for one in part.effects), key=lambda one: -abs(one[1]))
    for (start, end), effect in effects[:_MOST_WORDS]:
        if not any(claim.start < end and start < claim.end for claim in claims):
            yield Decided(start=start, end=end, weight=effect, kind="word")
