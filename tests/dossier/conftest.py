"""A fictional note, today's rules, and dossiers databases of each kind."""

from pathlib import Path

import pytest

from dossier.notebook import Notebook
from dossier.steps import Sources
from guidelines import load_all

NOTE = """RCP sein du 12/03/2025
Mme DELVAUX Solange, née le 12/03/1968, 57 ans, OMS 1, non ménopausée. Vit avec son mari.
ATCD : HTA. Tabagisme actif.
Carcinome canalaire infiltrant du sein gauche, grade 3, RE 90 %, RP 60 %, HER2 3+, Ki67 40 %, cT2 N1 M0.
FEVG 62 %, créatinine 84 µmol/L. Mme Delvaux souhaite conserver son sein.
Question : chimiothérapie néoadjuvante pour Mme Delvaux ?
"""


@pytest.fixture(scope="session")
def sources() -> Sources:
    """The rules that are shipped, and no trial."""
    return Sources(load_all())


@pytest.fixture
def notebook(sources: Sources) -> Notebook:
    """A notebook whose cells have all run."""
    opened = Notebook.start(NOTE, sources)
    opened.run_all()
    return opened


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The key of the identities is one of this test alone."""
    monkeypatch.delenv("CARNET_IDENTITY_KEY", raising=False)
    monkeypatch.setenv("CARNET_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
