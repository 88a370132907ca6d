"""How well stated emotion is read, on utterances that people labelled positive, neutral or negative."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.labelled_texts import read_labelled_texts
from resona.analysis.evaluation.scores import area_under_curve, macro_f1
from risk.stated import StatedEmotion, assess_stated_emotion
from risk.stated_emotion.values import SENTIMENTS

DECIMALS: Final = 4


def evaluate_stated(data: Path) -> dict[str, object]:
    """Figures of a file of MELD or AfriSenti; each text is a session of its own, and uncertain counts as neutral.

    Raises UnreadableDataError for another file, or one without both positive and negative texts.
    """
    labelled = read_labelled_texts(data)
    assess_stated_emotion(["good"], labelled.language)  # so that the time holds no loading of files
    started = time.process_time()  # of one core, whatever else the machine does
    found = [assess_stated_emotion([one.text], labelled.language) for one in labelled.texts]
    seconds = time.process_time() - started
    valences = {
        sentiment: [read.valence for read, one in zip(found, labelled.texts, strict=True) if one.sentiment == sentiment]
        for sentiment in SENTIMENTS
    }
    if not (valences["positive"] and valences["negative"]):
        raise UnreadableDataError(f"{data} lacks positive and negative texts to tell apart.")
    labels = [SENTIMENTS.index(one.sentiment) for one in labelled.texts]
    return {
        "macro_f1": round(macro_f1(labels, list(map(_class_of, found)), classes=len(SENTIMENTS)), DECIMALS),
        "auc_positive_negative": round(area_under_curve(valences["positive"], valences["negative"]), DECIMALS),
        "n": len(found),
        "texts_per_second": round(len(found) / seconds),
        "uncertain_share": round(sum(read.label is None for read in found) / len(found), DECIMALS),
    }


def _class_of(read: StatedEmotion) -> int:
    return SENTIMENTS.index(read.label or "neutral")
