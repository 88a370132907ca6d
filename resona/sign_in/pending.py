"""Between password and second factor: what the browser's session holds of a sign-in that is not one yet.

The session names no user in the meantime, so nothing that asks who is signed in can be mistaken.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from resona.accounts.models import User
from resona.sign_in.second_factor import Enrolment

LASTS_SECONDS = 10 * 60  # time to find the telephone, and to set an app up
MAX_WRONG_CODES = 5  # then the password is asked for again
_KEY = "sign_in_pending"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pending:
    """A password was right."""

    user: User
    next_url: str


def begin(request: HttpRequest, user: User, *, next_url: str, now: datetime) -> None:
    """The password was right: under a new session key, with nothing of what the session held before."""
    request.session.flush()
    request.session[_KEY] = {
        "user": str(user.pk),
        "password": user.get_session_auth_hash(),
        "next": next_url,
        "until": now.timestamp() + LASTS_SECONDS,
        "wrong": 0,
    }


def read(request: HttpRequest, *, now: datetime) -> Pending | None:
    """The sign-in that waits for its second factor; None if there is none, or no longer."""
    kept = request.session.get(_KEY)
    if kept is None or now.timestamp() > kept["until"] or kept["wrong"] >= MAX_WRONG_CODES:
        return None
    user = User.objects.filter(pk=UUID(kept["user"]), is_active=True).first()
    if user is None or not constant_time_compare(kept["password"], user.get_session_auth_hash()):
        return None
    return Pending(user=user, next_url=kept["next"])


def count_wrong_code(request: HttpRequest) -> None:
    _change(request, wrong=request.session[_KEY]["wrong"] + 1)


def keep_enrolment(request: HttpRequest, enrolment: Enrolment) -> None:
    """Sealed: who reads the sessions' table learns nothing."""
    _change(request, device=str(enrolment.device_id), sealed=base64.urlsafe_b64encode(enrolment.sealed).decode())


def kept_enrolment(request: HttpRequest) -> Enrolment | None:
    kept = request.session[_KEY]
    if "device" not in kept:
        return None
    return Enrolment(device_id=UUID(kept["device"]), sealed=base64.urlsafe_b64decode(kept["sealed"]))


def end(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def _change(request: HttpRequest, **changed: Any) -> None:
    request.session[_KEY] = {**request.session[_KEY], **changed}
