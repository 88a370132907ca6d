"""Labelled texts, known by their header."""

from __future__ import annotations

from pathlib import Path

import pytest

from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.labelled_texts import read_labelled_texts
from tests.analysis.evaluation.labelled_talk import write_afrisenti, write_meld


def test_meld_is_known_by_its_header(tmp_path: Path) -> None:
    labelled = read_labelled_texts(write_meld(tmp_path / "some.csv"))
    assert (labelled.name, labelled.language, labelled.licence) == ("MELD", "en", "GPL-3.0")
    assert len(labelled.texts) == 96
    assert (labelled.texts[0].text, labelled.texts[0].sentiment) == ("The garden is lovely.", "positive")
    assert labelled.texts[0].group == labelled.texts[1].group != labelled.texts[4].group


def test_afrisenti_is_known_by_its_header_and_its_quotes_are_letters(tmp_path: Path) -> None:
    labelled = read_labelled_texts(write_afrisenti(tmp_path / "some.tsv"))
    assert (labelled.name, labelled.language, labelled.licence) == ("AfriSenti Swahili", "sw", "CC BY 4.0")
    assert [one.text for one in labelled.texts] == ['"nimefurahi sana', "tunaanza kesho", "inaumiza sana"]
    assert [one.sentiment for one in labelled.texts] == ["positive", "neutral", "negative"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "neither"),
        (b"a,b\n1,2\n", "neither"),
        (b"tweet\tlabel\n", "no texts"),
        (b"tweet\tlabel\nhabari\tmixed\n", "row 1 lacks"),
        (b"tweet\tlabel\nhabari\n", "row 1 lacks"),
        (b"\xff\xfe\x00tweet", "no text file"),
    ],
)
def test_anything_else_is_a_clear_error(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "data.tsv"
    path.write_bytes(content)
    with pytest.raises(UnreadableDataError, match=reason):
        read_labelled_texts(path)


def test_a_folder_is_told_from_a_file_and_says_which_is_expected(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDataError, match=r"is a folder: name one file in it, such as dev_sent_emo\.csv"):
        read_labelled_texts(tmp_path)
