"""The shipped models: small, plain numbers, and known where they are from."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from risk.stated_emotion.model_files import LARGEST_FILE, load_model, path_of_model, read_model, write_model
from risk.stated_emotion.values import LANGUAGES, Language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_small_and_says_where_it_is_from(language: Language) -> None:
    assert path_of_model(language).stat().st_size <= LARGEST_FILE
    provenance = load_model(language).provenance
    assert {"data", "licence", "file", "sha256", "texts", "macro_f1", "auc_positive_negative"} <= provenance.keys()
    assert str(provenance["file"]).startswith("train")


def test_writing_gives_the_same_model_and_the_same_bytes(tmp_path: Path) -> None:
    shipped = path_of_model("sw").read_bytes()
    write_model(load_model("sw"), tmp_path / "sw.npz")
    assert (tmp_path / "sw.npz").read_bytes() == shipped
    again = read_model(tmp_path / "sw.npz")
    assert np.array_equal(again.word_weights, load_model("sw").word_weights)
    assert again.provenance == load_model("sw").provenance


def test_weights_lie_row_after_row_however_they_were_given(tmp_path: Path) -> None:
    model = load_model("sw")
    by_column = replace(model, word_weights=np.asfortranarray(model.word_weights))
    write_model(by_column, tmp_path / "sw.npz")
    read = read_model(tmp_path / "sw.npz").word_weights
    assert read.flags.c_contiguous
    assert np.array_equal(read, model.word_weights)


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    arrays = {name: np.asarray([{}], dtype=object) for name in ("word_weights", "provenance")}
    np.savez(tmp_path / "bad.npz", allow_pickle=True, **arrays)
    with pytest.raises(ValueError, match="allow_pickle"):
        read_model(tmp_path / "bad.npz")
