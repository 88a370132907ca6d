"""What was found, in a clinician's words: observations with evidence, never diagnoses or predictions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from baselines.deviation_wording import deviation_in_words, is_unusual, voice_in_words
from baselines.prior import EMOTION
from risk.pattern_wording import pattern_in_words

# How many of the deviations and of the reasons one sentence names; the page of the session shows all. A deviation that
# is less than half of the strongest is not what anyone would hear.
MOST_DEVIATIONS_NAMED: Final = 2
LEAST_OF_STRONGEST: Final = 0.5
MOST_REASONS_NAMED: Final = 2
# What every other session is like is no rarity.
LEAST_RARITY: Final = 3
# What contributes less than this to a score is no reason: a sixth of what makes a session medium. Its page shows it.
LEAST_REASON: Final = 0.05

INTERPRETATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "authentic": "Words and voice agree",
        "defensive_concealment": "Positive words over a distressed voice",
        "minimization": "Neutral words over a distressed voice",
        "intensity_mismatch": "Words and voice both negative, in different strength",
        "recovery_indicator": "Negative words over a voice that has been recovering",
        "exaggeration": "Negative words over a voice at ease",
        "unclear": "Words and voice differ, unclear how",
    }
)

# The groups of risk.crisis.patterns, and what is said of a severity where the group is not known.
CRISIS_GROUPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hopelessness": "hopelessness",
        "finality": "finality",
        "passive_wish": "a passive wish to die",
        "words_like_crisis": "words like those of people in crisis",
        "words_certainly_like_crisis": "words very like those of people in crisis",
        "wish_to_die": "a wish to die",
        "active_thought": "thoughts of suicide",
        "named_act": "suicide",
        "method": "a method of suicide",
        "intent": "suicidal intent",
        "plan": "a plan for suicide",
        "self_harm": "self-harm",
        "attempt": "a suicide attempt",
        "named_target": "a threat to someone",
        "mass_threat": "a threat to many",
        "loss_of_control": "losing control over harming someone",
        "home_violence": "violence at home",
        "abuse": "sexual or other abuse",
        "coercion": "being forced",
        "child_in_danger": "a child in danger",
        "harm_to_others": "words like those of people who threaten others",
        "harm_by_others": "words like those of people whom others harm",
    }
)
CRISIS_SEVERITIES: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "hopelessness or finality",
        2: "a passive wish to die",
        3: "a wish to die or thoughts of suicide",
        4: "a method of suicide",
        5: "suicidal intent, a plan or self-harm",
        6: "a suicide attempt",
    }
)
_TENSES: Final[Mapping[str, str]] = MappingProxyType(
    {"present": "present tense", "past": "past tense", "future": "future tense"}
)
_PERSONS: Final[Mapping[str, str]] = MappingProxyType(
    {"first": "first person", "second": "said to someone", "third": "about someone else"}
)

_GAPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "voice_missing": "No voice, or no emotions of it, came with the session",
        "voice_insufficient_baseline": "Too few sessions yet to know this person's usual voice",
        "voice_unusable": "The voice, or part of it, could not be measured reliably",
        "voice_waiting": "The sound is not measured yet: it is when the app sends it again",
        "words_beyond_limit": "The session holds more words than are read of one: only a part of them was read",
        "words_missing": "The session has no words of the person",
        "words_uncertain": "The words were too uncertain to tell a mood from",
        "language_unsupported": "The words are in a language that is not read yet",
    }
)
# Gaps of ordinary life; every other code, an unknown one too, is a failure that someone should look at.
EXPECTED_GAPS: Final = frozenset(
    {"voice_missing", "voice_insufficient_baseline", "voice_waiting", "words_missing", "words_uncertain"}
)
FAILED_DETECTOR: Final = "detector_failed:"

_DETECTORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "baseline": "comparison with the person's usual voice",
        "voice_emotion": "reading of emotion in the voice",
        "stated_emotion": "reading of mood in the words",
        "crisis_language": "search for crisis language",
        "crisis_words": "search for words like those of people in crisis",
        "dissonance": "comparison of words with voice",
        "patterns": "search for patterns over sessions",
        "risk": "assessment of risk",
    }
)
_FLOORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "crisis_language_floor": "The person's own words alone call for at least this level",
        "harm_to_others_floor": "Words of harm to others alone call for at least this level",
        "harm_by_others_floor": "Words of harm by others alone call for at least this level",
        "worry_about_other_floor": "Worry about someone else's life alone calls for at least this level",
    }
)
_HARM: Final[Mapping[str, str]] = MappingProxyType(
    {"harm_to_others": "Words of harm to others", "harm_by_others": "Words of harm by others"}
)
FLOOR_PREFIX: Final = "floor:"
FLOOR_SUFFIX: Final = "_floor"


def reasons_in_words(risk_factors: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """The observations behind an assessment, the weightiest first; rules and what hardly counted are left out."""
    counted = [part for part in risk_factors if _weight(part) >= LEAST_REASON and not is_floor(part)]
    counted.sort(key=_weight, reverse=True)
    return tuple(factor_in_words(part) for part in counted)


def reason_in_words(risk_factors: Sequence[Mapping[str, object]]) -> str:
    """The weightiest observations in one sentence."""
    reasons = reasons_in_words(risk_factors)[:MOST_REASONS_NAMED]
    if not reasons:
        return "Nothing unusual was observed in what could be assessed."
    return "; ".join((reasons[0], *(_lower_first(reason) for reason in reasons[1:]))) + "."


def factor_in_words(part: Mapping[str, object]) -> str:
    """One entry of `risk_factors`; a factor without words of its own is named as it is."""
    name, evidence = str(part.get("factor", "")), _evidence(part)
    if is_floor(part):
        return _floor_in_words(name)
    if name == "baseline_deviation":
        return _baseline_deviation_in_words(evidence)
    if name == "dissonance":
        return dissonance_in_words(str(evidence.get("interpretation", "unclear")))
    if name == "crisis_language":
        return _crisis_language_in_words(evidence)
    if name in _HARM:
        return _harm_in_words(name, evidence)
    if name == "worry_about_other":
        return "Worry that someone else may take their life"
    return pattern_in_words(name, evidence) or _plain(name)


def rarity_in_words(part: Mapping[str, object]) -> str:
    """How often a session of this person is as unusual as a factor found it; empty where that is not known.

    Never rarer than the sessions known of them can show.
    """
    evidence = _evidence(part)
    p_value, one_in, known = (_number(evidence.get(key)) for key in ("p", "one_in", "k"))
    if one_in is None and p_value:
        one_in = 1.0 / p_value
    if one_in is None or known is None or one_in < LEAST_RARITY:
        return ""
    if one_in <= known:
        return f"about 1 in {round(one_in)} of this person's sessions is as unusual"
    return (
        f"more unusual than any of the {round(known)} sessions known" if known > 1 else "unlike the one session known"
    )


def basis_in_words(part: Mapping[str, object]) -> str:
    """`compared with 12 of this person's own sessions, and what is known of 34 other people`; empty without any.

    `part` is an entry of `risk_factors`, or {"evidence": …} of what a deviation was compared with.
    """
    evidence = _evidence(part)
    own, others = evidence.get("k"), evidence.get("reference_people")
    if not isinstance(own, int):
        return ""
    sessions = f"compared with {own} of this person's own sessions" if own != 1 else "compared with one earlier session"
    if not isinstance(others, int):
        return sessions
    known = f"what is known of {_people(others)}" if others else "general figures, as too few people are known yet"
    return f"{sessions}, and {known}"


def is_floor(part: Mapping[str, object]) -> bool:
    """Whether an entry of `risk_factors` is a rule that lifted the score, not a finding."""
    name = str(part.get("factor", ""))
    return name.startswith(FLOOR_PREFIX) or name.endswith(FLOOR_SUFFIX)


def dissonance_in_words(interpretation: str) -> str:
    """What words against voice was taken for. Raises KeyError for an unknown interpretation."""
    return INTERPRETATIONS[interpretation]


def match_in_words(match: Mapping[str, object]) -> str:
    """One match of crisis language for its reviewer: what, who, when, and how handling read it."""
    parts = [_capital(_group_in_words(match, match.get("severity"))) or _plain(str(match.get("group", "")))]
    parts += [words for words in (_tense(match), _person(match)) if words]
    parts += [
        words
        for words, key in (("denied", "negated"), ("reported speech", "reported"), ("a figure of speech", "idiom"))
        if match.get(key)
    ]
    if match.get("counts") is False:
        parts.append("shown, not counted")
    return ", ".join(parts)


def gap_in_words(code: str) -> str:
    """What could not be assessed, and so is not known to be harmless. A foreign code is shown, never swallowed."""
    if code.startswith(FAILED_DETECTOR):
        detector = code.removeprefix(FAILED_DETECTOR)
        return f"The {_DETECTORS.get(detector) or f'part “{_plain(detector).lower()}”'} failed"
    return _GAPS.get(code) or f"Something could not be assessed ({code})"


def is_failure(code: str) -> bool:
    """Whether a gap is a failure rather than one of ordinary life."""
    return code not in EXPECTED_GAPS


def _baseline_deviation_in_words(evidence: Mapping[str, object]) -> str:
    z_by_type, heard = evidence.get("z"), evidence.get("heard")
    voice, emotions = _strongest(z_by_type if isinstance(z_by_type, Mapping) else {})
    observed = [voice_in_words(voice, heard if isinstance(heard, Mapping) else {})] if voice else []
    observed += [f"emotions in the voice {deviation_in_words(kind, z)}" for kind, z in emotions]
    words = _capital(", and ".join(observed) or "voice unlike this person's own")
    calm = ", in a clearly positive voice" if evidence.get("direction") == "positive_voice" else ""
    return f"{words}{calm}"


def _strongest(z_by_type: Mapping[object, object]) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """The deviations to name, those of the voice's sound and those of its emotions."""
    known = [(str(kind), z) for kind, value in z_by_type.items() if (z := _number(value)) is not None]
    unusual = sorted((pair for pair in known if is_unusual(*pair)), key=lambda pair: -abs(pair[1]))
    strongest = abs(unusual[0][1]) if unusual else 0.0
    named = [pair for pair in unusual if abs(pair[1]) >= LEAST_OF_STRONGEST * strongest][:MOST_DEVIATIONS_NAMED]
    return [pair for pair in named if pair[0] != EMOTION], [pair for pair in named if pair[0] == EMOTION]


def _people(number: int) -> str:
    return "1 other person" if number == 1 else f"{number} other people"


def _crisis_language_in_words(evidence: Mapping[str, object]) -> str:
    severity = evidence.get("severity")
    match = _match_that_counts(evidence, severity)
    words = f"Language of {_group_in_words(match, severity) or 'a crisis'}"
    details = [detail for detail in (_tense(match), _person(match)) if detail]
    if not details and evidence.get("is_present_tense", evidence.get("present_tense")):
        details = [_TENSES["present"]]
    return ", ".join((words, *details))


def _harm_in_words(name: str, evidence: Mapping[str, object]) -> str:
    """The class, and the kinds that expressions name."""
    groups = dict.fromkeys(str(match.get("group", "")) for match in _matches(evidence))
    kinds = [CRISIS_GROUPS[group] for group in groups if group in CRISIS_GROUPS and group not in _HARM]
    return ": ".join(filter(None, (_HARM[name], ", ".join(kinds))))


def _group_in_words(match: Mapping[str, object], severity: object) -> str:
    """Empty for what has no words here."""
    by_severity = CRISIS_SEVERITIES.get(severity, "") if isinstance(severity, int) else ""
    return CRISIS_GROUPS.get(str(match.get("group", "")), by_severity)


def _match_that_counts(evidence: Mapping[str, object], severity: object) -> Mapping[str, object]:
    counting = (match for match in _matches(evidence) if match.get("counts", True))
    return next((match for match in counting if match.get("severity") == severity), {})


def _matches(evidence: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    matches = evidence.get("matches")
    return (match for match in (matches if isinstance(matches, list | tuple) else ()) if isinstance(match, Mapping))


def _tense(match: Mapping[str, object]) -> str:
    return _TENSES.get(str(match.get("tense", "")), "")


def _person(match: Mapping[str, object]) -> str:
    return _PERSONS.get(str(match.get("person", "")), "")


def _floor_in_words(name: str) -> str:
    rule = name.removeprefix(FLOOR_PREFIX)
    return _FLOORS.get(rule) or f"Rule: {_plain(rule.removesuffix(FLOOR_SUFFIX)).lower()}"


def _evidence(part: Mapping[str, object]) -> Mapping[str, object]:
    evidence = part.get("evidence")
    return evidence if isinstance(evidence, Mapping) else {}


def _weight(part: Mapping[str, object]) -> float:
    return _number(part.get("contribution")) or 0.0


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _plain(name: str) -> str:
    return _capital(name.replace("_", " ").strip()) or "Unnamed"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]
