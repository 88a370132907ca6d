"""What the demo's people were asked, in their language, and what they answered when they registered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from resona.accounts.models import Clinic, User
from resona.accounts.purposes import Purpose
from resona.compliance.consent import Channel, give_consent
from resona.compliance.models import ConsentText

VERSION: Final = "demo-1"

TEXTS: Final[Mapping[str, Mapping[Purpose, str]]] = {
    "en": {
        Purpose.RECORDING: (
            "I agree that what I say in the app is kept, and read by a computer for signs that I may be in danger. "
            "I can take this back at any time; then nothing more is recorded."
        ),
        Purpose.VOICE_ANALYSIS: (
            "I agree that how my voice sounds is measured and compared with how it usually sounds. The sound itself is "
            "not kept. Numbers about the voices of everybody here, in which nobody can be found again, help to judge "
            "the first sessions of others."
        ),
        Purpose.PERSONALISATION: "I agree that the app changes how it looks, and what it offers, to suit how I am.",
        Purpose.CARE_TEAM_SHARING: (
            "I agree that my care team reads what was found in my sessions. If I do not, they see it only while "
            "somebody must help me in a crisis."
        ),
        Purpose.RESEARCH: "I agree that others learn from my sessions, without my name, beyond my own care.",
        Purpose.CRISIS_CONTACT: "I agree that the clinic may call me or write to me if it seems that I am in danger.",
    },
    "sw": {
        Purpose.RECORDING: (
            "Nakubali kwamba ninayosema kwenye programu yahifadhiwe, na yasomwe na kompyuta kutafuta dalili za hatari. "
            "Naweza kuondoa ridhaa hii wakati wowote; baada ya hapo hakuna kitakachorekodiwa."
        ),
        Purpose.VOICE_ANALYSIS: (
            "Nakubali kwamba sauti yangu ipimwe na ilinganishwe na ilivyo kawaida. Sauti yenyewe haihifadhiwi. Takwimu "
            "za sauti za watu wote hapa, zisizomtambulisha mtu, husaidia kuelewa vikao vya kwanza vya wengine."
        ),
        Purpose.PERSONALISATION: "Nakubali kwamba programu ibadilike kulingana na hali yangu.",
        Purpose.CARE_TEAM_SHARING: (
            "Nakubali kwamba timu inayonihudumia isome yaliyopatikana katika vikao vyangu. Nisipokubali, watayaona "
            "wakati wa dharura tu."
        ),
        Purpose.RESEARCH: "Nakubali kwamba wengine wajifunze kutokana na vikao vyangu, bila jina langu.",
        Purpose.CRISIS_CONTACT: "Nakubali kwamba kliniki inipigie simu au iniandikie ikionekana niko hatarini.",
    },
}
# Nobody in the demo was asked for research.
GIVEN: Final = tuple(purpose for purpose in Purpose if purpose is not Purpose.RESEARCH)


def enter_texts(clinic: Clinic) -> None:
    """What people of this clinic are asked."""
    ConsentText.objects.bulk_create(
        ConsentText(clinic=clinic, purpose=purpose, language=language, version=VERSION, text=text)
        for language, texts in TEXTS.items()
        for purpose, text in texts.items()
    )


def consent(person: User, *, at: datetime) -> None:
    """The person agrees to all they are asked."""
    for purpose in GIVEN:
        give_consent(user_id=person.id, purpose=purpose, version=VERSION, channel=Channel.APP, caller=person, now=at)
