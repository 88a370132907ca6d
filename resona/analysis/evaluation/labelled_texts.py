"""Texts labelled positive, neutral or negative, read from the files of MELD and of AfriSenti."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resona.analysis.evaluation.labelled import UnreadableDataError
from risk.policy import Sentiment
from risk.stated_emotion.values import SENTIMENTS, Language


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledText:
    """One utterance and what people who read or heard it said of it."""

    text: str
    sentiment: Sentiment
    group: str  # texts of one group belong together: never learn from some of it to judge the others


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledTexts:
    """All of a file."""

    name: str
    licence: str
    language: Language
    texts: tuple[LabelledText, ...]


class _PlainTabs(csv.excel_tab):
    """Tweets hold quotation marks that quote nothing."""

    quoting = csv.QUOTE_NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class _Format:
    """How one collection is published."""

    name: str
    licence: str
    language: Language
    dialect: type[csv.Dialect]
    text: str
    sentiment: str
    group: str | None  # None: each text stands alone


# Poria et al. 2019; Muhammad et al. 2023.
_FORMATS: Final = (
    _Format(
        name="MELD",
        licence="GPL-3.0",
        language="en",
        dialect=csv.excel,
        text="Utterance",
        sentiment="Sentiment",
        group="Dialogue_ID",
    ),
    _Format(
        name="AfriSenti Swahili",
        licence="CC BY 4.0",
        language="sw",
        dialect=_PlainTabs,
        text="tweet",
        sentiment="label",
        group=None,
    ),
)
_SENTIMENTS: Final[Mapping[str, Sentiment]] = {sentiment: sentiment for sentiment in SENTIMENTS}


def read_labelled_texts(path: Path) -> LabelledTexts:
    """A CSV of MELD or a TSV of AfriSenti, known by its header. Raises UnreadableDataError for anything else."""
    if path.is_dir():
        raise UnreadableDataError(
            f"{path} is a folder: name one file in it, such as dev_sent_emo.csv of MELD or dev.tsv of AfriSenti."
        )
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            found = _format_of(header)
            if found is None:
                raise UnreadableDataError(f"{path} is neither a CSV of MELD nor a TSV of AfriSenti.")
            file.seek(0)
            texts = tuple(_read(csv.DictReader(file, dialect=found.dialect), found, path))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableDataError(f"{path} is no text file of labelled texts.") from error
    if not texts:
        raise UnreadableDataError(f"{path} has a header and no texts.")
    return LabelledTexts(name=found.name, licence=found.licence, language=found.language, texts=texts)


def _format_of(header: str) -> _Format | None:
    for known in _FORMATS:
        columns = next(csv.reader([header], dialect=known.dialect), [])
        if {known.text, known.sentiment, *([known.group] if known.group else [])} <= set(columns):
            return known
    return None


def _read(rows: csv.DictReader[str], known: _Format, path: Path) -> Iterator[LabelledText]:
    for number, row in enumerate(rows, start=1):
        text, sentiment = row.get(known.text), _SENTIMENTS.get(row.get(known.sentiment) or "")
        if not text or sentiment is None:
            raise UnreadableDataError(f"{path}: row {number} lacks a text or a label among {', '.join(SENTIMENTS)}.")
        yield LabelledText(text=text, sentiment=sentiment, group=row[known.group] if known.group else str(number))
