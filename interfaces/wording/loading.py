"""Reads what clinics wrote: their texts and resources upon those for all clinics."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from interfaces.models import InterfaceText, SupportResource
from interfaces.wording.texts import SupportLine, Wording
from resona.accounts.models import Clinic


@dataclass(frozen=True, kw_only=True, slots=True)
class ClinicWording:
    """A clinic's wording, and a digest that changes with it."""

    wording: Wording
    digest: str


def load_wordings(clinic_ids: Iterable[UUID | None]) -> dict[UUID | None, ClinicWording]:
    """The wording of each of these clinics (None: of people without a clinic). Three statements."""
    wanted = set(clinic_ids)
    known = {clinic_id for clinic_id in wanted if clinic_id is not None}
    clinics = Q(clinic_id__in=known) | Q(clinic_id__isnull=True)
    names: dict[UUID | None, str] = {clinic.id: clinic.name for clinic in Clinic.objects.filter(id__in=known)}
    texts = list(InterfaceText.objects.filter(clinics).order_by("id"))
    resources = list(SupportResource.objects.filter(clinics, is_active=True).order_by("kind", "position", "id"))
    return {clinic_id: _wording_of(clinic_id, names.get(clinic_id), texts, resources) for clinic_id in wanted}


def _wording_of(
    clinic_id: UUID | None, name: str | None, texts: list[InterfaceText], resources: list[SupportResource]
) -> ClinicWording:
    # Those for all clinics first, so that the clinic's own go over them.
    in_force = {
        (text.language, text.key): text.text
        for owner in dict.fromkeys((None, clinic_id))
        for text in texts
        if text.clinic_id == owner
    }
    wording = Wording(clinic_name=name, texts=in_force, lines=_lines_of(clinic_id, resources))
    return ClinicWording(wording=wording, digest=hashlib.sha256(repr(wording).encode()).hexdigest())


def _lines_of(clinic_id: UUID | None, resources: list[SupportResource]) -> tuple[SupportLine, ...]:
    """The clinic's own of a kind; those for all clinics where it has none of that kind."""
    lines: list[SupportLine] = []
    for kind in SupportResource.Kind.values:
        of_kind = [resource for resource in resources if resource.kind == kind]
        own = [resource for resource in of_kind if resource.clinic_id == clinic_id]
        lines += [_line(resource) for resource in own or of_kind if resource.clinic_id in {clinic_id, None}]
    return tuple(lines)


def _line(resource: SupportResource) -> SupportLine:
    return SupportLine(
        kind=resource.kind,
        language=resource.language,
        topic=resource.topic,
        key=f"resource.{resource.id.hex}",
        title=resource.title,
        text=resource.text,
        contact=resource.contact,
    )
