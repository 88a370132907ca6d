"""The person's pattern: what their stored records show, from which the interface is built. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Final

from conversations.emotions import EMOTIONS, EmotionShares
from interfaces.daytime import STILL_USUAL_SHARE, usual_part
from interfaces.evidence import LEVELS, Evidence, PastSession
from interfaces.helping import FAINT, ReadSession, find_helps, find_strain
from interfaces.trajectory import Course, describe_course
from risk.dissonance import valence_of

# Sessions before this say little of how a person is now.
WINDOW: Final = timedelta(days=30)
# Of risk the highest of these days counts, and that of the latest session assessed however long ago: neither silence
# nor a session that could not be assessed is a recovery.
RISK_WINDOW: Final = timedelta(days=14)
# An open event counts as how the person is now for so long after its session: as long as anything of the pattern does.
# Later it is for staff to close, and asks that help stay near, but nobody the same question every day.
EVENT_WINDOW: Final = WINDOW
# Fewer sessions tell no habit.
MIN_SESSIONS: Final = 5
# An emotion is one of the person's main ones from this share on: twice that of thirteen equal ones.
PRIMARY_SHARE: Final = 2 / len(EMOTIONS)
MOST_PRIMARY: Final = 3
# The voice was strained below this valence (the border of negative, METHODS: -0.2).
STRAINED_VALENCE: Final = -0.2
CONCEALING: Final = frozenset({"defensive_concealment", "minimization"})


@dataclass(frozen=True, kw_only=True, slots=True)
class CurrentRisk:
    """The highest level that counts now; None: not known, which is never low."""

    level: str | None
    has_open_event: bool  # a recent one
    # An event that staff left open for longer than it says anything of how the person is.
    has_old_event: bool = False
    # Everything that could be assessed is low, and something could not: the level is not known.
    is_low_so_far: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FaintSigns:
    """What is not clear enough to be shown anew, but enough to stay (interfaces.steadiness)."""

    usual_part: str | None = None
    strain_topics: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonPattern:
    """What the records show; None: too little to say."""

    on: date  # in the person's time zone
    session_count: int  # within the window
    emotion_shares: EmotionShares | None  # mean over the window
    primary_emotions: tuple[str, ...]  # the largest first
    course: Course
    usual_part: str | None
    own_language: str  # the person's setting
    spoken_languages: tuple[tuple[str, float], ...]  # share of sessions, the largest first
    code_switching: float | None  # share of read sessions
    deflection: float | None  # share of read and strained sessions in which something was brushed aside
    concealment: float | None  # share of sessions compared
    strain_topics: tuple[str, ...] | None
    helps: tuple[str, ...] | None
    risk: CurrentRisk
    faint: FaintSigns = FaintSigns()

    @property
    def is_sufficient(self) -> bool:
        """Whether there is enough to adapt anything but safety."""
        return self.session_count >= MIN_SESSIONS


def describe_pattern(evidence: Evidence) -> PersonPattern:
    """The pattern in the 30 days before `evidence.now`. Sessions of the future (clocks of phones) count as recent."""
    recent = [session for session in evidence.sessions if session.started_at > evidence.now - WINDOW]
    heard = [session.shares for session in recent if session.shares is not None]
    shares = _mean_shares(heard)
    read = _read_sessions(evidence.sessions)
    moments = [session.started_at for session in recent]
    return PersonPattern(
        on=evidence.now.astimezone(evidence.zone).date(),
        session_count=len(recent),
        emotion_shares=shares,
        primary_emotions=_primary(shares),
        course=describe_course(heard),
        usual_part=usual_part(moments, evidence.zone),
        own_language=evidence.language,
        spoken_languages=_language_shares(recent),
        code_switching=_share([session.speech.is_mixed for session in recent if session.speech is not None]),
        deflection=_share(_deflections(recent)),
        concealment=_share([session.interpretation in CONCEALING for session in recent if session.interpretation]),
        strain_topics=find_strain(read),
        helps=find_helps(read),
        risk=_current_risk(evidence),
        faint=FaintSigns(
            usual_part=usual_part(moments, evidence.zone, share=STILL_USUAL_SHARE),
            strain_topics=find_strain(read, FAINT) or (),
            helps=find_helps(read, FAINT) or (),
        ),
    )


def _current_risk(evidence: Evidence) -> CurrentRisk:
    since = evidence.now - RISK_WINDOW
    assessed = [session for session in evidence.sessions if session.level is not None]
    counted = [session for session in evidence.sessions if session.started_at > since]
    counted += [*evidence.sessions[-1:], *assessed[-1:]]
    levels = [session.level for session in counted if session.level is not None]
    levels += evidence.further.levels
    recent = [event for event in evidence.open_events if event.is_recent]
    # What was long past when it arrived asks for help near at hand, not for help first.
    levels += [event.level if event.needs_action else min(event.level, "high", key=LEVELS.index)
               for event in recent]  # fmt: skip
    level = max(levels, key=LEVELS.index, default=None)
    is_complete = all(session.is_complete for session in counted) and evidence.further.are_complete
    is_low_so_far = level == "low" and not is_complete
    return CurrentRisk(
        level=None if is_low_so_far else level,
        has_open_event=bool(recent),
        has_old_event=len(recent) < len(evidence.open_events),
        is_low_so_far=is_low_so_far,
    )


def _mean_shares(shares: Sequence[EmotionShares]) -> EmotionShares | None:
    return tuple(fmean(column) for column in zip(*shares, strict=True)) if len(shares) >= MIN_SESSIONS else None


def _primary(shares: EmotionShares | None) -> tuple[str, ...]:
    if shares is None:
        return ()
    ranked = sorted(zip(EMOTIONS, shares, strict=True), key=lambda pair: -pair[1])
    return tuple(emotion for emotion, share in ranked[:MOST_PRIMARY] if share >= PRIMARY_SHARE)


def _language_shares(sessions: Sequence[PastSession]) -> tuple[tuple[str, float], ...]:
    counts = Counter(session.language for session in sessions)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((language, count / len(sessions)) for language, count in ranked)


def _deflections(sessions: Sequence[PastSession]) -> list[bool]:
    """Whether something was brushed aside, of each session that was read and whose voice was strained."""
    return [
        session.speech.has_deflection
        for session in sessions
        if session.speech is not None and session.shares is not None and valence_of(session.shares) < STRAINED_VALENCE
    ]


def _read_sessions(sessions: Sequence[PastSession]) -> list[ReadSession]:
    return [
        ReadSession(
            at=session.started_at,
            valence=valence_of(session.shares),
            topics=session.speech.topics,
            activities=session.speech.activities,
        )
        for session in sessions
        if session.speech is not None and session.shares is not None
    ]


def _share(answers: Sequence[bool]) -> float | None:
    return sum(answers) / len(answers) if len(answers) >= MIN_SESSIONS else None
