"""Measures the voice in audio files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from conversations.sound.measuring import measure_sound
from conversations.sound.values import MAX_AUDIO_BYTES, AudioError
from conversations.sound.voice import VoiceMeasurement
from resona.management.progress import Progress

PROBLEMS: Final = {
    "too_short": "too little speech",
    "silent": "silence",
    "no_speech": "no speech in it: a tone, noise, or a sound held",
    "unvoiced": "no voice in it: a whisper, or noise that comes and goes",
    "hum": "hum of the mains, which would be taken for a voice",
    "no_numbers": "samples that are no numbers: a damaged file",
    "clipped": "clipped: what depends on loudness and waveform is left out",
    "dropouts": "sound that breaks off and comes back: what depends on rhythm and waveform is left out",
    "noisy": "noise behind the voice: what is soft in it is left out",
}


class Command(BaseCommand):
    help = (
        "Measures the voice in audio files (WAV, FLAC, Ogg, WebM or MP4, mono or stereo, 8 to 96 kHz, at most 10 "
        "minutes): VoiceFeatures, or what stood in the way. Nothing is stored. Exit status 0 only if all went well."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="a recording of one person's voice")
        parser.add_argument("--json", action="store_true", help="one JSON object a file and line, with its name")

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        failed = 0
        with self._progress(len(files)) as progress:
            for number, path in enumerate(files, start=1):
                try:
                    measured = _measure(path)
                except (AudioError, OSError) as error:
                    failed += 1
                    self._tell_failure(path, error, as_json=options["json"])
                else:
                    failed += bool(measured.problems)
                    self._tell(path, measured, as_json=options["json"])
                progress.reach(number)
        if failed:
            raise CommandError(f"{failed} of {len(files)} files had a problem.")

    def _tell(self, path: Path, measured: VoiceMeasurement, *, as_json: bool) -> None:
        if as_json:
            described = {"file": _name_of(path), **measured.as_voice_features(), "problems": measured.problems}
            self.stdout.write(orjson.dumps(described).decode())
            return
        self.stdout.write(_name_of(path))
        for key, value in measured.as_voice_features().items():
            if key != "problems":
                self.stdout.write(f"  {key:<20}{value:.4g}" if isinstance(value, float) else f"  {key:<20}{value}")
        for problem in measured.problems:
            self.stdout.write(f"  problem: {PROBLEMS[problem]}")

    def _tell_failure(self, path: Path, error: AudioError | OSError, *, as_json: bool) -> None:
        reason = (error.strerror or "cannot be read") if isinstance(error, OSError) else str(error)
        if as_json:
            self.stdout.write(orjson.dumps({"file": _name_of(path), "error": reason}).decode())
        else:
            self.stdout.write(f"{_name_of(path)}\n  {reason}")

    def _progress(self, files: int) -> Progress:
        return Progress("Measuring", files, write=self._write_error, is_terminal=self.stderr.isatty())

    def _write_error(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain, "")


def _measure(path: Path) -> VoiceMeasurement:
    """Reads no more of a file than could be measured, and nothing of a pipe, which might never end."""
    if path.exists() and not path.is_file():
        raise AudioError("is not a regular file")
    with path.open("rb") as file:
        data = file.read(MAX_AUDIO_BYTES + 1)
    return measure_sound(data)


def _name_of(path: Path) -> str:
    """As it can be shown: names of files are bytes, and not all of them are text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
