"""What people read, in Swahili: plain and warm, nothing diagnostic. Clinics may replace each text in the admin.

Pure.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SWAHILI: Final[Mapping[str, str]] = MappingProxyType(
    {
        "clinic.unnamed": "kliniki yako",
        "salutation.morning": "Habari za asubuhi.",
        "salutation.afternoon": "Habari za mchana.",
        "salutation.evening": "Habari za jioni.",
        "salutation.night": "Habari za usiku.",
        "greeting.start": "{salutation} Karibu. Ongea wakati wowote unapotaka; hakuna namna moja iliyo sahihi.",
        "greeting.steady": "{salutation} Ni vizuri kukusikia tena.",
        "greeting.gentle": "{salutation} Usiwe na haraka. Sema unayotaka, yawe machache au mengi.",
        "greeting.lighter": "{salutation} Ni furaha kuwa nawe hapa. Ni mambo gani yamekuwa yakienda vizuri?",
        "greeting.safety": "{salutation} Ni vizuri kwamba uko hapa. Si lazima uyapitie haya peke yako.",
        "VoiceRecorder.title": "Ongea",
        "VoiceRecorder.text": "Bonyeza, kisha uongee. Unaweza kuacha wakati wowote.",
        "Greeting.title": "Karibu",
        "Greeting.text": "Hapa ni mahali pako pa kuongea.",
        "CrisisResources.title": "Msaada wa haraka",
        "CrisisResources.text": (
            "Ikiwa unahisi huenda uko hatarini, tafuta msaada sasa. Unaweza pia kumwomba mtu akae nawe."
        ),
        "SafetyCheck.title": "Je, uko salama sasa hivi?",
        "SafetyCheck.text": "Vyovyote utakavyojibu, njia za kumfikia mtu ziko hapa chini.",
        "safety.safe": "Niko salama",
        "safety.unsure": "Sina uhakika",
        "safety.help": "Nahitaji msaada sasa",
        "help_request.next": (
            "Ombi lako liko juu kabisa ya orodha ya kazi ya {clinic}. Mtu wa timu atalisoma na kuamua jinsi ya "
            "kukufikia."
        ),
        "help_request.not": (
            "Hakuna gari la wagonjwa linaloitwa, na inaweza kuchukua muda hadi mtu asome ombi hili, hasa usiku. "
            "Ukiwa hatarini sasa usitusubiri: tumia namba zilizo hapa, au nenda hospitali iliyo karibu au kwa mtu "
            "unayemwamini."
        ),
        "DissonanceIndicator.title": "Vyovyote unavyojisikia",
        "DissonanceIndicator.text": (
            "Wakati mwingine sote husema “niko sawa” huku tumebeba mengi. Hapa si lazima uwe sawa."
        ),
        "EmotionTimeline.title": "Siku zako",
        "EmotionTimeline.text": "Jinsi sauti yako ilivyosikika siku hadi siku.",
        "GentleObservations.title": "Mambo tuliyoyaona",
        "GentleObservations.text": "Ni mambo tuliyoyaona tu. Wewe ndiye unayejua zaidi maana yake.",
        "WhatsWorking.title": "Yanayoonekana kusaidia",
        "WhatsWorking.text": (
            "Baada ya kuyataja haya, mara nyingi ulisikika kuwa na nafuu zaidi katika mazungumzo yaliyofuata."
        ),
        "PersonalizedResources.title": "Kwa ajili yako",
        "PersonalizedResources.text": "Mambo yanayoweza kukufaa. Chukua yale unayoyataka.",
        "ProgressCelebration.title": "Siku zenye nafuu",
        "ProgressCelebration.text": "Siku hizi unasikika kuwa na nafuu zaidi. Hilo ni jambo la kufurahia.",
        "observation.morning": "Mara nyingi unaongea asubuhi.",
        "observation.afternoon": "Mara nyingi unaongea mchana.",
        "observation.evening": "Mara nyingi unaongea jioni.",
        "observation.night": "Mara nyingi unaongea usiku sana.",
        "observation.work": "Siku zinapokuwa nzito, mara nyingi unazungumzia kazi.",
        "observation.money": "Siku zinapokuwa nzito, mara nyingi unazungumzia pesa.",
        "observation.family": "Siku zinapokuwa nzito, mara nyingi unazungumzia familia.",
        "observation.sleep": "Siku zinapokuwa nzito, mara nyingi unazungumzia usingizi.",
        "observation.school": "Siku zinapokuwa nzito, mara nyingi unazungumzia masomo.",
        "observation.health": "Siku zinapokuwa nzito, mara nyingi unazungumzia afya.",
        "observation.relationship": "Siku zinapokuwa nzito, mara nyingi unazungumzia uhusiano wako.",
        "helps.movement": "Kutembea au mazoezi",
        "helps.breathing": "Kupumua taratibu",
        "helps.faith": "Sala, dua au imani",
        "helps.people": "Kuwa na marafiki",
        "helps.music": "Muziki na kuimba",
        "helps.rest": "Kupumzika",
        "crisis.placeholder.title": "Namba ya dharura ya kliniki yako",
        "crisis.placeholder.text": (
            "Namba itawekwa hapa. Ikiwa uko hatarini sasa, nenda hospitali iliyo karibu au kwa mtu unayemwamini."
        ),
        "why.start": "Kila mtu huanzia hapa. Ukurasa wako utabadilika kadiri unavyoutumia.",
        "why.repaired": "Ukurasa wako haukuweza kusomeka tena, kwa hiyo tumeutengeneza upya.",
        "why.safety.first": "Kwa sasa tunataka msaada uwe mbele yako kabisa.",
        "why.safety.near": "Kwa sasa tunataka msaada uwe karibu nawe.",
        "why.safety.usual": "Msaada bado uko karibu; sasa kuna nafasi ya mengine pia.",
        "why.safety.eased": "Msaada bado uko karibu nawe, ila sasa unachukua nafasi ndogo zaidi.",
        "why.simple": "Kwa sasa tunauweka ukurasa uwe rahisi.",
        "why.calm": "Rangi tulivu zaidi, kwa sababu mazungumzo yako ya karibuni yalisikika kukosa utulivu.",
        "why.calm.safety": "Rangi tulivu zaidi, ili hapa pawe na utulivu kwa sasa.",
        "why.warm": "Rangi zenye joto zaidi, kwa sababu mazungumzo yako ya karibuni yalisikika mazito.",
        "why.adaptive": "Rangi zinazopunguza mwangaza jioni, kwa sababu mara nyingi unaongea usiku sana.",
        "why.balanced": "Rangi za kawaida, kwa sababu kwa sasa hakuna sababu ya rangi nyingine.",
        "why.theme.waits": "Tunabadilisha rangi pale tu sababu inapodumu. Ikiendelea, zitabadilika wakati ujao.",
        "why.theme.stays": "Sababu ya rangi nyingine imepita, kwa hiyo rangi zako zinabaki.",
        "why.theme.arrived": "Rangi tulizokuambia mara iliyopita sasa ziko hapa.",
        "why.mixing": "Unazungumza lugha zote mbili, kwa hiyo unapata msaada kwa zote mbili.",
        "why.mixing.not": "Sasa unazungumza zaidi lugha moja, kwa hiyo unapata msaada kwa lugha hiyo.",
        "why.language": "Tunaandika kwa lugha unayoongea zaidi.",
        "why.greeting.start": "Makaribisho rahisi, kwa sababu hivi karibuni kumekuwa na mazungumzo machache tu.",
        "why.greeting.steady": "Makaribisho yako ya kawaida.",
        "why.greeting.gentle": (
            "Makaribisho tulivu zaidi, kwa sababu mazungumzo ya karibuni yalisikika mazito au kukosa utulivu."
        ),
        "why.greeting.lighter": "Makaribisho ya furaha zaidi, kwa sababu siku hizi unasikika kuwa na nafuu zaidi.",
        "why.record": "Sasa kuna nafasi ya kuongea tena.",
        "why.welcome": "Makaribisho mahali unapoyaona.",
        "why.fine": "Kwa sababu “niko sawa” haielezi yote kila wakati, na si lazima ieleze.",
        "why.fine.not": "Kwa sasa inaonekana ujumbe huu hauhitajiki.",
        "why.timeline": "Kuna mazungumzo ya kutosha kukuonyesha siku zako.",
        "why.timeline.again": "Siku zako zimepata nafasi yake tena.",
        "why.timeline.small": "Tunaziweka siku zako nyuma kidogo wakati zinapanda na kushuka.",
        "why.few": "Yanahitajika mazungumzo mengine machache ili kuonyesha hili vizuri.",
        "why.observations": "Kuna jambo la kukuonyesha kutoka kwenye mazungumzo yako ya karibuni.",
        "why.observations.small": "Tunayaweka tuliyoyaona nyuma kidogo wakati siku zako zinapanda na kushuka.",
        "why.observations.again": "Tuliyoyaona yamepata nafasi yake tena.",
        "why.items.fewer": "Baadhi ya yaliyokuwa hapa hayaonekani tena katika mazungumzo yako ya karibuni.",
        "why.nothing": "Kwa sasa hakuna jipya la kuonyesha hapa.",
        "why.helps": "Kuna jambo ulilolitaja ambalo linaonekana kukufaa.",
        "why.helps.top": "Yanayoonekana kusaidia yanawekwa juu zaidi siku zinapokuwa nzito.",
        "why.helps.back": "Yanayoonekana kusaidia yamerudi mahali pake pa kawaida.",
        "why.resources": "Yamechaguliwa kufuatana na uliyoyazungumzia.",
        "why.resources.small": "Mambo ya kukufaa, wakati wowote unapoyahitaji.",
        "why.celebrate": "Kwa muda sasa umesikika kuwa na nafuu zaidi.",
        "why.celebrate.not": "Hii huonekana nyakati zenye nafuu.",
        "why.order": "Mpangilio unafuata yanayoweza kukufaa zaidi sasa.",
        "why.wording": "Kliniki yako imerekebisha maandishi yake.",
        "why.look": "Mwonekano wa programu umeboreshwa.",
        "why.pin": "Timu yako ya huduma imeuacha ukurasa wako kama ulivyo kwa sasa.",
        "why.unpin": "Ukurasa wako unabadilika tena kulingana nawe.",
        "why.back": "Timu yako ya huduma imerudisha ukurasa wa awali.",
    }
)
