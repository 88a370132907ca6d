"""Where two versions of a screen differ: a mark for each component, in a word or two. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from interfaces.changes import aspects_of
from interfaces.config import COMPONENTS, ComponentName, InterfaceConfig, Prominence

# Aspects of the whole screen that stand within a component.
_WITHIN: Final[Mapping[str, ComponentName]] = {
    "greeting": "Greeting",
    "crisis_lines": "CrisisResources",
    "resources": "PersonalizedResources",
}
_RANK: Final = tuple(Prominence)


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """What is marked on the earlier screen and on the later one."""

    earlier: Mapping[ComponentName, str]
    later: Mapping[ComponentName, str]


def mark_differences(earlier: InterfaceConfig, later: InterfaceConfig) -> Marks:
    """Every component that came, went, grew, shrank, moved or says something else; nothing else is marked."""
    before, after = aspects_of(earlier), aspects_of(later)
    differing = {what for what, value in after.items() if value != before[what]}
    moved = _moved(_order(earlier), _order(later))
    gone: dict[ComponentName, str] = {}
    marks: dict[ComponentName, str] = {}
    for name in COMPONENTS:
        was, is_ = earlier.components.get(name), later.components.get(name)
        if was.visible and not is_.visible:
            gone[name] = "goes"
        elif is_.visible and not was.visible:
            marks[name] = "new"
        elif is_.visible and (words := _words(name, was.prominence, is_.prominence, differing, moved)):
            marks[name] = words
    return Marks(earlier=gone, later=marks)


def _words(
    name: ComponentName, was: Prominence, is_: Prominence, differing: set[str], moved: set[ComponentName]
) -> str:
    grown = _RANK.index(is_) - _RANK.index(was)
    words = ["larger" if grown > 0 else "smaller"] if grown else []
    aspects = {f"components.{name}.{aspect}" for aspect in ("title", "text", "items")}
    aspects |= {aspect for aspect, within in _WITHIN.items() if within == name}
    if aspects & differing:
        words.append("new words")
    if name in moved:
        words.append("moved")
    return ", ".join(words)


def _order(config: InterfaceConfig) -> list[ComponentName]:
    return [name for section in config.layout for name in section.components]


def _moved(before: list[ComponentName], after: list[ComponentName]) -> set[ComponentName]:
    """Those of both screens that no longer stand in the longest run they shared."""
    stayed = [name for name in before if name in after]
    now = [name for name in after if name in before]
    blocks = SequenceMatcher(a=stayed, b=now, autojunk=False).get_matching_blocks()
    kept = {name for block in blocks for name in stayed[block.a : block.a + block.size]}
    return set(now) - kept
