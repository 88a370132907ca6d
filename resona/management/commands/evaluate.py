"""Scores the methods on labelled data, through the functions that production uses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from resona.analysis.evaluation.crisis import evaluate_crisis
from resona.analysis.evaluation.crisis_cross import Mapped, evaluate_across, evaluate_mapped
from resona.analysis.evaluation.drift import evaluate_drift
from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.stated import evaluate_stated
from resona.analysis.evaluation.voice import evaluate_voice

ON_DATA: Final[Mapping[str, Callable[[Path], Mapping[str, object]]]] = {
    "voice": evaluate_voice,
    "stated": evaluate_stated,
    "crisis": evaluate_crisis,
}
DRIFT: Final = "drift"  # simulated: it needs no data


class Command(BaseCommand):
    help = (
        "Scores a method on labelled data and prints one JSON object: voice on a folder of clips named as those of "
        "the Berlin Database of Emotional Speech, stated on MELD's CSV or AfriSenti's TSV, crisis on a CSV of "
        "C-SSRS labels, MELD's CSV, a JSON of dialogues, or any labelled texts by --crisis; "
        "drift by simulation, without data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("method", choices=(*ON_DATA, DRIFT))
        parser.add_argument(
            "--data", metavar="PATH", type=Path, nargs="+", help="the file or folder; drift needs none, --cross several"
        )
        parser.add_argument(
            "--cross", action="store_true", help="crisis: score each corpus by a reader that the others taught"
        )
        parser.add_argument("--text", metavar="COLUMN", default="text", help="the words of labelled texts of your own")
        parser.add_argument("--label", metavar="COLUMN", default="label", help="what each of these texts was labelled")
        parser.add_argument("--crisis", metavar="LABEL", nargs="+", help="the labels that mean crisis")
        parser.add_argument("--others", metavar="LABEL", nargs="+", default=(), help="default: all other labels")
        parser.add_argument("--json", action="store_true", help="on one line, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        paths, labels = options["data"] or [], options["crisis"]
        if options["method"] == "crisis" and (labels or options["cross"]):
            mapped = Mapped(
                text=options["text"],
                label=options["label"],
                crisis=frozenset(labels or Mapped().crisis),
                others=frozenset(options["others"]),
            )
            scores = score_mapped(paths, mapped, is_cross=options["cross"])
        elif len(paths) > 1:
            raise CommandError("Without --cross one path is scored at a time.")
        else:
            scores = score(options["method"], next(iter(paths), None))
        self.stdout.write(json.dumps(scores, indent=None if options["json"] else 2))


def score_mapped(paths: Sequence[Path], mapped: Mapped, *, is_cross: bool) -> Mapping[str, object]:
    """The figures of crisis language on labelled texts, or across corpora. Raises CommandError."""
    try:
        if is_cross:
            return evaluate_across(paths, mapped)
        return {path.name: evaluate_mapped(path, mapped) for path in paths}
    except (UnreadableDataError, OSError, ValueError) as error:
        raise CommandError(str(error)) from error


def score(method: str, data: Path | None) -> Mapping[str, object]:
    """The figures of one method. Raises CommandError."""
    if method == DRIFT:
        return evaluate_drift()
    if data is None:
        raise CommandError(f"evaluate {method} needs --data PATH.")
    if not data.exists():
        raise CommandError(f"{data} does not exist.")
    try:
        return ON_DATA[method](data)
    except (UnreadableDataError, OSError) as error:
        raise CommandError(str(error)) from error
