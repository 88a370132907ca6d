"""The mood stated in a person's words, for a clinician: what decided it, and what was not said. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# The groups of risk.stated_emotion.deflection. They name the custom, not what is behind it.
DEFLECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hedged_claim": "says they are all right, and takes half of it back",
        "customary_answer": "what one answers when asked in passing",
        "only_tired": "a way of making little of it",
        "carrying_on": "says that they carry on, not how they are",
        "resigned_saying": "a saying that leaves it at that",
        "made_light_of": "a way of waving it off",
    }
)
DEFLECTION_NOTE: Final = (
    "Ways of not saying how one is are never taken for something positive; whether anything is behind them cannot be "
    "read from the words."
)
_SENTIMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {"positive": "Positive", "neutral": "Neither positive nor negative", "negative": "Negative"}
)


def span_in_words(span: Mapping[str, object]) -> str:
    """What one place in the words counted for; empty for what is no such place."""
    kind, group = span.get("kind"), str(span.get("group") or "")
    if kind == "deflection":
        return DEFLECTIONS.get(group, "a way of not saying how one is")
    towards = _towards(span.get("weight"))
    if not towards:
        return ""
    if kind == "claim":
        return f"said plainly of themself, counted as {towards}"
    return f"counted as {towards}" if kind == "word" else ""


def sentiment_in_words(sentiment: Mapping[str, object]) -> str:
    """`Negative`; empty where nothing was read."""
    confidence = sentiment.get("confidence")
    if not isinstance(confidence, int | float):
        return ""
    return _SENTIMENTS.get(str(sentiment.get("label")), "Too uncertain to tell a mood from")


def _towards(weight: object) -> str:
    if not isinstance(weight, int | float) or isinstance(weight, bool) or not weight:
        return ""
    return "positive" if weight > 0.0 else "negative"
