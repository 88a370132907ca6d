"""Attempts to sign in: what each counts for against guessing, and what is kept of a failure."""

from __future__ import annotations

from collections.abc import Sequence
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


def account_named(email: str) -> str:
    """One form for an address however it is written, whether it is anybody's or not."""
    return email.strip().casefold()


def begin_password(request: HttpRequest, email: str) -> Sequence[Subject]:
    """Counts a try at a password. Raises TooManyGuessesError: known account or not, nothing else differs."""
    account = account_named(email)
    browser = known_browser(request, account)
    if browser is not None:
        subjects = [subject("browser", account, browser)]
    else:
        subjects = [subject("account", account)]
        # Behind a socket that tells no address everybody would share one, and wait for each other.
        if (network := _network(request)) is not None:
            subjects += [subject("account_address", account, network), subject("address", network)]
    return _begin(request, subjects, account)


def begin_code(request: HttpRequest, user: User) -> Sequence[Subject]:
    """Counts a try at the second factor. Raises TooManyGuessesError."""
    account = account_named(user.email or "")
    browser = known_browser(request, account)
    by_browser = [] if browser is None else [subject("code_browser", account, browser)]
    return _begin(request, by_browser or [subject("code", account)], account)


def begin_enrolment_code(request: HttpRequest) -> Sequence[Subject]:
    """Counts a try at an enrolment code, which names no account. Raises TooManyGuessesError."""
    subjects = [subject("enrolments")]
    if (network := _network(request)) is not None:
        subjects.append(subject("enrolment", network))
    return _begin(request, subjects, "")


def record_failure(request: HttpRequest, kind: Kind, email: str) -> None:
    """Keeps that somebody failed, once a minute for each address and account.

    An account is named by its id; what is nobody's, by a keyed digest: people type passwords into the wrong field.
    """
    account = account_named(email)
    address = client_address(request)
    if not is_first_of_its_minute(kind, address or "", account, now=timezone.now()):
        return
    user = User.objects.exclude(role=User.Role.PERSON).filter(email__iexact=account).first()
    record_event(
        kind,
        clinic_id=user.clinic_id if user else None,
        address=address,
        detail={"account": name_actor(user) if user else keyed_digest(account.encode())},
    )


def _begin(request: HttpRequest, subjects: Sequence[Subject], account: str) -> Sequence[Subject]:
    try:
        begin_try(subjects, now=timezone.now())
    except TooManyGuessesError:
        record_failure(request, Kind.SIGN_IN_LOCKED, account)
        raise
    return subjects


def _network(request: HttpRequest) -> str | None:
    address = client_address(request)
    if address is None or isinstance(ip_address(address), IPv4Address):
        return address
    return str(ip_network((address, NETWORK_BITS), strict=False))
