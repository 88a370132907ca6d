"""Marks in a message where crisis language was found: the words are cut from the opened text, by their spans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from risk.wording import match_in_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A stretch of a message; `label` says what was found in it, empty for the rest."""

    text: str
    label: str = ""
    counts: bool = True  # False: shown to the reviewer, not weighed


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


def cut_segments(text: str, matches: Iterable[Mapping[str, object]]) -> list[Segment]:
    """The text in segments that together are the text. A span that is none, or overlaps one before it, is left out."""
    segments: list[Segment] = []
    reached = 0
    for start, end, match in sorted(_spans(text, matches), key=lambda span: (span[0], -span[1])):
        if start < reached:
            continue
        if start > reached:
            segments.append(Segment(text=text[reached:start]))
        counts = match.get("counts") is not False
        segments.append(Segment(text=text[start:end], label=match_in_words(match), counts=counts))
        reached = end
    if reached < len(text) or not segments:
        segments.append(Segment(text=text[reached:]))
    return segments


def _matches_of(factor: Mapping[str, object]) -> list[Mapping[str, object]]:
    evidence = factor.get("evidence")
    matches = evidence.get("matches") if isinstance(evidence, Mapping) else None
    return [match for match in matches if isinstance(match, Mapping)] if isinstance(matches, list | tuple) else []


def _spans(text: str, matches: Iterable[Mapping[str, object]]) -> list[tuple[int, int, Mapping[str, object]]]:
    spans = []
    for match in matches:
        start, end = match.get("start"), match.get("end")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
            spans.append((start, end, match))
    return spans
