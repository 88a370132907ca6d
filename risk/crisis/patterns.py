"""Where crisis language may stand in a sentence: the compiled pattern tables of all languages and what they find. Pure.

Each group of expressions has one severity. Every language's table runs on every text, because people mix languages;
a table is only searched when one of its stems is in the text, which is what keeps ordinary talk cheap.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from risk.crisis import english, english_idioms, swahili, swahili_idioms
from risk.crisis.text import Sentence

# What the learned reader finds: no expression names it.
LEARNED = "words_like_crisis"
LEARNED_CERTAIN = "words_certainly_like_crisis"
# 1 hopelessness and finality, 2 passive wish to die, 3 active thought, 4 method, 5 intent, plan or self-harm,
# 6 attempt: the order of the Columbia Suicide Severity Rating Scale.
GROUP_SEVERITY = MappingProxyType(
    {
        "hopelessness": 1,
        "finality": 1,
        "passive_wish": 2,
        LEARNED: 2,
        LEARNED_CERTAIN: 3,
        "wish_to_die": 3,
        "active_thought": 3,
        "named_act": 3,
        "method": 4,
        "intent": 5,
        "plan": 5,
        "self_harm": 5,
        "attempt": 6,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An expression found, before anything is known about who is meant: words first..last (half-open) of a sentence."""

    group: str
    severity: int
    first: int
    last: int
    is_idiom: bool
    is_swahili: bool  # or Sheng: verbs carry their person


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    is_swahili: bool
    stems: tuple[str, ...]
    stem: re.Pattern[str]
    groups: tuple[tuple[str, re.Pattern[str]], ...]
    idioms: re.Pattern[str]


def may_hold_crisis_language(text: str) -> bool:
    """Whether any stem of any language is in a folded text. Cheap; no stem means no expression can match."""
    return _any_stem().search(_on_one_line(text)) is not None


def stems_in(text: str) -> list[tuple[int, str]]:
    """The stems of crisis language that a text holds, each with its place."""
    return [(found.start(), found.group()) for found in _any_stem().finditer(text.lower())]


def compile_tables() -> None:
    """Compile all expressions of all languages now, so that nothing said later waits for it."""
    _any_stem()


def find_candidates(sentence: Sentence, raw: str) -> list[Candidate]:
    """Find the expressions of a sentence in order; `raw` is the sentence as given, in which the stems are looked for.

    Of overlapping expressions the most severe stays; among equals the one that begins first, then the longest.
    """
    lowered = _on_one_line(raw)
    tables = [table for table in _tables() if table.stem.search(lowered)]
    found = sorted((_most_severe_first(hit), hit) for table in tables for hit in _search(table, sentence))
    if not found:
        return []
    idioms = [span for table in tables for span in _spans(table.idioms, sentence)]
    kept: list[_Hit] = []
    for _, hit in found:
        if not _overlaps(kept, hit):
            insort(kept, hit)
    return [
        Candidate(
            group=hit.group,
            severity=GROUP_SEVERITY[hit.group],
            first=hit.first,
            last=hit.last,
            is_idiom=any(begin < hit.last and hit.first < end for begin, end in idioms),
            is_swahili=hit.is_swahili,
        )
        for hit in kept
    ]


def _on_one_line(text: str) -> str:
    """Lower case, a single space for every run of white space: stems that allow for one are tried once a run."""
    return " ".join(text.lower().split())


class _Hit(NamedTuple):
    """Words first..last (half-open) match a group; sorts by place."""

    first: int
    last: int
    group: str
    is_swahili: bool


def _search(table: _Table, sentence: Sentence) -> Iterator[_Hit]:
    for group, pattern in table.groups:
        for first, last in _spans(pattern, sentence):
            yield _Hit(first, last, group, table.is_swahili)


def _spans(pattern: re.Pattern[str], sentence: Sentence) -> list[tuple[int, int]]:
    return [sentence.words_between(found.start(), found.end()) for found in pattern.finditer(sentence.text)]


def _most_severe_first(hit: _Hit) -> tuple[int, int, int]:
    return -GROUP_SEVERITY[hit.group], hit.first, -hit.last


def _overlaps(kept: list[_Hit], hit: _Hit) -> bool:
    """Whether `hit` meets any of `kept`, which is sorted and free of overlaps itself."""
    place = bisect_left(kept, hit)
    return (place > 0 and kept[place - 1].last > hit.first) or (place < len(kept) and kept[place].first < hit.last)


@cache
def _any_stem() -> re.Pattern[str]:
    return re.compile(_trie_expression([stem for table in _tables() for stem in table.stems]))


@cache
def _tables() -> tuple[_Table, ...]:
    """Compiled when first asked for: it takes a fifth of a second, and most commands read nothing that was said."""
    return (
        _table(english.FRAGMENTS, english.GROUPS, english_idioms.IDIOMS, english.STEMS, is_swahili=False),
        _table(swahili.FRAGMENTS, swahili.GROUPS, swahili_idioms.IDIOMS, swahili.STEMS, is_swahili=True),
    )


def _table(
    fragments: Mapping[str, str], groups: Mapping[str, str], idioms: str, stems: str, *, is_swahili: bool
) -> _Table:
    """Compile a language module: an expression a line, "..." continues the line before, <name> is a fragment."""
    expanded: dict[str, str] = {}
    for name, block in fragments.items():
        expanded[name] = _alternation(block, expanded)
    spelled_stems = tuple(stem.replace("_", " ") for stem in stems.split())
    return _Table(
        is_swahili=is_swahili,
        stems=spelled_stems,
        stem=re.compile(_trie_expression(spelled_stems)),
        groups=tuple((group, _whole_words(block, expanded)) for group, block in groups.items()),
        idioms=_whole_words(idioms, expanded),
    )


def _whole_words(block: str, fragments: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"\b{_alternation(block, fragments)}\b")


def _alternation(block: str, fragments: Mapping[str, str]) -> str:
    expressions = filter(None, map(str.strip, _CONTINUED.sub("", block).splitlines()))
    joined = f"(?:{'|'.join(expressions)})"
    return _FRAGMENT.sub(lambda name: fragments[name.group(1)], joined)


def _trie_expression(stems: Sequence[str]) -> str:
    """Merge stems by their common beginnings: a plain alternation of hundreds tries each one at each character."""
    by_first: dict[str, list[str]] = {}
    for stem in stems:
        by_first.setdefault(stem[:1], []).append(stem[1:])
    if "" in by_first:
        return ""
    branches = [_literal(first) + _trie_expression(rest) for first, rest in sorted(by_first.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _literal(character: str) -> str:
    return _STEM_MARKS.get(character) or re.escape(character)


# In stems "_" (a space by now) is any space, and "." is where a word begins or ends: ".hit" is not in "white".
_STEM_MARKS = MappingProxyType({" ": r"\s+", ".": r"\b"})
_CONTINUED = re.compile(r"\n *\.\.\. ")
_FRAGMENT = re.compile(r"<(\w+)>")
