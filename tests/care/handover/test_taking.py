"""Who takes a handover is of the team: nobody else closes it, seen or unseen."""

from __future__ import annotations

import pytest

from resona.care.handover.handing import UnknownHandoverError, sign_handover, take_handover
from resona.care.models import Handover
from tests.admin.pages import page_url, sign_in
from tests.care.handover.test_handing import HOUR, NOW, begin, live
from tests.conftest import Cast


@pytest.fixture
def signed(cast: Cast) -> Handover:
    live(cast)
    handover = begin(cast)
    return sign_handover(handover_id=handover.id, caller=cast.clinician, now=NOW)


@pytest.mark.parametrize("who", ["outsider", "stranger"])
def test_nobody_of_elsewhere_takes_it_and_it_goes_on_waiting(cast: Cast, signed: Handover, who: str) -> None:
    with pytest.raises(UnknownHandoverError):
        take_handover(handover_id=signed.id, takings={}, caller=getattr(cast, who), now=NOW + HOUR)
    signed.refresh_from_db()
    assert signed.taken_at is None


def test_who_is_of_another_team_is_offered_nothing_to_press(cast: Cast, signed: Handover) -> None:
    client = sign_in(cast.outsider)
    page = client.get(page_url(signed)).content.decode()
    assert "Sign and take over" not in page
    assert client.post(f"{page_url(signed).removesuffix('change/')}take/").status_code == 404
