"""Names as they are compared: without accents, apostrophes, case and order. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

# Letters that are not another one with a mark, as people without them on the keyboard write them.
_OTHERS: Final[Mapping[int, str]] = str.maketrans({
    "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ŋ": "ng", "ɓ": "b", "ɗ": "d",
    "ƙ": "k", "ɛ": "e", "ɔ": "o",
})  # fmt: skip


def fold(text: str) -> str:
    """The letters and digits of a text, in lower case, with one space between its words."""
    if text.isascii():
        plain = text.lower()
    else:
        marked = unicodedata.normalize("NFKD", text.casefold())
        plain = "".join(character for character in marked if not unicodedata.combining(character)).translate(_OTHERS)
    return " ".join("".join(each if _is_letter(each) else _between(each) for each in plain).split())


def _is_letter(character: str) -> bool:
    """Or a digit; not a modifier, as which some apostrophes are written."""
    return character.isalnum() and not "\u02b0" <= character <= "\u02ff"


@lru_cache(maxsize=1000)
def _between(character: str) -> str:
    """An apostrophe, or a letter that stands for one, is within a word; anything else between two."""
    name = unicodedata.name(character, "")
    marks = ("APOSTROPHE", "QUOTATION MARK", "ACCENT", "PRIME", "MODIFIER LETTER")
    return "" if any(mark in name for mark in marks) else " "


def is_named(words: tuple[str, ...], name: str) -> bool:
    """Whether each of these folded words is a part of a folded name, in whatever order."""
    letters = name.replace(" ", "")
    return all(word in letters for word in words)
