"""Views that read: lists in pages, and single rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, QueryDict
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.api.filters import ALL_RUNS, Filter, Parameter, conditions_of, read_parameters
from resona.api.pagination import CURSOR, PAGE_SIZE, Cursor, Walk, ordering_parameter, page_of, place_of, write_cursor
from resona.api.rows import Row, Values, columns_of, find_row
from resona.api.schema import PageSchema
from resona.api.statements import Slot, Statement
from resona.api.views import ApiView
from resona.showing import show_and_no_more

RECORDS_READ = "records:read"
# What orders findings by default: when their session started, which no later analysis moves.
SESSION_TIME = "session_started_at"
MAX_KEPT_STATEMENTS = 1000  # some KB each

Path = Mapping[str, Any]  # what the path names, by its own names


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """What of a request the text of its statement depends on."""

    lookups: tuple[str, ...]
    ordering: str
    page_size: int
    is_continued: bool
    walk: Walk


class ListView(ApiView):
    """Rows a caller may see, filtered, ordered and in pages, read in one statement."""

    read_scope = RECORDS_READ
    model: type[Model]
    serializer_class: type[serializers.Serializer[Any]]
    pagination_class = PageSchema
    is_list = True
    filters: tuple[Filter, ...] = ()
    orderings: tuple[str, ...] = ()  # what a caller may order by; the first one, descending, is the default
    fixed_ordering = "id"  # where there is no choice
    # Of orderings that are no column of the rows: by which columns. Those of findings never move while rows are
    # replaced, so that whoever goes from page to page meanwhile misses and repeats nothing.
    walks: Mapping[str, Walk] = MappingProxyType({})
    person_column: str | None = "user_id"  # of the rows: whose records they are; None: nobody's

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[Any, Any]:
        """The rows this caller may see. Raises Http404 where the path itself leads nowhere."""
        rows: QuerySet[Any, Any] = cls.model._default_manager.visible_to(caller)  # type: ignore[attr-defined]
        return rows

    def show(self, rows: list[Row]) -> Iterable[Row]:
        """The place to open what is sealed."""
        return rows

    def get(self, request: Request, **path: Any) -> Response:
        values = read_parameters(request.GET, self.parameters())
        values.setdefault("ordering", self.fixed_ordering)
        found = self._read(request.user, path, values)
        shown = found[: values["page_size"]]
        say = partial(show_and_no_more, request, self.people_in(shown), records=len(shown))
        # What asks the database no more says so at once: the row is kept while the answer is made.
        is_plain = type(self).show is ListView.show
        if is_plain:
            say()
        walk = self._walk(values)
        columns = columns_of(self.serializer_class)
        rows = columns.named([each[: len(columns.names)] for each in shown] if walk else shown)
        results = list(self.show(rows))
        if not is_plain:
            say()
        end = partial(_end_of_walk, shown, walk) if walk else partial(_end_of, rows)
        following = _link(request, end(values["ordering"])) if len(found) > len(shown) else None
        return Response({"results": results, "next": following, "page_size": values["page_size"]})

    def people_in(self, found: list[Values]) -> list[UUID]:
        """Whose records these are; what is about nobody adds none."""
        if self.person_column is None:
            return []
        place = columns_of(self.serializer_class).names.index(self.person_column)
        return [values[place] for values in found if values[place] is not None]

    def _read(self, caller: Any, path: Path, values: Mapping[str, Any]) -> list[Values]:
        ordering = values["ordering"]
        conditions = conditions_of(self.filters, values)
        walk = self._walk(values)
        place = place_of(values["cursor"], ordering=ordering, model=self.model, walk=walk)
        shape = Shape(
            lookups=tuple(conditions),
            ordering=ordering,
            page_size=values["page_size"],
            is_continued=bool(place),
            walk=walk,
        )
        statement = _statement_of(type(self), caller, path, shape)
        return statement.fetch(conditions | place)

    def _walk(self, values: Mapping[str, Any]) -> Walk:
        """A current finding is named by its session and kind, whatever its id: of several runs the id tells which."""
        walk = self.walks.get(values["ordering"].removeprefix("-"), ())
        return (*walk, "id") if walk and values.get(ALL_RUNS.name) else walk

    @classmethod
    def parameters(cls) -> Sequence[Parameter]:
        ordering = (ordering_parameter(cls.orderings),) if cls.orderings else ()
        return (*cls.filters, *ordering, CURSOR, PAGE_SIZE)


class DetailView(ApiView):
    """One row, or 404 for whoever may not see it."""

    read_scope = RECORDS_READ
    serializer_class: type[serializers.Serializer[Any]]
    person_column = "user_id"

    @classmethod
    def find(cls, caller: Any) -> QuerySet[Any, Any]:
        """The rows this caller may see."""
        raise NotImplementedError

    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        row = find_row(self.find(request.user).filter(id=path["id"]), self.serializer_class)
        if row is None:
            raise Http404
        show_and_no_more(request, [row[self.person_column]], records=1)
        return Response(row)


def _statement_of(view: Any, caller: Any, path: Path, shape: Shape) -> Statement:
    """Kept for callers that are values, as API keys are: what they may see cannot change behind the kept statement."""
    if getattr(caller, "is_value", False) and not path:
        return _kept_statement(view, caller, shape)
    return _make_statement(view, caller, path, shape)


@lru_cache(maxsize=MAX_KEPT_STATEMENTS)
def _kept_statement(view: Any, caller: Any, shape: Shape) -> Statement:
    return _make_statement(view, caller, {}, shape)


def _make_statement(view: type[ListView], caller: Any, path: Path, shape: Shape) -> Statement:
    rows = view.find(caller, path).filter(**{lookup: Slot(lookup) for lookup in shape.lookups})
    page = page_of(
        rows,
        ordering=shape.ordering,
        page_size=shape.page_size,
        is_continued=shape.is_continued,
        walk=shape.walk,
    )
    return columns_of(view.serializer_class).statement(page, also=shape.walk)


def _end_of(rows: list[Row], ordering: str) -> Cursor:
    last = rows[-1]
    return Cursor(ordering=ordering, value=last[ordering.removeprefix("-")], id=last["id"])


def _end_of_walk(shown: list[Values], walk: Walk, ordering: str) -> Cursor:
    return Cursor(ordering=ordering, value=shown[-1][-len(walk) :], id="")


def _link(request: Request, cursor: Cursor) -> str:
    query: QueryDict = request.GET.copy()
    query["cursor"] = write_cursor(cursor)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
