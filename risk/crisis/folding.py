"""A text as it is meant to be read: disguised, spelled-out, run-together and misheard words made plain. Pure.

Only words of crisis are made plain, so that ordinary numbers, names and abbreviations stay as they are. Every character
of the folded text knows which characters of the given text it stands for.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from unicodedata import category, normalize

from risk.crisis.crisis_words import (
    COLLAPSED,
    CONFUSABLE,
    MISHEARD,
    MISHEARD_WORDS,
    PICTURES,
    WORDS,
    as_known_word,
    collapse,
    split_run,
)

Edit: TypeAlias = tuple[int, int, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A text, and for each of its characters where what it stands for starts and ends in the text as given."""

    given: str
    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a non-empty range of the folded text stands in the text as given."""
        return self.starts[start], self.ends[end - 1]

    def edited(self, edits: Iterable[Edit]) -> "Folded":
        """With ranges replaced, given in order and free of overlaps; what is new stands for the whole of its
        range."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, plain in edits:
            pieces += (self.text[done:start], plain)
            starts += (*self.starts[done:start], *([self.starts[start]] * len(plain)))
            ends += (*self.ends[done:start], *([self.ends[end - 1]] * len(plain)))
            done = end
        if not pieces:
            return self
        return Folded(
            given=self.given,
            text="".join((*pieces, self.text[done:])),
            starts=(*starts, *self.starts[done:]),
            ends=(*ends, *self.ends[done:]),
        )


def fold(text: str) -> Folded:
    """Fold a text; one in which nothing is disguised comes back as it is."""
    folded = Folded(given=text, text=text, starts=range(len(text)), ends=range(1, len(text) + 1))
    if (not text.isascii() and _FOREIGN.search(text)) or ("&" in text or "%20" in text):
        for find_edits in (_unescape, _plain_characters, _name_pictures):
            folded = folded.edited(find_edits(folded.text))
    lowered = folded.text.lower()
    for suspect, step in _STEPS:
        if suspect.search(lowered):
            folded = folded.edited(step(folded.text))
    words = set(_WORD.findall(lowered))
    if not _HALF_WORDS.isdisjoint(words):
        folded = folded.edited(_join_halves(folded.text))
    if not MISHEARD_WORDS.isdisjoint(words):
        for telling, misheard, plain in MISHEARD:
            if not telling.isdisjoint(words):
                folded = folded.edited((*found.span("said"), plain) for found in misheard.finditer(folded.text))
    return folded


def skim(text: str) -> str:
    """A text without foreign signs and hidden characters: what tells at a fraction of the cost whether folding may
    matter, with places of its own."""
    if "&" in text:
        text = html.unescape(text)
    return text if text.isascii() else _HIDDEN.sub("", normalize("NFKD", text)).translate(_AS_LATIN)


def may_be_disguised(text: str) -> bool:
    """Whether folding a skimmed text may find words in it: spelled out, parted, stretched, with signs for letters."""
    lowered = text.lower()
    return any(suspect.search(lowered) for suspect in _DISGUISES)


_WORD = re.compile(r"[a-z0-9]+")
_ESCAPED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});|%20")
_APOSTROPHES = frozenset("\u2019\u2018\u02bc\u00b4")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
# The usual ones of those.
_HIDDEN = re.compile(
    "[\u00ad\u0300-\u036f\u1ab0-\u1aff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f\ufeff]"
)
_AS_LATIN = str.maketrans({sign: plain for sign, plain in CONFUSABLE.items() if len(sign) == 1})
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# What people type as they type letters: quotation marks and dashes stay as they are.
_FOREIGN = re.compile("[^\x00-\x7f\u2013\u2014\u2018\u2019\u201c\u201d]")
_PICTURE = re.compile("|".join(sorted(map(re.escape, PICTURES), key=len, reverse=True)))
# Letters spelled out one by one: "d i e", "k.m.s". At most so many, so that the search stays linear.
_SPELLED = re.compile(r"(?<![\w@$!|])[a-zA-Z0-9@$|](?:[ .·\-_*/|,]{1,3}[a-zA-Z0-9@$!|](?![\w@$])){2,40}")
_SIGN = re.compile(r"[0-9@$|]|!(?=\w)")
_DISGUISED = re.compile(r"(?<![\w@$|])(?=[\w@$!|]{0,24}[a-zA-Z])(?:[\w@$|]|!(?=\w)){3,25}")
_NUMBERED = re.compile(r"\d+[a-zA-Z]{1,3}|[a-zA-Z]{1,2}\d+")  # "10kms", "b12"
_PART_MARK = re.compile(r"[.\-_*/|·](?=[a-z])")
_PARTED = re.compile(r"(?<![\w.*])[a-zA-Z]{1,12}(?:[.\-_*/|·][a-zA-Z]{1,12}){1,11}(?![\w.*])")
_STRETCHED = re.compile(r"[a-zA-Z]*?([a-zA-Z])\1\1[a-zA-Z]*", re.IGNORECASE)
_LONG_WORD = re.compile(r"\b[a-zA-Z]{6,60}\b")
_HALF_WORDS = frozenset("sui suic suici over una unal mys".split())
_HALVES = re.compile(rf"(?i)\b(?:{'|'.join(sorted(_HALF_WORDS))}) [a-z]{{2,7}}\b")
_HELD_TOGETHER = re.compile(
    r"suicid|kill|die\b|dying|dead|kms|unaliv|myself|mysellf|endmy|endit|ending(?:it|my)|alive|live(?:any|like)"
    r"|wakeup|behere|doit|jumpingoff|dont(?:want|wanna)|wan(?:t|na|tto)"
)


def _unescape(text: str) -> Iterator[Edit]:
    for found in _ESCAPED.finditer(text):
        plain = " " if found.group() == "%20" else html.unescape(found.group())
        if plain != found.group():
            yield *found.span(), plain


def _plain_characters(text: str) -> Iterator[Edit]:
    for found in _NOT_ASCII.finditer(text):
        plain = _plain_character(found.group())
        if plain != found.group():
            yield *found.span(), plain


def _plain_character(character: str) -> str:
    if character in _APOSTROPHES:
        return character
    if character in CONFUSABLE:
        return CONFUSABLE[character]
    parts = normalize("NFKD", character)
    return "".join(CONFUSABLE.get(part, part) for part in parts if category(part) not in _UNSEEN)


def _name_pictures(text: str) -> Iterator[Edit]:
    """A picture that stands for a verb or a means is read as its word where the words around it make it one."""
    for found in _PICTURE.finditer(text):
        for before, after, word in PICTURES[found.group()]:
            if before.search(text, max(found.start() - _PICTURE_WINDOW, 0), found.start()) and after.match(
                text, found.end(), found.end() + _PICTURE_WINDOW
            ):
                yield *found.span(), f" {word} "
                break


# Characters around a picture that may make it a word.
_PICTURE_WINDOW = 16


def _join_spelled(text: str) -> Iterator[Edit]:
    for found in _SPELLED.finditer(text):
        letters = "".join(filter(_is_letter_or_sign, found.group()))
        plain = next(filter(None, map(split_run, _as_letters(letters))), None)
        if plain is not None:
            yield *found.span(), plain


def _undisguise(text: str) -> Iterator[Edit]:
    for found in _DISGUISED.finditer(text):
        if _SIGN.search(found.group()) and not _NUMBERED.fullmatch(found.group()):
            plain = next(filter(None, map(as_known_word, _as_letters(found.group()))), None)
            if plain is not None:
                yield *found.span(), plain


def _join_parted(text: str) -> Iterator[Edit]:
    for found in _PARTED.finditer(text):
        plain = as_known_word(re.sub(r"[.\-_/|·]", "", found.group()).lower())
        if plain is not None:
            yield *found.span(), plain


def _unstretch(text: str) -> Iterator[Edit]:
    for found in _STRETCHED.finditer(text):
        said = found.group().lower()
        yield *found.span(), COLLAPSED.get(collapse(said)) or re.sub(r"(.)\1\1+", r"\1", said)


def _part_run(text: str) -> Iterator[Edit]:
    for found in _LONG_WORD.finditer(text):
        if _HELD_TOGETHER.search(found.group().lower()):
            plain = split_run(found.group().lower())
            if plain is not None and " " in plain:
                yield *found.span(), plain


def _join_halves(text: str) -> Iterator[Edit]:
    for found in _HALVES.finditer(text):
        joined = found.group().replace(" ", "").lower()
        if joined in WORDS and not set(found.group().lower().split(" ")) <= WORDS:
            yield *found.span(), joined


def _as_letters(said: str) -> Iterator[str]:
    lowered = said.lower()
    for one in ("i", "l"):
        yield lowered.translate(str.maketrans("03457@$+1!|", f"oeastast{one * 3}"))


def _is_letter_or_sign(character: str) -> bool:
    return character.isalnum() or character in "@$!|"


_STEPS: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[Edit]]], ...] = (
    (_SPELLED, _join_spelled),
    (_SIGN, _undisguise),
    (_PART_MARK, _join_parted),
    (re.compile(r"([a-z])\1\1"), _unstretch),
    (_HELD_TOGETHER, _part_run),
)
# At a glance: of signs and parts those that stand within words, as nobody writes otherwise.
_DISGUISES: tuple[re.Pattern[str], ...] = (
    _SPELLED,
    re.compile(r"[a-z][0-9@$!|*]+[a-z]|\b[0-9][a-z]+[0-9]"),
    re.compile(r"\b[a-z]{1,3}[.\-_*/|·][a-z]{1,4}\b"),
    re.compile(r"([a-z])\1\1"),
    re.compile(r"\b(?=[a-z]{9,60}\b)[a-z]*(?:myself|suicid|killm|todie|endit|endmy|wannad|wantto|unaliv|dontwan)"),
    _HALVES,
)
