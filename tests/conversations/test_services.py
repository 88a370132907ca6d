"""Someone looked at what could not be assessed, and it is known who."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conversations.models import Conversation
from conversations.services import UnknownSessionError, review_session
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.postgres.models import new_id
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, record

LATER = LATEST + timedelta(hours=2)


def unassessed(cast: Cast) -> Conversation:
    (outcome,) = record(cast.superuser, make_body(cast.person, messages=[], emotion=None))
    return Conversation.objects.get(id=outcome.session_id)


def test_review_names_who_and_when(cast: Cast) -> None:
    session = review_session(session_id=unassessed(cast).id, caller=cast.clinician, now=LATER)
    session.refresh_from_db()
    assert (session.reviewed_by, session.reviewed_at) == (cast.clinician, LATER)


def test_first_review_stays(cast: Cast) -> None:
    session = unassessed(cast)
    review_session(session_id=session.id, caller=cast.clinician, now=LATER)
    review_session(session_id=session.id, caller=cast.administrator, now=LATER + timedelta(days=1))
    session.refresh_from_db()
    assert (session.reviewed_by, session.reviewed_at) == (cast.clinician, LATER)


def test_id_of_the_reviewer_outlives_the_account(cast: Cast) -> None:
    session = review_session(session_id=unassessed(cast).id, caller=cast.clinician, now=LATER)
    reviewer_id = cast.clinician.id
    User.objects.filter(id=reviewer_id).delete()
    session.refresh_from_db()
    assert (session.reviewed_by, session.reviewed_by_uuid) == (None, reviewer_id)


def test_key_that_reviews_is_kept_by_its_id(cast: Cast) -> None:
    key = ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset())
    session = review_session(session_id=unassessed(cast).id, caller=key, now=LATER)
    session.refresh_from_db()
    assert (session.reviewed_by, session.reviewed_by_uuid) == (None, key.id)


@pytest.mark.parametrize("caller", ["outsider", "stranger"])
def test_session_one_may_not_see_is_unknown(cast: Cast, caller: str) -> None:
    with pytest.raises(UnknownSessionError):
        review_session(session_id=unassessed(cast).id, caller=getattr(cast, caller), now=LATER)
