"""Colleagues who are named with an @ in a note. Pure."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Final, TypeVar

_AT: Final = re.compile(r"(?<!\w)@")
_WORD_END: Final = re.compile(r"\w")

Key = TypeVar("Key", bound=Hashable)


def mentioned_in(text: str, names: Mapping[Key, str]) -> set[Key]:
    """Of whom the text has an @ and then the name, however its letters are cased; a longer name goes before a shorter.

    Of several with one name all are meant.
    """
    found: set[Key] = set()
    by_name: dict[str, set[Key]] = {}
    for key, name in names.items():
        by_name.setdefault(" ".join(name.casefold().split()), set()).add(key)
    ordered = sorted((name for name in by_name if name), key=len, reverse=True)
    folded = text.casefold()
    for sign in _AT.finditer(folded):
        rest = folded[sign.end() :]
        named = next((name for name in ordered if rest.startswith(name) and _ends(rest, len(name))), None)
        if named is not None:
            found |= by_name[named]
    return found


def _ends(text: str, place: int) -> bool:
    """Whether a word that ends before this place goes no further."""
    return not _WORD_END.match(text, place)
