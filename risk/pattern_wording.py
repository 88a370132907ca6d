"""Patterns over sessions in a clinician's words: what was observed, and from when to when. Pure.

Days are those of UTC: a window of weeks needs no time zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from resona.site.counts import count_of
from risk.rhythm import Silence

_DRIFTS: Final[Mapping[tuple[object, object], str]] = MappingProxyType(
    {
        ("voice", "decline"): "Voice drifting towards decline",
        ("voice", "other"): "Voice drifting away from its usual",
        ("valence", "decline"): "Emotions in the voice growing more unpleasant",
        ("valence", "other"): "Emotions in the voice growing more pleasant",
    }
)


def pattern_in_words(name: str, evidence: Mapping[str, object]) -> str | None:
    """`Hopeless or graver words in 3 of the last 5 sessions, 3 to 17 Mar 2026`; None for what is no pattern."""
    words = _WORDS.get(name)
    return words(evidence) if words else None


def silence_in_words(silence: Silence) -> str:
    """`No contact for 31 days, where 4 days are usual`: whole days, as long as the last contact is said to be ago."""
    gap = max(int(silence.gap_days), 1)
    return f"No contact for {count_of(gap, 'day')}, where {_usual(silence.usual_days)} usual"


def _decline(evidence: Mapping[str, object]) -> str:
    drift = _DRIFTS.get((evidence.get("chart"), evidence.get("direction")), "Voice drifting from its usual")
    onset = _moment(evidence.get("onset_at"))
    since = f" since about {_date(onset)}" if onset else ""
    return f"{drift}{since}, {'confirmed' if evidence.get('is_confirmed') is True else 'not yet confirmed'}"


def _concealment(evidence: Mapping[str, object]) -> str:
    return f"Words more and more positive than the voice{_over(evidence)}{_window(evidence)}"


def _hopelessness(evidence: Mapping[str, object]) -> str:
    hopeless, of = _count(evidence.get("hopeless_sessions")), _count(evidence.get("sessions"))
    share = f" in {hopeless} of the last {of} sessions" if hopeless and of else " in several of the last sessions"
    return f"Hopeless or graver words{share}{_window(evidence)}"


def _calm(evidence: Mapping[str, object]) -> str:
    count = _count(evidence.get("sessions"))
    crisis = " with words of crisis" if evidence.get("crisis_words") is True else ""
    distress = f"{count} sessions of distress" if count else "long distress"
    return f"Positive after {distress}{crisis}{_window(evidence)}: ask what changed"


def _silence(evidence: Mapping[str, object]) -> str:
    gap, usual = evidence.get("gap_days"), evidence.get("usual_days")
    silent = f"{_days(gap)} without contact" if isinstance(gap, int | float) else "a long silence"
    rhythm = f", where {_usual(usual)} usual" if isinstance(usual, int | float) else ""
    return f"Back after {silent}{rhythm}{_window(evidence)}"


_WORDS: Final[Mapping[str, Callable[[Mapping[str, object]], str]]] = MappingProxyType(
    {
        "gradual_decline": _decline,
        "rising_concealment": _concealment,
        "repeated_hopelessness": _hopelessness,
        "calm_after_long_distress": _calm,
        "fading_contact": _silence,
    }
)


def _over(evidence: Mapping[str, object]) -> str:
    count = _count(evidence.get("sessions"))
    return f" over {count} sessions" if count else ""


def _window(evidence: Mapping[str, object]) -> str:
    """`, 3 to 17 Mar 2026`; empty where a date is missing."""
    first, last = _moment(evidence.get("from_at")), _moment(evidence.get("to_at"))
    if first is None or last is None:
        return ""
    if first.date() == last.date():
        return f", {_date(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f", {first.day} to {_date(last)}"
    start = f"{first.day} {first:%b}" if first.year == last.year else _date(first)
    return f", {start} to {_date(last)}"


def _date(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


def _days(days: float) -> str:
    whole = max(round(days), 1)
    return f"{whole} day" if whole == 1 else f"{whole} days"


def _usual(days: float) -> str:
    words = _days(days)
    return f"{words} are" if words.endswith("s") else f"{words} is"


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
