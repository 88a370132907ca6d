"""A text as words with their places in it, and the words as numbered features of a linear model.

Features are hashed (Weinberger et al. 2009): a word, a pair of neighbours and a run of letters within a word each stand
for a bucket, so a model holds numbers and none of the words it was trained on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

# Buckets of each of the two tables. Some 70,000 words and pairs occur in MELD, most of them once.
BUCKETS: Final = 1 << 16
# Letters in a run, the word's edges counted as letters.
SHORTEST_RUN: Final = 2
LONGEST_RUN: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a text is made of: words in lower case without apostrophes, and runs of punctuation."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]  # start and end of each in the original text


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """Buckets of the features of n words."""

    words: list[int]  # the n words, then n + 1 pairs: the first word after the start, ..., the end after the last
    runs: list[int]  # runs of letters, word after word
    run_ends: list[int]  # for each word, how many runs there are up to its end


def read_words(text: str) -> Words:
    """Apostrophes are dropped, as speech recognition does: "don't", "don’t" and "dont" are one word."""
    texts, spans = [], []
    for found in _WORD.finditer(text):
        word = found.group().lower().translate(_NO_APOSTROPHES)
        if word:
            texts.append(word)
            spans.append(found.span())
    return Words(texts=tuple(texts), spans=tuple(spans))


def is_punctuation(word: str) -> bool:
    """Whether an item of `Words` is no word."""
    return not word[0].isalnum()


def hash_features(words: Sequence[str]) -> Features:
    """The same on every machine and in every process."""
    buckets = [_bucket(word, _OF_WORDS) for word in words]
    previous = _START
    for word in (*words, _END):
        buckets.append(_bucket(f"{previous} {word}", _OF_WORDS))
        previous = word
    runs: list[int] = []
    run_ends = []
    for word in words:
        if not is_punctuation(word):
            runs += _runs(word)
        run_ends.append(len(runs))
    return Features(words=buckets, runs=runs, run_ends=run_ends)


_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*|[!?]+|\.{2,}|[^\w\s]")
_NO_APOSTROPHES = {ord(mark): None for mark in "'’‘ʼ`´"}
_START, _END = "^", "$"
# Start values of the check sum: two different hash functions.
_OF_WORDS, _OF_RUNS = 0, 1


def _bucket(feature: str, start: int) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass"), start) % BUCKETS


def _runs(word: str) -> list[int]:
    edged = f"<{word}>".encode("utf-8", "surrogatepass") if word.isascii() else None
    if edged is not None:  # bytes are letters: no need to encode each run
        return [
            crc32(edged[first : first + size], _OF_RUNS) % BUCKETS
            for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
            for first in range(len(edged) - size + 1)
        ]
    marked = f"<{word}>"
    return [
        _bucket(marked[first : first + size], _OF_RUNS)
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for first in range(len(marked) - size + 1)
    ]
