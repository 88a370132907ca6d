"""Answers to questions about crisis: asked by another in the message before, or told of in the same words. Pure."""

import re
from typing import Literal, TypeAlias

from risk.crisis.patterns import GROUP_SEVERITY, Candidate, find_candidates, may_hold_crisis_language
from risk.crisis.text import Sentence, read_sentence, sentence_ranges

Reply: TypeAlias = Literal["yes", "no", "unclear"]


def group_asked(question: str) -> str | None:
    """The most severe group that somebody is asked about themself; None for any other question or statement."""
    if not ("?" in question or _BEGINS_AS_QUESTION.match(question)) or not _may_ask(question):
        return None
    turned = _turned(question)
    groups = [group for expression, group in _TOPICS if expression.search(turned)]
    if may_hold_crisis_language(turned):
        for start, end in sentence_ranges(turned):
            found = find_candidates(read_sentence(turned, start, end), turned[start:end])
            groups += [one.group for one in found if not one.is_idiom]
    return max(groups, key=GROUP_SEVERITY.__getitem__, default=None)


def reply_to(question: str, answer: str) -> Reply | None:
    """Whether an answer says yes or no to what is asked; to "do you want to live?" no is yes. None where it asks"
    " back.

    What neither denies nor affirms is unclear: nobody is taken to be well who did not say so.
    """
    said = _plain(answer)
    reply = _reply_in(said)
    if reply is None and _NAMES_IT.search(said):
        return "yes"
    if reply is not None and _IS_REVERSED.search(_turned(question)):
        return "yes" if reply == "no" else "no"
    if reply is None and _IS_WELL.search(said):
        return "no"
    return reply or (None if not said or answer.rstrip().endswith("?") else "unclear")


def reported_reply(sentence: Sentence, found: Candidate, following: str) -> Reply | None:
    """What the speaker tells to have answered, where an expression stands in a question they tell of."""
    before = " ".join(sentence.words[max(found.first - _QUESTION_WINDOW, 0) : found.first])
    after = " ".join(sentence.words[found.last : found.last + _QUESTION_WINDOW])
    if not (_ASKS.search(before) or _ASKED_AFTER.search(after)):
        return None
    told = f"{after} . {following}"
    if _TOLD_YES.search(told):
        return "yes"
    if _IS_IT.search(told) and "not" in before.split(" "):
        return "no"
    return "no" if _TOLD_NO.search(told) or _TOLD_OTHER.search(told) else None


def denies_at_once(following: str) -> bool:
    """Whether what follows a question that somebody asks themself is a no: "do I want to die? no"."""
    return _DENIES_AT_ONCE.match(following) is not None


# Words around an expression among which the question it stands in is asked and answered.
_QUESTION_WINDOW = 25
_BEGINS_AS_QUESTION = re.compile(
    r"(?i)\s*(?:have|has|do|did|are|were|is|was|can|could|will|would|on a scale|how|over the last|je\b|una"
    r"|ume|umewahi"
    r"|unafikiri|unataka)"
)
_TURNS = (
    (re.compile(r"(?i)\byourself\b"), "myself"),
    (re.compile(r"(?i)\byour\b"), "my"),
    (re.compile(r"(?i)\bare you\b|\bare u\b"), "am i"),
    (re.compile(r"(?i)\byou are\b|\byou're\b"), "i am"),
    (re.compile(r"(?i)\byou were\b|\bwere you\b"), "i was"),
    (re.compile(r"(?i)\byou\b"), "i"),
    (re.compile(r"(?i)\bunataka\b"), "nataka"),
    (re.compile(r"(?i)\bumewahi\b"), "nimewahi"),
    (re.compile(r"(?i)\buna(?=mawazo|fikra)"), "nina "),
    (re.compile(r"(?i)\buna(?=\w{3})"), "nina"),
    (re.compile(r"(?i)\bume(?=\w{3})"), "nime"),
    (re.compile(r"(?i)\buli(?=\w{3})"), "nili"),
    (re.compile(r"(?i)\buta(?=\w{3})"), "nita"),
)
# Words of which one is in every question about crisis, and the second person of Swahili verbs.
_ASKING_WORDS = frozenset(
    "suicide suicidal kill killing killed die dying died dead death alive live living life exist existing existence"
    " harm harmed harming hurt hurting cut cutting burn burning overdose overdosed pills tablets meds medication rope"
    " noose gun weapon knife blade razor poison jump jumping hang hanging drown attempt attempted attempts try tried"
    " end ending plan plans planned planning intend intention act note notes letter letters goodbye away picked"
    " better"
    " going wake waking woken worth wish wished wishing hope hopeless safe tomorrow disappear burden trapped reason"
    " reasons self selfharm means method urge urges thoughts give gave kujiua kufa kujidhuru kujiumiza kuishi maisha"
    " mawazo salama kifo mwisho matumaini future kudedi kuishi siku lini njia kutumia kutekeleza nia promise keeping"
    " thought means home".split()
)
_WORD = re.compile(r"\w+")
_SECOND_PERSON = re.compile(r"\bu(?:na|me|li|ta|ki|si)\w{3}")
# What is asked without any word of the tables, of a question turned to the first person.
_TOPICS = tuple(
    (re.compile(expression), group)
    for expression, group in (
        (
            (
                # Of plans in general anybody may be asked: one, and no more said of it, or what it is to do.
                r"\b(?:made|have|got|working on) (?:a |any )?(?:specific )?(?:plan\b(?=\W*$|\W*[?.!])"
                r"|plans?\b(?= (?:to (?:do it|act|end|kill|hurt|harm|die)|(?:for|of) how)))"
            ),
            "plan",
        ),
        (r"\b(?:intend|intention|plan|going) to (?:act on|do it|go through with)", "intent"),
        (
            (
                r"\b(?:written|write|left) (?:a |any )?(?:notes?|letters?)\b|said goodbye|given (?:\w+ ){0,3}away"
                r"|picked a (?:day|date)"
            ),
            "plan",
        ),
        (r"\b(?:hurt(?:ing)?|harm(?:ing|ed)?|cut(?:ting)?|burn(?:ing)?) (?:or \w+ )?my ?self", "self_harm"),
        (r"\btr(?:y|ied) to (?:take|end) my|\battempt", "attempt"),
        (
            (
                r"better off dead|wish i (?:was|were|would|could) not|not (?:going on|wak)|worth living|wished i"
                r" (?:was|were) dead"
            ),
            "passive_wish",
        ),
        (
            (
                r"(?:wish|want) to (?:die|be dead|live\b(?=\W*$|\W*[?.!,]| any ?more| on\b)|be alive|stay alive)"
                r"|mean(?:ing)? staying alive"
            ),
            "wish_to_die",
        ),
        (
            (
                r"suicid|(?:feel|am i|myself|i) safe (?:right )?(?:now|tonight|today|with)|thoughts of (?:death"
                r"|dying)|be here tomorrow"
            ),
            "active_thought",
        ),
        (r"(?:any|have|feel) hope\b|hope for the future", "hopelessness"),
        (
            (
                r"thought (?:about|of) (?:how|when|where|what)|how would i do|what would i use|when would i"
                r"|picked a (?:time"
                r"|place)|(?:anything|something|means) (?:\w+ ){0,3}at home|set a (?:day|date)"
                r"|(?:fikiria|panga|amua|weka) (?:\w+ )?(?:njia|jinsi|namna|vipi|lini|wapi|siku|tarehe|[nu]i?tatumia"
                r"|kutumia|kufanya wapi)|nia ya ku\w+|mpango wa (?:jinsi|namna)|nyumbani (?:\w+ )?kutumia"
            ),
            "plan",
        ),
        (
            (
                r"bora bila (?:wewe|mimi)|afadhali (?:u|ni)(?:fe|kufe|dedi)|(?:usinge|nisinge|usi|nisi)amk[ae]"
                r"|keeping i going|future (?:yako|yangu)|matumaini|(?:kuishi|kuwa hai) (?:ama|au)"
            ),
            "passive_wish",
        ),
        (r"kujimaliza|kujimada|kukatisha maisha|uko salama|niko salama", "active_thought"),
        (r"kujiua|kufa\b|kujidhuru|kujiumiza|maisha(?: yako)? (?:hayana|haina)", "active_thought"),
    )
)
# To these a no is what is feared.
_IS_REVERSED = re.compile(
    r"(?:want|wish|like) to (?:live|be alive|stay alive|go on|keep going)|(?<!not )worth living|\bsafe\b|be here"
    r" tomorrow"
    r"|matumaini|keeping i going|promise|kuahidi|kuniahidi|niko salama"
    r"|(?:any|have|feel) hope|hope for|reasons? (?:to live|for living)|unataka kuishi|uko salama"
)
_LEAD = (
    r"^(?:(?:um+|uh+|er+|well|honestly|oh|so|ok|okay|hmm+|look|i guess|to be honest|i mean|actually"
    r"|truthfully|sadly|sir|doctor|daktari|kusema kweli|kwa kweli|aki|wallahi) )*"
)
_NO = re.compile(
    _LEAD + r"(?:no\b(?! (?:doubt|idea|point|one|hope|reason))|nope|nah|never|not (?:at all|really|once|now|today|in"
    r"|since|any|even|me|a|anymore|that)|none|nothing|neither"
    r"|i (?:do|did|have|had|am|was|would|could|will) (?:not|never)|of course not|zero|nil|negative|0\b|hapana"
    r"|la\b|si(?:jawahi|na|taki|fikirii|wazi|jafikiria|kuwahi|dhani)|hakuna|wala|siyo|sio|zii|apana)"
)
_YES = re.compile(
    _LEAD + r"(?:yes|yeah|yep|yup|yea|yah|aye|sure|correct|right|exactly|true|indeed|definitely|i (?:do|am|have|did"
    r"|had|was|would|think so|could|might)\b(?! not| never| fine| ok| rather)"
    r"|they (?:have|are|do)|every|most|nearly|almost|often|always|sometimes|some days|once|twice|(?:two|three"
    r"|four|five|several|many|a few|few|lots|more) \w+|a lot|daily"
    r"|all the time|constantly|maybe|kind of|kinda|sort of|probably|perhaps|that is (?:it|exactly)|the second"
    r"|the latter|nine|ten|eight|seven|[6-9]\b|10\b|on \w+day|this \w+|last night"
    r"|ndiyo|ndio|eeh?\b|ehe|naam|kila|mara|wakati mwingine|saa ?zingine|nina|nimewahi|niliwahi|huwa|ni kweli"
    r"|kabisa|sana|nataka|nafikiria|nawaza|jana|leo|usiku)"
)
# Not yes, yet where, when or how: "only my legs", "it is all worked out".
_DENIES_AT_ONCE = re.compile(
    r"(?:oh |well )?(?:no|nope|never|not (?:me|at all)|of course not|hapana|zii|la|siyo|sio)\b"
)
# Said early in an answer, these deny what was asked, unless what they deny is the denial.
_NOT_EARLY = re.compile(
    r"^(?:\w+ ){0,6}(?:not|never|no|none|nothing|hapana|hakuna|sijawahi|sina|zii|sija\w+|sifikirii|sitaki)\b"
)
_NOT_SURE = re.compile(
    r"\b(?:not (?:sure|know|say|promise|lie|hide|deny|anymore|stop|safe|long|yet)|no (?:longer|idea|reason|point"
    r"|hope|one|doubt)"
    r"|nothing (?:left|stops|else|would)|kukudanganya|kukuahidi|ficha|kuahidi)\b"
)
_IS_WELL = re.compile(
    r"\b(?:fine|good|great|okay|ok|well|happy|better|safe|love (?:my )?life|sawa|poa|vizuri|salama|fiti|nzuri)\b"
)
_NAMES_IT = re.compile(
    r"^(?:only|just) my \w+|worked out|on purpose|\b(?:yes|yeah)\b|i (?:do|have|am)$|^(?:cut|burn|burning"
    r"|cutting)\b|sealed|better not say|rather not (?:say|lie)|what you think i mean"
)
_ASKS = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|(?:want(?:s|ed)?|needs?|needed) to know|wonder(?:s|ed)|went (?:through|down) (?:the"
    r"|her|his|a|their) list|form|questionnaire|questions?|checklist|survey|intake|screening"
    r"|(?:\w{1,7}|hu)uliz\w{1,4}|\w{2,6}ask|\w*hojiwa|swali|ali?niuliza|wali?niuliza|waliuliza|ameniuliza"
    r"|aka(?:ni)?uliza|wameniuliza|anauliza|daktari"
    r" aliuliza)\b"
)
_ASKED_AFTER = re.compile(
    r"^(?:\w+ ){0,12}(?:(?:he|she|they|officer|doctor|nurse) (?:asked|wanted to know|read|said)|she read it"
    r"|asked me|aliuliza|questions?\b)"
)
_TOLD_YES = re.compile(
    r"\b(?:yes|yeah|yep|ndiyo|ndio|nodded|admitted|i (?:do|did|am|have|had|would)\b(?! (?:not|never|told|said"
    r"|n[eo]))|could not say no|can not say no|to yes|said only|only my|every day|nearly every"
    r"|more than anything|louder|have not they|that is why|easier to count|the answer is yes|the truth"
    r"|nilikubali|nikakubali|nilimwambia ukweli)\b"
)
# "And I said that I am just tired": something was answered, and it was no yes.
_TOLD_OTHER = re.compile(
    r"^(?:\w+ ){0,8}(?:i|and) (?:said|told (?:him|her|them)|answered|explained) (?:\w+ ){0,3}(?:just|only|fine"
    r"|tired|okay|ok"
    r"|happy|well)\b"
)
_IS_IT = re.compile(r"\b(?:said|told \w+)(?: that)? it is\b")
_TOLD_NO = re.compile(
    r"\b(?:no|none|never|not at all|nah|nope|neither|nil|n a|negative|of course not|goodness no|are not any"
    r"|hapana|sijawahi|sina|siyo|la hasha|la|zii|zero|sifuri|kanusha|hakuna kitu|niko poa|aah wapi"
    r"|si(?:ja|ji|siki|fikiri|taki)\w+|ni(?:li|ka)ka(?:na|taa)|nikakataa)\b"
    r"|\bi (?:do|did|have|had|am|was|would) (?:not|never)\b|\b(?:it|that|they|he|she) (?:has|does|do|did|are|is"
    r"|was) (?:not|never)\b|\bi always am\b"
)


def _may_ask(question: str) -> bool:
    lowered = question.lower()
    return not _ASKING_WORDS.isdisjoint(_WORD.findall(lowered)) or _SECOND_PERSON.search(lowered) is not None


def _turned(question: str) -> str:
    """A question to somebody as they would say it of themself, in lower case."""
    for expression, turned in _TURNS:
        question = expression.sub(turned, question)
    return question.lower()


def _plain(text: str) -> str:
    return " ".join(word for start, end in sentence_ranges(text) for word in read_sentence(text, start, end).words)


def _reply_in(said: str) -> Reply | None:
    if _NO.search(said):
        return "no"
    if _YES.search(said):
        return "yes"
    if _NAMES_IT.search(said):
        return None
    return "no" if _NOT_EARLY.search(said) and not _NOT_SURE.search(said) else None
