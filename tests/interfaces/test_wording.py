"""Texts: complete in every language, filled safely, and what clinics write is checked."""

from __future__ import annotations

import string
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.builder import build
from interfaces.config import ComponentName
from interfaces.daytime import PARTS
from interfaces.lexicon import ACTIVITIES, TOPICS
from interfaces.wording.texts import (
    CRISIS,
    LANGUAGES,
    OWN_TEXTS,
    SUPPORT,
    TEXT_KEYS,
    MalformedTextError,
    Wording,
    check_line,
    check_text,
    longest_of,
    placeholders_of,
)
from tests.interfaces.patterns import STEADY, line

ALL = [(language, key) for language in LANGUAGES for key in TEXT_KEYS]


def test_every_language_has_every_text() -> None:
    assert {language: set(texts) for language, texts in OWN_TEXTS.items()} == {
        language: set(TEXT_KEYS) for language in LANGUAGES
    }


def test_every_component_topic_activity_and_part_of_day_has_texts() -> None:
    wanted = {f"{name}.{part}" for name in get_args(ComponentName) for part in ("title", "text")}
    wanted |= {f"observation.{name}" for name in (*TOPICS, *PARTS)}
    wanted |= {f"helps.{name}" for name in ACTIVITIES} | {f"salutation.{part}" for part in PARTS}
    assert wanted <= set(TEXT_KEYS)


@pytest.mark.parametrize(("language", "key"), ALL)
def test_our_own_texts_can_be_shown(language: str, key: str) -> None:
    check_text(key, OWN_TEXTS[language][key])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "title is empty"),
        ({"text": "\u200b"}, "text is empty"),
        ({"contact": " "}, "contact is empty"),
        ({"contact": None}, "contact is empty"),
        ({"title": "x" * 81}, "title has more than 80 characters"),
        ({"contact": "1" * 201}, "contact has more than 200 characters"),
    ],
)
def test_a_crisis_line_that_leads_nowhere_is_named(changed: dict[str, str | None], said: str) -> None:
    malformed = replace(line(CRISIS), **changed)  # type: ignore[arg-type]
    with pytest.raises(MalformedTextError, match=rf"resource\.crisis_en_all_a: its {said}"):
        check_line(malformed)
    with pytest.raises(MalformedTextError):
        build(STEADY, None, Wording(lines=(malformed,)))


def test_support_needs_no_contact() -> None:
    check_line(replace(line(SUPPORT), contact=None))


def test_the_languages_differ_wherever_they_should() -> None:
    assert [key for key in TEXT_KEYS if OWN_TEXTS["en"][key] == OWN_TEXTS["sw"][key]] == []


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("greeting.nonsense", "Hello", "There is no text called"),
        ("greeting.steady", "  ", "empty"),
        ("CrisisResources.title", "\u200b\u2060", "empty"),  # zero width: nobody would see it
        ("greeting.steady", "Hello {name}", "Unknown placeholder {name}"),
        ("greeting.steady", "Hello {0.__class__}", "Unknown placeholder"),
        ("greeting.steady", "Hello {", "no partner"),
        ("greeting.steady", "Hello }{", "no partner"),
        ("VoiceRecorder.title", "Talk to {clinic}", "Unknown placeholder {clinic}; those of this text: none"),
        ("VoiceRecorder.title", "x" * 81, "81 characters; at most 80"),
        ("greeting.steady", "x" * 250 + "{salutation}{clinic}", "at most 300"),
    ],
)
def test_a_malformed_text_is_refused_with_what_is_wrong(key: str, text: str, said: str) -> None:
    with pytest.raises(MalformedTextError, match=said.replace("{", "\\{").replace("}", "\\}").replace(".", "\\.")):
        check_text(key, text)


@given(st.sampled_from(TEXT_KEYS), st.text(string.ascii_letters + "{} .clinicsalutation", max_size=320), st.text())
def test_a_text_that_passes_is_never_too_long_when_filled(key: str, text: str, clinic: str) -> None:
    try:
        check_text(key, text)
    except MalformedTextError:
        return
    wording = Wording(clinic_name=clinic, texts={("en", key): text})
    assert len(wording.text("en", key, salutation="x" * 40)) <= longest_of(key)


def test_placeholders_are_filled() -> None:
    wording = Wording(clinic_name="Upendo", texts={("en", "greeting.steady"): "{salutation} {clinic} greets you."})
    assert placeholders_of("greeting.steady") == {"clinic", "salutation"}
    assert wording.text("en", "greeting.steady", salutation="Hi.") == "Hi. Upendo greets you."
    unnamed = Wording(texts=wording.texts)
    assert unnamed.text("en", "greeting.steady", salutation="Hi.") == "Hi. your clinic greets you."


def test_lines_of_another_language_are_better_than_none() -> None:
    english, swahili = line(CRISIS), line(CRISIS, "sw")
    assert Wording(lines=(english, swahili)).lines_of(CRISIS, "sw") == (swahili,)
    assert Wording(lines=(english,)).lines_of(CRISIS, "sw") == (english,)
    assert Wording(lines=(english,)).lines_of(SUPPORT, "sw") == ()
