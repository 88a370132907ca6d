"""Asking for help, and answering the safety check: what raises a crisis event at once, and is never refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from interfaces.asking_for_help import MAX_WORDS, Sent, SourceKind, ask_for_help, read_sent
from interfaces.crisis_help import what_follows
from interfaces.safety import ANSWERS
from resona.accounts.models import ApiKey, User
from resona.api.any_body import AnyBodyParser, read_whatever
from resona.api.locations import created
from resona.api.schema import CrisisLine
from resona.api.views import ApiView
from risk.policy import RiskLevel


class HelpRequestBody(serializers.Serializer[Any]):
    """Nothing of it is needed, and whatever else is sent is taken too."""

    id = serializers.CharField(
        required=False, help_text="The app's own, one a press; sent again while its event is open, it raises no other"
    )
    words = serializers.CharField(
        required=False, allow_blank=True, help_text=f"What they write, up to {MAX_WORDS} characters; kept encrypted"
    )


class SafetyCheckBody(HelpRequestBody):
    """The answer by its key. One that cannot be read is taken for the gravest."""

    answer = serializers.ChoiceField(choices=list(ANSWERS), required=False)


class HelpAnswer(serializers.Serializer[Any]):
    """What the person is told: first where to turn, then what happens now and what does not, in the clinic's words."""

    help = CrisisLine(many=True, help_text="Crisis lines, in the person's language")
    happens_next = serializers.CharField(allow_null=True, help_text="null: nobody was told")
    does_not_happen = serializers.CharField(allow_null=True)


class _CryView(ApiView):
    """Takes what a person sends, however it is sent, however often."""

    write_scope = ApiKey.Scope.SESSIONS_WRITE
    throttle_classes = ()
    parser_classes = (AnyBodyParser,)
    max_body_bytes = None
    more_problems = (404,)

    def answer(self, request: Request, person_id: UUID, kind: SourceKind) -> Response:
        if not User.objects.known_to(request.user).people().filter(id=person_id).exists():
            raise Http404
        sent = read_sent(read_whatever(request._request))
        level = self.level_of(sent)
        if level is None:
            return Response(what_follows(person_id, is_raised=False), status=200)
        event_id = ask_for_help(person_id=person_id, kind=kind, level=level, sent=sent, now=timezone.now())
        told = what_follows(person_id)
        return Response(told) if event_id is None else created(request, told, "crisis-event", id=event_id)

    def level_of(self, sent: Sent) -> RiskLevel | None:
        raise NotImplementedError


_ANSWERS = {
    201: OpenApiResponse(HelpAnswer, "Raised: staff are told"),
    200: OpenApiResponse(HelpAnswer, "Asked before, or nothing to raise"),
}


class HelpRequests(_CryView):
    """“I need help now”: raises a crisis event at once, whatever the person consents to and whatever is restricted.

    Nothing is refused for its form: an empty body, a body that is no JSON and one of any media type are taken, and what
    is not understood is kept as words. No limit of requests counts here.
    """

    @extend_schema(request={"application/json": HelpRequestBody}, responses=_ANSWERS)
    def post(self, request: Request, **path: UUID) -> Response:
        return self.answer(request, path["id"], SourceKind.HELP_REQUEST)

    def level_of(self, sent: Sent) -> RiskLevel | None:
        return "critical"


class SafetyChecks(_CryView):
    """The answer to “Are you safe right now?”: one that says no, or that they are not sure, raises a crisis event.

    Taken as a request for help is. Of “I am safe” nothing is kept, and nobody is told.
    """

    @extend_schema(request={"application/json": SafetyCheckBody}, responses=_ANSWERS)
    def post(self, request: Request, **path: UUID) -> Response:
        return self.answer(request, path["id"], SourceKind.SAFETY_CHECK)

    def level_of(self, sent: Sent) -> RiskLevel | None:
        return sent.level
