"""Filters of lists: what each parameter of a query string means. None is ignored: the unknown or unreadable is a 400.

A table of our own instead of django-filter, whose form costs 1 ms a request, as much as reading the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict

from resona.api.values import (
    MAX_LABEL_CHARACTERS,
    ValueTextError,
    read_choice,
    read_id,
    read_label,
    read_share,
    read_time,
    read_truth,
)
from resona.errors import ResonaError
from resona.postgres.lookups import AnyOfIds, IsThere

MOST_IDS: Final = 100
Conditions = dict[str, Any]  # keyword arguments of QuerySet.filter


class InvalidQueryError(ResonaError):
    """The query string has faults."""

    status = 400
    problem = "invalid-query"

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = faults  # what is wrong, by parameter
        super().__init__()


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """One parameter of a query string."""

    name: str
    read: Callable[[str], Any]  # raises ValueTextError
    schema: Mapping[str, object]  # of OpenAPI
    description: str = ""
    default: Any = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter(Parameter):
    """A parameter that leaves some rows out."""

    keep: Callable[[Any], Conditions] = field(default=lambda value: {})


def read_parameters(query: QueryDict, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The value of every parameter by name, or its default. Raises InvalidQueryError naming every fault."""
    known = {parameter.name: parameter for parameter in parameters}
    values = {parameter.name: parameter.default for parameter in parameters}
    faults: dict[str, str] = {}
    for name, texts in query.lists():
        parameter = known.get(name)
        if parameter is None:
            faults[name] = "is not a parameter here"
        elif len(texts) != 1:
            faults[name] = "is given more than once"
        else:
            try:
                values[name] = parameter.read(texts[0])
            except ValueTextError as error:
                faults[name] = str(error)
    if faults:
        raise InvalidQueryError(faults)
    return values


def conditions_of(filters: Sequence[Filter], values: Mapping[str, Any]) -> Conditions:
    """What rows must fulfil for these values of the filters."""
    conditions: Conditions = {}
    for each in filters:
        value = values[each.name]
        if value is not None:
            conditions |= each.keep(value)
    return conditions


def by_id(name: str, column: str) -> Filter:
    return Filter(name=name, read=read_id, keep=_where(column), schema={"type": "string", "format": "uuid"})


def by_choice(name: str, choices: Sequence[str]) -> Filter:
    return Filter(
        name=name, read=read_choice(choices), keep=_where(name), schema={"type": "string", "enum": list(choices)}
    )


def by_label(name: str) -> Filter:
    return Filter(
        name=name, read=read_label, keep=_where(name), schema={"type": "string", "maxLength": MAX_LABEL_CHARACTERS}
    )


def by_truth(name: str) -> Filter:
    return Filter(name=name, read=read_truth, keep=_where(name), schema={"type": "boolean"})


def by_presence(name: str, column: str, description: str) -> Filter:
    """Whether there is something in this column."""
    return Filter(
        name=name,
        read=read_truth,
        keep=_where(f"{column}__{IsThere.lookup_name}"),
        schema={"type": "boolean"},
        description=description,
    )


def by_ids() -> Filter:
    """Only rows with these ids: what is read again after a change, in few requests."""
    return Filter(
        name="ids",
        read=_read_ids,
        keep=_where(f"id__{AnyOfIds.lookup_name}"),
        schema={"type": "string", "example": "0192b5a0-7c1e-7d7a-8f00-000000000001"},
        description=f"Only these: ids, with commas between them, at most {MOST_IDS}.",
    )


def _read_ids(text: str) -> list[UUID]:
    ids = [read_id(each) for each in text.split(",")]
    if len(ids) > MOST_IDS:
        raise ValueTextError(f"must be at most {MOST_IDS} ids")
    return ids


def at_least(name: str, column: str) -> Filter:
    return Filter(
        name=name,
        read=read_share,
        keep=_where(f"{column}__gte"),
        schema={"type": "number", "minimum": 0, "maximum": 1},
        description=f"Only rows whose {column} is this or more.",
    )


def since(name: str, column: str) -> Filter:
    return Filter(
        name=name, read=read_time, keep=_where(f"{column}__gte"), schema=TIME, description="At this time or later."
    )


def before(name: str, column: str) -> Filter:
    return Filter(name=name, read=read_time, keep=_where(f"{column}__lt"), schema=TIME, description="Before this time.")


TIME: Mapping[str, object] = {"type": "string", "format": "date-time"}

# Findings of earlier runs of the analysis stay as they were; a list shows what counts now, unless asked.
ALL_RUNS = Filter(
    name="all_runs",
    read=read_truth,
    keep=lambda everything: {} if everything else {"is_current": True},
    default=False,
    schema={"type": "boolean", "default": False},
    description="Superseded rows too, not only the current one of each session.",
)


def _where(lookup: str) -> Callable[[Any], Conditions]:
    return lambda value: {lookup: value}
