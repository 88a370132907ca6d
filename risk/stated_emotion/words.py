"""A text as words with their places in it, and the words as numbered features of a linear model. Pure.

Features are hashed (Weinberger et al. 2009): a word, a pair of neighbours and a run of letters within a word each stand
for a bucket, so a model holds numbers and none of the words it was trained on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
        word = found.group().lower()
        if word.isalnum():
            spoken += 1
        else:  # with an apostrophe, or punctuation
            word = word.translate(_NO_APOSTROPHES)
            if not word:
                continue
            spoken += word[0].isalnum()
        texts.append(word)
        spans.append(found.span())
    return Words(texts=tuple(texts), spans=tuple(spans), spoken=spoken)


def words_in(text: str) -> list[str]:
    """The words of `read_words` without their places."""
    said = [word.translate(_NO_APOSTROPHES) for word in _WORD.findall(text.lower())]
    return [word for word in said if word]


def is_punctuation(word: str) -> bool:
    """Whether an item of `Words` is no word."""
    return not word[0].isalnum()


def hash_features(words: Sequence[str]) -> Features:
    """The same on every machine and in every process."""
    runs, run_words = _hash_runs(words)
    return Features(words=hash_words(words), runs=runs, run_words=run_words)


def hash_words(words: Sequence[str]) -> list[int]:
    """The buckets of n words, then of n + 1 pairs."""
    spelled = [word.encode("utf-8", "surrogatepass") for word in words]
    hashed = [crc32(word) for word in spelled]
    # A checksum goes on from that of what stands before: no pair has to be put together.
    pairs = map(crc32, [b" " + word for word in spelled] + [_SPACED_END], [_START_HASHED, *hashed])
    return [one % BUCKETS for one in (*hashed, *pairs)]


_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*|[!?]+|\.{2,}|[^\w\s]")
_NO_APOSTROPHES = {ord(mark): None for mark in "'’‘ʼ`´"}
_START_HASHED: Final = crc32(b"^")
_SPACED_END: Final = b" $"
# Knuth's multiplicative hash (The Art of Computer Programming 6.4) on top of a polynomial in the letters: its upper
# bits are the bucket.
_POLYNOMIAL: Final = 0x01000193
_KNUTH: Final = np.uint32(2654435761)
_UPPER_BITS: Final = np.uint32(16)
_WORD_SIZE: Final = 1 << 32
# Rows: sizes of a run; columns: what each of its letters is multiplied by.
_POWERS: Final[NDArray[np.uint32]] = np.array(
    [
        [pow(_POLYNOMIAL, size - 1 - letter, _WORD_SIZE) if letter < size else 0 for letter in range(LONGEST_RUN)]
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
    ],
    dtype=np.uint32,
)
# Columns: beginnings of runs; rows: their letters. For most texts it need not be made anew. Letters.
_MOST_LETTERS: Final = 512
_WINDOWS: Final = np.arange(_MOST_LETTERS) + np.arange(LONGEST_RUN)[:, None]


def _hash_runs(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """All runs of all words at once, the shortest first. Arithmetic modulo 2**32 is meant."""
    places = [place for place, word in enumerate(words) if word[0].isalnum()]
    spelled = [f"<{words[place]}>" for place in places]
    # Beyond the end stand letters of no word, so that a run begins at each letter of a word.
    given = "".join(spelled) + "\0" * LONGEST_RUN
    letters = np.frombuffer(given.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    owners = np.repeat((*places, -1), (*map(len, spelled), LONGEST_RUN))
    windows = _windows(len(letters) - LONGEST_RUN)
    owners_of_run = owners.take(windows)
    is_within = owners_of_run[SHORTEST_RUN - 1 :] == owners_of_run[0]
    hashed = (_POWERS @ letters.take(windows))[is_within]
    return (hashed * _KNUTH) >> _UPPER_BITS, owners.take(is_within.nonzero()[1])


def _windows(count: int) -> NDArray[np.intp]:
    return _WINDOWS[:, :count] if count <= _MOST_LETTERS else np.arange(count) + _WINDOWS[:, :1]
