"""Where a person is told to turn to: crisis lines, never none, and resources; and why they differ from those before.

Pure.
"""

from collections.abc import Sequence
from typing import Final

from interfaces.changes import WORDING_REVISED
from interfaces.config import MAX_RESOURCES, InterfaceConfig, Language, Resource
from interfaces.pattern import PersonPattern
from interfaces.reasons import Reason
from interfaces.wording.texts import CRISIS, LANGUAGES, SUPPORT, SupportLine, Wording, check_line

# Share of sessions with both languages in one message from which resources in both are offered.
MUCH_CODE_SWITCHING: Final = 0.3


def offer_crisis_lines(pattern: PersonPattern, language: Language, wording: Wording) -> tuple[Resource, ...]:
    """Where to turn in a crisis, never empty: without a line of the clinic's own a placeholder says what to do.

    Raises MalformedTextError.
    """
    return _crisis_lines(language, wording, in_both=_mixes(pattern))


def crisis_lines_today(shown: Sequence[Resource], language: Language, wording: Wording) -> tuple[Resource, ...]:
    """Today's lines for who was shown these: in both languages where they were so. Raises MalformedTextError."""
    of_key = {line.key: line.language for line in wording.lines}
    return _crisis_lines(language, wording, in_both=len({of_key.get(line.key, language) for line in shown}) > 1)


def resources_still_offered(shown: Sequence[Resource], wording: Wording) -> tuple[Resource, ...]:
    """Of these resources those that the clinic has not withdrawn, as they are today. Raises MalformedTextError."""
    today = {line.key: line for line in wording.lines if line.kind == SUPPORT}
    return tuple(_resource(today[resource.key]) for resource in shown if resource.key in today)


def offer_resources(pattern: PersonPattern, language: Language, wording: Wording) -> tuple[Resource, ...]:
    """Those of the topics that go with strain, then those for everyone. Raises MalformedTextError."""
    return tuple(map(_resource, _topical(pattern, language, wording, in_both=_mixes(pattern))))


def are_topical(resources: Sequence[Resource], wording: Wording) -> bool:
    """Whether any of them was chosen for a topic."""
    topical = {line.key for line in wording.lines if line.topic is not None}
    return any(resource.key in topical for resource in resources)


def why_crisis_lines(previous: InterfaceConfig, pattern: PersonPattern, language: Language, wording: Wording) -> Reason:
    """Why crisis lines differ from the previous ones, should they."""
    now, otherwise = (
        _lines(CRISIS, language, wording, in_both=in_both)[:MAX_RESOURCES]
        for in_both in (_mixes(pattern), not _mixes(pattern))
    )
    is_by_mixing = [line.key for line in previous.crisis_lines] == _keys(otherwise) != _keys(now)
    return _by_mixing(pattern) if is_by_mixing else WORDING_REVISED


def why_resources(
    previous: InterfaceConfig, pattern: PersonPattern, language: Language, wording: Wording, *, topical: Reason
) -> Reason:
    """Why resources differ from the previous ones, should they; `topical`: the reason where topics made it so."""
    before = [line.key for line in previous.resources]
    now, otherwise = (
        _keys(_topical(pattern, language, wording, in_both=in_both))
        for in_both in (_mixes(pattern), not _mixes(pattern))
    )
    if before == otherwise != now:
        return _by_mixing(pattern)
    topics = {line.key: line.topic for line in wording.lines}
    # What is gone altogether the clinic took away; what is new and for everyone no topic brought.
    is_revised = any(key not in topics for key in before) or any(
        topics[key] is None for key in now if key not in before
    )
    return WORDING_REVISED if is_revised or before == now else topical


def _crisis_lines(language: Language, wording: Wording, *, in_both: bool) -> tuple[Resource, ...]:
    lines = _lines(CRISIS, language, wording, in_both=in_both)
    if lines:
        return tuple(map(_resource, lines[:MAX_RESOURCES]))
    title, text = (wording.text(language.value, f"crisis.placeholder.{part}") for part in ("title", "text"))
    return (Resource(key="crisis.placeholder", title=title, text=text, contact=None),)


def _by_mixing(pattern: PersonPattern) -> Reason:
    share = "an unknown share" if pattern.code_switching is None else f"{pattern.code_switching:.0%}"
    key = "why.mixing" if _mixes(pattern) else "why.mixing.not"
    return Reason(key=key, clinical=f"Both languages in one message in {share} of the sessions read.")


def _mixes(pattern: PersonPattern) -> bool:
    return (pattern.code_switching or 0.0) >= MUCH_CODE_SWITCHING


def _topical(pattern: PersonPattern, language: Language, wording: Wording, *, in_both: bool) -> list[SupportLine]:
    topics: tuple[str | None, ...] = (*(pattern.strain_topics or ()), None)
    lines = [line for line in _lines(SUPPORT, language, wording, in_both=in_both) if line.topic in topics]
    return sorted(lines, key=lambda line: topics.index(line.topic))[:MAX_RESOURCES]


def _lines(kind: str, language: Language, wording: Wording, *, in_both: bool) -> list[SupportLine]:
    lines = list(wording.lines_of(kind, language.value))
    if in_both:
        (other,) = (name for name in LANGUAGES if name != language.value)
        lines += [line for line in wording.lines_of(kind, other) if line not in lines]
    return lines


def _keys(lines: Sequence[SupportLine]) -> list[str]:
    return [line.key for line in lines]


def _resource(line: SupportLine) -> Resource:
    check_line(line)
    return Resource(key=line.key, title=line.title, text=line.text, contact=line.contact)
