"""Scoring of crisis language: figures worked by hand on small files, errors by name, the bars on real data."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from resona.analysis.evaluation.crisis import evaluate_crisis, spearman
from resona.analysis.evaluation.crisis_data import Dialogues, Utterances, read_crisis_data
from resona.analysis.evaluation.labelled import UnreadableDataError
from tests.analysis.evaluation.figures import figures_of

WISH, INTENT, ATTEMPT = "i want to die", "i want to kill myself", "i tried to kill myself last night"
CALM = "i went to the market"
MENTION = "he hanged himself"


def write_people(path: Path, people: Sequence[tuple[str, str]]) -> Path:
    return write_csv(path, ("User", "Post", "Label"), [(f"user-{n}", *row) for n, row in enumerate(people)])


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_dialogues(path: Path, turns: Sequence[tuple[str, str]]) -> Path:
    dialog = [{"speaker": role, "content": content} for role, content in turns]
    path.write_text(json.dumps([{"dialog": dialog}]), encoding="utf-8")
    return path


class TestPeople:
    def test_figures_by_hand(self, tmp_path: Path) -> None:
        people = [
            (repr([CALM]), "Supportive"),
            (repr([WISH, CALM]), "Supportive"),
            (repr([CALM]), "Indicator"),
            (repr([INTENT]), "Ideation"),
            (repr([CALM]), "Behavior"),
            (repr([ATTEMPT]), "Attempt"),
            (repr([MENTION]), "Attempt"),
        ]
        scores = evaluate_crisis(write_people(tmp_path / "people.csv", people))
        # In crisis: Ideation, Behavior and two Attempts, of whom intent and attempt are flagged; of two supporters one.
        assert scores["recall"] == 0.5
        assert scores["false_positive_rate"] == 0.5
        assert scores["attempt_recall"] == 0.5
        assert scores["attempt_recall_with_mentions"] == 1.0
        # Intent and attempt outrank both supporters (4 pairs); of the silent ones the calm one ties with the calm
        # supporter (a half), and the mention, too short for the learned reader, ranks below all: 4.5 of 8.
        assert scores["auc"] == 0.5625
        assert list(scores) == [
            "recall", "false_positive_rate", "auc", "attempt_recall", "attempt_recall_with_mentions", "spearman",
        ]  # fmt: skip

    def test_without_an_attempt_its_figures_are_left_out(self, tmp_path: Path) -> None:
        people = [(repr([CALM]), "Supportive"), (repr([INTENT]), "Ideation")]
        scores = evaluate_crisis(write_people(tmp_path / "people.csv", people))
        assert list(scores) == ["recall", "false_positive_rate", "auc", "spearman"]

    def test_a_list_cut_off_is_still_read_post_by_post(self, tmp_path: Path) -> None:
        path = write_people(tmp_path / "people.csv", [(f"['{CALM}', '{WISH}', 'and th", "Ideation")])
        (person,) = read_crisis_data(path)  # type: ignore[misc]
        assert len(person.texts) == 3

    @pytest.mark.parametrize("label", ["", "attempt", "Unsure"])
    def test_an_unknown_label_is_an_error(self, tmp_path: Path, label: str) -> None:
        with pytest.raises(UnreadableDataError, match="row 1"):
            evaluate_crisis(write_people(tmp_path / "people.csv", [(repr([CALM]), label)]))

    def test_nobody_to_count_is_an_error_and_not_zero(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableDataError, match="nobody"):
            evaluate_crisis(write_people(tmp_path / "people.csv", [(repr([CALM]), "Supportive")]))


class TestTalk:
    def test_false_alarms_per_thousand_by_hand(self, tmp_path: Path) -> None:
        path = write_csv(
            tmp_path / "talk.csv", ("Utterance", "Speaker"), [(CALM, "A"), (WISH, "B"), ("", "C"), (CALM, "")]
        )
        scores = evaluate_crisis(path)
        assert (scores["utterances"], scores["false_alarms_per_1000"]) == (4, 250.0)
        assert isinstance(scores["utterances_per_second"], int)

    def test_tweets_are_read_as_talk(self, tmp_path: Path) -> None:
        path = tmp_path / "tweets.tsv"
        path.write_text("tweet\tlabel\nhabari ya leo\tpositive\nnataka kujiua\tnegative\n", encoding="utf-8")
        scores = evaluate_crisis(path)
        assert (scores["utterances"], scores["false_alarms_per_1000"]) == (2, 500.0)

    def test_a_folder_of_talk_counts_as_one(self, tmp_path: Path) -> None:
        for name, text in (("a", CALM), ("b", WISH)):
            write_csv(tmp_path / f"{name}.csv", ("Utterance",), [(text,)])
        assert evaluate_crisis(tmp_path)["false_alarms_per_1000"] == 500.0

    @pytest.mark.parametrize(("supporter", "seeker"), [("supporter", "seeker"), ("listener", "speaker")])
    def test_seekers_flags_stand_apart(self, tmp_path: Path, supporter: str, seeker: str) -> None:
        turns = [(supporter, CALM), (seeker, WISH), (seeker, CALM), (supporter, CALM)]
        scores = evaluate_crisis(write_dialogues(tmp_path / "dialogues.json", turns))
        assert scores["utterances"] == 2
        assert (scores["false_alarms_per_1000"], scores["seeker_flags_per_1000"]) == (0.0, 500.0)


class TestFormats:
    def test_a_file_is_known_by_its_content_not_its_name(self, tmp_path: Path) -> None:
        talk = read_crisis_data(write_csv(tmp_path / "x.json", ("Utterance",), [(CALM,)]))
        assert talk == Utterances(texts=(CALM,))
        turns = read_crisis_data(write_dialogues(tmp_path / "x.csv", [("seeker", WISH)]))
        assert turns == Dialogues(supporters=(), seekers=(WISH,))

    def test_an_unknown_role_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableDataError, match="narrator"):
            evaluate_crisis(write_dialogues(tmp_path / "dialogues.json", [("narrator", CALM)]))

    @pytest.mark.parametrize(
        "content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"{}", b"[1]", b'[{"dialog": [{}]}]', b"[{"]
    )
    def test_anything_else_is_a_clear_error(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "what.csv"
        path.write_bytes(content)
        with pytest.raises(UnreadableDataError, match=r"what\.csv"):
            evaluate_crisis(path)

    def test_a_folder_without_talk_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableDataError, match="folder"):
            evaluate_crisis(tmp_path)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((1, 2, 3), (10, 20, 30), 1.0),
        ((1, 2, 3), (3, 2, 1), -1.0),
        ((1, 2, 3, 4), (1, 3, 2, 4), 0.8),  # 1 - 6 * 2 / (4 * 15)
        ((1, 1, 2), (1, 2, 3), 0.866025),  # ranks 1.5 1.5 3 against 1 2 3: 1.5 / sqrt(1.5 * 2)
    ],
)
def test_spearman_by_hand(left: Sequence[float], right: Sequence[float], expected: float) -> None:
    assert spearman(left, right) == pytest.approx(expected, abs=1e-6)


def test_spearman_of_a_flat_side_is_an_error() -> None:
    with pytest.raises(ValueError, match="vary"):
        spearman((1, 1), (1, 2))


class TestRealData:
    """The bars, held against the figures on the page: those test_documents compares with the data."""

    def test_people_labelled_by_clinicians_are_told_from_supporters(self) -> None:
        scores = figures_of("crisis", "cssrs/reddit_users.csv")
        assert scores["recall"] >= 0.75
        assert scores["false_positive_rate"] <= 0.20
        assert scores["auc"] >= 0.80
        assert scores["attempt_recall"] >= 0.85
        assert scores["attempt_recall_with_mentions"] >= 0.95
        assert scores["spearman"] >= 0.5

    def test_television_talk_stays_silent(self) -> None:
        assert figures_of("crisis", "meld")["false_alarms_per_1000"] <= 0.5

    def test_swahili_tweets_stay_silent(self) -> None:
        assert figures_of("crisis", "afrisenti_swa/train.tsv")["false_alarms_per_1000"] <= 1

    def test_those_who_listen_stay_silent(self) -> None:
        scores = figures_of("crisis", "esconv/dialogues.json")
        assert scores["false_alarms_per_1000"] <= 1
        assert scores["seeker_flags_per_1000"] >= 2  # those read were real statements
