"""`train_crisis_words` writes a model of what it is given, with its provenance, and the same one again."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from risk.crisis.learned_file import load_learned_model


def _files(folder: Path) -> list[str]:
    (folder / "phrases.tsv").write_text(
        "language\tclass\tseverity\tkind\ttext\n"
        + "".join(f"en\tself_harm\t2\tx\ti am leaving my things behind {n}\n" for n in range(40))
        + "".join(f"en\tharm_to_others\t-\tx\ti will hurt that man badly {n}\n" for n in range(20))
        + "".join(f"en\tharm_by_others\t-\tx\tmy father is hitting me {n}\n" for n in range(20))
        + "".join(f"en\tnone\t0\tx\ti am cooking my supper tonight {n}\n" for n in range(40))
    )
    (folder / "labelled.csv").write_text("text,label\ni am so lost here,suicidal\ni am fine here,normal\n")
    talk = "Utterance,Sentiment,Dialogue_ID\n" + "".join(f"see you at lunch {n},neutral,{n}\n" for n in range(60))
    (folder / "talk.csv").write_text(talk)
    named = [f"{folder}/{name}" for name in ("phrases.tsv", "labelled.csv", "talk.csv")]
    return ["--phrases", named[0], "--labelled", named[1], "--talk", named[2], "--licence", "CC BY 4.0"]


def test_it_learns_what_it_is_taught_and_the_same_each_time(tmp_path: Path) -> None:
    given = _files(tmp_path)
    for name in ("one.npz", "two.npz"):
        call_command("train_crisis_words", *given, "--into", str(tmp_path / name))
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    model = load_learned_model(tmp_path / "one.npz")
    assert model.read("i am leaving my things behind")[0] > model.read("i am cooking my supper tonight")[0]
    assert model.provenance["texts"] == 182


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    given = _files(tmp_path)
    (tmp_path / "talk.csv").unlink()
    with pytest.raises(CommandError, match=r"talk\.csv"):
        call_command("train_crisis_words", *given, "--into", str(tmp_path / "one.npz"))
