"""What the demo's people say in Swahili mixed with English, as in Nairobi. Written for the demo. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from resona.demo.dialogue import Exchange, Mood, exchange

_GOOD: Final = (
    exchange(
        "Leo niko poa sana, nimelala vizuri usiku mzima.",
        "Nimeamka na nguvu leo, usingizi ulikuwa mzuri.",
        answers=("Nafurahi kusikia hivyo. Nini kilikusaidia?", "Vizuri sana. Mwili ukipumzika, mengine huwa rahisi."),
    ),
    exchange(
        "Tulicheka sana na {friend} jana, it was so nice.",
        "{friend} alikuja tukapika pilau pamoja, nilifurahi kweli.",
        answers=("Ni vizuri kuwa na {friend} karibu.", "Inaonekana ilikuwa jioni nzuri."),
    ),
    exchange(
        "Kazi {work} imeenda vizuri wiki hii, boss alinishukuru.",
        "Nimemaliza ile project ya {work}, najivunia.",
        answers=("Hongera! Unajisikiaje?", "Umefanya kazi nzuri."),
    ),
    exchange(
        "Sunday tulienda kanisa, kwaya iliimba vizuri sana.",
        "Watoto wamefaulu mtihani, tumefurahi wote nyumbani.",
        answers=("Asante kwa kunishirikisha. Inatia moyo.", "Hiyo ni furaha ya nyumba nzima."),
    ),
    exchange(
        "{family} alinipigia simu tu kunisalimia, ilinifurahisha.",
        "Tumeongea na {family} for almost one hour, nimejisikia vizuri.",
        answers=("Ni vizuri kuwa na mtu wa kukujali.", "Nafurahi mmeongea."),
    ),
    exchange(
        "Nimeanza kutembea asubuhi, it really clears my mind.",
        "Ile breathing exercise ilinisaidia, nilikuwa na utulivu.",
        answers=("Hongera, endelea hivyo hivyo.", "Nafurahi inakusaidia."),
    ),
)

_ORDINARY: Final = (
    exchange(
        "Leo ilikuwa siku ya kawaida tu, nilienda {work} nikarudi.",
        "Hakuna mpya, ni kazi tu na nyumbani.",
        answers=("Sawa. Na mwili unajisikiaje?", "Asante kwa kuniambia. Kuna lolote moyoni?"),
    ),
    exchange(
        "Matatu zilichelewa, so nimefika home saa mbili usiku.",
        "Jam ilikuwa mbaya leo, nimechoka kidogo tu.",
        answers=("Safari ndefu. Umepata muda wa kupumzika?", "Pole kwa jam. Jipe muda kidogo."),
    ),
    exchange(
        "Nililala kama masaa sita, niliamka mara moja.",
        "Usingizi ni sawa, lakini nililala late kidogo.",
        answers=("Sawa. Leo unaweza kulala mapema?", "Asante. Tuendelee kuangalia usingizi."),
    ),
    exchange(
        "Nimepika ugali na sukuma, tukala na {family}.",
        "Nilifua nguo halafu nikaangalia movie na {family}.",
        answers=("Siku tulivu. Vizuri.", "Chakula pamoja ni kizuri."),
    ),
    exchange(
        "{friend} anataka twende shagz mwezi ujao, bado nafikiria.",
        "Niliongea na {friend} kuhusu chama, tutakutana Jumamosi.",
        answers=("Wewe ungependa nini?", "Ni vizuri kuwa na mpango."),
    ),
    exchange(
        "Kuna kazi nyingi {work} hii mwezi, but tutamaliza.",
        "Mvua imeanza, barabara ya {work} ni matope tu.",
        answers=("Kumbuka kupumzika katikati.", "Pole. Na wewe uko aje ndani ya hayo yote?"),
    ),
    exchange(
        "Nilikuwa na homa kidogo lakini inaisha.",
        "Mgongo unauma kidogo, otherwise niko sawa.",
        answers=("Ugua pole. Kunywa kitu cha moto.", "Pole. Jitunze."),
    ),
)

_LOW: Final = (
    exchange(
        "Nimechoka sana siku hizi, hata nikilala bado nimechoka.",
        "Silali vizuri, naamka saa tisa usiku na siwezi kulala tena.",
        answers=("Pole sana. Nini huja akilini saa hizo?", "Inachosha kweli. Asante kwa kuniambia."),
    ),
    exchange(
        "Nina huzuni tu, sijui hata kwa nini.",
        "Nimekuwa na huzuni the whole week, moyo ni mzito.",
        answers=("Si lazima uelezee. Niko hapa.", "Pole. Imekuwa hivi kwa muda gani?"),
    ),
    exchange(
        "Sikumjibu {friend}, sikuwa na nguvu ya kuongea.",
        "Watu wananipigia simu lakini sitaki kuongea na mtu.",
        answers=("Ni sawa kupumzika. Ujumbe mfupi ungewezekana?", "Asante kwa kuongea nami."),
    ),
    exchange(
        "Nililia usiku watu wakiwa wamelala.",
        "Leo nimelia tu, I felt so alone.",
        answers=("Pole kwamba ulikuwa peke yako.", "Machozi ni sawa. Nani anaweza kukaa nawe kidogo?"),
    ),
    exchange(
        "Tumegombana na {family} tena, nimejisikia vibaya sana.",
        "Nimekasirika bure na {family}, halafu najilaumu.",
        answers=("Inauma kwa sababu wanajali kwako.", "Ulikuwa wakati mgumu. Ungetaka kusema nini?"),
    ),
)

_ANXIOUS: Final = (
    exchange(
        "Nina wasiwasi na pesa za rent, kila siku nafikiria hiyo.",
        "School fees inanipa stress, sijui nitatoa wapi.",
        answers=("Wasiwasi wa pesa ni wa kweli. Upi ulio karibu zaidi?", "Tuchukue moja moja."),
    ),
    exchange(
        "Moyo ulikuwa unadunda sana kwa matatu, niliogopa.",
        "Naogopa watasema nini {work}.",
        answers=("Inatisha, lakini ulipita. Tupumue pamoja.", "Inahitaji ujasiri kwenda hata hivyo."),
    ),
)

SWAHILI: Final[Mapping[Mood, tuple[Exchange, ...]]] = MappingProxyType(
    {Mood.GOOD: _GOOD, Mood.ORDINARY: _ORDINARY, Mood.LOW: _LOW, Mood.ANXIOUS: _ANXIOUS}
)
