"""Sign-ins know their user and are forgotten once they have ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from resona.accounts.models import UserSession
from resona.accounts.sessions import forget_expired_sign_ins
from resona.analysis.tasks import forget_sign_ins

pytestmark = pytest.mark.django_db


def test_expired_sign_ins_are_deleted_and_others_stay() -> None:
    now = timezone.now()
    for name, hours in (("long ago", -24), ("just now", -1), ("still open", 1)):
        UserSession.objects.create(session_key=name, session_data="", expire_date=now + timedelta(hours=hours))
    assert forget_expired_sign_ins(now=now) == 2
    assert [session.session_key for session in UserSession.objects.all()] == ["still open"]


def test_the_hourly_job_forgets_them() -> None:
    UserSession.objects.create(session_key="a", session_data="", expire_date=timezone.now() - timedelta(hours=1))
    forget_sign_ins(timestamp=0)
    assert not UserSession.objects.exists()
