"""Crisis language scored on labelled people and on everyday talk, through the function production calls."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from resona.analysis.evaluation.crisis_data import LABELS, Dialogues, LabelledPerson, Utterances, read_crisis_data
from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.scores import area_under_curve
from risk.crisis.matches import CrisisLanguage
from risk.language import read_crisis_language


def evaluate_crisis(data: Path) -> dict[str, object]:
    """Score crisis language on one file, or on a folder of everyday talk.

    People (Gaur et al. 2019): recall and false-positive rate at severity 2, AUC of the rank, recall of those who had
    attempted, if there are any (alone and with mentions), Spearman's correlation of the rank with all five labels.
    Talk: false alarms per 1000 utterances and speed; of dialogues the supporters' turns, the seekers' flags apart.
    Raises UnreadableDataError for other data, and where a figure would have nobody to count.
    """
    read = read_crisis_data(data)
    if isinstance(read, Utterances):
        return _of_talk(read.texts, data)
    if isinstance(read, Dialogues):
        flagged = [_is_flagged(read_crisis_language([text])) for text in read.seekers]
        return {**_of_talk(read.supporters, data), "seeker_flags_per_1000": _round(_PER * _share(flagged, data))}
    return _of_people(read, data)


def spearman(left: Sequence[float], right: Sequence[float]) -> float:
    """Pearson's correlation of the ranks, ties at their mean rank (Spearman 1904). Raises ValueError if one is flat."""
    ranks = _ranks(left), _ranks(right)
    middle = (len(left) + 1) / 2
    x, y = ([rank - middle for rank in side] for side in ranks)
    scale = math.sqrt(sum(a * a for a in x) * sum(b * b for b in y))
    if scale == 0:
        raise ValueError("A correlation needs two sides that vary.")
    return sum(a * b for a, b in zip(x, y, strict=True)) / scale


# The severity from which a person is looked at: a passive wish to die.
_FLAGGED_FROM: Final = 2
# Who is in crisis begins with Ideation; an Indicator (at risk, no ideation) is neither that nor a supporter.
_SUPPORTIVE: Final = LABELS.index("Supportive")
_IDEATION: Final = LABELS.index("Ideation")
_ATTEMPT: Final = LABELS.index("Attempt")
# What handling dropped is kept as a mention from this severity on.
_MENTION_FROM: Final = 4
_PER: Final = 1000
_DECIMALS: Final = 4


def _of_people(people: Sequence[LabelledPerson], data: Path) -> dict[str, object]:
    found = [read_crisis_language(person.texts) for person in people]

    def among(is_meant: Callable[[int], bool]) -> list[CrisisLanguage]:
        return [one for one, person in zip(found, people, strict=True) if is_meant(person.label)]

    in_crisis = among(lambda label: label >= _IDEATION)
    supporters = among(lambda label: label == _SUPPORTIVE)
    attempted = among(lambda label: label == _ATTEMPT)
    shares = {
        "recall": _share([_is_flagged(one) for one in in_crisis], data),
        "false_positive_rate": _share([_is_flagged(one) for one in supporters], data),
        "auc": area_under_curve([one.rank for one in in_crisis], [one.rank for one in supporters]),
    }
    if attempted:  # else there is nobody of whom it could be said
        shares |= {
            "attempt_recall": _share([_is_flagged(one) for one in attempted], data),
            "attempt_recall_with_mentions": _share([_is_flagged(one) or _has_mention(one) for one in attempted], data),
        }
    shares["spearman"] = spearman([one.rank for one in found], [person.label for person in people])
    return {name: _round(share) for name, share in shares.items()}


def _of_talk(texts: Sequence[str], data: Path) -> dict[str, object]:
    started = time.process_time()  # processor seconds: neighbours on the machine do not count
    flagged = [_is_flagged(read_crisis_language([text])) for text in texts]
    seconds = time.process_time() - started
    return {
        "utterances": len(texts),
        "false_alarms_per_1000": _round(_PER * _share(flagged, data)),
        "utterances_per_second": round(len(texts) / seconds),
    }


def _ranks(values: Sequence[float]) -> list[float]:
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), start=1):
        places.setdefault(value, []).append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def _is_flagged(found: CrisisLanguage) -> bool:
    return found.severity >= _FLAGGED_FROM


def _has_mention(found: CrisisLanguage) -> bool:
    return any(not match.counts and match.severity >= _MENTION_FROM for match in found.matches)


def _share(hits: Sequence[bool], data: Path) -> float:
    if not hits:
        raise UnreadableDataError(f"{data} holds nobody to count for one of the figures.")
    return sum(hits) / len(hits)


def _round(figure: float) -> float:
    return round(figure, _DECIMALS)
