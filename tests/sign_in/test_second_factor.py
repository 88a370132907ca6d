"""Second factors: taken once each, kept so that a stolen database opens nothing, and taken away with the sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from resona.accounts.models import UserSession
from resona.encryption.sealing import SealedValueError
from resona.sign_in.models import RecoveryCode, TotpDevice
from resona.sign_in.recovery_codes import CODES
from resona.sign_in.second_factor import (
    KEPT_STEPS,
    AlreadyEnrolledError,
    begin_enrolment,
    enrol,
    has_second_factor,
    remove_second_factor,
    take_factor,
)
from resona.sign_in.totp import STEP_SECONDS, code_at
from tests.admin.pages import sign_in
from tests.conftest import Cast
from tests.sign_in.conftest import SECRET, Enrolled, steps_around

NOW = timezone.now()


def test_each_code_opens_once(enrolled: Enrolled) -> None:
    user_id = enrolled.user.pk
    before, code, after = (code_at(SECRET, NOW.timestamp() + steps * STEP_SECONDS) for steps in (-1, 0, 1))

    assert take_factor(user_id, code, now=NOW) == "totp"
    assert take_factor(user_id, code, now=NOW) is None
    assert take_factor(user_id, after, now=NOW) == "totp"
    assert take_factor(user_id, before, now=NOW) == "totp"
    assert [take_factor(user_id, used, now=NOW) for used in (before, code, after)] == [None] * 3


def test_codes_open_at_once_after_a_clock_was_put_right_and_those_used_never_again(enrolled: Enrolled) -> None:
    user_id, ahead = enrolled.user.pk, NOW + timedelta(hours=2)
    seen = code_at(SECRET, ahead.timestamp())
    assert take_factor(user_id, seen, now=ahead) == "totp"

    assert take_factor(user_id, code_at(SECRET, NOW.timestamp()), now=NOW) == "totp"
    assert take_factor(user_id, seen, now=ahead) is None  # two hours later somebody tries what they saw then
    assert take_factor(user_id, code_at(SECRET, NOW.timestamp()), now=NOW) is None  # the clock goes back once more


def test_an_account_remembers_its_latest_steps_and_no_more(enrolled: Enrolled) -> None:
    moments = [NOW + steps * timedelta(seconds=STEP_SECONDS) for steps in range(KEPT_STEPS + 2)]
    for moment in moments:
        assert take_factor(enrolled.user.pk, code_at(SECRET, moment.timestamp()), now=moment) == "totp"
    used = [int(moment.timestamp() // STEP_SECONDS) for moment in moments]
    assert TotpDevice.objects.get(user=enrolled.user).used_steps == used[: -KEPT_STEPS - 1 : -1]


@pytest.mark.parametrize("zero", ["0", "\u0660", "\u06f0", "\u0966", "\uff10", "\u1040", "\U0001d7ce"])
@pytest.mark.parametrize("written", ["{}{}", " {} {} ", "{}-{}", "{}\u2013{}", "{}\u00a0{}", "\u200f{}\u3000{}\u200e"])
def test_a_code_is_read_in_any_script_with_spaces_and_dashes(enrolled: Enrolled, zero: str, written: str) -> None:
    code = "".join(chr(ord(zero) + int(digit)) for digit in code_at(SECRET, NOW.timestamp()))

    assert take_factor(enrolled.user.pk, written.format(code[:3], code[3:]), now=NOW) == "totp"


def test_a_code_of_yesterday_or_tomorrow_opens_nothing(enrolled: Enrolled) -> None:
    for days in (-1, 1):
        code = code_at(SECRET, (NOW + timedelta(days=days)).timestamp())
        assert take_factor(enrolled.user.pk, code, now=NOW) is None


def test_a_recovery_code_opens_once_however_it_is_written(enrolled: Enrolled) -> None:
    first, second, *_ = enrolled.recovery_codes

    assert take_factor(enrolled.user.pk, first, now=NOW) == "recovery_code"
    assert take_factor(enrolled.user.pk, first, now=NOW) is None
    assert take_factor(enrolled.user.pk, second.lower().replace("-", " "), now=NOW) == "recovery_code"
    assert RecoveryCode.objects.filter(used_at=None).count() == CODES - 2


def test_nobodys_code_opens_another_account(cast: Cast, enrolled: Enrolled) -> None:
    enrol(cast.outsider, begin_enrolment(), step=0)

    for text in (enrolled.recovery_codes[0], enrolled.code()):
        assert take_factor(cast.outsider.pk, text, now=NOW) is None
        assert take_factor(cast.administrator.pk, text, now=NOW) is None
    assert RecoveryCode.objects.filter(user=enrolled.user, used_at=None).count() == CODES


@pytest.mark.parametrize("text", ["", "000000 ", "0" * 1000, "AAAA-AAAA-AAAA-AAAA", "\0" * 6, "١٢٣٤٥٦", "ABCD-EFGH"])
def test_what_is_no_code_opens_nothing(enrolled: Enrolled, text: str) -> None:
    TotpDevice.objects.update(used_steps=steps_around(NOW))  # so that no code opens by chance

    assert take_factor(enrolled.user.pk, text, now=NOW) is None


def test_a_second_enrolment_is_refused_and_changes_nothing(enrolled: Enrolled) -> None:
    with pytest.raises(AlreadyEnrolledError):
        enrol(enrolled.user, begin_enrolment(), step=0)

    assert take_factor(enrolled.user.pk, enrolled.recovery_codes[0], now=NOW) == "recovery_code"
    assert take_factor(enrolled.user.pk, code_at(SECRET, NOW.timestamp()), now=NOW) == "totp"


def test_the_code_that_proved_the_app_right_does_not_open_again(cast: Cast) -> None:
    step = int(NOW.timestamp() // STEP_SECONDS)
    enrol(cast.clinician, begin_enrolment(SECRET), step=step)

    assert take_factor(cast.clinician.pk, code_at(SECRET, NOW.timestamp()), now=NOW) is None


def test_nothing_that_opens_is_in_the_database(enrolled: Enrolled) -> None:
    """Every value of the two tables, tried as a secret's codes and as recovery code, by whoever stole them."""
    stolen = list(stolen_values())
    assert len(stolen) > CODES

    for value in stolen:
        texts = {value.hex(), value.decode(errors="replace"), value[:10].hex(), value[-16:].decode(errors="replace")}
        texts |= {code_at(key, NOW.timestamp()) for key in (value, value[:20], value[-20:]) if len(key) >= 16}
        assert [text for text in texts if take_factor(enrolled.user.pk, text, now=NOW)] == []
        assert SECRET not in value
        assert not any(code.replace("-", "").encode() in value for code in enrolled.recovery_codes)


def stolen_values() -> Any:
    with connection.cursor() as cursor:
        for table in ("totp_devices", "recovery_codes"):
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                yield from (bytes(value) for value in row if isinstance(value, (bytes, memoryview)))
                yield from (value.encode() for value in row if isinstance(value, str))


def test_a_secret_moved_to_another_account_does_not_open(cast: Cast, enrolled: Enrolled) -> None:
    enrol(cast.outsider, begin_enrolment(), step=0)
    known = TotpDevice.objects.get(user=enrolled.user).secret
    TotpDevice.objects.filter(user=cast.outsider).update(secret=known)

    with pytest.raises(SealedValueError):
        take_factor(cast.outsider.pk, code_at(SECRET, NOW.timestamp()), now=NOW)


def test_taken_away_it_takes_codes_and_sessions_along(cast: Cast, enrolled: Enrolled) -> None:
    browsers = [sign_in(enrolled.user), sign_in(enrolled.user)]
    other = sign_in(cast.outsider)

    assert remove_second_factor(enrolled.user.pk)
    assert not remove_second_factor(enrolled.user.pk)
    assert not has_second_factor(enrolled.user.pk)
    assert take_factor(enrolled.user.pk, enrolled.recovery_codes[0], now=NOW) is None
    assert [browser.get("/admin/").status_code for browser in (*browsers, other)] == [302, 302, 200]
    assert UserSession.objects.filter(user=enrolled.user).count() == 0
