"""A person's records as pages that anybody can read: plain HTML, without scripts and without any outside host. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1c2b2d }
h1 { font-size: 1.6rem } a { color: #0f766e } dl { border-top: 1px solid #ccd; padding-top: .8rem }
dt { float: left; clear: left; width: 15rem; color: #566 } dd { margin: 0 0 .3rem 16rem; overflow-wrap: anywhere }
pre { margin: 0; white-space: pre-wrap; font-size: .85rem }
"""
NOTHING: Final = "-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A table in the list of contents."""

    name: str
    title: str
    about: str
    rows: int


def index_page(*, title: str, intro: Sequence[str], tables: Sequence[Listed]) -> str:
    """What the archive holds, with a link to each of its pages."""
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in intro)
    items = "".join(
        f'<li><a href="pages/{escape(table.name)}.html">{escape(table.title)}</a> ({table.rows}): '
        f"{escape(table.about)}</li>"
        for table in tables
    )
    return f"{_head(title)}{paragraphs}<ul>{items}</ul></body></html>"


def table_page(
    *, title: str, about: str, explained: Mapping[str, str], rows: Iterable[Mapping[str, object]]
) -> Iterator[str]:
    """One table, row after row; `explained` says by column what it means."""
    yield f'{_head(title)}<p>{escape(about)}</p><p><a href="../index.html">All records</a></p>'
    for row in rows:
        yield f"<dl>{''.join(_field(name, value, explained.get(name, '')) for name, value in row.items())}</dl>"
    yield "</body></html>"


def _head(title: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(title)}</h1>"
    )


def _field(name: str, value: object, explanation: str) -> str:
    words = escape(name.removesuffix("_id").replace("_", " "))
    return f'<dt title="{escape(explanation)}">{words}</dt><dd>{_shown(value)}</dd>'


def _shown(value: object) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (dict, list)):
        return f"<pre>{escape(json.dumps(value, ensure_ascii=False, indent=1))}</pre>" if value else NOTHING
    return escape(str(value))
