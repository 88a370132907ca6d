"""Remembers what was found out about single words: most of what people say is made of a few thousand of them. Pure."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

Found = TypeVar("Found")

# Words remembered at once by each function, those asked for last: some two megabytes.
MOST_WORDS: Final = 10_000
# Longer ones are no words, and would take room. Letters.
LONGEST_WORD: Final = 30


def remember_words(find: Callable[[str], Found]) -> Callable[[str], Found]:
    """The same function of one word, quicker. Single words are kept, in memory only, and nothing of who said them."""
    remembered = lru_cache(maxsize=MOST_WORDS)(find)

    @wraps(find)
    def find_or_remember(word: str) -> Found:
        return remembered(word) if len(word) <= LONGEST_WORD else find(word)

    return find_or_remember
