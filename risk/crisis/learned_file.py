"""The shipped model of the learned reader, read from its file beside this module, once and at first use.

The file is a numpy archive without pickled objects: numbers, none of the words, and the provenance as JSON in bytes.
"""

import json
import zlib
from functools import cache
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from risk.crisis.learned import LearnedModel

PATH: Final = Path(__file__).with_name("learned.npz")
# Bytes.
LARGEST_FILE: Final = 750_000


@cache
def load_learned_model(path: Path = PATH) -> LearnedModel:
    """The shipped model, read once. Raises OSError without one, ValueError when it is damaged."""
    try:
        return _read_model(path)
    except (BadZipFile, EOFError, KeyError, zlib.error) as error:
        raise ValueError(f"{path.name} is damaged.") from error


def write_learned_model(model: LearnedModel, path: Path) -> None:
    """The same model gives the same bytes. Raises ValueError when it is larger than a file may be."""
    np.savez_compressed(
        path,
        **{name: getattr(model, name) for name in _ARRAYS},
        provenance=np.frombuffer(json.dumps(model.provenance, sort_keys=True).encode(), dtype=np.uint8),
    )
    if path.stat().st_size > LARGEST_FILE:
        path.unlink()
        raise ValueError(f"The model takes more than {LARGEST_FILE:,} bytes.")


_ARRAYS: Final = ("word_weights", "run_weights", "steps", "biases", "thresholds", "certain_from")


def _read_model(path: Path) -> LearnedModel:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return LearnedModel(
            **{name: arrays[name] for name in _ARRAYS}, provenance=json.loads(arrays["provenance"].tobytes())
        )
