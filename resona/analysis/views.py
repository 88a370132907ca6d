"""Recording sessions over the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.utils.mediatypes import media_type_matches

from conversations.reading import read_session
from conversations.serializers import SessionInput
from conversations.values import Session
from resona.accounts.models import ApiKey
from resona.analysis.answers import BatchLineAnswer, RecordedAnswer
from resona.analysis.batches import record_stream
from resona.analysis.importing import LineReader
from resona.analysis.intake import may_import
from resona.analysis.kept_words import KEPT, keep_words
from resona.analysis.receipts import answer_for
from resona.analysis.recorded_bodies import (
    NO_PARTS,
    OtherRecordingParser,
    RecordingInput,
    RecordingParser,
    read_recording,
)
from resona.analysis.recordings import admit, hear, hear_later, without_sound
from resona.analysis.services import CREATED, REPEATED, record_sessions
from resona.analysis.session_bodies import (
    LENIENCE,
    NDJSON,
    NOT_LINES,
    LinesParser,
    OtherMediaParser,
    SessionParser,
)
from resona.analysis.waiting_sound import hear_again, leave_unheard
from resona.analysis.work import analysing, charging, hearing, keeping
from resona.api.bodies import open_body
from resona.api.lenient_json import Sent
from resona.api.preferences import handling_of, preferred_handling
from resona.api.streaming import begin
from resona.api.views import ApiView
from resona.api.work_limits import TooMuchAtOnceError
from resona.showing import show


class RecordingView(ApiView):
    """Records sessions for whoever may, handles faults as the client prefers, and says so in the answer."""

    write_scope = ApiKey.Scope.SESSIONS_WRITE

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if (handling := preferred_handling(request)) is not None:
            answer["Preference-Applied"] = f"handling={handling}"
        return answer

    def read(self, request: Request, sent: Sent, now: datetime) -> Session:
        """The session in a body."""
        return read_session(sent, now=now, handling=handling_of(request), may_import=may_import(request.user))

    def record(self, request: Request, session: Session, now: datetime) -> HttpResponse:
        """Records one session. Raises the error that it ends in."""
        (outcome,) = record_sessions([session], caller=request.user, now=now, handling=handling_of(request))
        if outcome.error is not None:
            raise outcome.error
        return _tell(request, session, outcome.body, outcome.status)


class SessionsView(RecordingView):
    """One session: recorded, analysed, answered with everything found.

    The words come first. 400 is only for a body that is not JSON, without a usable `id` or `user_id`, or in which
    nothing was said or heard; everything else is recorded as far as it goes, and told in `warnings`. With
    `Prefer: handling=strict` (RFC 7240) the same faults are 400 with every pointer, and nothing is stored: for whoever
    develops a client.

    The person's own app (token `rp_…`) is answered a receipt instead of the analysis, for repetitions too.

    Another body under the same `id` is 409 and recorded all the same, once however often it comes, under the id in
    `recorded_as`. A request may be repeated without fear.

    Whoever asks for more at once than is their share waits briefly, and then is answered 429 with Retry-After: what was
    said is kept and read within a minute, if the answer says so, and the same request is answered with what was found.
    """

    more_problems = (404, 409, 410)
    parser_classes = [SessionParser, OtherMediaParser]

    @extend_schema(
        parameters=LENIENCE,
        request={"application/json": SessionInput},
        responses={
            201: OpenApiResponse(RecordedAnswer, "Recorded and analysed"),
            200: OpenApiResponse(RecordedAnswer, "Recorded before: the analysis of then"),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        now = timezone.now()
        try:
            with analysing(request._request, request.user):
                return self.record(request, self.read(request, _sent_in(request), now), now)
        except TooMuchAtOnceError as refusal:
            if handling_of(request) == "strict":
                raise
            with keeping(request.user):
                session = self.read(request, _sent_in(request), now)
                if not keep_words(session, request.user, may_import=may_import(request.user)):
                    raise
            raise TooMuchAtOnceError(refusal.wait, KEPT) from None


class RecordingsView(RecordingView):
    """One session with the sound of it: measured in memory, recorded as if it had come with its features.

    A recording without a usable voice is recorded all the same, with `voice_unusable` among what was not assessed and
    the reasons as `problems` of its voice features. Of a person who does not consent to voice analysis nothing is
    measured. The sound itself is never stored or logged. A person sends one recording at a time, a system some: of one
    beyond that the words are recorded, as where others are being measured; of a second at that moment, nothing (429).

    The words are recorded whatever becomes of the sound. Sound that cannot be read, or is too large, leaves
    `voice_unusable`. While others are being measured the words are recorded at once, with `voice_waiting`: the same
    request again measures the sound and is answered anew. Only where nothing was said is faulty sound 400, and a place
    to wait for 503, with the time to come again in Retry-After. With `Prefer: handling=strict` both are, whatever was
    said.
    """

    more_problems = (404, 409, 410, 503)
    parser_classes = [RecordingParser, OtherRecordingParser]
    max_body_bytes = None

    @extend_schema(
        parameters=LENIENCE,
        request={RecordingParser.media_type: RecordingInput},
        responses={
            201: OpenApiResponse(RecordedAnswer, "Recorded and analysed"),
            200: OpenApiResponse(RecordedAnswer, "Recorded before: the analysis of then"),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        try:
            with hearing(request.user):
                return self._record_heard(request, hear, hear_again)
        except TooMuchAtOnceError:
            if handling_of(request) == "strict":
                raise
        with keeping(request.user):
            return self._record_heard(request, hear_later, leave_unheard)

    def _record_heard(
        self, request: Request, listen: Callable[..., Session], listen_again: Callable[..., bytes | None]
    ) -> HttpResponse:
        """Records what was said, and what is heard by `listen`; by `listen_again` of what was recorded without."""
        now, handling = timezone.now(), handling_of(request)
        parts: Any = request.data or NO_PARTS  # as its parser gives them, which is not asked where there is no body
        recording = read_recording(parts, now=now, handling=handling, may_import=may_import(request.user))
        admitted = admit(recording.session, request.user, handling=handling)
        if admitted.earlier is None:
            session = listen(recording, handling=handling) if admitted.may_measure else without_sound(recording.session)
            with charging(request.user):
                return self.record(request, session, now)
        body = admitted.earlier
        if admitted.is_waited_for and admitted.may_measure:
            body = listen_again(recording, now=now) or body
        return _tell(request, recording.session, body, REPEATED)


class BatchView(RecordingView):
    """Any number of sessions, one a line: a result line each, and a last one that says the answer is whole.

    Lines are recorded and answered while the rest is still being sent, so the sender should read as it sends. Each is
    read as a single session is, words first; `Prefer: handling=strict` counts for all of them. A line with an `id` that
    is taken by something else is 409 and recorded all the same, under `recorded_as`. Where the body breaks off, a last
    line that is 400 says so.
    """

    parser_classes = [LinesParser]
    max_body_bytes = None

    @extend_schema(
        parameters=LENIENCE,
        request={NDJSON: SessionInput},
        responses={(200, NDJSON): OpenApiResponse(BatchLineAnswer, "A line each")},
    )
    def post(self, request: Request) -> StreamingHttpResponse:
        handling = handling_of(request)
        is_said = media_type_matches(NDJSON, request.content_type or "")
        if not is_said and handling == "strict":
            raise UnsupportedMediaType(request.content_type or "")
        warnings = () if is_said else (NOT_LINES,)
        reader = LineReader(handling=handling, may_import=may_import(request.user), warnings=warnings)
        answers = record_stream(open_body(request._request), reader, request.user)
        return StreamingHttpResponse(begin(answers), content_type=NDJSON)


def _sent_in(request: Request) -> Sent:
    """The body as its parser gives it, which is not asked where there is none."""
    sent: object = request.data
    return sent if isinstance(sent, Sent) else Sent(value={})


def _tell(request: Request, session: Session, body: bytes | None, status: int) -> HttpResponse:
    """What is recorded the audit log tells; what was before is merely shown."""
    if status == REPEATED:
        show(request, [session.user_id])
    answer = HttpResponse(answer_for(request.user, body), content_type="application/json", status=status)
    if status == CREATED:
        answer["Location"] = request.build_absolute_uri(reverse("session", kwargs={"id": session.id}))
    return answer
