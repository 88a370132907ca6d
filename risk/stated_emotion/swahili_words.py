"""Feeling words of Swahili and Sheng with a valence each, on the scale of VADER (-4..4): a list made by hand. Pure.

Swahili builds words around a stem (ni-na-furah-i, u-furah-a, ku-m-furah-isha), so most entries are stems found anywhere
in a word; short ones that would be found in the wrong places must be the whole word.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from risk.stated_emotion.known_words import remember_words

# A negated verb (si-pendi, ha-pendi, siku-furahi) says the opposite, but less strongly: VADER's own factor.
_NEGATED: Final = -0.74

# Words that negate what stands near them.
NEGATION_WORDS: Final = frozenset(
    "si sio siyo hapana hakuna bila wala sina huna hana hatuna hamna hawana siko sipo hayupo hatupo sijawahi kamwe"
    " not no never bado usi".split()
)

_STEMS = """
    2.7: furah upendo
    2.3: hongera pongez kipenz shangwe shangili nderemo
    2.0: pend shukur shukran asante ahsante bariki baraka fanikiw fanikio zuri heri kheri neema rehema
    1.7: penz tabasam jivun fahari starehe sherehe mrembo warembo tumaini maridadi bingwa tuzo zawadi
    1.4: ushindi shujaa hodari jasiri tulivu utulivu fariji faraja liwaza changamk burudik burudan bamba msifu sifiwa
        kipaji uponyaji
    1.1: tulia rafiki marafiki salama nafuu afadhali thamini heshim imarik saidia msaada boresh maendeleo
    -0.9: kosea makosa upungufu uhaba ukosefu kwama
    -1.2: tatizo matatizo sumbu chok uchovu chosh boek sota msoto changamoto hangaik poteza potea mgogoro migogoro
    -1.5: kero kereka ugonjw mgonjw wagonjw maradhi ugua shindwa lalamik lawama hatari tisho vitisho ogofy lemew
        telekez kataliw vunjika juta majuto aibu janga majanga maskini umaskini njaa hasara haribu bomole anguk
        fukuz timuliw mtuhumiw tuhum hukumiwa kashfa kejeli
    -1.8: wasiwasi ajali bovu dharau tapel uhuni rushwa fisadi uchungu msongo stress ngumu pweke kasoro vurugu
        machafuko mapigano jeruhi lipuk lipuli uhalifu mhalifu jambazi saratani ukimwi uongo mwongo danganya unafiki
        mnafiki usaliti msaliti laghai tukana matusi
    -2.1: hofu ogop kasirik hasira umia umiz maumivu dhiki teso tesek tesa teswa pumbavu mjinga wajinga ujinga
        puuzi takataka baya aibik onewa uonevu nyanyas dhulum dhalil gaidi
    -2.4: huzuni sikiti chuki chukia chukiz msiba misiba kilio machozi laana laani katili fariki maafa rambirambi
    -2.7: uawa uliwa mauaji muuaji mauti ubakaji kujinyonga
"""
_WHOLE_WORDS = """
    2.0: raha upendo amani vyema vema njema jema mwema wema freshi heko sifa amina
    1.5: poa safi bora tamu fiti fity shwari mzima karibu karibuni lit fresh afya uzima pona apone nimepona
    1.0: cheka kicheko vicheko nacheka anacheka tunacheka
    -1.2: shida taabu tabu noma ngori vita pole poleni jela kesi
    -1.8: kufa amekufa wamekufa alikufa anakufa nakufa ninakufa mwizi wezi wizi ubaguzi woga uoga mpweke upweke
    -2.1: nalia ninalia analia wanalia kulia nililia alilia tunalia nauma inauma yanauma kifo vifo
    -2.5: kuua ameua wameua aliua anaua wanaua
"""
# Stems that are part of words about something else.
_OTHERWISE = re.compile(r"pendekez|upendeleo|pendeleo|chokoz|chokora|chokaa|umiakw|kumiliki|mzuriku")
# First person and others, in the negated tenses: sipendi, hapendi, hatupendi, sikupenda, sijapenda, sitapenda.
_NEGATED_VERB = re.compile(
    r"(?:si(?:ku|ja|ta|we)?|ha(?:tu|m|wa|u|i|ya|zi|ku|ja)*|hu|usi|asi|tusi|msi|wasi)(?=[a-z]{4})"
)


@remember_words
def valence_of_swahili(word: str) -> float:
    """The valence of one word in lower case; 0 when the list does not know it."""
    whole = _WHOLE.get(word)
    if whole is not None:
        return whole
    found = _STEM.search(word)
    if found is None or _OTHERWISE.search(word):
        return 0.0
    valence = _VALENCE_OF_STEM[found.group()]
    negated = _NEGATED_VERB.match(word)
    return valence * _NEGATED if negated and negated.end() <= found.start() else valence


def _read(lines: str) -> Mapping[str, float]:
    valences = {}
    valence = 0.0
    for item in lines.split():
        if item.endswith(":"):
            valence = float(item[:-1])
        else:
            valences[item] = valence
    return MappingProxyType(valences)


_VALENCE_OF_STEM = _read(_STEMS)
_WHOLE = _read(_WHOLE_WORDS)
# Longest first, so that "ushindi" is not taken for a shorter stem within it.
_STEM = re.compile("|".join(sorted(map(re.escape, _VALENCE_OF_STEM), key=lambda stem: (-len(stem), stem))))
