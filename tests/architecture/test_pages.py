"""The pages lead where they say, and README stays a short way in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
ROOMS = ("resona", "baselines", "conversations", "interfaces", "risk", "tests")
PAGES = [TOP / "README.md", *(page for room in ROOMS for page in sorted((TOP / room).rglob("*.md")))]
MOST_CHARACTERS_OF_README = 12_000
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def test_readme_is_read_in_minutes() -> None:
    assert len((TOP / "README.md").read_text()) <= MOST_CHARACTERS_OF_README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text()):
        path, _, heading = target.partition("#")
        if "://" in target:
            continue
        there = page if not path else (page.parent / path).resolve()
        assert there.exists(), target
        if heading:
            assert heading in _headings(there), target


def _headings(page: Path) -> set[str]:
    named = re.findall(r"(?m)^#+ (.*)$", page.read_text())
    return {re.sub(r"[^a-z0-9 _-]", "", name.lower()).replace(" ", "-") for name in named}
