"""Reading interfaces and how they evolved, and deciding about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from interfaces.config import write_config
from interfaces.first import first_document
from interfaces.keeping import go_back, pin, unpin
from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.rebuilding import BuildFailedError, rebuild_interface
from interfaces.rows import EvolutionRow, InterfaceDocument, InterfaceRow, RebuildAnswer, ServedInterface
from interfaces.schema import interface_schema
from interfaces.serializers import LARGEST_VERSION, GoBackBody, ReasonBody
from interfaces.serving import todays_config
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey, User
from resona.api.filters import Filter, by_id, by_ids, by_truth, read_parameters, since
from resona.api.lists import RECORDS_READ, DetailView, ListView
from resona.api.problems import SERVER_ERROR_FROM
from resona.api.renderers import write_json
from resona.api.rows import Row, find_row
from resona.api.serializers import Body, NothingBody
from resona.api.shapes import TEXT, open_object
from resona.api.tagged import TaggedView
from resona.api.values import read_count
from resona.api.views import ApiView
from resona.care.small_steps import small_steps_of
from resona.compliance.unreadable import show_opened
from resona.errors import ResonaError

OF_PERSON: Final = by_id("user", "user_id")
OF_VERSION: Final = Filter(
    name="version",
    read=read_count(1, LARGEST_VERSION),
    keep=lambda version: {"version": version},
    schema={"type": "integer", "minimum": 1, "maximum": LARGEST_VERSION},
)
A_JSON_SCHEMA: Final = open_object(
    {"$schema": TEXT, "$id": TEXT, "title": TEXT, "type": TEXT, "$defs": open_object({})}, required=("$schema", "$id")
)
FOR_CLINICIANS: Final = "why_for_clinician"


class InterfaceList(ListView):
    """Versions of what people see, newest first."""

    read_scope = ApiKey.Scope.INTERFACES_READ
    model = UserInterface
    serializer_class = InterfaceRow
    filters = (by_ids(), OF_PERSON, by_truth("active"), OF_VERSION, since("updated_after", "updated_at"))
    orderings = ("generated_at",)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        return _with_reasons(rows, self.request.user)


class InterfaceDetail(DetailView):
    """One version of what a person sees."""

    read_scope = ApiKey.Scope.INTERFACES_READ
    serializer_class = InterfaceRow

    @classmethod
    def find(cls, caller: Any) -> QuerySet[UserInterface]:
        return UserInterface.objects.visible_to(caller)

    def get(self, request: Request, **path: UUID) -> Response:
        found = super().get(request, **path)
        (found.data,) = _with_reasons([found.data], request.user)
        return found


class EvolutionList(ListView):
    """How interfaces evolved, newest first: each change with its reason, for the clinician only to who may read it."""

    read_scope = ApiKey.Scope.INTERFACES_READ
    model = InterfaceEvolution
    serializer_class = EvolutionRow
    filters = (by_ids(), OF_PERSON, OF_VERSION, since("updated_after", "generated_at"))
    orderings = ("generated_at",)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        if _may_read_findings(self.request.user):
            return rows
        return (row | {"changes": _for_the_person(row["changes"])} for row in rows)


class EvolutionDetail(DetailView):
    """What changed with one version: each change with its reason, for the clinician only to who may read it."""

    read_scope = ApiKey.Scope.INTERFACES_READ
    serializer_class = EvolutionRow

    @classmethod
    def find(cls, caller: Any) -> QuerySet[InterfaceEvolution]:
        return InterfaceEvolution.objects.visible_to(caller)

    def get(self, request: Request, **path: UUID) -> Response:
        found = super().get(request, **path)
        if not _may_read_findings(request.user):
            found.data["changes"] = _for_the_person(found.data["changes"])
        return found


class InterfaceOfPerson(TaggedView):
    """What the person sees now, with the crisis lines and words of help of today.

    Everybody has one, from their first second: before one is stored it is what the next build would store, as the
    version of then. Beside it stand the small steps they agreed on with staff (`small_steps`).
    """

    read_scope = ApiKey.Scope.INTERFACES_READ

    @extend_schema(responses=ServedInterface)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        # Of whom is restricted too: what they are shown leads to help, which nothing may take from them.
        people = User.objects.known_to(request.user).people().filter(id=path["id"]).order_by()
        row = find_row(UserInterface.objects.filter(user_id__in=people.values("id"), active=True), InterfaceDocument)
        if row is not None:
            today = todays_config(orjson.dumps(row["interface_config"]).decode(), path["id"])
            return _served(row if today is None else row | {"interface_config": write_config(today)})
        person = people.first()
        if person is None:
            raise Http404
        return _served(first_document(person, now=timezone.now()))


class InterfaceSchema(TaggedView):
    """The JSON Schema of interfaces: what a front end builds against; its version is in its `$id`."""

    read_scope = ApiKey.Scope.INTERFACES_READ
    cache_control = "private, max-age=86400"  # seconds: it changes with a release, and then by its version

    @extend_schema(responses={200: A_JSON_SCHEMA})
    def get(self, request: Request) -> Response:
        read_parameters(request.GET, self.parameters())
        return Response(interface_schema())


class RebuildInterface(ApiView):
    """Builds the interface now, as the night does. Where nothing changed, nothing does."""

    write_scope = ApiKey.Scope.INTERFACES_WRITE
    more_problems = (409,)

    @extend_schema(request=NothingBody, responses=RebuildAnswer)
    def post(self, request: Request, **path: UUID) -> Response:
        NothingBody(data=request.data).is_valid(raise_exception=True)
        result = rebuild_interface(user_id=path["id"], caller=request.user, now=timezone.now())
        return Response({"user_id": path["id"], "outcome": result.outcome, "version": result.version})


class PinInterface(ApiView):
    """Keeps the interface as it is; builds change nothing of it but what safety asks. Repeated word for word, it is
    answered as it was; kept already for another reason: a conflict."""

    guards = User
    guarded_view = InterfaceOfPerson
    write_scope = ApiKey.Scope.INTERFACES_WRITE
    more_problems = (409,)

    @extend_schema(request=ReasonBody, responses=InterfaceRow)
    def post(self, request: Request, **path: UUID) -> Response:
        return _decide(request, path["id"], pin, ReasonBody)


class UnpinInterface(ApiView):
    """Lets the interface adapt again, from the next build on. Repeated word for word, it is answered as it was;
    adapting already for another reason: a conflict."""

    guards = User
    guarded_view = InterfaceOfPerson
    write_scope = ApiKey.Scope.INTERFACES_WRITE
    more_problems = (409,)

    @extend_schema(request=ReasonBody, responses=InterfaceRow)
    def post(self, request: Request, **path: UUID) -> Response:
        return _decide(request, path["id"], unpin, ReasonBody)


class GoBack(ApiView):
    """Shows an earlier version again and keeps it. Repeated word for word, it is answered as it was; kept at that
    version already for another reason: a conflict."""

    guards = User
    guarded_view = InterfaceOfPerson
    write_scope = ApiKey.Scope.INTERFACES_WRITE
    more_problems = (409,)

    @extend_schema(request=GoBackBody, responses=InterfaceRow)
    def post(self, request: Request, **path: UUID) -> Response:
        return _decide(request, path["id"], go_back, GoBackBody)


def _served(row: Row) -> Response:
    """With the small steps that are theirs to do."""
    return Response({**row, "small_steps": small_steps_of(row["user_id"])})


def _decide(request: Request, user_id: UUID, decide: Callable[..., int], body_class: type[Body]) -> Response:
    """The version that says so."""
    body = body_class(data=request.data)
    body.is_valid(raise_exception=True)
    try:
        version = decide(user_id=user_id, caller=request.user, now=timezone.now(), **body.validated_data)
    except ResonaError as error:
        if error.status < SERVER_ERROR_FROM or error.told is not None:
            raise
        raise BuildFailedError(f"{BuildFailedError.__doc__} {error}") from error
    row = find_row(UserInterface.objects.filter(user_id=user_id, version=version), InterfaceRow)
    assert row is not None
    return Response(_with_reasons([row], request.user)[0])


def _with_reasons(rows: list[Row], caller: Any) -> list[Row]:
    if not _may_read_findings(caller):
        rows = [row | {"reason": None} for row in rows]
    return show_opened(UserInterface.reason, rows, now=timezone.now())


def _may_read_findings(caller: Any) -> bool:
    """Staff, and systems that read findings; not the person, and not the app they see their interface in."""
    if isinstance(caller, ApiKeyCaller):
        return RECORDS_READ in caller.scopes
    return bool(caller.is_staff)


def _for_the_person(stored: orjson.Fragment) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = orjson.loads(write_json(stored))
    return [{name: value for name, value in change.items() if name != FOR_CLINICIANS} for change in changes]
