"""Scores the methods on labelled data, through the functions that production uses."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from resona.analysis.evaluation.crisis import evaluate_crisis
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
        "C-SSRS labels, MELD's CSV or a JSON of dialogues; drift by simulation, without data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("method", choices=(*ON_DATA, DRIFT))
        parser.add_argument("--data", metavar="PATH", type=Path, help="the file or folder; drift needs none")
        parser.add_argument("--json", action="store_true", help="on one line, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        scores = score(options["method"], options["data"])
        self.stdout.write(json.dumps(scores, indent=None if options["json"] else 2))


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
