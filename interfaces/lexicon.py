"""Small word lists, English and Swahili: topics, what people do for themselves, how things are brushed aside. Pure.

Written for Resona, short on purpose: a word stands here if it rarely means anything else. Only the names of groups are
ever kept. Swahili verbs carry their subject in front, so their ends are listed in STEMS and matched from behind.
"""

from collections.abc import Mapping
from typing import Final

TOPICS: Final = ("work", "money", "family", "sleep", "school", "health", "relationship")
ACTIVITIES: Final = ("movement", "breathing", "faith", "people", "music", "rest")

TOPIC_WORDS: Final[Mapping[str, str]] = {
    "work": "work working job boss office shift colleague colleagues workplace unemployed kazi kazini bosi ofisi"
    " ofisini mshahara ajira",
    "money": "money rent loan loans debt debts bills salary afford pesa fedha kodi mkopo madeni deni bili hela",
    "family": "family mother father mum mom dad parents sister brother son daughter children kids familia mama baba"
    " wazazi dada kaka watoto mtoto mwanangu nyumbani",
    "sleep": "sleep slept sleeping asleep insomnia awake nightmares usingizi ndoto",
    "school": "school exam exams class teacher university college homework shule shuleni mtihani mitihani mwalimu chuo"
    " chuoni masomo",
    "health": "sick ill illness pain hospital clinic doctor medicine headache mgonjwa ugonjwa maumivu hospitali daktari"
    " dawa homa",
    "relationship": "husband wife boyfriend girlfriend partner marriage divorce breakup mume mke mpenzi ndoa talaka",
}
ACTIVITY_WORDS: Final[Mapping[str, str]] = {
    "movement": "walk walked walking run running exercise exercised gym football dance danced mazoezi matembezi mpira",
    "breathing": "breathing breathe breathed meditation meditate meditated pumzi",
    "faith": "pray prayed prayer prayers church mosque choir maombi sala swala kanisa kanisani msikiti msikitini kwaya",
    "people": "friend friends visited visit together rafiki marafiki jirani majirani pamoja",
    "music": "music song songs sing sang singing muziki wimbo nyimbo",
    "rest": "rested resting nap napped relax relaxed mapumziko",
}
STEMS: Final[Mapping[str, str]] = {  # the end of a Swahili verb: its group
    "tembea": "movement",
    "kimbia": "movement",
    "lala": "sleep",
    "sali": "faith",
    "imba": "music",
    "pumzika": "rest",
    "soma": "school",
}
# Matched as they stand, after lower-casing and between word boundaries.
DEFLECTIONS: Final = (
    "it's nothing", "its nothing", "it is nothing", "never mind", "nevermind", "doesn't matter", "doesnt matter",
    "i'm fine", "im fine", "i am fine", "just tired", "forget it", "no big deal", "whatever",
    "si kitu", "hakuna kitu", "hakuna shida", "niko sawa tu", "niko poa tu", "achana nayo", "nimechoka tu", "usijali",
    "haijalishi", "ni kawaida tu",
)  # fmt: skip
# Function words that tell the language; none is a word of the other.
ENGLISH_MARKERS: Final = frozenset(
    "the and is are was were my it this that of to with for have had not but because about just really i'm don't"
    " very what when been he she they we you".split()
)
SWAHILI_MARKERS: Final = frozenset(
    "na ya wa kwa ni nina niko sana leo lakini kama hii hiyo yangu wangu mimi sijui kwamba bado tu pia jana kesho"
    " yake wote kila hapa huko sasa au za la cha vya".split()
)
