"""Pages of long lists without counting them: each reads one row more than it shows, to know whether one follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import Model
from django.http import HttpRequest
from unfold.views import ChangeList

from resona.site.filters import PeriodFilter

# OFFSET reads and throws away what stands before a page; further back a period or a search is the way.
MOST_PAGES = 200


class UncountedPage(Page):  # type: ignore[type-arg]  # generic for type checkers only
    """A page that knows whether another one follows."""

    def __init__(self, object_list: Sequence[Any], number: int, paginator: UncountedPaginator, *, has_more: bool):
        super().__init__(object_list, number, paginator)
        self.has_more = has_more

    def has_next(self) -> bool:
        return self.has_more and self.number < MOST_PAGES


class UncountedPaginator(Paginator):  # type: ignore[type-arg]  # generic for type checkers only
    """A paginator that never counts; `count` and `num_pages` are what is known so far."""

    template_name = "resona/pagination.html"  # read by the list's template

    def __init__(self, *args: Any, on_page: Callable[[Sequence[Any]], None] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages_known = 1
        self._on_page = on_page  # told of the rows of each page that is read

    @cached_property
    def count(self) -> int:
        return self.pages_known * self.per_page

    @property
    def num_pages(self) -> int:
        return self.pages_known

    def validate_number(self, number: Any) -> int:
        try:
            page = int(number)
        except (TypeError, ValueError):
            raise PageNotAnInteger("That is no page number.") from None
        if not 1 <= page <= MOST_PAGES:
            raise EmptyPage(f"Pages are numbered from 1 to {MOST_PAGES}.")
        return page

    def page(self, number: Any) -> UncountedPage:
        page = self.validate_number(number)
        first = (page - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        if not rows and page > 1:
            raise EmptyPage("The list ends before this page.")
        has_more = len(rows) > self.per_page
        self.pages_known = page + has_more
        shown = rows[: self.per_page]
        if self._on_page is not None:
            self._on_page(shown)
        return UncountedPage(shown, page, self, has_more=has_more)


class UncountedChangeList(ChangeList):  # type: ignore[misc]  # unfold publishes no types
    """A list of the admin that reads its page with one statement and counts nothing."""

    model_admin: Any
    queryset: Any
    page_num: int
    noun: str | None = None  # what the rows are, where the model's own name is not the clinic's word
    filter_specs: list[Any]

    @property
    def period_rows(self) -> list[Any]:
        """The links of the list's period filter, if it has one."""
        periods = [spec for spec in self.filter_specs if isinstance(spec, PeriodFilter)]
        return [choice["row"] for spec in periods for choice in spec.choices(self)]

    def get_results(self, request: HttpRequest) -> None:
        paginator: UncountedPaginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        try:
            page = paginator.page(self.page_num)
        except EmptyPage:
            # At a page that may be, so that the one before it can be linked to.
            page = UncountedPage([], min(max(self.page_num, 1), MOST_PAGES), paginator, has_more=False)
        self.result_list: Sequence[Model] = list(page.object_list)
        self.result_count = len(self.result_list)
        self.full_result_count = self.result_count  # as if nothing were left out: there is no total to show
        self.show_full_result_count = False
        self.show_admin_actions = True
        self.can_show_all = False
        self.multi_page = page.has_other_pages()
        self.page = page
        self.paginator = paginator
