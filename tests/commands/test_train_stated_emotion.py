"""`train_stated_emotion`: the same data gives the same file, with its provenance; other files are refused."""

from __future__ import annotations

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from risk.stated_emotion.model_files import read_model
from tests.analysis.evaluation.labelled_talk import write_meld


def test_the_same_data_gives_the_same_bytes_and_says_where_it_is_from(tmp_path: Path) -> None:
    data, out = write_meld(tmp_path / "train.csv"), StringIO()
    files = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        call_command("train_stated_emotion", data, into=tmp_path / name, stdout=out)
        files.append((tmp_path / name / "en.npz").read_bytes())
    assert files[0] == files[1]
    provenance = read_model(tmp_path / "one" / "en.npz").provenance
    assert (provenance["data"], provenance["licence"], provenance["texts"]) == ("MELD", "GPL-3.0", 96)
    assert provenance["sha256"] == hashlib.sha256(data.read_bytes()).hexdigest()
    assert "96 texts; in 5-fold cross-validation macro-F1" in out.getvalue()


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="neither a CSV of MELD nor a TSV of AfriSenti"):
        call_command("train_stated_emotion", path, into=tmp_path)
    with pytest.raises(CommandError, match="No such file"):
        call_command("train_stated_emotion", tmp_path / "absent.csv", into=tmp_path)
