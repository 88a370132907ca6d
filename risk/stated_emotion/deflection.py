"""Ways of not saying how one is, in English, Swahili and Sheng: "sawa tu", "just tired", "we move". Pure.

Whether such words hide anything cannot be read from them, so they are never taken for a positive statement: they widen
the uncertainty of what else was said, and are shown. The groups say which custom it is, not what is behind it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from risk.stated_emotion.letters import in_lower_case


@dataclass(frozen=True, kw_only=True, slots=True)
class Deflection:
    """Where somebody passes over how they are; half-open."""

    start: int
    end: int
    group: str


def find_deflections(text: str) -> Iterator[Deflection]:
    """In the order of the text; they do not overlap."""
    for found in _DEFLECTION.finditer(in_lower_case(text)):
        group = found.lastgroup
        if group:
            yield Deflection(start=found.start(), end=found.end(), group=group)


_I_AM = r"(?:i\s+am|i['’‘ʼ]?m|am)"
_IT_IS = r"(?:it\s+is|it['’‘ʼ]?s)"
_WELL = r"(?:fine|ok|okay|good|alright|all\s+right|well)"
_GUESS = r"(?:i\s+guess|i\s+suppose|i\s+think|or\s+whatever|whatever|sort\s+of|kind\s+of|kinda)"
# "I'm not coping" passes over nothing.
_NOT_NEGATED = r"(?<!not\s)(?<!never\s)(?<!n['’‘ʼ]t\s)(?<!isnt\s)(?<!dont\s)(?<!cant\s)"
# A line of patterns is one group. Spaces stand for any white space.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # A claim of being all right that is taken back in the same breath.
        "hedged_claim": (
            rf"{_I_AM} (?:just |doing )?{_WELL},? {_GUESS}",
            rf"{_GUESS},? {_I_AM} (?:just |doing )?(?:fine|ok|okay|alright)",
            rf"{_I_AM} (?:just )?(?:kind of|sort of|kinda) (?:fine|ok|okay|alright)",
            r"(?:niko|nipo|tuko|tupo|mimi niko|mm niko|nko) (?:sawa|poa|fiti|salama) (?:tu|2|tuu|bas|basi|hivyo)",
            r"(?:niko|nipo|tuko|tupo) tu (?:sawa|poa|fiti|salama|hivyo|hapo)",
        ),
        # What one answers when asked in passing.
        "customary_answer": (
            r"(?:niko|nko|tuko|mimi niko) (?:poa|freshi?|fity)",
            r"(?:sawa|poa|fiti|freshi?|salama|mzima|shwari) tu+",
            r"sawa sawa|poa poa",
            r"ni sawa(?: tu)?",
            r"^\W*(?:sawa|poa|fiti|shwari|salama|fine|mzuka)\W*$",
            r"^\W*(?:sawa|poa)(?=\s*[,.;])",
            r"not (?:too )?bad|so[ -]so(?! \w)|can['’‘ʼ]?t complain|could be worse",
        ),
        "only_tired": (
            (
                rf"(?:{_I_AM} )?(?:just|only|a bit|a little|kinda|kind of|bit) (?:so |really |very |a bit |a little )?"
                r"(?:tired|exhausted|sleepy|worn out)(?! of\b)"
            ),
            r"(?:nime|nme|tume)choka+(?! (?:na|ya|sana|kabisa|kuishi|maisha|mno)\b)(?: tu| kidogo)?",
            r"(?:ni )?uchovu tu",
            r"nimechapa(?: tu)?",
        ),
        "carrying_on": (
            (
                rf"(?:{_I_AM} |we(?:['’‘ʼ]?re| are) )?(?:just |still |only )?(?:managing|hanging in there|getting by"
                r"|coping|surviving|pushing through|holding on)(?! (?:to|with|the|my|a|director|mechanisms?|skills?)\b)"
            ),
            r"we (?:move|thank god|push on|keep moving|are managing)",
            (
                r"(?:tunasonga|nasonga|ninasonga|tunasukuma|nasukuma|tunapambana|napambana|ninapambana|tunajikaza|najikaza"
                r"|ninajikaza|tunang['’‘ʼ]?ang['’‘ʼ]?ana|nang['’‘ʼ]?ang['’‘ʼ]?ana|tunavumilia|navumilia|ninavumilia)"
                r"(?: (?:tu|mbele|na maisha|na life))*"
            ),
            r"mdogo mdogo|pole ?pole tu|hivyo hivyo(?: tu)?|hivo hivo(?: tu)?",
            r"tuko (?:tu|hapo|ndani)|bora (?:uhai|uzima|kupumua)|tunapumua|napumua tu",
        ),
        "resigned_saying": (
            rf"{_IT_IS} what it is",
            r"(?:that['’‘ʼ]?s|thats|such is|c['’‘ʼ]?est) (?:just )?(?:life|la vie)",
            r"life goes on|what can (?:i|you|one|we) do|nothing to be done",
            r"(?:ni|ndio|ndo|ndiyo|hiyo ni) (?:life|maisha)(?: tu| hayo| hiyo)?",
            r"maisha ndio hayo|ndio hivyo|ndo hivyo|ndo hivo|ndiyo hivyo|nitafanya(?:je| nini)|tutafanya(?:je| nini)",
            r"yatapita|itapita|shauri ya mungu|ni mungu tu|tumwachie mungu|namwachia mungu",
        ),
        "made_light_of": (
            rf"{_IT_IS} (?:really )?(?:nothing|fine|no big deal|not a big deal|all good|okay|ok)(?! (?:to|for|with)\b)",
            r"no big deal|never ?mind|don['’‘ʼ]?t worry about (?:me|it)|all good(?=\s*(?:[,.;!]|$))",
            r"usijali|msijali|usiwe na wasiwasi|ha(?:ku|m)na (?:shida|noma|matata|tatizo)|si (?:kitu|neno|mbaya)",
            r"ni kawaida(?: tu)?|kawaida tu",
        ),
    }
)


def _compile() -> re.Pattern[str]:
    groups = []
    for name, patterns in GROUPS.items():
        ways = "|".join(pattern.replace(" ", r"\s+") for pattern in patterns)
        groups.append(rf"(?P<{name}>{ways})")
    # First what most places in a text fail.
    return re.compile(rf"(?<!\w){_NOT_NEGATED}(?:{'|'.join(groups)})(?!\w)")


_DEFLECTION = _compile()
