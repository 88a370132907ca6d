"""What changed with a version, in a clinician's words. Reads the log as it is stored, however it was edited. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from interfaces.changes import WHOLE
from interfaces.config import COMPONENTS, Prominence

# What clinicians call the components.
COMPONENT_LABELS: Final[Mapping[str, str]] = {
    "VoiceRecorder": "Talking",
    "Greeting": "Welcome",
    "CrisisResources": "Crisis resources",
    "SafetyCheck": "Safety check",
    "DissonanceIndicator": "“However it really is”",
    "EmotionTimeline": "Course of days",
    "GentleObservations": "Observations",
    "WhatsWorking": "What seems to help",
    "PersonalizedResources": "Resources",
    "ProgressCelebration": "Lighter days",
}
ASPECT_LABELS: Final[Mapping[str, str]] = {
    WHOLE: "First interface",
    "language": "Language",
    "theme": "Theme",
    "next_theme": "Theme announced",
    "greeting": "Greeting",
    "layout": "Order",
    "crisis_lines": "Crisis lines",
    "resources": "Resources offered",
    "kept_version": "Kept by staff",
}
PART_LABELS: Final[Mapping[str, str]] = {"title": "heading", "text": "text", "items": "lines"}
LANGUAGE_LABELS: Final[Mapping[str, str]] = {"en": "English", "sw": "Swahili"}
PROMINENCE_LABELS: Final[Mapping[str, str]] = {
    Prominence.HIDDEN: "not shown",
    Prominence.MINIMAL: "small",
    Prominence.CARD: "card",
    Prominence.TOP: "large",
    Prominence.MODAL: "over everything",
}
# A summary names so many changes at most; what a clinician looks for first stands first.
MOST_NAMED: Final = 3
FIRST_NAMED: Final = (WHOLE, "kept_version", "theme", "language", "next_theme")
# What can only be shown as it is stored is cut after so many characters.
MOST_CHARACTERS: Final = 160
NOTHING: Final = "nothing"
SAFETY: Final = frozenset({"SafetyCheck", "CrisisResources"})
_RANK: Final[tuple[object, ...]] = tuple(Prominence)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeLine:
    """One change: what, from, to, and why."""

    what: str  # as it is logged
    label: str
    before: str
    after: str
    why: str  # in the words the person reads
    why_for_clinician: str


def read_changes(stored: object) -> tuple[ChangeLine, ...]:
    """The changes of one version; what is no change is left out, what cannot be understood is shown as it stands."""
    changes = stored if isinstance(stored, list) else []
    return tuple(_line(change) for change in changes if isinstance(change, dict))


def summarise(stored: object) -> str:
    """The same in a line, the weightiest first; what only follows from something named is left out."""
    ranked = _ranked(stored)
    named = list(dict.fromkeys(_in_short(change) for change in ranked))
    more = len(named) - MOST_NAMED
    listed = "; ".join(named[:MOST_NAMED])
    return f"{listed}; {more} more" if more > 0 else listed or NOTHING


def main_reason(stored: object) -> str:
    """Why, for the clinician: of the weightiest change."""
    return next((str(change.get("why_for_clinician") or "") for change in _ranked(stored)), "")


def weight_of(what: str) -> int:
    """The lower, the earlier a change of this is named."""
    if what in FIRST_NAMED:
        return FIRST_NAMED.index(what)
    name, aspect = _split(what) or ("", "")
    ranks = (name in SAFETY, aspect == "prominence", what == "greeting", True)
    return len(FIRST_NAMED) + ranks.index(True)


def _ranked(stored: object) -> list[Mapping[str, object]]:
    """The changes worth naming, the weightiest first."""
    changes = [change for change in stored if isinstance(change, dict)] if isinstance(stored, list) else []
    whats = {str(change.get("what", "?")) for change in changes}
    named = [change for change in changes if not _follows(change, whats)]
    return sorted(named, key=lambda change: weight_of(str(change.get("what", "?"))))


def _follows(change: Mapping[str, object], whats: set[str]) -> bool:
    """An announcement that came true, and the lines of a component that came or went."""
    what = str(change.get("what", "?"))
    if what == "next_theme":
        return "theme" in whats and change.get("to") is None
    component = _split(what)
    return component is not None and component[1] != "prominence" and f"components.{component[0]}.prominence" in whats


def _line(change: Mapping[str, object]) -> ChangeLine:
    what = str(change.get("what", "?"))
    return ChangeLine(
        what=what,
        label=_label(what),
        before=_say(what, change.get("from")),
        after=_say(what, change.get("to")),
        why=str(change.get("why") or ""),
        why_for_clinician=str(change.get("why_for_clinician") or ""),
    )


def _label(what: str) -> str:
    component = _split(what)
    if component is None:
        return ASPECT_LABELS.get(what, what)
    name, aspect = component
    return COMPONENT_LABELS[name] if aspect == "prominence" else f"{COMPONENT_LABELS[name]}: {PART_LABELS[aspect]}"


def _split(what: str) -> tuple[str, str] | None:
    """A component and which of its aspects; None: it is about none that is known."""
    match what.split("."):
        case ["components", name, aspect] if name in COMPONENTS and (aspect == "prominence" or aspect in PART_LABELS):
            return name, aspect
    return None


def _in_short(change: Mapping[str, object]) -> str:
    what, before, after = str(change.get("what", "?")), change.get("from"), change.get("to")
    if component := _split(what):
        name, aspect = component
        return f"{COMPONENT_LABELS[name]} {_movement(before, after) if aspect == 'prominence' else 'in new words'}"
    match what:
        case "theme":
            return f"Theme {_theme(before)} → {_theme(after)}"
        case "next_theme":
            return f"{_theme(after).capitalize()} announced" if after else "Theme announced no more"
        case "kept_version":
            return f"Kept at version {after}" if after else "Adapts again"
        case "language":
            return f"Language {_say(what, after)}"
    return _label(what)


def _movement(before: object, after: object) -> str:
    if before == Prominence.HIDDEN:
        return "appears"
    if after == Prominence.HIDDEN:
        return "goes"
    if before not in _RANK or after not in _RANK:
        return "changes"
    return "larger" if _RANK.index(after) > _RANK.index(before) else "smaller"


def _say(what: str, value: object) -> str:
    """A value in words; what has none is shown as it is stored."""
    if value is None:
        return {"next_theme": "none", "kept_version": "adapts", WHOLE: "none"}.get(what, "nothing")
    said = _say_known(what, value)
    return _as_stored(value) if said is None else said


def _say_known(what: str, value: object) -> str | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _say_word(what, value)
    if isinstance(value, int):
        return f"version {value}" if what == "kept_version" else str(value)
    if isinstance(value, dict):
        return _say_mapping(what, value)
    if isinstance(value, list):
        return _say_list(what, value)
    return None


def _say_word(what: str, value: str) -> str:
    if what == "language":
        return LANGUAGE_LABELS.get(value, value)
    component = _split(what)
    return PROMINENCE_LABELS.get(value, value) if component and component[1] == "prominence" else value


def _say_mapping(what: str, value: Mapping[str, object]) -> str | None:
    if what in {"theme", "next_theme"}:
        return _theme(value)
    if what == "greeting":
        return _text_of(value.get("morning"), "text")
    shown = value.get("shown")
    if what == WHOLE and isinstance(shown, list):
        return f"theme {value.get('theme')}: {_names(shown)}"
    return None


def _say_list(what: str, value: Sequence[object]) -> str | None:
    if not value:
        return NOTHING
    if what == "layout":
        return _names([name for section in value for name in _components_of(section)])
    key = "text" if what.endswith(".items") else "title"
    said = [_text_of(each, key) for each in value]
    return " · ".join(text for text in said if text is not None) if None not in said else None


def _components_of(section: object) -> list[object]:
    components = section.get("components") if isinstance(section, dict) else None
    return components if isinstance(components, list) else [section]


def _names(names: Sequence[object]) -> str:
    return ", ".join(COMPONENT_LABELS.get(str(name), str(name)) for name in names)


def _theme(value: object) -> str:
    return str(_text_of(value, "name") or NOTHING)


def _text_of(value: object, key: str) -> str | None:
    text = value.get(key) if isinstance(value, dict) else None
    return text if isinstance(text, str) else None


def _as_stored(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
