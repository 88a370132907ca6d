"""`train_stated_emotion`: learns the model of one language from labelled texts and keeps it with its provenance."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.labelled_texts import LabelledTexts, read_labelled_texts
from resona.analysis.training.stated import FOLDS, CrossValidated, train_stated_emotion, with_provenance
from risk.stated_emotion.model_files import FOLDER, path_of_model, write_model

DECIMALS: Final = 4


class Command(BaseCommand):
    help = (
        "Learns to read the stated emotion from MELD's CSV (English) or AfriSenti's TSV (Swahili) and writes the model "
        "file of that language. The same data gives the same file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("data", metavar="FILE", type=Path, help="the training part only: never what is scored on")
        parser.add_argument("--into", metavar="FOLDER", type=Path, default=FOLDER, help="default: beside the code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            labelled = read_labelled_texts(options["data"])
            model, scores = train_stated_emotion(labelled.texts, labelled.language)
            path = path_of_model(labelled.language, options["into"])
            write_model(with_provenance(model, _provenance(labelled, options["data"], scores)), path)
        except (UnreadableDataError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{len(labelled.texts):,} texts; in {FOLDS}-fold cross-validation macro-F1 {scores.macro_f1:.3f}, positive "
            f"against negative {scores.auc_positive_negative:.3f}. Wrote {path} ({path.stat().st_size:,} bytes)."
        )


def _provenance(labelled: LabelledTexts, path: Path, scores: CrossValidated) -> dict[str, object]:
    """Without a date, so that the file depends on the data alone."""
    return {
        "data": labelled.name,
        "licence": labelled.licence,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "texts": len(labelled.texts),
        "folds": FOLDS,
        "macro_f1": round(scores.macro_f1, DECIMALS),
        "auc_positive_negative": round(scores.auc_positive_negative, DECIMALS),
        "temperature": round(scores.temperature, DECIMALS),
    }
