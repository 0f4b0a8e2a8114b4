"""The command line, run in this process: what it writes on each stream, and the code it ends with."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ui.cli import main

NOTE = """RCP sein du 12/03/2025
Mme DELVAUX Solange, née le 12/03/1968, 57 ans, OMS 1, non ménopausée.
ATCD : HTA.
Carcinome canalaire infiltrant du sein gauche, grade 3, RE 90 %, RP 60 %, HER2 3+, Ki67 40 %, cT2 N1 M0.
FEVG 62 %, créatinine 84 µmol/L.
Question : chimiothérapie néoadjuvante ?
"""


@dataclass(frozen=True)
class Answer:
    """What a command answered: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[Any]:
        """The lines of JSON on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's files during these tests: the fictional trials are read into its registry once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def carnet(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """`carnet("extract", path, stdin=b"...")`."""
    for variable in ("CARNET_DATABASE_URL", "CARNET_REGISTRY_URL", "CARNET_IDENTITY_KEY", "CARNET_DEBUG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("CARNET_HOME", str(home))

    def run(*arguments: object, stdin: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "argv", ["carnet", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        return Answer(int(end.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A file with a note."""
    path = tmp_path / "rcp.txt"
    path.write_text(NOTE, encoding="utf-8")
    return path
