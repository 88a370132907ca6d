"""Means at hand or used, told from their everyday use."""

import pytest

from risk.crisis.matches import CrisisLanguage
from risk.language import read_crisis_language


def read(said: str) -> CrisisLanguage:
    return read_crisis_language([said])


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ("nimejikata", 5),
        ("nimejikata nikipika", 0),
        ("nimejikata kidole", 0),
        ("nimeshameza dawa", 4),
        ("nimeshameza dawa za malaria", 0),
        ("nimeshameza dawa asubuhi", 0),
        ("ive got a gun and im going to use it", 5),
        ("ive got a knife and im going to use it for the onions", 0),
        ("i have the rope ready", 5),
        ("i have the rope ready for the climb", 0),
        ("i took rat poison", 6),
        ("i took poison ivy off the wall", 0),
    ],
)
def test_means_at_hand_or_used_count_unless_their_everyday_use_is_named(said: str, severity: int) -> None:
    assert read(said).present_severity == severity
