"""Sentences of a message as plain lower-case words, each with its place in the original text. Pure.

Speech recognition drops capitals, punctuation and apostrophes, and people mix spellings; patterns are written once,
against one spelling ("i am", "do not", "want to", "suicide"). A word that was rewritten keeps the span of what was
said, so every offset points into the text as given.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence, normalised. `text` is `words` joined by one space; `word_starts` are their offsets in it."""

    text: str
    words: tuple[str, ...]
    word_starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]  # per word: start and end in the original text
    pauses: frozenset[int]  # words with a comma, dash, quotation mark or the like before them
    is_taken_up: bool = False  # the next sentence is no more than "and I will"

    def words_between(self, start: int, end: int) -> tuple[int, int]:
        """Turn offsets in `text` into a half-open range of words."""
        return bisect_right(self.word_starts, start) - 1, bisect_left(self.word_starts, end)

    def original_span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words first..last (half-open) stand in the original text."""
        return self.spans[first][0], self.spans[last - 1][1]


def sentence_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence that is not blank."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if text[start : end.start()].strip():
            yield start, end.start()
        start = end.end()
    if text[start:].strip():
        yield start, len(text)


def read_sentence(text: str, start: int, end: int) -> Sentence:
    """Normalise text[start:end], which must hold no sentence end."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    pauses: set[int] = set()
    previous_end = start
    for found in _WORD.finditer(text, start, end):
        if text[previous_end : found.start()].strip(_NO_PAUSE):
            pauses.add(len(words))
        previous_end = found.end()
        previous = words[-1] if words else ""
        said = found.group().lower()
        if len(words) not in pauses and _is_split_verb(previous, said):
            words[-1] += said
            spans[-1] = (spans[-1][0], found.end())
            continue
        plain = _plain_words(said, previous)
        words += plain
        spans += [found.span()] * len(plain)
    return Sentence(
        text=" ".join(words),
        words=tuple(words),
        word_starts=_starts(words),
        spans=tuple(spans),
        pauses=frozenset(pauses),
    )


# A run of full stops is a hesitation ("i want... to die") and a single new line may wrap one: pauses, not ends.
_SENTENCE_END = re.compile(r"(?<!\.)\.(?!\.)|[!?;]+|\n[ \t\r]*\n+")
# An asterisk inside a word hides a letter ("k*ll"), it does not end the word.
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´*][^\W_]+)*")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_NO_PAUSE = " \t-'_*"

_NOT_VERBS = "do does did is was are were has have had would could should must need".split()
_ENDINGS = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
_IS_WORDS = frozenset("he she it that what there who how here where life".split())
# After these "ill" means unwell, otherwise speech recognition means "i'll".
_UNWELL_AFTER = frozenset(
    "a am is are was were be been being feel feeling fell so very mentally seriously terminally physically chronically"
    " got get".split()
)

# What was written and what is read, a line "said = plain"; several spellings share one.
_SPELLINGS = """
    can't cant cannot = can not
    won't wont = will not
    ain't aint = is not
    shan't = shall not
    im iam = i am
    ive = i have
    id = i would
    ima imma = i will
    youre = you are
    youve = you have
    theyre = they are
    theyve = they have
    weve = we have
    hes = he is
    shes = she is
    thats = that is
    whats = what is
    tonights tonight's = tonight is
    shouldve shoulda = should have
    couldve coulda = could have
    wouldve woulda = would have
    mightve = might have
    theres = there is
    its = it is
    let's = let us
    u = you
    ur = your
    cuz coz cos = because
    wanna wana = want to
    gonna gona gon = going to
    gotta = have to
    tryna = trying to
    dunno = do not know
    outta = out of
    kinda = kind of
    alot = a lot
    nomore = no more
    pls plz = please
    kms = kill myself
    kys = kill yourself
    ctb = commit suicide
    od'd = overdosed
    overdosin = overdosing
    myslef myselves meself = myself
    kil k*ll k1ll = kill
    killin killin' = killing
    d*e d1e = die
    dieing = dying
    sucide suiside suicde suicid suizide su*cide suic*de s*icide sewerslide = suicide
    sucidal suicidial suicdal = suicidal
"""


# Verb prefixes that speech recognition leaves standing alone, and the roots it leaves behind. The short ones are words
# of their own ("na" and, "ni" is, "si" is not), so only roots that are no words follow them.
_SPLIT_PREFIXES = frozenset(
    "ku kuji naji niji nitaji ntaji niliji nimeji nikaji nikiji najiku nime nita nta nili nika niki nata".split()
)
_SPLIT_ROOT = re.compile(
    r"(?:ji)?(?:ua|uwa|nyonga|nyoga|maliza|mada|toa|dhuru|umiza|rusha|tupa|katakata)|jikata"
    r"|(?:ji)?(?:kill|hang|cut|slash|off|unalive|overdose|shoot|end|poison)|dedi|die|danja|kunywa|meza|jaribu|choka"
)
_SHORT_PREFIXES = frozenset({"na", "ni", "si"})
_SHORT_ROOT = re.compile(r"taka|tamani|dai|waza|fikiria|ji(?:ua|uwa|nyonga|maliza|mada|dhuru|kill|hang|cut)")


def _rewritten() -> dict[str, str]:
    table = {f"{verb}n{mark}t": f"{verb} not" for verb in _NOT_VERBS for mark in ("'", "")}
    for line in _SPELLINGS.strip().splitlines():
        spellings, plain = line.split(" = ")
        table.update(dict.fromkeys(spellings.split(), plain))
    return table


_REWRITTEN = _rewritten()


def _plain_words(said: str, previous: str) -> list[str]:
    """Of a word in lower case."""
    plain = said.translate(_APOSTROPHES)
    if plain == "ill" and previous not in _UNWELL_AFTER:
        return ["i", "will"]
    if plain in _REWRITTEN:
        return _REWRITTEN[plain].split(" ")
    stem, mark, rest = plain.rpartition("'")
    if mark and f"'{rest}" in _ENDINGS:
        return [stem, _ENDINGS[f"'{rest}"]]
    if mark and rest == "s":  # "he's gone", but "my friend's car"
        return [stem, "is"] if stem in _IS_WORDS else [stem]
    return [plain]


def _is_split_verb(prefix: str, root: str) -> bool:
    """Whether one Swahili or Sheng verb was heard as two words: "ku jiua", "na taka", "nime overdose"."""
    return (prefix in _SPLIT_PREFIXES and _SPLIT_ROOT.fullmatch(root) is not None) or (
        prefix in _SHORT_PREFIXES and _SHORT_ROOT.fullmatch(root) is not None
    )


def _starts(words: list[str]) -> tuple[int, ...]:
    starts, offset = [], 0
    for word in words:
        starts.append(offset)
        offset += len(word) + 1
    return tuple(starts)
