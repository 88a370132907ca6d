"""One session over the API: as it was answered when it was recorded, with what is found in it today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from baselines.models import Deviation
from conversations.models import Conversation
from resona.analysis.answers import RecordedAnswer
from resona.analysis.receipts import answer_for
from resona.analysis.results import describe_findings
from resona.api.filters import read_parameters
from resona.api.lists import RECORDS_READ
from resona.api.renderers import write_json
from resona.api.views import ApiView
from resona.showing import show_and_no_more
from risk.models import CrisisEvent, Dissonance, RiskAssessment

# What an answer holds that is no finding, where none was kept: of sessions that came before answers were.
WITHOUT_ANSWER: dict[str, Any] = {"baselines": [], "warnings": [], "warning_count": 0}


class SessionDetail(ApiView):
    """One session with what is found in it today; warnings and baselines are those of its recording.

    The person's own app (token `rp_…`) reads its receipt.
    """

    read_scope = RECORDS_READ

    @extend_schema(responses=RecordedAnswer)
    def get(self, request: Request, **path: UUID) -> HttpResponse:
        read_parameters(request.GET, self.parameters())
        sessions = Conversation.objects.visible_to(request.user).filter(id=path["id"])
        session = sessions.values("id", "user_id", "not_assessed", "recorded_result").first()
        if session is None:
            raise Http404
        body = answer_for(request.user, write_json(_document(session)))
        show_and_no_more(request, [session["user_id"]], records=1)
        return HttpResponse(body, content_type="application/json")


def _document(session: Mapping[str, Any]) -> dict[str, Any]:
    of_session = {"session_id": session["id"], "is_current": True}
    recorded = session["recorded_result"] or {}
    recorded = orjson.loads(recorded) if isinstance(recorded, str) else recorded
    return {
        "session_id": session["id"],
        "user_id": session["user_id"],
        **{name: recorded.get(name, without) for name, without in WITHOUT_ANSWER.items()},
        **describe_findings(
            Deviation.objects.filter(**of_session).order_by("deviation_type").values(),
            Dissonance.objects.filter(**of_session).order_by().values().first(),
            RiskAssessment.objects.filter(**of_session).order_by().values().first(),
            CrisisEvent.objects.filter(conversation_id=session["id"]).order_by("created_at", "id").values().last(),
        ),
        "not_assessed": session["not_assessed"],
    }
