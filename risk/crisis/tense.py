"""When an expression is meant: now, in the time to come, or in a past that the words themselves date. Pure.

An attempt without a date is of now: somebody who says "i took all my pills" may be saying it minutes afterwards. It is
past when words date it ("years ago", "nilipokuwa", "once"), when it is told of as past already ("had", "used to"), or
when it is an attempt by name ("tried", "attempted", "-jaribu", "-wahi") with nothing that makes it recent.
"""

import re
from typing import Literal, TypeAlias

from risk.crisis.patterns import Candidate
from risk.crisis.text import Sentence

Tense: TypeAlias = Literal["present", "past", "future"]

# Words before and after an expression that may date it, or show that it is a story's.
SCENE_WINDOW = 12
# Words before an expression that belong to its verb: "was going to", "have tried to".
VERB_WINDOW = 2


def tense_of(sentence: Sentence, found: Candidate) -> Tense:
    """Return when an expression is meant; what was done within days is as present as what is about to be done."""
    scene = " ".join(sentence.words[max(found.first - SCENE_WINDOW, 0) : found.last + SCENE_WINDOW])
    text = with_verb(sentence, found)
    if _is_past(text, found) or _DATED.search(scene):
        return "present" if _RECENT.search(_NOT_RECENT.sub("", scene)) else "past"
    return "future" if _FUTURE.search(text) else "present"


def with_verb(sentence: Sentence, found: Candidate) -> str:
    """Return an expression with the words before it that belong to its verb."""
    return " ".join(sentence.words[max(found.first - VERB_WINDOW, 0) : found.last])


_TOLD_AS_PAST = frozenset("was were had used tried attempted wanted wished thought considered planned".split())
# Acts in the past tense: of an attempt they say that it was made, not when.
_DONE = frozenset("did overdosed took swallowed drank hanged hung slit slashed jumped killed ended committed".split())
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_AGE = (
    r"(?:\d\d?|[a-z]+teen|ten|eleven|twelve|thirteen|(?:twen|thir|for|fif)ty(?: \w+)?|six|seven|eight|nine"
    r"|young|younger|little|small|kid|child|boy|girl|teen|teenager|student|school|primary|secondary|college|university|campus|army"
    r"|twenties|thirties|prison|jail|married|pregnant)"
)
_DATED = re.compile(
    rf"\b(?:ago|when i was (?:(?:about|around|only|still|just|a|an|in|at|my|high|very) )*{_AGE}|at (?:the )?age"
    rf"|i was (?:\w+ ){{0,2}}years? old|(?:last|in) (?:{_MONTHS})|last (?:year|month|summer|winter|spring|fall)"
    r"|back then|in (?:19|20)\d\d|used to|i (?:have )?once|as a (?:teen|teenager|kid|child)|at the time|in the past"
    r"|in (?:high school|college|middle school)|before(?=$| (?:and|but|so|because|when|in|at|too)\b)|years? back"
    r"|zamani|kitambo|mwaka jana|uliopita|iliyopita|zilizopita|wakati ule|nilipokuwa"
    r"|nikiwa (?:mdogo|mtoto|shule\w*|chuo\w*|kijana|na (?:miaka|umri)))\b"
)
_RECENT = re.compile(
    r"\b(?:today|tonight|just|last night|yesterday|this (?:morning|week|evening|afternoon)|currently|still|now"
    r"|(?:seconds?|moments?|minutes?|hours?|days?) ago|in the past (?:\w+ ){0,2}(?:minutes?|hours?|days?)|earlier"
    r"|leo|sasa|jana|juzi|usiku huu|asubuhi|saa hii|(?:sekunde|dakika|saa|siku)(?: \w+){0,2} (?:zilizo|iliyo)pita)\b"
)
# "mwaka jana" is last year, "just fifteen" an age.
_NOT_RECENT = re.compile(rf"\b(?:(?:mwaka|mwezi|wiki) jana|just (?=(?:an? )?{_AGE}\b))")
_FUTURE = re.compile(r"\b(?:will|going to|tomorrow|tonight|soon|next \w+|kesho|shall)\b|\b(?:ni|n'?|tu|a|wa|u)ta\w{3,}")
_SWAHILI_PAST = re.compile(r"\b(?:ni|a|u|tu|wa|m)li\w{3,}")
# Of attempts: "nimejaribu", "nishatry", "nimewahi" (have ever) name one that is over, "nimekunywa" does not.
_SWAHILI_TRIED = re.compile(
    r"\b(?:ni|n|a|u|tu|wa|m)(?:li|me|ka|sha|mesha|lisha)(?:ku)?(?:jaribu|jaribia|try|attempt)\b|\b\w*(?:wahi|shawai)\b"
)


def _is_past(text: str, found: Candidate) -> bool:
    words = text.split(" ")
    if not _TOLD_AS_PAST.isdisjoint(words):
        return True
    if found.group == "attempt":
        return _SWAHILI_TRIED.search(text) is not None
    return not _DONE.isdisjoint(words) or _SWAHILI_PAST.search(text) is not None
