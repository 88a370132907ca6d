"""The care record over the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import User
from resona.accounts.record.entries import RecordEntry
from resona.accounts.record.reading import Wanted, read_stretch, telling_to
from resona.accounts.record.sources import CANNOT_BE_OPENED, record_kinds
from resona.api.filters import TIME, Parameter, read_parameters
from resona.api.lists import RECORDS_READ
from resona.api.pagination import PAGE_SIZE
from resona.api.rows import Unreadable
from resona.api.schema import PageSchema
from resona.api.values import read_choice, read_time
from resona.api.views import ApiView
from resona.care.record.places import read_place, write_place
from resona.showing import show_and_no_more


class RecordEntryRow(serializers.Serializer[Any]):
    """Something that happened, in one sentence."""

    at = serializers.DateTimeField(read_only=True, help_text="When it happened")
    known_at = serializers.DateTimeField(read_only=True, help_text="When it came to be known here; often the same")
    kind = serializers.CharField(read_only=True, help_text="What it is about; there will be more")
    # The stub takes this for the serializer's own `source`; the framework takes declared fields off the class.
    source = serializers.CharField(  # type: ignore[assignment]
        read_only=True, help_text="Of which kind the row is that tells it"
    )
    id = serializers.CharField(read_only=True, help_text="Of that row; one that is told twice has it in both entries")
    text = serializers.CharField(read_only=True, help_text="The sentence, in English, with names of staff")
    words = serializers.CharField(
        read_only=True, allow_null=True, help_text="What staff wrote with it; null: nothing, or a system asks"
    )
    unreadable = Unreadable()


class CareRecord(ApiView):
    """Everything that was found, decided and done about a person, the latest first."""

    read_scope = RECORDS_READ
    holds_findings = True
    is_list = True
    pagination_class = PageSchema
    serializer_class = RecordEntryRow

    @extend_schema(responses=RecordEntryRow(many=True))
    def get(self, request: Request, **path: UUID) -> Response:
        values = read_parameters(request.GET, self.parameters())
        person = User.objects.visible_to(request.user).people().filter(id=path["id"]).first()
        if person is None:
            raise Http404
        now = timezone.now()
        wanted = Wanted(
            most=values["page_size"],
            before=values["cursor"],
            kinds=[values["kind"]] if values["kind"] else [],
            known_since=values["known_after"],
        )
        stretch = read_stretch(person, wanted, telling_to(request.user, person, now=now, zone=ZoneInfo("UTC")))
        show_and_no_more(request, [person.id], records=len(stretch.entries))
        following = None
        if stretch.ends is not None:
            query = request.GET.copy()
            query["cursor"] = write_place(stretch.ends)
            following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        results = [_row(entry) for entry in stretch.entries]
        return Response({"results": results, "next": following, "page_size": values["page_size"]})

    @classmethod
    def parameters(cls) -> Sequence[Parameter]:
        kinds = list(record_kinds())
        return (
            Parameter(
                name="kind",
                read=read_choice(kinds),
                schema={"type": "string", "enum": kinds},
                description="Only entries of this kind.",
            ),
            Parameter(
                name="known_after",
                read=read_time,
                schema=TIME,
                description="Only what came to be known after this time.",
            ),
            Parameter(
                name="cursor",
                read=read_place,
                schema={"type": "string", "minLength": 1},
                description="Where the page starts, as found in `next` of the page before it.",
            ),
            PAGE_SIZE,
        )


def _row(entry: RecordEntry) -> dict[str, Any]:
    is_unreadable = entry.words == CANNOT_BE_OPENED
    return {
        "at": entry.at,
        "known_at": entry.known_at,
        "kind": entry.kind,
        "source": entry.source,
        "id": entry.key,
        "text": entry.text,
        "words": None if is_unreadable or not entry.words else entry.words,
        "unreadable": ["words"] if is_unreadable else [],
    }
