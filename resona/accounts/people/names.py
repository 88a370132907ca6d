"""Names as they are compared: without accents, apostrophes, case and order. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

# Letters that are not another one with a mark, as people without them on the keyboard write them.
_OTHERS: Final[Mapping[int, str]] = str.maketrans({
    "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ŋ": "ng", "ɓ": "b", "ɗ": "d",
    "ƙ": "k", "ɛ": "e", "ɔ": "o",
})  # fmt: skip


class _Folded(dict[int, str]):
    """What becomes of each character, found out once."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDED: Final = _Folded()
_WITHIN_WORDS: Final = ("APOSTROPHE", "QUOTATION MARK", "ACCENT", "PRIME", "MODIFIER LETTER")


def fold(text: str) -> str:
    """The letters and digits of a text, in lower case, with one space between its words."""
    return " ".join(unicodedata.normalize("NFKD", text.casefold()).translate(_FOLDED).split())


def _fold_character(character: str) -> str:
    """A mark goes, and so does an apostrophe, or a letter that stands for one; what else is no letter is a space."""
    if unicodedata.combining(character):
        return ""
    if character.isalnum() and not "\u02b0" <= character <= "\u02ff":
        return _OTHERS.get(ord(character), character)
    name = unicodedata.name(character, "")
    return "" if any(mark in name for mark in _WITHIN_WORDS) else " "


def is_named(words: tuple[str, ...], name: str) -> bool:
    """Whether each of these folded words is a part of a folded name, in whatever order."""
    letters = name.replace(" ", "")
    return all(word in letters for word in words)
