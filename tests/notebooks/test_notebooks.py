"""The notebooks that are shipped, and those that a dossier exports, run in a real Jupyter kernel."""

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from dossier import Notebook, Sources, display
from dossier.exports import ipynb
from guidelines import load_all

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "notebooks").glob("*.ipynb"))
CASE = json.loads((ROOT / "data/cases/05-poumon-egfr.json").read_text(encoding="utf-8"))["text"]


@pytest.fixture(scope="module")
def notebook() -> Notebook:
    held = Notebook.start(CASE, Sources(load_all()))
    held.run_all()
    return held


def run(notebook: nbformat.NotebookNode, folder: Path) -> list[nbformat.NotebookNode]:
    """Executes every cell in `folder`; the cells of code."""
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=120, record_timing=False, resources={"metadata": {"path": str(folder)}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def without_numbers(words: list[str]) -> list[str]:
    """Counts and scores move with every rule and every way of reading; sentences, tables and verdicts do not."""
    return [re.sub(r"\d+", "0", one) for one in words]


def said(cells: list[nbformat.NotebookNode]) -> list[str]:
    """What each cell says in text."""
    return [
        "".join(
            output.get("text") or output.get("data", {}).get("text/plain", "")
            for output in cell.outputs
            if output.get("name") != "stderr"
        )
        for cell in cells
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_notebook_says_again_what_it_said(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """With CARNET_NOTEBOOKS=1, what they say now is written into them: to be read before it is committed."""
    monkeypatch.setenv("CARNET_HOME", str(tmp_path))
    kept = nbformat.read(path, as_version=4)
    before = said([cell for cell in kept.cells if cell.cell_type == "code"])
    again = said(run(kept, path.parent))
    if os.environ.get("CARNET_NOTEBOOKS"):
        kept.metadata.pop("language_info", None)
        nbformat.write(kept, path)
    else:
        assert without_numbers(again[1:]) == without_numbers(before[1:]), "what is shipped is old: run with CARNET_NOTEBOOKS=1"


def test_there_are_three_of_them():
    assert {path.stem for path in SHIPPED} == {"un-cas", "une-cohorte", "une-regle"}


@pytest.mark.filterwarnings("ignore")
def test_a_dossier_leaves_as_a_notebook_that_runs(notebook: Notebook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CARNET_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook.correct("features", "patient.ecog", 3, "Dr Exemple")
    notebook.run_stale()
    cells = run(nbformat.reads(ipynb.write(notebook).decode(), as_version=4), tmp_path)
    assert "saisi « Dr Exemple »" in said(cells)[3]
    assert all(cell.outputs for cell in cells[1:])


@pytest.mark.parametrize(
    "view", [display.text, display.features, display.recommendations, display.trials, display.timeline, display.document]
)
def test_a_view_has_words_and_html_that_escapes_the_note(view, notebook: Notebook):
    hostile = Notebook.start(
        "<script>alert(1)</script> Patient de 60 ans, adénocarcinome du côlon opéré en 03/2024, M0.", notebook.sources
    )
    hostile.run_all()
    for held in (notebook, hostile):
        shown = view(held)
        assert str(shown).strip()
        assert "<script>" not in shown._repr_html_()


def test_a_view_before_the_cells_ran_says_what_to_do(notebook: Notebook):
    fresh = Notebook.start("Patient de 60 ans.", notebook.sources)
    assert "run_all" in str(display.features(fresh))
    assert "run_all" in str(display.recommendations(fresh))


def test_the_notebook_itself_shows_everything(notebook: Notebook):
    html = notebook._repr_html_()
    assert all(title in html for title in ("Résumé", "Frise", "Caractéristiques", "Propositions", "Essais"))
