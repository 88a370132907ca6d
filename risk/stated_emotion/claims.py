"""Plain statements about oneself ("I'm fine", "sijisikii vizuri"): they state what they say, whatever is felt. Pure.

They count as clear, because the people who labelled MELD heard the voice too, so their labels cannot teach what words
alone claim. A claim is one only without an object: "I'm good at cooking" says nothing of how one is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from risk.stated_emotion.letters import in_lower_case


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Where somebody says how they are; half-open."""

    start: int
    end: int
    is_positive: bool


def find_claims(text: str) -> Iterator[Claim]:
    """In the order of the text for English, then for Swahili."""
    lowered = in_lower_case(text)
    for found in _ENGLISH.finditer(lowered):
        is_well = found["well"] is not None
        is_negated = _NOT.search(lowered, found.start(), found.end()) is not None
        yield Claim(start=found.start(), end=found.end(), is_positive=is_well != is_negated)
    for found in _SWAHILI.finditer(lowered):
        is_well = found["well"] is not None
        yield Claim(start=found.start(), end=found.end(), is_positive=is_well != (found["negated"] is not None))
    for found in _SWAHILI_VERB.finditer(lowered):
        is_well = found["joy"] is not None
        yield Claim(start=found.start(), end=found.end(), is_positive=is_well != (found["negated"] is not None))


_A = "['’‘ʼ]?"
# Patterns that begin with a letter are looked for the fastest: that it begins a word is looked at behind it.
_ENGLISH = re.compile(
    rf"i(?<!\wi)(?:\s+am|{_A}m|\s+feel|{_A}m\s+feeling|\s+am\s+feeling|\s+have\s+been|{_A}ve\s+been"
    rf"|\s+(?:do\s+not|don{_A}t)\s+feel)\s+"
    r"(?:(?:not|never|really|very|so|quite|doing|feeling|just|all|pretty|actually|too|that)\s+){0,3}"
    r"(?:(?P<well>fine|ok|okay|good|great|well|right|alright|happy|better|calm|wonderful|relaxed)"
    r"|(?P<unwell>sad|unhappy|bad|miserable|terrible|awful|depressed|lonely|scared|afraid|anxious|hopeless|worthless"
    r"|overwhelmed|empty|broken|stressed))\b(?!\s+(?:at|with|to|for|if|that|about)\b)"
)
_NOT = re.compile(rf"\b(?:not|never|don{_A}t)\b")
# "niko poa" is left to the deflections: it is what one answers to a greeting.
_SWAHILI = re.compile(
    r"\b(?=[mns])(?:(?P<negated>siko|sipo|sijisikii|sijihisi|sihisi|sina|siendelei)"
    r"|niko|nipo|najisikia|ninajisikia|najihisi|ninajihisi|nahisi|ninahisi|nina|naendelea|ninaendelea|mimi\s+ni)\s+"
    r"(?:(?:sana|kabisa|tu|na|kuwa|hali)\s+){0,2}"
    r"(?:(?P<well>sawa|vizuri|vyema|fiti|salama|mzima|shwari|furaha|raha|amani|nafuu|mwenye\s+furaha)"
    r"|(?P<unwell>vibaya|mbaya|huzuni|mpweke|upweke|hofu|wasiwasi|msongo|uchungu|stress|dhiki|hasira|mnyonge"
    r"|mwenye\s+huzuni|down|sad))\b(?!\s+(?:ya|za|ku\w+)\b)"
)
_SWAHILI_VERB = re.compile(
    r"\b(?=[ns])(?:(?P<negated>si(?:ku|ja)?)|ni(?:na|me|li)|na)"
    r"(?:(?P<joy>furahi(?:a|wa)?)|(?P<sorrow>huzunika|sikitika|teseka|umia|ogopa|kata\s+tamaa|vunjika\s+moyo|lemewa))\b"
    r"(?!\s+(?:kwa|kuwa|kwamba|kuku|kuji|ku\w+)\b)"
)
