"""What the page of a session shows of it, line by line: words, voice, contributions, analyses, events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from baselines.deviation_wording import deviation_in_words
from baselines.measures import Reading, band_in_words, title_of, value_in_words
from conversations.message_pages import Stretch
from conversations.models import Message
from resona.charts.bars import Part, draw_range, draw_score_bar, draw_valences
from resona.site.links import record_url
from resona.site.records import read_mapping
from resona.site.times import exact_time
from risk.levels import level_in_words
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from risk.pages.course import CourseSession
from risk.pages.course_charts import RISK_ZONES
from risk.pages.highlights import FoundIn, Segment, cut_segments, find_matches, find_spans, within
from risk.pages.step_lines import CANNOT_BE_OPENED, StepLine, lines_of
from risk.triage_findings import staff_name
from risk.wording import (
    basis_in_words,
    factor_in_words,
    is_floor,
    rarity_in_words,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What was found in words of a message."""

    said: tuple[str, ...]
    label: str
    mark: str
    counts: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A message, opened for whoever may read it."""

    is_person: bool
    when: str
    is_continued: bool  # it began on the page before
    segments: tuple[Segment, ...]

    @property
    def notes(self) -> list[Note]:
        """What was found, in the order it was said; the words that decided the mood in one line for each direction."""
        notes: dict[tuple[str, int], Note] = {}
        for place, segment in enumerate(self.segments):
            if segment.label:
                key = (segment.label, -1 if segment.mark == "mood" else place)
                said = (*notes[key].said, segment.text) if key in notes else (segment.text,)
                notes[key] = Note(said=said, label=segment.label, mark=segment.mark, counts=segment.counts)
        return list(notes.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceLine:
    """A measure of the session's voice."""

    title: str
    value: str
    band: str
    words: str
    is_unusual: bool
    svg: str  # empty while there is nothing to compare with


@dataclass(frozen=True, kw_only=True, slots=True)
class ContributionLine:
    """What an assessment owes to one finding or rule."""

    words: str
    rarity: str
    basis: str
    share: str
    tone: str
    counts: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RunLine:
    """An analysis of the session."""

    when: str
    level: str
    score: str
    is_current: bool
    action: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EventLine:
    """A crisis event of the session and what became of it."""

    level: str
    raised: str
    resolution: str  # empty: it is open
    steps: tuple[StepLine, ...]
    step_count: int
    url: str  # of its own page, with all of them

    @property
    def is_cut(self) -> bool:
        return self.step_count > len(self.steps)


def event_lines(found: CourseSession, zone: tzinfo, *, most_steps: int) -> list[EventLine]:
    """The crisis events of a session, oldest first, with what was done about each last."""
    steps = lines_of(found.events, zone)
    return [
        EventLine(
            level=event.risk_level,
            raised=exact_time(event.created_at, zone),
            resolution=str(event.get_resolution_display() or ""),
            steps=tuple(steps.get(event.id, ())[:most_steps]),
            step_count=len(steps.get(event.id, ())),
            url=record_url(CrisisEvent, event.id),
        )
        for event in found.events
    ]


def score_bar(assessment: RiskAssessment) -> str:
    """A score drawn as what it is made of."""
    parts = [
        Part(name=factor_in_words(part), share=float(part.get("contribution") or 0.0), tone=_tone_of(part))
        for part in assessment.risk_factors
    ]
    label = f"Score {assessment.risk_score:.2f} of 1, level {assessment.risk_level}, in {len(parts)} parts."
    return draw_score_bar(parts, RISK_ZONES, label=label)


def contribution_lines(assessment: RiskAssessment) -> list[ContributionLine]:
    """What an assessment is owed to, the largest first, with what counts nothing."""
    return [
        ContributionLine(
            words=factor_in_words(part),
            rarity=rarity_in_words(part),
            basis=basis_in_words(part),
            share=f"{float(part.get('contribution') or 0.0):.2f}",
            tone=_tone_of(part),
            counts=bool(part.get("contribution")),
        )
        for part in assessment.risk_factors
    ]


def said_lines(
    stretches: Iterable[Stretch], assessment: RiskAssessment | None, sentiment: Mapping[str, object], zone: tzinfo
) -> list[Said]:
    """What was said, opened, with what was found in it marked."""
    matches = find_matches(assessment.risk_factors) if assessment else {}
    moods = find_spans(sentiment)
    return [_said(stretch, _segments(stretch, matches, moods), zone) for stretch in stretches]


def hidden_lines(stretches: Iterable[Stretch], zone: tzinfo, why: str) -> list[Said]:
    """That something was said and when, and why it is not read here."""
    return [_said(stretch, [Segment(text=why)], zone) for stretch in stretches]


def voice_line(reading: Reading) -> VoiceLine:
    """A measure, its band, and how far apart they are."""
    title, value = title_of(reading.measure), value_in_words(reading.measure, reading.value)
    words = "" if reading.z is None else deviation_in_words(reading.measure, reading.z)
    svg = ""
    if reading.low is not None and reading.high is not None:
        svg = draw_range(
            value=reading.value,
            low=reading.low,
            high=reading.high,
            expected=reading.expected,
            is_unusual=reading.is_unusual,
            label=f"{value}, expected {band_in_words(reading)}",
        )
    return VoiceLine(
        title=title,
        value=value,
        band=band_in_words(reading),
        words=words or "nothing to compare with yet",
        is_unusual=reading.is_unusual,
        svg=svg,
    )


def bases_in_words(found: CourseSession) -> list[str]:
    """What the session's measures were compared with; where not all alike, each with the measures it is about."""
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for measure, evidence in found.compared_with.items():
        words = basis_in_words({"evidence": evidence})
        if words:
            titles[words].append(title_of(measure))
    if len(titles) == 1:
        return [f"{words[:1].upper()}{words[1:]}." for words in titles]
    largest_first = sorted(titles.items(), key=lambda item: -len(item[1]))
    return [f"{', '.join(named)}: {words}." for words, named in largest_first]


def valence_axis(dissonance: Dissonance | None) -> str:
    """Words and voice on one axis; empty where their valences are not known."""
    evidence = read_mapping(dissonance.evidence) if dissonance else {}
    words, voice = evidence.get("stated_valence"), evidence.get("voice_valence")
    if not isinstance(words, int | float) or not isinstance(voice, int | float):
        return ""
    return draw_valences(words, voice, label=f"Words {words:+.2f}, voice {voice:+.2f}, from -1 negative to 1 positive")


def run_line(run: RiskAssessment, zone: tzinfo) -> RunLine:
    """An analysis, current or superseded, and what was done about it."""
    action = ""
    if run.action_taken:
        by = f" ({staff_name(run.action_taken_by)})" if run.action_taken_by else ""
        action = f"{run.action_taken}{by}"
    return RunLine(
        when=exact_time(run.assessed_at, zone),
        level=level_in_words(run.risk_level, run.not_assessed),
        score=f"{run.risk_score:.2f}",
        is_current=run.is_current,
        action=action,
    )


def _said(stretch: Stretch, segments: Iterable[Segment], zone: tzinfo) -> Said:
    first = stretch.rows[0]
    return Said(
        is_person=first.role == Message.Role.USER,
        when=f"{first.created_at.astimezone(zone):%H:%M}",
        is_continued=stretch.start > 0,
        segments=tuple(segments),
    )


def _segments(stretch: Stretch, matches: FoundIn, moods: FoundIn) -> list[Segment]:
    text = stretch.open()
    if text is None:
        return [Segment(text=CANNOT_BE_OPENED)]
    here = [[*within(found.get(str(stretch.message_id), []), stretch.start, len(text))] for found in (matches, moods)]
    return cut_segments(text, *here)


def _tone_of(part: Mapping[str, object]) -> str:
    return "rule" if is_floor(part) else str(part.get("column", "pattern"))
