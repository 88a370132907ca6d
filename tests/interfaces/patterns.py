"""Patterns, courses and wordings for tests: made by hand, and drawn by hypothesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from conversations.emotions import EMOTIONS, EmotionShares, read_emotion_shares
from interfaces.daytime import PARTS
from interfaces.evidence import LEVELS, Evidence, OpenEvent, PastSession
from interfaces.lexicon import ACTIVITIES, TOPICS
from interfaces.pattern import CurrentRisk, FaintSigns, PersonPattern
from interfaces.trajectory import Course, Trajectory
from interfaces.wording.texts import CRISIS, SUPPORT, SupportLine, Wording

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NAIROBI = ZoneInfo("Africa/Nairobi")

STEADY = PersonPattern(
    on=date(2026, 3, 1),
    session_count=20,
    emotion_shares=None,
    primary_emotions=(),
    course=Course(trajectory=Trajectory.STABLE, session_count=20, change=0.0, variability=0.1),
    usual_part=None,
    own_language="en",
    spoken_languages=(("en", 1.0),),
    code_switching=0.0,
    deflection=0.0,
    concealment=0.0,
    strain_topics=(),
    helps=(),
    risk=CurrentRisk(level="low", has_open_event=False),
)


def going(trajectory: Trajectory, pattern: PersonPattern = STEADY) -> PersonPattern:
    return replace(pattern, course=replace(pattern.course, trajectory=trajectory))


def at_risk(level: str | None, pattern: PersonPattern = STEADY, *, has_open_event: bool = False) -> PersonPattern:
    return replace(pattern, risk=CurrentRisk(level=level, has_open_event=has_open_event))


def sounding(**shares: float) -> EmotionShares:
    return read_emotion_shares(shares)


def evidence(sessions: Sequence[PastSession], *open_events: OpenEvent) -> Evidence:
    return Evidence(now=NOW, zone=NAIROBI, language="en", sessions=tuple(sessions), open_events=open_events)


def line(kind: str, language: str = "en", topic: str | None = None, name: str = "a") -> SupportLine:
    return SupportLine(
        kind=kind,
        language=language,
        topic=topic,
        key=f"resource.{kind}_{language}_{topic or 'all'}_{name}",
        title=f"{kind} {name}",
        text=f"About {topic or 'anything'}.",
        contact="0800 000 000",
    )


def wordings() -> st.SearchStrategy[Wording]:
    lines = st.builds(
        line,
        kind=st.sampled_from((CRISIS, SUPPORT)),
        language=st.sampled_from(("en", "sw")),
        topic=st.none() | st.sampled_from(TOPICS),
    )
    texts: st.SearchStrategy[Mapping[tuple[str, str], str]] = st.dictionaries(
        st.tuples(st.sampled_from(("en", "sw")), st.sampled_from(("VoiceRecorder.title", "helps.rest"))),
        st.sampled_from(("Speak with us", "Ongea nasi")),
    )
    return st.builds(
        Wording,
        clinic_name=st.none() | st.sampled_from(("Upendo", "X" * 200)),
        texts=texts,
        lines=st.lists(lines, max_size=20, unique_by=lambda each: each.key).map(tuple),
    )


def _shares() -> st.SearchStrategy[EmotionShares]:
    weights = st.lists(st.integers(0, 10), min_size=len(EMOTIONS), max_size=len(EMOTIONS)).filter(any)
    return weights.map(lambda drawn: tuple(weight / sum(drawn) for weight in drawn))


def _some(names: Sequence[str]) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(names), unique=True).map(tuple)


def patterns() -> st.SearchStrategy[PersonPattern]:
    share = st.none() | st.floats(0, 1)
    return st.builds(
        PersonPattern,
        on=st.dates(date(2026, 1, 1), date(2026, 1, 4)),
        session_count=st.integers(0, 40),
        emotion_shares=st.none() | _shares(),
        primary_emotions=st.just(()),
        course=st.builds(
            Course,
            trajectory=st.sampled_from(Trajectory),
            session_count=st.integers(0, 40),
            change=st.none(),
            variability=st.none(),
            faint=st.none() | st.sampled_from(Trajectory),
        ),
        usual_part=st.none() | st.sampled_from(PARTS),
        own_language=st.sampled_from(("en", "sw", "fr")),
        spoken_languages=st.sampled_from(((), (("en", 1.0),), (("sw", 0.8), ("en", 0.2)), (("fr", 1.0),))),
        code_switching=share,
        deflection=share,
        concealment=share,
        strain_topics=_some(TOPICS),
        helps=_some(ACTIVITIES),
        risk=st.builds(
            CurrentRisk,
            level=st.none() | st.sampled_from(LEVELS),
            has_open_event=st.booleans(),
            has_old_event=st.booleans(),
        ),
        faint=st.builds(
            FaintSigns,
            usual_part=st.none() | st.sampled_from(PARTS),
            strain_topics=st.lists(st.sampled_from(TOPICS), unique=True).map(tuple),
            helps=st.lists(st.sampled_from(ACTIVITIES), unique=True).map(tuple),
        ),
    )
