"""Clips of acted speech labelled by speaker and emotion, as the Berlin Database of Emotional Speech names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from resona.analysis.evaluation.labelled import UnreadableDataError

# Speaker, sentence, emotion, take: 03a01Fa.wav. Letters are those of the German words (Burkhardt et al. 2005).
CLIP_NAME: Final = re.compile(r"(?P<speaker>\d\d)[a-z]\d\d(?P<emotion>[A-Z])[a-z]?\.(wav|flac)", re.IGNORECASE)
NEUTRAL: Final = "N"
EMOTIONS: Final = {
    NEUTRAL: "neutral",
    "W": "anger",
    "L": "boredom",
    "E": "disgust",
    "A": "fear",
    "F": "happiness",
    "T": "sadness",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One labelled recording."""

    path: Path
    speaker: str
    emotion: str  # a value of EMOTIONS


def list_clips(folder: Path) -> list[Clip]:
    """The clips of a folder by name. Raises UnreadableDataError where there are none, or one of another label."""
    if not folder.is_dir():
        raise UnreadableDataError(f"{folder} is no folder of clips.")
    clips = [_read_name(path) for path in sorted(folder.iterdir()) if path.suffix.lower() in {".wav", ".flac"}]
    if not clips:
        raise UnreadableDataError(f"{folder} holds no WAV or FLAC.")
    return clips


def _read_name(path: Path) -> Clip:
    found = CLIP_NAME.fullmatch(path.name)
    emotion = EMOTIONS.get(found["emotion"].upper()) if found else None
    if found is None or emotion is None:
        raise UnreadableDataError(f"{path.name} is not named as clips are: speaker, sentence, emotion, take.")
    return Clip(path=path, speaker=found["speaker"], emotion=emotion)
