"""How the triage list speaks: its groups, and what it asks of whoever reads it. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from risk.triage_rows import Finding, GroupKey
from risk.wording import gap_in_words, is_failure


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupWords:
    """A group's heading, and what stands in it."""

    title: str
    explanation: str


GROUPS: Final[Mapping[GroupKey, GroupWords]] = MappingProxyType(
    {
        "crisis": GroupWords(title="Crisis events", explanation="Someone should act on these by the time named."),
        "review": GroupWords(title="To review", explanation="Assessments at high or medium that nobody has acted on."),
        "failure": GroupWords(
            title="Could not be assessed", explanation="Something failed. Nothing in these sessions is ruled out."
        ),
        "gap": GroupWords(
            title="Incomplete, as expected",
            explanation="No voice, too few words, or a normal still being learned: what is missing was not assessed.",
        ),
        "historical": GroupWords(
            title="From the past",
            explanation="Sessions that were more than a week old when they arrived: they tell how it was then.",
        ),
    }
)


def ask_in_words(finding: Finding) -> str:
    """What a finding asks of a clinician; who contacts the person, and how, is theirs to decide."""
    if finding.is_historical:
        return "Look when there is time, and say what you make of it."
    if finding.kind == "crisis":
        return _ask_of_crisis(finding)
    if finding.kind == "assessment":
        return "Read the session and record what was done."
    if is_expected(finding):
        return "Nothing to do while sessions keep coming."
    return "Read the session yourself."


def is_expected(finding: Finding) -> bool:
    """Whether a finding is a gap of ordinary life, which asks for nothing."""
    return finding.kind == "session" and not any(is_failure(code) for code in finding.not_assessed)


def gaps_in_words(codes: tuple[str, ...]) -> str:
    """All gaps in one sentence; empty without any."""
    words = [gap_in_words(code) for code in codes]
    return "; ".join([*words[:1], *(f"{word[:1].lower()}{word[1:]}" for word in words[1:])]) + "." if words else ""


def count_in_words(open_findings: int) -> str:
    """How many more findings of the person are open than the one shown."""
    more = open_findings - 1
    return f"and {more} more open" if more > 0 else ""


def _ask_of_crisis(finding: Finding) -> str:
    if finding.acknowledged_at is not None:
        return "Resolve it once it is clear what happened."
    when = "now" if finding.level == "critical" else "today"
    return f"Acknowledge it, read the session {when}, and decide who contacts this person."
