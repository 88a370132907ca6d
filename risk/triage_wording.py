"""How the triage list speaks: its groups, and what it asks of whoever reads it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from resona.site.times import MINUTE, ago_in_words, span_in_words
from risk.policy import ALERTING
from risk.triage_rows import Episode, Finding, GroupKey
from risk.wording import gap_in_words, is_failure


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupWords:
    """A group's heading, and what stands in it."""

    title: str
    explanation: str


GROUPS: Final[Mapping[GroupKey, GroupWords]] = MappingProxyType(
    {
        "crisis": GroupWords(title="Crisis events", explanation="Someone should act on these by the time named."),
        "review": GroupWords(
            title="To review",
            explanation="Assessments above low that nobody has acted on, to be looked at by the time named.",
        ),
        "drift": GroupWords(
            title="Gradual changes",
            explanation="Sessions have drifted from what was normal for the person. What is normal stands still until "
            "someone decides.",
        ),
        "failure": GroupWords(
            title="Could not be assessed", explanation="Something failed. Nothing in these sessions is ruled out."
        ),
        "quiet": GroupWords(
            title="Gone quiet",
            explanation="Silent for longer than their own rhythm. Why cannot be known from here.",
        ),
        "older": GroupWords(
            title="Open for over a month",
            explanation="Nobody has said what was done. They tell how it was then, not how the person is now.",
        ),
        "nobody": GroupWords(
            title="No one responsible",
            explanation="People in care without a care team. They stay here, whatever was done, until someone is.",
        ),
        "gap": GroupWords(
            title="Incomplete, as expected",
            explanation="No voice, too few words, or a normal still being learned: what is missing was not assessed.",
        ),
        "historical": GroupWords(
            title="From the past",
            explanation="Imported from the past, or analysed again long after they came: they tell how it was then.",
        ),
    }
)


# What stands where others have a level.
_INSTEAD_OF_LEVEL: Final[Mapping[str, str]] = MappingProxyType({"silence": "quiet", "nobody": "nobody"})
# The same of a drift, and its tone: not confirmed, confirmed.
_DRIFTS: Final = (("to confirm", "medium"), ("confirmed", "high"))
_ASK_OF_DRIFT: Final = "Look at the course and accept or reset it."
# A confirmed alarm is accepted already, in that nothing but a reset ends it.
_ASK_OF_CONFIRMED_DRIFT: Final = "Look at the course; it stands until someone resets it."


def level_in_words(finding: Finding) -> str:
    """The level, or what stands in its place; never low where something was not assessed."""
    if finding.kind == "drift":
        return _DRIFTS[finding.is_confirmed][0]
    if finding.kind in _INSTEAD_OF_LEVEL:
        return _INSTEAD_OF_LEVEL[finding.kind]
    return finding.level or ("incomplete" if finding.assessment_id else "not assessed")


def tone_of(finding: Finding) -> str:
    """The tone it is drawn in."""
    return _DRIFTS[finding.is_confirmed][1] if finding.kind == "drift" else finding.level or "missing"


def ask_in_words(finding: Finding) -> str:
    """What a finding asks of a clinician; who contacts the person, and how, is theirs to decide."""
    if finding.is_historical:
        return "Look when there is time, and say what you make of it."
    if finding.is_old:
        return "It was long ago: see how the person is now, and record what was done."
    if finding.kind == "crisis":
        return _ask_of_crisis(finding)
    if finding.kind == "assessment":
        return "Read the session and record what was done."
    if finding.kind == "drift":
        return _ASK_OF_CONFIRMED_DRIFT if finding.is_confirmed else _ASK_OF_DRIFT
    if finding.kind == "silence":
        return "Ask whether all is well."
    if finding.kind == "nobody":
        return "Decide who cares for them, and assign a care team."
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


def escalated_in_words(finding: Finding, now: datetime) -> str:
    """How often the time of an event passed without anybody acting; empty: never."""
    if not finding.escalation_step or finding.escalated_at is None:
        return ""
    times = "once" if finding.escalation_step == 1 else f"{finding.escalation_step} times"
    passed = f"Its time has passed {times}, last {ago_in_words(finding.escalated_at, now)}"
    if finding.told_again_at is None:
        return passed
    left = finding.told_again_at - now
    when = f"in {span_in_words(left)}" if left >= MINUTE else "now"
    return f"{passed}; those on duty are told again {when}"


def undelivered_in_words(finding: Finding, now: datetime) -> str:
    """That nobody could be told of an event for longer than that takes; empty: somebody was, or it is tried now."""
    if finding.untold_since is None or now - finding.untold_since <= ALERTING.undelivered_after:
        return ""
    since = span_in_words(now - finding.untold_since)
    return f"Not delivered: nobody could be told of it for {since}. Tell someone yourself."


def episode_in_words(episode: Episode | None, now: datetime) -> str:
    """How many events belong together, and how many of them nobody has acknowledged; empty for one alone."""
    if episode is None or episode.number == 1:
        return ""
    waiting = f", {len(episode.waiting)} of them not acknowledged" if episode.waiting else ""
    return f"{episode.number} events in this episode, the first {ago_in_words(episode.began_at, now)}{waiting}"


def since_in_words(finding: Finding) -> str:
    """What it is whose time stands on the row."""
    if finding.kind == "silence":
        return "Last contact"
    if finding.kind == "drift":
        return "Noticed"
    if finding.kind == "nobody":
        return "Here since"
    return "Raised" if finding.session_id is None else "Session"


def _ask_of_crisis(finding: Finding) -> str:
    if finding.acknowledged_at is not None:
        return "Resolve it once it is clear what happened."
    when = "now" if finding.level == "critical" else "today"
    what = "the session" if finding.session_id else "what is known"
    return f"Acknowledge it, read {what} {when}, and decide who contacts this person."
