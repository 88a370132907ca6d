"""The words that disguised, run-together and misheard spelling is read as, and signs that stand for them. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def collapse(word: str) -> str:
    """A word with every run of one letter shortened to that letter: "diiie" and "die" are one."""
    return re.sub(r"(.)\1+", r"\1", word)


def as_known_word(said: str) -> str | None:
    """The word of crisis that this spells, an asterisk standing for any letter; None for anything else."""
    if said in _NAMED:
        return said
    if "*" in said:
        hidden = re.compile(said.replace("*", "[a-z]{1,2}")) if said.replace("*", "").isalpha() else None
        return hidden and next((word for word in sorted(_NAMED) if hidden.fullmatch(word)), None)
    return split_run(said) if said.isalpha() else None


def split_run(said: str) -> str | None:
    """Words run together, parted by spaces, where all are known and one is a word of crisis; None for anything"
    " else."""
    return _split(said) if len(said) <= _LONGEST_RUN else None


_LONGEST_RUN: Final = 60

# What the splitting of words must hold one of: "lifelike" and "goinghome" are left alone.
_NAMED: Final = frozenset(
    "die dead dying kill killing killed suicide suicidal kms myself unalive overdose overdosed harm harming"
    " wrists jump"
    " jumping hang hanging hanged cutting slit alive endit".split()
)
_LINKED: Final = frozenset(
    "i im am a to of on off in my me self own it all so be do did not no and is was the want wanted wanting"
    " wanna wana"
    " gonna going dont cant can just really ready life live living like this been being here anymore any more"
    " end ending"
    " take taking again tonight today now wish hope never wake up keep stop tried try think thinking about"
    " wakeup feel"
    " want tired please let hurt hurting commit committing cut exist existing goodbye pills balcony".split()
)
WORDS: Final = _NAMED | _LINKED
# Phrases that are a matter of crisis without any of its words: "idontwanttobehere", "goingtodoit".
_TELLING: Final = re.compile(
    r"(?:dont|not) (?:want|wanna)(?: to)? (?:be here|live|exist|wake ?up)|wan(?:t|na)(?: to)? (?:be gone|end it)"
    r"|end(?:ing)? (?:it|my)"
    r"|going to do it|gonna do it|hope i dont wake ?up|dont wake ?up|cant (?:live|do this)|take my"
)
# Too short to be known by their letters alone.
_SHORT: Final = frozenset("i im am a to of on off in my me it so be do no is up".split())
COLLAPSED: Final[Mapping[str, str]] = MappingProxyType(
    {collapse(word): word for word in sorted(WORDS, key=len) if word not in _SHORT}
)


def _split(said: str) -> str | None:
    """By the fewest words: best[n] parts the first n letters."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(said)]
    for end in range(1, len(said) + 1):
        for start in range(max(end - _LONGEST_WORD, 0), end):
            before = best[start]
            if before is not None and said[start:end] in WORDS:
                found = best[end]
                if found is None or len(before) + 1 < len(found):
                    best[end] = (*before, said[start:end])
    words = best[-1]
    if not words:
        return None
    plain = " ".join(words)
    is_telling = not _NAMED.isdisjoint(words) or _TELLING.search(plain) is not None
    return plain if is_telling else None


_LONGEST_WORD: Final = max(map(len, WORDS))

# Letters of other alphabets and phonetic signs by the Latin letter they look like (Unicode Technical Standard 39), as
# far as compatibility decomposition leaves them.
_ALIKE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "a": "\u0430\u0251\u03b1\u1d00\u0410\u0391",
        "b": "\u0432\u0412\u0392\u0299",
        "c": "\u0441\u0421\u03f2\u1d04",
        "d": "\u0501\u0257\u0111\u1d05",
        "e": "\u0435\u0415\u03b5\u0395\u025b\u0454\u1d07\u0259",
        "f": "\u0493",
        "g": "\u0261\u0262",
        "h": "\u04bb\u041d\u0397\u029c",
        "i": "\u0456\u0406\u03b9\u0399\u0131\u026a\u0269",
        "j": "\u0458\u1d0a",
        "k": "\u043a\u041a\u03ba\u039a\u1d0b",
        "l": "\u04cf\u0142\u029f\u217c",
        "m": "\u043c\u041c\u039c\u1d0d",
        "n": "\u043f\u03b7\u039d\u0274",
        "o": "\u043e\u041e\u03bf\u039f\u03c3\u00f8\u1d0f",
        "p": "\u0440\u0420\u03c1\u03a1\u1d18",
        "r": "\u0280\u0433",
        "s": "\u0455\u0405\ua731",
        "t": "\u0442\u0422\u03c4\u03a4\u1d1b",
        "u": "\u03c5\u1d1c",
        "v": "\u03bd\u0475\u1d20",
        "w": "\u0461\u03c9\u1d21",
        "x": "\u0445\u0425\u03c7",
        "y": "\u0443\u0423\u03b3\u028f",
        "z": "\u0396\u1d22",
    }
)
CONFUSABLE: Final[Mapping[str, str]] = MappingProxyType(
    {sign: letter for letter, signs in _ALIKE.items() for sign in signs}
)

_ANYTHING = re.compile("")
_TO = re.compile(r"(?i)\b(?:to|2|wanna|gonna|already|just|me|i)\s*$")
_BE = re.compile(r"(?i)\b(?:be|was|am|were|i'm|im)\s*$")
_ME = re.compile(r"(?i)\W*(?:my ?self|me\b)")
_BODY = re.compile(r"(?i)\W*(?:my ?self|my (?:arms?|wrists?|legs?|thighs?)|me\b)")
_CUTS = re.compile(r"(?i)\W*(?:my (?:arms?|wrists?|legs?|thighs?))")
_WISH = re.compile(r"(?i)\b(?:want|wanna|need|ready|rather|going|gonna)\b[^.]*$")
# By picture: what must stand before it, what after it, and the word it is read as. The first that fits is taken.
PICTURES: Final[Mapping[str, tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...]]] = MappingProxyType(
    {
        "🔪": ((_ANYTHING, _CUTS, "cut"), (_ANYTHING, _ME, "kill")),
        "🔫": ((_ANYTHING, _ME, "shoot"), (_TO, _ANYTHING, "shoot myself")),
        "💀": ((_ANYTHING, _ME, "kill"), (_TO, _ANYTHING, "die")),
        "☠": ((_ANYTHING, _ME, "kill"), (_TO, _ANYTHING, "die")),
        "⚰": ((_BE, _ANYTHING, "dead"), (_TO, _ANYTHING, "die"), (_WISH, _ANYTHING, "die")),
        "🪦": ((_BE, _ANYTHING, "dead"), (_TO, _ANYTHING, "die"), (_WISH, _ANYTHING, "die")),
        "👻": ((re.compile(r"(?i)\bif i (?:was|were)\s*$"), _ANYTHING, "dead"),),
        "🔚": ((re.compile(r"(?i)\bmy life\s*$"), _ANYTHING, "to end"),),
        "❌": ((_ANYTHING, _ME, "kill"),),
        "🪢": ((_ANYTHING, _ANYTHING, "noose"),),
    }
)

# What speech recognition makes of words of crisis: words of which one must have been said for it to be looked for, the
# whole with the part that is read as something else, and what it is read as.
_SOUNDS: Final = (
    ("kms", r"\b(?:want|wanna|gonna|going|need) (?P<said>2|two|too) kms\b", "to"),
    # "kms" is an act only after a verb or alone: elsewhere it is how far something is.
    (
        "kms",
        (
            r"(?<!\bto )(?<!\bll )(?<!\bwill )(?<!\bwanna )(?<!\bgonna )(?<!\bgotta )(?<!\btryna )(?<!\bima"
            r" )(?<!\bimma )"
            r"(?<!\bjust )(?<!\bmight )(?<!\bcould )(?<!\bshould )(?<!\brather )(?<!\bof )(?<!\babout )(?<!\bi"
            r" )(?<!\band )"
            r"(?<!\bor )(?<!\breally )(?<!\bactually )(?<!\bgo )(?<!\bwant )(?<!\bnot )(?<!\b2"
            r" )\b(?P<said>kms)\b(?!\W*$"
            r"|\W* (?:rn|fr|fr|tonight|now|today|pls|please|lol|ngl|tbh|bc|because)\b)"
        ),
        "km",
    ),
    (
        "kms",
        r"\b(?:\d+|many|few|more|some|several|hundred|thousand|ten|twenty|two|three|five|last) ?(?P<said>kms)\b",
        "km",
    ),
    (
        "kms",
        (r"\b(?P<said>kms) (?:away|from|to|per|an|a|between|done|left|long|switch|driver|mode|later|on the|every)\b"),
        "km",
    ),
    (
        "sue soo soup sewer su",
        r"\b(?P<said>(?:sue|soo|soup|sewer|su) (?:a ?)?(?:side|slide|sight?|sigh|cide))\b",
        "suicide",
    ),
    (
        "kermit sudoku sewer sewerslide toaster",
        r"\b(?P<said>kermit sewer ?sl?ide|commit sudoku|sewer ?slide|toaster bath)\b",
        "commit suicide",
    ),
    ("suicide", r"\b(?P<said>suicide (?:all|oh))\b", "suicidal"),
    (
        "dye dy di",
        (
            r"\b(?:want|wanna|going to|gonna|ready to|wish to|just|says) (?:to |two |too |2 )?(?P<said>dye|dy|di)\b"
            r"(?! (?:my|it|the|her|his|this|some|a|hair|wool|them)\b)"
        ),
        "die",
    ),
    ("two too 2", r"\bwant(?:ing|s)? (?P<said>two|too|2) +(?:die|dye|be|end|kill)\b", "to"),
    ("wan wanna wanner", r"\bi (?P<said>wan|wan na|wanna|wanner) (?:die|kill|end)\b", "want to"),
    ("live", r"\b(?:be|being|stay|am) (?P<said>a live)\b(?= (?:any ?more|any longer|and|today)|[.,!]|$)", "alive"),
    (
        "shelf sell cell sel elf",
        (
            r"\b(?:kill|killing|hang|hanging|cut|cutting|hurt|hurting|harm|harming|shoot|drown|unalive) my"
            r" (?P<said>shelf|sell|cell|sel|elf)\b"
        ),
        "self",
    ),
    ("self", r"\b(?:kill|killing|hang|cut|cutting|hurt|hurting|harm) (?P<said>me self|mi self|ma self)\b", "myself"),
    (
        "life",
        r"\bto (?P<said>and|in|an|en|ant) my (?:own )?life\b(?= (?:i|because|now|today|tonight|so|it)|[.,!]|$)",
        "end",
    ),
    ("life live", r"\btak(?:e|ing) my (?P<said>owned|owner|on) (?:life|live)\b", "own"),
    ("over", r"\b(?P<said>over dos(?:e|ed|ing))\b", "overdose"),
    ("un una unalive", r"\b(?P<said>un ?a ?liv(?:e|ing)|un alive)\b", "unalive"),
    ("tall awl hall ball or", r"\bend (?:it|this) (?P<said>tall|awl|hall|ball|or)\b", "all"),
    ("hole", r"\b(?:a|the) (?P<said>hole) (?:bottle|box|packet)\b", "whole"),
    (
        "peels pils pales",
        r"\b(?:bottle|handful|box|packet|lot|bunch|many) (?:of )?(?:my )?(?P<said>peels|pils|pales)\b",
        "pills",
    ),
    ("good", r"\b(?P<said>good (?:buy|by)) (?:letters?|notes?)\b", "goodbye"),
    ("jump", r"\bjump (?P<said>of) (?:the|a|this)\b", "off"),
    ("breach britch bridged", r"\bjump off? (?:the|a) (?P<said>breach|britch|bridged)\b", "bridge"),
    ("leave", r"\b(?:not|don'?t) want to (?P<said>leave)(?= (?:any ?more|like this|no more)\b)", "live"),
    ("leaving", r"\b(?:go on|keep|stop) (?P<said>leaving)\b(?=[.,!]| i | any|$)", "living"),
    ("woke wake", r"\bnever (?P<said>woke cup|wake cup)\b", "woke up"),
    ("bee b", r"\bto (?P<said>bee|b) (?:hear|here|alive|dead|gone)\b", "be"),
    ("hear", r"\bbee? (?P<said>hear) any ?more\b", "here"),
    ("better best", r"\b(?:better|best) (?P<said>of) (?:if|without)\b", "off"),
    ("did deed ded", r"\bif i (?:was|were) (?P<said>did|deed|ded)\b", "dead"),
)
MISHEARD: Final = tuple(
    (frozenset(words.split()), re.compile(expression, re.IGNORECASE), plain) for words, expression, plain in _SOUNDS
)
MISHEARD_WORDS: Final = frozenset(word for words, _, _ in MISHEARD for word in words)
