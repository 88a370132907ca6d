"""A small file in each format, of sentences made up for the tests."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

SUBJECTS = ("the garden", "my teacher", "this song", "our trip", "her letter", "the morning", "lunch", "the match")
FEELINGS = {
    "positive": ("is lovely", "makes me so happy", "was wonderful fun", "is great i love it"),
    "neutral": ("is on the table", "starts at nine", "has two parts", "comes after the break"),
    "negative": ("is horrible", "makes me so sad", "was an awful mess", "is terrible i hate it"),
}


def write_meld(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Sr No.", "Utterance", "Speaker", "Emotion", "Sentiment", "Dialogue_ID"])
        for number, (subject, (sentiment, endings)) in enumerate(product(SUBJECTS, FEELINGS.items())):
            for ending in endings:
                writer.writerow([number, f"{subject.capitalize()} {ending}.", "A", "-", sentiment, number])
    return path


def write_afrisenti(path: Path) -> Path:
    rows = ["tweet\tlabel", '"nimefurahi sana\tpositive', "tunaanza kesho\tneutral", "inaumiza sana\tnegative"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
