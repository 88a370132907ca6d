"""How much of what was said is Swahili and how much English, word by word: people mix both within a sentence. Pure.

A word is Swahili or English when a list of common words says so; else when it is built as only Swahili words are (open
syllables, and a verb's prefixes of person and tense); else it is unknown and follows the language the session is said
to be in. Sheng, which sets English stems into Swahili grammar, comes out as a mix of both.
"""

import re
from dataclasses import dataclass
from typing import Final

from risk.stated_emotion.known_words import remember_words
from risk.stated_emotion.lexicon import knows_english_feeling
from risk.stated_emotion.swahili_words import valence_of_swahili
from risk.stated_emotion.values import Language
from risk.stated_emotion.words import Words, is_punctuation


@dataclass(frozen=True, kw_only=True, slots=True)
class SpokenLanguages:
    """Shares of the words; they sum to 1."""

    english: float
    swahili: float
    of_words: tuple[Language | None, ...]  # of each item of the words; None: punctuation, or unknown

    def share_of(self, language: Language) -> float:
        """Of one language."""
        return self.english if language == "en" else self.swahili


def tell_languages(words: Words, assumed: Language | None) -> SpokenLanguages | None:
    """None when too few of the words are known for either language. `assumed` is that of the session, if one."""
    of_words = tuple(map(_language_of, words.texts))
    english, swahili = of_words.count("en"), of_words.count("sw")
    known = english + swahili
    if not known or known < LEAST_KNOWN * words.spoken:
        return None
    unknown = words.spoken - known
    share = english / known if assumed is None else (english + unknown * (assumed == "en")) / words.spoken
    # A stray name or borrowed word does not make a text a mixed one.
    share = 1.0 if share >= PURE_SHARE else 0.0 if share <= 1.0 - PURE_SHARE else share
    return SpokenLanguages(english=share, swahili=1.0 - share, of_words=of_words)


def keep_language(text: str, words: Words, languages: SpokenLanguages, language: Language) -> str:
    """The text with the words of the other language blanked, so that places in it stay what they were."""
    letters = list(text)
    for (start, end), spoken in zip(words.spans, languages.of_words, strict=True):
        if spoken is not None and spoken != language:
            letters[start:end] = " " * (end - start)
    return "".join(letters)


# Of the words, at least so many must be known for a language; French or numbers have fewer.
LEAST_KNOWN: Final = 0.3
# From this share on a text is of one language.
PURE_SHARE: Final = 0.85

_ENGLISH = frozenset(
    """
    i im ive ill id me my mine myself you your yours yourself youre youve youll he him his hes she her hers shes it its
    we us our ours were weve they them their theyre theyve this that thats these those there theres here a an the and
    or but if so because cause than then as at by for from in into of off on onto out over to up with without about
    after again against before between down during through under until while am is are was be been being do does did
    done doing dont doesnt didnt have has had having havent hasnt hadnt can cant cannot could couldnt will wont would
    wouldnt shall should shouldnt may might must not no nor never none nothing nobody yes yeah yep yup nope okay ok
    oh ah hey hi hello wow well just only very really too also even still much many more most some any all both each
    every few other another such same own what whats which who whos whom whose when where why how now today tomorrow
    yesterday tonight always often sometimes ever once already yet maybe perhaps almost quite rather actually get
    gets got getting go goes going gone went come comes came coming make makes made take takes took say says said tell
    told see sees saw seen look looks know knows knew known think thinks thought feel feels felt feeling want wants
    wanted need needs give gave keep let lets try trying tried find found leave left call put mean means seem work
    works working day days night week month year years time times life people person man woman guy guys girl boy
    friend friends family mother father mom mum dad sister brother home house school job thing things something
    anything everything someone anyone everyone lot lots bit kind sort way back new old little big long right wrong
    first last next one two three ten please sorry thanks thank gonna wanna gotta kinda dunno im u ur lol tired fine
    sleep eat talk talking living alone enough since though managing
    ohh ooh aw aww ow ew eww uh uhh um umm hm hmm hmph huh whoa wow ugh yay yikes ouch duh nah hooray shh exactly
    absolutely definitely nevermind goodnight anyway whatever yknow cmon lets
    """.split()
)
_SWAHILI = frozenset(
    """
    na ya wa za la cha vya kwa ni si sio siyo katika kwenye kama lakini ila bali au ama pia tu sana kabisa hata bado
    tena sasa leo jana kesho juzi asubuhi jioni usiku mchana siku wiki mwezi mwaka wakati muda mimi wewe yeye sisi
    ninyi nyinyi wao mie nyie yule huyu hawa wale hii hiyo ile hizi hizo zile hili hilo lile haya hayo yale hiki hicho
    kile hivi hivyo vile huu huo ule hapa hapo pale huku humo wangu yangu langu changu zangu vyangu kwangu wako yako
    lako zako kwako wake yake lake zake wetu yetu kwetu wenu yenu wao yao zao kuna hakuna ndio ndiyo hapana nini nani
    gani lini wapi kwanini mbona vipi kila wote yote zote watu mtu mtoto watoto mama baba kaka dada rafiki ndugu
    mungu kazi shule nyumbani nyumba maisha mambo jambo kitu vitu ukweli kweli labda basi ati eti jamani yaani kwani
    halafu kisha baada kabla mpaka hadi tangu kwamba ili ikiwa sababu kutokana niko nipo uko upo yuko yupo tuko tupo
    wako wapo siko sipo nina una ana tuna mna wana sina huna hana hatuna sawa poa nataka sitaki naomba karibu asante
    habari pole moja mbili tatu nne tano sita saba nane tisa kumi mia elfu mzee bwana bibi siku zote tunaomba kwenda
    kuja kuwa alikuwa ilikuwa nilikuwa walikuwa amekuwa imekuwa huwa ningependa fulani wengi nyingi mengi kidogo sijui
    najua msee manze buda buda mbogi niaje sasa fiti noma ngori kumbe aki walai ndo hio izo
    """.split()
)
# Neither language writes a letter three times.
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_VOWELS = "aeiou"
_ONSET = r"(?:ng'|ng|ny|nj|nd|nz|mb|mv|sh|ch|th|dh|gh|kh|[bcdfghjklmnprstvwyz])"
# English is full of words that end in a silent e, so these are left to the lists.
_OPEN_SYLLABLES = re.compile(rf"(?:m(?={_ONSET}))?n?(?:{_ONSET}?[wy]?[{_VOWELS}]){{2,}}(?<!e)", re.ASCII)
_VERB = re.compile(
    r"(?:ni|u|a|tu|m|wa|i|li|ya|ki|vi|zi|ku|pa)(?:na|li|ta|me|ki|ka|nge|ngali|mesha)[a-z]{3,}"
    r"|na[a-z]{3,}[aeiu]|(?:si|hu|ha|hatu|ham|hawa|siku|sija|sita|haku|haja|hata)[a-z]{2,}[aeiu]"
    r"|ku[a-z]{2,}[aeiu]",
    re.ASCII,
)


@remember_words
def _language_of(word: str) -> Language | None:
    if is_punctuation(word):
        return None
    if word in _SWAHILI:
        return "sw"
    if word in _ENGLISH:
        return "en"
    if knows_english_feeling(word):
        return "en"
    plain = _DRAWN_OUT.sub(r"\1", word)  # "noooo" is "no"
    if plain != word:
        return _language_of(plain)
    if valence_of_swahili(word) or _VERB.fullmatch(word):
        return "sw"
    return "sw" if len(word) >= _SHORTEST_BY_FORM and _OPEN_SYLLABLES.fullmatch(word) else None


# Shorter words are open syllables in many languages. Letters.
_SHORTEST_BY_FORM = 5
