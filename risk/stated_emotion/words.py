"""A text as words with their places in it, and the words as numbered features of a linear model.

Features are hashed (Weinberger et al. 2009): a word, a pair of neighbours and a run of letters within a word each stand
for a bucket, so a model holds numbers and none of the words it was trained on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

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
    spoken: int  # how many of them are words


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Features:
    """Buckets of the features of n words."""

    words: list[int]  # the n words, then n + 1 pairs: the first word after the start, ..., the end after the last
    runs: NDArray[np.uint32]  # runs of letters
    run_words: NDArray[np.intp]  # in which of the words each run is


def read_words(text: str) -> Words:
    """Apostrophes are dropped, as speech recognition does: "don't", "don’t" and "dont" are one word."""
    texts, spans = [], []
    spoken = 0
    for found in _WORD.finditer(text):
        word = found.group().lower().translate(_NO_APOSTROPHES)
        if word:
            texts.append(word)
            spans.append(found.span())
            spoken += word[0].isalnum()
    return Words(texts=tuple(texts), spans=tuple(spans), spoken=spoken)


def is_punctuation(word: str) -> bool:
    """Whether an item of `Words` is no word."""
    return not word[0].isalnum()


def hash_features(words: Sequence[str]) -> Features:
    """The same on every machine and in every process."""
    pairs = map(" ".join, pairwise((_START, *words, _END)))
    buckets = [crc32(feature.encode("utf-8", "surrogatepass")) % BUCKETS for feature in (*words, *pairs)]
    runs, run_words = _hash_runs(words)
    return Features(words=buckets, runs=runs, run_words=run_words)


_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*|[!?]+|\.{2,}|[^\w\s]")
_NO_APOSTROPHES = {ord(mark): None for mark in "'’‘ʼ`´"}
_START, _END = "^", "$"
# Knuth's multiplicative hash (The Art of Computer Programming 6.4) on top of a polynomial in the letters: its upper
# bits are the bucket.
_POLYNOMIAL = np.uint32(0x01000193)
_KNUTH = np.uint32(2654435761)
_UPPER_BITS = np.uint32(16)


def _hash_runs(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """All runs of all words at once: each longer run is the one before it and a letter more."""
    spelled = [(place, f"<{word}>") for place, word in enumerate(words) if not is_punctuation(word)]
    letters = np.frombuffer("".join(word for _, word in spelled).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    owners = np.repeat([place for place, _ in spelled], [len(word) for _, word in spelled]).astype(np.intp)
    found, is_within = [], []
    hashed = letters
    for size in range(2, LONGEST_RUN + 1):
        hashed = hashed[:-1] * _POLYNOMIAL + letters[size - 1 :]
        if size >= SHORTEST_RUN:
            found.append(hashed)
            is_within.append(owners[: len(hashed)] == owners[size - 1 :])
    kept = np.concatenate(is_within)
    run_words = np.concatenate([owners[: len(one)] for one in found])[kept]
    return (np.concatenate(found)[kept] * _KNUTH) >> _UPPER_BITS, run_words
