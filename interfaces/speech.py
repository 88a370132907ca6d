"""Reads what the words of a session were about. Keeps the names of groups, never a word. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from interfaces.evidence import Speech
from interfaces.lexicon import (
    ACTIVITIES,
    ACTIVITY_WORDS,
    DEFLECTIONS,
    ENGLISH_MARKERS,
    STEMS,
    SWAHILI_MARKERS,
    TOPIC_WORDS,
    TOPICS,
)

# Function words of each language that make a message one of both: one alone may be a name or a slip of recognition.
MIN_MARKERS: Final = 2

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_DEFLECTION: Final = re.compile(r"\b(?:" + "|".join(map(re.escape, DEFLECTIONS)) + r")\b")
_STEM: Final = re.compile(r"(" + "|".join(map(re.escape, STEMS)) + r")\b")


def read_speech(texts: Iterable[str]) -> Speech:
    """What one session's messages of the person were about."""
    groups: set[str] = set()
    has_deflection = is_mixed = False
    for text in texts:
        plain = text.lower().replace("’", "'")
        tokens = set(_TOKEN.findall(plain))
        groups.update(_GROUP_OF[token] for token in tokens & _GROUP_OF.keys())
        groups.update(STEMS[stem] for stem in _STEM.findall(plain))
        has_deflection = has_deflection or _DEFLECTION.search(plain) is not None
        is_mixed = is_mixed or _is_mixed(tokens)
    return Speech(
        topics=frozenset(groups & set(TOPICS)),
        activities=frozenset(groups & set(ACTIVITIES)),
        has_deflection=has_deflection,
        is_mixed=is_mixed,
    )


def _is_mixed(tokens: set[str]) -> bool:
    return len(tokens & ENGLISH_MARKERS) >= MIN_MARKERS and len(tokens & SWAHILI_MARKERS) >= MIN_MARKERS


def _by_word(*lists: Mapping[str, str]) -> dict[str, str]:
    return {word: group for words_of in lists for group, words in words_of.items() for word in words.split()}


_GROUP_OF: Final = _by_word(TOPIC_WORDS, ACTIVITY_WORDS)
