"""Findings in a clinician's words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.deviation_wording import deviation_in_words
from baselines.features import FEATURES_BY_TYPE
from baselines.measures import DEVIATION_TITLES, title_of
from baselines.prior import EMOTION
from risk.crisis.patterns import GROUP_SEVERITY
from risk.models import Dissonance
from risk.wording import (
    CRISIS_GROUPS,
    CRISIS_SEVERITIES,
    INTERPRETATIONS,
    basis_in_words,
    dissonance_in_words,
    factor_in_words,
    gap_in_words,
    is_failure,
    match_in_words,
    rarity_in_words,
    reason_in_words,
    reasons_in_words,
)

CONCEALMENT = {
    "factor": "dissonance",
    "column": "dissonance",
    "contribution": 0.2,
    "evidence": {"interpretation": "defensive_concealment", "score": 0.74, "confidence": 0.8},
}
INTENT = {
    "factor": "crisis_language",
    "column": "pattern",
    "contribution": 0.5,
    "evidence": {
        "severity": 5,
        "matches": [
            {"severity": 3, "person": "third", "tense": "past", "counts": False},
            {"severity": 5, "group": "intent", "person": "first", "tense": "present", "counts": True},
        ],
    },
}
HEARD_RATE = "3.1 syllables a second, usually 3.9 to 4.9"
SLOW_AND_QUIET = "Speaks slower and quieter than usual"
SLOW_AND_UNUSUAL_MIX = "Speaks slower than usual, and emotions in the voice unlike the usual mix"
FLOOR = {"factor": "crisis_language_floor", "column": "pattern", "contribution": 0.6, "evidence": {}}


def slow_and_quiet(**evidence: object) -> dict[str, object]:
    z = {"rate": -2.31, "energy": -1.8, "pitch": 0.4, "emotion": -3.0}
    return {"factor": "baseline_deviation", "contribution": 0.14, "evidence": {"z": z, **evidence}}


@pytest.mark.parametrize(
    ("deviation_type", "z", "words"),
    [
        ("rate", -2.31, "slower than usual"),
        ("rate", 2.31, "faster than usual"),
        ("pitch", -1.0, "a little lower in pitch than usual"),
        ("pause", 4.04, "much more haltingly than usual"),
        ("energy", 0.99, "about as usual"),
        ("energy", -0.99, "about as usual"),
        ("alpha_ratio", 1.5, "a little higher than usual"),
        ("emotion", 2.0, "unlike the usual mix"),
        # Very close to the usual mix is no finding.
        ("emotion", -3.0, "about as usual"),
    ],
)
def test_a_deviation_is_told_with_its_size_and_direction(deviation_type: str, z: float, words: str) -> None:
    assert deviation_in_words(deviation_type, z) == words


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (slow_and_quiet(), SLOW_AND_QUIET),
        # With the plain values, where they are kept.
        (
            slow_and_quiet(heard={"rate": [3.1, 3.9, 4.9], "energy": [48.21, 52.0, 58.0]}),
            f"Speaks slower ({HEARD_RATE}) and quieter (48 dB, usually 52 to 58) than usual",
        ),
        (
            {"factor": "baseline_deviation", "evidence": {"z": {"rate": -4.0}, "heard": {"rate": [3.1, 3.9, 4.9]}}},
            f"Speaks much slower than usual: {HEARD_RATE}",
        ),
        (
            {"factor": "baseline_deviation", "evidence": {"z": {"pause": 1.2}, "heard": {"pause": [0.4, 0.1, 0.5]}}},
            "Speaks a little more haltingly than usual: pauses 40% of the time, usually 10 to 50",
        ),
        (
            {"factor": "baseline_deviation", "evidence": {"z": {"emotion": 2.6, "rate": -2.5}}},
            SLOW_AND_UNUSUAL_MIX,
        ),
        # What is less than half of the strongest is not named.
        (
            {"factor": "baseline_deviation", "evidence": {"z": {"emotion": 3.7, "pitch": 1.8}}},
            "Emotions in the voice very unlike the usual mix",
        ),
        (
            {"factor": "baseline_deviation", "evidence": {"direction": "positive_voice", "z": {"rate": 2}}},
            "Speaks faster than usual, in a clearly positive voice",
        ),
        ({"factor": "baseline_deviation", "evidence": {"z": {"rate": 0.2}}}, "Voice unlike this person's own"),
        (CONCEALMENT, "Positive words over a distressed voice"),
        (INTENT, "Language of suicidal intent, present tense, first person"),
        (
            {"factor": "crisis_language", "evidence": {"severity": 2, "is_present_tense": True}},
            "Language of a passive wish to die, present tense",
        ),
        ({"factor": "worry_about_other", "evidence": {}}, "Worry that someone else may take their life"),
        ({"factor": "harm_to_others", "evidence": {}}, "Words of harm to others"),
        (
            {"factor": "harm_by_others", "evidence": {"matches": [{"group": "abuse"}, {"group": "harm_by_others"}]}},
            "Words of harm by others: sexual or other abuse",
        ),
        (FLOOR, "The person's own words alone call for at least this level"),
        ({"factor": "floor:two_declines"}, "Rule: two declines"),
        ({"factor": "steady_decline"}, "Steady decline"),
        ({}, "Unnamed"),
    ],
)
def test_a_factor_is_an_observation(part: Mapping[str, object], words: str) -> None:
    assert factor_in_words(part) == words


def test_the_weightiest_reasons_come_first_and_rules_are_not_reasons() -> None:
    unremarkable = {"factor": "dissonance", "contribution": 0.0, "evidence": {"interpretation": "authentic"}}

    assert reasons_in_words([CONCEALMENT, FLOOR, unremarkable, {**CONCEALMENT, "contribution": 0.049}, INTENT]) == (
        "Language of suicidal intent, present tense, first person",
        "Positive words over a distressed voice",
    )


def test_one_sentence_names_two_reasons() -> None:
    assert reason_in_words([slow_and_quiet(), CONCEALMENT, FLOOR, INTENT]) == (
        "Language of suicidal intent, present tense, first person; positive words over a distressed voice."
    )


def test_without_any_reason_only_what_could_be_assessed_is_called_unremarkable() -> None:
    assert reason_in_words([]) == "Nothing unusual was observed in what could be assessed."


@pytest.mark.parametrize(
    ("match", "words"),
    [
        ({"severity": 2, "person": "first", "tense": "present"}, "A passive wish to die, present tense, first person"),
        (
            {"severity": 5, "group": "self_harm", "person": "first", "tense": "past", "negated": True, "counts": False},
            "Self-harm, past tense, first person, denied, shown, not counted",
        ),
        (
            {"severity": 3, "reported": True, "idiom": True},
            "A wish to die or thoughts of suicide, reported speech, a figure of speech",
        ),
        ({"group": "worry_about_other"}, "Worry about other"),
    ],
)
def test_a_match_tells_how_it_was_read(match: Mapping[str, object], words: str) -> None:
    assert match_in_words(match) == words


@pytest.mark.parametrize(
    ("code", "words", "failure"),
    [
        ("voice_missing", "No voice, or no emotions of it, came with the session", False),
        ("voice_insufficient_baseline", "Too few sessions yet to know this person's usual voice", False),
        ("words_missing", "The session has no words of the person", False),
        ("words_uncertain", "The words were too uncertain to tell a mood from", False),
        ("voice_unusable", "The voice, or part of it, could not be measured reliably", True),
        ("language_unsupported", "The words are in a language that is not read yet", True),
        ("detector_failed:crisis_language", "The search for crisis language failed", True),
        ("detector_failed:crisis_words", "The search for words like those of people in crisis failed", True),
        ("detector_failed:patterns", "The search for patterns over sessions failed", True),
        ("detector_failed:new_part", "The part “new part” failed", True),
        ("something_new", "Something could not be assessed (something_new)", True),
    ],
)
def test_a_gap_is_named_and_a_failure_is_told_from_ordinary_life(code: str, words: str, failure: bool) -> None:
    assert (gap_in_words(code), is_failure(code)) == (words, failure)


def test_every_deviation_and_interpretation_has_words() -> None:
    assert set(DEVIATION_TITLES) == {*FEATURES_BY_TYPE, EMOTION}
    assert set(INTERPRETATIONS) == set(Dissonance.Interpretation.values)
    assert set(GROUP_SEVERITY) <= set(CRISIS_GROUPS)
    assert set(CRISIS_SEVERITIES) == set(GROUP_SEVERITY.values())
    assert all(title_of(kind) == title for kind, title in DEVIATION_TITLES.items())
    assert title_of("alpha_ratio") == "Alpha ratio"


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ({"p": 0.05, "k": 40}, "about 1 in 20 of this person's sessions is as unusual"),
        ({"p": 0.5, "one_in": 27.4, "k": 28}, "about 1 in 27 of this person's sessions is as unusual"),
        # Never rarer than what is known of the person can show.
        ({"p": 0.0025, "k": 40}, "more unusual than any of the 40 sessions known"),
        ({"p": 1e-9, "one_in": 1_000_000, "k": 3}, "more unusual than any of the 3 sessions known"),
        ({"p": 1e-9, "k": 1}, "unlike the one session known"),
        ({"p": 1e-9}, ""),
        ({"p": 0.0, "k": 12}, ""),
        # What every other session is like is no rarity.
        ({"p": 0.5, "k": 12}, ""),
        ({}, ""),
    ],
)
def test_rarity_is_told_in_the_persons_own_sessions(evidence: Mapping[str, object], words: str) -> None:
    assert rarity_in_words({"factor": "baseline_deviation", "evidence": evidence}) == words


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (
            {"k": 12, "reference_people": 34, "extractor": "v/2"},
            "compared with 12 of this person's own sessions, and what is known of 34 other people",
        ),
        (
            {"k": 3, "reference_people": 0, "prior": "default-1"},
            "compared with 3 of this person's own sessions, and general figures, as too few people are known yet",
        ),
        (
            {"k": 1, "reference_people": 1},
            "compared with one earlier session, and what is known of 1 other person",
        ),
        ({"k": 5}, "compared with 5 of this person's own sessions"),
        ({"reference_people": 4}, ""),
        ({}, ""),
    ],
)
def test_a_deviation_names_what_it_was_compared_with(evidence: Mapping[str, object], words: str) -> None:
    assert basis_in_words({"factor": "baseline_deviation", "evidence": evidence}) == words


def test_a_pattern_is_a_reason_and_has_no_rarity() -> None:
    part = {
        "factor": "repeated_hopelessness",
        "column": "pattern",
        "contribution": 0.18,
        "evidence": {
            "sessions": 5,
            "hopeless_sessions": 3,
            "from_at": "2026-03-03T18:00:00Z",
            "to_at": "2026-03-17T18:00:00Z",
        },
    }
    words = "Hopeless or graver words in 3 of the last 5 sessions, 3 to 17 Mar 2026"
    assert reason_in_words([CONCEALMENT, part]) == f"Positive words over a distressed voice; h{words[1:]}."
    assert rarity_in_words(part) == ""


def test_an_unknown_interpretation_is_an_error() -> None:
    with pytest.raises(KeyError):
        dissonance_in_words("happy")


@given(st.dictionaries(st.sampled_from(sorted(DEVIATION_TITLES)), st.floats(-9, 9)))
def test_any_deviation_makes_one_sentence(z_by_type: dict[str, float]) -> None:
    words = factor_in_words({"factor": "baseline_deviation", "evidence": {"z": z_by_type}})

    assert words[0].isupper()
    assert words.count("than usual") <= 1


@given(st.sampled_from(sorted(CRISIS_SEVERITIES)))
def test_findings_never_diagnose(severity: int) -> None:
    words = factor_in_words({"factor": "crisis_language", "evidence": {"severity": severity}})

    assert words.startswith("Language of ")
