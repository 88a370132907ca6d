"""Marks in a message: crisis language, and what decided the mood stated; cut from the opened text, by their spans.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from risk.stated_wording import span_in_words
from risk.wording import match_in_words

Mark: TypeAlias = Literal["crisis", "mood", "deflection"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A stretch of a message; `label` says what was found in it, empty for the rest."""

    text: str
    label: str = ""
    counts: bool = True  # False: shown to the reviewer, not weighed
    mark: Mark = "crisis"


_Span: TypeAlias = tuple[int, int, Segment]
# What was found, by the text of a message's id.
FoundIn: TypeAlias = Mapping[str, Sequence[Mapping[str, object]]]


def find_matches(risk_factors: Sequence[Mapping[str, object]]) -> dict[str, list[Mapping[str, object]]]:
    """The matches in an assessment's evidence, by message id; each once, though several factors may cite it."""
    found: dict[tuple[object, ...], Mapping[str, object]] = {}
    for factor in risk_factors:
        for match in _matches_of(factor):
            found.setdefault((match.get("message_id"), match.get("start"), match.get("end")), match)
    by_message: dict[str, list[Mapping[str, object]]] = {}
    for match in found.values():
        by_message.setdefault(str(match.get("message_id")), []).append(match)
    return by_message


def find_spans(sentiment: Mapping[str, object]) -> dict[str, list[Mapping[str, object]]]:
    """What decided the mood that the words stated (conversations.models.EmotionReading), by message id."""
    spans = sentiment.get("spans")
    by_message: dict[str, list[Mapping[str, object]]] = {}
    for span in spans if isinstance(spans, list | tuple) else ():
        if isinstance(span, Mapping):
            by_message.setdefault(str(span.get("message_id")), []).append(span)
    return by_message


def within(found: Iterable[Mapping[str, object]], start: int, length: int) -> Iterator[Mapping[str, object]]:
    """What was found in this stretch of a message, by its places in the stretch; what reaches beyond it is cut."""
    for one in found:
        first, last = one.get("start"), one.get("end")
        if isinstance(first, int) and isinstance(last, int) and first < start + length and last > start:
            yield {**one, "start": max(first - start, 0), "end": min(last - start, length)}


def cut_segments(
    text: str, matches: Iterable[Mapping[str, object]], moods: Iterable[Mapping[str, object]] = ()
) -> list[Segment]:
    """The text in segments that together are the text: marked where crisis language, or what decided the mood, is.

    A span that is none is left out, as is one that overlaps an earlier one. Where there is crisis language no word is
    marked as pleasant or unpleasant: beside it that reads as a verdict.
    """
    marked = _apart([], _spans(text, matches, _show_match))
    moods = [mood for mood in moods if not marked or mood.get("kind") == "deflection"]
    segments: list[Segment] = []
    reached = 0
    for start, end, segment in sorted(_apart(marked, _spans(text, moods, _show_mood)), key=lambda span: span[0]):
        if start > reached:
            segments.append(Segment(text=text[reached:start]))
        segments.append(segment)
        reached = end
    if reached < len(text) or not segments:
        segments.append(Segment(text=text[reached:]))
    return segments


def _apart(taken: Sequence[_Span], spans: Iterable[_Span]) -> list[_Span]:
    """The spans taken, and of the others those that overlap none before them."""
    kept = list(taken)
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return kept


def _show_match(words: str, match: Mapping[str, object]) -> Segment:
    return Segment(text=words, label=match_in_words(match), counts=match.get("counts") is not False)


def _show_mood(words: str, span: Mapping[str, object]) -> Segment:
    mark: Mark = "deflection" if span.get("kind") == "deflection" else "mood"
    return Segment(text=words, label=span_in_words(span), mark=mark)


def _matches_of(factor: Mapping[str, object]) -> list[Mapping[str, object]]:
    evidence = factor.get("evidence")
    matches = evidence.get("matches") if isinstance(evidence, Mapping) else None
    return [match for match in matches if isinstance(match, Mapping)] if isinstance(matches, list | tuple) else []


def _spans(
    text: str, found: Iterable[Mapping[str, object]], show: Callable[[str, Mapping[str, object]], Segment]
) -> list[_Span]:
    spans = []
    for one in found:
        start, end = one.get("start"), one.get("end")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            spans.append((start, end, show(text[start:end], one)))
    return spans
