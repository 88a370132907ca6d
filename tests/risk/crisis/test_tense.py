"""When an attempt is meant: of now unless its words date it."""

import pytest

from risk.crisis.matches import CrisisLanguage
from risk.language import read_crisis_language


def read(said: str) -> CrisisLanguage:
    return read_crisis_language([said])


@pytest.mark.parametrize(
    "said",
    [
        "nimekunywa sumu",
        "nimemeza vidonge vyote",
        "nimejinyonga",
        "mama kwaheri nimekunywa sumu",
        "nishakunywa sumu",
        "nilikunywa sumu",
        "nimekunywa sumu dakika tano zilizopita",
        "i have overdosed",
        "ive slit my wrists",
        "i drank poison",
        "i took poison",
        "i swallowed all my tablets",
        "i took all my pills before calling",
        "i took all my pills when i was alone at home",
        "i took all my pills in the past hour",
        "ive taken an overdose",
        "im overdosing",
        "i almost killed myself",
        "i just tried to kill myself",
        "nimejaribu kujiua leo",
        "nitajaribu kujiua",
        "i will try to kill myself",
        "i took all my pills an hour ago",
    ],
)
def test_an_undated_attempt_is_of_now(said: str) -> None:
    found = read(said)
    assert (found.severity, found.present_severity) == (6, 6)


@pytest.mark.parametrize(
    "said",
    [
        "i took all my pills last year",
        "i slit my wrists when i was sixteen",
        "i overdosed years ago",
        "i overdosed in march",
        "i once took all my pills",
        "i have overdosed before",
        "i had overdosed",
        "i tried to kill myself",
        "i have attempted suicide twice",
        "nimekunywa sumu mwaka jana",
        "nilikunywa sumu nilipokuwa shule",
        "nilikunywa sumu mwezi uliopita",
        "nimewahi kujaribu kujiua",
        "nimejaribu kujiua",
    ],
)
def test_only_a_date_or_the_word_tried_puts_an_attempt_in_the_past(said: str) -> None:
    found = read(said)
    assert (found.severity, found.present_severity) == (6, 0)
