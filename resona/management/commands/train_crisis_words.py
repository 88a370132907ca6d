"""`train_crisis_words`: learns the second reader of crisis language and keeps it with its provenance."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.labelled_texts import read_labelled_texts
from resona.analysis.training.crisis import CrisisText, train_crisis_words
from risk.crisis.learned import KINDS, Kind
from risk.crisis.learned_file import PATH, write_learned_model

SUICIDAL: Final = "suicidal"


class Command(BaseCommand):
    help = (
        "Learns which words are like those of people in crisis from phrases (TSV of class, kind and text), labelled "
        "texts (CSV of text and label, 'suicidal' among the labels) and everyday talk (MELD, AfriSenti), and writes "
        "the model file. The same data gives the same file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--phrases", metavar="TSV", type=Path, nargs="+", required=True, help="of our own")
        parser.add_argument(
            "--labelled", metavar="CSV", type=Path, nargs="+", required=True, help="text,label of others"
        )
        parser.add_argument("--talk", metavar="FILE", type=Path, nargs="+", required=True, help="ordinary talk")
        parser.add_argument("--licence", required=True, help="of the labelled texts, said with the model")
        parser.add_argument("--into", metavar="FILE", type=Path, default=PATH, help="default: beside the code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            texts = [
                *(one for path in options["phrases"] for one in _phrases(path)),
                *(one for path in options["labelled"] for one in _labelled(path)),
                *(one for path in options["talk"] for one in _talk(path)),
            ]
            files = [*options["phrases"], *options["labelled"], *options["talk"]]
            provenance = {
                "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
                "licences": {
                    "phrases": "our own",
                    "labelled": options["licence"],
                    "talk": sorted({read_labelled_texts(path).licence for path in options["talk"]}),
                },
                "texts": len(texts),
            }
            model, held_out = train_crisis_words(texts, provenance)
            write_learned_model(model, options["into"])
        except (UnreadableDataError, OSError, ValueError, KeyError) as error:
            raise CommandError(str(error)) from error
        for kind, one in held_out.items():
            self.stdout.write(
                f"{kind}, held out: AUC {one.auc:.3f}, recall {one.recall:.3f} ({one.certain:.3f} certain) at "
                f"{one.false_alarms:.3f} false alarms"
            )
        self.stdout.write(f"{len(texts):,} texts. Wrote {options['into']}.")


class _PlainTabs(csv.excel_tab):
    """Phrases hold quotation marks that quote nothing."""

    quoting = csv.QUOTE_NONE


def _phrases(path: Path) -> Iterator[CrisisText]:
    """Of phrases in several messages what the person says, as one text; answers say nothing without their question."""
    for row in _rows(path, _PlainTabs):
        turns = row["text"].split(" || ")
        if not any(turn.startswith("assistant:") for turn in turns):
            text = " ".join(turn.removeprefix("user:").strip() for turn in turns)
            kind = next((one for one in KINDS if one == row["class"]), None)
            yield CrisisText(text=text, kind=kind, is_talk=False, group=row["text"])


def _labelled(path: Path) -> Iterator[CrisisText]:
    for row in _rows(path, csv.excel):
        kind: Kind | None = "self_harm" if row["label"] == SUICIDAL else None
        yield CrisisText(text=row["text"], kind=kind, is_talk=False, group=row["text"])


def _talk(path: Path) -> Iterator[CrisisText]:
    for one in read_labelled_texts(path).texts:
        yield CrisisText(text=one.text, kind=None, is_talk=True, group=f"{path.name} {one.group}")


def _rows(path: Path, dialect: type[csv.Dialect]) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, dialect=dialect)
