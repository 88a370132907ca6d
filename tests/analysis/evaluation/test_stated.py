"""The evaluation of stated emotion, on made-up sentences and against the bars on real ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.stated import evaluate_stated
from tests.analysis.evaluation.labelled_talk import write_afrisenti, write_meld
from tests.architecture.modules import ROOT

DATA = ROOT.parent / "shared" / "data"


@pytest.mark.parametrize(("write", "n"), [(write_meld, 96), (write_afrisenti, 3)])
def test_it_gives_every_figure(tmp_path: Path, write: Callable[[Path], Path], n: int) -> None:
    found = evaluate_stated(write(tmp_path / "data"))
    assert list(found) == ["macro_f1", "auc_positive_negative", "n", "texts_per_second", "uncertain_share"]
    assert found["n"] == n
    assert found["auc_positive_negative"] == 1.0


def test_texts_of_one_side_only_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.tsv"
    path.write_text("tweet\tlabel\nhabari ya leo\tneutral\n", encoding="utf-8")
    with pytest.raises(UnreadableDataError, match="positive and negative"):
        evaluate_stated(path)
