"""The cast of the demo: clinics, staff, care teams, and the people in care with their courses; all invented. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from resona.demo import english_despair as despair
from resona.demo.courses import Moment, Schedule, Stage
from resona.demo.dialogue import Bank, Mood
from resona.demo.english import ENGLISH
from resona.demo.swahili import SWAHILI
from resona.demo.voice import HIGH_VOICE, LOW_VOICE, Feeling, VoiceNormal

DEMO_CLINIC: Final = "Demo clinic"
SECOND_CLINIC: Final = "Demo clinic by the coast"
CLINIC_NAMES: Final = (DEMO_CLINIC, SECOND_CLINIC)
TIMEZONE: Final = "Africa/Nairobi"
COUNTRY: Final = "KE"
NORTH_TEAM: Final = "North team"
SOUTH_TEAM: Final = "South team"
COAST_TEAM: Final = "Coast team"

MicrophoneFault = Literal["missing", "unusable"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffMember:
    """Someone who signs in."""

    email: str
    name: str
    role: Literal["clinician", "administrator"]
    clinic: str
    team: str | None  # administrators see their whole clinic


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a crisis event, in a clinician's words."""

    resolution: Literal["confirmed", "false_alarm", "transferred", "other"]
    note: str
    first_note: str = "Seen, I am calling."  # on acknowledging


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftReset:
    """When a clinician reset a confirmed alarm of gradual decline, and why."""

    days_ago: float
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Someone in care, and how the last months were for them."""

    number: int  # seeds what is random about them
    name: str
    story: str  # what their course shows
    language: str
    bank: Bank
    details: Mapping[str, str]  # {work}, {friend} and {family} of the exchanges
    voice: VoiceNormal
    schedule: Schedule
    course: tuple[Stage, ...]
    clinic: str = DEMO_CLINIC
    team: str | None = NORTH_TEAM
    moments: tuple[Moment, ...] = ()
    types_words: bool = True  # False: the app keeps the voice only
    microphone_faults: Mapping[int, MicrophoneFault] = field(default_factory=dict)  # from so many days ago on
    earlier: Schedule | None = None  # sessions kept elsewhere, which arrive only now
    earlier_moments: tuple[Moment, ...] = ()
    reviewed_until_days_ago: float = 2.0  # findings before that have been seen to by their clinicians
    asked_for_help_days_ago: float | None = None  # by the button in their app
    drift_reset: DriftReset | None = None
    has_care_work: bool = False  # follow-ups, notes and a decision that is not everybody's
    outcome: Outcome = Outcome(
        resolution="confirmed", note="Spoke on the phone. Visit tomorrow, safety plan gone through."
    )


STAFF: Final = (
    StaffMember(
        email="wairimu.admin@demo.example", name="Wairimu Kamau", role="administrator", clinic=DEMO_CLINIC, team=None
    ),
    StaffMember(email="otieno@demo.example", name="Otieno Ouma", role="clinician", clinic=DEMO_CLINIC, team=NORTH_TEAM),
    StaffMember(email="njeri@demo.example", name="Njeri Mwangi", role="clinician", clinic=DEMO_CLINIC, team=NORTH_TEAM),
    StaffMember(
        email="mutiso@demo.example", name="Mutiso Kioko", role="clinician", clinic=DEMO_CLINIC, team=SOUTH_TEAM
    ),
    StaffMember(
        email="salma@coast.demo.example", name="Salma Ali", role="clinician", clinic=SECOND_CLINIC, team=COAST_TEAM
    ),
)

_WELL = {Mood.GOOD: 0.45, Mood.ORDINARY: 0.5, Mood.LOW: 0.05}
_UP_AND_DOWN = {Mood.GOOD: 0.25, Mood.ORDINARY: 0.5, Mood.LOW: 0.15, Mood.ANXIOUS: 0.1}
_DOWN = {Mood.ORDINARY: 0.3, Mood.LOW: 0.6, Mood.ANXIOUS: 0.1}
_AT_EASE = Feeling(distress=0.03, ease=0.55)
_PLAIN = Feeling(distress=0.06, ease=0.35)


def _stage(days_ago: float, feeling: Feeling, words: Mapping[Mood, float]) -> Stage:
    return Stage(days_ago=days_ago, feeling=feeling, words=words)


_STEADY: Final = Person(
    number=1,
    name="Grace Wanjiru",
    story="steady: ordinary variation",
    language="en",
    bank=ENGLISH,
    details={"work": "the school", "friend": "Akinyi", "family": "my sister"},
    voice=replace(HIGH_VOICE, pitch_hz=205, energy_db=66, rate_sps=4.4, pause_ratio=0.22, variation=0.85),
    schedule=Schedule(from_days_ago=152, until_days_ago=1, every_days=2.6, hour=19.5),
    course=(_stage(152, _AT_EASE, _WELL),),
)

_LIVELY: Final = Person(
    number=2,
    name="Daniel Otieno",
    story="lively: wide variation that is ordinary for him",
    language="en",
    bank=ENGLISH,
    details={"work": "the garage", "friend": "Musa", "family": "my brother"},
    voice=replace(LOW_VOICE, pitch_hz=122, energy_db=69, rate_sps=4.9, pause_ratio=0.17, variation=1.5),
    schedule=Schedule(from_days_ago=140, until_days_ago=2, every_days=3.4, hour=23.0),
    course=(_stage(140, Feeling(distress=0.08, agitation=0.05, ease=0.5), _UP_AND_DOWN),),
    team=SOUTH_TEAM,
    moments=(Moment(days_ago=33.4, feeling=Feeling(ease=0.7), exchanges=(despair.ON_A_LADDER,)),),
    outcome=Outcome(
        resolution="false_alarm",
        note="Slipped on a ladder at work, nothing happened. He laughed about it; no thoughts of harm.",
    ),
)

_DECLINE: Final = Person(
    number=3,
    name="Peter Kamau",
    story="slow decline: slower, flatter, more pauses, words without hope",
    language="en",
    bank=ENGLISH,
    details={"work": "the bank", "friend": "Njoroge", "family": "my wife"},
    voice=replace(LOW_VOICE, pitch_hz=118, energy_db=65, rate_sps=4.5, pause_ratio=0.2, variation=0.85),
    schedule=Schedule(from_days_ago=150, until_days_ago=1, every_days=2.5, hour=20.0),
    course=(
        _stage(150, _PLAIN, _UP_AND_DOWN),
        _stage(60, Feeling(distress=0.1, ease=0.3), {Mood.ORDINARY: 0.6, Mood.LOW: 0.3, Mood.GOOD: 0.1}),
        _stage(30, Feeling(distress=0.3, ease=0.2), _DOWN),
        _stage(12, Feeling(distress=0.7, ease=0.1), {Mood.LOW: 0.75, Mood.HOPELESS: 0.25}),
        _stage(0, Feeling(distress=0.97, ease=0.0), {Mood.LOW: 0.35, Mood.HOPELESS: 0.55, Mood.GIVING_UP: 0.1}),
    ),
    reviewed_until_days_ago=4.0,
)

_CONCEALMENT: Final = Person(
    number=4,
    name="Mercy Achieng",
    story="concealment: cheerful words over a voice in distress, more and more",
    language="en",
    bank=ENGLISH,
    details={"work": "the salon", "friend": "Wambui", "family": "my mother"},
    voice=replace(HIGH_VOICE, pitch_hz=218, energy_db=67, rate_sps=4.7, pause_ratio=0.18, variation=0.9),
    schedule=Schedule(from_days_ago=146, until_days_ago=1, every_days=2.9, hour=20.8),
    course=(
        _stage(146, Feeling(distress=0.05, ease=0.45), _WELL),
        _stage(60, Feeling(distress=0.08, ease=0.4), {Mood.GOOD: 0.4, Mood.ORDINARY: 0.5, Mood.MASKING: 0.1}),
        _stage(28, Feeling(distress=0.1, ease=0.4), {Mood.GOOD: 0.2, Mood.ORDINARY: 0.2, Mood.MASKING: 0.6}),
        _stage(13, Feeling(distress=0.12, ease=0.3), {Mood.GOOD: 0.2, Mood.MASKING: 0.8}),
        _stage(10, Feeling(distress=0.6, ease=0.1), {Mood.MASKING: 1.0}),
        _stage(0, Feeling(distress=0.7, ease=0.0), {Mood.MASKING: 1.0}),
    ),
    reviewed_until_days_ago=6.0,
    has_care_work=True,
)

_RECOVERY: Final = Person(
    number=5,
    name="Samuel Kiptoo",
    story="crisis and recovery: an event some weeks ago, resolved, and lighter from week to week since",
    language="en",
    bank=ENGLISH,
    details={"work": "the farm", "friend": "Chebet", "family": "my sister"},
    voice=replace(LOW_VOICE, pitch_hz=111, energy_db=64, rate_sps=4.0, pause_ratio=0.25, variation=0.9),
    schedule=Schedule(from_days_ago=148, until_days_ago=1, every_days=2.8, hour=18.5),
    course=(
        _stage(148, _PLAIN, _UP_AND_DOWN),
        _stage(75, Feeling(distress=0.2, ease=0.2), _DOWN),
        _stage(45, Feeling(distress=0.8, ease=0.0), {Mood.LOW: 0.6, Mood.HOPELESS: 0.4}),
        _stage(40, Feeling(distress=0.7, ease=0.05), {Mood.LOW: 0.7, Mood.RECOVERING: 0.3}),
        _stage(20, Feeling(distress=0.35, ease=0.15), {Mood.LOW: 0.15, Mood.RECOVERING: 0.7, Mood.ORDINARY: 0.15}),
        _stage(0, _AT_EASE, {Mood.GOOD: 0.4, Mood.RECOVERING: 0.3, Mood.ORDINARY: 0.3}),
    ),
    moments=(
        Moment(
            days_ago=43.3,
            feeling=Feeling(distress=0.75, agitation=0.25, ease=0.0),
            exchanges=(despair.LEADING_UP, despair.CRISIS, despair.AFTER_CRISIS),
        ),
    ),
    outcome=Outcome(
        resolution="confirmed",
        first_note="Called at once, his sister is with him.",
        note="Seen the same evening. Safety plan made with him and his sister, daily calls for two weeks.",
    ),
    drift_reset=DriftReset(
        days_ago=16.0, reason="The decline before the crisis of that night; he is getting well again."
    ),
)

_CRISIS: Final = Person(
    number=6,
    name="Faith Nyambura",
    story="crisis: this morning, a request for help after it, and nobody has answered yet",
    language="en",
    bank=ENGLISH,
    details={"work": "the hotel", "friend": "Njeri", "family": "my aunt"},
    voice=replace(HIGH_VOICE, pitch_hz=211, energy_db=65, rate_sps=4.3, pause_ratio=0.21),
    schedule=Schedule(from_days_ago=120, until_days_ago=2, every_days=3.0, hour=23.2),
    course=(
        _stage(120, _PLAIN, _UP_AND_DOWN),
        _stage(5, _PLAIN, _UP_AND_DOWN),
        _stage(1, Feeling(distress=0.4, agitation=0.35, ease=0.0), {Mood.LOW: 0.5, Mood.ANXIOUS: 0.5}),
    ),
    moments=(
        Moment(
            days_ago=0.12,
            feeling=Feeling(distress=0.45, agitation=0.55, ease=0.0),
            exchanges=(despair.LEADING_UP, despair.CRISIS_TONIGHT),
        ),
    ),
    asked_for_help_days_ago=0.06,
    has_care_work=True,
)

_NEW: Final = Person(
    number=7,
    name="Joseph Mwangi",
    story="new: two sessions, his normal is still being learned",
    language="en",
    bank=ENGLISH,
    details={"work": "the workshop", "friend": "Kariuki", "family": "my father"},
    voice=replace(LOW_VOICE, pitch_hz=129, energy_db=67, rate_sps=4.6, pause_ratio=0.19),
    schedule=Schedule(from_days_ago=5, until_days_ago=2, every_days=2.4, hour=17.5),
    course=(_stage(4, _PLAIN, {Mood.ORDINARY: 0.7, Mood.ANXIOUS: 0.3}),),
    team=SOUTH_TEAM,
)

_SWAHILI: Final = Person(
    number=8,
    name="Halima Juma",
    story="Swahili and English mixed: the words cannot be weighed yet, the voice can, and it is heavy most days",
    language="sw",
    bank=SWAHILI,
    details={"work": "kazini", "friend": "Zuhura", "family": "dada yangu"},
    voice=replace(HIGH_VOICE, pitch_hz=198, energy_db=66, rate_sps=5.0, pause_ratio=0.17),
    schedule=Schedule(from_days_ago=130, until_days_ago=1, every_days=3.2, hour=20.5),
    course=(_stage(130, Feeling(distress=0.62, ease=0.1), _DOWN),),
    team=SOUTH_TEAM,
    reviewed_until_days_ago=1.5,
)

_SILENT: Final = Person(
    number=9,
    name="Brian Odhiambo",
    story="silent: voice only, then the contact fades",
    language="en",
    bank=ENGLISH,
    details={"work": "the port", "friend": "Juma", "family": "my uncle"},
    voice=replace(LOW_VOICE, pitch_hz=104, energy_db=62, rate_sps=3.9, pause_ratio=0.29),
    schedule=Schedule(from_days_ago=145, until_days_ago=31, every_days=3.6, hour=23.0),
    course=(
        _stage(145, _PLAIN, _UP_AND_DOWN),
        _stage(37, _PLAIN, _UP_AND_DOWN),
        _stage(31, Feeling(distress=0.7, ease=0.0), _DOWN),
    ),
    types_words=False,
    reviewed_until_days_ago=20.0,
)

_UNASSIGNED: Final = Person(
    number=10,
    name="Esther Chebet",
    story="no care team: nobody is responsible",
    language="en",
    bank=ENGLISH,
    details={"work": "the market", "friend": "Jelagat", "family": "my daughter"},
    voice=replace(HIGH_VOICE, pitch_hz=192, energy_db=64, rate_sps=4.1, pause_ratio=0.24),
    schedule=Schedule(from_days_ago=95, until_days_ago=1, every_days=3.0, hour=18.0),
    course=(
        _stage(95, _AT_EASE, _UP_AND_DOWN),
        _stage(9, Feeling(distress=0.08, ease=0.35), _UP_AND_DOWN),
        _stage(6, Feeling(distress=0.4, ease=0.15), {Mood.LOW: 0.6, Mood.HOPELESS: 0.4}),
        _stage(0, Feeling(distress=0.6, ease=0.05), {Mood.LOW: 0.3, Mood.HOPELESS: 0.35, Mood.GIVING_UP: 0.35}),
    ),
    team=None,
    reviewed_until_days_ago=9.0,
)

_UNHEARD: Final = Person(
    number=11,
    name="Kevin Mutua",
    story="a broken microphone: the voice is missing or cannot be used, and that is said",
    language="en",
    bank=ENGLISH,
    details={"work": "the office", "friend": "Ndinda", "family": "my mother"},
    voice=replace(LOW_VOICE, pitch_hz=126, energy_db=66, rate_sps=4.4, pause_ratio=0.2),
    schedule=Schedule(from_days_ago=125, until_days_ago=1, every_days=2.9, hour=19.0),
    course=(_stage(125, _AT_EASE, _UP_AND_DOWN),),
    team=SOUTH_TEAM,
    microphone_faults={12: "missing", 5: "unusable"},
    reviewed_until_days_ago=4.0,
)

_HISTORY: Final = Person(
    number=12,
    name="Ruth Adhiambo",
    story="sessions of an earlier app arrive late: a group of their own",
    language="en",
    bank=ENGLISH,
    details={"work": "the nursery", "friend": "Atieno", "family": "my cousin"},
    voice=replace(HIGH_VOICE, pitch_hz=224, energy_db=67, rate_sps=4.6, pause_ratio=0.19),
    schedule=Schedule(from_days_ago=110, until_days_ago=3, every_days=3.3, hour=16.5),
    course=(
        _stage(260, Feeling(distress=0.6, ease=0.1), _DOWN),
        _stage(180, Feeling(distress=0.4, ease=0.2), _DOWN),
        _stage(110, _PLAIN, _WELL),
        _stage(0, _AT_EASE, _WELL),
    ),
    earlier=Schedule(from_days_ago=236, until_days_ago=190, every_days=8.0, hour=16.5),
    earlier_moments=(
        Moment(days_ago=212.2, feeling=Feeling(distress=0.85, ease=0.0), exchanges=(despair.EARLIER_LOSS,)),
    ),
)

_ELSEWHERE: Final = Person(
    number=13,
    name="Ali Hassan",
    story="another clinic: not seen by anyone of the first",
    language="en",
    bank=ENGLISH,
    details={"work": "the harbour", "friend": "Omar", "family": "my wife"},
    voice=replace(LOW_VOICE, pitch_hz=115, energy_db=65, rate_sps=4.2, pause_ratio=0.22),
    schedule=Schedule(from_days_ago=60, until_days_ago=1, every_days=4.0, hour=20.0),
    course=(
        _stage(60, _AT_EASE, _UP_AND_DOWN),
        _stage(0, Feeling(distress=0.3, ease=0.2), {Mood.LOW: 0.5, Mood.ANXIOUS: 0.3, Mood.ORDINARY: 0.2}),
    ),
    clinic=SECOND_CLINIC,
    team=COAST_TEAM,
)

PEOPLE: Final = (
    _STEADY,
    _LIVELY,
    _DECLINE,
    _CONCEALMENT,
    _RECOVERY,
    _CRISIS,
    _NEW,
    _SWAHILI,
    _SILENT,
    _UNASSIGNED,
    _UNHEARD,
    _HISTORY,
    _ELSEWHERE,
)
