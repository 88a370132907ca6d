"""The shipped models of stated emotion, read from their files beside this module, once and at first use.

A file is a numpy archive without pickled objects: arrays of numbers, and the provenance as JSON in bytes.
"""

import json
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from risk.stated_emotion.model import LinearModel
from risk.stated_emotion.values import Language

FOLDER: Final = Path(__file__).parent
# Each file at most so large. Bytes.
LARGEST_FILE: Final = 250_000


def path_of_model(language: Language, folder: Path = FOLDER) -> Path:
    """Where the model of a language is kept."""
    return folder / f"{language}.npz"


@cache
def load_model(language: Language) -> LinearModel:
    """The shipped model. Takes some milliseconds the first time."""
    return read_model(path_of_model(language))


def read_model(path: Path) -> LinearModel:
    """The model in a file. Raises OSError without one, ValueError when it is damaged."""
    with np.load(path, allow_pickle=False) as arrays:
        return LinearModel(
            word_weights=arrays["word_weights"],
            run_weights=arrays["run_weights"],
            steps=arrays["steps"],
            input_weights=arrays["input_weights"],
            bias=arrays["bias"],
            provenance=json.loads(arrays["provenance"].tobytes()),
        )


def write_model(model: LinearModel, path: Path) -> None:
    """The same model gives the same bytes. Raises ValueError when it is larger than a file may be."""
    provenance = json.dumps(model.provenance, sort_keys=True).encode()
    np.savez_compressed(
        path,
        # Row after row, as they lie in memory when read: else every message would be slow to read.
        word_weights=np.ascontiguousarray(model.word_weights),
        run_weights=np.ascontiguousarray(model.run_weights),
        steps=model.steps,
        input_weights=model.input_weights,
        bias=model.bias,
        provenance=np.frombuffer(provenance, dtype=np.uint8),
    )
    if path.stat().st_size > LARGEST_FILE:
        path.unlink()
        raise ValueError(f"The model takes more than {LARGEST_FILE:,} bytes.")
