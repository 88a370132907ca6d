"""Recording sessions over the API."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from conversations.serializers import read_session
from resona.accounts.models import ApiKey
from resona.analysis.services import record_sessions
from resona.api.views import ApiView


class SessionsView(ApiView):
    """One session: recorded, analysed, answered with everything found."""

    write_scope = ApiKey.Scope.SESSIONS_WRITE

    def post(self, request: Request) -> HttpResponse:
        now = timezone.now()
        session = read_session(request.data, now=now)
        (outcome,) = record_sessions([session], caller=request.user, now=now)
        if outcome.error is not None:
            raise outcome.error
        return HttpResponse(outcome.body, content_type="application/json", status=outcome.status)
