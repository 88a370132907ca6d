"""Crisis language across corpora: each one scored by a learned reader that all the others taught."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resona.analysis.evaluation.crisis_data import LABELS, Dialogues, LabelledPerson, Utterances, read_crisis_data
from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.scores import area_under_curve, interval_of
from resona.analysis.training.crisis import CrisisText, train_crisis_words
from risk.crisis.expressions import read_expressions
from risk.crisis.folding import fold
from risk.crisis.learned import KINDS, LearnedModel
from risk.crisis.learned_file import load_learned_model
from risk.crisis.matches import PASSIVE_WISH, CrisisLanguage
from risk.language import add_crisis_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapped:
    """Which columns of a CSV or TSV hold the text and its label, and which labels mean crisis and which do not."""

    text: str = "text"
    label: str = "label"
    crisis: frozenset[str] = frozenset({"suicidal"})
    others: frozenset[str] = frozenset()  # empty: all that are not of crisis


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """What one person wrote, or one text: whether it is of crisis, or everyday talk."""

    texts: tuple[str, ...]
    is_crisis: bool
    is_talk: bool


def evaluate_mapped(path: Path, mapped: Mapped) -> dict[str, object]:
    """Score the shipped readers on one corpus of texts with labels, with intervals. Raises UnreadableDataError."""
    return _scores(_samples(path, mapped), load_learned_model, path)


def evaluate_across(paths: Sequence[Path], mapped: Mapped) -> dict[str, object]:
    """Score each corpus with expressions and a reader of self-harm that the other corpora taught.

    Raises UnreadableDataError for a corpus that cannot be read, ValueError where the others hold no everyday talk.
    """
    corpora = {path: _samples(path, mapped) for path in paths}
    return {path.name: _scores(corpora[path], _taught_without(path, corpora), path) for path in paths}


_LONGEST: Final = 5_000  # characters of one person's posts that are learnt from
_PER: Final = 1000
_DECIMALS: Final = 4
# The share of false alarms at which recall is told, whatever the threshold of the readers.
_FALSE_ALARMS: Final = (0.02, 0.05, 0.2)


def _taught_without(kept: Path, corpora: Mapping[Path, Sequence[Sample]]) -> Callable[[], LearnedModel]:
    texts = [
        CrisisText(
            text=" ".join(sample.texts)[:_LONGEST],
            kind="self_harm" if sample.is_crisis else None,
            is_talk=sample.is_talk,
            group=f"{path.name} {sample.texts[:1]}",
        )
        for path, samples in corpora.items()
        if path != kept
        for sample in samples
    ]
    model, _ = train_crisis_words(texts, {}, kinds=KINDS[:1])
    return lambda: model


def _scores(samples: Sequence[Sample], load: Callable[[], LearnedModel], path: Path) -> dict[str, object]:
    found = [_read(sample.texts, load) for sample in samples]
    pairs = list(zip(found, samples, strict=True))
    crisis = [one for one, sample in pairs if sample.is_crisis]
    others = [one for one, sample in pairs if not sample.is_crisis]
    if not others:
        raise UnreadableDataError(f"{path} holds nothing that is not of crisis.")
    alarms = [float(one.severity >= PASSIVE_WISH) for one in others]
    scores: dict[str, object] = {"texts": len(samples)}
    if not crisis:
        return {**scores, "false_alarms_per_1000": _told([_PER * one for one in alarms])}
    ranks, lower = [one.rank for one in crisis], [one.rank for one in others]
    scores |= {
        "recall": _told([float(one.severity >= PASSIVE_WISH) for one in crisis]),
        "false_alarms": _told(alarms),
        "auc": [
            _round(area_under_curve(ranks, lower)),
            *map(_round, interval_of(area_under_curve, ranks, lower)),
        ],
    }
    return scores | {f"recall_at_{share}": _round(_recall_at(share, ranks, lower)) for share in _FALSE_ALARMS}


def _read(texts: Sequence[str], load: Callable[[], LearnedModel]) -> CrisisLanguage:
    folded = [fold(text) for text in texts]
    return add_crisis_words(read_expressions(folded, ()), folded, load)


def _told(values: Sequence[float]) -> list[float]:
    """The mean and its interval."""
    return [_round(_mean(values)), *map(_round, interval_of(lambda sample, _: _mean(sample), values, ()))]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _round(figure: float) -> float:
    return round(figure, _DECIMALS)


def _recall_at(share: float, higher: Sequence[float], lower: Sequence[float]) -> float:
    """Recall by rank, where no more than a share of the others ranks as high."""
    allowed = sorted(lower, reverse=True)[int(share * len(lower))]
    return _mean([float(rank > allowed) for rank in higher])


def _samples(path: Path, mapped: Mapped) -> tuple[Sample, ...]:
    labelled = tuple(_labelled(path, mapped)) if path.is_file() and path.suffix in _DIALECTS else ()
    if labelled:
        return labelled
    read = read_crisis_data(path)
    if isinstance(read, Utterances | Dialogues):
        talk = read.texts if isinstance(read, Utterances) else read.supporters
        return tuple(Sample(texts=(text,), is_crisis=False, is_talk=True) for text in talk)
    return tuple(_people(read))


class _PlainTabs(csv.excel_tab):
    """Texts hold quotation marks that quote nothing."""

    quoting = csv.QUOTE_NONE


_DIALECTS: Final[Mapping[str, type[csv.Dialect]]] = {".csv": csv.excel, ".tsv": _PlainTabs}


def _labelled(path: Path, mapped: Mapped) -> Iterator[Sample]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, dialect=_DIALECTS[path.suffix])
        if not {mapped.text, mapped.label} <= set(rows.fieldnames or ()):
            return
        for row in rows:
            is_crisis = row[mapped.label] in mapped.crisis
            if is_crisis or not mapped.others or row[mapped.label] in mapped.others:
                yield Sample(texts=(row[mapped.text] or "",), is_crisis=is_crisis, is_talk=False)


def _people(people: Sequence[LabelledPerson]) -> Iterator[Sample]:
    """Those in crisis against supporters; who is at risk without ideation is neither."""
    for person in people:
        if person.label != LABELS.index("Indicator"):
            yield Sample(texts=person.texts, is_crisis=person.label > LABELS.index("Indicator"), is_talk=False)
