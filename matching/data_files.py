"""The data folder: vocabulary, catalogue and codes are files that a clinician can read, checked when they are loaded."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parent.parent / "data"


class VocabularyError(ValueError):
    """Faults in a shipped data file, all of them at once."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = faults


@cache
def load_yaml(name: str) -> Any:
    """The content of a YAML file of the data folder: load_yaml("vocabulary/drugs.yaml"). Never change what it returns."""
    with open(DATA / name, encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)
