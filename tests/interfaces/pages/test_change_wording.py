"""Changes in a clinician's words, from what the builder logs and from whatever somebody made of the log."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.builder import build
from interfaces.changes import COMPONENT_ASPECTS, SCREEN_ASPECTS, WHOLE
from interfaces.config import COMPONENTS, Prominence
from interfaces.keeping import KEPT_VERSION
from interfaces.pages.change_wording import (
    ASPECT_LABELS,
    COMPONENT_LABELS,
    PART_LABELS,
    PROMINENCE_LABELS,
    main_reason,
    read_changes,
    summarise,
)
from interfaces.pattern import PersonPattern
from tests.interfaces.configs import WORDING, config_for
from tests.interfaces.patterns import patterns


def change(what: str, before: Any = None, after: Any = None, **more: Any) -> dict[str, Any]:
    return {"what": what, "from": before, "to": after, **more}


def test_everything_that_can_change_has_a_name() -> None:
    assert set(ASPECT_LABELS) == {*SCREEN_ASPECTS, WHOLE, KEPT_VERSION}
    assert set(COMPONENT_LABELS) == set(COMPONENTS)
    assert {"prominence", *PART_LABELS} == set(COMPONENT_ASPECTS)
    assert set(PROMINENCE_LABELS) == set(Prominence)


@pytest.mark.parametrize(
    ("logged", "label", "before", "after"),
    [
        (change("theme", {"name": "calm"}, {"name": "warm"}), "Theme", "calm", "warm"),
        (change("next_theme", None, {"name": "warm"}), "Theme announced", "none", "warm"),
        (change("language", "en", "sw"), "Language", "English", "Swahili"),
        (change("kept_version", None, 3), "Kept by staff", "adapts", "version 3"),
        (change("greeting", {"morning": {"text": "Hi."}}, {"morning": {"text": "Ho."}}), "Greeting", "Hi.", "Ho."),
        (change("layout", [{"components": ["Greeting"]}], []), "Order", "Welcome", "nothing"),
        (change("crisis_lines", [], [{"title": "A"}, {"title": "B"}]), "Crisis lines", "nothing", "A · B"),
        (change("components.WhatsWorking.prominence", "hidden", "top"), "What seems to help", "not shown", "large"),
        (
            change("components.WhatsWorking.items", [], [{"text": "Rest"}]),
            "What seems to help: lines",
            "nothing",
            "Rest",
        ),
        (
            change("interface", None, {"theme": "calm", "shown": ["VoiceRecorder"]}),
            "First interface",
            "none",
            "theme calm: Talking",
        ),
        (change("colour of the door", True, {"a": 1}), "colour of the door", "true", '{"a": 1}'),
        (change("components.Greeting.prominence", "wide", "card"), "Welcome", "wide", "card"),
        (change("components.Greeting.title", "hidden", "top"), "Welcome: heading", "hidden", "top"),
        (change("components.Unheard.prominence", 1, 2.5), "components.Unheard.prominence", "1", "2.5"),
        (change("theme", "x" * 10, [[]]), "Theme", "x" * 10, "[[]]"),
    ],
    ids=lambda value: value["what"] if isinstance(value, dict) else "",
)
def test_a_change_is_told_as_what_from_and_to(logged: dict[str, Any], label: str, before: str, after: str) -> None:
    (line,) = read_changes([logged])
    assert (line.label, line.before, line.after) == (label, before, after)


def test_what_is_stored_and_has_no_words_is_cut() -> None:
    (line,) = read_changes([change("theme", None, ["x" * 500])])
    assert len(line.after) == 161
    assert line.after.endswith("…")


@given(earlier=patterns(), later=patterns())
def test_every_logged_change_is_a_line_with_both_reasons(earlier: PersonPattern, later: PersonPattern) -> None:
    built = build(later, config_for(earlier), WORDING)
    lines = read_changes([each.as_json() for each in built.changes])
    assert [line.what for line in lines] == [each.what for each in built.changes]
    assert [(line.why, line.why_for_clinician) for line in lines] == [
        (each.reason_for_person, each.reason_for_clinician) for each in built.changes
    ]
    assert not any("{" in line.before + line.after for line in lines)


@pytest.mark.parametrize(
    ("logged", "summary"),
    [
        ([], "nothing"),
        ([change("interface")], "First interface"),
        ([change("layout"), change("theme", {"name": "calm"}, {"name": "warm"})], "Theme calm → warm; Order"),
        # What was announced came true: said once.
        (
            [change("next_theme", {"name": "warm"}), change("theme", {"name": "calm"}, {"name": "warm"})],
            "Theme calm → warm",
        ),
        ([change("next_theme", {"name": "warm"})], "Theme announced no more"),
        ([change("next_theme", None, {"name": "warm"})], "Warm announced"),
        ([change("kept_version", None, 4)], "Kept at version 4"),
        ([change("kept_version", 4, None)], "Adapts again"),
        (
            [
                change("components.EmotionTimeline.prominence", "card", "minimal"),
                change("components.WhatsWorking.items", [], []),
                change("components.WhatsWorking.prominence", "hidden", "card"),
                change("components.SafetyCheck.prominence", "hidden", "modal"),
                change("components.Greeting.prominence", "card", "hidden"),
                change("components.GentleObservations.items", [], []),
            ],
            "Safety check appears; Course of days smaller; What seems to help appears; 2 more",
        ),
        ([change("components.SafetyCheck.prominence", [], {})], "Safety check changes"),
    ],
)
def test_a_summary_names_the_weightiest_first(logged: list[Any], summary: str) -> None:
    assert summarise(logged) == summary


@pytest.mark.parametrize(
    ("logged", "reason"),
    [
        ([], ""),
        (["no change"], ""),
        ([change("layout", why_for_clinician="order"), change("theme", why_for_clinician="heavy")], "heavy"),
        # An announcement that came true follows from the theme, whatever stands first.
        ([change("next_theme", why_for_clinician="held"), change("theme", why_for_clinician="heavy")], "heavy"),
        ([change("theme")], ""),
        ([change("theme", why_for_clinician=3)], "3"),
    ],
)
def test_a_versions_reason_is_that_of_its_weightiest_change(logged: list[Any], reason: str) -> None:
    assert main_reason(logged) == reason


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("name", "text", "x")), inner, max_size=3)
    ),
    max_leaves=6,
)
WHATS = st.sampled_from((*ASPECT_LABELS, "components.Greeting.items", "components.SafetyCheck.prominence", "?")) | JSON


@given(
    stored=JSON | st.lists(st.fixed_dictionaries({}, optional={"what": WHATS, "from": JSON, "to": JSON, "why": JSON}))
)
def test_a_log_edited_into_nonsense_is_still_shown(stored: Any) -> None:
    assert isinstance(summarise(stored), str)
    assert isinstance(main_reason(stored), str)
    for line in read_changes(stored):
        assert all(isinstance(text, str) for text in (line.label, line.before, line.after, line.why))
