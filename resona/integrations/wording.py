"""What pages say of webhooks: why a try failed, how an endpoint does. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from resona.integrations.codes import GONE, NOT_TAKEN, REDIRECTED, REMOVED, UNREADABLE, WITHHELD

FAILURES: Final[Mapping[str, str]] = {
    NOT_TAKEN: "the other system refused it",
    REDIRECTED: "the other system pointed to another address, which is not followed",
    GONE: "the other system says that this address is no more",
    UNREADABLE: "the secret cannot be opened on this server",
    WITHHELD: "not sent: the processing of this person’s records is restricted",
    REMOVED: "not sent: the webhook was removed",
    "too_slow": "the other system did not answer within 10 seconds",
    "unreachable": "the other system could not be reached",
    "unknown_host": "the server’s name cannot be found",
    "untrusted_server": "the other system’s certificate is not valid",
    "answer_too_large": "the other system answered with far too much",
    "malformed_answer": "the other system’s answer makes no sense",
    "refused_address": "the address leads to a private network, which is not allowed",
    "refused_scheme": "the address does not begin with https://",
    "refused_port": "the address uses a port that is not allowed",
}


def outcome_in_words(status_code: int | None, error_code: str | None) -> str:
    """What became of a try that is over."""
    if error_code is None:
        return "taken"
    said = FAILURES.get(error_code, "it could not be sent")
    return said if status_code is None else f"{said} (answer {status_code})"
