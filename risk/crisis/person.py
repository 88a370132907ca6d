"""Who an expression is about: the speaker, the person spoken to, or somebody else. Pure.

English says it with a reflexive or the nearest subject before; Swahili and Sheng with the verb's prefix.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from risk.crisis.patterns import Candidate
from risk.crisis.text import Sentence

Person: TypeAlias = Literal["first", "second", "third", "unknown"]


def person_of(sentence: Sentence, found: Candidate) -> Person:
    """Return whose wish or act it is; "unknown" where nobody is named, as in "want to die"."""
    words = sentence.words[found.first : found.last]
    person = _person_within(" ".join(words))
    if person == "second" and "how" in words:  # "i looked up how to hang yourself" asks for oneself
        person = None
    if person is None and found.is_swahili:
        person = _swahili_person_within(words)
    if person is None and not CROWD.isdisjoint(words):
        person = "third"
    if person is None:
        person = _person_before(sentence, found)
    if person is None and words[0] in _THIRD_FORMS:
        person = "third"
    return person or _person_addressed(sentence, found)


def swahili_person(word: str) -> Person | None:
    """Return the person in a Swahili or Sheng verb's prefix; None for infinitives and other words."""
    if word in _NOT_SWAHILI_VERBS:
        return None
    if _SWAHILI_FIRST.fullmatch(word):
        return "first"
    if _SWAHILI_THIRD.fullmatch(word):
        return "third"
    return "second" if _SWAHILI_SECOND.fullmatch(word) else None


def words_before(sentence: Sentence, place: int, window: int) -> Iterator[str]:
    """Yield up to `window` words before `place`, nearest first, up to a pause."""
    for index in range(place - 1, max(place - 1 - window, -1), -1):
        if index + 1 in sentence.pauses:
            return
        yield sentence.words[index]


# Words that close the clause before them.
BREAKERS = frozenset("but because and so then if when until although though lakini sababu na kama".split())
# Said of many, nobody in particular to worry about.
CROWD = frozenset(
    "people nobody one everyone everybody anyone anybody men women teenagers teens kids watu wasee vijana".split()
)

# How many words back a subject may stand; a noun is only taken for one when it is near.
_SUBJECT_WINDOW = 8
_NOUN_WINDOW = 6
# Words before and after among which "you" or "people" show who is spoken to or about.
_ADDRESS_WINDOW = 12

_FIRST = frozenset("i me my mimi mi mie niko".split())
# "we" is mostly everyone: neither the speaker nor somebody to worry about.
_GENERAL = frozenset("we us our sisi".split())
_SECOND = frozenset("you your wewe uko".split())
_THIRD = frozenset("he she they who yeye wao ako wako".split())
_OBJECTS = frozenset("him her them his their".split())
_PEOPLE = CROWD | frozenset(
    "friend friends brother sister mom mum mama mother dad father son daughter wife husband boyfriend girlfriend"
    " partner cousin uncle aunt child kid girl boy man woman guy neighbour neighbor colleague coworker roommate student"
    " teacher patient client bestie fiance ex nephew niece grandma grandpa someone somebody character hero villain"
    " rafiki ndugu dada kaka baba mtoto mwanangu mume mke jirani beshte bro brathe msee mathe buda dem chali sis mjomba"
    " shangazi binamu mpenzi mtu kijana".split()
)
_OTHERS = _PEOPLE | _THIRD | _OBJECTS
# With these the subject is "i", "you" or plural: "mum left want to die" does not say that mum wants to die.
_BASE_FORMS = frozenset("want wish need hope feel think try plan".split())
_THIRD_FORMS = frozenset("wants wishes needs hopes feels thinks tries plans intends kills hangs threatens".split())

# "ourselves" is mostly mankind: nobody in particular, and not the speaker either.
_WITHIN_THIRD = re.compile(
    r"\b(?:him|her|them|one|our) ?sel(?:f|ves)\b|\b(?:his|their|our|(?<!with )(?<!join )(?<!see )her) \w"
)
_REFLEXIVE = "ji"
_WITHIN_SECOND = re.compile(r"\byour")
_WITHIN_FIRST = re.compile(r"\b(?:i|my|me|myself|mimi|[ywzl]angu)\b")

# Prefixes of subject and tense, then a root. Where the prefix is short or also begins other words, the root is named.
_SWAHILI_FIRST = re.compile(
    r"ni(?:na|li|me|ta|ka|ki|nge|si|sha|ji|fe$|kufe|dedi|die|danje|nywe|nak|meze|zime|com|kate|mek|tow)\w*|ni[a-z]{2,}e"
    r"|n'?ta\w{3,}|nsha\w+|tu(?:na|li|me|ta|nge)\w{3,}|singe\w+|sina|siko"
    r"|na(?:taka|tamani|feel|juta|chukia|skia|sikia|hisi|umia|lia|ji|fikiri|waza|enda|eza|weza|dai|ona|think|ogopa|penda|omba|ngoja|kufa|dedi|die|choka"
    r"|panga|amua|plan|want|jaribu|try|slash|cut|kunywa|meza|drink|tafuta|cheki|imagine|kata|subiri|kitamani|swear"
    r"|ishi)\w*|si(?:ta|ku|ja|wezi|ji|oni|jali|ogopi|penda|stahili|itaki|yataki|hitaji)\w*"
)
_SWAHILI_SECOND = re.compile(r"(?:u(?:na|li|me|ta|ka|ki|nge|si|ji|sha)|hu(?:ta|ku|ja)|m(?:na|me|sha))\w{2,}")
_SWAHILI_THIRD = re.compile(
    r"(?:a(?:na|li|me|ta|ka|nge|si|sha|ji)|ha(?:ta|ku|ja)|wa(?:na|li|me|ta|ka|nge|si|sha|ji)|hawa)\w{2,}|hawezi"
)
_NOT_SWAHILI_VERBS = frozenset(
    "usiku ulimwengu umeme ukimwi hakuna akili analysis amini amani wana awake wakati wale watoto watu wanted wasted"
    " usingizi alive unalive unable united until ukuta ulimi uka hatari hatua".split()
)
# The few Swahili verbs that stand before English words: "anataka to die", "nafeel suicidal".
_MIXED_VERB = re.compile(r"\w+(?:taka|feel|jaribu|tamani|think|want|try|plan)")


def _person_within(text: str) -> Person | None:
    if _WITHIN_THIRD.search(text):
        return "third"
    if _WITHIN_SECOND.search(text):
        return "second"
    return "first" if _WITHIN_FIRST.search(text) else None


def _swahili_person_within(words: Sequence[str]) -> Person | None:
    """Whose act it is where verbs differ: the reflexive's ("nataka ajiue"), else the speaker's ("watalia nikifa")."""
    verbs = [(word, person) for word in words if (person := swahili_person(word)) is not None]
    for word, person in reversed(verbs):
        if _REFLEXIVE in word:
            return person
    persons = [person for _, person in verbs]
    return "first" if "first" in persons else next(iter(persons), None)


def _person_before(sentence: Sentence, found: Candidate) -> Person | None:
    """Return the person of the nearest subject before the expression."""
    verb = sentence.words[found.first]
    agrees_with_third = verb not in _BASE_FORMS
    may_be_noun = agrees_with_third
    for distance, word in enumerate(words_before(sentence, found.first, _SUBJECT_WINDOW), start=1):
        if distance == 1 and word in _OBJECTS:  # "makes her want to die"
            return "third"
        may_be_noun = may_be_noun and distance <= _NOUN_WINDOW and word not in BREAKERS
        if verb in _THIRD_FORMS and word in {"i", "my"}:  # but "part of me wants to"
            continue
        person = _pronoun(word)
        if person == "third" and not agrees_with_third:
            person = None
        if person is None and may_be_noun and word in _PEOPLE:
            person = "third"
        if person is None and (found.is_swahili or _MIXED_VERB.fullmatch(word)):
            person = swahili_person(word)
        if person is not None:
            return person
    return None


def _pronoun(word: str) -> Person | None:
    if word in _FIRST:
        return "first"
    if word in _SECOND:
        return "second"
    if word in _GENERAL:
        return "unknown"
    return "third" if word in _THIRD else None


def _person_addressed(sentence: Sentence, found: Candidate) -> Person:
    """Without a subject: advice to somebody or talk about people, unless the speaker is in it too."""
    if found.group == "method" and "how" in sentence.words[: found.last]:  # "how do you tie a noose" asks for oneself
        return "unknown"
    around = set(sentence.words[max(found.first - _ADDRESS_WINDOW, 0) : found.last + _ADDRESS_WINDOW])
    if not _FIRST.isdisjoint(around):
        return "unknown"
    if not _SECOND.isdisjoint(around):
        return "second"
    return "unknown" if _OTHERS.isdisjoint(around) else "third"
