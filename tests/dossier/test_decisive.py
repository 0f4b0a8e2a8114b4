"""The values to confirm first, and the summary edited on its masked text."""

from __future__ import annotations

from dossier.decisive import AT_MOST, decisive
from dossier.masking import rewrite
from dossier.notebook import Notebook


def decided(notebook: Notebook) -> tuple[str, ...]:
    assert notebook.case is not None
    return decisive(notebook.case, notebook.output("recommendations"))


def test_what_settles_the_proposals_is_to_confirm_first(notebook: Notebook):
    keys = decided(notebook)
    assert {"tumour.type", "tumour.t", "biomarker.her2_status"} <= set(keys)
    assert len(keys) <= AT_MOST


def test_only_known_values_are_to_confirm(notebook: Notebook):
    notebook.correct("features", "tumour.t", None, "Dr Anne Exemple")
    notebook.run_stale()
    assert "tumour.t" not in decided(notebook)


def test_words_masked_before_stay_masked_in_an_edited_text(notebook: Notebook):
    rewrite(notebook, notebook.text)  # what a new dossier does with its text
    masked = notebook.text
    rewrite(notebook, f"{masked}Adressée par le Dr SUPPOSE Alain.\n")
    assert notebook.text.startswith(masked)
    assert {"DELVAUX", "SUPPOSE"} <= {item.text for item in notebook.originals}
    assert "SUPPOSE" not in notebook.text
