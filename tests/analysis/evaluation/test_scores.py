"""Figures of merit, by hand and against their definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.analysis.evaluation.scores import area_under_curve, macro_f1


def test_macro_f1_by_hand() -> None:
    # Class 0: 1 hit of 2 labelled and 1 found: 2/3. Class 1: 1 of 1 and 2: 2/3. Class 2 is neither: 0.
    assert macro_f1([0, 0, 1], [0, 1, 1], classes=3) == pytest.approx(4 / 9)


def test_area_by_hand() -> None:
    # Of the pairs 2>1, 2>3 no, 3>1, 3=3 half: 2.5 of 4.
    assert area_under_curve([2.0, 3.0], [1.0, 3.0]) == pytest.approx(2.5 / 4)


@pytest.mark.parametrize("sides", [([], [1.0]), ([1.0], [])])
def test_one_side_alone_has_no_area(sides: tuple[list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        area_under_curve(*sides)


VALUES = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=12)


@given(VALUES, VALUES)
def test_area_is_the_share_of_pairs(higher: list[float], lower: list[float]) -> None:
    pairs = [(one, other) for one in higher for other in lower]
    share = sum((one > other) + (one == other) / 2 for one, other in pairs) / len(pairs)
    assert area_under_curve(higher, lower) == pytest.approx(share)
