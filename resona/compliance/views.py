"""Reading and recording what people agree to, and what they let be shown."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey, User
from resona.accounts.purposes import Purpose
from resona.api.filters import read_parameters
from resona.api.rows import columns_of
from resona.api.views import ApiView
from resona.compliance.consent import current_consents, give_consent, newest_texts, withdraw_consent
from resona.compliance.models import ConsentRecord, PrivacySettings
from resona.compliance.privacy import change_privacy, effective_retention_days
from resona.compliance.rows import ConsentRecordRow, ConsentsDocument, PrivacySettingsDocument
from resona.compliance.serializers import ConsentBody, PrivacyBody
from resona.compliance.unreadable import show_opened

SHOWN_DECISIONS: Final = 200  # of a person's; more is in their export


class ConsentsOfPerson(ApiView):
    """What the person agreed to, and their next decision.

    A decision counts from the next call on. The same again is answered as it stands, and recorded once.
    """

    # Whoever keeps a person's consent must know it, and need not read their record for that.
    read_scope = ApiKey.Scope.PRIVACY_WRITE
    write_scope = ApiKey.Scope.PRIVACY_WRITE
    guards = User

    @extend_schema(responses=ConsentsDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return Response(_consents(_find_person(request, path["id"]), request.user))

    @extend_schema(request=ConsentBody, responses=ConsentsDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        body = ConsentBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        decide = give_consent if given.pop("decision") == ConsentRecord.Decision.GIVEN else withdraw_consent
        given |= {"purpose": Purpose(given["purpose"]), "channel": ConsentRecord.Channel(given["channel"])}
        decide(user_id=path["id"], caller=request.user, now=timezone.now(), **given)
        return Response(_consents(_find_person(request, path["id"]), request.user))


class PrivacyOfPerson(ApiView):
    """What the person lets be shown to whom, and for how long. They change it themselves, in their app."""

    read_scope = ApiKey.Scope.PRIVACY_WRITE
    write_scope = ApiKey.Scope.PRIVACY_WRITE
    guards = User

    @extend_schema(responses=PrivacySettingsDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return Response(_privacy(_find_person(request, path["id"])))

    @extend_schema(request=PrivacyBody, responses=PrivacySettingsDocument)
    def patch(self, request: Request, **path: UUID) -> Response:
        body = PrivacyBody(data=request.data)
        body.is_valid(raise_exception=True)
        change_privacy(user_id=path["id"], changes=body.validated_data, caller=request.user)
        return Response(_privacy(_find_person(request, path["id"])))


def _find_person(request: Request, user_id: UUID) -> User:
    people = User.objects.known_to(request.user).people().filter(id=user_id)
    person = people.select_related("clinic", "privacy_settings").first()
    if person is None:
        raise Http404
    return person


def _consents(person: User, caller: Any) -> dict[str, Any]:
    decided = current_consents([person.id]).get(person.id, {})
    texts = newest_texts(person)
    history = ConsentRecord.objects.filter(user=person).order_by("-decided_at", "-id")[:SHOWN_DECISIONS]
    return {
        "user_id": person.id,
        "current": [
            {
                "purpose": purpose,
                "decision": decided[purpose].decision if purpose in decided else None,
                "version": decided[purpose].version if purpose in decided else "",
                "decided_at": decided[purpose].decided_at if purpose in decided else None,
                "text_version": texts[purpose].version if purpose in texts else None,
                "text_language": texts[purpose].language if purpose in texts else None,
                "text": texts[purpose].text if purpose in texts else None,
            }
            for purpose in Purpose
        ],
        "history": _shown(list(history.values(*columns_of(ConsentRecordRow).names)), caller),
    }


def _shown(decisions: list[dict[str, Any]], caller: Any) -> list[dict[str, Any]]:
    """What staff noted is read by the person and by staff; systems keep consents and need no reasons."""
    if isinstance(caller, ApiKeyCaller):
        return [row | {"reason": None, "unreadable": []} for row in decisions]
    return show_opened(ConsentRecord.reason, decisions, now=timezone.now())


def _privacy(person: User) -> dict[str, Any]:
    stored: PrivacySettings | None = getattr(person, "privacy_settings", None)
    settings = stored or PrivacySettings(user=person)
    of_clinic = person.clinic.retention_days if person.clinic else None
    return {
        "user_id": person.id,
        "words_for_clinicians": settings.words_for_clinicians,
        "retention_days": settings.retention_days,
        "effective_retention_days": effective_retention_days(settings.retention_days, of_clinic),
        "updated_at": stored.updated_at if stored else None,
    }
