"""Disguised, stretched, spelled-out, run-together and misheard spelling is read plainly, and keeps its place."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.crisis.folding import fold
from risk.language import read_crisis_language


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("k\u200bi\u00adll\ufeff my\u2060self", "kill myself"),
        ("\uff4b\uff49\uff4c\uff4c \U0001d426\U0001d432\U0001d42c\U0001d41e\U0001d425\U0001d41f", "kill myself"),
        ("k\u0456ll mys\u0435lf", "kill myself"),  # Cyrillic
        ("k\u0336i\u0336l\u0336l\u0336 myself", "kill myself"),
        ("&#107;ill myself &amp; go", "kill myself & go"),
        ("kill&nbsp;myself", "kill myself"),
        ("kiiiill myseeelf", "kill myself"),
        ("k1ll my5elf", "kill myself"),
        ("su!c1d@l", "suicidal"),
        ("s.u.i.c.i.d.e", "suicide"),
        ("k i l l m y s e l f", "kill myself"),
        ("sui-cide", "suicide"),
        ("sui cidal", "suicidal"),
        ("wanttokillmyself", "want to kill myself"),
        ("killing my shelf", "killing my self"),
        ("thoughts of sue aside", "thoughts of suicide"),
        ("want to dye", "want to die"),
        ("over dosed", "overdosed"),
        ("🔫 myself", " shoot  myself"),
    ],
)
def test_what_is_meant_is_read(said: str, plain: str) -> None:
    assert fold(said).text == plain


@pytest.mark.parametrize(
    "said",
    [
        "see you at 3pm on the 2nd, b12 and mp3",
        "the U.S.A. and e.g. a p.m. train",
        "I want to dye it red, the soldier lived a lifelike life",
        "still alive!! ok!",
        "my cell phone, a tall hall",
        "nataka kwenda nyumbani",
    ],
)
def test_ordinary_spelling_stays_as_it_is(said: str) -> None:
    assert fold(said).text == said


@pytest.mark.parametrize("said", ["ran 10 kms today", "10kms", "how many kms is it", "kms done, laps done"])
def test_kilometres_are_no_abbreviation_of_a_wish(said: str) -> None:
    assert read_crisis_language([said]).matches == ()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("so  I k\u200bi\u00adll my\u2060self, bye", "k\u200bi\u00adll my\u2060self"),
        ("well k i l l  m y s e l f. no", "k i l l  m y s e l f"),
        ("é wanttokillmyself", "wanttokillmyself"),
    ],
)
def test_a_match_stands_where_it_was_said(said: str, words: str) -> None:
    match = read_crisis_language([said]).matches[0]
    assert said[match.start : match.end] == words


@given(st.text(alphabet=st.sampled_from("kill die1!.-_ \u200b&#;🔫é"), max_size=60))
def test_every_character_knows_where_it_was(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@pytest.mark.parametrize("piece", ["i want to ", "k i l l ", "a.b-", "aaa", "want", "kms ", "&#1", "ku jiua ", "💀"])
def test_reading_takes_time_by_the_length(piece: str) -> None:
    seconds = [_seconds_for(piece, size) for size in (10_000, 100_000)]
    assert seconds[1] < 30 * max(seconds[0], 0.02)


def test_a_megabyte_of_the_same_words_is_read_in_seconds() -> None:
    assert _seconds_for("want to be here ", 1_000_000) < 20


def _seconds_for(piece: str, size: int) -> float:
    started = time.process_time()
    read_crisis_language([piece * (size // len(piece))])
    return time.process_time() - started
