"""What takes the weight from an expression in the clause around it: a denial in many words, a wish that has passed, a
plan for calling for help, a story. Pure."""

import re

from risk.crisis.patterns import Candidate
from risk.crisis.text import Sentence


def is_lifted(sentence: Sentence, found: Candidate) -> bool:
    """Whether the words around an expression say that it does not hold. A denial never reaches over "but"."""
    before = " ".join(sentence.words[max(found.first - _WINDOW, 0) : found.first])
    matched = " ".join(sentence.words[found.first : found.last])
    after = " ".join(sentence.words[found.last : found.last + _WINDOW])
    if found.group in _TAKEN and _AS_TOLD.search(f"{matched} {after}"):
        return True
    if _IN_A_STORY.search(before) or (found.group not in _FIRM and _JOKING.search(after)):
        return True
    if (
        found.group not in _FIRM
        and not matched.startswith("kuto")
        and (_is_denied(before, after) or _has_passed(before, matched, after))
    ):
        return True
    return found.group not in _MEANT and _is_plan_for_help(before, matched, after)


# The day's medicine, taken as told.
_TAKEN = frozenset({"attempt", "method", "intent"})
_AS_TOLD = re.compile(
    r"\b(?:(?:pills|tablets|meds|medicines?|medication) (?:for (?:today|the day|the week)|with (?:breakfast|lunch"
    r"|supper"
    r"|dinner|porridge|food)|as (?:the|my) (?:doctor|nurse))|my (?:\w+ )?(?:morning|evening|daily|nightly)"
    r" (?:pills|tablets"
    r"|meds|dose)|prescribed|as told|kama (?:daktari|nesi|nilivyo\w+|alivyo\w+)|dozi)\b"
)
_IN_A_STORY = re.compile(
    r"\b(?:song|lyrics?|chorus|verse|film|movie|episode|novel|poem|musical|play|comic|wimbo|ngoma|filamu)"
    r" (?:\w+ ){0,2}(?:goes|go|is called|is about|where|in which|named|sings|ends|says|say|inasema|unasema"
    r"|ilikuwa about)\b(?: \w+){0,4}$"
)
_JOKING = re.compile(r"^(?:\w+ ){0,6}(?:haha\w*|lol|lmao|rofl)$")
# Words before and after an expression.
_WINDOW = 14
# An attempt is not undone by what came after it.
_FIRM = frozenset({"attempt"})
_MEANT = frozenset({"intent", "plan"})

_BUT = re.compile(r"\b(?:but|because|although|though|however|yet|except|lakini|ila|bali)\b ?")
_DENIED = re.compile(
    r"\b(?:none of (?:this|it|that|these|those)|not once(?! stop)|not ever|not for (?:a|one) (?:single"
    r" )?(?:minute|moment"
    r"|second|day)"
    r"|at no (?:point|time|stage)|nothing (?:in|about) (?:me|this|my \w+)|no part of me|not (?:any|a) part of me"
    r"|would not dream"
    r" of|far from"
    r"|(?:zero|no) (?:chance|danger|risk|question|way|intention|desire|interest|wish|urges?|thoughts?) (?:of|to"
    r"|in|that|about)"
    r"|neither|it is not that|not that|nobody should think|no ?one should think|can not say (?:that )?i have ever"
    r"|never (?:\w+ )?(?:taken the form|crossed|asked|wished|felt like|occurred)|has not made me|have not made me"
    r"|not (?:(?!stop|help|quit|avoid|only|just|keep)\w+ )?(?:think|thinking|thought|thoughts|having thoughts"
    r"|have thoughts|had thoughts|planning"
    r"|dreamed) (?:of|about)"
    r"|not (?:feel|feeling|felt) like|no longer|not have thoughts of|not having any thoughts of"
    r"|not a (?:day|night|time|moment|second|minute)|never (?:get|got|come|came|been) (?:to the point|near|close)"
    r"|none of my \w+"
    r"|si(?:na|joni) (?:any|wazo|mawazo|mpango|nia|fikra|plan|thoughts?)"
    r"|sija(?:fikia|fika|waza|fikiria)|sitawahi"
    r"|si(?:we|e)zi(?! (?:ku)?(?:acha|vumilia|endelea|jizuia|stop|to|ongea|lala|ahidi|promise|kaa|bila))"
    r"|hata siku moja|hakuna (?:siku|hata|kitu|wakati)|haijatokea|mbali (?:kabisa )?na|sijawahi|hakuna sehemu"
    r"|kamwe|wala)\b(?: \w+){0,9}$"
)
# The denial is itself denied: "not that i do not want to".
_DENIED_AGAIN = re.compile(r"\b(?:not|never|without|stop|stopped)(?: \w+){0,3}$")
_DENIED_AFTER = re.compile(
    r"^(?:\w+ ){0,3}(?:(?:has|have|had|is|was) (?:never|not) (?:even )?(?:been )?(?:on the table|an option"
    r"|crossed|a thought|something)"
    r"|has nothing to do|(?:si|ha)ja(?:wahi|fikiria|waza)|hakumo|ha(?:ku|i|u)po|zii\b|never been my"
    r"|h[aly]+(?:ja|ku)(?:wahi |ku)?nijia|si kitu|hapana\b|never crossed my mind|not (?:true|me)\b)"
)
_PASSED_BEFORE = re.compile(
    r"\b(?:years?|months?|long time|ages|weeks) since i last|past all (?:that|this|of that)|(?<!not )(?<!never"
    r" )(?<!once )stopped|(?:back then"
    r"|those days|there was a time)"
    r"|no more|got over|recovered from|used to feel about|nimew?acha|niliw?acha|zamani nili\w+|sina tena"
)
_PASSED = re.compile(
    r"^(?:\w+ ){0,6}(?:(?:has|have|had|is|are|was|it|that|those|they) (?:\w+ )?(?:passed|left me|lifted|gone"
    r" away|over|behind me|long behind|faded"
    r"|disappeared)|are gone|is gone|(?:me|li)?niondoka|(?:i|ya|zi|ime|yame|zime|zili|yali|ili)(?:sha)?(?:kwisha"
    r"|pita|isha)"
    r"|siko hapo tena|niliyaacha|nimeyaacha|went away|is long behind|lifted|(?:but |and )?(?:now|today|these"
    r" days) (?:it is never|i"
    r" (?:am|feel) (?:well|fine|better|okay|ok|good|happy)|i want (?:to live|more))"
    r"|i am (?:glad i stayed|well now|better now)|not any ?more|(?:but |and )?(?:i am )?not now|but that is"
    r" (?:over|long behind|behind)"
    r"|but i do not now|these days i want|sasa (?:niko|nipo) (?:sawa|poa|vizuri)|(?:ime|yame|ya"
    r"|i)(?:sha)?(?:kwisha|pita|isha)|siku hizi (?:sina|sitaki|napenda))\b"
)
# A wish that is told as present has not passed, whatever else is over after it.
_WANTED_NOW = re.compile(
    r"\bi (?:(?:just|really|only|do|so) )*(?:\| (?:want|need|wish)\b|(?:want|need|wish) \|)"
    r"|\b(?:nataka|natamani|nadai)(?: \||(?: \w+)*$)"
)
# What is over is something else: "I want to die, my marriage is over".
_ELSE_IS_OVER = re.compile(
    r"^(?:\w+ ){0,2}(?:(?:my|our|his|her|the) (?!(?:\w+ )?(?:feeling|thought|urge|wish|idea|phase|mood|storm|time"
    r"|moment|day|night|desire|impulse|voice|crisis|worst|dark|pain|need)\w*\b)(?:\w+ ){1,2}|every(?:thing|one|body) )"
    r"(?:is|are|was|were|has|have) (?:\w+ )?(?:over|passed|gone|left)\b"
)
# A past that is named, and a present that is told as its opposite.
_THEN = re.compile(
    r"\b(?:then|back (?:then|in)|in (?:my|the) (?:\w+ )?(?:\w+ties|teens|youth|school|college|university)|years"
    r" ago|as a"
    r" (?:teen|teenager|student|kid|child)|at school|used to|once|long ago|zamani|kitambo|siku zile|nilipokuwa"
    r"|miaka ile)\b"
)
_NOW_WELL = re.compile(
    r"\b(?:now|today|these days|nowadays|siku hizi|sasa|saa hii|leo)\b(?: \w+){0,3} (?:i (?:am|have|love|run"
    r"|enjoy|want to live"
    r"|look forward|teach|laugh)|(?:a|the) \w+|love|happy|well|ni(?:ko|po|na|me)\w*|na(?:furahi|penda|ishi"
    r"|cheka)\w*)\b"
)
_STILL = re.compile(r"\b(?:still|again|back|came back|never (?:left|went|stopped)|bado|tena)\b")
_AGAINST = re.compile(r"\b(?:not|never|no|worse|tired|nothing|want to die|si\w+|hapana)\b")
_CONDITION = re.compile(
    r"\b(?:if|in case|should|were|suppos\w+|before|in the event of|let us say|whenever|when|kama|ikiwa|endapo|iwapo)"
    r"(?: (?:one day|ever|that|any of them|of|something|it|anything|ever happens|maybe))*(?: (?:i|me|my|you|they"
    r"|them|the|thoughts?|anything|we|ni\w+|u\w+))"
    r"(?: (?!(?:i|you|they|he|she|will|kill|leave|leaves)\b)\w+){0,6}$"
)
_HELP = re.compile(
    r"\b(?:call(?:s|ed)?|ring|phone|text|message|tell|talk to|speak to|reach out|go (?:straight )?to|dial|say so|say"
    r" it|hold ice|breathe"
    r"|emergency|listen|press|doctor|number|988|999|911|1190|counsellor|counselor|therapist|chaplain|mentor"
    r"|hotline|helpline"
    r"|safety plan|the plan|my plan|door is open|sit with|hospital|clinic|ward|nurse|come straight|walk into"
    r"|(?:nita|ninge)(?:m|wa|ku)?(?:pig|ambi|wambi|end|onge)\w*|nipige|piga"
    r" simu|nimwambie|nimwone|nimcall|tumekubaliana|daktari|mshauri|mnipeleke)\b"
)


_SWAHILI_CONDITION = re.compile(r"\b(?:ni|u|a|m|wa)ki(?!li|wa hai)\w{2,}(?: \w+){0,4}$")


def _is_denied(before: str, after: str) -> bool:
    clause = _clause(before)
    denied = _DENIED.search(clause)
    if denied is not None:
        inner = clause[denied.start() :].split(" ", 1)[-1]
        return _DENIED_AGAIN.search(clause[: denied.start()].rstrip()) is None and " not " not in f" {inner} "[4:]
    return _DENIED_AFTER.search(after) is not None


def _has_passed(before: str, matched: str, after: str) -> bool:
    if _STILL.search(after) or _STILL.search(before[-_NEAR:]):
        return False
    if _THEN.search(f"{before} {after}") and _NOW_WELL.search(after) and not _AGAINST.search(after):
        return True
    if _WANTED_NOW.search(f"{before} | {matched}") or _ELSE_IS_OVER.search(after):
        return False
    return _PASSED.search(after) is not None or _PASSED_BEFORE.search(_clause(before)[-_CLOSE:]) is not None


def _clause(before: str) -> str:
    """What comes after the last "but"."""
    start = max((found.end() for found in _BUT.finditer(before)), default=0)
    return before[start:]


# Characters before an expression among which a word says that it goes on, or that it has passed.
_NEAR = 16
_CLOSE = 40


def _is_plan_for_help(before: str, matched: str, after: str) -> bool:
    condition = _CONDITION.search(before)
    is_swahili = _SWAHILI_CONDITION.search(f"{before} {matched}") is not None
    if not (condition or is_swahili) or "will" in matched.split(" "):
        return False
    return (
        _HELP.search(before[: condition.start()] if condition else before) is not None
        or _HELP.search(after) is not None
    )
