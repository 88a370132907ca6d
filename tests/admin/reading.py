"""What a page of the admin says, without its markup."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db.models import Model
from django.test import Client

from tests.admin.pages import list_url


def words_of(client: Client, url: str, **query: str) -> str:
    """The words of the page's content, in their order, one space apart."""
    answer = client.get(url, query)
    assert answer.status_code == 200
    content = answer.content.decode().partition('id="content"')[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", content)))


def cells_of(client: Client, model: type[Model], **query: str) -> list[list[str]]:
    """The rows of a list, each as the words of its cells."""
    answer = client.get(list_url(model), query)
    assert answer.status_code == 200
    table = answer.content.decode().partition('id="result_list"')[2].partition("</table>")[0]
    rows = re.split(r"<tr[\s>]", table.partition("</thead>")[2])[1:]
    return [[_plain(cell) for cell in re.findall(r"<t[dh][\s>].*?</t[dh]>", row, re.DOTALL)] for row in rows]


def section_of(answer: Any, template: str) -> Any:
    """What was read for the section of a page that this template draws."""
    sections = list(answer.context["sections"])
    sections += [inner for each in sections for inner in getattr(each.section, "voice", [])]
    [found] = [each.section for each in sections if each.template == template]
    return found


def _plain(markup: str) -> str:
    words = unescape(re.sub(r"<[^>]*>", " ", markup)).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", words).strip()
