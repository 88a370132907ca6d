"""Of very many words a part is read: what may be of a crisis before all else, and what repeats once."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from random import Random
from uuid import uuid4

import pytest

from baselines.normal import measure
from risk.detectors import find
from risk.language import read_crisis_language
from risk.person_state import PersonState
from risk.reading_limits import ALWAYS_READ, MOST_COST, NOT_READ, choose_passages
from risk.session_findings import Evident, Findings
from risk.weighing import MOST_SHOWN

CRISIS = "I am going to kill myself tonight."
MEBIBYTE = 2**20
WORDS = "we went to the market and bought some bread for my mother who was at home".split()


def talk(characters: int, seed: int = 1) -> str:
    """Plain sentences, no two alike."""
    random, text = Random(seed), ""
    while len(text) < characters:
        text += f"{' '.join(random.choices(WORDS, k=9))}{random.randint(0, 9999)}. "
    return text


def findings_of(*said: str) -> Findings:
    measured = measure(started_at=datetime(2026, 3, 1, tzinfo=UTC), features=None, shares=None, valence=None)
    evident = Evident(
        measured=measured, said=tuple((uuid4(), text) for text in said), language="en", stated_emotion=None
    )
    return find(evident, PersonState())


def test_what_is_usual_is_read_whole() -> None:
    reading = choose_passages([talk(5_000), "And then", "I left."], ["", "How?", ""])
    assert reading.is_whole
    assert [passage.text for passage in reading.passages][-2:] == ["And then", "I left."]
    assert list(reading.asked)[-2:] == ["How?", ""]


def test_no_more_is_read_than_may_be_and_a_human_is_told() -> None:
    findings = findings_of(talk(MEBIBYTE))
    reading = choose_passages([talk(MEBIBYTE)], [""])
    assert ALWAYS_READ < sum(len(passage.text) for passage in reading.passages) <= MOST_COST
    assert NOT_READ in findings.not_assessed


@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
def test_a_cry_is_found_wherever_it_stands_in_very_much_talk(place: float) -> None:
    text = talk(MEBIBYTE // 2)
    cut = text.rfind(" ", 0, int(len(text) * place) + 1) + 1
    findings = findings_of(f"{text[:cut]}{CRISIS} {text[cut:]}")
    assert findings.language_severity == findings_of(CRISIS).language_severity
    assert findings.language is not None
    assert all(cut <= match.start < match.end <= cut + len(CRISIS) for match in findings.language.matches)


@pytest.mark.parametrize("said", [["I want to die. " * 69_000], ["I want to die"] * 20_000])
def test_a_megabyte_of_the_same_words_costs_little_and_says_no_less(said: list[str]) -> None:
    findings_of("I want to die.")  # loads what is loaded once
    begun = time.process_time()
    findings = findings_of(*said)
    assert time.process_time() - begun < 3
    assert findings.language_severity == findings_of("I want to die.").language_severity
    assert NOT_READ not in findings.not_assessed
    assert findings.risk is not None
    assert len(repr(findings.risk.contributions)) < 64_000


DISGUISED = {
    "full width": "ｋｉｌｌ ｍｙｓｅｌｆ ",
    "letters of another script": "wаnt tо diе ",
    "letters one by one": "k i l l m y s e l f ",
    "hidden signs": "k\u200bi\u200bl\u200bl m\u200by\u200bself ",
    "accents": "k\u0301i\u0302l\u0303l\u0304 m\u0305y\u0306self ",
    "signs for letters": "k1ll my53lf ",
    "parts": "ki.ll my.self ",
    "stretched": "killlll myyyself ",
    "run together": "iwanttokillmyself ",
    "escaped": "&#107;ill myself ",
}


@pytest.mark.parametrize("words", DISGUISED.values(), ids=DISGUISED)
def test_of_disguised_words_no_more_is_read_than_of_plain_ones(words: str) -> None:
    """They cost as much to read once they are understood."""
    plain, disguised = (
        sum(len(passage.text) for passage in choose_passages(_numbered(one), [""] * 2_000).passages)
        for one in ("kill myself ", words)
    )
    assert disguised <= plain * 1.5


def _numbered(words: str) -> list[str]:
    """No two messages alike."""
    return [f"{words * 8} at {number}" for number in range(2_000)]


@pytest.mark.parametrize(
    "cry", ["I am going to ｋｉｌｌ ｍｙｓｅｌｆ tonight.", "I will k i l l  m y s e l f tonight."]
)
def test_a_disguised_cry_is_found_in_very_much_talk(cry: str) -> None:
    text = talk(MEBIBYTE // 2)
    cut = text.rfind(" ", 0, len(text) // 3) + 1
    findings = findings_of(f"{text[:cut]}{cry} {text[cut:]}")
    assert findings.language_severity == findings_of(CRISIS).language_severity


def test_evidence_names_the_first_and_the_worst_and_how_many_there_are() -> None:
    mild = [f"I hate my life{number}. I hate my life." for number in range(60)]
    findings = findings_of(*mild, CRISIS)
    assert findings.language is not None and findings.risk is not None
    evidence = next(part.evidence for part in findings.risk.contributions if part.factor == "crisis_language")
    shown = evidence["matches"]
    assert isinstance(shown, list) and len(shown) <= 2 * MOST_SHOWN
    assert evidence["match_count"] == len(findings.language.matches) > len(shown)
    assert shown[-1]["severity"] == findings.language.severity == max(one["severity"] for one in shown)


def test_what_is_left_out_joins_no_two_utterances() -> None:
    """Two short messages that nothing but a gap brings together are not one utterance."""
    said = ["I want to", *[talk(900, seed) for seed in range(400)], "die"]
    reading = choose_passages(said, [""] * len(said))
    assert not reading.is_whole
    texts = [passage.text for passage in reading.passages]
    assert not [match for match in read_crisis_language(texts, reading.asked).matches if match.severity > 2]
