"""Where sessions are recorded."""

from __future__ import annotations

from django.urls import path

from resona.analysis.session_detail import SessionDetail
from resona.analysis.views import BatchView, RecordingsView, SessionsView

urlpatterns = [
    path("sessions/", SessionsView.as_view(), name="sessions"),
    path("sessions/<uuid:id>/", SessionDetail.as_view(), name="session"),
    path("sessions/audio/", RecordingsView.as_view(), name="sessions-audio"),
    path("sessions/batch/", BatchView.as_view(), name="sessions-batch"),
]
