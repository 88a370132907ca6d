"""Addresses that mail can be sent to: what the fields that hold them take, and what a mail is given."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

MAX_CHARACTERS = 254  # RFC 5321

# One address without a name: nothing that separates or comments in a header, no white space, no control character. The
# part before the @ may be quoted, with no more in it than without the quotes.
_PLAIN = r"[^\s,;:<>()\[\]\"\\@\x00-\x1f\x7f]+"
_ADDRESS = re.compile(rf"(?:{_PLAIN}|\"{_PLAIN}\")@(?:{_PLAIN}|\[[0-9A-Za-z:.]+\])")


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent to this text."""
    return len(text) <= MAX_CHARACTERS and _ADDRESS.fullmatch(text) is not None


def check_mail_address(text: str) -> None:
    """The validator of a field. Raises ValidationError, where Django's own rule is wider too."""
    if not is_mail_address(text):
        raise ValidationError("No mail can be sent to this e-mail address.", code="invalid")
