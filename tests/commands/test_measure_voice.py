"""`manage.py measure_voice`, from files to features."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from conversations.sound.voice import EXTRACTOR, Problem
from resona.management.commands.measure_voice import PROBLEMS
from tests.conversations.recordings import as_file, make_syllables

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def save(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


def run(*arguments: object) -> str:
    """What is written where every file was measured; raises CommandError otherwise."""
    written = io.StringIO()
    call_command("measure_voice", *(str(argument) for argument in arguments), stdout=written, stderr=io.StringIO())
    return written.getvalue()


def failing(*arguments: object) -> tuple[str, str]:
    written = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("measure_voice", *(str(argument) for argument in arguments), stdout=written, stderr=io.StringIO())
    return written.getvalue(), str(caught.value)


def test_features_of_each_file_are_shown(save: Save) -> None:
    wav, flac = (
        save("a.wav", as_file(make_syllables(2.0))),
        save("b.flac", as_file(make_syllables(2.0), container="flac", codec="flac")),
    )
    told = run(wav, flac).splitlines()
    assert [line for line in told if not line.startswith(" ")] == [str(wav), str(flac)]
    assert [line.split() for line in told if "pitch_hz" in line] == [["pitch_hz", "180"]] * 2


def test_json_has_one_object_a_file_with_the_keys_of_voice_features(save: Save) -> None:
    path = save("a.wav", as_file(make_syllables(2.0)))
    (line,) = run(path, "--json").splitlines()
    described: dict[str, Any] = json.loads(line)
    assert (described["file"], described["extractor"], described["problems"]) == (str(path), EXTRACTOR, [])
    assert {"pitch_hz", "rate_sps", "pause_ratio", "energy_db", "duration_s"} <= set(described)


def test_a_file_with_a_problem_stops_no_other_and_fails_the_command(save: Save, tmp_path: Path) -> None:
    good, silent = save("good.wav", as_file(make_syllables(2.0))), save("silent.wav", as_file(np.zeros(32_000)))
    text = save("text.wav", b"no sound")
    told, failure = failing(silent, text, tmp_path / "absent.wav", tmp_path, good)
    assert failure == "4 of 5 files had a problem."
    assert "problem: silence" in told
    assert "cannot be read as WAV, FLAC, Ogg, WebM or MP4" in told
    assert "No such file" in told
    assert "pitch_hz" in told


def test_json_names_what_went_wrong_with_each_file(save: Save, tmp_path: Path) -> None:
    silent = save("silent.wav", as_file(np.zeros(32_000)))
    told, _ = failing("--json", silent, tmp_path / "absent.wav")
    first, second = map(json.loads, told.splitlines())
    assert (first["problems"], "pitch_hz" in first) == (["silent"], False)
    assert second == {"file": str(tmp_path / "absent.wav"), "error": "No such file or directory"}


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, flags: tuple[str, ...]) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        told, failure = failing(path, *flags)
        assert failure == "1 of 1 files had a problem."
        assert "is not a regular file" in told


@pytest.mark.parametrize("content", [as_file(make_syllables(2.0)), b"no sound"])
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path, flags: tuple[str, ...], content: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/voix \xe9.wav"))
    path.write_bytes(content)
    written = io.StringIO()
    with suppress(CommandError):
        call_command("measure_voice", path, *flags, stdout=written, stderr=io.StringIO())
    named = json.loads(written.getvalue())["file"] if flags else written.getvalue().splitlines()[0]
    assert named == f"{tmp_path}/voix \\xe9.wav"


def test_every_problem_has_words() -> None:
    assert set(PROBLEMS) == set(get_args(Problem))
