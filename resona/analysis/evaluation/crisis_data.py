"""Texts to score crisis language on: people labelled by clinicians, everyday talk, dialogues of support."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resona.analysis.evaluation.labelled import UnreadableDataError

# Labels in the order of severity (Gaur et al. 2019).
LABELS: Final = ("Supportive", "Indicator", "Ideation", "Behavior", "Attempt")


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledPerson:
    """What one person wrote, and where in LABELS clinicians put them."""

    texts: tuple[str, ...]
    label: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialogues:
    """The turns of those who listen and of those who ask for support, each in the order of the file."""

    supporters: tuple[str, ...]
    seekers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterances:
    """Lines of everyday talk."""

    texts: tuple[str, ...]


def read_crisis_data(path: Path) -> tuple[LabelledPerson, ...] | Utterances | Dialogues:
    """Read a file known by its content; of a folder, the CSVs of utterances in it.

    A CSV with Post and Label holds people, one with Utterance or a TSV with tweet everyday talk; a JSON list of objects
    with `dialog` holds dialogues. Raises UnreadableDataError for anything else.
    """
    if path.is_dir():
        return _read_folder(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDataError(f"{path} is no text file.") from error
    if text.lstrip().startswith(("[", "{")):
        return _read_dialogues(text, path)
    columns = set(next(csv.reader(text.splitlines()[:1]), []))
    if columns >= {"Post", "Label"}:
        return tuple(_people(text, path))
    for dialect, column in _TALK:
        if column in next(csv.reader(text.splitlines()[:1], dialect=dialect), []):
            return Utterances(texts=tuple(row[column] or "" for row in _rows(text, path, dialect)))
    raise UnreadableDataError(
        f"{path} is no CSV of people (Post, Label), CSV or TSV of talk (Utterance, tweet) or JSON of dialogues."
    )


# MELD's CSV and AfriSenti's TSV: the column of what was said.
_TALK: Final = (("excel", "Utterance"), ("excel-tab", "tweet"))
# ESConv names the roles seeker and supporter; its copies also speaker and listener.
_SUPPORTERS: Final = frozenset({"supporter", "listener"})
_SEEKERS: Final = frozenset({"seeker", "speaker"})
# A cell holds all posts of a person: far above the module's default of 131,072 characters.
_LONGEST_CELL: Final = 10**8
# Between two strings of a Python list.
_BETWEEN_POSTS: Final = re.compile(r"(?<=['\"]), (?=['\"])")


def _read_folder(path: Path) -> Utterances:
    read = [read_crisis_data(file) for file in sorted(path.glob("*.csv"))]
    talk = [one for one in read if isinstance(one, Utterances)]
    if not read or len(talk) < len(read):
        raise UnreadableDataError(f"{path} is no folder of CSVs of talk (Utterance).")
    return Utterances(texts=tuple(text for one in talk for text in one.texts))


def _rows(text: str, path: Path, dialect: str = "excel") -> Iterator[dict[str, str]]:
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield from csv.DictReader(io.StringIO(text, newline=""), dialect=dialect)
    except csv.Error as error:
        raise UnreadableDataError(f"{path} is not well-formed CSV.") from error
    finally:
        csv.field_size_limit(limit)


def _people(text: str, path: Path) -> Iterator[LabelledPerson]:
    for number, row in enumerate(_rows(text, path), start=1):
        if row["Label"] not in LABELS or row["Post"] is None:
            raise UnreadableDataError(f"{path}: row {number} lacks a post or a label among {', '.join(LABELS)}.")
        yield LabelledPerson(texts=_posts(row["Post"]), label=LABELS.index(row["Label"]))


def _posts(cell: str) -> tuple[str, ...]:
    """Read a Python list of strings; some were cut off at the spreadsheet's largest cell."""
    try:
        posts = ast.literal_eval(cell)
    except (SyntaxError, ValueError):
        return tuple(_BETWEEN_POSTS.split(cell.strip("[]")))
    return tuple(map(str, posts)) if isinstance(posts, list) else (cell,)


def _read_dialogues(text: str, path: Path) -> Dialogues:
    try:
        turns = [turn for dialogue in json.loads(text) for turn in dialogue["dialog"]]
        said = [(str(turn["speaker"]), str(turn["content"])) for turn in turns]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableDataError(f"{path} is no JSON list of dialogues with turns of speaker and content.") from error
    if unknown := {role for role, _ in said} - _SUPPORTERS - _SEEKERS:
        raise UnreadableDataError(f"{path} has turns of unknown roles: {', '.join(sorted(unknown))}.")
    return Dialogues(supporters=_of(_SUPPORTERS, said), seekers=_of(_SEEKERS, said))


def _of(roles: frozenset[str], said: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(content for role, content in said if role in roles)
