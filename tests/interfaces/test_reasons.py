"""Each change is explained by words that are true of it, whichever way it goes: over every pair of situations."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from interfaces.builder import build
from interfaces.changes import Change
from interfaces.config import InterfaceConfig, Prominence
from interfaces.kept import build_kept
from interfaces.pattern import CurrentRisk, PersonPattern
from interfaces.reasons import Movement, Reason
from interfaces.safety import Stage, stage_of
from interfaces.trajectory import Trajectory
from interfaces.wording.english import ENGLISH
from interfaces.wording.texts import SUPPORT, Wording
from tests.interfaces.patterns import STEADY, at_risk, going, line

WORDING = Wording(lines=(line(SUPPORT), line(SUPPORT, topic="work")))
_FOUND = {"helps": ("movement", "music"), "strain_topics": ("work",), "usual_part": "evening", "concealment": 0.5}
_COURSES = (
    replace(at_risk(level, going(trajectory)), **found)  # type: ignore[arg-type]
    for level, trajectory, found in product(
        ("low", "medium", "high", "critical"),
        (Trajectory.STABLE, Trajectory.DECLINING, Trajectory.IMPROVING),
        ({}, _FOUND, {"helps": ("music",), "usual_part": "evening"}, {"helps": ("music", "movement")}),
    )
)
SITUATIONS: tuple[PersonPattern, ...] = (*_COURSES, replace(going(Trajectory.INSUFFICIENT), session_count=3))

# What each sentence claims of the change it explains: which ways it may go.
_C, _G, _L, _S = Movement.COMES, Movement.GROWS, Movement.GOES, Movement.SHRINKS
_I, _O, _R = Movement.GAINS, Movement.LOSES, Movement.REORDERS
TRUE_OF = {
    "why.safety.first": {_C, _G, _I},
    "why.safety.near": {_C, _G, _I},
    "why.safety.eased": {_S, _L, _O},
    "why.safety.usual": {_S, _L, _O},
    "why.simple": {_S, _L, _O},
    "why.record": {_G},
    "why.welcome": {_G},
    "why.fine": {_C},
    "why.fine.not": {_L},
    "why.timeline": {_C},
    "why.timeline.again": {_G},
    "why.timeline.small": {_S, _C},
    "why.few": {_L, _O},
    "why.observations": {_C, _I},
    "why.observations.small": {_S},
    "why.observations.again": {_G},
    "why.items.fewer": {_O},
    "why.nothing": {_L, _O},
    "why.helps": {_C, _I},
    "why.helps.back": {_S},
    "why.helps.top": {_C, _G},
    "why.order": {_R},
    "why.resources": {_C, _G},
    "why.resources.small": {_C, _S},
    "why.celebrate": {_C},
    "why.celebrate.not": {_L},
}
KEY_OF = {text: key for key, text in ENGLISH.items() if key.startswith("why.")}
RANK = ("hidden", "minimal", "card", "top", "modal")


def way_of(change: Change) -> Movement | None:
    """Worked out here anew, from what is logged."""
    if change.what.endswith(".prominence"):
        before, after = RANK.index(str(change.before)), RANK.index(str(change.after))
        if not before or not after:
            return _L if before else _C
        return _G if after > before else _S
    if change.what.endswith(".items"):
        before_keys, after_keys = ({item["key"] for item in items} for items in (change.before, change.after))  # type: ignore[union-attr,index,call-overload]
        return _I if after_keys - before_keys else _O if before_keys - after_keys else _R
    return None


def told(changes: tuple[Change, ...]) -> dict[str, str]:
    return {change.what: KEY_OF[change.reason_for_person] for change in changes}


def config_of(pattern: PersonPattern) -> InterfaceConfig:
    return build(pattern, None, WORDING).config


def test_every_reason_is_true_of_its_change() -> None:
    seen: set[tuple[str, Movement]] = set()
    configs = [config_of(pattern) for pattern in SITUATIONS]
    for previous, pattern in product(configs, SITUATIONS):
        changes = build(pattern, previous, WORDING).changes
        for change in changes:
            if (way := way_of(change)) is not None:
                seen.add((KEY_OF[change.reason_for_person], way))
    assert {pair for pair in seen if pair[1] not in TRUE_OF.get(pair[0], ())} == set()
    assert {key for key, _ in seen} == TRUE_OF.keys()


def test_what_staff_went_back_to_is_explained_by_that() -> None:
    """Over every pair of a version kept and one shown, unless safety made it otherwise than it was kept."""
    configs = [config_of(pattern) for pattern in SITUATIONS]
    todays = [pattern for pattern in SITUATIONS if stage_of(pattern) is not Stage.FIRST]
    for kept, previous, pattern in product(configs[::3], configs[::3], todays[::4]):
        built = build_kept(kept, pattern, previous, WORDING)
        for change in built.changes:
            name = change.what.split(".")[1] if change.what.startswith("components.") else None
            is_as_kept = name and getattr(built.config.components, name) == getattr(kept.components, name)
            key = KEY_OF[change.reason_for_person]
            assert key == "why.pin" or not is_as_kept, change
            assert key not in {"why.safety.first", "why.safety.near"} or way_of(change) in {_C, _G, _I, None}, change


def test_larger_crisis_resources_that_staff_went_back_to_do_not_speak_of_room_for_the_rest() -> None:
    near = config_of(at_risk("high"))
    assert near.components.CrisisResources.prominence is Prominence.CARD
    built = build_kept(near, STEADY, config_of(STEADY), WORDING)
    assert told(built.changes)["components.CrisisResources.prominence"] == "why.pin"
    assert told(built.changes)["layout"] == "why.pin"


def test_where_help_stands_first_already_a_new_order_is_not_explained_by_it() -> None:
    near = config_of(at_risk("high"))
    changed = build(replace(at_risk("high"), helps=("music",)), near, WORDING).changes
    assert told(changed)["layout"] == "why.order"
    assert told(build(at_risk("high"), config_of(STEADY), WORDING).changes)["layout"] == "why.safety.near"


def test_resources_are_chosen_for_a_topic_only_where_the_clinic_has_one_for_it() -> None:
    strained = replace(STEADY, strain_topics=("money",))
    assert (
        build(strained, config_of(STEADY), WORDING).config.components.PersonalizedResources.prominence
        is Prominence.MINIMAL
    )


@pytest.mark.parametrize(
    ("risk", "words"),
    [
        (CurrentRisk(level=None, has_open_event=False), "level of the last 14 days: not known;"),
        (
            CurrentRisk(level=None, has_open_event=False, is_low_so_far=True),
            "level of the last 14 days: low, but not every session could be assessed;",
        ),
    ],
)
def test_the_clinician_is_told_what_is_known_of_the_level_and_the_course_once(risk: CurrentRisk, words: str) -> None:
    changes = build(replace(STEADY, risk=risk), config_of(going(Trajectory.VOLATILE)), WORDING).changes
    clinical = next(change.reason_for_clinician for change in changes if change.what == "greeting")
    assert words in clinical
    assert clinical.count("ourse: ") == 1


def test_a_reason_has_other_words_only_for_the_ways_it_names() -> None:
    reason = Reason(key="a", clinical="", when={Movement.SHRINKS: "b"})
    assert [reason.key_for(way) for way in (None, Movement.GROWS, Movement.SHRINKS)] == ["a", "a", "b"]
