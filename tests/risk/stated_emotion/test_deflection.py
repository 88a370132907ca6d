"""Deflections: named, never positive, and told from plain claims and from what only looks like them."""

import pytest

from risk.stated import LEAST_CONFIDENCE, assess_stated_emotion
from risk.stated_emotion.deflection import GROUPS, find_deflections

ALONE = [
    ("I'm okay I guess", "en", "hedged_claim"),
    ("i suppose im fine", "en", "hedged_claim"),
    ("niko sawa tu", "sw", "hedged_claim"),
    ("tuko poa tu", "sheng", "hedged_claim"),
    ("sawa", "sw", "customary_answer"),
    ("Sawa.", "en", "customary_answer"),
    ("sawa tu", "sw", "customary_answer"),
    ("niko poa", "sheng", "customary_answer"),
    ("poa tu", "sheng", "customary_answer"),
    ("not too bad", "en", "customary_answer"),
    ("just tired", "en", "only_tired"),
    ("I'm just a little tired", "en", "only_tired"),
    ("nimechoka", "sw", "only_tired"),
    ("nimechoka tu", "sw", "only_tired"),
    ("managing", "en", "carrying_on"),
    ("I’m just managing", "en", "carrying_on"),
    ("we move", "en", "carrying_on"),
    ("tunasonga", "sheng", "carrying_on"),
    ("tunasonga tu na life", "sheng", "carrying_on"),
    ("najikaza", "sw", "carrying_on"),
    ("it is what it is", "en", "resigned_saying"),
    ("its what it is", "en", "resigned_saying"),
    ("ni life tu", "sheng", "resigned_saying"),
    ("ndio maisha", "sw", "resigned_saying"),
    ("it's nothing", "en", "made_light_of"),
    ("usijali", "sw", "made_light_of"),
    ("hakuna shida", "sw", "made_light_of"),
]


@pytest.mark.parametrize(("said", "language", "group"), ALONE)
def test_a_deflection_alone_is_named_and_neutral_at_most(said: str, language: str, group: str) -> None:
    found = assess_stated_emotion([said], language)
    assert [one.group for one in found.evidence] == [group]
    assert found.label in {None, "neutral"}
    assert found.valence <= 0.0
    assert found.confidence < 0.5


@pytest.mark.parametrize("said", [said for said, _, _ in ALONE])
@pytest.mark.parametrize("language", ["en", "sw", "sheng"])
def test_however_often_it_is_said_it_is_never_positive(said: str, language: str) -> None:
    assert assess_stated_emotion([said] * 6, language).label != "positive"


def test_every_group_has_an_example() -> None:
    assert {group for _, _, group in ALONE} == set(GROUPS)


@pytest.mark.parametrize(
    ("plain", "deflecting", "language"),
    [
        ("I'm fine", "I'm fine, just tired", "en"),
        ("im doing well", "im doing well it is what it is", "en"),
        ("niko sawa", "niko sawa, nimechoka", "sw"),
        ("I am so happy today, everything is great", "I am so happy today, everything is great, we move", "en"),
    ],
)
def test_beside_a_claim_it_leaves_a_positive_statement_less_certain(plain: str, deflecting: str, language: str) -> None:
    sure, unsure = assess_stated_emotion([plain], language), assess_stated_emotion([deflecting], language)
    assert unsure.label == sure.label == "positive"
    assert LEAST_CONFIDENCE <= unsure.confidence < sure.confidence


@pytest.mark.parametrize(
    ("said", "language"),
    [("I'm just tired and everything is awful", "en"), ("nimechoka tu, nina huzuni sana", "sw")],
)
def test_it_does_not_hide_what_is_said_beside_it(said: str, language: str) -> None:
    found = assess_stated_emotion([said], language)
    assert found.valence < -0.2
    assert "deflection" in {one.kind for one in found.evidence}


@pytest.mark.parametrize(
    "said",
    [
        "just tired of living",
        "nimechoka na maisha",
        "nimechoka sana",
        "managing director",
        "he is a good man",
        "that is fine with me",
        "sawasawa ya kazi",
        "we moved to Nakuru",
        "maisha ni mazuri",
        "im not coping",
        "I am not just tired",
        "coping with my loss",
        "all good things come to an end",
        "i am so so sad",
        "niko tu nyumbani",
    ],
)
def test_what_only_looks_like_one_is_none(said: str) -> None:
    assert list(find_deflections(said)) == []


def test_places_are_those_of_the_text() -> None:
    said = "Mambo ni mengi,  sawa tu.  It is what it is!"
    assert [said[one.start : one.end] for one in find_deflections(said)] == ["sawa tu", "It is what it is"]
