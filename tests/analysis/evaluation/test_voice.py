"""The evaluation of voices: through production's functions, and plain about unusable folders."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.labelled_clips import list_clips
from resona.analysis.evaluation.voice import evaluate_voice
from tests.architecture.modules import ROOT
from tests.conversations.recordings import RATE_HZ, as_file

CLIPS = ROOT.parent / "shared" / "data" / "emodb"
needs_clips = pytest.mark.skipif(not CLIPS.exists(), reason=f"The labelled clips are not here: {CLIPS.name}.")


def choose_clips(folder: Path, *, speakers: tuple[str, ...], emotions: dict[str, int]) -> Path:
    """A folder of so many clips of each emotion and speaker."""
    for speaker, (emotion, number) in product(speakers, emotions.items()):
        for clip in sorted(CLIPS.glob(f"{speaker}???{emotion}?.wav"))[:number]:
            (folder / clip.name).symlink_to(clip)
    return folder


@needs_clips
def test_anger_is_told_from_ordinary_speech(tmp_path: Path) -> None:
    folder = choose_clips(tmp_path, speakers=("03", "08", "09", "11"), emotions={"N": 7, "W": 2})
    scores = evaluate_voice(folder)
    assert set(scores) == {"k3", "k5", "clips", "real_time_factor"}
    assert scores["clips"] == 36
    for figures in (scores["k3"], scores["k5"]):
        assert isinstance(figures, dict)
        assert set(figures) == {"auc", "false_alarm_rate", "hit_rate", "worst_speaker_auc"}
        assert figures["worst_speaker_auc"] <= figures["auc"] + 0.05
        assert figures["auc"] > 0.95
        assert figures["false_alarm_rate"] < 0.15 < figures["hit_rate"]


def name_clips(folder: Path, *, speakers: tuple[str, ...], takes: str) -> Path:
    """Files that bear the names of clips, and hold nothing that could be measured."""
    for speaker, take in product(speakers, takes.split()):
        (folder / f"{speaker}a01{take}.wav").touch()
    return folder


def test_three_speakers_are_too_few_to_learn_from_the_others(tmp_path: Path) -> None:
    folder = name_clips(tmp_path, speakers=("03", "08", "09"), takes="Na Nb Nc Nd Ne Nf Wa")
    with pytest.raises(UnreadableDataError, match="too few speakers"):
        evaluate_voice(folder)


def test_without_neutral_clips_enough_nothing_can_be_held_out(tmp_path: Path) -> None:
    folder = name_clips(tmp_path, speakers=("03", "08", "09", "11"), takes="Na Nb Nc Nd Ne Wa")
    (folder / "03a01Nf.wav").touch()
    (folder / "03a01Wa.wav").unlink()
    with pytest.raises(UnreadableDataError, match="more than 5 neutral"):
        evaluate_voice(folder)


@needs_clips
def test_clips_that_cannot_be_measured_do_not_count(tmp_path: Path) -> None:
    speakers = ("03", "08", "09", "11")
    folder = choose_clips(tmp_path, speakers=speakers, emotions={"N": 3, "W": 1})
    for speaker, take in product(speakers, ("Nx", "Ny", "Nz")):
        (folder / f"{speaker}z01{take}.wav").write_bytes(as_file(np.zeros(RATE_HZ)))
    with pytest.raises(UnreadableDataError, match="more than 5 neutral"):
        evaluate_voice(folder)


@needs_clips
def test_nothing_is_learned_of_speakers_with_a_single_neutral_clip(tmp_path: Path) -> None:
    choose_clips(tmp_path, speakers=("08", "09", "11"), emotions={"N": 1})
    folder = choose_clips(tmp_path, speakers=("03",), emotions={"N": 6, "W": 1})
    with pytest.raises(UnreadableDataError, match="too few speakers"):
        evaluate_voice(folder)


def test_names_say_speaker_and_emotion(tmp_path: Path) -> None:
    for name in ("03a01Fa.wav", "16b10Td.flac", "08a02Nb.WAV", "notes.txt"):
        (tmp_path / name).touch()
    assert [(clip.speaker, clip.emotion) for clip in list_clips(tmp_path)] == [
        ("03", "happiness"),
        ("08", "neutral"),
        ("16", "sadness"),
    ]


@pytest.mark.parametrize("name", ["03a01Xa.wav", "hello.wav", "3a01Fa.wav", "03a01Fa_2.wav"])
def test_other_names_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(UnreadableDataError, match="named"):
        list_clips(tmp_path)


def test_an_empty_folder_and_a_file_are_no_clips(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDataError, match="no WAV or FLAC"):
        list_clips(tmp_path)
    (tmp_path / "one.txt").touch()
    with pytest.raises(UnreadableDataError, match="no folder"):
        list_clips(tmp_path / "one.txt")
