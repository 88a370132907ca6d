"""Attempts to sign in: what each counts for against guessing, and what is kept of a failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from django.http import HttpRequest
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.encryption.digests import keyed_digest
from resona.sign_in.addresses import client_address
from resona.sign_in.guesses import Subject, TooManyGuessesError, begin_try, is_first_of_its_minute, subject
from resona.sign_in.known_browsers import known_browser
from resona.sign_in.recording import Kind

NETWORK_BITS = 64  # of an IPv6 address: what one household or server has to itself (RFC 6177)


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordTry:
    """A try at a password that is looked at."""

    counted: Sequence[Subject]
    is_attacked: bool  # others guess at the account: a right password does not suffice


def account_named(email: str) -> str:
    """One form for an address however it is written, whether it is anybody's or not."""
    return email.strip().casefold()


def begin_password(request: HttpRequest, email: str) -> PasswordTry:
    """Counts a try at a password. Raises TooManyGuessesError: known account or not, nothing else differs.

    What others guess at the account keeps nobody out: the try is looked at all the same, and is_attacked.
    """
    account, key = account_named(email), _key_of(email)
    browser = known_browser(request, account)
    if browser is not None:
        counted = [subject("browser", key, browser)]
    else:
        counted = [subject("account", key)]
        # Behind a socket that tells no address everybody would share one, and wait for each other.
        if (network := _network(request)) is not None:
            counted += [subject("account_address", key, network), subject("address", network)]
    is_attacked = _begin(request, counted, account, yielding="account")
    return PasswordTry(counted=tuple(counted), is_attacked=is_attacked)


def begin_code(request: HttpRequest, user: User) -> Sequence[Subject]:
    """Counts a try at the second factor. Raises TooManyGuessesError."""
    account, key = account_named(user.email or ""), str(user.pk)
    browser = known_browser(request, account)
    counted = [subject("code", key)] if browser is None else [subject("code_browser", key, browser)]
    _begin(request, counted, account)
    return counted


def begin_enrolment_code(request: HttpRequest) -> Sequence[Subject]:
    """Counts a try at an enrolment code, which names no account. Raises TooManyGuessesError."""
    subjects = [subject("enrolments")]
    if (network := _network(request)) is not None:
        subjects.append(subject("enrolment", network))
    _begin(request, subjects, "")
    return subjects


def begin_link(request: HttpRequest) -> None:
    """Counts that somebody asked for a link by mail. Raises TooManyGuessesError."""
    if (network := _network(request)) is not None:
        _begin(request, [subject("link", network)], "")


def record_failure(request: HttpRequest, kind: Kind, email: str) -> None:
    """Keeps that somebody failed, once a minute for each address and account.

    An account is named by its id; what is nobody's, by a keyed digest: people type passwords into the wrong field.
    """
    account = account_named(email)
    address = client_address(request)
    if not is_first_of_its_minute(kind, address or "", account, now=timezone.now()):
        return
    user = User.objects.exclude(role=User.Role.PERSON).of_address(account).first()
    record_event(
        kind,
        clinic_id=user.clinic_id if user else None,
        address=address,
        detail={"account": name_actor(user) if user else keyed_digest(account.encode())},
    )


def _begin(request: HttpRequest, subjects: Sequence[Subject], account: str, *, yielding: str = "") -> bool:
    """Whether the subject that yields would have had to wait."""
    try:
        is_attacked = begin_try(subjects, yielding=yielding, now=timezone.now())
    except TooManyGuessesError:
        record_failure(request, Kind.SIGN_IN_LOCKED, account)
        raise
    if is_attacked:
        record_failure(request, Kind.SIGN_IN_LOCKED, account)
    return is_attacked


def _key_of(email: str) -> str:
    """What failures at an address are counted for: its account, so that none is shared by two; else the address."""
    user = User.objects.of_address(email).only("id").first()
    return str(user.pk) if user is not None else f"nobody {email.strip().lower()}"


def _network(request: HttpRequest) -> str | None:
    address = client_address(request)
    if address is None or isinstance(ip_address(address), IPv4Address):
        return address
    return str(ip_network((address, NETWORK_BITS), strict=False))
