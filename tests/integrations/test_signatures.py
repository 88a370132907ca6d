"""Secrets and signatures are those of Standard Webhooks: a library that is not ours says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from resona.integrations.signatures import (
    SigningSecret,
    follow,
    headers_of,
    make_signing_secret,
    read_secrets,
    valid_at,
    write_secrets,
)

BODY = '{"type":"crisis_event.created","text":"ä"}'.encode()
DAY = timedelta(days=1)


def signed(known: Sequence[SigningSecret], now: datetime) -> dict[str, str]:
    return headers_of(message_id="msg_1", body=BODY, known=known, now=now)


def verify(secret: SigningSecret, headers: dict[str, str], body: bytes = BODY) -> None:
    Webhook(secret.text).verify(body, headers)


def test_the_example_of_the_specification_is_signed_as_it_has_it() -> None:
    secret = SigningSecret(text="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, tz=UTC)
    headers = headers_of(message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", body=body, known=[secret], now=at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_a_secret_has_256_random_bits() -> None:
    assert len(make_signing_secret().key) == 32
    assert make_signing_secret() != make_signing_secret()


def test_what_was_changed_or_signed_by_another_is_refused() -> None:
    ours, another, now = make_signing_secret(), make_signing_secret(), datetime.now(UTC)
    headers = signed([ours], now)
    verify(ours, headers)
    with pytest.raises(WebhookVerificationError):
        verify(another, headers)
    with pytest.raises(WebhookVerificationError):
        verify(ours, headers, BODY + b" ")
    with pytest.raises(WebhookVerificationError):
        verify(ours, {**headers, "webhook-id": "msg_2"})


def test_both_secrets_sign_for_a_while_and_the_older_one_ends() -> None:
    old, new, now = make_signing_secret(), make_signing_secret(), datetime.now(UTC)
    both = follow([old], new, now=now, overlap=DAY)
    for secret in (old, new):
        verify(secret, signed(both, now))
    assert [one.text for one in valid_at(both, now + DAY)] == [new.text]


def test_of_three_the_oldest_ends_at_once() -> None:
    first, second, third = (make_signing_secret() for _ in range(3))
    now = datetime.now(UTC)
    known = follow(follow([first], second, now=now, overlap=DAY), third, now=now, overlap=DAY)
    assert [one.text for one in known] == [third.text, second.text]


def test_secrets_are_read_as_they_were_written() -> None:
    known = follow([make_signing_secret()], make_signing_secret(), now=datetime.now(UTC), overlap=DAY)
    assert read_secrets(write_secrets(known)) == known
