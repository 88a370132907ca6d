"""Harm to others and harm by others: expressions of what a person threatens, or of what is done to them. Pure.

Classes of their own, beside self-harm and never part of its severity. Expressions name the clearest words of each kind;
the learned reader hears more of both classes. An expression is searched in a normalised sentence; one that is denied,
told of a film or a game, or asked and answered with no, is left out.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from risk.crisis.folding import Folded
from risk.crisis.learned import Kind
from risk.crisis.matches import Match
from risk.crisis.text import Sentence, read_sentence, sentence_ranges

# By what is found: who is harmed.
HARM_GROUPS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "named_target": "harm_to_others",
        "mass_threat": "harm_to_others",
        "loss_of_control": "harm_to_others",
        "home_violence": "harm_by_others",
        "abuse": "harm_by_others",
        "coercion": "harm_by_others",
        "child_in_danger": "harm_by_others",
        # What the learned reader finds.
        "harm_to_others": "harm_to_others",
        "harm_by_others": "harm_by_others",
    }
)


def read_harm(message_index: int, folded: Folded) -> Iterator[Match]:
    """Find the expressions of harm in one message."""
    if _STEM.search(folded.text.lower()) is None:
        return
    for start, end in sentence_ranges(folded.text):
        sentence = read_sentence(folded.text, start, end)
        for group, expression in _EXPRESSIONS.items():
            for found in expression.finditer(sentence.text):
                if not _is_lifted(sentence, found):
                    first, last = sentence.words_between(found.start(), found.end())
                    yield harm_match(message_index, group, folded.span(*sentence.original_span(first, last)))


def harm_match(message_index: int, group: str, span: tuple[int, int]) -> Match:
    """One place of harm; it has none of the severity of self-harm."""
    return Match(
        message_index=message_index,
        start=span[0],
        end=span[1],
        group=group,
        severity=0,
        person="unknown",
        tense="present",
        negated=False,
        reported=False,
        idiom=False,
        counts=True,
    )


_KIN = (
    r"(?:(?:step|foster|half) ?)?(?:husband|wife|boyfriend|girlfriend|partner|fiance|ex|father|dad|mother|mum|mom"
    r"|brother|sister|son|uncle|aunt|cousin|grandfather|grandpa|boss|manager|teacher|coach|pastor|priest|neighbou?r"
    r"|landlord|carer|guard|madam|matron|roommate|flatmate|daughter|child|baby|kids?|children|in laws?"
    r"|mother in law|father in law|brother in law)"
)
_HIM = (
    rf"(?:him|her|them|that (?:man|woman|guy|boy|girl)|(?:my|his|her|our) (?:\w+ ){{0,2}}{_KIN}|somebody|someone"
    r"|people|everyone|everybody|all of them|a man|a woman|another person)"
)
_WILL = (
    r"(?:i (?:will|am going to|am about to|want to|have decided to|plan to|am planning to|intend to|would like to"
    r"|am ready to|have to|need to)|going to|want to|have decided to|planning to)"
)
_HURT = r"(?:kill|murder|stab|shoot|strangle|choke|poison|smother|drown|behead|slaughter|execute|set fire to|burn)"
_BEATS = (
    r"(?:hits|hit|beats|beat|beating|hitting|slaps|slapped|kicks|punches|punched|chokes|choked|strangled"
    r"|burned|burnt|whips|whipped|stabbed)"
)
_FIRST_VERB = r"(?:nita|nta|nataka (?:ku)?|nadai (?:ku)?|natamani (?:ku)?|nimepanga (?:ku)?|nimeamua (?:ku)?|na)"
_THEIR_VERB = r"(?:ana|ali|ame|ata|hu|wana|wali|wame|aka)"
_LINES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "named_target": (
            rf"{_WILL} (?:\w+ )?{_HURT} (?!my ?self|it\b){_HIM}",
            rf"{_WILL} (?:\w+ )?burn (?:\w+ ){{0,2}}(?:house|shop|room|car|flat) down",
            (
                rf"(?:think|thinking|thought|dream|dreaming|fantasi\w+) (?:about|of) (?:\w+ )?(?:killing|murdering"
                rf"|stabbing|strangling|poisoning|smothering|shooting) {_HIM}"
            ),
            (
                r"voices? (?:\w+ ){0,3}(?:tell|tells|telling|say|says|order|orders) (?:\w+ ){0,4}(?:kill|hurt"
                r"|stab|harm) (?!my ?self)\w+"
            ),
            rf"\b{_FIRST_VERB}(?:mu|wa|m)(?:ua|uwa|choma kisu|dunga|nyonga|kaba|maliza|mada|wekea sumu)\b",
        ),
        "mass_threat": (
            (
                r"(?:shoot|blow|burn|gas|bomb) (?:up )?(?:the|my|this|that) (?:\w+ )?(?:school|office|church|mosque"
                r"|station|mall|hall|class|building|hostel|stadium|market)"
            ),
            (
                r"(?:bring|bringing|take|taking|carry) (?:a|my|the|\w+) (?:\w+ )?(?:gun|rifle|bomb|machete|knife)"
                r" (?:in)?to (?:school|work|class|church|the office)"
            ),
            r"drive (?:my car |a truck |straight )?into (?:the|a) crowd",
            r"as many (?:of them|people)? ?as i can (?:before|until)",
        ),
        "loss_of_control": (
            (
                r"(?:afraid|scared|frightened|terrified) (?:that )?i (?:will|might|am going to|could) (?:\w+ )?(?:hurt"
                rf"|hit|kill|harm|shake|strangle) {_HIM}"
            ),
            r"before i (?:hurt|kill|stab|harm) (?:somebody|someone|him|her|them|anyone)",
            rf"i (?:nearly |almost )?(?:shook|choked|strangled) (?:my|the) (?:\w+ )?{_KIN}",
            r"kabla (?:sija|siku)(?:ua|mua|mkata|mchoma|mdunga)\w*(?: mtu)?",
        ),
        "home_violence": (
            rf"(?:he|she|they|{_KIN}) (?:\w+ )?{_BEATS} (?:me|us|my (?:mother|mum|mom|brother|sister|face|head|arm))",
            r"(?:he|she) (?:\w+ )?(?:held|put|pulled) a (?:knife|gun) (?:to|on|at) (?:me|my)",
            r"(?:he|she|they) (?:\w+ )?(?:will|would|is going to|said he would|threatens to|threatened to) kill me if",
            rf"\b{_THEIR_VERB}(?:ni|tu)(?:piga|chapa|beat|choma|kaba|choke|umiza)\w*\b",
        ),
        "abuse": (
            r"(?:he|she|\w+) (?:forced|forces|forcing) (?:himself|herself) on me",
            r"(?:was|been|got|being) (?:raped|molested|sexually (?:abused|assaulted))",
            r"(?:raped|rapes|molested|molests) me",
            rf"(?:he|{_KIN}|pastor|coach) (?:\w+ )?(?:touches|touched|gropes|groped) me",
            r"(?:nili|ni?me)bakwa|(?:ali|ame)nibaka",
        ),
        "coercion": (
            r"(?:forced|forcing|force|made) (?:me|to) (?:\w+ )?(?:marry|into a marriage|have sex|sleep with)",
            r"(?:took|taken|has|have|kept|keeps|holding) my (?:passport|papers|documents)",
            r"(?:locks|locked|locking) me (?:in|up|inside)",
            r"(?:post|leak|share|send) (?:my|the) (?:nudes|videos?|pictures|photos)(?: \w+){0,4} (?:if|unless)",
            r"(?:wana|ana)(?:nilazimisha|ilazimisha)\w*|ku(?:olewa|ozwa) (?:na|kwa) (?:lazima|nguvu|mzee)|kunikeketa",
        ),
        "child_in_danger": (
            (
                r"(?:shakes|shook|beats|burned|burns|hits|starves|molests|locks) (?:the|my|her|his|our) (?:\w+ )?"
                r"(?:baby|child|children|kids?|daughter|brother|sister|niece|nephew)"
            ),
            (
                r"(?:touches|touched|hurts|rapes|raped) (?:my|the|her|his) (?:\w+ )?(?:daughter|son|niece|nephew"
                r"|brother|sister|child)"
            ),
            r"(?:ana|ame|ali|wana)m(?:piga|chapa|choma|chezea|gusa|fungia) (?:\w+ )?(?:mtoto|mtoi|mdogo|binti|dada)",
        ),
    }
)
_EXPRESSIONS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {group: re.compile("|".join(rf"\b(?:{line})" for line in lines)) for group, lines in _LINES.items()}
)
# One of these is in every text that an expression stands in.
_STEM: Final = re.compile(
    r"kill|murder|stab|shoot|strangl|chok|poison|smother|drown|burn|hurt|harm|hit|beat|slap|kick|punch|whip|push|shov"
    r"|threw|knife|gun|rape|molest|touch|grop|forc|passport|papers|document|lock|nudes|video|pictur|photo|shak|shook"
    r"|starv|blow|bomb|gas |rifle|machete|crowd|as many|behead|slaughter|execut|set fire|ua\b|uwa|choma|dunga|nyonga"
    r"|kaba|mada|maliza|sumu|piga|chapa|umiza|bakwa|baka|lazimisha|olewa|ozwa|keket|chezea|gusa|fungia|mkata"
)
_DENIED: Final = re.compile(
    r"\b(?:not|never|no longer|without|nor|film|movie|game|play|song|episode|series|book|novel|used to|if|whether"
    r"|hapana|sijawahi|hajawahi|kama)(?: \w+){0,6}$"
)
_DENIED_AFTER: Final = re.compile(
    r"^(?: \w+){0,4} (?:at (?:chess|cards|pool|tennis|fifa|golf|scrabble)|in the (?:game|film|play|race|final)"
    r"|with (?:kindness|laughter|love)|kwenye (?:karata|mchezo)|kwa (?:fifa|pool|mpira)|haha|lol)\b"
)


def _is_lifted(sentence: Sentence, found: re.Match[str]) -> bool:
    before, after = sentence.text[: found.start()].rstrip(), sentence.text[found.end() :]
    return _DENIED.search(before) is not None or _DENIED_AFTER.search(after) is not None
