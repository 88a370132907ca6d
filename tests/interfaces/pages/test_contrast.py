"""What stands on a badge can be read: WCAG 2.2 AA for small text, by day and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from interfaces.themes import contrast_ratio

SMALL_TEXT = 4.5  # WCAG 2.2, 1.4.3
TONES = ("low", "medium", "high", "critical")


def colours(scheme: str) -> dict[str, str]:
    """The colours that the stylesheet names for this scheme."""
    found = finders.find("resona/resona.css")
    assert isinstance(found, str)
    (block,) = re.findall(rf"^{scheme} {{(.*?)^}}", Path(found).read_text(), re.DOTALL | re.MULTILINE)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("scheme", [":root", r"\.dark"])
@pytest.mark.parametrize("tone", TONES)
def test_a_badge_can_be_read(scheme: str, tone: str) -> None:
    named = colours(scheme)
    assert contrast_ratio(named[f"tone-{tone}"], named[f"wash-{tone}"]) >= SMALL_TEXT
