"""When an expression is meant, and whether it is denied, only reported, or about somebody to worry about. Pure."""

import re
from dataclasses import dataclass

from risk.crisis.patterns import Candidate
from risk.crisis.person import BREAKERS, CROWD, Person, person_of, swahili_person, words_before
from risk.crisis.tense import SCENE_WINDOW, VERB_WINDOW, Tense, tense_of, with_verb
from risk.crisis.text import Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What the words around an expression say about it."""

    person: Person
    tense: Tense
    negated: bool
    reported: bool
    is_about_someone_close: bool  # a living third person: not a crowd, a story or someone who has died
    is_story: bool  # a film, song, book or the news is named before it


def takes_up(sentence: Sentence) -> bool:
    """Whether all it says is that the speaker will: what, stands in the sentence before it."""
    return _TAKES_UP.fullmatch(sentence.text) is not None


def read_context(sentence: Sentence, found: Candidate) -> Context:
    """Read person, tense, negation and reported speech of one expression."""
    is_of_another = _is_said_by_another(sentence, found)
    is_taken_up = is_of_another and _is_taken_up(sentence, found)
    reported = is_of_another and not is_taken_up
    meant = person_of(sentence, found)
    is_about_another = meant == "third" or (reported and _has_own_subject(sentence, found))
    return Context(
        person="first" if is_taken_up else meant,
        tense="future" if is_taken_up else tense_of(sentence, found),
        negated=_is_negated(sentence, found),
        reported=reported,
        is_about_someone_close=is_about_another
        and not _is_story_or_crowd(sentence, found)
        and not _is_over(sentence, found),
        is_story=not _STORY.isdisjoint(words_before(sentence, found.first, _STORY_WINDOW)),
    )


# Words back from an expression among which a negation denies it.
_NEGATION_WINDOW = 4
# Words back from a negation among which another denies it: "can not promise that i will not".
_DOUBLED_WINDOW = 6
# Words before an expression among which a story it belongs to is named: "the song about wanting to die".
_STORY_WINDOW = 6
# Words before a verb of saying among which the speaker stands.
_SPEAKER_WINDOW = 3
# From this severity on the tables name the act alone, so a negative Swahili verb in the match denies it; below,
# it is part of the expression: "sitaki kuishi".
_ACTIVE_THOUGHT = 3

_STORY = frozenset(
    "movie movies film book novel series episode chapter show song lyrics character hero villain game story news play"
    " documentary actor celebrity history filamu tamthilia hadithi mhusika kitabu wimbo habari muvi mwigizaji".split()
)

_MANKIND = frozenset("our ourselves ourself".split())
_NEGATORS = frozenset("not never no without nor neither".split())
# "cannot stop thinking of it", "not only", "no matter": a negation of something else.
_NOT_A_DENIAL_AFTER = frozenset("help wait only just one matter control deny forget longer sure keep get".split())
# "have not once stopped wanting to": what is denied is the end of it, wherever the word for the end stands.
_ENDING = re.compile(r"stop\w*|ceas(?:e|ed|ing)|quit\w*|resist\w*|shak(?:e|en|ing)|shook|escap\w+|avoid\w*")
# The first half of a double denial: "can not go on without", "do not know how not to". A bare "no" only answers.
_DOUBLED = frozenset({"not", "never"})
# Over a new subject a double denial reaches only through these: "can not promise i will not".
_PROMISING = frozenset("promise guarantee swear sure certain know".split())
# A clause of its own begins with these: "life bila yeye afadhali nikufe".
_COMPARING = frozenset("afadhali bora heri kheri".split())
# "why should i not", "kwa nini nisijiue": who asks why not denies nothing.
_WHY = frozenset("why nini kwanini kwani mbona".split())
# A denial reaches over a new subject only through these: "i do not think i want to die".
_RAISING = frozenset("think thinking believe feel mean saying say like suppose that".split())
_SUBJECTS = frozenset("i he she you they we".split())
_SWAHILI_NEGATOR = re.compile(
    r"si(?:taki|dai|wezi|pangi|kusudii|fikirii|wazi|tamani|na|dhani|amini|o|yo|ko|ta\w+|ja\w+|ku\w+)?"
    r"|ha(?:kuna|pana|ta\w+|ja\w+|ku\w+|taki|wezi)|hawa(?:ta|ja|ku)\w+|bila|kamwe|usi\w+|nisi\w+|asi\w+"
)
_SWAHILI_NEGATED_VERB = re.compile(
    r"(?:si(?:ta|ku|ja)|ha(?:ta|ku|ja)|hawa(?:ta|ku|ja))\w{3,}|(?:si|nisi|usi|asi)ji\w+|sitaki|hataki"
)
_SWAHILI_NOT_A_DENIAL_AFTER = frozenset("kuacha kustop acha stop kujizuia kusahau kuzuia".split())
# What is denied is the end of it: "sijaacha kutaka kufa".
_SWAHILI_DENIED_ENDING = re.compile(r"(?:si|ha|hawa|hatu)(?:ja|ku|ta|we)?(?:ach[ai]|kom[ai]|stop)")
# "kutojiua" is not to kill oneself: a denial of its own, and a double one after another ("siwezi kutojiua").
_SWAHILI_NOT_TO = re.compile(r"kuto(?:ji|kunyw|kumez)\w+")
_SWAHILI_RAISING = frozenset("sidhani siamini sio siyo sijasema".split())
_SWAHILI_THAT = frozenset("kwamba ati eti kuwa".split())

_SPEECH = frozenset(
    "said says say saying told tells tell telling asked asks texted posted wrote writes yelled shouted screamed"
    " replied".split()
)
# Who speaks when the speaker does: "there is a voice telling me to" reports nobody else.
_OWN_VOICE = frozenset("i we voice voices head mind brain thoughts".split())
_SWAHILI_SPEECH = re.compile(
    r"(?:a|wa)(?:na|li|me|ka|ki|nge)?(?:ni)?(?:sema|semaga|ambia|andika|andikia|text|uliza|post)"
)
_BETWEEN_SPEECH_AND_WORDS = frozenset(
    "me us him her them everyone that to i am you he she they is just should will go would kwamba ati eti kuwa".split()
)

_WILL = (
    r"(?:(?:now |maybe |i think )?i (?:just |really )?(?:will|shall|am going to|might|may|should|want to)"
    r"(?: (?:do it|tonight|today|now|tomorrow|soon|then|too|just))*"
    r"|n'?i?tafanya(?: (?:hivyo|hivo|tu|leo|sasa|kesho|usiku huu))*)"
)
_TAKEN_UP = re.compile(rf"\b(?:and|so|then|na|basi|hivyo) {_WILL}$")
_TAKES_UP = re.compile(rf"(?:(?:and|so|then|but|well|ok|okay|maybe|na|basi|hivyo|lakini) )*{_WILL}")
_OVER = re.compile(
    r"\b(?:killed|committed|hanged|hung|shot|drowned|took|ended|jumped|overdosed|died|poisoned|hurt|burned|burnt|cut"
    r"|injured)\b|\b(?:a|wa)(?:li|me)(?:ye|o)?ji(?:ua|nyonga|maliza|toa|tupa|rusha|kill|umiza|kata)"
    r"|\b(?:a|wa)li(?:dedi|kufa|danja|die)"
)
_TRYING = re.compile(
    r"\b(?:try|tries|tried|trying|attempt\w*|want\w*|going|will|might|may|could|\w*jaribu|almost|nearly)\b"
)


def _is_negated(sentence: Sentence, found: Candidate) -> bool:
    """Whether the expression is denied by words before it, or by its own Swahili prefix, and not by both."""
    if not _WHY.isdisjoint(words_before(sentence, found.first, _NEGATION_WINDOW)):
        return False
    matched = sentence.words[found.first : found.last]
    may_deny_itself = found.is_swahili and found.severity >= _ACTIVE_THOUGHT
    if may_deny_itself and any(map(_is_negated_in_swahili, matched)):
        return True
    is_not_to = may_deny_itself and any(_SWAHILI_NOT_TO.fullmatch(word) for word in matched)
    return is_not_to != _is_denied_before(sentence, found)


def _is_negated_in_swahili(verb: str) -> bool:
    return _SWAHILI_NEGATED_VERB.fullmatch(verb) is not None and _SWAHILI_DENIED_ENDING.fullmatch(verb) is None


def _is_denied_before(sentence: Sentence, found: Candidate) -> bool:
    if sentence.words[found.last : found.last + 1] == ("yet",):
        return False
    first = sentence.words[found.first]
    if first in _COMPARING or _ENDING.fullmatch(first):
        return False
    has_own_subject = found.is_swahili and _has_own_subject(sentence, found)
    passed: list[str] = []  # words between the one looked at and the expression, nearest first
    for word in words_before(sentence, found.first, _NEGATION_WINDOW):
        if word in BREAKERS:
            return False
        if _denies(word, passed):
            return not _is_doubled(sentence, found.first - len(passed) - 1)
        if _denies_in_swahili(word, passed, has_own_subject=has_own_subject):
            return not _is_doubled_in_swahili(sentence, found.first - len(passed) - 1)
        passed.append(word)
    return False


def _has_own_subject(sentence: Sentence, found: Candidate) -> bool:
    """Whether somebody is said to act, unlike in "told me to", where they are told what to do."""
    if found.is_swahili:
        return swahili_person(sentence.words[found.first]) is not None
    return "i" in sentence.words[max(found.first - VERB_WINDOW, 0) : found.last]


def _denies(word: str, passed: list[str]) -> bool:
    if word not in _NEGATORS or (passed and passed[-1] in _NOT_A_DENIAL_AFTER):
        return False
    if any(_ENDING.fullmatch(between) for between in passed):
        return False
    return _SUBJECTS.isdisjoint(passed) or not _RAISING.isdisjoint(passed)


def _is_doubled(sentence: Sentence, place: int) -> bool:
    """Whether the negator at `place` is denied by another before it, in the same clause."""
    passed: list[str] = []
    for word in words_before(sentence, place, _DOUBLED_WINDOW):
        if word in BREAKERS:
            return False
        if word in _DOUBLED:
            return _SUBJECTS.isdisjoint(passed) or not _PROMISING.isdisjoint(passed)
        passed.append(word)
    return False


def _is_doubled_in_swahili(sentence: Sentence, place: int) -> bool:
    """Whether the negator at `place` is denied itself: "siwezi kuendelea bila", "sio kwamba sitaki"."""
    passed: list[str] = []
    for word in words_before(sentence, place, _NEGATION_WINDOW):
        if word in BREAKERS:
            return False
        is_denial_of_that = word in _SWAHILI_RAISING | {"si"} and not _SWAHILI_THAT.isdisjoint(passed)
        if is_denial_of_that or (sentence.words[place] == "bila" and _SWAHILI_NEGATOR.fullmatch(word)):
            return True
        passed.append(word)
    return False


def _denies_in_swahili(word: str, passed: list[str], *, has_own_subject: bool) -> bool:
    """Whether `word` denies: into a clause with a subject of its own only "si kwamba" and its like reach."""
    if _SWAHILI_DENIED_ENDING.fullmatch(word):
        return False
    if not _SWAHILI_NEGATOR.fullmatch(word) or (passed and passed[-1] in _SWAHILI_NOT_A_DENIAL_AFTER):
        return False
    if word == "si":  # "si kwamba", not "si afadhali", which asks
        return not _SWAHILI_THAT.isdisjoint(passed)
    if has_own_subject:
        return word in _SWAHILI_RAISING
    return all(swahili_person(between) is None for between in passed)


def _is_said_by_another(sentence: Sentence, found: Candidate) -> bool:
    """Whether a verb of saying with another subject stands right before the expression."""
    place = found.first - 1
    while place >= 0 and sentence.words[place] in _BETWEEN_SPEECH_AND_WORDS:
        place -= 1
    if place < 0:
        return False
    verb = sentence.words[place]
    if _SWAHILI_SPEECH.fullmatch(verb):
        return True
    is_was_like = verb == "like" and place > 0 and sentence.words[place - 1] in {"was", "is", "were"}
    speaker = sentence.words[max(place - _SPEAKER_WINDOW, 0) : place]
    is_of_the_speaker = not _OWN_VOICE.isdisjoint(speaker)
    return (verb in _SPEECH or is_was_like) and not is_of_the_speaker


def _is_taken_up(sentence: Sentence, found: Candidate) -> bool:
    """Whether the speaker makes another's words their own: "they said kill yourself so i will"."""
    return sentence.is_taken_up or _TAKEN_UP.search(sentence.text, sentence.word_starts[found.first]) is not None


def _is_story_or_crowd(sentence: Sentence, found: Candidate) -> bool:
    around = sentence.words[max(found.first - SCENE_WINDOW, 0) : found.last + SCENE_WINDOW]
    near = sentence.words[max(found.first - _NEGATION_WINDOW, 0) : found.first]
    matched = sentence.words[found.first : found.last]
    is_crowd = not CROWD.isdisjoint(near) or not _MANKIND.isdisjoint(matched)
    return is_crowd or not _STORY.isdisjoint(around)


def _is_over(sentence: Sentence, found: Candidate) -> bool:
    """Whether it tells of a death or an accident of the past: bereavement, not worry."""
    text = with_verb(sentence, found)
    return _OVER.search(text) is not None and _TRYING.search(text) is None
