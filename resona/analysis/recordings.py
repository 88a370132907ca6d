"""Sessions that come as sound: what was sent becomes a session with measured features, and the sound is forgotten.

The words are recorded whatever becomes of the sound: at once where others are being measured, and then a repetition of
the request measures it (resona.analysis.waiting_sound).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

import orjson
from rest_framework.exceptions import APIException

from conversations.sound.values import AudioError
from conversations.values import LEFT_OUT, WAITING, Session
from conversations.voice_mending import with_problem
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.analysis.intake import UnknownPersonError, UploadConflictError, find_earlier_results
from resona.analysis.recorded_bodies import AUDIO, DEVICE, Recording, has_words
from resona.api.preferences import Handling
from resona.compliance.holds import recording_refusal
from resona.errors import Fault, InputWarning, InvalidInputError, ResonaError
from resona.logs import log_unforeseen

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Recordings measured at once in one process: the longest takes several hundred MiB while it is, and a processor wholly.
MEASURED_AT_ONCE: Final = 1
MEASURING: Final = BoundedSemaphore(MEASURED_AT_ONCE)
# How long one without words waits for its turn, holding its body and a thread of the server, before its sender is asked
# to come again, and after how long: the longest recording takes about seven seconds.
WAIT_SECONDS = 5.0
RETRY_AFTER_SECONDS: Final = 10

VOICE_UNUSABLE, VOICE_WAITING = "voice_unusable", "voice_waiting"


class MeasuringBusyError(APIException):
    """Other recordings are being measured; this one can come again in a while."""

    status_code = 503
    default_detail = "Other recordings are being measured right now. Nothing was recorded. Try again."
    wait = RETRY_AFTER_SECONDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """What is to be done with a recording."""

    earlier: bytes | None  # the answer of then, if it was here before
    may_measure: bool  # the person consents to their voice being analysed

    @property
    def is_waited_for(self) -> bool:
        """Whether it was here before, and its sound was not measured for want of a place."""
        return self.earlier is not None and VOICE_WAITING in orjson.loads(self.earlier)["not_assessed"]


def admit(session: Session, caller: Caller, *, handling: Handling = "lenient") -> Admission:
    """Whether this recording was here before, and what may be done with it if it is new.

    Raises the error that recording it would end in. It locks nothing: recording it decides once more.
    """
    cared_for = User.objects.addressed_by(caller).people().filter(id=session.user_id)
    consents = cared_for.values_list("consents_given", flat=True).first()
    if consents is None:
        raise UnknownPersonError
    earlier = find_earlier_results([session], caller).get(session.id)
    if isinstance(earlier, ResonaError):
        _refuse_unless_recorded_elsewhere(earlier, session, caller, handling)
        earlier = None
    elif earlier is None and Purpose.RECORDING not in consents:
        raise recording_refusal(session.user_id)
    return Admission(earlier=earlier, may_measure=Purpose.VOICE_ANALYSIS in consents)


def hear(recording: Recording, *, handling: Handling = "lenient", is_recorded: bool = False) -> Session:
    """The session with the features of its sound or, where it has words, with the reason why there are none.

    Words that are not recorded yet wait for no place in measuring. Takes about a second of processor time for a minute
    and a half of sound: no transaction should be open. Raises MeasuringBusyError, and InvalidInputError for faulty
    sound, where there are no words or strictness was asked for.
    """
    session, sound = recording.session, recording.sound
    if sound is None:
        return _heard(session, {})
    may_go_on = has_words(session) and handling == "lenient"
    try:
        with _a_place(wait_seconds=0.0 if may_go_on and not is_recorded else WAIT_SECONDS):
            return _heard(session, _measure(sound))
    except MeasuringBusyError:
        if not may_go_on:
            raise
        return _waiting(session)
    except AudioError as error:
        if not may_go_on:
            raise InvalidInputError([Fault(pointer=f"/{AUDIO}", detail=str(error))]) from None
        return _unheard(session, str(error))
    except Exception as error:
        if not may_go_on:
            raise
        log_unforeseen(error)
        return _unheard(session, "could not be measured")


def hear_later(recording: Recording, *, handling: Handling = "lenient") -> Session:
    """The session as long as nobody has time for its sound. Raises MeasuringBusyError where it has no words."""
    if recording.sound is None:
        return _heard(recording.session, {})
    if not has_words(recording.session) or handling == "strict":
        raise MeasuringBusyError
    return _waiting(recording.session)


def without_sound(session: Session) -> Session:
    """The session with nothing measured of its sound."""
    return replace(session, voice_features=None)


@contextmanager
def _a_place(*, wait_seconds: float) -> Iterator[None]:
    """One of the places in measuring. Raises MeasuringBusyError."""
    if not MEASURING.acquire(timeout=wait_seconds):
        raise MeasuringBusyError
    try:
        yield
    finally:
        MEASURING.release()


def _refuse_unless_recorded_elsewhere(error: ResonaError, session: Session, caller: Caller, handling: Handling) -> None:
    """Raises the error, but of another body under a taken id only once that is recorded under an id of ours."""
    if not isinstance(error, UploadConflictError) or error.recorded_as is None or handling == "strict":
        raise error
    other = replace(session, id=error.recorded_as)
    if find_earlier_results([other], caller):
        raise error


def _heard(session: Session, features: dict[str, object]) -> Session:
    known = session.voice_features or {}
    measured = {**features, **({DEVICE: known[DEVICE]} if DEVICE in known else {})}
    if any(warning.code == VOICE_UNUSABLE for warning in session.warnings):
        measured = with_problem(measured, LEFT_OUT)
    return replace(session, voice_features=measured or None)


def _unheard(session: Session, fault: str) -> Session:
    """The session without features of its sound, which cannot be measured."""
    warning = InputWarning(pointer=f"/{AUDIO}", code=VOICE_UNUSABLE, detail=fault)
    return _heard(replace(session, warnings=(*session.warnings, warning)), {})


def _waiting(session: Session) -> Session:
    """The session without features of its sound, which is still to be measured."""
    warning = InputWarning(pointer=f"/{AUDIO}", code=VOICE_WAITING, detail="is not measured yet")
    waiting = _heard(replace(session, warnings=(*session.warnings, warning)), {})
    return replace(waiting, voice_features=with_problem(waiting.voice_features, WAITING))


def _measure(data: bytes) -> dict[str, object]:
    # Not above: signal processing is a fifth of what every process would load, and few ever measure sound.
    from conversations.sound.measuring import measure_sound

    return measure_sound(data).as_voice_features()
