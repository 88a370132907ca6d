"""Fresh wording in three languages, written before the patterns: one half served while they were written, one did not.

Every second row is held back. Its figures before anyone looked at its failures are in risk/CRISIS.md; the failures it
showed were mended afterwards, so here both halves are held to the same bars.
"""

from types import ModuleType

import pytest

from risk.crisis.patterns import find_candidates, may_hold_crisis_language
from risk.crisis.text import read_sentence
from risk.language import read_crisis_language
from tests.risk.crisis import fresh_english, fresh_sheng, fresh_swahili, later_crisis, later_ordinary

LANGUAGES = {"english": fresh_english, "swahili": fresh_swahili, "sheng": fresh_sheng}
DEVELOPMENT, HELD_BACK = slice(0, None, 2), slice(1, None, 2)
HALVES = {"whole": slice(None), "development": DEVELOPMENT, "held back": HELD_BACK}
EVERYTHING = tuple(
    phrase for part in LANGUAGES.values() for phrase in (*(said for _, said in part.CRISIS), *part.ORDINARY)
)

LEAST_ROWS = 80
LEAST_RECALL = 0.95
MOST_FALSE_ALARMS = 0.04
FLAGGED_FROM = 2


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_there_are_rows_enough_and_none_twice(language: ModuleType) -> None:
    said = [phrase for _, phrase in language.CRISIS]
    assert min(len(said), len(language.ORDINARY)) >= LEAST_ROWS
    assert len({*said, *language.ORDINARY}) == len(said) + len(language.ORDINARY)
    assert {severity for severity, _ in language.CRISIS} >= {2, 3, 4, 5, 6}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_crisis_is_seen_at_its_severity(language: ModuleType, half: slice) -> None:
    rows = language.CRISIS[half]
    missed = [phrase for severity, phrase in rows if read_crisis_language([phrase]).severity < severity]
    assert len(missed) <= (1 - LEAST_RECALL) * len(rows), missed


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_ordinary_talk_stays_silent(language: ModuleType, half: slice) -> None:
    said = language.ORDINARY[half]
    alarms = [phrase for phrase in said if read_crisis_language([phrase]).severity >= FLAGGED_FROM]
    assert len(alarms) <= MOST_FALSE_ALARMS * len(said), alarms


def test_the_stems_hide_nothing_the_rules_would_find() -> None:
    for said in EVERYTHING:
        sentence = read_sentence(said, 0, len(said))
        found = find_candidates(sentence, f"{said} kill kufa")  # a stem of each language
        assert find_candidates(sentence, said) == found, said
        assert may_hold_crisis_language(said) or not found, said


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_what_is_said_around_does_not_hide_it(language: ModuleType) -> None:
    rows = [(severity, phrase) for severity, phrase in language.CRISIS if severity >= FLAGGED_FROM]
    around = [f"um so yeah today was long. {phrase}. anyway thanks for listening" for _, phrase in rows]
    missed = [said for said in around if read_crisis_language([said]).severity < FLAGGED_FROM]
    assert len(missed) <= (1 - LEAST_RECALL) * len(rows), missed


@pytest.mark.parametrize("language", later_crisis.CRISIS)
def test_later_wording_is_seen_and_its_ordinary_talk_is_not(language: str) -> None:
    said, ordinary = later_crisis.CRISIS[language], later_ordinary.ORDINARY[language]
    missed = [phrase for phrase in said if read_crisis_language([phrase]).severity < FLAGGED_FROM]
    alarms = [phrase for phrase in ordinary if read_crisis_language([phrase]).severity >= FLAGGED_FROM]
    assert len(missed) <= (1 - LEAST_RECALL) * len(said), missed
    assert len(alarms) <= MOST_FALSE_ALARMS * len(ordinary), alarms
